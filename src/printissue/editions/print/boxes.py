"""The boxes of a page: trim, bleed and media (ISO 32000-1, 14.11.2)."""

from collections.abc import Iterable
from dataclasses import dataclass

from printissue.model.printers import MM, Printer

MARK_LENGTH = 5.0
"""Length of crop marks, in mm."""
SLUG_HEIGHT = 5.0
"""Room for the slug line beyond the marks, in mm."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle, in pt."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def corners(self) -> list[float]:
        """Give the four numbers as a page holds them, exact to 0.0001 pt."""
        return [round(value, 4) for value in (self.left, self.bottom, self.right, self.top)]

    def grown(self, *, left: float, bottom: float, right: float, top: float) -> "Box":
        """Give the box with each edge moved outwards."""
        return Box(self.left - left, self.bottom - bottom, self.right + right, self.top + top)


@dataclass(frozen=True, slots=True)
class Boxes:
    """A page's boxes; without marks and slug, media and bleed are the same."""

    media: Box
    bleed: Box
    trim: Box


def page_boxes(trim: Iterable[float], printer: Printer, *, inner_left: bool) -> Boxes:
    """Set a page's boxes by the printer's demands; `inner_left` tells where the gutter is.

    With marks or a slug line the media grows by the same room on all sides, so that the trim stays
    in its middle and all pages are of one size.
    """
    edges = [float(value) for value in trim]
    finished = Box(*edges)
    bleed = printer.bleed
    left, right = (bleed.inner, bleed.outer) if inner_left else (bleed.outer, bleed.inner)
    bled = finished.grown(
        left=left * MM, bottom=bleed.bottom * MM, right=right * MM, top=bleed.top * MM
    )
    if not (printer.marks or printer.has_slug):
        return Boxes(media=bled, bleed=bled, trim=finished)
    widest = max(bleed.top, bleed.bottom, bleed.inner, bleed.outer)
    if printer.marks:
        widest = max(widest, printer.marks_offset) + MARK_LENGTH
    room = (widest + SLUG_HEIGHT) * MM
    media = finished.grown(left=room, bottom=room, right=room, top=room)
    return Boxes(media=media, bleed=bled, trim=finished)
