"""Choosing: what of an issue's freedoms is used so that no page is left empty.

The pages that each choice would lead to are reckoned. Of what fills them, the choice that changes least is taken.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from math import ceil, floor

from printissue.layout.faults import MIN_FILL
from printissue.layout.fit.adjustable import Freedoms, Span
from printissue.layout.fit.measured import Matter
from printissue.layout.fit.paging import Sheet, Unit, paginate

SAFE = MIN_FILL + 0.01
"""So full is a page reckoned to be that is to be 60 % full when it is set."""

WHOLE = 0.9
"""So full is a page on which a story goes on: what is lacking there is a hole in the story."""

ROUNDS = 5
"""So many changes are combined at most."""

KEPT = 6
"""So many of the best combinations are followed up."""

LINE, MOVED, LEFT_OUT, LED, HOLE = 0.1, 0.5, 1.0, 1.5, 6.0
"""What it costs to change a picture by a line, to move something, to leave it out, to change all lines, a hole."""

MISSED = 100
"""A page that is missed or too many where so many are wished is as bad as so many empty ones."""

STEP = 0.005
"""By so much the leading is changed at a time."""

SLACK = 1e-6
"""A bound that is missed by so little is reached."""


@dataclass(frozen=True, slots=True)
class Arrangement:
    """A choice: pictures changed by so many lines, spans moved behind a leaf, spans left out, by their numbers.

    `leading` is the factor of all lines.
    """

    lines: tuple[tuple[int, int], ...] = ()
    moved: tuple[tuple[int, int], ...] = ()
    left_out: tuple[int, ...] = ()
    leading: float = 1.0

    @property
    def cost(self) -> float:
        """Tell how much is changed."""
        lines = sum(abs(count) for _, count in self.lines)
        led = LED + 10 * abs(self.leading - 1) if self.leading != 1 else 0.0
        return MOVED * len(self.moved) + LEFT_OUT * len(self.left_out) + LINE * lines + led


Score = tuple[int, int, float, float]


@dataclass(eq=False)
class Chooser:
    """Reckons arrangements of matter; `line` is the line, `lost` what columns lose where they are level (px).

    A printed issue has a `multiple` of pages, or `exactly` so many. `led` gives the matter with other lines; without
    it they stay.
    """

    matter: Matter
    free: Freedoms
    line: float
    stories: int
    lost: float = 0.0
    multiple: int = 1
    exactly: int | None = None
    led: Callable[[float], Matter] | None = None
    _units: dict[tuple[object, ...], tuple[Unit, ...]] = field(default_factory=dict)
    _paged: tuple[Arrangement, list[Sheet]] | None = None

    def choose(self) -> Arrangement:
        """Give the arrangement that leaves the fewest pages empty, and among those the one that changes least."""
        start = Arrangement()
        best, least = start, self.score(start)
        before = least[:2]
        if not least[0] and not least[1]:
            return start
        known = {start}
        beam = [start]
        for _ in range(ROUNDS):
            fresh = [one for state in beam for one in self._next(state) if one not in known]
            fresh = list(dict.fromkeys(fresh))
            known.update(fresh)
            scored = sorted(((self.score(one), number) for number, one in enumerate(fresh)))
            if scored and scored[0][0] < least:
                least, best = scored[0][0], fresh[scored[0][1]]
            if not scored or not (least[0] or least[1]):
                break
            beam = [fresh[number] for _, number in scored[:KEPT]]
        return best if least[:2] < before else start

    def pages(self, one: Arrangement) -> list[Sheet]:
        """Reckon the pages of an arrangement."""
        if (
            self._paged is None or self._paged[0] is not one
        ):  # it is asked for several times in a row
            room, start = self.matter.room, self.matter.start
            self._paged = one, paginate(self.units(one), room, start, lost=self.lost)
        return self._paged[1]

    def shares(self, one: Arrangement) -> tuple[list[float], int]:
        """Reckon how full the pages would be, and which one is the stories' last (from 0); plates are full."""
        units, pages = self.units(one), self.pages(one)
        shares = [
            1.0 if units[page.first].plate else page.used / self.matter.room for page in pages
        ]
        told = [
            number for number, page in enumerate(pages) if units[page.first].leaf < self.stories
        ]
        return shares, max(told, default=0)

    def score(self, one: Arrangement) -> Score:
        """Give the empty pages, those after the stories' last page, what all lack, and the cost: less is better.

        Pages more than before are as bad as empty ones, and so are those that make up the multiple.
        """
        shares, end = self.shares(one)
        lacking = [max(0.0, SAFE - share) for share in shares]
        empty = sum(1 for share in lacking[:end] if share)
        pages, before = self.count(one), self._before
        added, added_before = -pages % self.multiple, -before % self.multiple
        worse = max(0, pages - before) + max(0, added - added_before)
        if self.exactly is not None:
            worse = MISSED * abs(pages - self.exactly)
        last = sum(1 for share in lacking[end:] if share)
        return worse + empty, last + added, round(sum(lacking), 2), one.cost + self._holes(one)

    def _holes(self, one: Arrangement) -> float:
        """Tell what it costs where a story goes on overleaf though its page is not full."""
        units, story = self.units(one), self.free.story
        return HOLE * sum(
            max(0.0, WHOLE - page.used / self.matter.room)
            for page in self.pages(one)
            if page.end < len(units)
            and not units[page.end].plate
            and story[units[page.end - 1].leaf] == story[units[page.end].leaf] != 0
        )

    def count(self, one: Arrangement) -> int:
        """Count the issue's pages."""
        return self.matter.others + len(self.pages(one))

    @cached_property
    def _before(self) -> int:
        return self.count(Arrangement())

    def units(self, one: Arrangement) -> tuple[Unit, ...]:
        """Give the units of an arrangement."""
        key = (one.moved, one.left_out, one.leading)
        if key not in self._units:
            self._units[key] = self._arranged(one)
        changes = {self.free.pictures[number].leaf: count for number, count in one.lines}
        return tuple(
            replace(unit, height=unit.height + changes[unit.leaf] * self.line * one.leading)
            if unit.leaf in changes
            else unit
            for unit in self._units[key]
        )

    def _arranged(self, one: Arrangement) -> tuple[Unit, ...]:
        order = list(range(len(self.matter.settled.leaves)))
        homes = []
        moved: set[int] = set()
        for number, after in one.moved:
            span = self.free.moves[number]
            part = list(range(span.first, span.last + 1))
            moved |= set(part)
            order = [leaf for leaf in order if not span.first <= leaf <= span.last]
            place = order.index(after) + 1
            order[place:place] = part
            homes.append((span.block, span.block.parent))
            span.block.parent = span.within
        gone = {
            leaf
            for number in one.left_out
            for leaf in range(self.free.spare[number].first, self.free.spare[number].last + 1)
        }
        try:
            matter = self.led(one.leading) if self.led and one.leading != 1 else self.matter
            return matter.units([leaf for leaf in order if leaf not in gone], frozenset(moved))
        finally:
            for block, parent in homes:
                block.parent = parent

    def _next(self, one: Arrangement) -> Iterator[Arrangement]:
        """Give the arrangements with one change more that bears on the first empty page."""
        window = self._window(one)
        lines = dict(one.lines)
        for number, picture in enumerate(self.free.pictures):
            if picture.leaf not in window or number in lines:
                continue
            low, high = picture.bounds
            most = int((high - picture.height) / self.line + SLACK)
            least = -int((picture.height - low) / self.line + SLACK)
            for count in range(least, most + 1):
                if count:
                    yield replace(one, lines=tuple(sorted({**lines, number: count}.items())))
        moved = {number for number, _ in one.moved}
        for number, span in enumerate(self.free.moves):
            near = number not in moved and window & set(range(span.first, span.last + 1))
            if near and not any(_clash(span, self.free.moves[other]) for other in moved):
                for after in span.after:
                    yield replace(one, moved=(*one.moved, (number, after)))
        for number, span in enumerate(self.free.spare):
            if number not in one.left_out and window & set(range(span.first, span.last + 1)):
                yield replace(one, left_out=tuple(sorted((*one.left_out, number))))
        if one.leading == 1 and self.led:
            tight, loose = ((bound - 1) / STEP for bound in self.free.leading)
            for count in range(ceil(tight - SLACK), floor(loose + SLACK) + 1):
                yield replace(one, leading=1 + count * STEP)

    def _window(self, one: Arrangement) -> set[int]:
        """Give the leaves of the first empty page, of the two before it and of the next."""
        units, pages = self.units(one), self.pages(one)
        shares, _ = self.shares(one)
        empty = next((n for n, share in enumerate(shares) if share < SAFE), len(shares) - 1)
        near = pages[max(0, empty - 2) : empty + 2]
        return {unit.leaf for unit in units[near[0].first : near[-1].end]}


def _clash(one: Span, other: Span) -> bool:
    """Tell whether two moves cannot both be made: they have leaves in common, or one goes into the other."""
    a = set(range(one.first, one.last + 1))
    b = set(range(other.first, other.last + 1))
    return bool(a & b or a & set(other.after) or b & set(one.after))
