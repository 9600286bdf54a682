"""The boxes of a page in print: trim, bleed and media (ISO 32000-1, 14.11.2)."""

from collections.abc import Iterable
from dataclasses import dataclass

from printissue.model.printers import MM, Printer
from printissue.pdf.boxes import Rect

MARK_LENGTH = 5.0
"""Length of crop marks, in mm."""
SLUG_HEIGHT = 5.0
"""Height of the area for the slug line beyond the marks, in mm."""


@dataclass(frozen=True, slots=True)
class PrintBoxes:
    """A page's boxes, in pt. Without marks and slug line, media and bleed are the same."""

    media: Rect
    bleed: Rect
    trim: Rect


def print_boxes(trim: Iterable[float], printer: Printer, *, inner_left: bool) -> PrintBoxes:
    """Return the boxes that a printer asks for around a trim box (left, bottom, right, top in pt).

    `inner_left` says that the gutter is on the left. For marks or a slug line, the media grows by the same
    width on all sides: the trim stays in its middle and all pages have one size.
    """
    finished = Rect(*map(float, trim))
    bleed = printer.bleed
    left, right = (bleed.inner, bleed.outer) if inner_left else (bleed.outer, bleed.inner)
    bled = finished.grown(
        left=left * MM, bottom=bleed.bottom * MM, right=right * MM, top=bleed.top * MM
    )
    if not (printer.marks or printer.has_slug):
        return PrintBoxes(media=bled, bleed=bled, trim=finished)
    widest = max(bleed.top, bleed.bottom, bleed.inner, bleed.outer)
    if printer.marks:
        widest = max(widest, printer.marks_offset) + MARK_LENGTH
    margin = (widest + SLUG_HEIGHT) * MM
    media = finished.grown(left=margin, bottom=margin, right=margin, top=margin)
    return PrintBoxes(media=media, bleed=bled, trim=finished)


def edges(box: Rect) -> list[float]:
    """Return the four numbers of a box as a page stores them, rounded to 0.0001 pt."""
    return [round(edge, 4) for edge in box]
