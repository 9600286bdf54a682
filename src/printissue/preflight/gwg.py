"""The variants of GWG 2022: the severity of each rule for each kind of presswork, and the limits that differ.

GWG's specification has a variant for each kind of printed product; a printer's `presswork` chooses one of them.
"""

from printissue.core.rules import Severity
from printissue.model.printers import SMALLEST_TYPE
from printissue.preflight.subject import Subject

_PRESSWORK = ("magazine", "newspaper", "sheetfed", "web", "digital")
_SEVERITIES: dict[str, Severity | None] = {"E": "error", "W": "warning", "-": None}
_VARIANTS = {
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
"""By rule, in the order of `_PRESSWORK`: E error, W warning, - not checked. The rules about resolution have a further
limit for warnings; those about ambiguous spot colours are not part of GWG's CMYK variants, which allow none."""
_RICH_TEXT = {"newspaper": 2.2}
_INK = {"magazine": 305.0, "newspaper": 245.0, "sheetfed": 320.0, "web": 305.0, "digital": 320.0}


def severity_of(subject: Subject, rule: str) -> Severity | None:
    """Return the severity of a rule for the subject's presswork; None where it is not checked."""
    return _SEVERITIES[_VARIANTS[rule][_PRESSWORK.index(subject.presswork)]]


def smallest_type(subject: Subject) -> float:
    """Return the least size (pt) of text that is white or in several inks (R0016, R0017)."""
    return SMALLEST_TYPE[subject.presswork]


def richest_text(subject: Subject) -> float:
    """Return the most ink of black text (R0015), where 1 is one solid ink."""
    return _RICH_TEXT.get(subject.presswork, 2.8)


def most_ink(subject: Subject) -> float:
    """Return the ink limit in percent: the printer's, or that of R0026 for the presswork."""
    return subject.printer.ink_limit if subject.printer else _INK[subject.presswork]


def resolutions(subject: Subject) -> tuple[float, float]:
    """Return the resolutions (ppi) at or below which an image is an error and a warning (R0031)."""
    if subject.printer:
        return subject.printer.image_ppi_error, subject.printer.image_ppi_warn
    return (99.0, 149.0) if subject.presswork == "newspaper" else (149.0, 224.0)
