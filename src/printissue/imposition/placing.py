"""Saddle stitch on paper: the block of pages on a sheet, its boxes, and each page's matrix with its creep.

Creep: folded sheets that lie one in another push the inner ones out at the fore-edge, each by the thickness of a leaf.
So the pages of a folded sheet at depth d (0 outermost) are shifted towards the spine by d times the caliper.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from printissue.imposition import marks
from printissue.imposition.geometry import Box, Edges, after, moved, turned
from printissue.imposition.orders import ImpositionOptions, Spot
from printissue.imposition.pages import SourcePage
from printissue.imposition.plans import Placement, Plan, Sheet
from printissue.imposition.schemes import Cell, Forme
from printissue.model.imposition_layouts import SaddleStitchLayout
from printissue.model.printers import MM

COLUMNS = 2


@dataclass(frozen=True, slots=True)
class Block:
    """The pages of one side as a grid: a trimmed page's size, the gap between rows, the bleed around all, in pt."""

    width: float
    height: float
    rows: int
    gap: float
    bleed: Edges

    @property
    def size(self) -> tuple[float, float]:
        """Give the trimmed size of the whole."""
        return COLUMNS * self.width, self.rows * self.height + (self.rows - 1) * self.gap


def block_of(
    formes: Sequence[Forme],
    pages: Sequence[SourcePage],
    scheme: SaddleStitchLayout,
    *,
    gutter: float | None,
) -> Block:
    """Measure the grid: all pages are of the first one's size. `gutter` in mm, None: as both bleeds need."""
    edges, facing = _bleeds(formes, pages, len(scheme.rows) - 1)
    gap = 2 * facing if gutter is None else gutter * MM
    return Block(pages[0].width, pages[0].height, len(scheme.rows), gap, edges)


def _bleeds(formes: Sequence[Forme], pages: Sequence[SourcePage], last: int) -> tuple[Edges, float]:
    """Give the widest bleed on each outer edge, left and right alike as sheets turn, and the widest between rows."""
    side = top = bottom = facing = 0.0
    for cell in (one for forme in formes for one in forme.cells):
        if cell.page is None:
            continue
        bleed = pages[cell.page - 1].bleed.turned(2 if cell.turned else 0)
        side = max(side, bleed.right if cell.column else bleed.left)
        if cell.row:
            facing = max(facing, bleed.top)
        else:
            top = max(top, bleed.top)
        if cell.row < last:
            facing = max(facing, bleed.bottom)
        else:
            bottom = max(bottom, bleed.bottom)
    return Edges(side, bottom, side, top), facing


def sheet_of(block: Block, scheme: SaddleStitchLayout, order: ImpositionOptions) -> Sheet:
    """Set the boxes: the block in the middle of the ordered sheet, or of one as large as it needs."""
    width, height = block.size
    trim = Box(0, 0, width, height)
    need = marks.room(block.bleed) if order.marks else block.bleed
    media = trim.grown(need)
    if order.sheet is not None:
        media = _centred(trim, order.sheet)
    x, y = -media.left, -media.bottom
    media, trim = Box(0, 0, media.width, media.height), Box(x, y, x + width, y + height)
    step = block.height + block.gap
    cuts = [y + row * step + up for row in range(block.rows) for up in (0, block.height)]
    folds = (y + block.height + block.gap / 2,) if any(row.turned for row in scheme.rows) else ()
    return Sheet(
        media=media,
        bleed=trim.grown(block.bleed).within(media),
        trim=trim,
        cuts=((trim.left, trim.right), tuple(dict.fromkeys(cuts))),
        folds=((x + block.width,), folds),
    )


def lacking(block: Block, order: ImpositionOptions) -> tuple[float, float]:
    """Tell how much the ordered sheet is too small for the block with bleed and marks, in mm; 0 where it fits."""
    if order.sheet is None:
        return 0.0, 0.0
    width, height = block.size
    trim = Box(0, 0, width, height)
    need = trim.grown(marks.room(block.bleed) if order.marks else block.bleed)
    media = _centred(trim, order.sheet)
    wide, high = need.width - media.width, need.height - media.height
    return max(0.0, wide / MM), max(0.0, high / MM)


def _centred(trim: Box, sheet: tuple[float, float]) -> Box:
    """Give the sheet's box around the trim, turned as the trim is."""
    short, long = sorted(sheet)
    width, height = (long, short) if trim.width > trim.height else (short, long)
    x, y = (trim.width - width * MM) / 2, (trim.height - height * MM) / 2
    return Box(x, y, x + width * MM, y + height * MM)


def place(
    forme: Forme, pages: Sequence[SourcePage], block: Block, *, sheet: Sheet, caliper: float
) -> Plan:
    """Place the pages of one side; `caliper` in mm makes the creep."""
    spots, placements = [], []
    for cell, box in _boxes(forme, block, sheet):
        shift = cell.depth * caliper
        spots.append(Spot(cell.page, box, cell.turned, shift))
        if cell.page is None:
            continue
        page = pages[cell.page - 1]
        towards = -shift * MM if cell.column else shift * MM
        # pages that differ by a hair meet at the spine
        slack = 0.0 if cell.column else block.width - page.width
        upright = turned(2 if cell.turned else 0, page.width, page.height)
        at = moved(box.left + slack + towards, box.bottom)
        clip = _clip(cell, box, block, sheet=sheet)
        placements.append(Placement(cell.page, after(page.matrix, upright, at), clip))
    return Plan(forme.sheet, forme.front, tuple(placements), tuple(spots))


def _boxes(forme: Forme, block: Block, sheet: Sheet) -> Iterator[tuple[Cell, Box]]:
    for cell in forme.cells:
        left = sheet.trim.left + cell.column * block.width
        bottom = sheet.trim.bottom + (block.rows - 1 - cell.row) * (block.height + block.gap)
        yield cell, Box(left, bottom, left + block.width, bottom + block.height)


def _clip(cell: Cell, box: Box, block: Block, *, sheet: Sheet) -> Box:
    """Give what a page may paint on: up to the spine, to the middle of the gap, and to the bleed elsewhere."""
    bleed, half = block.bleed, block.gap / 2
    return box.grown(
        Edges(
            left=0.0 if cell.column else bleed.left,
            right=bleed.right if cell.column else 0.0,
            bottom=half if cell.row < block.rows - 1 else bleed.bottom,
            top=half if cell.row else bleed.top,
        )
    ).within(sheet.media)
