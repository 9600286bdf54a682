"""The report of a preflight: one HTML page without further files, or values for JSON."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from importlib import metadata
from itertools import groupby
from typing import Any

from printissue.assets.resources import Resources
from printissue.assets.sandbox import ValueFunction
from printissue.assets.templates import fill
from printissue.core.counting import counted
from printissue.core.findings import Finding
from printissue.core.limits import LIMITS, Limit
from printissue.core.rules import RULES
from printissue.pdf.boxes import Box
from printissue.pdf.passwords import Passwords
from printissue.preflight.examining import Report
from printissue.preflight.facts import PageFacts
from printissue.preflight.previews import page_previews

TEMPLATE = "preflight/report.html.j2"
LARGE, SMALL = 640, 132
"""The width in px of previews of pages with findings, and without."""
MOST_LARGE = 60
"""The most pages with findings that get large previews; if there are more, all are half as wide."""
MOST_SMALL = 64
"""A report of more pages than this shows only those with findings."""
LEAST_BOX = 2.5
"""The least side of a marked place in mm: the box of a hairline would not be visible."""
_MOST_MOVES = 40
"""The maximum number of times a label moves away from others; after that they may overlap."""

Centre = tuple[float, float]
"""The centre of a number, in mm from the top left corner."""
Row = tuple[str, str]
"""The name of a fact and its text."""

_FAMILIES = {"print": "for print shops", "access": "for readers"}
_INTENTS = {"GTS_PDFX": "PDF/X", "GTS_PDFA1": "PDF/A"}


@dataclass(frozen=True, slots=True)
class ReportedFinding:
    """A finding with its number in the file, the box to mark on the page, and the centre of its number in mm."""

    number: int
    finding: Finding
    box: Box | None = None
    centre: Centre = (0.0, 0.0)

    @property
    def source(self) -> str:
        """The clause that the rule comes from."""
        return RULES[self.finding.rule].source

    @property
    def meaning(self) -> str:
        """The subject of the rule."""
        return RULES[self.finding.rule].meaning


@dataclass(frozen=True, slots=True)
class ReportedPage:
    """A page with findings: its facts (None where the file has no such page), preview and findings."""

    number: int
    facts: PageFacts | None
    preview: str
    findings: tuple[ReportedFinding, ...]

    @property
    def radius(self) -> float:
        """The radius of the numbers on the preview, in mm."""
        return number_radius(self.facts.size) if self.facts else 0.0


@dataclass(frozen=True, slots=True)
class ReportedFile:
    """A file: findings about all of it, pages with findings, and small previews of the other pages."""

    report: Report
    general: tuple[ReportedFinding, ...]
    pages: tuple[ReportedPage, ...]
    clean: tuple[tuple[int, str], ...]


EXPOSED = {
    ReportedFinding: ("source", "meaning"),
    Finding: ("severity",),
    Report: ("count",),
    ReportedPage: ("radius",),
}
"""The properties and methods that the template may use besides the fields."""


def report_html(
    reports: Sequence[Report],
    resources: Resources,
    *,
    passwords: Passwords | None = None,
    limit: Limit = LIMITS.template,
) -> tuple[str | None, tuple[Finding, ...]]:
    """Return the reports as one HTML page; the files are opened again for their previews.

    If the workspace's own template has a fault, return None and the finding.
    """
    files = [_reported_file(report, passwords) for report in reports]
    context = {
        "files": files,
        "rows": ValueFunction(fact_rows),
        "verdict": ValueFunction(verdict),
        "size": ValueFunction(page_size),
        "version": metadata.version("printissue"),
    }
    return fill(resources, TEMPLATE, lambda: context, exposed=EXPOSED, limit=limit)


def report_json(reports: Iterable[Report]) -> dict[str, Any]:
    """Return the reports as values for JSON; lengths are in mm, inks in percent."""
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


def _reported_file(report: Report, passwords: Passwords | None) -> ReportedFile:
    findings = [ReportedFinding(number, one) for number, one in enumerate(report.findings, start=1)]
    general = tuple(one for one in findings if one.finding.place.page is None)
    on_pages = [one for one in findings if one.finding.place.page is not None]
    by_page = {page: tuple(group) for page, group in groupby(on_pages, _page_of)}
    facts = {page.number: page for page in report.pages}
    known = passwords.of(report.path) if passwords else ()
    previews = page_previews(report.path, _preview_widths(facts, by_page), passwords=known)
    pages = tuple(
        ReportedPage(page, facts.get(page), previews.get(page, ""), _marked(group, facts.get(page)))
        for page, group in by_page.items()
    )
    clean = tuple((page, uri) for page, uri in previews.items() if page not in by_page)
    return ReportedFile(report, general, pages, clean)


def _page_of(one: ReportedFinding) -> int:
    return one.finding.place.page or 0


def _preview_widths(facts: Mapping[int, PageFacts], found: Mapping[int, object]) -> dict[int, int]:
    """Return the width in px of the preview of each page that gets one."""
    large = LARGE if len(found) <= MOST_LARGE else LARGE // 2
    widths = {page: large for page in found if page in facts}
    if len(facts) <= MOST_SMALL:
        widths |= {page: SMALL for page in facts if page not in found}
    return dict(sorted(widths.items()))


# marked places


def _marked(
    findings: Sequence[ReportedFinding], page: PageFacts | None
) -> tuple[ReportedFinding, ...]:
    """Return the findings of a page with the boxes to mark and the centres of their numbers."""
    if page is None:
        return tuple(findings)
    boxes = [visible_box(one.finding.place.box, page.size) for one in findings]
    centres = iter(number_centres([box for box in boxes if box], number_radius(page.size)))
    return tuple(
        replace(one, box=box, centre=next(centres)) if box else one
        for one, box in zip(findings, boxes, strict=True)
    )


def visible_box(box: Box | None, size: tuple[float, float]) -> Box | None:
    """Return the box to draw for a place: on the page, and large enough to be visible."""
    if box is None:
        return None
    left, top, width, height = box
    wide, high = max(width, LEAST_BOX), max(height, LEAST_BOX)
    x, y = left - (wide - width) / 2, top - (high - height) / 2
    x1, y1 = min(x + wide, size[0] + 5), min(y + high, size[1] + 5)
    x, y = min(max(x, -5.0), size[0]), min(max(y, -5.0), size[1])
    return x, y, max(x1 - x, LEAST_BOX), max(y1 - y, LEAST_BOX)


def number_radius(size: tuple[float, float]) -> float:
    """Return the radius of a number on a page of this size, in mm."""
    return round(min(size[0] * 0.021, size[1] * 0.03), 2)


def number_centres(boxes: Iterable[Box], radius: float) -> list[Centre]:
    """Return the centre of a number at the upper left of each box, moved to the right of other numbers."""
    centres: list[Centre] = []
    for left, top, _, _ in boxes:
        x, y = left - radius * 0.6, top - radius * 0.6
        for _ in range(_MOST_MOVES):
            if all(_distance((x, y), other) >= 2 * radius for other in centres):
                break
            x += radius
        centres.append((round(x, 2), round(y, 2)))
    return centres


def _distance(one: Centre, other: Centre) -> float:
    return float(((one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2) ** 0.5)


# facts in words


def fact_rows(report: Report) -> list[Row]:
    """Return the facts about a file that are known, as rows of a table."""
    return [(name, text) for name, text in _all_rows(report) if text]


def verdict(report: Report) -> str:
    """Return the result of a report in a few words."""
    errors, warnings = report.count("error"), report.count("warning")
    parts = [_counted(errors, "error"), _counted(warnings, "warning")]
    return " and ".join(one for one in parts if one) or "No problems found"


def page_size(page: PageFacts) -> str:
    """Return the size of a page in words: its trim, where it has one, and the sheet."""
    width, height = (round(side, 1) for side in _finished_size(page))
    sheet = f"{page.size[0]:.1f} × {page.size[1]:.1f} mm"
    return f"trim {width:g} × {height:g} mm, sheet {sheet}" if page.trim else sheet


def _all_rows(report: Report) -> Iterator[Row]:
    facts = report.facts
    yield "Printer", report.printer
    families = " and ".join(_FAMILIES.get(one, one) for one in report.families)
    yield "Checks", f"{report.checks} {families}" if report.checks else ""
    yield "Pages", _pages(report.pages)
    yield "PDF version", f"{facts.get('version', '')}{', encrypted' * bool(facts.get('encrypted'))}"
    yield "Claims", ", ".join(facts.get("claims", ()))
    yield "Title", facts.get("title", "")
    yield "Made with", "; ".join(filter(None, (facts.get("creator"), facts.get("producer"))))
    yield "Output intent", "; ".join(map(_intent, facts.get("intents", ())))
    yield "Printing inks", ", ".join(facts.get("inks", ()))
    yield "Spot colours", ", ".join(facts.get("spots", ()))
    yield "Most ink", _most_ink(report.pages)
    yield "Fonts", _fonts(facts.get("fonts", ()))
    yield "Ink measured by", ", ".join(facts.get("separated by", ()))
    yield "Installed tools", _tools(facts)
    yield "SHA-256", report.sha256


def _pages(pages: tuple[PageFacts, ...]) -> str:
    """Return the number of pages and their sizes: the trimmed size where there is a trim."""
    sizes = Counter(tuple(round(side, 1) for side in _finished_size(page)) for page in pages)
    listed = [f"{width:g} × {height:g} mm" for (width, height), _ in sizes.most_common(3)]
    more = f" and {len(sizes) - 3} more sizes" if len(sizes) > 3 else ""
    return f"{len(pages)}, {', '.join(listed)}{more}" if pages else ""


def _finished_size(page: PageFacts) -> tuple[float, float]:
    return (page.trim[2], page.trim[3]) if page.trim else page.size


def _intent(intent: dict[str, str]) -> str:
    kind = _INTENTS.get(intent.get("kind", ""), intent.get("kind", ""))
    profile = intent.get("profile", "")
    condition = intent.get("condition", "") or "no condition"
    return f"{kind}: {condition}{f' ({profile})' if profile else ', no profile'}"


def _most_ink(pages: tuple[PageFacts, ...]) -> str:
    """Return the ink of the densest window of all pages."""
    windows = [(page.densest[0], page.number) for page in pages if page.densest]
    if not windows:
        return ""
    most, number = max(windows, key=lambda one: one[0])
    return f"{most:.0f} %, on page {number}" if most >= 0.5 else "none"


def _fonts(fonts: Sequence[dict[str, Any]]) -> str:
    missing = sum(not font["embedded"] for font in fonts)
    names = [str(font["name"]).partition("+")[2] or font["name"] for font in fonts]
    listed = ", ".join(dict.fromkeys(names[:12]))
    more = f" and {len(names) - 12} more" if len(names) > 12 else ""
    embedded = f"; {missing} not embedded" if missing else "; all embedded"
    return f"{listed}{more}{embedded}" if fonts else ""


def _tools(facts: dict[str, Any]) -> str:
    found, keys = [], {"Ghostscript": "ghostscript", "veraPDF": "verapdf"}
    for name, key in keys.items():
        version = str(facts.get(key, "")).removeprefix("verapdf-")
        found.append(f"{name} {version}" if version else f"no {name}")
    return ", ".join(found)


def _counted(count: int, noun: str) -> str:
    return counted(count, noun) if count else ""
