"""The ink on a page: the mean of each separation, and the window with the most ink (GWG 2022 R0025, R0026)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Any

from PIL import Image, ImageStat

from printissue.core.findings import Finding
from printissue.pdf.boxes import Box
from printissue.pdf.colour import PROCESS
from printissue.preflight.facts import PageFacts, page_facts
from printissue.preflight.gwg import most_ink
from printissue.preflight.reader import content_of
from printissue.preflight.separations.draw import (
    Separation,
    Separations,
    separate_with_ghostscript,
)
from printissue.preflight.separations.images import Plates
from printissue.preflight.subject import Subject

WINDOW = 15.0
"""The side of a window in mm, where the printer sets none."""
STEPS = 10
"""A window is moved by a tenth of its side at a time."""
MOST_STEPS = 1_000_000
"""The most positions on a page: on a page of many square metres, steps are larger."""
LONGEST = 4000
"""The most steps along one side."""
TOLERANCE = 0.5
"""The error of rounding, in percent of ink."""


@dataclass(frozen=True, slots=True)
class DensestWindow:
    """The window with the most ink: the sum of its inks in percent, each ink, and its place in mm as seen."""

    total: float
    inks: tuple[tuple[str, float], ...]
    box: Box


@dataclass(frozen=True, slots=True)
class PageInk:
    """The ink of a page in percent: the mean of each separation over the sheet, and the densest windows.

    `process` counts the four process inks, `every` all separations. `faults` say what could not be separated, `by`
    names the program that separated the page.
    """

    means: tuple[tuple[str, float], ...] = ()
    process: DensestWindow | None = None
    every: DensestWindow | None = None
    faults: tuple[str, ...] = ()
    by: str = "printissue"


@dataclass(frozen=True, slots=True)
class InkMeasurement:
    """The ink of a file by page and the names of its spot colours, or findings that say why it was not measured."""

    pages: tuple[PageInk, ...] = ()
    spots: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()

    def onto(self, page: PageFacts) -> PageFacts:
        """Return the facts of a page with its ink."""
        if page.number > len(self.pages):
            return page
        ink = self.pages[page.number - 1]
        densest = (ink.process.total, ink.process.box) if ink.process else None
        return replace(page, inks=ink.means, densest=densest)

    def facts(self) -> dict[str, Any]:
        """Return the inks that print, the spot colours, and the programs that separated the pages."""
        used = (name for page in self.pages for name, mean in page.means if mean > 0)
        return {
            "inks": list(dict.fromkeys(used)),
            "spots": list(self.spots),
            "separated by": sorted({page.by for page in self.pages}),
        }


def measure_ink(subject: Subject) -> InkMeasurement:
    """Measure the ink of every page. Pages that we cannot separate are left to Ghostscript, if it is installed."""
    printer = subject.printer
    kept = tuple(dict.fromkeys(printer.spots)) if printer else ()
    endless = content_of(subject).endless
    separations = Separations(subject.pdf, kept, without=endless)
    window = printer.ink_window if printer and printer.ink_window else WINDOW
    pages = []
    for number, page in enumerate(separations, start=1):
        other = None
        if page.faults and number not in endless:
            other = separate_with_ghostscript(subject.path, number)
        facts = page_facts(subject.boxes[number - 1])
        ink = page_ink(other or page, facts, window=window)
        pages.append(replace(ink, by="Ghostscript") if other else ink)
    return InkMeasurement(tuple(pages), separations.spots)


def page_ink(page: Separation, facts: PageFacts, *, window: float = WINDOW) -> PageInk:
    """Return the ink of one page, measured on its plates."""
    plates = page.plates
    if not plates:
        return PageInk(faults=page.faults)
    means = tuple((name, _percent(ImageStat.Stat(p).mean[0])) for name, p in plates.items())
    process = {name: plates[name] for name in PROCESS if name in plates}
    densest = densest_window(process, facts, window=window)
    every = densest if len(plates) == len(process) else densest_window(plates, facts, window=window)
    return PageInk(means, densest, every, page.faults)


def densest_window(plates: Plates, facts: PageFacts, *, window: float) -> DensestWindow:
    """Return the square of `window` mm with the most ink within the bleed, or on the sheet where there is none."""
    left, top, width, height = _printed_area(facts)
    step = max(window / STEPS, (width * height / MOST_STEPS) ** 0.5, max(width, height) / LONGEST)
    columns, rows = max(1, -int(-width // step)), max(1, -int(-height // step))
    wide, high = min(STEPS, columns), min(STEPS, rows)
    size = next(iter(plates.values())).size
    scale = size[0] / facts.size[0], size[1] / facts.size[1]
    area = _in_pixels((left, top, left + width, top + height), scale, size)
    small = [plate.resize((columns, rows), Image.Resampling.BOX, area) for plate in plates.values()]
    totals = [sum(tile) for tile in zip(*(plate.tobytes() for plate in small), strict=True)]
    most, x, y = _densest(totals, columns, (wide, high))
    crops = (plate.crop((x, y, x + wide, y + high)) for plate in small)
    inks = zip(plates, (_percent(ImageStat.Stat(plate).mean[0]) for plate in crops), strict=True)
    across, down = width / columns, height / rows
    box = (left + x * across, top + y * down, wide * across, high * down)
    return DensestWindow(_percent(most / (wide * high)), tuple(inks), box)


def check_ink(subject: Subject, ink: InkMeasurement) -> Iterator[Finding]:
    """R0025, R0026, ink-unmeasured: no window has more ink than the limit, and all pages are measured."""
    yield from ink.findings
    limit = most_ink(subject)
    for number, page in enumerate(ink.pages, start=1):
        windows = {"R0026": page.process}
        if page.every != page.process:
            windows["R0025"] = page.every
        for rule, densest in windows.items():
            if densest and densest.total > limit + TOLERANCE:
                yield _too_much_ink(subject, rule, number, densest=densest, limit=limit)
        if page.faults and page.by == "printissue":
            yield _not_measured(subject, number, page.faults)


def _too_much_ink(
    subject: Subject, rule: str, number: int, *, densest: DensestWindow, limit: float
) -> Finding:
    inks = ", ".join(f"{name} {percent:.0f}" for name, percent in densest.inks)
    message = (
        f"a square of {densest.box[2]:.0f} mm has {densest.total:.0f} % ink on average ({inks}); "
        f"the limit is {limit:.0f} %"
    )
    hint = "lighten the dark areas: convert them with the printer's profile, or reduce the colours under black"
    return Finding(rule, subject.place(number, densest.box), message, hint)


def _not_measured(subject: Subject, number: int, faults: Sequence[str]) -> Finding:
    more = f", and {len(faults) - 1} more" if len(faults) > 1 else ""
    message = f"not all ink of this page is measured: {faults[0]}{more}"
    hint = "install Ghostscript, which can separate such pages"
    return Finding("ink-unmeasured", subject.at(number), message, hint)


def _printed_area(facts: PageFacts) -> Box:
    """Return the area of a page that can be printed: its bleed or trim, or else the sheet."""
    left, top, width, height = facts.bleed or facts.trim or (0.0, 0.0, *facts.size)
    right, bottom = min(left + width, facts.size[0]), min(top + height, facts.size[1])
    left, top = max(0.0, left), max(0.0, top)
    if right - left < 1 or bottom - top < 1:
        return (0.0, 0.0, *facts.size)
    return left, top, right - left, bottom - top


def _in_pixels(area: Box, scale: tuple[float, float], size: tuple[int, int]) -> Box:
    """Return left, top, right, bottom in px for the same in mm, within the size of a plate."""
    x0, y0, x1, y1 = (value * scale[n % 2] for n, value in enumerate(area))
    return max(0.0, x0), max(0.0, y0), min(float(size[0]), x1), min(float(size[1]), y1)


def _densest(totals: list[int], columns: int, window: tuple[int, int]) -> tuple[int, int, int]:
    """Return the largest sum of a window of tiles, and the window's first column and row."""
    wide, high = window
    sums = []
    for at in range(0, len(totals), columns):
        run = [0, *accumulate(totals[at : at + columns])]
        sums.append([after - before for before, after in zip(run, run[wide:], strict=False)])
    stacked = [sum(column) for column in zip(*sums[:high], strict=True)]
    most = max(stacked)
    best = (most, stacked.index(most), 0)
    for top, (first, following) in enumerate(zip(sums, sums[high:], strict=False), start=1):
        stacked = [was - old + new for was, old, new in zip(stacked, first, following, strict=True)]
        most = max(stacked)
        if most > best[0]:
            best = (most, stacked.index(most), top)
    return best


def _percent(level: float) -> float:
    """Return the level of a plate, 0 to 255, in percent."""
    return level / 2.55
