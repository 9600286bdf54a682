"""Rules about the preflight itself: opening the file, checks that fail, and the ink of its separations."""

from printissue.core.errors import ExitCode
from printissue.core.rules.rule import Rule, error, warning

_P = ExitCode.PREFLIGHT

PREFLIGHT_REPORT: dict[str, Rule] = {
    "pdf-missing": error(_P, "The file does not exist, is a folder, or cannot be read."),
    "pdf-none": error(_P, "The file is not a PDF.", "ISO 32000-1 7.5.2"),
    "pdf-large": error(_P, "The file is too large for a preflight."),
    "pdf-locked": error(
        _P, "The file is encrypted, and none of the known passwords opens it.", "ISO 32000-1 7.6"
    ),
    "pdf-damaged": error(_P, "The file is damaged and cannot be repaired.", "ISO 32000-1 7.5"),
    "pdf-repaired": warning(
        _P,
        "The file is damaged and was repaired for the preflight. Other programs may not be able to read it.",
        "ISO 32000-1 7.5.4",
    ),
    "pdf-empty": error(_P, "The file has no pages.", "ISO 32000-1 7.7.3"),
    "preflight-stopped": warning(
        _P, "A check failed, so the file is not examined for what it looks for."
    ),
    "ink-unmeasured": warning(
        _P,
        "The ink of a page, or a part of it, could not be measured, because it cannot be separated.",
    ),
    "R0025": warning(
        _P,
        "The inks of all separations, spot colours included, are above the limit on average in a window.",
        "GWG 2022 R0025",
    ),
    "R0026": warning(
        _P,
        "Cyan, magenta, yellow and black are above the limit on average in a window.",
        "GWG 2022 R0026",
    ),
}
"""By id."""
