"""The graphics state of a content stream, as far as inks and overprint depend on it."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from math import hypot
from typing import NamedTuple

from printissue.prepress.spaces import GREY, Raw, Space, Values

Matrix = tuple[float, float, float, float, float, float]
"""A transformation, as `cm` takes it."""
IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
Area = tuple[float, float, float, float]
"""Left, bottom, right, top on the page, in pt."""
EVERYWHERE: Area = (-1e9, -1e9, 1e9, 1e9)
SAME = 0.01
"""Sizes that differ by no more (pt) count as equal."""
RULE = 2.0
"""Paths up to this width (pt) are rules: black ones overprint (GWG 2022, R0010)."""


class Colour(NamedTuple):
    """What paints: components in the palette's space, a pattern's name, both, or the caller's."""

    values: Values = ()
    pattern: str = ""


INHERITED = Colour()
"""The colour that the stream which draws a form, a glyph or a stencil pattern had set."""


@dataclass(slots=True)
class State:
    """One level of the graphics state; the pairs are fill and stroke.

    `wanted` is the colour that the raw stream has set, `written` the one that the finished stream
    has; they differ until something is painted. `overprint` is what has been written, and `drawn_font`
    tells that the glyphs of the font are streams of their own. `clip` is the area that things are
    clipped to; it is `ragged` where the clip is no plain rectangle.
    """

    wanted: tuple[Colour, Colour]
    written: tuple[Colour | None, Colour | None]
    spaces: tuple[Space, Space] = (GREY, GREY)
    overprint: tuple[bool, bool] = (False, False)
    alpha: tuple[float, float] = (1.0, 1.0)
    masked: bool = False
    blended: bool = False
    line_width: float = 1.0
    text_mode: int = 0
    font_size: float = 0.0
    rise: float = 0.0
    drawn_font: bool = False
    font: Raw = None
    matrix: Matrix = IDENTITY
    clip: Area = EVERYWHERE
    ragged: bool = False

    @property
    def plain(self) -> bool:
        """Tell whether neither a blend mode nor a soft mask applies."""
        return not (self.masked or self.blended)

    def copy(self) -> "State":
        """Give what `q` saves."""
        return replace(self)

    def transform(self, matrix: Matrix) -> None:
        """Apply what `cm` says."""
        self.matrix = multiply(matrix, self.matrix)

    def type_size(self, text: Matrix) -> float:
        """Give how high the type is on the page, in pt; `text` is the text matrix."""
        _, _, c, d, _, _ = multiply(text, self.matrix)
        return abs(self.font_size) * hypot(c, d)

    def scale(self) -> tuple[float, float]:
        """Give how long one unit of x and of y is on the page, in pt."""
        a, b, c, d, _, _ = self.matrix
        return hypot(a, b), hypot(c, d)


def multiply(first: Matrix, second: Matrix) -> Matrix:
    """Give the transformation that does `first`, then `second`."""
    a, b, c, d, x, y = first
    e, f, g, h, _, _ = second
    linear = (a * e + b * g, a * f + b * h, c * e + d * g, c * f + d * h)
    return (*linear, *placed(second, x, y))


def placed(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    """Give where a point comes to lie."""
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


@dataclass(slots=True)
class Path:
    """A path under construction: where in the stream it begins, and the extent of each subpath.

    It is `straight` if rectangles are all that it has; `clips` tells that it is to become the clip.
    """

    start: int
    extents: list[list[float]] = field(default_factory=list)
    straight: bool = True
    clips: bool = False

    def begin(self, x: float, y: float) -> None:
        """Begin a subpath."""
        self.extents.append([x, y, x, y])

    def reach(self, x: float, y: float) -> None:
        """Extend the subpath."""
        if not self.extents:
            self.begin(x, y)
        box = self.extents[-1]
        box[0], box[1] = min(box[0], x), min(box[1], y)
        box[2], box[3] = max(box[2], x), max(box[3], y)

    def is_rule(self, scale: tuple[float, float], *, even_odd: bool, widest: float = RULE) -> bool:
        """Tell whether the filled path is a rule: each subpath a thin bar, or two a thin frame."""
        if even_odd and self.is_frame(scale, widest):
            return True
        return bool(self.extents) and all(
            min((right - left) * scale[0], (top - bottom) * scale[1]) <= widest
            for left, bottom, right, top in self.extents
        )

    def is_frame(self, scale: tuple[float, float] = (1.0, 1.0), widest: float = 1e9) -> bool:
        """Tell whether of two subpaths one lies within the other at no more than a width.

        The layout engine draws borders so: the outer box and the inner, filled even-odd.
        """
        if len(self.extents) != 2:
            return False
        one, two = self.extents
        gaps = [
            (one[0] - two[0]) * scale[0],
            (one[1] - two[1]) * scale[1],
            (two[2] - one[2]) * scale[0],
            (two[3] - one[3]) * scale[1],
        ]
        nested = min(gaps) >= -1e-6 or max(gaps) <= 1e-6
        return nested and max(map(abs, gaps)) <= widest

    def bars(self) -> Iterator[Area]:
        """Give the four bars of a frame; what is between them is free."""
        (l0, b0, r0, t0), (l1, b1, r1, t1) = sorted(self.extents, key=lambda box: box[0] - box[2])
        yield from ((l0, b0, l1, t0), (r1, b0, r0, t0), (l0, b0, r0, b1), (l0, t1, r0, t0))
