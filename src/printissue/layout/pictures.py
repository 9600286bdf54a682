"""Pictures: where each one is on its page, at what resolution, and how much of it is cut off."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from xml.etree.ElementTree import Element

from printissue.assets.resources import RESOURCE_ORIGIN
from printissue.layout.engine import Box, Page, Session, logged
from printissue.layout.pages import LayoutInput, apply_corrections, read_stylesheets
from printissue.layout.titles import covering_boxes

UNCROPPED = "img:not([data-crop]) { object-fit: contain !important }"
"""The last style sheet of each layout: a picture that the manuscript does not allow to be cropped is shown whole."""
FEW_PIXELS = 16
"""A picture with no more pixels on one side is a flat colour or a gradient, as in the preflight (GWG 2022)."""
MM = 96 / 25.4
"""CSS pixels per millimetre."""


@dataclass(frozen=True, slots=True)
class PlacedPicture:
    """A picture on a page: the name of its resource, the page (0 if unknown), and its width in mm.

    `ppi` is its resolution on paper, None for an SVG, and `pixels` its width in pixels. `lost` is the share of its area
    that is cut off, from 0 to 1; `cut` are the shares that are cut off at the left, top, right and bottom. `height` is
    in mm, as are the width and height of its `frame`, the space that it is shown in.
    """

    name: str
    page: int
    width: float
    ppi: float | None = None
    pixels: int = 0
    lost: float = 0.0
    cut: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)
    height: float = 0.0
    frame: tuple[float, float] = (0.0, 0.0)


def measure_pictures(layout_input: LayoutInput) -> tuple[PlacedPicture, ...]:
    """Return the pictures of an issue after a layout without the text of its stories. `load` must have been called.

    The width of a picture depends on the style sheets and on the blocks around it, not on the text.
    """
    session = Session(layout_input.files)
    with logged():
        source = session.parse(layout_input.html)
        apply_corrections(source.root, layout_input.corrections)
        stylesheets, findings = read_stylesheets(layout_input, session)
        if findings:
            return ()
        for main in source.root.iter("main"):
            for one in main.iter():
                one.text = one.tail = None
        pages = source.lay_out(stylesheets).pages
    return tuple(replace(one, page=0) for one in placed_pictures(pages))


def placed_pictures(pages: Sequence[Page]) -> tuple[PlacedPicture, ...]:
    """Return the pictures of laid-out pages."""
    return tuple(
        _placed_picture(box, element, page, number)
        for number, page in enumerate(pages, 1)
        for box, element in _images(page.box)
    )


def _images(box: Box) -> Iterator[tuple[Box, Element]]:
    element = box.element
    if box.kind == "picture" and element is not None and element.tag == "img":
        yield box, element
    for child in box.children:
        yield from _images(child)


def _placed_picture(box: Box, element: Element, page: Page, number: int) -> PlacedPicture:
    name = element.get("src", "").removeprefix(RESOURCE_ORIGIN)
    width, height, left, top = box.picture_area
    ppi, pixels = None, 0
    if not (width > 0 and height > 0):
        return PlacedPicture(name, number, 0.0)
    if box.is_raster:
        pixels = box.pixels[0]
        sides = zip(box.pixels, (width, height), strict=True)
        ppi = min((own * 96 / length for own, length in sides if own > FEW_PIXELS), default=None)
    x, y, trim = box.content_x, box.content_y, page.box
    ends = [x + box.width, trim.margin_width], [y + box.height, trim.margin_height]
    ends[1].extend(one.border_y for one in covering_boxes(page, box))
    visible = (
        max(left, x, 0.0),
        max(top, y, 0.0),
        min(left + width, *ends[0]),
        min(top + height, *ends[1]),
    )
    cut = (
        (visible[0] - left) / width,
        (visible[1] - top) / height,
        (left + width - visible[2]) / width,
        (top + height - visible[3]) / height,
    )
    shown = max(0.0, 1 - cut[0] - cut[2]) * max(0.0, 1 - cut[1] - cut[3])
    rounded = tuple(max(0.0, round(one, 4)) for one in cut)
    return PlacedPicture(
        name,
        number,
        width / MM,
        ppi,
        pixels,
        max(0.0, 1 - shown),
        (rounded[0], rounded[1], rounded[2], rounded[3]),
        height / MM,
        (box.width / MM, box.height / MM),
    )
