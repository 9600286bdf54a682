"""The columns of GWG 2022: which rule each kind of presswork asks, and how gravely."""

from printissue.core.rules.rule import Severity
from printissue.model.printers import SMALLEST_TYPE
from printissue.preflight.subject import Subject

_ORDER = ("magazine", "newspaper", "sheetfed", "web", "digital")
_SEVERITIES: dict[str, Severity | None] = {"E": "error", "W": "warning", "-": None}
_COLUMNS = {
    "R0005": "EEWE-",
    "R0007": "EEEEE",
    "R0008": "WWWWW",
    **dict.fromkeys(("R0009", "R0010", "R0011", "R0012", "R0013", "R0014"), "WWWW-"),
    **dict.fromkeys(("R0015", "R0016", "R0017", "R0018", "R0019"), "WWWWW"),
    "R0020": "EEEEW",
    **dict.fromkeys(("R0021", "R0022", "R0023", "R0024"), "WWWWW"),
    "R0027": "EEEE-",
    **dict.fromkeys(("R0028", "R0029"), "----E"),
    "R0030": "EEEEE",
    **dict.fromkeys(("R0031", "R0032"), "EEEEE"),
    "R0033": "EE---",
}
"""By rule, in the order of `_ORDER`: E error, W warning, - not asked. The rules of resolution have a warning of their
own besides; those of ambiguous spot colours have no column in CMYK jobs, where each spot colour is a fault already."""
_RICH = {"newspaper": 2.2}
_INK = {"magazine": 305.0, "newspaper": 245.0, "sheetfed": 320.0, "web": 305.0, "digital": 320.0}


def severity_of(subject: Subject, rule: str) -> Severity | None:
    """Tell how gravely the presswork asks a rule; None where it does not."""
    return _SEVERITIES[_COLUMNS[rule][_ORDER.index(subject.presswork)]]


def smallest_type(subject: Subject) -> float:
    """Give the least size (pt) of type that is white or in several inks (R0016, R0017)."""
    return SMALLEST_TYPE[subject.presswork]


def richest_text(subject: Subject) -> float:
    """Give the most ink of black text (R0015), 1 for one solid ink."""
    return _RICH.get(subject.presswork, 2.8)


def most_ink(subject: Subject) -> float:
    """Give the most ink, in percent: the printer's, or that of R0026 for the presswork."""
    return subject.printer.ink_limit if subject.printer else _INK[subject.presswork]


def resolutions(subject: Subject) -> tuple[float, float]:
    """Give the resolutions (ppi) at or below which a picture is an error, and looks soft (R0031)."""
    if subject.printer:
        return subject.printer.image_ppi_error, subject.printer.image_ppi_warn
    return (99.0, 149.0) if subject.presswork == "newspaper" else (149.0, 224.0)
