"""The pages of a PDF as they are seen: their size and boxes in mm from the top left corner."""

from dataclasses import dataclass
from typing import Any

import pikepdf

from printissue.printers import MM

Raw = Any
"""An object of the file."""
Rect = tuple[float, float, float, float]
"""Of a PDF box: left, bottom, right, top in points. Of a place: left, top, width, height in mm."""

A4: Rect = (0.0, 0.0, 595.28, 841.89)
"""What stands in for a MediaBox that is not there or is no box."""


@dataclass(frozen=True, slots=True)
class PageFacts:
    """A page: its width and height in mm as seen, and its trim and bleed boxes where it has them.

    `inks` are the means of its separations in percent over the whole sheet as seen, `densest` the
    largest sum of inks of a window in percent, and where that window is.
    """

    number: int
    size: tuple[float, float]
    trim: Rect | None = None
    bleed: Rect | None = None
    inks: tuple[tuple[str, float], ...] = ()
    densest: tuple[float, Rect] | None = None


def page_facts(page: pikepdf.Page, number: int) -> PageFacts:
    """Read a page's size and boxes, whatever is wrong with them."""
    seen, turn, unit = seen_box(page), rotation(page), _unit(page)
    width, height = ((seen[2] - seen[0]) * unit / MM, (seen[3] - seen[1]) * unit / MM)
    boxes = (box(page, key) for key in ("/TrimBox", "/BleedBox"))
    trim, bleed = (as_seen(found, seen, turn, unit=unit) if found else None for found in boxes)
    return PageFacts(number, (height, width) if turn % 180 else (width, height), trim, bleed)


def seen_box(page: pikepdf.Page) -> Rect:
    """Give what a viewer shows of a page: the CropBox inside the MediaBox."""
    media = box(page, "/MediaBox") or A4
    crop = box(page, "/CropBox")
    if crop is None:
        return media
    left, bottom = max(media[0], crop[0]), max(media[1], crop[1])
    right, top = min(media[2], crop[2]), min(media[3], crop[3])
    return (left, bottom, right, top) if left < right and bottom < top else media


def rotation(page: pikepdf.Page) -> int:
    """Give the clockwise turn at which a page is shown: 0, 90, 180 or 270 degrees."""
    try:
        return int(_inherited(page, "/Rotate") or 0) // 90 * 90 % 360
    except (TypeError, ValueError):
        return 0


def box(page: pikepdf.Page, key: str) -> Rect | None:
    """Read one of a page's boxes, inherited ones too; None where it is not there or is no box."""
    found = _inherited(page, key) if key in ("/MediaBox", "/CropBox") else page.obj.get(key)
    if not isinstance(found, pikepdf.Array) or len(found) != 4:
        return None
    try:
        x0, y0, x1, y1 = (float(value) for value in found.as_list())
    except (TypeError, ValueError):
        return None
    left, right = sorted((x0, x1))
    bottom, top = sorted((y0, y1))
    return (left, bottom, right, top) if left < right and bottom < top else None


def as_seen(inner: Rect, seen: Rect, turn: int, *, unit: float = 1.0) -> Rect:
    """Bring a box in points on a page to mm from the top left corner of the page as it is shown."""
    left, bottom, right, top = inner
    x0, y0, x1, y1 = seen
    width, height = right - left, top - bottom
    placed = {
        0: (left - x0, y1 - top, width, height),
        90: (bottom - y0, left - x0, height, width),
        180: (x1 - right, bottom - y0, width, height),
        270: (y1 - top, x1 - right, height, width),
    }[turn]
    a, b, c, d = (value * unit / MM for value in placed)
    return a, b, c, d


def _unit(page: pikepdf.Page) -> float:
    """Give a page's UserUnit, by which all its lengths are larger."""
    try:
        unit = float(page.obj.get("/UserUnit", 1))
    except (TypeError, ValueError):
        return 1.0
    return unit if 0 < unit <= 75_000 else 1.0


def _inherited(page: pikepdf.Page, key: str) -> Raw:
    """Look for a key at the page and above it; a tree that runs in a circle ends."""
    node: Raw = page.obj
    for _ in range(64):
        if not isinstance(node, pikepdf.Dictionary):
            return None
        if key in node:
            return node[key]
        node = node.get("/Parent")
    return None
