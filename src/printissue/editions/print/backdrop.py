"""The backdrop: what has been painted on a page so far, and so what a transparent image is drawn over.

Only plain rectangles in one opaque colour have a known colour; that of everything else is unknown.
"""

from printissue.pdf.functions import Values
from printissue.pdf.matrix import Area

UNIT: Area = (0.0, 0.0, 1.0, 1.0)
"""The area that an image covers in image space (ISO 32000-1, 8.9.4)."""
PAPER: Values = (0.0, 0.0, 0.0, 0.0)
"""The colour of a page before anything is painted: no ink."""
TOUCH = 0.05
"""The largest overlap, in pt, that does not count: the layout engine rounds coordinates."""


class Backdrop:
    """The objects painted on a page so far, in their order."""

    def __init__(self) -> None:
        self._painted: list[tuple[Area, Values | None]] = []

    def paint(self, area: Area, colour: Values | None = None) -> None:
        """Paint an area in a colour; None is an unknown colour."""
        if not _is_empty(area):
            self._painted.append((area, colour))

    def colour_of(self, area: Area) -> Values | None:
        """Return the one colour below an area; None if there are several or it is unknown."""
        for painted, colour in reversed(self._painted):
            if not _is_empty(overlap(painted, area), TOUCH):
                return colour if _holds(painted, area) else None
        return PAPER


def overlap(one: Area, other: Area) -> Area:
    """Return the area that two areas share; its edges are swapped if they are apart."""
    return (
        max(one[0], other[0]),
        max(one[1], other[1]),
        min(one[2], other[2]),
        min(one[3], other[3]),
    )


def _is_empty(area: Area, least: float = 0.0) -> bool:
    return area[2] - area[0] <= least or area[3] - area[1] <= least


def _holds(outer: Area, inner: Area) -> bool:
    return (
        outer[0] <= inner[0] + TOUCH
        and outer[1] <= inner[1] + TOUCH
        and outer[2] >= inner[2] - TOUCH
        and outer[3] >= inner[3] - TOUCH
    )
