"""What a content stream sets before it paints, as far as places, text and plain colours go; and the matrices."""

from collections.abc import Iterable
from dataclasses import dataclass

import pikepdf
from pikepdf import Object

from printissue.preflight.advance import Widths
from printissue.preflight.boundaries import Rect, number
from printissue.preflight.worded import worded

Matrix = tuple[float, float, float, float, float, float]
Colour = tuple[float, float, float]
"""Red, green and blue, 0 to 1."""

IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_BLACK: Colour = (0.0, 0.0, 0.0)


@dataclass(slots=True)
class Pen:
    """The graphics state. `colour` fills; None where it is a pattern or a space that is not read here."""

    matrix: Matrix
    clip: Rect
    space: int | None = 1
    colour: Colour | None = _BLACK
    opaque: bool = True
    font: Object | None = None
    font_key: object = None
    widths: Widths | None = None
    size: float = 0.0
    mode: int = 0
    leading: float = 0.0
    rise: float = 0.0
    stretch: float = 1.0
    letter: float = 0.0
    word: float = 0.0


def times(first: Matrix, second: Matrix) -> Matrix:
    """Give the matrix that does `first`, then `second`."""
    a, b, c, d, e, f = first
    p, q, r, s, t, u = second
    return (
        a * p + b * r,
        a * q + b * s,
        c * p + d * r,
        c * q + d * s,
        e * p + f * r + t,
        e * q + f * s + u,
    )


def read_matrix(value: object) -> Matrix:
    """Read six numbers; what is no matrix is the identity."""
    try:
        numbers = [number(one) for one in value]  # type: ignore[attr-defined]
    except TypeError:
        return IDENTITY
    if len(numbers) != 6 or None in numbers:
        return IDENTITY
    return tuple(numbers)  # type: ignore[return-value]


def point(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    """Give where a point comes to lie."""
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def around(points: Iterable[tuple[float, float]]) -> Rect:
    """Give the rectangle around points."""
    pairs = list(points)
    across, up = [x for x, _ in pairs], [y for _, y in pairs]
    return Rect(min(across), min(up), max(across), max(up))


def box(matrix: Matrix, rect: Rect) -> Rect:
    """Give the rectangle around a rectangle that a matrix moves."""
    corners = ((x, y) for x in (rect.left, rect.right) for y in (rect.bottom, rect.top))
    return around(point(matrix, x, y) for x, y in corners)


def colour_of(values: list[float]) -> Colour | None:
    """Give a colour of one, three or four components as red, green and blue; inks without a profile."""
    if len(values) == 1:
        return (values[0],) * 3
    if len(values) == 3:
        return values[0], values[1], values[2]
    if len(values) == 4:
        c, m, y, k = values
        return (1 - c) * (1 - k), (1 - m) * (1 - k), (1 - y) * (1 - k)
    return None


_DEVICES = {
    **dict.fromkeys(("/DeviceGray", "/G", "/CalGray"), 1),
    **dict.fromkeys(("/DeviceRGB", "/RGB", "/CalRGB"), 3),
    **dict.fromkeys(("/DeviceCMYK", "/CMYK"), 4),
}


def components(space: object) -> int | None:
    """Give how many components a plain colour space has; None where its values say no colour by themselves."""
    if isinstance(space, pikepdf.Name):
        return _DEVICES.get(worded(space))
    if not isinstance(space, pikepdf.Array) or not len(space):
        return None
    family = worded(space[0])
    if family == "/ICCBased" and len(space) > 1 and isinstance(space[1], pikepdf.Stream):
        count = number(space[1].get("/N"))
        return int(count) if count in (1, 3, 4) else None
    return _DEVICES.get(family)
