"""Paging: where pages and columns break, reckoned from the heights of what they hold, without a layout.

It follows the layout engine: everything goes on until it is too high, then back to the last place where a break may
fall; columns that end on a page are balanced. So what a choice does to all pages costs a millisecond, not a layout.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

ROOM = 0.005
"""What is higher than its place by less than this (px) fits."""


@dataclass(frozen=True, slots=True)
class Unit:
    """What no break parts: a line, a picture, a table. Heights in px.

    `space` is above it and dropped where a break falls there, if one may: `breaks`, or must: `forced`. Units with the
    same `columns`, if not 0, stand together in so many columns as `across`. `leaf` is the number of their block; of
    the height, `foot` is empty; `below` is wanted besides, so that it fits. A `plate` is a page without margins.
    """

    height: float
    space: float
    leaf: int
    breaks: bool = True
    forced: bool = False
    columns: int = 0
    across: int = 1
    foot: float = 0.0
    below: float = 0.0
    plate: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page as it is reckoned: its first unit, the first of the next page, and the height that is seen (px)."""

    first: int
    end: int
    used: float


def paginate(
    units: Sequence[Unit], room: float, start: float = 0.0, *, lost: float = 0.0
) -> list[Sheet]:
    """Divide units into pages whose content is `room` high; of the first page `start` is taken already.

    `lost` is the height that level columns have more than is reckoned.
    """
    pages: list[Sheet] = []
    first = 0
    while first < len(units):
        taken = 0.0 if pages else start
        page = _page(units, first, room - taken, fresh=taken < ROOM, lost=lost)
        pages.append(replace(page, used=taken + page.used))
        first = page.end
    return pages


def _page(units: Sequence[Unit], first: int, room: float, *, fresh: bool, lost: float) -> Sheet:
    """Fill a page from a unit on; a `fresh` one takes one at least."""
    number, height, seen = first, 0.0, 0.0
    last = None if fresh else Sheet(first, first, 0.0)
    while number < len(units):
        unit, here = units[number], Sheet(first, number, seen)
        if number > first and unit.forced:
            return here
        if number > first and unit.breaks:
            last = here
        space = unit.space if number > first or not fresh else 0.0
        if unit.columns:
            stop, left = _stop(units, number), room - height - space
            row = _columns(units, number, stop, room=left, fresh=last is None)
            if row.end == number:
                return last or here
            seen = height + space + row.seen
            if row.end < stop:
                return Sheet(first, row.end, seen)
            height += space + max(0.0, min(row.height + lost, max(row.height, left)))
            number = stop
            continue
        end = height + space + unit.height
        if end + unit.below > room + ROOM and (last or number > first):
            return last or here
        number, height, seen = number + 1, end, end - unit.foot
    return Sheet(first, number, seen)


def _stop(units: Sequence[Unit], number: int) -> int:
    """Find where the columns end that a unit stands in."""
    within = units[number].columns
    while number < len(units) and units[number].columns == within:
        number += 1
    return number


@dataclass(frozen=True, slots=True)
class _Row:
    """Columns side by side: the first unit that is left, their heights and ends, the height without empty feet."""

    end: int
    heights: tuple[float, ...] = ()
    ends: tuple[int, ...] = ()
    seen: float = 0.0

    @property
    def height(self) -> float:
        return max(self.heights, default=0.0)


def _columns(units: Sequence[Unit], first: int, stop: int, *, room: float, fresh: bool) -> _Row:
    """Fill columns side by side, level where all of it ends here.

    They are levelled as the layout engine does it: from the mean height on, by what the next thing lacks to fit.
    """
    row = _across(units, first, stop, room=room, fresh=fresh)
    if row.end < stop:
        return row
    height = sum(row.heights) / units[first].across
    while height < room:
        trial = _across(units, first, stop, room=height, fresh=fresh)
        if trial.end == stop:
            return trial
        height += _lacking(units, trial, stop, height=height)
    return row


def _lacking(units: Sequence[Unit], row: _Row, stop: int, *, height: float) -> float:
    """Tell by how much columns have to be higher so that a unit that was left fits, a px at least."""
    lacking = [
        units[end].height - (height - used)
        for used, end in zip(row.heights, row.ends, strict=True)
        if end < stop
    ]
    return min((one for one in lacking if one > 1), default=1.0)


def _across(units: Sequence[Unit], first: int, stop: int, *, room: float, fresh: bool) -> _Row:
    """Fill columns of one height."""
    heights: list[float] = []
    ends: list[int] = []
    seen, number = 0.0, first
    while len(ends) < units[first].across and number < stop:
        done, used = _column(units, number, stop, room=room, fresh=fresh)
        if done == number:
            break
        heights.append(used)
        ends.append(done)
        seen = max(seen, used - units[done - 1].foot)
        number = done
    return _Row(number, tuple(heights), tuple(ends), seen)


def _column(
    units: Sequence[Unit], first: int, stop: int, *, room: float, fresh: bool
) -> tuple[int, float]:
    """Fill one column; only a `fresh` one takes what is too high for it."""
    height, number = 0.0, first
    last = None if fresh else (first, 0.0)
    while number < stop:
        unit = units[number]
        if number > first and (unit.breaks or unit.forced):
            last = number, height
        if unit.forced and number > first:
            break
        end = height + (unit.space if number > first else 0.0) + unit.height
        if end + unit.below > room + ROOM and (last or number > first):
            return last or (number, height)
        height, number = end, number + 1
    return number, height
