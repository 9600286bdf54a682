"""The order of the pages on the sides of sheets, without any geometry.

A saddle-stitched issue consists of folded sheets of four pages, one inside the other. The outermost has the first and
the last page on its outer side, the second and the last but one on its inner side, and so on inwards. A layout says how
many of these are printed above one another on one sheet, and which of them upside down; if their number is odd, one row
of the last sheet stays empty. All sheets turn about their vertical axis: behind the left column of the front is the
right column of the back.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from printissue.imposition.options import Blanks
from printissue.model.imposition_layouts import SaddleStitchLayout


@dataclass(frozen=True, slots=True)
class PageSlot:
    """The place of a page on a side: column from the left, row from the top, both from 0.

    `page` is None for a blank page, `turned` says that it is upside down, `depth` counts the folded sheets around it.
    """

    page: int | None
    column: int
    row: int
    turned: bool = False
    depth: int = 0


@dataclass(frozen=True, slots=True)
class SheetSide:
    """One side of a sheet and the pages on it; sheets count from 1."""

    sheet: int
    front: bool
    slots: tuple[PageSlot, ...]


def with_blanks(count: int, blanks: Blanks) -> tuple[int | None, ...]:
    """Return the pages in reading order, with None for blank ones, so that their number is a multiple of four."""
    missing = (None,) * (-count % 4)
    pages = tuple(range(1, count + 1))
    if blanks == "last" or count < 2:
        return (*pages, *missing)
    return (*pages[:-1], *missing, pages[-1])


def saddle_stitch_sides(
    pages: Sequence[int | None], layout: SaddleStitchLayout, *, right_to_left: bool
) -> tuple[SheetSide, ...]:
    """Return the sides of a saddle stitch, front and back of each sheet in turn, for pages in reading order."""
    folded = len(pages) // 4
    sheets = -(-folded // len(layout.rows))
    sides = []
    for sheet in range(sheets):
        for front in (True, False):
            slots = tuple(_row_slots(pages, layout, sheet, front=front, mirrored=right_to_left))
            sides.append(SheetSide(sheet + 1, front, slots))
    return tuple(sides)


def _row_slots(
    pages: Sequence[int | None],
    layout: SaddleStitchLayout,
    sheet: int,
    *,
    front: bool,
    mirrored: bool,
) -> Iterator[PageSlot]:
    for place, row in enumerate(layout.rows):
        depth = sheet * len(layout.rows) + row.folded
        if depth >= len(pages) // 4:  # the last row of the last sheet stays empty
            continue
        # a row that is upside down is folded over: its inner side is on the front of the sheet
        pair = _page_pair(pages, depth, outer=front != row.turned)
        if mirrored != row.turned:
            pair = pair[::-1]
        yield from (
            PageSlot(page, column, place, row.turned, depth) for column, page in enumerate(pair)
        )


def _page_pair(
    pages: Sequence[int | None], depth: int, *, outer: bool
) -> tuple[int | None, int | None]:
    """Return the left and the right page on one side of a folded sheet of an issue that reads from left to right."""
    first, last = 2 * depth, len(pages) - 1 - 2 * depth
    return (pages[last], pages[first]) if outer else (pages[first + 1], pages[last - 1])


def proof_sides(count: int, grid: tuple[int, int], *, right_to_left: bool) -> tuple[SheetSide, ...]:
    """Return the sides of a proof with `count` pages row by row; `grid` is the number of columns and rows."""
    columns, rows = grid
    sides = []
    for sheet, start in enumerate(range(0, count, columns * rows)):
        slots = []
        for place in range(min(columns * rows, count - start)):
            row, column = divmod(place, columns)
            at = columns - 1 - column if right_to_left else column
            slots.append(PageSlot(start + place + 1, at, row))
        sides.append(SheetSide(sheet + 1, True, tuple(slots)))
    return tuple(sides)
