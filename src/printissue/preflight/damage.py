"""What in the pages' content a reader cannot follow."""

from collections.abc import Iterator

from printissue.core.findings import Finding
from printissue.preflight.reader import content_of
from printissue.preflight.subject import Check, Subject
from printissue.preflight.violations import Violation, as_findings

_HINT = "write the file anew in the program that made it: each reader guesses differently"


def check_damage(subject: Subject) -> Iterator[Finding]:
    """content-fault: every operator is known and finds what it names."""
    violations = (
        Violation(
            "content-fault",
            fault.page,
            fault.message if fault.path == "page" else f"in {fault.path}: {fault.message}",
            _HINT,
            fault.box,
        )
        for fault in content_of(subject).faults
    )
    yield from as_findings(subject, violations)


CHECKS: tuple[Check, ...] = (check_damage,)
