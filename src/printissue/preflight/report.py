"""The report of a preflight: one HTML page that needs nothing beside it, or values for JSON."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from importlib import metadata
from itertools import groupby
from typing import Any

from printissue.assets.resources import Resources
from printissue.assets.sandbox import ValueFunction
from printissue.assets.templates import fill
from printissue.core.findings import Finding
from printissue.core.limits import LIMITS, Limit
from printissue.core.rules import RULES
from printissue.pdf.boxes import Box
from printissue.pdf.passwords import Passwords
from printissue.preflight.examining import Report
from printissue.preflight.previews import page_previews
from printissue.preflight.report_facts import rows, size, verdict
from printissue.preflight.report_places import Spot, badges, radius, visible
from printissue.preflight.sheets import PageFacts

TEMPLATE = "preflight/report.html.j2"
LARGE, SMALL = 640, 132
"""Pixels across a picture of a page: with findings, and without."""
MOST_LARGE = 60
"""So many pages with findings get large pictures; further ones are drawn half as wide."""
MOST_SMALL = 64
"""A report of more pages than these shows only those with findings."""


@dataclass(frozen=True, slots=True)
class ReportedFinding:
    """A finding as the report shows it: its number in the file; the boxes of its place and its number in mm."""

    number: int
    finding: Finding
    box: Box | None = None
    badge: Spot = (0.0, 0.0)

    @property
    def source(self) -> str:
        """Name the clause that asks for it."""
        return RULES[self.finding.rule].source

    @property
    def meaning(self) -> str:
        """Say what the rule is about."""
        return RULES[self.finding.rule].meaning


@dataclass(frozen=True, slots=True)
class ReportedPage:
    """A page with findings: its facts (None where the file has no such page), picture and entries."""

    number: int
    facts: PageFacts | None
    picture: str
    entries: tuple[ReportedFinding, ...]

    @property
    def disc(self) -> float:
        """Give the radius of the numbers on the picture, in mm."""
        return radius(self.facts.size) if self.facts else 0.0


@dataclass(frozen=True, slots=True)
class ReportedFile:
    """A file as the report shows it: what concerns all of it, pages with findings, small pictures of the rest."""

    report: Report
    whole: tuple[ReportedFinding, ...]
    sheets: tuple[ReportedPage, ...]
    clean: tuple[tuple[int, str], ...]


EXPOSED = {
    ReportedFinding: ("source", "meaning"),
    Finding: ("severity",),
    Report: ("count",),
    ReportedPage: ("disc",),
}
"""The properties and methods that the template may use beside the fields of values."""


def report_html(
    reports: Sequence[Report],
    resources: Resources,
    *,
    passwords: Passwords | None = None,
    limit: Limit = LIMITS.template,
) -> tuple[str | None, tuple[Finding, ...]]:
    """Return the reports as one HTML page; the files are opened again for their pictures.

    A fault of the workspace's own template is the one finding; then there is no page.
    """
    shown = [_shown(report, passwords) for report in reports]
    context = {
        "shown": shown,
        "rows": ValueFunction(rows),
        "verdict": ValueFunction(verdict),
        "size": ValueFunction(size),
        "version": metadata.version("printissue"),
    }
    return fill(resources, TEMPLATE, lambda: context, exposed=EXPOSED, limit=limit)


def report_json(reports: Iterable[Report]) -> dict[str, Any]:
    """Give the reports as values for JSON; lengths are in mm, inks in percent."""
    return {"reports": [_as_values(report) for report in reports]}


def _as_values(report: Report) -> dict[str, Any]:
    return {
        "file": report.name,
        "sha256": report.sha256,
        "printer": report.printer,
        "errors": report.count("error"),
        "warnings": report.count("warning"),
        "families": list(report.families),
        "checks": report.checks,
        "facts": report.facts,
        "pages": [_page_values(page) for page in report.pages],
        "findings": [finding.as_dict() for finding in report.findings],
    }


def _page_values(page: PageFacts) -> dict[str, Any]:
    values = {key: value for key, value in asdict(page).items() if value is not None}
    values["inks"] = dict(page.inks)
    if page.densest:
        values["densest"] = {"ink": page.densest[0], "box": page.densest[1]}
    return values


def _shown(report: Report, passwords: Passwords | None) -> ReportedFile:
    entries = [ReportedFinding(number, one) for number, one in enumerate(report.findings, start=1)]
    whole = tuple(entry for entry in entries if entry.finding.place.page is None)
    paged = [entry for entry in entries if entry.finding.place.page is not None]
    by_page = {page: tuple(group) for page, group in groupby(paged, _page_of)}
    facts = {page.number: page for page in report.pages}
    known = passwords.of(report.path) if passwords else ()
    drawn = page_previews(report.path, _widths(facts, by_page), passwords=known)
    sheets = (
        ReportedPage(page, facts.get(page), drawn.get(page, ""), _placed(group, facts.get(page)))
        for page, group in by_page.items()
    )
    clean = ((page, uri) for page, uri in drawn.items() if page not in by_page)
    return ReportedFile(report, whole, tuple(sheets), tuple(clean))


def _placed(
    entries: Sequence[ReportedFinding], page: PageFacts | None
) -> tuple[ReportedFinding, ...]:
    """Give a page's entries with the boxes to draw, and the places of their numbers."""
    if page is None:
        return tuple(entries)
    boxes = [visible(entry.finding.place.box, page.size) for entry in entries]
    spots = iter(badges([box for box in boxes if box], radius(page.size)))
    return tuple(
        replace(entry, box=box, badge=next(spots)) if box else entry
        for entry, box in zip(entries, boxes, strict=True)
    )


def _page_of(entry: ReportedFinding) -> int:
    return entry.finding.place.page or 0


def _widths(facts: Mapping[int, PageFacts], found: Mapping[int, object]) -> dict[int, int]:
    """Say how wide each page is to be drawn."""
    large = LARGE if len(found) <= MOST_LARGE else LARGE // 2
    widths = {page: large for page in found if page in facts}
    if len(facts) <= MOST_SMALL:
        widths |= {page: SMALL for page in facts if page not in found}
    return dict(sorted(widths.items()))
