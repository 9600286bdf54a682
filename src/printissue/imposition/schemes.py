"""Which page stands where, without any geometry.

A saddle-stitched issue is a nest of folded sheets of four pages. The outermost holds the first and the last page on
its outer side, the second and the last but one on its inner side; and so inwards. A layout says how many of these
stand on one printed sheet, above one another, and which of them on its head; where their number is odd, a row of the
last sheet stays empty. All sheets are turned about their
upright axis: what stands in the left column of the front has in the right column of the back what is printed behind.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from printissue.imposition.orders import Blanks
from printissue.model.imposition_layouts import SaddleStitchLayout


@dataclass(frozen=True, slots=True)
class Cell:
    """A page's place on a side: column from the left, row from the top, and how deep in the nest it lies."""

    page: int | None
    column: int
    row: int
    turned: bool = False
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Forme:
    """What is printed at once: one side of a sheet."""

    sheet: int
    front: bool
    cells: tuple[Cell, ...]


def filled(count: int, blanks: Blanks) -> tuple[int | None, ...]:
    """Give the pages in reading order, with blank ones until they fill folded sheets of four."""
    lacking = (None,) * (-count % 4)
    pages = tuple(range(1, count + 1))
    if blanks == "last" or count < 2:
        return (*pages, *lacking)
    return (*pages[:-1], *lacking, pages[-1])


def saddle(
    pages: Sequence[int | None], scheme: SaddleStitchLayout, *, right_to_left: bool
) -> tuple[Forme, ...]:
    """Spread pages, in reading order, over the sides of a saddle stitch: front and back of each sheet in turn."""
    nested = len(pages) // 4
    sheets = -(-nested // len(scheme.rows))
    formes = []
    for sheet in range(sheets):
        for front in (True, False):
            cells = tuple(_row_cells(pages, scheme, sheet, front=front, mirrored=right_to_left))
            formes.append(Forme(sheet + 1, front, cells))
    return tuple(formes)


def _row_cells(
    pages: Sequence[int | None],
    scheme: SaddleStitchLayout,
    sheet: int,
    *,
    front: bool,
    mirrored: bool,
) -> Iterator[Cell]:
    for place, row in enumerate(scheme.rows):
        depth = sheet * len(scheme.rows) + row.folded
        if depth >= len(pages) // 4:  # the sheet's last row stays empty
            continue
        # a row on its head is folded over, so that its inner side lies on the sheet's front
        pair = _pair(pages, depth, outer=front != row.turned)
        if mirrored != row.turned:
            pair = pair[::-1]
        yield from (Cell(page, at, place, row.turned, depth) for at, page in enumerate(pair))


def _pair(pages: Sequence[int | None], depth: int, *, outer: bool) -> tuple[int | None, int | None]:
    """Give the left and right page of a folded sheet's side, as read from left to right."""
    first, last = 2 * depth, len(pages) - 1 - 2 * depth
    return (pages[last], pages[first]) if outer else (pages[first + 1], pages[last - 1])


def proof(count: int, grid: tuple[int, int], *, right_to_left: bool) -> tuple[Forme, ...]:
    """Spread pages over the sheets of a proof, row by row."""
    columns, rows = grid
    formes = []
    for sheet, start in enumerate(range(0, count, columns * rows)):
        cells = []
        for place in range(min(columns * rows, count - start)):
            row, column = divmod(place, columns)
            at = columns - 1 - column if right_to_left else column
            cells.append(Cell(start + place + 1, at, row))
        formes.append(Forme(sheet + 1, True, tuple(cells)))
    return tuple(formes)
