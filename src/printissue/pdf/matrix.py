"""Matrices and areas: where on a page a thing lies (ISO 32000-1, 8.3.3)."""

from collections.abc import Iterable
from math import hypot

from printissue.pdf.objects import ContentError, Raw

Matrix = tuple[float, float, float, float, float, float]
"""Six numbers, as `cm` takes them."""
Point = tuple[float, float]
Area = tuple[float, float, float, float]
"""Left, bottom, right, top, in pt."""
IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def multiply(first: Matrix, then: Matrix) -> Matrix:
    """Return the matrix that applies `first`, and `then` after it."""
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


def transformed(matrix: Matrix, x: float, y: float) -> Point:
    """Return where a matrix moves a point."""
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def bounds(points: Iterable[Point]) -> Area:
    """Return the smallest upright area around points. Raise ValueError if there are none."""
    xs, ys = zip(*points, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def transformed_area(matrix: Matrix, area: Area) -> Area:
    """Return the smallest upright area around an area that a matrix has moved."""
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


def intersection(one: Area, other: Area) -> Area | None:
    """Return what two areas share; a line or a point counts. None where they lie apart."""
    left, bottom = max(one[0], other[0]), max(one[1], other[1])
    right, top = min(one[2], other[2]), min(one[3], other[3])
    return (left, bottom, right, top) if left <= right and bottom <= top else None


def clipped(clip: Area, area: Area) -> Area | None:
    """Return what a clip leaves of an area; None where nothing of it is seen.

    A line has no width of its own: one that lies in the clip is seen, one that the clip cuts to
    nothing is not.
    """
    shown = intersection(area, clip)
    if shown is None or not shown[0] - shown[2] <= 0:  # not a number
        return None
    for side in (0, 1):
        if shown[side] == shown[side + 2] and (
            area[side] < area[side + 2] or clip[side] == clip[side + 2]
        ):
            return None
    return shown


def determinant(matrix: Matrix) -> float:
    """Return by how much a matrix scales areas, without sign."""
    a, b, c, d, _, _ = matrix
    return abs(a * d - b * c)


def lengths(matrix: Matrix) -> tuple[float, float]:
    """Return the lengths of the unit square's sides after a matrix."""
    a, b, c, d, _, _ = matrix
    return hypot(a, b), hypot(c, d)


def height(matrix: Matrix) -> float:
    """Return the height of the unit square after a matrix, square to its foot: a slant makes nothing higher."""
    width, high = lengths(matrix)
    return determinant(matrix) / width if width else high


def stroke_width(matrix: Matrix, width: float, along: Iterable[Point] = ()) -> float:
    """Return how wide a line of this width is drawn, at its thinnest, in pt.

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


def inverse(matrix: Matrix) -> Matrix:
    """Return the matrix that undoes a matrix. Raise ContentError where there is none."""
    a, b, c, d, e, f = matrix
    area = a * d - b * c
    if not area:
        raise ContentError("a matrix has no inverse")
    return (
        d / area,
        -b / area,
        -c / area,
        a / area,
        (c * f - d * e) / area,
        (b * e - a * f) / area,
    )


def read_matrix(value: Raw) -> Matrix:
    """Return a matrix entry; an absent one is the identity. Raise ContentError if it is not six numbers."""
    if value is None:
        return IDENTITY
    try:
        a, b, c, d, e, f = (float(one) for one in value)
    except (TypeError, ValueError):
        raise ContentError("a matrix is not six numbers") from None
    return a, b, c, d, e, f


def is_upright(matrix: Matrix) -> bool:
    """Return whether a matrix keeps rectangles upright."""
    a, b, c, d, _, _ = matrix
    return max(abs(b), abs(c)) < 1e-6 or max(abs(a), abs(d)) < 1e-6
