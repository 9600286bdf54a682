"""Rules of a preflight's own course: opening the file, and the ink that its separations lay down."""

from printissue.core.errors import ExitCode
from printissue.core.rules.rule import Rule, error, warning

_P = ExitCode.PREFLIGHT

PREFLIGHT_REPORT: dict[str, Rule] = {
    "pdf-missing": error(_P, "The file is not there, is no file, or may not be read."),
    "pdf-none": error(_P, "The file is not a PDF.", "ISO 32000-1 7.5.2"),
    "pdf-large": error(_P, "The file is larger than a preflight takes on."),
    "pdf-locked": error(
        _P, "The file is encrypted, and no password that is there opens it.", "ISO 32000-1 7.6"
    ),
    "pdf-damaged": error(
        _P, "The file is damaged, and no repair makes it readable.", "ISO 32000-1 7.5"
    ),
    "pdf-repaired": warning(
        _P,
        "The file is damaged; its objects were found by searching it. Another program may fail on it.",
        "ISO 32000-1 7.5.4",
    ),
    "pdf-empty": error(_P, "The file has no pages.", "ISO 32000-1 7.7.3"),
    "preflight-stopped": warning(
        _P, "A check came to grief on the file: what it looks for has not been examined."
    ),
    "ink-unmeasured": warning(
        _P, "A page's ink could not be measured, or not all of it: a part cannot be separated."
    ),
    "R0025": warning(
        _P,
        "The ink of all separations, spot colours too, is above the limit as the mean of a window.",
        "GWG 2022 R0025",
    ),
    "R0026": warning(
        _P,
        "The ink of cyan, magenta, yellow and black is above the limit as the mean of a window.",
        "GWG 2022 R0026",
    ),
}
"""By id."""
