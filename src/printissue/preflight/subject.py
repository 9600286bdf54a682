"""The input and output of checks: an opened PDF, and the violations that become findings."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pikepdf

from printissue.core.findings import Finding, Place
from printissue.core.rules import Severity
from printissue.model.printers import Presswork, Printer
from printissue.pdf.boxes import Box, PageBoxes, all_boxes, on_page
from printissue.pdf.matrix import Area


@dataclass(frozen=True, slots=True)
class Subject:
    """A PDF under examination.

    `name` is what findings call it, `printer` the print shop whose requirements apply, `families` the families of rules
    to check.
    """

    pdf: pikepdf.Pdf
    path: Path
    name: str
    printer: Printer | None = None
    families: tuple[str, ...] = ("print",)

    @property
    def presswork(self) -> Presswork:
        """The printer's kind of presswork, or sheetfed where there is no printer."""
        return self.printer.presswork if self.printer else "sheetfed"

    @property
    def boxes(self) -> tuple[PageBoxes, ...]:
        """The boxes of all pages."""
        return all_boxes(self.pdf)

    def at(self, page: int, area: Area | None = None) -> Place:
        """Return the place of an area in a page's own space (pt), or of all that is visible; pages count from 1."""
        boxes = self.boxes[page - 1]
        return self.place(page, boxes.seen(area or boxes.visible))

    def place(self, page: int | None = None, box: Box | None = None) -> Place:
        """Return a place in the file: a page, from 1, and a box on it in mm from its top left corner."""
        return Place(self.name, page=page, box=box)


Check = Callable[[Subject], Iterable[Finding]]
"""A function that checks one rule, or several rules about the same objects."""


@dataclass(frozen=True, slots=True)
class Violation:
    """One violation of a rule; those of one page with equal `rule` and `key` are reported as one finding.

    The finding has the message and place of the violation with the lowest `priority`, the first of equals.
    """

    rule: str
    page: int
    message: str
    hint: str
    box: Box | None = None
    key: str = ""
    severity_override: Severity | None = None
    priority: float = 0.0


def as_findings(subject: Subject, violations: Iterable[Violation]) -> Iterator[Finding]:
    """Yield a finding for each group of equal violations, in the order of their first ones."""
    groups: dict[tuple[str, int, str], list[Violation]] = {}
    for violation in violations:
        groups.setdefault((violation.rule, violation.page, violation.key), []).append(violation)
    for group in groups.values():
        first = min(group, key=lambda violation: violation.priority)
        width, height = subject.boxes[first.page - 1].size
        size = round(width, 2), round(height, 2)  # rounded like the boxes of violations
        yield Finding(
            first.rule,
            subject.place(first.page, on_page(first.box, size) if first.box else None),
            first.message + and_more(len(group)),
            first.hint,
            first.severity_override,
        )


def and_more(count: int) -> str:
    """Return the end of a message about the first of `count` equal faults of a page."""
    return f", and {count - 1} more on this page" if count > 1 else ""
