"""Meet a page count: type sizes, lines and spaces change within the theme's ranges until an issue has it.

One number, the tightness, controls all three. It is searched on trials. What the search finds is then laid out,
because the last page must be full enough, too.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from math import ceil, floor

from printissue.core.counting import counted
from printissue.layout.faults import MIN_FILL
from printissue.layout.fit.choosing import MIN_ESTIMATED_FILL
from printissue.layout.fit.filler import Filler, LayoutOptions, PageGoal, Trial
from printissue.layout.fit.filling import PageEstimate, estimate_pages, last_page_fill
from printissue.layout.fit.scaling import PLAIN, Scale
from printissue.layout.fit.tightness import TightnessSearch, height, scale_of
from printissue.layout.pages import Layout
from printissue.model.issue import RequiredPages
from printissue.model.theme import AdjustableParts

MOST_LAYOUTS = 3
"""The number of layouts to try for one page count if a layout has other pages than were estimated."""

SPARSE = 0.4
"""The share of the last page of text below which one page fewer looks better."""

MOST_OTHERS = 2
"""The number of page counts to try, below and above a refused one, besides the issue's own page count."""

NEAR = 1.0
"""Trials that miss a page count by less than this many pages may still meet it by other changes, such as pictures."""


@dataclass(frozen=True, slots=True)
class PageFit:
    """The result of a search: a layout and the scale it was made at, or the reason why there is none.

    `short` is the number of lines missing on the last page to be full enough. `others` are the nearest page counts
    that the issue can have, below and above a refused one.
    """

    layout: Layout | None = None
    scale: Scale = PLAIN
    refusal: str = ""
    short: int = 0
    others: tuple[int, ...] = ()


@dataclass(eq=False, slots=True)
class PageCountSearch:
    """Searches a layout of an issue with a page count. `place` is the manuscript, for findings."""

    filler: Filler
    place: str
    plain: Layout = field(init=False)
    _trials: dict[float, Trial] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Make the trial without changes."""
        self.plain = self.filler.compose(LayoutOptions(trial=True))

    def meet_nearby(self, multiple: int) -> PageFit | None:
        """Return a layout whose page count is a multiple, and whose end is not alone on its last page.

        It is None where the issue has such a page count without changes, and where the ranges of the theme do not reach
        one: then nothing but the first trial is made.
        """
        if self.plain.document is None:
            return None
        estimate = self._estimate(0.0)
        if estimate.pages % multiple == 0 and not estimate.end_alone and not _sparse(estimate):
            return None
        for pages in _nearby(estimate, self.filler.ranges, multiple):
            found = self._search(pages, multiple)
            if found.layout is not None and found.layout.document is not None and not found.short:
                return found
        return None

    def meet(self, wish: RequiredPages) -> PageFit:
        """Return the layout with the page count that a manuscript asks for."""
        if self.plain.document is None:
            return PageFit(self.plain)
        estimate = self._estimate(0.0)
        refusals: dict[int, str] = {}
        for pages in _page_counts(estimate, wish):
            found = self._search(pages)
            if not found.refusal:
                return found
            refusals[pages] = found.refusal
        reach = self._estimate(1.0).end, self._estimate(-1.0).end, estimate.pages
        others = _nearest_met(next(iter(refusals)), reach, refusals, self._search)
        return PageFit(refusal="; ".join(refusals.values()), others=tuple(others))

    def _trial(self, tightness: float) -> Trial:
        if tightness not in self._trials:
            scale = scale_of(self.filler.ranges, tightness)
            self._trials[tightness] = self.filler.trial(scale, plain=self.plain)
        return self._trials[tightness]

    def _estimate(self, tightness: float) -> PageEstimate:
        trial = self._trial(tightness)
        return estimate_pages(trial.layout, trial.limits)

    def _search(self, pages: int, multiple: int = 1) -> PageFit:
        """Lay out the issue at the tightness found; tighter or looser if it has other pages than were estimated.

        Filler pages complete the multiple.
        """
        measure = partial(self._measure, pages=pages)
        search = TightnessSearch(measure, self.filler.ranges, pages)
        goal = PageGoal(self.place, multiple, pages=pages)
        best: tuple[float, PageFit] | None = None
        for _ in range(MOST_LAYOUTS):
            tightness = search.find()
            if tightness is None:
                tightness = search.with_underfull_pages()
            if tightness is None and not search.must_grow and best is None:
                tightness = search.best_filled()
            if tightness is None and not search.laid_out:
                tightness = search.closest()
            if tightness is None or tightness in search.laid_out:
                break
            layout, options = self.filler.finish(self._trial(tightness), goal)
            if layout.document is None:
                return PageFit(layout)
            last = last_page_fill(layout)
            own_pages = layout.pages - options.fillers
            end = own_pages - 1 + last
            search.record(tightness, end)
            if own_pages == pages and (best is None or last > best[0]):
                scale = scale_of(self.filler.ranges, tightness)
                scale = replace(scale, leading=round(options.line / self.filler.ranges.line, 5))
                short = 0 if last >= MIN_FILL else search.missing_lines(end)
                best = last, PageFit(layout, scale, short=short)
                if not short:
                    return best[1]
        return best[1] if best and not search.must_grow else PageFit(refusal=search.refusal())

    def _measure(self, tightness: float, *, pages: int) -> Sequence[PageEstimate]:
        return estimates(self._trial(tightness), pages)


def follow(filler: Filler, found: PageFit, *, goal: PageGoal) -> Layout:
    """Lay out an issue at the scale found for another edition; with the same page count if it fills these pages."""
    plain = filler.compose(LayoutOptions(trial=True))
    if plain.document is None or found.layout is None:
        return plain
    trial, pages = filler.trial(found.scale, plain=plain), found.layout.pages
    if any(pages - 1 < one.end <= pages and not one.underfull for one in estimates(trial, pages)):
        goal = replace(goal, pages=pages)
    return filler.finish(trial, goal)[0]


def estimates(trial: Trial, pages: int) -> Sequence[PageEstimate]:
    """Return the estimate of a trial, and a second one with other changes if only these bring it to a page count."""
    found = estimate_pages(trial.layout, trial.limits)
    missed = max(found.end - pages, pages - 1 + MIN_ESTIMATED_FILL - found.end)
    if not 0 < missed < NEAR:
        return (found,)
    other = estimate_pages(trial.layout, trial.limits, pages=pages)
    return (found, other) if pages - 1 < other.end <= pages else (found,)


def note(scale: Scale, layout: Layout) -> str:
    """Return a sentence about the scale at which an issue met its page count, and how full its last page is."""
    parts = (("sizes", scale.size), ("lines", scale.leading), ("spaces", scale.gaps))
    changed = [f"{name} at {factor:.1%}" for name, factor in parts if round(factor, 3) != 1]
    pages = counted(layout.pages, "page")
    last = f"the last page of text is {last_page_fill(layout):.0%} full"
    return f"fitted to {pages} with {', '.join(changed) or 'nothing changed'}; {last}"


def _nearest_met(
    pages: int,
    reach: tuple[float, float, int],
    refused: Collection[int],
    search: Callable[[int], PageFit],
) -> Iterator[int]:
    """Yield the nearest page counts that the issue can have, below and above a refused one. Each is laid out.

    `reach` holds the ends of the issue at its tightest and its loosest (see `PageEstimate.end`), and its page count
    without changes.
    """
    tightest, loosest, natural = reach
    least = max(1, min(ceil(tightest), natural) - 1)
    most = max(floor(loosest + 1 - MIN_ESTIMATED_FILL), natural) + 1
    below = range(min(pages - 1, most), least - 1, -1)
    above = range(max(pages + 1, least), most + 1)
    for numbers in (below, above):
        wanted = [one for one in numbers if one not in refused]
        tried = dict.fromkeys([*wanted[:MOST_OTHERS], *(one for one in wanted if one == natural)])
        met = next((one for one in tried if not search(one).refusal), None)
        if met is not None:
            yield met


def _nearby(estimate: PageEstimate, ranges: AdjustableParts, multiple: int) -> list[int]:
    """Return the multiples that a theme may reach, nearest first; only fewer pages where the page count is one.

    Without any, and with little text on the last page, it is one page fewer if one filler page takes its place.
    """
    others = estimate.pages - len(estimate.used)
    least, most = (
        others + (estimate.end - others) * height(scale_of(ranges, tightness))
        for tightness in (1.0, -1.0)
    )
    missed = estimate.pages % multiple
    most_pages = estimate.pages + multiple if missed else estimate.pages - 1
    found = sorted(
        (
            one
            for one in range(multiple, most_pages + 1, multiple)
            if least <= one and one - 1 + MIN_ESTIMATED_FILL <= most
        ),
        key=lambda one: abs(one - estimate.end),
    )
    fewer = estimate.pages - 1
    if not found and _sparse(estimate) and -fewer % multiple == 1 and least <= fewer:
        return [fewer]
    return found


def _sparse(estimate: PageEstimate) -> bool:
    """Return whether the last of several pages has less than the share SPARSE of text."""
    used = estimate.used
    return len(used) > 1 and used[-1] < SPARSE * estimate.lines_per_page


def _page_counts(estimate: PageEstimate, wish: RequiredPages) -> Iterator[int]:
    """Yield the page counts that are asked for, the nearest first."""
    if wish.pages or not wish.multiple:
        yield wish.pages or estimate.pages
        return
    fewer = estimate.pages // wish.multiple * wish.multiple
    more = fewer + wish.multiple
    if fewer == estimate.pages:
        yield from (fewer, fewer - wish.multiple) if fewer > wish.multiple else (fewer,)
    elif not fewer or estimate.end - fewer > more - 1 - estimate.end:
        yield from (more, fewer) if fewer else (more,)
    else:
        yield from (fewer, more)
