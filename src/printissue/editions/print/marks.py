"""Crop marks, centre marks and the slug line, outside the bleed and in black ink only.

The letters of the slug line are outlines, so that the file needs no font for them.
"""

from printissue.editions.print.boxes import MARK_LENGTH, PrintBoxes
from printissue.editions.print.rewriter import OVERPRINT
from printissue.model.printers import MM, Printer
from printissue.pdf.glyph_outlines import text_outlines, text_width

LINE = 0.25
"""The line width of the marks, in pt."""
SLUG_SIZE = 6.5
"""The type size of the slug line, in pt, unless the line would be wider than the trim."""
SLUG_RISE = 1.5
"""The distance from the bottom of the media to the baseline of the slug line, in mm."""


def draw_marks(boxes: PrintBoxes, slug: str, *, printer: Printer) -> bytes:
    """Return the operations that draw a page's marks and slug line, as far as the printer wants them.

    The page's resources must have the graphics state `OVERPRINT[True, True]`. If the bleed of an edge is wider than the
    printer's `marks_offset`, the marks start at the bleed.
    """
    lines = [f"q {OVERPRINT[True, True]} gs {LINE} w 0 0 0 1 K 0 0 0 1 k"]
    marks = _marks(boxes, printer.marks_offset) if printer.marks else []
    lines += [f"{x0:.4f} {y0:.4f} m {x1:.4f} {y1:.4f} l S" for x0, y0, x1, y1 in marks]
    if printer.has_slug:
        lines.append(_slug(boxes, slug))
    return "\n".join((*lines, "Q")).encode()


def _marks(boxes: PrintBoxes, offset: float) -> list[tuple[float, float, float, float]]:
    """Return the marks as lines (x and y of both ends): at each corner and at the middle of each edge."""
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


def _slug(boxes: PrintBoxes, text: str) -> str:
    """Return the operations that draw the slug line below the marks, from the left edge of the trim."""
    width = text_width(text)
    size = min(SLUG_SIZE, boxes.trim.width / width) if width else SLUG_SIZE
    x, y = boxes.trim.left, boxes.media.bottom + SLUG_RISE * MM
    return f"q {size:.6f} 0 0 {size:.6f} {x:.4f} {y:.4f} cm\n{text_outlines(text)}\nQ"
