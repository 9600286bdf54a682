"""The ink that lies on a page: the mean of each separation, and the densest window (GWG 2022 R0025, R0026)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Any

from PIL import Image, ImageStat

from printissue.core.findings import Finding
from printissue.pdf.boxes import Box
from printissue.pdf.colour import PROCESS
from printissue.preflight.gwg import most_ink
from printissue.preflight.reader import content_of
from printissue.preflight.separations.draw import (
    Plates,
    Separation,
    Separations,
    by_ghostscript,
)
from printissue.preflight.sheets import PageFacts, page_facts
from printissue.preflight.subject import Subject

WINDOW = 15.0
"""The side of its window in mm."""
CELLS = 10
"""A window is looked at in so many steps: it is moved by a tenth of its side."""
MOST_CELLS = 1_000_000
"""So many steps of a page, all in all, are looked at: on a page of many square metres they are larger."""
LONGEST = 4000
"""So many steps of one side."""
SLACK = 0.5
"""By how much rounding may miss, in percent of ink."""


@dataclass(frozen=True, slots=True)
class DensestWindow:
    """The densest window of a page: its sum of inks in percent, what it is made of, where it lies (mm as seen)."""

    total: float
    inks: tuple[tuple[str, float], ...]
    box: Box


@dataclass(frozen=True, slots=True)
class PageInk:
    """One page's ink in percent: the mean of each separation over the sheet, the densest windows.

    `process` is the densest of the four process inks, `every` of all separations. `faults` are what
    could not be separated, `by` says who did it.
    """

    means: tuple[tuple[str, float], ...] = ()
    process: DensestWindow | None = None
    every: DensestWindow | None = None
    faults: tuple[str, ...] = ()
    by: str = "printissue"


@dataclass(frozen=True, slots=True)
class Inks:
    """A file's ink, page by page, and the names of its spot colours; or why it was not measured."""

    pages: tuple[PageInk, ...] = ()
    spots: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()

    def onto(self, page: PageFacts) -> PageFacts:
        """Give a page's facts with its ink."""
        if page.number > len(self.pages):
            return page
        ink = self.pages[page.number - 1]
        densest = (ink.process.total, ink.process.box) if ink.process else None
        return replace(page, inks=ink.means, densest=densest)

    def facts(self) -> dict[str, Any]:
        """Name the inks that print, the spot colours named, and who measured."""
        used = (name for page in self.pages for name, mean in page.means if mean > 0)
        return {
            "inks": list(dict.fromkeys(used)),
            "spots": list(self.spots),
            "separated by": sorted({page.by for page in self.pages}),
        }


def measured(subject: Subject) -> Inks:
    """Measure the ink of every page; Ghostscript stands in on pages that we cannot separate, where it is there."""
    printer = subject.printer
    kept = tuple(dict.fromkeys(printer.spots)) if printer else ()
    separations = Separations(subject.pdf, kept, without=content_of(subject).endless)
    window = printer.ink_window if printer and printer.ink_window else WINDOW
    pages = []
    for number, page in enumerate(separations, start=1):
        endless = number in content_of(subject).endless
        other = by_ghostscript(subject.path, number) if page.faults and not endless else None
        facts = page_facts(subject.boxes[number - 1])
        made = page_ink(other or page, facts, window=window)
        pages.append(replace(made, by="Ghostscript") if other else made)
    return Inks(tuple(pages), separations.spots)


def page_ink(page: Separation, facts: PageFacts, *, window: float = WINDOW) -> PageInk:
    """Measure one page's plates."""
    plates = page.plates
    if not plates:
        return PageInk(faults=page.faults)
    means = tuple((name, _percent(ImageStat.Stat(p).mean[0])) for name, p in plates.items())
    process = {name: plates[name] for name in PROCESS if name in plates}
    densest = densest_window(process, facts, window=window)
    every = densest if len(plates) == len(process) else densest_window(plates, facts, window=window)
    return PageInk(means, densest, every, page.faults)


def densest_window(plates: Plates, facts: PageFacts, *, window: float) -> DensestWindow:
    """Find the window of `window` mm square with the most ink, within the bleed or, without one, the sheet."""
    left, top, width, height = _printed(facts)
    step = max(window / CELLS, (width * height / MOST_CELLS) ** 0.5, max(width, height) / LONGEST)
    columns, rows = max(1, -int(-width // step)), max(1, -int(-height // step))
    wide, high = min(CELLS, columns), min(CELLS, rows)
    size = next(iter(plates.values())).size
    scale = size[0] / facts.size[0], size[1] / facts.size[1]
    area = _clipped((left, top, left + width, top + height), scale, size)
    small = [plate.resize((columns, rows), Image.Resampling.BOX, area) for plate in plates.values()]
    totals = [sum(cell) for cell in zip(*(plate.tobytes() for plate in small), strict=True)]
    most, x, y = _densest(totals, columns, (wide, high))
    mixed = (plate.crop((x, y, x + wide, y + high)) for plate in small)
    inks = zip(plates, (_percent(ImageStat.Stat(plate).mean[0]) for plate in mixed), strict=True)
    across, down = width / columns, height / rows
    box = (left + x * across, top + y * down, wide * across, high * down)
    return DensestWindow(_percent(most / (wide * high)), tuple(inks), box)


def ink_findings(subject: Subject, inks: Inks) -> Iterator[Finding]:
    """Find windows with more ink than the press takes, and pages whose ink was not measured."""
    yield from inks.findings
    limit = most_ink(subject)
    for number, page in enumerate(inks.pages, start=1):
        rules = {"R0026": page.process}
        if page.every != page.process:
            rules["R0025"] = page.every
        for rule, dense in rules.items():
            if dense and dense.total > limit + SLACK:
                yield _too_much(subject, rule, number, dense=dense, limit=limit)
        if page.faults and page.by == "printissue":
            yield _unmeasured(subject, number, page.faults)


def _too_much(
    subject: Subject, rule: str, number: int, *, dense: DensestWindow, limit: float
) -> Finding:
    made_of = ", ".join(f"{name} {much:.0f}" for name, much in dense.inks)
    message = (
        f"the ink comes to {dense.total:.0f} % as the mean of a square of {dense.box[2]:.0f} mm "
        f"({made_of}); {limit:.0f} % is the most"
    )
    hint = "lighten what is dark there: convert it with the printer's profile, or take colour from under the black"
    return Finding(rule, subject.place(number, dense.box), message, hint)


def _unmeasured(subject: Subject, number: int, faults: Sequence[str]) -> Finding:
    more = f", and {len(faults) - 1} more" if len(faults) > 1 else ""
    message = f"the ink of this page is not all measured: {faults[0]}{more}"
    hint = "with Ghostscript installed, that separates such pages"
    return Finding("ink-unmeasured", subject.at(number), message, hint)


def _printed(facts: PageFacts) -> Box:
    """Give what can come into print of a page: its bleed or trim, else the sheet."""
    left, top, width, height = facts.bleed or facts.trim or (0.0, 0.0, *facts.size)
    right, bottom = min(left + width, facts.size[0]), min(top + height, facts.size[1])
    left, top = max(0.0, left), max(0.0, top)
    if right - left < 1 or bottom - top < 1:
        return (0.0, 0.0, *facts.size)
    return left, top, right - left, bottom - top


def _clipped(area: Box, scale: tuple[float, float], size: tuple[int, int]) -> Box:
    """Bring left, top, right, bottom in mm to pixels that are there."""
    x0, y0, x1, y1 = (value * scale[n % 2] for n, value in enumerate(area))
    return max(0.0, x0), max(0.0, y0), min(float(size[0]), x1), min(float(size[1]), y1)


def _densest(totals: list[int], columns: int, window: tuple[int, int]) -> tuple[int, int, int]:
    """Find the window of cells with the largest sum: the sum, and its first column and row."""
    wide, high = window
    sums = []
    for at in range(0, len(totals), columns):
        run = [0, *accumulate(totals[at : at + columns])]
        sums.append([after - before for before, after in zip(run, run[wide:], strict=False)])
    stacked = [sum(column) for column in zip(*sums[:high], strict=True)]
    most = max(stacked)
    best = (most, stacked.index(most), 0)
    for top, (gone, new) in enumerate(zip(sums, sums[high:], strict=False), start=1):
        stacked = [was - old + more for was, old, more in zip(stacked, gone, new, strict=True)]
        most = max(stacked)
        if most > best[0]:
            best = (most, stacked.index(most), top)
    return best


def _percent(value: float) -> float:
    return value / 2.55
