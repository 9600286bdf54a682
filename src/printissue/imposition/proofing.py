"""Proofs: many pages on one sheet, made smaller to fit, in reading order and cut to their trim."""

from collections.abc import Sequence
from dataclasses import dataclass

from printissue.imposition.geometry import Box, after, moved, scaled
from printissue.imposition.orders import ImpositionOptions, Spot
from printissue.imposition.pages import SourcePage
from printissue.imposition.plans import Placement, Plan, Sheet
from printissue.imposition.schemes import Cell, Forme
from printissue.model.imposition_layouts import SHEET_SIZES, ProofLayout
from printissue.model.printers import MM

MARGIN = 8.0
"""From the edge of the sheet to the pages, in mm: office printers leave so much blank."""
GUTTER = 4.0
"""Between the pages, in mm, where the order names no other."""
SMALL = 250.0
"""A page with no side so long is proofed on A4, in mm."""


@dataclass(frozen=True, slots=True)
class Grid:
    """The cells of a proof's sheet: columns and rows, a cell's size, the gap between, the sheet's size, in pt."""

    columns: int
    rows: int
    cell: tuple[float, float]
    gap: float
    size: tuple[float, float]

    @property
    def sheet(self) -> Sheet:
        """Give the boxes: a proof is not cut, so all of them are the sheet."""
        whole = Box(0, 0, *self.size)
        return Sheet(media=whole, bleed=whole, trim=whole, cuts=((), ()))


def grid_of(pages: Sequence[SourcePage], scheme: ProofLayout, order: ImpositionOptions) -> Grid:
    """Choose the grid and the way round of the sheet that show the pages largest.

    Without an ordered sheet it is as large as the first page, or A4 where that page is a small one.
    """
    paper = _paper(pages[0])
    if order.sheet is not None:
        paper = (order.sheet[0] * MM, order.sheet[1] * MM)
    gap = (GUTTER if order.gutter is None else order.gutter) * MM
    most = (max(page.width for page in pages), max(page.height for page in pages))
    grids = [
        _grid(columns, rows, gap, size=size)
        for columns, rows in scheme.grids
        for size in (paper, paper[::-1])
    ]
    return max(grids, key=lambda grid: _fit(grid, *most))


def _paper(page: SourcePage) -> tuple[float, float]:
    if max(page.width, page.height) >= SMALL * MM:
        return page.width, page.height
    width, height = SHEET_SIZES["A4"]
    return width * MM, height * MM


def _grid(columns: int, rows: int, gap: float, *, size: tuple[float, float]) -> Grid:
    around = 2 * MARGIN * MM
    wide = (size[0] - around - (columns - 1) * gap) / columns
    high = (size[1] - around - (rows - 1) * gap) / rows
    return Grid(columns, rows, (wide, high), gap, size)


def _fit(grid: Grid, width: float, height: float) -> float:
    """Give the scale at which a page fills its cell; never larger than it is."""
    return min(grid.cell[0] / width, grid.cell[1] / height, 1.0)


def fits(grid: Grid) -> bool:
    """Tell whether the sheet leaves room for pages that can be seen: cells of a centimetre."""
    return min(grid.cell) >= 10 * MM


def place(forme: Forme, pages: Sequence[SourcePage], grid: Grid) -> Plan:
    """Place the pages of one sheet, each in the middle of its cell."""
    spots, placements = [], []
    for cell in forme.cells:
        if cell.page is None:
            continue
        page = pages[cell.page - 1]
        scale = _fit(grid, page.width, page.height)
        box = _box(cell, grid, (page.width * scale, page.height * scale))
        matrix = after(page.matrix, scaled(scale), moved(box.left, box.bottom))
        placements.append(Placement(cell.page, matrix, box))
        spots.append(Spot(cell.page, box, scale=scale))
    return Plan(forme.sheet, forme.front, tuple(placements), tuple(spots))


def _box(cell: Cell, grid: Grid, size: tuple[float, float]) -> Box:
    left = MARGIN * MM + cell.column * (grid.cell[0] + grid.gap) + (grid.cell[0] - size[0]) / 2
    above = MARGIN * MM + cell.row * (grid.cell[1] + grid.gap) + (grid.cell[1] - size[1]) / 2
    top = grid.size[1] - above
    return Box(left, top - size[1], left + size[0], top)
