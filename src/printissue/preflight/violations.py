"""Hits become findings: one for each rule, page and thing, with the place of the first."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from printissue.core.findings import Finding
from printissue.core.rules.rule import Severity
from printissue.pdf.boxes import Box, on_page
from printissue.preflight.subject import Subject


@dataclass(frozen=True, slots=True)
class Violation:
    """One breach of a rule; equal rules and `thing`s of a page become one finding.

    `priority` chooses which of them is told: the lowest, the first of equals.
    """

    rule: str
    page: int
    message: str
    hint: str
    box: Box | None = None
    thing: str = ""
    severity_override: Severity | None = None
    priority: float = 0.0


def as_findings(subject: Subject, violations: Iterable[Violation]) -> Iterator[Finding]:
    """Make findings of violations, in the order in which their things came up."""
    together: dict[tuple[str, int, str], list[Violation]] = {}
    for violation in violations:
        together.setdefault((violation.rule, violation.page, violation.thing), []).append(violation)
    for equal in together.values():
        first = min(equal, key=lambda violation: violation.priority)
        more = f", and {len(equal) - 1} more on this page" if len(equal) > 1 else ""
        wide, high = subject.boxes[first.page - 1].size
        size = round(wide, 2), round(high, 2)  # as the boxes of violations are
        yield Finding(
            first.rule,
            subject.place(first.page, on_page(first.box, size) if first.box else None),
            first.message + more,
            first.hint,
            first.severity_override,
        )
