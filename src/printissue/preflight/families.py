"""The families of checks: a print shop's, and those of whoever reads a file on a screen or by ear."""

from printissue.preflight import claims
from printissue.preflight.access import ACCESS_CHECKS
from printissue.preflight.content import CONTENT_CHECKS
from printissue.preflight.document import DOCUMENT_CHECKS
from printissue.preflight.subject import Check, Subject

FAMILIES: dict[str, tuple[Check, ...]] = {
    "print": (*DOCUMENT_CHECKS, *CONTENT_CHECKS),
    "access": ACCESS_CHECKS,
}
"""By name, in the order of the work."""

ASKED: dict[str, tuple[str, ...]] = {
    "print": ("print",),
    "access": ("access",),
    "all": ("print", "access"),
}
"""Which families a word asks for."""


def families_of(subject: Subject, asked: str | None) -> tuple[str, ...]:
    """Name the families that are asked for, or those that the file's own claims call for."""
    return ASKED[asked] if asked else claims.families(subject)
