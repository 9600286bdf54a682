"""The boxes of any page as they stand in the file: inherited, swapped, malformed or missing ones too.

ISO 32000-1, 7.7.3.4 (inheritance) and 14.11.2 (page boundaries).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import pikepdf
from pikepdf import Object

from printissue.preflight.frames import on_page
from printissue.preflight.subject import Subject
from printissue.preflight.worded import worded
from printissue.printers import MM

LETTER = (0.0, 0.0, 612.0, 792.0)
"""What a page without a usable MediaBox is taken for."""
_BOXES = ("MediaBox", "CropBox", "BleedBox", "TrimBox", "ArtBox")
_INHERITED = frozenset({"MediaBox", "CropBox"})
_DEEPEST = 64
_RIGHT_TO_LEFT = frozenset({"ar", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})


class Rect(NamedTuple):
    """A rectangle in pt, its corners in order; a tuple, for pages hold hundreds of thousands."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def width(self) -> float:
        """Give the width in pt."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Give the height in pt."""
        return self.top - self.bottom

    def holds(self, other: "Rect", slack: float = 0.05) -> bool:
        """Tell whether another rectangle lies within this one, but for `slack` pt."""
        return (
            other.left >= self.left - slack
            and other.bottom >= self.bottom - slack
            and other.right <= self.right + slack
            and other.top <= self.top + slack
        )

    def meets(self, other: "Rect") -> bool:
        """Tell whether the two have an area in common."""
        across = min(self.right, other.right) - max(self.left, other.left)
        up = min(self.top, other.top) - max(self.bottom, other.bottom)
        return across > 0 and up > 0

    def touches(self, other: "Rect") -> bool:
        """Tell whether this one, be it a line or a point, lies in another one or partly so."""
        across = self.left < other.right and self.right > other.left
        return across and self.bottom < other.top and self.top > other.bottom

    def cut(self, other: "Rect") -> "Rect":
        """Give what the two have in common; an empty rectangle where they have nothing."""
        left, bottom = max(self.left, other.left), max(self.bottom, other.bottom)
        right, top = min(self.right, other.right), min(self.top, other.top)
        return Rect(left, bottom, max(left, right), max(bottom, top))

    def equals(self, other: "Rect", slack: float = 0.05) -> bool:
        """Tell whether the two are the same, but for `slack` pt."""
        return self.holds(other, slack) and other.holds(self, slack)


@dataclass(frozen=True, slots=True)
class Boundaries:
    """A page's boxes in the page's own space; what the file does not state is None.

    `rotate` is 0, 90, 180 or 270 degrees clockwise; `unit` is the UserUnit, where one stands there; `damaged` names the
    boxes that are no rectangle.
    """

    media: Rect
    crop: Rect | None
    bleed: Rect | None
    trim: Rect | None
    art: Rect | None
    rotate: int
    unit: float | None
    damaged: tuple[str, ...]

    @property
    def visible(self) -> Rect:
        """Give what a viewer shows: the crop box within the media box."""
        cut = self.crop.cut(self.media) if self.crop else self.media
        return cut if cut.width and cut.height else self.media

    @property
    def finished(self) -> Rect:
        """Give the finished page: the trim box, the art box, or what is visible."""
        return self.trim or self.art or self.visible

    @property
    def bled(self) -> Rect:
        """Give how far artwork may be printed: the bleed box, or what is visible."""
        return self.bleed or self.visible

    def seen(self, rect: Rect) -> tuple[float, float, float, float]:
        """Give a rectangle of the page's space in mm from the top left corner of the page as it is seen.

        It is cut to the page, or moved to its edge where it lies beside it.
        """
        view, scale = self.visible, (self.unit or 1.0) / MM
        left, top = {
            0: (rect.left - view.left, view.top - rect.top),
            90: (rect.bottom - view.bottom, rect.left - view.left),
            180: (view.right - rect.right, rect.bottom - view.bottom),
            270: (view.top - rect.top, view.right - rect.right),
        }[self.rotate]
        size, page = (rect.width, rect.height), (view.width, view.height)
        if self.rotate in (90, 270):
            size, page = size[::-1], page[::-1]
        box = (left * scale, top * scale, size[0] * scale, size[1] * scale)
        return on_page(box, (page[0] * scale, page[1] * scale))


def boundaries(page: Object) -> Boundaries:
    """Read the boxes of a page dictionary."""
    boxes: dict[str, Rect | None] = {}
    damaged = []
    for name in _BOXES:
        value = _entry(page, f"/{name}", inherited=name in _INHERITED)
        boxes[name] = rect_of(value)
        if boxes[name] is None and (value is not None or name == "MediaBox"):
            damaged.append(name)
    turned = number(_entry(page, "/Rotate", inherited=True))
    return Boundaries(
        media=boxes["MediaBox"] or Rect(*LETTER),
        crop=boxes["CropBox"],
        bleed=boxes["BleedBox"],
        trim=boxes["TrimBox"],
        art=boxes["ArtBox"],
        rotate=int(turned or 0) % 360 // 90 * 90,
        unit=number(_entry(page, "/UserUnit", inherited=False)),
        damaged=tuple(damaged),
    )


def every_page(subject: Subject) -> Iterator[tuple[int, Boundaries]]:
    """Give each page's number, from 1, and its boxes."""
    for count, page in enumerate(subject.pdf.pages, 1):
        yield count, boundaries(page.obj)


def seen_on(subject: Subject, page: int, rect: Rect) -> tuple[float, float, float, float]:
    """Give a rectangle of a page's space in mm as it is seen."""
    return boundaries(subject.pdf.pages[page - 1].obj).seen(rect)


def whole(subject: Subject, page: int) -> tuple[float, float, float, float]:
    """Give all of a page as a box: the place of what concerns no part of it alone."""
    bounds = boundaries(subject.pdf.pages[page - 1].obj)
    return bounds.seen(bounds.visible)


def gutter_is_left(subject: Subject, page: int) -> bool:
    """Tell on which side of a page the gutter is: odd pages are right-hand ones, but where one reads from the right."""
    return (page % 2 == 1) != _reads_from_right(subject.pdf)


def _reads_from_right(pdf: pikepdf.Pdf) -> bool:
    preferences = pdf.Root.get("/ViewerPreferences")
    if isinstance(preferences, pikepdf.Dictionary) and preferences.get("/Direction") == "/R2L":
        return True
    language = pdf.Root.get("/Lang")
    said = worded(language) if isinstance(language, pikepdf.String) else ""
    return said.partition("-")[0].lower() in _RIGHT_TO_LEFT


def number(value: object) -> float | None:
    """Give a PDF number as a float; None where it is none, or beyond all bounds."""
    if isinstance(value, bool | pikepdf.String | pikepdf.Name):
        return None
    try:
        read = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        return None
    return read if abs(read) < 1e9 else None


def rect_of(value: object) -> Rect | None:
    """Read a rectangle of four numbers, its corners in any order; None where it is none or has no area."""
    if not isinstance(value, pikepdf.Array) or len(value) != 4:
        return None
    edges = [one for one in map(number, value) if one is not None]
    if len(edges) != 4:
        return None
    (left, right), (bottom, top) = sorted(edges[0::2]), sorted(edges[1::2])
    return Rect(left, bottom, right, top) if left < right and bottom < top else None


def _entry(page: Object, key: str, *, inherited: bool) -> Object | None:
    """Look an entry up, in the page's ancestors too where it is inherited."""
    node: Object | None = page
    for _ in range(_DEEPEST):
        if not isinstance(node, pikepdf.Dictionary):
            return None
        value = node.get(key)
        if value is not None or not inherited:
            return value
        node = node.get("/Parent")
    return None
