"""Proofs: several pages on one sheet, reduced to fit, in reading order and cut to their trim."""

from collections.abc import Sequence
from dataclasses import dataclass

from printissue.imposition.geometry import combine, scaling, translation
from printissue.imposition.options import ImpositionOptions
from printissue.imposition.page_order import PageSlot, SheetSide
from printissue.imposition.sides import PagePosition, Placement, SheetBoxes, SideContent
from printissue.imposition.source_pages import SourcePage
from printissue.model.imposition_layouts import SHEET_SIZES, ProofLayout
from printissue.model.printers import MM
from printissue.pdf.boxes import Rect

MARGIN = 8.0
"""From the edge of the sheet to the pages, in mm; office printers cannot print on it."""
GUTTER = 4.0
"""Between the pages, in mm, where the options set no gutter."""
SMALL = 250.0
"""A page whose sides are both shorter than this, in mm, is proofed on A4."""


@dataclass(frozen=True, slots=True)
class ProofGrid:
    """The grid of a proof: columns and rows, the size of a slot, the gap between slots, the sheet's size, in pt."""

    columns: int
    rows: int
    slot: tuple[float, float]
    gap: float
    size: tuple[float, float]

    @property
    def boxes(self) -> SheetBoxes:
        """The page boxes: a proof is not cut, so all of them are the sheet."""
        whole = Rect(0, 0, *self.size)
        return SheetBoxes(media=whole, bleed=whole, trim=whole, cuts=((), ()))


def proof_grid(
    pages: Sequence[SourcePage], layout: ProofLayout, options: ImpositionOptions
) -> ProofGrid:
    """Return the grid and orientation of the sheet that show the pages largest.

    If the options set no sheet, it has the size of the first page, or is A4 where that page is small.
    """
    paper = _paper(pages[0])
    if options.sheet is not None:
        paper = (options.sheet[0] * MM, options.sheet[1] * MM)
    gap = (GUTTER if options.gutter is None else options.gutter) * MM
    widest, highest = max(page.width for page in pages), max(page.height for page in pages)
    grids = [
        _grid(columns, rows, gap, size=size)
        for columns, rows in layout.grids
        for size in (paper, paper[::-1])
    ]
    return max(grids, key=lambda grid: _scale(grid, widest, highest))


def _paper(page: SourcePage) -> tuple[float, float]:
    if max(page.width, page.height) >= SMALL * MM:
        return page.width, page.height
    width, height = SHEET_SIZES["A4"]
    return width * MM, height * MM


def _grid(columns: int, rows: int, gap: float, *, size: tuple[float, float]) -> ProofGrid:
    both_margins = 2 * MARGIN * MM
    width = (size[0] - both_margins - (columns - 1) * gap) / columns
    height = (size[1] - both_margins - (rows - 1) * gap) / rows
    return ProofGrid(columns, rows, (width, height), gap, size)


def _scale(grid: ProofGrid, width: float, height: float) -> float:
    """Return the scale at which a page fills its slot; pages are never enlarged."""
    return min(grid.slot[0] / width, grid.slot[1] / height, 1.0)


def is_readable(grid: ProofGrid) -> bool:
    """Return whether each side of a slot is at least 1 cm long."""
    return min(grid.slot) >= 10 * MM


def place_pages(side: SheetSide, pages: Sequence[SourcePage], grid: ProofGrid) -> SideContent:
    """Return one side with each page in the middle of its slot."""
    positions, placements = [], []
    for slot in side.slots:
        if slot.page is None:
            continue
        page = pages[slot.page - 1]
        scale = _scale(grid, page.width, page.height)
        trim = _page_box(slot, grid, (page.width * scale, page.height * scale))
        matrix = combine(page.matrix, scaling(scale), translation(trim.left, trim.bottom))
        placements.append(Placement(slot.page, matrix, trim))
        positions.append(PagePosition(slot.page, trim, scale=scale))
    return SideContent(side.sheet, side.front, tuple(placements), tuple(positions))


def _page_box(slot: PageSlot, grid: ProofGrid, size: tuple[float, float]) -> Rect:
    left = MARGIN * MM + slot.column * (grid.slot[0] + grid.gap) + (grid.slot[0] - size[0]) / 2
    above = MARGIN * MM + slot.row * (grid.slot[1] + grid.gap) + (grid.slot[1] - size[1]) / 2
    top = grid.size[1] - above
    return Rect(left, top - size[1], left + size[0], top)
