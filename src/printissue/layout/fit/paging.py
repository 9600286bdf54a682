"""Estimate where pages and columns break from the heights of their content, without a layout.

This imitates the layout engine. A page is filled until it is too high; then the last possible break is used. Columns
that end on a page are balanced. An estimate takes a millisecond, where a layout takes a second.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

TOLERANCE = 0.005
"""Content that is too high by less than this (px) fits."""


class Unit(NamedTuple):
    """Content that no break divides: a line, a picture, a table. Heights are in px.

    The `space` above it is dropped if a break falls there, which is possible if it `breaks` and certain if it is
    `forced`. Units with the same `columns`, if not 0, are in the same columns, `across` of them side by side. `item` is
    the index of its item. Of the height, `foot` is empty; to fit, the unit needs the height `below` as well. A `plate`
    is a page without margins.
    """

    height: float
    space: float
    item: int
    breaks: bool = True
    forced: bool = False
    columns: int = 0
    across: int = 1
    foot: float = 0.0
    below: float = 0.0
    plate: bool = False


class EstimatedPage(NamedTuple):
    """An estimated page: its first unit, the first unit of the next page, and the visible height used (px)."""

    first: int
    end: int
    used: float


def paginate(
    units: Sequence[Unit],
    available: float,
    first_used: float = 0.0,
    *,
    column_loss: float = 0.0,
    known: Sequence[EstimatedPage] = (),
) -> list[EstimatedPage]:
    """Divide units into pages with an `available` height (px), of which `first_used` is used on the first page.

    `column_loss` is the height that balanced columns have more than estimated. `known` are the first pages.
    """
    pages = list(known)
    first = pages[-1].end if pages else 0
    while first < len(units):
        taken = 0.0 if pages else first_used
        page = _page(
            units, first, available - taken, is_empty=taken < TOLERANCE, column_loss=column_loss
        )
        pages.append(page._replace(used=taken + page.used))
        first = page.end
    return pages


def _page(
    units: Sequence[Unit], first: int, available: float, *, is_empty: bool, column_loss: float
) -> EstimatedPage:
    """Fill a page, starting with a unit; an empty page takes at least one."""
    number, height, visible = first, 0.0, 0.0
    last = None if is_empty else (first, 0.0)
    while number < len(units):
        unit = units[number]
        if number > first and unit.forced:
            return EstimatedPage(first, number, visible)
        if number > first and unit.breaks:
            last = number, visible
        space = unit.space if number > first or not is_empty else 0.0
        if unit.columns:
            stop, left = _columns_end(units, number), available - height - space
            row = _columns(units, number, stop, available=left, is_empty=last is None)
            if row.end == number:
                return EstimatedPage(first, *(last or (number, visible)))
            visible = height + space + row.visible
            if row.end < stop:
                return EstimatedPage(first, row.end, visible)
            height += space + max(0.0, min(row.height + column_loss, max(row.height, left)))
            number = stop
            continue
        end = height + space + unit.height
        if end + unit.below > available + TOLERANCE and (last or number > first):
            return EstimatedPage(first, *(last or (number, visible)))
        number, height, visible = number + 1, end, end - unit.foot
    return EstimatedPage(first, number, visible)


def _columns_end(units: Sequence[Unit], number: int) -> int:
    """Return the index after the last unit in the same columns."""
    within = units[number].columns
    while number < len(units) and units[number].columns == within:
        number += 1
    return number


@dataclass(frozen=True, slots=True)
class _Row:
    """Columns side by side: the first unit after them, their heights and ends, and the visible height."""

    end: int
    heights: tuple[float, ...] = ()
    ends: tuple[int, ...] = ()
    visible: float = 0.0

    @property
    def height(self) -> float:
        return max(self.heights, default=0.0)


def _columns(
    units: Sequence[Unit], first: int, stop: int, *, available: float, is_empty: bool
) -> _Row:
    """Fill columns side by side, and balance them if they end on this page.

    As in the layout engine, the height starts at the mean and grows by what the next unit needs.
    """
    row = _across(units, first, stop, available=available, is_empty=is_empty)
    if row.end < stop:
        return row
    mean = sum(row.heights) / units[first].across
    height, balanced = _balanced(tuple(units[first:stop]), mean, is_empty=is_empty)
    return row if height >= available else replace(balanced, end=stop)


@lru_cache(maxsize=256)
def _balanced(units: tuple[Unit, ...], height: float, *, is_empty: bool) -> tuple[float, _Row]:
    """Return the least height (px) from a `height` on of columns that hold all of the units, and these columns.

    There must be such a height. The columns of most sections are the same in all arrangements that are compared.
    """
    stop = len(units)
    while True:
        trial = _across(units, 0, stop, available=height, is_empty=is_empty)
        if trial.end == stop:
            return height, trial
        height += _growth(units, trial, stop, height=height)


def _growth(units: Sequence[Unit], row: _Row, stop: int, *, height: float) -> float:
    """Return by how much (px) columns must grow so that another unit fits, at least 1."""
    growth = [
        units[end].height - (height - used)
        for used, end in zip(row.heights, row.ends, strict=True)
        if end < stop
    ]
    return min((one for one in growth if one > 1), default=1.0)


def _across(
    units: Sequence[Unit], first: int, stop: int, *, available: float, is_empty: bool
) -> _Row:
    """Fill columns of the same height."""
    heights: list[float] = []
    ends: list[int] = []
    visible, number = 0.0, first
    while len(ends) < units[first].across and number < stop:
        done, used = _column(units, number, stop, available=available, is_empty=is_empty)
        if done == number:
            break
        heights.append(used)
        ends.append(done)
        visible = max(visible, used - units[done - 1].foot)
        number = done
    return _Row(number, tuple(heights), tuple(ends), visible)


def _column(
    units: Sequence[Unit], first: int, stop: int, *, available: float, is_empty: bool
) -> tuple[int, float]:
    """Fill one column; if the page is empty, it takes a unit that is too high."""
    height, number = 0.0, first
    last = None if is_empty else (first, 0.0)
    while number < stop:
        unit = units[number]
        if number > first and (unit.breaks or unit.forced):
            last = number, height
        if unit.forced and number > first:
            break
        end = height + (unit.space if number > first else 0.0) + unit.height
        if end + unit.below > available + TOLERANCE and (last or number > first):
            return last or (number, height)
        height, number = end, number + 1
    return number, height
