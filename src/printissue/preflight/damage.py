"""What in the pages' content a reader cannot follow."""

from collections.abc import Iterator

from printissue.core.findings import Finding
from printissue.preflight.gathering import Hit, gathered
from printissue.preflight.reader import reading
from printissue.preflight.subject import Check, Subject

_HINT = "write the file anew in the program that made it: each reader guesses differently"


def check_damage(subject: Subject) -> Iterator[Finding]:
    """content-fault: every operator is known and finds what it names."""
    hits = (
        Hit(
            "content-fault",
            fault.page,
            fault.message if fault.path == "page" else f"in {fault.path}: {fault.message}",
            _HINT,
            fault.box,
        )
        for fault in reading(subject).faults
    )
    yield from gathered(subject, hits)


CHECKS: tuple[Check, ...] = (check_damage,)
