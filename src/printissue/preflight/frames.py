"""A page's frame: its boxes as a press reads them, and the way from its space to what is seen."""

from dataclasses import dataclass

import pikepdf

from printissue.preflight.matrices import Area, Matrix, meet, placed_area
from printissue.preflight.objects import Raw, inherited
from printissue.printers import MM

Box = tuple[float, float, float, float]
"""Left, top, width, height in mm, from the top left corner of the page as it is seen."""
A4: Area = (0.0, 0.0, 595.28, 841.89)
"""What a page without a usable MediaBox is taken for."""
_TURNED: dict[int, tuple[int, int, int, int]] = {
    0: (1, 0, 0, -1),
    90: (0, 1, 1, 0),
    180: (-1, 0, 0, 1),
    270: (0, -1, -1, 0),
}
"""By Rotate: from the page's axes to right and down as seen."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One page's boxes in its own space (pt), and the matrix that gives mm as seen.

    `trim` and `bleed` are None where the page has no such box. `unit` is the page's UserUnit.
    """

    page: int
    media: Area
    crop: Area
    trim: Area | None
    bleed: Area | None
    seen: Matrix
    unit: float

    def box(self, area: Area) -> Box:
        """Give an area of the page as a box in mm as it is seen."""
        left, top, right, bottom = placed_area(self.seen, area)
        return tuple(round(one, 2) for one in (left, top, right - left, bottom - top))  # type: ignore[return-value]  # four

    @property
    def size(self) -> tuple[float, float]:
        """Give the width and height of what is seen, in mm."""
        _, _, width, height = self.box(self.crop)
        return width, height

    @property
    def finished(self) -> Area:
        """Give the finished page: the TrimBox, or all that is seen."""
        return self.trim or self.crop

    @property
    def printed(self) -> Area:
        """Give what can come into print: the BleedBox and the TrimBox, else all of the media."""
        if self.trim is None and self.bleed is None:
            return self.media
        boxes = [box for box in (self.trim, self.bleed) if box is not None]
        lefts, bottoms, rights, tops = zip(*boxes, strict=True)
        return min(lefts), min(bottoms), max(rights), max(tops)


def on_page(box: Box, size: tuple[float, float]) -> Box:
    """Give as much of a box as lies on a page of this size; one that lies beside it is moved to its edge."""
    left, width = _held(box[0], box[2], size[0])
    top, height = _held(box[1], box[3], size[1])
    return round(left, 2), round(top, 2), round(width, 2), round(height, 2)


def _held(start: float, length: float, most: float) -> tuple[float, float]:
    first, last = max(start, 0.0), min(start + length, most)
    if first <= last:
        return first, last - first
    kept = min(length, most)
    return (0.0 if start < 0 else most - kept), kept


def frame_of(page: pikepdf.Object, number: int) -> Frame:
    """Read a page's boxes; what is missing or malformed is as if absent."""
    media = _area(inherited(page, "/MediaBox")) or A4
    crop = meet(_area(inherited(page, "/CropBox")) or media, media) or media
    trim = _area(page.get("/TrimBox")) or _area(page.get("/ArtBox"))
    turn = _number(inherited(page, "/Rotate"), 0.0)
    unit = _number(page.get("/UserUnit"), 1.0)
    seen = _seen(crop, int(turn) % 360 // 90 * 90, unit / MM)
    return Frame(number, media, crop, trim, _area(page.get("/BleedBox")), seen, unit)


def _seen(crop: Area, turn: int, scale: float) -> Matrix:
    """Give the matrix from a page's space to mm as seen, the crop's top left corner at zero."""
    a, b, c, d = (scale * one for one in _TURNED[turn])
    left, top, _, _ = placed_area((a, b, c, d, 0.0, 0.0), crop)
    return a, b, c, d, -left, -top


def _area(value: Raw) -> Area | None:
    """Read a rectangle, its corners in any order; None for what is none."""
    try:
        x0, y0, x1, y1 = (float(one) for one in value)
    except (TypeError, ValueError):
        return None
    if x0 == x1 or y0 == y1:
        return None
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def _number(value: Raw, default: float) -> float:
    try:
        return float(value) or default
    except (TypeError, ValueError):
        return default
