"""Transformation matrices, points and areas (ISO 32000-1, 8.3.3)."""

from collections.abc import Iterable
from math import hypot

from printissue.pdf.objects import ContentError, Raw

Matrix = tuple[float, float, float, float, float, float]
"""The six numbers of a transformation matrix, in the order of `cm`."""
Point = tuple[float, float]
Area = tuple[float, float, float, float]
"""Left, bottom, right, top, in pt."""
IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def multiply(first: Matrix, then: Matrix) -> Matrix:
    """Return the matrix that applies `first` and then `then`."""
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
    """Return a transformed point."""
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def bounds(points: Iterable[Point]) -> Area:
    """Return the bounding box of points. Raise ValueError if there are none."""
    xs, ys = zip(*points, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def transformed_area(matrix: Matrix, area: Area) -> Area:
    """Return the bounding box of a transformed area."""
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
    """Return the area that two areas share, which may be a line or a point; None if they are apart."""
    left, bottom = max(one[0], other[0]), max(one[1], other[1])
    right, top = min(one[2], other[2]), min(one[3], other[3])
    return (left, bottom, right, top) if left <= right and bottom <= top else None


def clipped(clip: Area, area: Area) -> Area | None:
    """Return the part of an area that is visible in a clip; None if there is none.

    A line has no width: it is visible within the clip, but not if the clip reduces an area to it.
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
    """Return the factor by which a matrix scales areas."""
    a, b, c, d, _, _ = matrix
    return abs(a * d - b * c)


def lengths(matrix: Matrix) -> tuple[float, float]:
    """Return the lengths of the transformed unit vectors."""
    a, b, c, d, _, _ = matrix
    return hypot(a, b), hypot(c, d)


def height(matrix: Matrix) -> float:
    """Return the height of the transformed unit square, perpendicular to its base: a slant changes nothing."""
    width, high = lengths(matrix)
    return determinant(matrix) / width if width else high


def stroke_width(matrix: Matrix, width: float, along: Iterable[Point] = ()) -> float:
    """Return the width at which a line is drawn, where it is thinnest, in pt.

    `along` are the directions of its segments on the page: a matrix that scales in one direction only makes lines
    across it thinner.
    """
    a, b, c, d, _, _ = matrix
    area = determinant(matrix)
    if not area or not width:
        return 0.0
    even = abs(a * c + b * d) < 1e-6 * area and abs(hypot(a, b) - hypot(c, d)) < 1e-3 * hypot(a, b)
    back = [hypot(d * x - c * y, a * y - b * x) / hypot(x, y) for x, y in along if x or y]
    return width * (area**0.5 if even or not back else min(back))


def inverse(matrix: Matrix) -> Matrix:
    """Return the inverse of a matrix. Raise ContentError if it has none."""
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
    """Return the matrix in an entry, or the identity if it is absent. Raise ContentError if it is not six numbers."""
    if value is None:
        return IDENTITY
    try:
        a, b, c, d, e, f = (float(one) for one in value)
    except (TypeError, ValueError):
        raise ContentError("a matrix is not six numbers") from None
    return a, b, c, d, e, f


def is_upright(matrix: Matrix) -> bool:
    """Return whether a matrix transforms upright rectangles to upright rectangles."""
    a, b, c, d, _, _ = matrix
    return max(abs(b), abs(c)) < 1e-6 or max(abs(a), abs(d)) < 1e-6
