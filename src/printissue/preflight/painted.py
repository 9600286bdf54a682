"""The painted objects of a file's pages: one value for each painted object, and the resources that it uses."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Literal

from printissue.pdf.boxes import Box, PageBoxes, Rect
from printissue.pdf.colour import Colour, ColourSpace
from printissue.pdf.matrix import Area, Matrix, intersection
from printissue.pdf.objects import Raw
from printissue.pdf.state import TransparencyGroup

Kind = Literal["text", "fill", "stroke", "image", "shading"]
"""The kind of an object; outlines of letters are fills."""
SMALL_TEXT = 12.0
"""Black text below this size (pt) must overprint (GWG 2022 R0009, R0011)."""
THIN_LINE = 2.0
"""Black lines below this width (pt) must overprint (GWG 2022 R0010, R0012)."""
LINE_LENGTH = 5.0
"""A thin filled rectangle longer than this (mm) counts as a line; a shorter one may be part of a figure."""
_NAMES = {"text": "text", "fill": "a shape", "stroke": "a line", "shading": "a gradient"}


@dataclass(frozen=True, slots=True)
class PlacedImage:
    """An image as it is placed: its size in pixels, bits per component, and the resolution of each side in ppi.

    `mask` says that it is a stencil mask, which paints the fill colour, `masked` how its own edges are cut: by `SMask`,
    `Mask`, `colours` or nothing. `filters` are its stream's filters, outermost first; `source` is the stream. `matrix`
    places its unit square on the page and is None in a pattern.
    """

    width: int
    height: int
    bits: int
    ppi: tuple[float, float]
    mask: bool = False
    masked: str = ""
    filters: tuple[str, ...] = ()
    inline: bool = False
    name: str = ""
    source: Raw = field(default=None, repr=False, compare=False)
    matrix: Matrix | None = None

    @property
    def bitonal(self) -> bool:
        """True if a pixel has one bit."""
        return self.mask or self.bits == 1


@dataclass(frozen=True, slots=True, eq=False)
class PaintedObject:
    """One painted object.

    `area` is its area within the clip, in the page's space (pt), `box` the same in mm as seen. `size` is the effective
    size of text, or the effective width of a stroke or of a plain filled rectangle, in pt; -1 for other objects.
    `flat` says that a straight edge lies along an edge of its area, which is not true of a circle. `outline` says that
    it is text that is stroked. `path` names the streams that lead to it. `mask` says that it is part of a soft mask,
    `masked` that it is drawn through one, `hidden` that its layer is off when the file opens. `layer` is the name of
    the layer, `step` says that the layer is a processing step (ISO 19593-1). `isolated` is the innermost isolated
    group around it: the object overprints nothing that is below that group.
    """

    kind: Kind
    page: int
    area: Area
    box: Box
    paint: Colour
    size: float = -1.0
    flat: bool = True
    outline: bool = False
    overprint: bool = False
    opm: int = 0
    alpha: float = 1.0
    blend: str = "Normal"
    font: str = ""
    image: PlacedImage | None = None
    path: str = "page"
    mask: bool = False
    masked: bool = False
    annotation: bool = False
    hidden: bool = False
    layer: str = ""
    step: bool = False
    isolated: TransparencyGroup | None = None


def name_of(obj: PaintedObject) -> str:
    """Return what a message calls an object: "text", "a shape", "an image"."""
    return _NAMES.get(obj.kind, "an image")


def is_small_text(obj: PaintedObject) -> bool:
    """Return whether an object is text that must overprint where it is black."""
    return obj.kind == "text" and obj.size < SMALL_TEXT - 0.01


def is_thin_line(obj: PaintedObject) -> bool:
    """Return whether an object is a line that must overprint where it is black."""
    return is_line(obj) and obj.size < THIN_LINE - 0.01


def is_line(obj: PaintedObject) -> bool:
    """Return whether an object is a line: a stroke, or a thin filled rectangle."""
    filled = obj.kind == "fill" and obj.size >= 0 and max(obj.box[2:]) > LINE_LENGTH
    return obj.kind == "stroke" or filled


@dataclass(frozen=True, slots=True)
class PaintedGroup:
    """A transparency group and its blending colour space.

    `mask` is the type of the soft mask that it makes, or `nested` for a group within a soft mask.
    """

    page: int
    box: Box
    path: str
    space: ColourSpace | None
    mask: str = ""


@dataclass(frozen=True, slots=True)
class ContentFault:
    """Something in a content stream that cannot be interpreted; `box` is the clip around it."""

    page: int
    path: str
    message: str
    box: Box | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class UsedResource:
    """A font, image, form or graphics state parameter dictionary (`gstate`), and where a page first uses it.

    `rendered` is False for a font whose text is always invisible. `strings` are the strings that a font shows, each
    with the place where it is first shown.
    """

    page: int
    kind: str
    resource: Raw
    box: Rect
    rendered: bool = True
    strings: dict[bytes, Rect] = field(default_factory=dict, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class FileContent:
    """All that the pages of a file paint, in painting order.

    `printed` are the objects that are printed: not those in soft masks, hidden layers and processing steps, nor objects
    that are fully transparent or beyond the bleed. `endless` are the pages with more content than is read.
    """

    boxes: tuple[PageBoxes, ...]
    objects: tuple[PaintedObject, ...] = field(repr=False)
    printed: tuple[PaintedObject, ...] = field(repr=False)
    groups: tuple[PaintedGroup, ...]
    faults: tuple[ContentFault, ...]
    resources: tuple[UsedResource, ...] = field(default=(), repr=False)
    endless: frozenset[int] = frozenset()


# what is below an object

TILE = 36.0
"""The side of a tile of the backdrop's grid, in pt."""
MOST_TILES = 64
"""An area on more tiles is kept in a list of its own."""


class Backdrop:
    """The areas that are painted so far, in a grid, so that those below an object are found quickly."""

    def __init__(self) -> None:
        self._tiles: defaultdict[tuple[int, int], list[Area]] = defaultdict(list)
        self._large: list[Area] = []

    def add(self, area: Area) -> None:
        """Add a painted area."""
        tiles = _tiles_of(area)
        if tiles is None:
            self._large.append(area)
        else:
            for tile in tiles:
                self._tiles[tile].append(area)

    def meets(self, area: Area) -> bool:
        """Return whether an area meets one that was painted before."""
        if any(intersection(area, one) is not None for one in reversed(self._large)):
            return True
        tiles = self._tiles if (found := _tiles_of(area)) is None else found
        near = (one for tile in tiles for one in self._tiles.get(tile, ()))
        return any(intersection(area, one) is not None for one in near)


def _tiles_of(area: Area) -> list[tuple[int, int]] | None:
    """Return the tiles that an area touches; None where they are many."""
    left, bottom, right, top = (int(max(-1e6, min(one, 1e6)) // TILE) for one in area)
    if (right - left + 1) * (top - bottom + 1) > MOST_TILES:
        return None
    return [(x, y) for x in range(left, right + 1) for y in range(bottom, top + 1)]
