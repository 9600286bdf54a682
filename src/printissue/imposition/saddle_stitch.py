"""Saddle stitch: the block of pages on a sheet, the page boxes of the sheet, and each page's matrix with its creep.

Creep: folded sheets that lie inside one another push the inner ones out at the fore-edge, each by the thickness of a
leaf. So the pages of a folded sheet at depth d (0 is the outermost) are shifted towards the spine by d times the
caliper.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from printissue.imposition import marks
from printissue.imposition.geometry import Edges, combine, grow, quarter_turns, translation
from printissue.imposition.options import ImpositionOptions
from printissue.imposition.page_order import PageSlot, SheetSide
from printissue.imposition.sides import PagePosition, Placement, SheetBoxes, SideContent
from printissue.imposition.source_pages import SourcePage
from printissue.model.imposition_layouts import SaddleStitchLayout
from printissue.model.printers import MM
from printissue.pdf.boxes import Rect

COLUMNS = 2


@dataclass(frozen=True, slots=True)
class PageBlock:
    """The grid of pages on a side: the trimmed size of a page, the gap between rows, the outer bleed, in pt."""

    width: float
    height: float
    rows: int
    gap: float
    bleed: Edges

    @property
    def size(self) -> tuple[float, float]:
        """The trimmed width and height of the whole block."""
        return COLUMNS * self.width, self.rows * self.height + (self.rows - 1) * self.gap


def page_block(
    sides: Sequence[SheetSide],
    pages: Sequence[SourcePage],
    layout: SaddleStitchLayout,
    *,
    gutter: float | None,
) -> PageBlock:
    """Return the grid for pages that all have the size of the first one.

    `gutter` is the gap between rows in mm; None leaves room for the bleed of both rows.
    """
    edges, between_rows = _bleeds(sides, pages, len(layout.rows) - 1)
    gap = 2 * between_rows if gutter is None else gutter * MM
    return PageBlock(pages[0].width, pages[0].height, len(layout.rows), gap, edges)


def _bleeds(
    sides: Sequence[SheetSide], pages: Sequence[SourcePage], last: int
) -> tuple[Edges, float]:
    """Return the widest bleed of each outer edge, and the widest between rows.

    Left and right are equal, because sheets are turned over.
    """
    outer = top = bottom = between_rows = 0.0
    for slot in (one for side in sides for one in side.slots):
        if slot.page is None:
            continue
        bleed = pages[slot.page - 1].bleed.turned(2 if slot.turned else 0)
        outer = max(outer, bleed.right if slot.column else bleed.left)
        if slot.row:
            between_rows = max(between_rows, bleed.top)
        else:
            top = max(top, bleed.top)
        if slot.row < last:
            between_rows = max(between_rows, bleed.bottom)
        else:
            bottom = max(bottom, bleed.bottom)
    return Edges(outer, bottom, outer, top), between_rows


def sheet_boxes(
    block: PageBlock, layout: SaddleStitchLayout, options: ImpositionOptions
) -> SheetBoxes:
    """Return the page boxes of the sheets: the block is centred on the given sheet, or on one of the size it needs."""
    width, height = block.size
    trim = Rect(0, 0, width, height)
    needed = marks.mark_space(block.bleed) if options.marks else block.bleed
    media = grow(trim, needed)
    if options.sheet is not None:
        media = _centred(trim, options.sheet)
    x, y = -media.left, -media.bottom
    media, trim = Rect(0, 0, media.width, media.height), Rect(x, y, x + width, y + height)
    step = block.height + block.gap
    cuts = [y + row * step + up for row in range(block.rows) for up in (0, block.height)]
    folds = (y + block.height + block.gap / 2,) if any(row.turned for row in layout.rows) else ()
    return SheetBoxes(
        media=media,
        bleed=grow(trim, block.bleed).cut(media),
        trim=trim,
        cuts=((trim.left, trim.right), tuple(dict.fromkeys(cuts))),
        folds=((x + block.width,), folds),
    )


def missing_space(block: PageBlock, options: ImpositionOptions) -> tuple[float, float]:
    """Return the width and height in mm by which the given sheet is too small for the block with bleed and marks."""
    if options.sheet is None:
        return 0.0, 0.0
    width, height = block.size
    trim = Rect(0, 0, width, height)
    needed = grow(trim, marks.mark_space(block.bleed) if options.marks else block.bleed)
    media = _centred(trim, options.sheet)
    wide, high = needed.width - media.width, needed.height - media.height
    return max(0.0, wide / MM), max(0.0, high / MM)


def _centred(trim: Rect, sheet: tuple[float, float]) -> Rect:
    """Return the box of a sheet (sides in mm) around the trim, in the orientation of the trim."""
    short, long = sorted(sheet)
    width, height = (long, short) if trim.width > trim.height else (short, long)
    x, y = (trim.width - width * MM) / 2, (trim.height - height * MM) / 2
    return Rect(x, y, x + width * MM, y + height * MM)


def place_pages(
    side: SheetSide,
    pages: Sequence[SourcePage],
    block: PageBlock,
    *,
    boxes: SheetBoxes,
    caliper: float,
) -> SideContent:
    """Return one side with its pages placed; `caliper` in mm is the creep of each folded sheet."""
    positions, placements = [], []
    for slot, trim in _slot_boxes(side, block, boxes):
        creep = slot.depth * caliper
        positions.append(PagePosition(slot.page, trim, slot.turned, creep))
        if slot.page is None:
            continue
        page = pages[slot.page - 1]
        towards_spine = -creep * MM if slot.column else creep * MM
        # pages of slightly different widths meet at the spine
        slack = 0.0 if slot.column else block.width - page.width
        upright = quarter_turns(2 if slot.turned else 0, page.width, page.height)
        to_slot = translation(trim.left + slack + towards_spine, trim.bottom)
        clip = _clip(slot, trim, block, boxes=boxes)
        placements.append(Placement(slot.page, combine(page.matrix, upright, to_slot), clip))
    return SideContent(side.sheet, side.front, tuple(placements), tuple(positions))


def _slot_boxes(
    side: SheetSide, block: PageBlock, boxes: SheetBoxes
) -> Iterator[tuple[PageSlot, Rect]]:
    for slot in side.slots:
        left = boxes.trim.left + slot.column * block.width
        bottom = boxes.trim.bottom + (block.rows - 1 - slot.row) * (block.height + block.gap)
        yield slot, Rect(left, bottom, left + block.width, bottom + block.height)


def _clip(slot: PageSlot, trim: Rect, block: PageBlock, *, boxes: SheetBoxes) -> Rect:
    """Return the area a page may paint: up to the spine and the middle of the gap, and over the bleed elsewhere."""
    bleed, half = block.bleed, block.gap / 2
    edges = Edges(
        left=0.0 if slot.column else bleed.left,
        right=bleed.right if slot.column else 0.0,
        bottom=half if slot.row < block.rows - 1 else bleed.bottom,
        top=half if slot.row else bleed.top,
    )
    return grow(trim, edges).cut(boxes.media)
