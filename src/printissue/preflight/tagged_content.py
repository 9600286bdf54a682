"""Tagged content: what pages show, the marked content around it, and the resources that they use."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal, NamedTuple

import pikepdf

from printissue.pdf.boxes import PageBoxes, Rect, page_boxes
from printissue.pdf.cache import FileCache
from printissue.pdf.colour import Colour
from printissue.pdf.fonts import Font
from printissue.pdf.interpreter import MAX_OPERATORS
from printissue.pdf.matrix import (
    Matrix,
    Point,
    bounds,
    lengths,
    multiply,
    transformed_area,
)
from printissue.pdf.objects import Raw
from printissue.pdf.state import CURVE, GraphicsPath, GraphicsState, MarkedContent
from printissue.pdf.structure import ContentReference
from printissue.preflight.painted import UsedResource
from printissue.preflight.reader import UNIT, Fact, ResourceReader

ItemKind = Literal["text", "path", "image", "shading"]
RGB = tuple[float, float, float]
"""Red, green and blue, 0 to 1."""
MAX_SHOWN = 300_000
"""The most items of a page that are recorded."""
MAX_SUBPATHS = 64
"""The most subpaths of a path that are recorded one by one; a path with more is recorded as one item."""
_CORNERS = 4


class ContentItem(NamedTuple):
    """One item that a page shows, its box in the page's space, and the marked content around it, outermost first.

    `colour` is its fill colour, if that is a plain colour; `flat` says that it fills its whole box with it. `size` and
    `text` are those of text, `mode` its rendering mode. `annotation` says that it is part of an annotation.
    """

    page: int
    kind: ItemKind
    box: Rect
    marked: tuple[MarkedContent, ...]
    colour: RGB | None = None
    flat: bool = False
    size: float = 0.0
    text: bytes = b""
    font: Raw = None
    mode: int = 0
    annotation: bool = False


@dataclass(frozen=True, slots=True)
class TaggedContent:
    """All items that the pages of a file show, and the resources that they use."""

    items: tuple[ContentItem, ...]
    resources: tuple[UsedResource, ...]


class TaggedReader(ResourceReader):
    """Interprets a page and records what it shows, without the content of patterns, glyphs and soft masks."""

    def __init__(self, cache: FileCache, boxes: PageBoxes) -> None:
        super().__init__(cache, boxes)
        self.items: list[ContentItem] = []
        self.quiet = False

    @contextmanager
    def _quietly(self) -> Iterator[None]:
        kept, self.quiet = self.quiet, True
        try:
            yield
        finally:
            self.quiet = kept

    def interpret_tile(self, pattern: Raw, colour: Colour, area: tuple[float, ...]) -> None:
        """Interpret a tiling pattern for the resources that it uses."""
        with self._quietly():
            super().interpret_tile(pattern, colour, area)  # type: ignore[arg-type]  # four

    def interpret_glyphs(self, font: Font, string: bytes, *, start: float) -> None:
        """Interpret Type 3 glyphs for the resources that they use."""
        with self._quietly():
            super().interpret_glyphs(font, string, start=start)

    def interpret_soft_mask(self, mask: Raw) -> None:
        """Interpret a soft mask for the resources that it uses."""
        with self._quietly():
            super().interpret_soft_mask(mask)

    def show(self, kind: ItemKind, box: Rect, **facts: Fact) -> None:
        """Record an item, cut to the clip."""
        if self.quiet or len(self.items) >= MAX_SHOWN:
            return
        inside = box.cut(Rect(*self.state.clip))
        marked, annotation = tuple(self.marked), self.annotation
        self.items.append(
            ContentItem(self.boxes.page, kind, inside, marked, annotation=annotation, **facts)
        )

    def paint_path(self, path: GraphicsPath, *, fill: bool, stroke: bool, even_odd: bool) -> None:
        """Record each subpath."""
        if self.quiet:
            super().paint_path(path, fill=fill, stroke=stroke, even_odd=even_odd)
            return
        if not path.points or not (fill or stroke):
            return
        points, colour = self.placed(path), plain_rgb(self.state) if fill else None
        subpaths = path.subpaths()
        if len(subpaths) >= MAX_SUBPATHS:
            subpaths = [(0, len(points))]
        for start, end in subpaths:
            part = points[start:end]
            flat = colour is not None and CURVE not in path.kinds[start:end] and _is_upright(part)
            self.show("path", Rect(*bounds(part)), colour=colour, flat=flat)
        super().paint_path(path, fill=fill, stroke=stroke, even_odd=even_odd)

    def show_text(self, pieces: list[Any], start: Matrix, step: Point) -> None:
        """Record a string."""
        state, font = self.state, self.state.font
        text = b"".join(piece for piece in pieces if isinstance(piece, bytes))
        if not text:
            return
        size, at = state.font_size, multiply(start, state.ctm)
        low, high = sorted((state.rise - 0.2 * size, state.rise + 0.8 * size))
        across = step[0]
        area = transformed_area(at, (min(0.0, across), low, max(0.0, across), high))
        if font is not None:
            self.record_font(font, area, text)
        fills = state.rendering_mode % 4 in (0, 2)
        self.show(
            "text",
            Rect(*area),
            colour=plain_rgb(state) if fills else None,
            size=abs(size) * lengths(at)[1],
            text=text,
            font=font.raw if font else None,
            mode=state.rendering_mode,
        )

    def draw_image(self, image: Raw, name: str) -> None:
        """Record an image."""
        self.show("image", Rect(*transformed_area(self.state.ctm, UNIT)))

    def paint_shading(self, shading: Raw, name: str) -> None:
        """Record a shading."""
        self.show("shading", Rect(*self.state.clip))


def _is_upright(points: list[Point]) -> bool:
    """Return whether points are the corners of a rectangle with horizontal and vertical sides."""
    corners = points[:-1] if len(points) == _CORNERS + 1 and points[0] == points[-1] else points
    if len(corners) != _CORNERS:
        return False
    ahead = [*corners[1:], corners[0]]
    return all(
        abs(x - u) < 0.01 or abs(y - v) < 0.01
        for (x, y), (u, v) in zip(corners, ahead, strict=True)
    )


def plain_rgb(state: GraphicsState) -> RGB | None:
    """Return the fill colour as RGB, converted from inks without a profile; None where it is not a plain colour."""
    colour = state.fill
    if colour.pattern or state.blends or state.masked or state.alpha[0] * state.group_alpha != 1:
        return None
    values = colour.values
    match colour.space.model:
        case "gray" if len(values) == 1:
            return (values[0],) * 3
        case "rgb" if len(values) == 3:
            return values[0], values[1], values[2]
        case "cmyk" if len(values) == 4:
            c, m, y, k = values
            return (1 - c) * (1 - k), (1 - m) * (1 - k), (1 - y) * (1 - k)
    return None


@lru_cache(maxsize=1)
def tagged_content(pdf: pikepdf.Pdf) -> TaggedContent:
    """Return what all pages and annotations of a file show; a file is read once."""
    cache, items, resources = FileCache(pdf), list[ContentItem](), list[UsedResource]()
    for count, page in enumerate(pdf.pages, 1):
        boxes = page_boxes(page.obj, count)
        reader = TaggedReader(cache, boxes)
        reader.interpret_page(page.obj)
        above = TaggedReader(cache, boxes)
        above.items, above.resources, above.operators_left = (
            reader.items,
            reader.resources,
            MAX_OPERATORS,
        )
        above.read_annotations(page.obj)
        items += reader.items
        resources += reader.resources.values()
    return TaggedContent(tuple(items), tuple(resources))


@lru_cache(maxsize=1)
def content_places(pdf: pikepdf.Pdf) -> dict[ContentReference, tuple[int, Rect]]:
    """Return the page and the box of each piece of content with an MCID."""
    found: dict[ContentReference, tuple[int, Rect]] = {}
    for item in tagged_content(pdf).items:
        for mark in item.marked:
            if (mcid := mark.mcid) is None:
                continue
            key, box = ContentReference(mark.parents, mcid), item.box
            if key in found:
                old = found[key][1]
                box = Rect(
                    min(old.left, box.left),
                    min(old.bottom, box.bottom),
                    max(old.right, box.right),
                    max(old.top, box.top),
                )
            found[key] = (item.page, box)
    return found
