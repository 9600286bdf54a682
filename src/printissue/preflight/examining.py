"""Examining a file: every check of the asked families over it, whatever the file does to them."""

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
from printissue.preflight.facts import Facts, file_facts, tool_facts
from printissue.preflight.families import FAMILIES, families_of
from printissue.preflight.opening import fingerprint, opened
from printissue.preflight.separations import Inks, ink_findings, measured
from printissue.preflight.sheets import PageFacts, page_facts
from printissue.preflight.subject import Check, Subject

_LOG = logging.getLogger(__name__)

Family = Literal["print", "access", "all"]
"""Which rules are asked: a print shop's, a reader's, or both."""

Progress = Callable[[str, int, int], None]
"""Told what is being looked at, as the how-manieth step of how many."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a preflight says of one file.

    `families` were asked, with so many `checks`; `findings` are in the order of the pages. `facts` say what the file
    is, in values that JSON knows. It holds nothing of the opened file, and so may pass between processes.
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
        """Count the findings of a severity: error or warning."""
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
    """Examine one file; `name` is what findings call it.

    Without a family the file's own claims decide. What stops the work on the file, or a check, is a finding.
    """
    shop = printer.title if printer else ""
    blank = Report(name, path, fingerprint(path), shop)
    with opened(path, name, passwords=passwords) as (pdf, findings):
        if pdf is None:
            return replace(blank, findings=findings, facts=tool_facts())
        subject = Subject(pdf, path, name, printer)
        families = families_of(subject, family)
        subject = replace(subject, families=families)
        checks = list(dict.fromkeys(check for one in families for check in FAMILIES[one]))
        runner = _Runner(subject, progress, len(checks) + 1)
        found = [finding for check in checks for finding in runner.run(check)]
        inks = runner.inks() if "print" in families else Inks()
        return replace(
            blank,
            pages=_pages(pdf, inks),
            families=families,
            checks=len(checks) + bool(inks.pages),
            findings=_in_order([*findings, *found, *ink_findings(subject, inks)]),
            facts={**file_facts(pdf), **inks.facts(), **tool_facts()},
        )


class _Runner:
    """Runs checks one after the other: one that comes to grief says so as a finding."""

    def __init__(self, subject: Subject, progress: Progress | None, steps: int) -> None:
        self._subject = subject
        self._progress = progress or (lambda *_: None)
        self._steps = steps
        self._done = 0

    def run(self, check: Check) -> list[Finding]:
        """Give what a check finds, up to where it comes to grief."""
        what = spoken(check)
        self._step(what)
        found: list[Finding] = []
        try:
            found.extend(check(self._subject))
        except Exception as error:
            found.append(stopped(self._subject, what, error))
        return found

    def inks(self) -> Inks:
        """Measure the separations."""
        self._step("ink")
        try:
            return measured(self._subject)
        except Exception as error:
            return Inks(findings=(stopped(self._subject, "ink", error),))

    def _step(self, what: str) -> None:
        self._done += 1
        self._progress(what, self._done, self._steps)


def spoken(check: Check) -> str:
    """Give a check's name as words."""
    return getattr(check, "__name__", type(check).__name__).strip("_").replace("_", " ")


def stopped(subject: Subject, what: str, error: Exception) -> Finding:
    """Return the finding that a check failed; what Python says of it goes to the log."""
    _LOG.debug("the check of %s failed", what, exc_info=error)
    message = f"the check of {what} failed: {reason(error, 'the file is damaged there')}"
    hint = "what this check looks for is not known; export the file once more"
    return Finding("preflight-stopped", subject.place(), message, hint)


def _pages(pdf: pikepdf.Pdf, inks: Inks) -> tuple[PageFacts, ...]:
    facts = (page_facts(boxes) for boxes in all_boxes(pdf))
    return tuple(inks.onto(page) for page in facts)


def _in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Sort by page, what concerns the whole file first; on a page errors first, else in the order of the checks."""
    return tuple(sorted(findings, key=lambda one: (one.place.page or 0, one.severity != "error")))
