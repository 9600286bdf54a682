"""What is drawn outside the bleed: marks of trim and fold, and a label that names the side.

All of it is black ink alone, and overprints. Trim marks are solid, fold marks dashed.
"""

from collections.abc import Iterable, Iterator

from printissue.imposition.geometry import Edges, written
from printissue.imposition.plans import Sheet
from printissue.model.printers import MM
from printissue.pdf.glyph_outlines import text_outlines, text_width

OFFSET = 3.0
"""Least distance of the marks from the trim, in mm; a wider bleed keeps them further off."""
LENGTH = 5.0
"""Length of the marks, in mm."""
AIR = 2.0
"""From the marks to the edge of the sheet, in mm, where the sheet is as large as it must be."""
LINE = 0.25
"""Width of the marks, in pt."""
DASHES = "[3 2] 0 d"
LABEL_SIZE = 5.5
"""Size of the label's letters, in pt; smaller where the line would be too long."""
STATE = "/Marks"
"""The graphics state that marks are drawn in: it must overprint."""

Line = tuple[float, float, float, float]


def room(bleed: Edges) -> Edges:
    """Give what marks need around the trim, in pt: the same on all sides, so that the trim stays in the middle."""
    widest = max(bleed.left, bleed.bottom, bleed.right, bleed.top, OFFSET * MM)
    most = widest + (LENGTH + AIR) * MM
    return Edges(most, most, most, most)


def draw_marks(sheet: Sheet, label: str, *, cmyk: bool) -> str:
    """Give the operators of a side's marks and its label; `cmyk` tells whether black is K or a grey."""
    black = "0 0 0 1 K 0 0 0 1 k" if cmyk else "0 G 0 g"
    cuts = [_stroke(line) for line in _lines(sheet, *sheet.cuts)]
    folds = [_stroke(line) for line in _lines(sheet, *sheet.folds)]
    lines = [f"q {STATE} gs {LINE} w {black}", *cuts, _label(sheet, label)]
    if folds:
        lines += [DASHES, *folds]
    return "\n".join([*lines, "Q"])


def draw_frames(boxes: Iterable[str], *, cmyk: bool) -> str:
    """Give the operators of a hairline around each page of a proof."""
    black = "0 0 0 1 K" if cmyk else "0 G"
    return "\n".join([f"q {STATE} gs {LINE} w {black}", *boxes, "Q"])


def _lines(sheet: Sheet, along: tuple[float, ...], up: tuple[float, ...]) -> Iterator[Line]:
    """Give the marks of abscissas at head and foot, and of ordinates at both sides."""
    trim, bleed, off, far = sheet.trim, sheet.bleed, OFFSET * MM, LENGTH * MM
    left, right = min(trim.left - off, bleed.left), max(trim.right + off, bleed.right)
    bottom, top = min(trim.bottom - off, bleed.bottom), max(trim.top + off, bleed.top)
    for x in along:
        yield (x, bottom, x, bottom - far)
        yield (x, top, x, top + far)
    for y in up:
        yield (left, y, left - far, y)
        yield (right, y, right + far, y)


def _stroke(line: Line) -> str:
    x0, y0, x1, y1 = line
    return f"{written(x0, y0)} m {written(x1, y1)} l S"


def _label(sheet: Sheet, text: str) -> str:
    """Draw the label below the foot's bleed, between the first mark and the next."""
    marks = sorted({*sheet.cuts[0], *sheet.folds[0]})
    start = marks[0] + 2 * MM
    space = (marks[1] if len(marks) > 1 else sheet.trim.right) - start - 2 * MM
    width = text_width(text)
    if not width or space <= 0:
        return ""
    size = min(LABEL_SIZE, space / width)
    foot = min(sheet.trim.bottom - OFFSET * MM, sheet.bleed.bottom) - LENGTH * MM
    return f"q {written(size, 0, 0, size, start, foot + MM)} cm\n{text_outlines(text)}\nQ"
