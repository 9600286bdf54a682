"""The pages of a file as a report describes them."""

from dataclasses import dataclass

from printissue.pdf.boxes import Box, PageBoxes
from printissue.pdf.matrix import transformed_area


@dataclass(frozen=True, slots=True)
class PageFacts:
    """A page: its width and height in mm as seen, and its trim and bleed boxes where it has them.

    `inks` are the means of its separations in percent over the whole sheet as seen, `densest` the
    largest sum of inks of a window in percent, and where that window is.
    """

    number: int
    size: tuple[float, float]
    trim: Box | None = None
    bleed: Box | None = None
    inks: tuple[tuple[str, float], ...] = ()
    densest: tuple[float, Box] | None = None


def page_facts(boxes: PageBoxes) -> PageFacts:
    """Return a page's size and boxes."""
    trim, bleed = (None if box is None else _seen(boxes, box) for box in (boxes.trim, boxes.bleed))
    return PageFacts(boxes.page, boxes.size, trim, bleed)


def _seen(boxes: PageBoxes, box: tuple[float, float, float, float]) -> Box:
    left, top, right, bottom = transformed_area(boxes.to_seen, box)
    return left, top, right - left, bottom - top
