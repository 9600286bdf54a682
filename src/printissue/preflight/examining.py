"""Run all checks of the requested families over a file, even if some of them fail."""

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

import pikepdf

from printissue.core.findings import Finding
from printissue.model.printers import Printer
from printissue.pdf.boxes import all_boxes
from printissue.pdf.objects import reason
from printissue.preflight.facts import Facts, PageFacts, file_facts, page_facts, tool_facts
from printissue.preflight.families import FAMILIES, families_of
from printissue.preflight.opening import file_digest, opened
from printissue.preflight.separations import InkMeasurement, check_ink, measure_ink
from printissue.preflight.subject import Check, Subject

_LOG = logging.getLogger(__name__)

Family = Literal["print", "access", "all"]
"""The rules to check: those of print shops, those of readers, or both."""

Progress = Callable[[str, int, int], None]
"""Called before each step with its name, its number from 1, and the number of steps."""


@dataclass(frozen=True, slots=True)
class Report:
    """The result of a preflight of one file.

    `families` were checked, with `checks` checks; `findings` are in page order. `facts` describe the file in values
    that JSON can hold. A report refers to no object of the opened file, so that it can pass between processes.
    """

    name: str
    path: Path
    sha256: str
    printer: str = ""
    pages: tuple[PageFacts, ...] = ()
    families: tuple[str, ...] = ()
    checks: int = 0
    findings: tuple[Finding, ...] = ()
    facts: Facts = field(default_factory=dict)

    def count(self, severity: str) -> int:
        """Return the number of findings with a severity, `error` or `warning`."""
        return sum(finding.severity == severity for finding in self.findings)


def examine(
    path: Path,
    *,
    name: str,
    printer: Printer | None = None,
    family: Family | None = None,
    passwords: Sequence[str] = (),
    progress: Progress | None = None,
) -> Report:
    """Examine one file and return a report; `name` is what findings call it.

    Without `family`, the claims of the file decide. A file that cannot be opened and a check that fails are findings.
    """
    printer_title = printer.title if printer else ""
    blank = Report(name, path, file_digest(path), printer_title)
    with opened(path, name, passwords=passwords) as (pdf, findings):
        if pdf is None:
            return replace(blank, findings=findings, facts=tool_facts())
        subject = Subject(pdf, path, name, printer)
        families = families_of(subject, family)
        subject = replace(subject, families=families)
        checks = list(dict.fromkeys(check for one in families for check in FAMILIES[one]))
        runner = _Runner(subject, progress, len(checks) + 1)
        found = [finding for check in checks for finding in runner.run(check)]
        ink = runner.measure_ink() if "print" in families else InkMeasurement()
        return replace(
            blank,
            pages=_pages(pdf, ink),
            families=families,
            checks=len(checks) + bool(ink.pages),
            findings=_in_order([*findings, *found, *check_ink(subject, ink)]),
            facts={**file_facts(pdf), **ink.facts(), **tool_facts()},
        )


class _Runner:
    """Runs checks one after the other; one that fails becomes a finding."""

    def __init__(self, subject: Subject, progress: Progress | None, steps: int) -> None:
        self._subject = subject
        self._progress = progress or (lambda *_: None)
        self._steps = steps
        self._done = 0

    def run(self, check: Check) -> list[Finding]:
        """Return what a check finds, up to where it fails."""
        name = check_title(check)
        self._step(name)
        found: list[Finding] = []
        try:
            found.extend(check(self._subject))
        except Exception as error:
            found.append(check_failed(self._subject, name, error))
        return found

    def measure_ink(self) -> InkMeasurement:
        """Return the ink of all pages, measured on their separations."""
        self._step("ink")
        try:
            return measure_ink(self._subject)
        except Exception as error:
            return InkMeasurement(findings=(check_failed(self._subject, "ink", error),))

    def _step(self, name: str) -> None:
        self._done += 1
        self._progress(name, self._done, self._steps)


def check_title(check: Check) -> str:
    """Return the name of a check in words: `check_page_images` is "page images"."""
    name = getattr(check, "__name__", type(check).__name__).strip("_")
    return name.removeprefix("check_").replace("_", " ")


def check_failed(subject: Subject, name: str, error: Exception) -> Finding:
    """Return the finding that a check failed; the exception goes to the log only."""
    _LOG.debug("the check of %s failed", name, exc_info=error)
    message = f"the check of {name} failed: {reason(error, 'the file is damaged there')}"
    hint = "export the file again; this check could not examine it"
    return Finding("preflight-stopped", subject.place(), message, hint)


def _pages(pdf: pikepdf.Pdf, ink: InkMeasurement) -> tuple[PageFacts, ...]:
    facts = (page_facts(boxes) for boxes in all_boxes(pdf))
    return tuple(ink.onto(page) for page in facts)


def _in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Sort findings: those of the whole file first, then by page, errors before warnings, in the order of checks."""
    return tuple(sorted(findings, key=lambda one: (one.place.page or 0, one.severity != "error")))
