"""The ground: what has been painted on a page so far, to know what a transparent picture stands on.

Only plain rectangles of one opaque colour are known; all else is ground that cannot be told.
"""

from collections.abc import Iterable

from printissue.prepress.spaces import Values
from printissue.prepress.state import Area, Matrix, placed

UNIT: Area = (0.0, 0.0, 1.0, 1.0)
"""What a picture covers, before its matrix."""
PAPER: Values = (0.0, 0.0, 0.0, 0.0)
TOUCH = 0.05
"""Things that overlap by no more (pt) only touch; the layout engine rounds."""


class Ground:
    """What lies on a page, in the order of painting."""

    def __init__(self) -> None:
        self._laid: list[tuple[Area, Values | None]] = []

    def lay(self, area: Area, colour: Values | None = None) -> None:
        """Lay something over an area: `colour`, or what cannot be told."""
        if not _is_empty(area):
            self._laid.append((area, colour))

    def beneath(self, area: Area) -> Values | None:
        """Give the one colour that an area stands on; None where it is not one, or cannot be told."""
        for laid, colour in reversed(self._laid):
            if not _is_empty(common(laid, area), TOUCH):
                return colour if _holds(laid, area) else None
        return PAPER


def area_of(box: Area, matrix: Matrix) -> Area:
    """Give the upright rectangle around a box that a matrix places."""
    left, bottom, right, top = box
    return around(
        placed(matrix, x, y)
        for x, y in ((left, bottom), (right, bottom), (right, top), (left, top))
    )


def around(points: Iterable[tuple[float, float]]) -> Area:
    """Give the upright rectangle around points."""
    across, up = zip(*points, strict=True)
    return min(across), min(up), max(across), max(up)


def common(one: Area, other: Area) -> Area:
    """Give what two areas share; it is turned inside out where they are apart."""
    return (
        max(one[0], other[0]),
        max(one[1], other[1]),
        min(one[2], other[2]),
        min(one[3], other[3]),
    )


def is_upright(matrix: Matrix) -> bool:
    """Tell whether a matrix keeps rectangles upright."""
    a, b, c, d, _, _ = matrix
    return max(abs(b), abs(c)) < 1e-6 or max(abs(a), abs(d)) < 1e-6


def _is_empty(area: Area, least: float = 0.0) -> bool:
    return area[2] - area[0] <= least or area[3] - area[1] <= least


def _holds(outer: Area, inner: Area) -> bool:
    return (
        outer[0] <= inner[0] + TOUCH
        and outer[1] <= inner[1] + TOUCH
        and outer[2] >= inner[2] - TOUCH
        and outer[3] >= inner[3] - TOUCH
    )
