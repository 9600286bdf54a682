"""What is drawn outside the bleed: crop marks, centre marks and the slug line.

All of it is black ink alone, the slug's letters too, which are outlines.
"""

from printissue.editions.print.boxes import MARK_LENGTH, Boxes
from printissue.editions.print.rewriter import OVERPRINT
from printissue.model.printers import MM, Printer
from printissue.pdf.glyph_outlines import text_outlines, text_width

LINE = 0.25
"""Width of the marks, in pt."""
SLUG_SIZE = 6.5
"""Size of the slug's letters, in pt; smaller where the line would be wider than the page."""
SLUG_RISE = 1.5
"""From the foot of the sheet to the slug's baseline, in mm."""


def draw_marks(boxes: Boxes, slug: str, *, printer: Printer) -> bytes:
    """Give the operators that draw what the printer wants of the marks and the slug line of a page.

    The page's resources must hold the graphics state `OVERPRINT[True, True]`. Where an edge's bleed
    is wider than the marks' wanted distance from the trim, the marks keep out of it.
    """
    lines = [f"q {OVERPRINT[True, True]} gs {LINE} w 0 0 0 1 K 0 0 0 1 k"]
    marks = _marks(boxes, printer.marks_offset) if printer.marks else []
    lines += [f"{x0:.4f} {y0:.4f} m {x1:.4f} {y1:.4f} l S" for x0, y0, x1, y1 in marks]
    if printer.has_slug:
        lines.append(_slug(boxes, slug))
    return "\n".join((*lines, "Q")).encode()


def _marks(boxes: Boxes, offset: float) -> list[tuple[float, float, float, float]]:
    """Give the marks as lines: at each corner and at the middle of each edge, away from the trim."""
    trim, bleed, far = boxes.trim, boxes.bleed, MARK_LENGTH * MM
    left = min(trim.left - offset * MM, bleed.left)
    right = max(trim.right + offset * MM, bleed.right)
    bottom = min(trim.bottom - offset * MM, bleed.bottom)
    top = max(trim.top + offset * MM, bleed.top)
    across = (trim.bottom, (trim.bottom + trim.top) / 2, trim.top)
    along = (trim.left, (trim.left + trim.right) / 2, trim.right)
    return [
        *((left, y, left - far, y) for y in across),
        *((right, y, right + far, y) for y in across),
        *((x, bottom, x, bottom - far) for x in along),
        *((x, top, x, top + far) for x in along),
    ]


def _slug(boxes: Boxes, text: str) -> str:
    """Draw the slug line at the foot of the sheet, below any marks, from the left edge of the trim on."""
    width = text_width(text)
    room = boxes.trim.right - boxes.trim.left
    size = min(SLUG_SIZE, room / width) if width else SLUG_SIZE
    x, y = boxes.trim.left, boxes.media.bottom + SLUG_RISE * MM
    return f"q {size:.6f} 0 0 {size:.6f} {x:.4f} {y:.4f} cm\n{text_outlines(text)}\nQ"
