"""The graphics state (ISO 32000-1, 8.4), transparency groups (11.6.6), marked content (14.6) and paths (8.5.2)."""

from dataclasses import dataclass, field
from typing import Any

from printissue.pdf.colour import BLACK, Colour, ColourSpace
from printissue.pdf.fonts import Font
from printissue.pdf.layers import NO_LAYER, Layer
from printissue.pdf.matrix import IDENTITY, Area, Matrix, Point, transformed
from printissue.pdf.objects import Raw, entry, number

EVERYWHERE: Area = (-1e9, -1e9, 1e9, 1e9)
"""The clip of a stream whose page is unknown."""
FILL, STROKE = 0, 1
"""The indexes of pairs with a value for filling and one for stroking."""


@dataclass(frozen=True, slots=True, eq=False)
class TransparencyGroup:
    """A transparency group.

    `space` is its blending colour space, None if it inherits its parent's. `alpha` is the product of the constant alpha
    of the group and those around it; `masked` says that one of them is drawn through a soft mask.
    """

    isolated: bool = False
    knockout: bool = False
    space: ColourSpace | None = None
    alpha: float = 1.0
    masked: bool = False
    parent: "TransparencyGroup | None" = None

    @property
    def isolating(self) -> "TransparencyGroup | None":
        """The innermost isolated group: its content is not composited with anything below that group."""
        group: TransparencyGroup | None = self
        while group is not None and not group.isolated:
            group = group.parent
        return group


@dataclass(slots=True, eq=False)
class GraphicsState:
    """The graphics state. Pairs have a value for filling and one for stroking.

    `clip` is the bounding box of the clipping path in the page's space; if `clip_is_plain`, the path is that box.
    `alpha`, `blend_mode` and `soft_mask` are reset in a transparency group. `rewriter_state` is an immutable value of a
    rewriter: what the rewritten stream has set so far.
    """

    ctm: Matrix = IDENTITY
    clip: Area = EVERYWHERE
    clip_is_plain: bool = True
    fill: Colour = BLACK
    stroke: Colour = BLACK
    alpha: tuple[float, float] = (1.0, 1.0)
    blend_mode: str = "Normal"
    soft_mask: bool = False
    overprint: tuple[bool, bool] = (False, False)
    overprint_mode: int = 0
    line_width: float = 1.0
    font: Font | None = None
    font_size: float = 0.0
    character_spacing: float = 0.0
    word_spacing: float = 0.0
    scaling: float = 1.0
    leading: float = 0.0
    rise: float = 0.0
    rendering_mode: int = 0
    group: TransparencyGroup | None = None
    rewriter_state: Any = None

    def copy(self) -> "GraphicsState":
        """Return a copy for `q` to save."""
        return GraphicsState(
            self.ctm,
            self.clip,
            self.clip_is_plain,
            self.fill,
            self.stroke,
            self.alpha,
            self.blend_mode,
            self.soft_mask,
            self.overprint,
            self.overprint_mode,
            self.line_width,
            self.font,
            self.font_size,
            self.character_spacing,
            self.word_spacing,
            self.scaling,
            self.leading,
            self.rise,
            self.rendering_mode,
            self.group,
            self.rewriter_state,
        )

    def colour(self, side: int) -> Colour:
        """Return the colour that fills or strokes."""
        return self.stroke if side else self.fill

    @property
    def blends(self) -> bool:
        """True if a blend mode or a soft mask applies."""
        return self.soft_mask or self.blend_mode != "Normal"

    @property
    def group_alpha(self) -> float:
        """The product of the constant alpha of all groups around the content."""
        return self.group.alpha if self.group else 1.0

    @property
    def masked(self) -> bool:
        """True if content is drawn through its own soft mask or that of a group around it."""
        return self.soft_mask or (self.group is not None and self.group.masked)


@dataclass(frozen=True, slots=True, eq=False)
class MarkedContent:
    """A marked-content sequence: its tag with the slash, its property list, and its layer.

    `properties` is a dictionary of the file or one of operands; `parents` is the StructParents of the stream, its key
    in the parent tree.
    """

    tag: str
    properties: Raw = None
    layer: Layer = NO_LAYER
    parents: int | None = None

    @property
    def mcid(self) -> int | None:
        """The marked-content identifier, or None."""
        if self.properties is None:
            return None
        found = number(self.property("/MCID"))
        return None if found is None else int(found)

    def property(self, key: str) -> Raw:
        """Return an entry of the property list, or None."""
        if isinstance(self.properties, dict):
            return self.properties.get(key)
        return entry(self.properties, key)


MOVE, LINE, CURVE, CLOSE = 0, 1, 2, 3
"""The kinds of points in a path; a curve has three points."""


@dataclass(slots=True)
class GraphicsPath:
    """A path in user space. `clip` is `W` or `W*` if it becomes the clipping path.

    `only_rectangles` says that it was constructed by `re` only.
    """

    points: list[Point] = field(default_factory=list)
    kinds: bytearray = field(default_factory=bytearray)
    start: Point = (0.0, 0.0)
    only_rectangles: bool = True
    clip: str = ""

    def add(self, kind: int, x: float, y: float) -> None:
        """Add a point."""
        self.points.append((x, y))
        self.kinds.append(kind)

    def rebase(self, matrix: Matrix) -> None:
        """Transform the points to another user space."""
        self.points = [transformed(matrix, x, y) for x, y in self.points]
        self.start = transformed(matrix, *self.start)

    def subpaths(self) -> list[tuple[int, int]]:
        """Return the indexes of each subpath's first point and of the point after its last."""
        if not self.points:
            return []
        starts = [at for at, kind in enumerate(self.kinds) if kind == MOVE]
        if not starts or starts[0]:
            starts.insert(0, 0)
        return list(zip(starts, [*starts[1:], len(self.points)], strict=True))
