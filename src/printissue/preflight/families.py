"""The families of checks: those of print shops, and those of people who read the file."""

from printissue.preflight import (
    claims,
    colour,
    conformance,
    features,
    fonts,
    images,
    ink,
    interactive,
    layers,
    output_intent,
    overprint,
    pages,
    text_and_lines,
    trim,
)
from printissue.preflight.accessibility import ACCESS_CHECKS
from printissue.preflight.subject import Check, Subject

DOCUMENT_CHECKS: tuple[Check, ...] = (
    *conformance.CHECKS,
    *pages.BOX_CHECKS,
    *pages.COUNT_CHECKS,
    *output_intent.CHECKS,
    *fonts.CHECKS,
    *features.CHECKS,
    *interactive.CHECKS,
    *layers.CHECKS,
)
"""The checks of a document for print, in the order of the report."""

CONTENT_CHECKS: tuple[Check, ...] = (
    features.check_content,
    *ink.CHECKS,
    *overprint.CHECKS,
    *text_and_lines.CHECKS,
    *colour.CHECKS,
    *images.CHECKS,
    *trim.CHECKS,
)
"""The checks of what pages paint, in the order of the report."""

FAMILIES: dict[str, tuple[Check, ...]] = {
    "print": (*DOCUMENT_CHECKS, *CONTENT_CHECKS),
    "access": ACCESS_CHECKS,
}
"""The checks of each family, in the order in which they run."""

_FAMILIES_OF_OPTION: dict[str, tuple[str, ...]] = {
    "print": ("print",),
    "access": ("access",),
    "all": ("print", "access"),
}


def families_of(subject: Subject, family: str | None) -> tuple[str, ...]:
    """Return the families of the option `family`, or those that suit the file's claims."""
    return _FAMILIES_OF_OPTION[family] if family else claims.families(subject)
