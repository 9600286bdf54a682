"""Matrices and areas: where on a page a thing comes to stand (ISO 32000-1, 8.3.3)."""

from collections.abc import Iterable
from math import hypot

Matrix = tuple[float, float, float, float, float, float]
"""Six numbers, as `cm` takes them."""
Point = tuple[float, float]
Area = tuple[float, float, float, float]
"""Left, bottom, right, top, in pt."""
IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def product(first: Matrix, then: Matrix) -> Matrix:
    """Give the matrix that applies `first`, and `then` after it."""
    a, b, c, d, e, f = first
    p, q, r, s, t, u = then
    return (
        a * p + b * r,
        a * q + b * s,
        c * p + d * r,
        c * q + d * s,
        e * p + f * r + t,
        e * q + f * s + u,
    )


def placed(matrix: Matrix, x: float, y: float) -> Point:
    """Give where a point comes to stand."""
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def bounds(points: Iterable[Point]) -> Area:
    """Give the smallest upright area around points. ValueError if there are none."""
    xs, ys = zip(*points, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def placed_area(matrix: Matrix, area: Area) -> Area:
    """Give the smallest upright area around an area that a matrix has moved."""
    left, bottom, right, top = area
    a, b, c, d, e, f = matrix
    xs = (
        a * left + c * bottom + e,
        a * right + c * bottom + e,
        a * right + c * top + e,
        a * left + c * top + e,
    )
    ys = (
        b * left + d * bottom + f,
        b * right + d * bottom + f,
        b * right + d * top + f,
        b * left + d * top + f,
    )
    return min(xs), min(ys), max(xs), max(ys)


def meet(one: Area, other: Area) -> Area | None:
    """Give what two areas share; a line or a point counts, None where they lie apart."""
    left, bottom = max(one[0], other[0]), max(one[1], other[1])
    right, top = min(one[2], other[2]), min(one[3], other[3])
    return (left, bottom, right, top) if left <= right and bottom <= top else None


def left_by(clip: Area, area: Area) -> Area | None:
    """Give what a clip leaves of an area; None where nothing of it is seen.

    A line has no width of its own: one that lies in the clip is seen, one that the clip cuts to
    nothing is not.
    """
    shown = meet(area, clip)
    if shown is None or not shown[0] - shown[2] <= 0:  # not a number
        return None
    for side in (0, 1):
        if shown[side] == shown[side + 2] and (
            area[side] < area[side + 2] or clip[side] == clip[side + 2]
        ):
            return None
    return shown


def determinant(matrix: Matrix) -> float:
    """Give by how much a matrix changes areas, without sign."""
    a, b, c, d, _, _ = matrix
    return abs(a * d - b * c)


def sides(matrix: Matrix) -> tuple[float, float]:
    """Give the lengths that the unit square's sides come to have."""
    a, b, c, d, _, _ = matrix
    return hypot(a, b), hypot(c, d)


def height_of(matrix: Matrix) -> float:
    """Give how high, square to its foot, the unit square comes to be: a slant makes nothing higher."""
    width, height = sides(matrix)
    return determinant(matrix) / width if width else height


def stroke_width(matrix: Matrix, width: float, along: Iterable[Point] = ()) -> float:
    """Give how wide a line of this width is drawn, at its thinnest, in pt.

    `along` are the directions of its parts on the page; a matrix that scales one way only makes a
    line as thin as it is crossed.
    """
    a, b, c, d, _, _ = matrix
    area = determinant(matrix)
    if not area or not width:
        return 0.0
    even = abs(a * c + b * d) < 1e-6 * area and abs(hypot(a, b) - hypot(c, d)) < 1e-3 * hypot(a, b)
    back = [hypot(d * x - c * y, a * y - b * x) / hypot(x, y) for x, y in along if x or y]
    return width * (area**0.5 if even or not back else min(back))
