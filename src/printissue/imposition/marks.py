"""Marks outside the bleed: trim and fold marks, and a label that names the side.

They are in black ink only and overprint. Trim marks are solid, fold marks dashed.
"""

from collections.abc import Iterable, Iterator

from printissue.imposition.geometry import Edges, format_numbers
from printissue.imposition.sides import SheetBoxes
from printissue.model.printers import MM
from printissue.pdf.boxes import Rect
from printissue.pdf.glyph_outlines import text_outlines, text_width

OFFSET = 3.0
"""The least distance of the marks from the trim, in mm; a wider bleed moves them further out."""
LENGTH = 5.0
"""The length of the marks, in mm."""
SPACE = 2.0
"""From the marks to the edge of the sheet, in mm, where no sheet size is given."""
LINE = 0.25
"""The width of the marks, in pt."""
DASHES = "[3 2] 0 d"
LABEL_SIZE = 5.5
"""The size of the label's letters, in pt; smaller where the label would be too long."""
STATE = "/Marks"
"""The name of the graphics state for marks; it must overprint."""

Line = tuple[float, float, float, float]


def mark_space(bleed: Edges) -> Edges:
    """Return the space that marks need around the trim, in pt: equal on all sides, so that the trim is centred."""
    widest = max(bleed.left, bleed.bottom, bleed.right, bleed.top, OFFSET * MM)
    most = widest + (LENGTH + SPACE) * MM
    return Edges(most, most, most, most)


def draw_marks(boxes: SheetBoxes, label: str, *, cmyk: bool) -> str:
    """Return the operators for a side's marks and label, in black ink (`cmyk`) or in a grey space."""
    black = "0 0 0 1 K 0 0 0 1 k" if cmyk else "0 G 0 g"
    cuts = [_stroke(line) for line in _mark_lines(boxes, *boxes.cuts)]
    folds = [_stroke(line) for line in _mark_lines(boxes, *boxes.folds)]
    operators = [f"q {STATE} gs {LINE} w {black}", *cuts, _draw_label(boxes, label)]
    if folds:
        operators += [DASHES, *folds]
    return "\n".join([*operators, "Q"])


def draw_frames(rects: Iterable[Rect], *, cmyk: bool) -> str:
    """Return the operators for a hairline around each page of a proof."""
    black = "0 0 0 1 K" if cmyk else "0 G"
    frames = (
        f"{format_numbers(one.left, one.bottom, one.width, one.height)} re S" for one in rects
    )
    return "\n".join([f"q {STATE} gs {LINE} w {black}", *frames, "Q"])


def _mark_lines(boxes: SheetBoxes, xs: tuple[float, ...], ys: tuple[float, ...]) -> Iterator[Line]:
    """Yield the marks of x coordinates below and above the trim, and of y coordinates to its left and right."""
    trim, bleed, offset, length = boxes.trim, boxes.bleed, OFFSET * MM, LENGTH * MM
    left, right = min(trim.left - offset, bleed.left), max(trim.right + offset, bleed.right)
    bottom, top = min(trim.bottom - offset, bleed.bottom), max(trim.top + offset, bleed.top)
    for x in xs:
        yield (x, bottom, x, bottom - length)
        yield (x, top, x, top + length)
    for y in ys:
        yield (left, y, left - length, y)
        yield (right, y, right + length, y)


def _stroke(line: Line) -> str:
    x0, y0, x1, y1 = line
    return f"{format_numbers(x0, y0)} m {format_numbers(x1, y1)} l S"


def _draw_label(boxes: SheetBoxes, text: str) -> str:
    """Return the operators for the label below the bleed, between the first two marks."""
    marks = sorted({*boxes.cuts[0], *boxes.folds[0]})
    start = marks[0] + 2 * MM
    space = (marks[1] if len(marks) > 1 else boxes.trim.right) - start - 2 * MM
    width = text_width(text)
    if not width or space <= 0:
        return ""
    size = min(LABEL_SIZE, space / width)
    foot = min(boxes.trim.bottom - OFFSET * MM, boxes.bleed.bottom) - LENGTH * MM
    matrix = format_numbers(size, 0, 0, size, start, foot + MM)
    return f"q {matrix} cm\n{text_outlines(text)}\nQ"
