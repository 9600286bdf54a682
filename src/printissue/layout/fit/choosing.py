"""Choose which adjustable parts of an issue change so that all pages are full enough.

The pages of each possible arrangement are estimated. Of those that fill the pages, the one that changes least wins.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from math import ceil, floor

from printissue.layout.faults import MIN_FILL
from printissue.layout.fit.adjustable import BlockRange, PossibleChanges
from printissue.layout.fit.measured import MeasuredFlow
from printissue.layout.fit.paging import EstimatedPage, Unit, paginate

MIN_ESTIMATED_FILL = MIN_FILL + 0.01
"""The estimated share at which a page counts as full: a little more than the share that a laid-out page needs."""

GOOD_FILL = 0.8
"""The estimated share that a page should have; less is visible, although it is not reported."""

NEARLY_EMPTY = 0.4
"""The estimated share below which a last page is twice as bad as one that is only underfull."""

MIN_STORY_FILL = 0.9
"""The share that a page should have if its story continues on the next page: less is a hole in the story."""

MOST_CHANGES = 7
"""The largest number of changes that are combined."""

BEAM_WIDTH = 16
"""The number of best arrangements to which a further change is added."""

MOST_UNITS = 400_000
"""The number of units that are divided into pages at most: a search ends after that, with the best found."""

LINE_COST, MOVE_COST, OMIT_COST, LEADING_COST, HOLE_COST = 0.1, 0.5, 1.0, 1.5, 6.0
"""The costs of resizing a picture by a line, of a move, of an omission, of another leading, and of a hole."""

SPACE_COST = 0.3
"""The cost of another line between stories."""

MISSED_PAGE_COST = 100
"""The number of underfull pages that are as bad as one page more or less than the requested page count."""

LEADING_STEP = 0.005
"""The step of the leading, as a factor."""

TOLERANCE = 1e-6
"""A bound that is missed by less than this is met."""


@dataclass(frozen=True, slots=True)
class Arrangement:
    """A set of changes.

    `resized` has the number of a picture and the lines added to its height, `moved` the number of a range and the item
    that it is moved behind, `omitted` the numbers of omitted ranges (see `PossibleChanges`). `spaced` has the number of
    a space and the lines added to it. `leading` is the factor of all lines.
    """

    resized: tuple[tuple[int, int], ...] = ()
    moved: tuple[tuple[int, int], ...] = ()
    omitted: tuple[int, ...] = ()
    leading: float = 1.0
    spaced: tuple[tuple[int, int], ...] = ()

    @property
    def cost(self) -> float:
        """The cost of all changes; less is better."""
        lines = sum(abs(count) for _, count in self.resized)
        leading = LEADING_COST + 10 * abs(self.leading - 1) if self.leading != 1 else 0.0
        return (
            MOVE_COST * len(self.moved)
            + OMIT_COST * len(self.omitted)
            + LINE_COST * lines
            + SPACE_COST * sum(abs(count) for _, count in self.spaced)
            + leading
        )


Score = tuple[int, int, int, float, float]


@dataclass(eq=False)
class ArrangementSearch:
    """Searches the arrangement of a flow that fills its pages best.

    `line` is the line of the grid and `column_loss` the height that balanced columns lose, both in px. The first
    `story_items` items belong to stories. The page count should be a `multiple`, or exactly `page_count`.
    `with_leading` returns the flow with another leading; without it the leading does not change.
    """

    flow: MeasuredFlow
    possible: PossibleChanges
    line: float
    story_items: int
    column_loss: float = 0.0
    multiple: int = 1
    page_count: int | None = None
    with_leading: Callable[[float], MeasuredFlow] | None = None
    _units: dict[tuple[object, ...], tuple[Unit, ...]] = field(default_factory=dict)
    _last: tuple[Arrangement, tuple[tuple[Unit, ...], list[EstimatedPage]]] | None = None
    _base: tuple[tuple[Unit, ...], list[EstimatedPage]] | None = None

    def find(self) -> Arrangement:
        """Return the arrangement with the fewest underfull pages, and among those the one with the least cost."""
        start = Arrangement()
        best, least = start, self.score(start)
        before = least[:3]
        if not any(before):
            return start
        known = {start}
        beam = [start]
        attempts = MOST_UNITS // max(1, len(self.units(start)))
        for _ in range(MOST_CHANGES):
            fresh: list[Arrangement] = []
            scored = []
            for state in beam:
                self._base = None
                self._base = self._divided(state)
                for one in self._successors(state):
                    if one not in known and len(known) <= attempts:
                        known.add(one)
                        scored.append((self.score(one), len(fresh)))
                        fresh.append(one)
            scored.sort()
            if scored and scored[0][0] < least:
                least, best = scored[0][0], fresh[scored[0][1]]
            if not scored or not any(least[:3]) or len(known) > attempts:
                break
            beam = [fresh[number] for _, number in scored[:BEAM_WIDTH]]
        return best if least[:3] < before else start

    def pages(self, one: Arrangement) -> list[EstimatedPage]:
        """Return the estimated pages of an arrangement."""
        return self._divided(one)[1]

    def _divided(self, one: Arrangement) -> tuple[tuple[Unit, ...], list[EstimatedPage]]:
        """Return the units and the pages of an arrangement, which are needed several times in a row."""
        if self._last is None or self._last[0] is not one:
            units = self.units(one)
            pages = paginate(
                units,
                self.flow.page_height,
                self.flow.first_used,
                column_loss=self.column_loss,
                known=_same_pages(*self._base, units) if self._base else (),
            )
            self._last = one, (units, pages)
        return self._last[1]

    def shares(self, one: Arrangement) -> tuple[list[float], int]:
        """Return the filled share of each page, and the index of the last page with stories. Plates are full."""
        units, pages = self._divided(one)
        shares = [
            1.0 if units[page.first].plate else page.used / self.flow.page_height for page in pages
        ]
        story_pages = [
            number for number, page in enumerate(pages) if units[page.first].item < self.story_items
        ]
        return shares, max(story_pages, default=0)

    def score(self, one: Arrangement) -> Score:
        """Return the score of an arrangement; less is better.

        It holds the underfull pages, those after the last page with stories, the other pages with less than the share
        that they should have, the missing shares of all pages, and the cost. Additional pages, and those that complete
        the multiple, are as bad as underfull ones.
        """
        shares, end = self.shares(one)
        missing = [max(0.0, self._good_fill - share) for share in shares]
        empty = sum(1 for share in shares[:end] if share < MIN_ESTIMATED_FILL)
        thin = sum(1 for share in shares[:end] if MIN_ESTIMATED_FILL <= share < self._good_fill)
        pages, before = self.count_pages(one), self._before
        added, added_before = -pages % self.multiple, -before % self.multiple
        worse = max(0, pages - before) + max(0, added - added_before)
        if self.page_count is not None:
            worse = MISSED_PAGE_COST * abs(pages - self.page_count)
        last = sum((share < MIN_ESTIMATED_FILL) + (share < NEARLY_EMPTY) for share in shares[end:])
        cost = one.cost + self._holes(one)
        return worse + empty, last + added, thin, round(sum(missing), 2), cost

    def faults(self, one: Arrangement) -> tuple[int, int, int]:
        """Return the numbers of pages of an arrangement that are too empty, as its score begins with them."""
        return self.score(one)[:3]

    def _holes(self, one: Arrangement) -> float:
        """Return the cost of pages that are not full although their story continues on the next page."""
        (units, pages), story = self._divided(one), self.possible.story
        return HOLE_COST * sum(
            max(0.0, MIN_STORY_FILL - page.used / self.flow.page_height)
            for page in pages
            if page.end < len(units)
            and not units[page.end].plate
            and story[units[page.end - 1].item] == story[units[page.end].item] != 0
        )

    def count_pages(self, one: Arrangement) -> int:
        """Return the page count of the issue."""
        return self.flow.other_pages + len(self.pages(one))

    @property
    def _good_fill(self) -> float:
        """The share that pages should have; with a requested page count, which changes all pages anyway, the least."""
        return GOOD_FILL if self.page_count is None else MIN_ESTIMATED_FILL

    @cached_property
    def _before(self) -> int:
        return self.count_pages(Arrangement())

    def units(self, one: Arrangement) -> tuple[Unit, ...]:
        """Return the units of an arrangement."""
        key = (one.moved, one.omitted, one.leading)
        if key not in self._units:
            self._units[key] = self._arranged(one)
        if not one.resized and not one.spaced:
            return self._units[key]
        changes = {self.possible.pictures[number].item: count for number, count in one.resized}
        spaces = {
            item: count
            for number, count in one.spaced
            for item in self.possible.spaces[number].items
        }
        line = self.line * one.leading
        found = []
        for unit in self._units[key]:
            if unit.item in changes:
                found.append(unit._replace(height=unit.height + changes[unit.item] * line))
            elif unit.item in spaces:  # above its first line
                found.append(unit._replace(space=unit.space + spaces.pop(unit.item) * line))
            else:
                found.append(unit)
        return tuple(found)

    def _arranged(self, one: Arrangement) -> tuple[Unit, ...]:
        order = list(range(len(self.flow.aligned.items)))
        parents = []
        moved: set[int] = set()
        for number, after in one.moved:
            span = self.possible.moves[number]
            part = list(range(span.first, span.last + 1))
            moved |= set(part)
            order = [item for item in order if not span.first <= item <= span.last]
            place = order.index(after) + 1
            order[place:place] = part
            parents.append((span.block, span.block.parent))
            span.block.parent = span.within
        omitted = {
            item
            for number in one.omitted
            for item in range(
                self.possible.optional[number].first, self.possible.optional[number].last + 1
            )
        }
        try:
            flow = (
                self.with_leading(one.leading)
                if self.with_leading and one.leading != 1
                else self.flow
            )
            return flow.units([item for item in order if item not in omitted], frozenset(moved))
        finally:
            for block, parent in parents:
                block.parent = parent

    def _successors(self, one: Arrangement) -> Iterator[Arrangement]:
        """Yield the arrangements with one more change near the pages that have less than they should."""
        window = self._window(one)
        yield from self._resized(one, window)
        spaced = dict(one.spaced)
        for number, space in enumerate(self.possible.spaces):
            if not window.isdisjoint(space.items) and number not in spaced:
                for count in space.lines:
                    yield replace(one, spaced=tuple(sorted({**spaced, number: count}.items())))
        yield from self._moved(one, window)
        for number, span in enumerate(self.possible.optional):
            near = not window.isdisjoint(range(span.first, span.last + 1))
            if near and number not in one.omitted:
                yield replace(one, omitted=tuple(sorted((*one.omitted, number))))
        if one.leading == 1 and self.with_leading:
            tight, loose = ((bound - 1) / LEADING_STEP for bound in self.possible.leading)
            for count in range(ceil(tight - TOLERANCE), floor(loose + TOLERANCE) + 1):
                yield replace(one, leading=1 + count * LEADING_STEP)

    def _resized(self, one: Arrangement, window: set[int]) -> Iterator[Arrangement]:
        """Yield the arrangements with another height of a picture in the window."""
        lines = dict(one.resized)
        for number, picture in enumerate(self.possible.pictures):
            if picture.item not in window or number in lines:
                continue
            low, high = picture.bounds
            most = int((high - picture.height) / self.line + TOLERANCE)
            least = -int((picture.height - low) / self.line + TOLERANCE)
            for count in range(least, most + 1):
                if count:
                    yield replace(one, resized=tuple(sorted({**lines, number: count}.items())))

    def _moved(self, one: Arrangement, window: set[int]) -> Iterator[Arrangement]:
        """Yield the arrangements with one more range in the window moved."""
        moved = {number for number, _ in one.moved}
        for number, span in enumerate(self.possible.moves):
            near = number not in moved and not window.isdisjoint(range(span.first, span.last + 1))
            if near and not any(_conflict(span, self.possible.moves[other]) for other in moved):
                for after in span.after:
                    yield replace(one, moved=(*one.moved, (number, after)))

    def _window(self, one: Arrangement) -> set[int]:
        """Return the items near pages that have less than they should: of each, of two pages before it and the next."""
        units, pages = self._divided(one)
        shares, _ = self.shares(one)
        thin = [number for number, share in enumerate(shares) if share < self._good_fill]
        return {
            unit.item
            for number in thin or [len(shares) - 1]
            for page in pages[max(0, number - 2) : number + 2]
            for unit in units[page.first : page.end]
        }


def _same_pages(
    before: Sequence[Unit], pages: Sequence[EstimatedPage], after: Sequence[Unit]
) -> list[EstimatedPage]:
    """Return the pages at the start that are the same after a change: neither they nor the next page have changed."""
    same = next(
        (
            number
            for number, (one, other) in enumerate(zip(before, after, strict=False))
            if one is not other
        ),
        min(len(before), len(after)),
    )
    count = sum(1 for page in pages if page.end < same)
    return list(pages[: max(0, count - 1)])


def _conflict(one: BlockRange, other: BlockRange) -> bool:
    """Return whether two moves exclude each other: they share items, or one moves into the other."""
    a = set(range(one.first, one.last + 1))
    b = set(range(other.first, other.last + 1))
    return bool(a & b or a & set(other.after) or b & set(one.after))
