"""Pictures: how each one stands on its page, at what resolution, and what of it is cut off."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from printissue.press.reports import logged
from printissue.press.setting import ADDRESS, Forme, closed_fetcher, correct, read_sheets
from printissue.press.titles import covers

UNCROPPED = "img:not([data-crop]) { object-fit: contain !important }"
"""The last sheet of each layout: what the manuscript does not allow to be cropped is shown whole."""
FEW_PIXELS = 16
"""A side of so few pixels is a flat colour or a gradient's strip, as the preflight has it (GWG 2022)."""
MM = 96 / 25.4
"""CSS pixels in a millimetre."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A picture on a page: the name of its resource, the page (0: not known), its width in mm, the share that is lost.

    `ppi` is the resolution of pixels on paper, None for drawings; `pixels` is the width in pixels. `cut` has the shares
    that are cut off at the left, top, right and bottom, of 1.
    """

    name: str
    page: int
    width: float
    ppi: float | None = None
    pixels: int = 0
    lost: float = 0.0
    cut: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)


def place_pictures(forme: Forme) -> tuple[Placed, ...]:
    """Lay out a forme without the text of its stories, and return how its pictures stand; `load` must have been called.

    The width of a picture depends on the sheets and on what it stands in, not on the text around it.
    """
    from weasyprint import HTML
    from weasyprint.text.fonts import FontConfiguration

    fetcher = closed_fetcher({ADDRESS + name: one for name, one in forme.resources.items()})
    fonts = FontConfiguration()
    with logged():
        html = HTML(string=forme.html, url_fetcher=fetcher, base_url=ADDRESS)
        correct(html.etree_element, forme.corrections)
        sheets, findings = read_sheets(forme, fetcher, fonts)
        if findings:
            return ()
        for main in html.etree_element.iter("main"):
            for one in main.iter():
                one.text = one.tail = None
        pages = html.render(stylesheets=sheets, font_config=fonts).pages
    return tuple(replace(one, page=0) for one in placed(pages))


def placed(pages: Sequence[Any]) -> tuple[Placed, ...]:
    """Return how the pictures of laid-out pages (`Document.pages`) stand."""
    return tuple(
        _placed(box, page._page_box, number)
        for number, page in enumerate(pages, 1)
        for box in _replaced(page._page_box)
    )


def _replaced(box: Any) -> Iterator[Any]:  # noqa: ANN401 - a box of the layout engine
    from weasyprint.formatting_structure.boxes import ReplacedBox

    box = getattr(box, "_box", box)
    if isinstance(box, ReplacedBox) and box.element is not None and box.element.tag == "img":
        yield box
    for child in getattr(box, "children", ()):
        yield from _replaced(child)


def _placed(box: Any, page: Any, number: int) -> Placed:  # noqa: ANN401
    from weasyprint.images import RasterImage
    from weasyprint.layout.replaced import replacedbox_layout

    name = box.element.get("src", "").removeprefix(ADDRESS)
    width, height, left, top = map(float, replacedbox_layout(box))
    image, ppi, pixels = box.replacement, None, 0
    if not (width > 0 and height > 0):
        return Placed(name, number, 0.0)
    if isinstance(image, RasterImage):
        pixels = int(image.width)
        sides = ((image.width, width), (image.height, height))
        ppi = min((own * 96 / length for own, length in sides if own > FEW_PIXELS), default=None)
    x, y = box.content_box_x(), box.content_box_y()
    ends = [x + box.width, page.margin_width()], [y + box.height, page.margin_height()]
    ends[1].extend(float(one.border_box_y()) for one in covers(page, box))
    seen = (
        max(left, x, 0.0),
        max(top, y, 0.0),
        min(left + width, *ends[0]),
        min(top + height, *ends[1]),
    )
    cut = (
        (seen[0] - left) / width,
        (seen[1] - top) / height,
        (left + width - seen[2]) / width,
        (top + height - seen[3]) / height,
    )
    shown = max(0.0, 1 - cut[0] - cut[2]) * max(0.0, 1 - cut[1] - cut[3])
    rounded = tuple(max(0.0, round(one, 4)) for one in cut)
    return Placed(
        name,
        number,
        width / MM,
        ppi,
        pixels,
        max(0.0, 1 - shown),
        (rounded[0], rounded[1], rounded[2], rounded[3]),
    )
