"""Marks: what a page's content paints, one value for each thing that is painted."""

from dataclasses import dataclass, field
from typing import Literal

from printissue.preflight.colours import Inks, Space
from printissue.preflight.frames import Box, Frame
from printissue.preflight.matrices import Area
from printissue.preflight.objects import Raw
from printissue.preflight.tints import Values

Kind = Literal["text", "fill", "stroke", "image", "shading"]
"""Text is text however it is painted; type outlines are fills."""


@dataclass(frozen=True, slots=True, eq=False)
class Paint:
    """A colour: its space, its values and the inks they come to, where that can be known.

    `pattern` names the pattern that is painted with, if any. `inks` of a shading are those of its
    heaviest place.
    """

    space: Space
    values: Values
    inks: Inks | None
    white: bool
    pattern: str = ""

    @property
    def total(self) -> float | None:
        """Give the sum of all inks, 1 for one solid ink; None where it cannot be known."""
        return sum(self.inks.values()) if self.inks is not None else None

    @property
    def count(self) -> int:
        """Give the number of inks that the colour needs; 0 where it cannot be known."""
        return sum(1 for one in (self.inks or {}).values() if one > 0.001)

    @property
    def black(self) -> bool:
        """Tell whether it is solid black ink and no other."""
        inks = self.inks or {}
        return inks.get("Black", 0.0) > 0.999 and self.count == 1


@dataclass(frozen=True, slots=True)
class Picture:
    """An image's facts: pixels, bits of a component, the resolution that each side stands at.

    `mask` tells that it is a stencil which the fill colour is painted through, `masked` how its
    own edges are cut: `SMask`, `Mask`, `colours` or nothing. `filters` are its codings, outermost
    first, `source` its stream.
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

    @property
    def bitonal(self) -> bool:
        """Tell whether a pixel is one bit."""
        return self.mask or self.bits == 1


@dataclass(frozen=True, slots=True, eq=False)
class Mark:
    """One painted thing.

    `area` is where it stands within its clip, in the page's space (pt), `box` the same in mm as
    seen. `size` is the effective size of text, the effective width of a stroke or of a plain filled
    rectangle, in pt; -1 for other things. `flat` tells that a straight edge of it lies along an edge of
    its area, which is not so with a circle. `outline` tells text that is stroked. `path` names the
    streams that lead to it. `mask` tells that it is in a soft mask, `hidden` in a layer that is
    off at the start; `layer` names its layer, `step` tells that the layer is a processing step
    (ISO 19593-1).
    """

    kind: Kind
    page: int
    area: Area
    box: Box
    paint: Paint
    size: float = -1.0
    flat: bool = True
    outline: bool = False
    overprint: bool = False
    opm: int = 0
    alpha: float = 1.0
    blend: str = "Normal"
    font: str = ""
    picture: Picture | None = None
    path: str = "page"
    mask: bool = False
    annotation: bool = False
    hidden: bool = False
    layer: str = ""
    step: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """A transparency group and the space that it blends in; `mask` is the kind of soft mask that it makes.

    A group within a soft mask has `nested` there.
    """

    page: int
    box: Box
    path: str
    space: Space | None
    mask: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something in a content stream that a reader cannot follow; `box` is the clip in which it stands."""

    page: int
    path: str
    message: str
    box: Box | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Reading:
    """All that the pages paint, in the order of painting.

    `printed` are the marks that come into print: not those of soft masks, hidden layers and
    processing steps, none that is wholly transparent, none beyond the bleed.
    `endless` are pages of which there is more than is looked at.
    """

    frames: tuple[Frame, ...]
    marks: tuple[Mark, ...] = field(repr=False)
    printed: tuple[Mark, ...] = field(repr=False)
    groups: tuple[Group, ...]
    faults: tuple[Fault, ...]
    endless: frozenset[int] = frozenset()
