"""Marks: what the pages of a file paint, one value for each thing that is painted."""

from dataclasses import dataclass, field
from typing import Any, Literal

from printissue.pdf.boxes import Box, PageBoxes, Rect
from printissue.pdf.colour import Colour, ColourSpace
from printissue.pdf.matrix import Area, Matrix
from printissue.pdf.objects import Raw
from printissue.pdf.state import TransparencyGroup

Kind = Literal["text", "fill", "stroke", "image", "shading"]
"""Text is text however it is painted; type outlines are fills."""
Fact = Any
"""What an object has under a name."""


@dataclass(frozen=True, slots=True)
class PlacedImage:
    """An image's facts: pixels, bits of a component, the resolution of each side as it is placed.

    `mask` says that it is a stencil which the fill colour is painted through, `masked` how its
    own edges are cut: `SMask`, `Mask`, `colours` or nothing. `filters` are its codings, outermost
    first, `source` its stream, `matrix` places its unit square on the page,
    None in a pattern.
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
        """Whether a pixel is one bit."""
        return self.mask or self.bits == 1


@dataclass(frozen=True, slots=True, eq=False)
class PaintedObject:
    """One painted thing.

    `area` is where it lies within its clip, in the page's space (pt), `box` the same in mm as
    seen. `size` is the effective size of text, the effective width of a stroke or of a plain filled
    rectangle, in pt; -1 for other things. `flat` says that a straight edge of it lies along an edge of
    its area, which is not so with a circle. `outline` marks text that is stroked. `path` names the
    streams that lead to it. `mask` says that it is in a soft mask, `masked` that it is drawn through one, `hidden`
    that it is in a layer that is off at the start; `layer` names its layer, `step` says that the layer is a processing
    step (ISO 19593-1). `isolated` is the innermost isolated group that it is in: it overprints nothing that lies below
    that group.
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


@dataclass(frozen=True, slots=True)
class PaintedGroup:
    """A transparency group and the space that it blends in; `mask` is the kind of soft mask that it makes.

    A group within a soft mask has `nested` there.
    """

    page: int
    box: Box
    path: str
    space: ColourSpace | None
    mask: str = ""


@dataclass(frozen=True, slots=True)
class ContentFault:
    """Something in a content stream that a reader cannot follow; `box` is the clip in which it lies."""

    page: int
    path: str
    message: str
    box: Box | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class UsedResource:
    """A font, image, form or extended graphics state (`gstate`) that a page uses, where it is first used.

    `rendered` is False for a font whose text is invisible throughout. `strings` are the strings that a font shows, each
    with where it is first shown.
    """

    page: int
    kind: str
    resource: Raw
    box: Rect
    rendered: bool = True
    strings: dict[bytes, Rect] = field(default_factory=dict, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class FileContent:
    """All that the pages paint, in the order of painting.

    `printed` are the marks that come into print: not those of soft masks, hidden layers and
    processing steps, none that is wholly transparent, none beyond the bleed.
    `endless` are pages with more content than is read.
    """

    boxes: tuple[PageBoxes, ...]
    objects: tuple[PaintedObject, ...] = field(repr=False)
    printed: tuple[PaintedObject, ...] = field(repr=False)
    groups: tuple[PaintedGroup, ...]
    faults: tuple[ContentFault, ...]
    resources: tuple[UsedResource, ...] = field(default=(), repr=False)
    endless: frozenset[int] = frozenset()
