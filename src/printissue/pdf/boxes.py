"""The boxes of a page (ISO 32000-1, 14.11.2), also inherited, swapped, malformed and missing ones."""

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

import pikepdf

from printissue.model.printers import MM
from printissue.pdf.matrix import Area, Matrix, transformed_area
from printissue.pdf.objects import Raw, inherited, number

Box = tuple[float, float, float, float]
"""Left, top, width, height in mm, from the top left corner of the page as a viewer shows it."""
_BOXES = ("MediaBox", "CropBox", "BleedBox", "TrimBox", "ArtBox")
_INHERITED = frozenset({"MediaBox", "CropBox"})
TRIM_TOLERANCE = 1 / MM
"""Trimmed sizes that differ by less are equal, in mm: one point, to which many programs round page sizes."""
LARGEST_UNIT = 75_000.0
"""The largest UserUnit that is respected (ISO 32000-1, annex C)."""
_TURNED: dict[int, tuple[int, int, int, int]] = {
    0: (1, 0, 0, -1),
    90: (0, 1, 1, 0),
    180: (-1, 0, 0, 1),
    270: (0, -1, -1, 0),
}
"""By Rotate: the matrix from the page's axes to right and down as shown."""


class Rect(NamedTuple):
    """A rectangle in pt, with ordered corners. It is a tuple because pages have hundreds of thousands of them."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def width(self) -> float:
        """The width in pt."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """The height in pt."""
        return self.top - self.bottom

    def holds(self, other: "Rect", slack: float = 0.05) -> bool:
        """Return whether another rectangle is within this one, give or take `slack` pt."""
        return (
            other.left >= self.left - slack
            and other.bottom >= self.bottom - slack
            and other.right <= self.right + slack
            and other.top <= self.top + slack
        )

    def meets(self, other: "Rect") -> bool:
        """Return whether the two share an area."""
        across = min(self.right, other.right) - max(self.left, other.left)
        up = min(self.top, other.top) - max(self.bottom, other.bottom)
        return across > 0 and up > 0

    def touches(self, other: "Rect") -> bool:
        """Return whether this rectangle, even without an area, is at least partly inside of another."""
        across = self.left < other.right and self.right > other.left
        return across and self.bottom < other.top and self.top > other.bottom

    def cut(self, other: "Rect") -> "Rect":
        """Return the area that the two share; an empty rectangle if they share none."""
        left, bottom = max(self.left, other.left), max(self.bottom, other.bottom)
        right, top = min(self.right, other.right), min(self.top, other.top)
        return Rect(left, bottom, max(left, right), max(bottom, top))

    def grown(self, *, left: float, bottom: float, right: float, top: float) -> "Rect":
        """Return the rectangle with each edge moved outwards."""
        return Rect(self.left - left, self.bottom - bottom, self.right + right, self.top + top)

    def equals(self, other: "Rect", slack: float = 0.05) -> bool:
        """Return whether the two are equal, give or take `slack` pt."""
        return self.holds(other, slack) and other.holds(self, slack)


LETTER = Rect(0.0, 0.0, 612.0, 792.0)
"""The size of a page without a usable MediaBox."""


@dataclass(frozen=True)
class PageBoxes:
    """A page's boxes in default user space; None for those that the file does not state.

    `page` is the page's number, from 1. `rotate` is 0, 90, 180 or 270 degrees clockwise, `unit` the UserUnit if the
    page has one. `damaged` names the boxes that are not rectangles.
    """

    page: int
    media: Rect
    crop: Rect | None
    bleed: Rect | None
    trim: Rect | None
    art: Rect | None
    rotate: int
    unit: float | None
    damaged: tuple[str, ...]

    @property
    def scale(self) -> float:
        """The unit of default user space in pt: the UserUnit, or 1."""
        return self.unit if self.unit and 0 < self.unit <= LARGEST_UNIT else 1.0

    @cached_property
    def visible(self) -> Rect:
        """The area that a viewer shows: the CropBox within the MediaBox."""
        cut = self.crop.cut(self.media) if self.crop else self.media
        return cut if cut.width and cut.height else self.media

    @property
    def cut(self) -> Rect | None:
        """The area to which the page is cut: its TrimBox, or its ArtBox."""
        return self.trim or self.art

    @property
    def finished(self) -> Rect:
        """The finished page: the TrimBox, the ArtBox, or the visible area."""
        return self.cut or self.visible

    @property
    def bled(self) -> Rect:
        """The area for artwork: the BleedBox, or the visible area."""
        return self.bleed or self.visible

    @cached_property
    def printed(self) -> Rect:
        """The area that can be printed: the BleedBox and the TrimBox, or else the MediaBox."""
        boxes = [box for box in (self.cut, self.bleed) if box is not None]
        if not boxes:
            return self.media
        lefts, bottoms, rights, tops = zip(*boxes, strict=True)
        return Rect(min(lefts), min(bottoms), max(rights), max(tops))

    @cached_property
    def to_seen(self) -> Matrix:
        """The matrix from default user space to mm from the top left corner of the visible area."""
        a, b, c, d = (self.scale / MM * one for one in _TURNED[self.rotate])
        left, top, _, _ = transformed_area((a, b, c, d, 0.0, 0.0), self.visible)
        return a, b, c, d, -left, -top

    @cached_property
    def size(self) -> tuple[float, float]:
        """The width and height of the visible area as shown, in mm."""
        left, top, right, bottom = transformed_area(self.to_seen, self.visible)
        return right - left, bottom - top

    def box(self, area: Area) -> Box:
        """Return an area of the page as a box in mm."""
        left, top, right, bottom = transformed_area(self.to_seen, area)
        return round(left, 2), round(top, 2), round(right - left, 2), round(bottom - top, 2)

    def seen(self, area: Area) -> Box:
        """Return an area of the page as a box in mm, cut to the page or moved to its edge."""
        left, top, right, bottom = transformed_area(self.to_seen, area)
        return on_page((left, top, right - left, bottom - top), self.size)


def page_boxes(page: Raw, number_of_page: int = 1) -> PageBoxes:
    """Return the boxes of a page dictionary; malformed boxes count as absent."""
    boxes: dict[str, Rect | None] = {}
    damaged = []
    for name in _BOXES:
        value = inherited(page, f"/{name}") if name in _INHERITED else page.get(f"/{name}")
        boxes[name] = rect_of(value)
        if boxes[name] is None and (value is not None or name == "MediaBox"):
            damaged.append(name)
    turned = number(inherited(page, "/Rotate"))
    return PageBoxes(
        page=number_of_page,
        media=boxes["MediaBox"] or LETTER,
        crop=boxes["CropBox"],
        bleed=boxes["BleedBox"],
        trim=boxes["TrimBox"],
        art=boxes["ArtBox"],
        rotate=int(turned or 0) % 360 // 90 * 90,
        unit=number(page.get("/UserUnit")),
        damaged=tuple(damaged),
    )


@lru_cache(maxsize=2)
def all_boxes(pdf: pikepdf.Pdf) -> tuple[PageBoxes, ...]:
    """Return the boxes of every page of a file."""
    return tuple(page_boxes(page.obj, count) for count, page in enumerate(pdf.pages, 1))


def rect_of(value: object) -> Rect | None:
    """Return a rectangle from an array of four numbers in any order; None if it is damaged or has no area."""
    if not isinstance(value, pikepdf.Array) or len(value) != 4:
        return None
    edges = [one for one in map(number, value) if one is not None]
    if len(edges) != 4:
        return None
    (left, right), (bottom, top) = sorted(edges[0::2]), sorted(edges[1::2])
    return Rect(left, bottom, right, top) if left < right and bottom < top else None


def on_page(box: Box, size: tuple[float, float]) -> Box:
    """Return the part of a box that is on a page of this size; a box beside the page is moved to its edge."""
    left, width = _held(box[0], box[2], size[0])
    top, height = _held(box[1], box[3], size[1])
    return round(left, 2), round(top, 2), round(width, 2), round(height, 2)


def _held(start: float, length: float, most: float) -> tuple[float, float]:
    first, last = max(start, 0.0), min(start + length, most)
    if first <= last:
        return first, last - first
    kept = min(length, most)
    return (0.0 if start < 0 else most - kept), kept
