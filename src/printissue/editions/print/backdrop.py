"""The backdrop: what has been painted on a page so far, to know what a transparent picture is drawn over.

Only plain rectangles of one opaque colour are known; everything else is a backdrop of unknown colour.
"""

from printissue.pdf.functions import Values
from printissue.pdf.matrix import Area

UNIT: Area = (0.0, 0.0, 1.0, 1.0)
"""What a picture covers, before its matrix."""
PAPER: Values = (0.0, 0.0, 0.0, 0.0)
TOUCH = 0.05
"""Things that overlap by no more (pt) only touch; the layout engine rounds."""


class Backdrop:
    """What has been painted on a page, in the order of painting."""

    def __init__(self) -> None:
        self._painted: list[tuple[Area, Values | None]] = []

    def paint(self, area: Area, colour: Values | None = None) -> None:
        """Paint an area: in a colour, or in None, which is an unknown one."""
        if not _is_empty(area):
            self._painted.append((area, colour))

    def colour_of(self, area: Area) -> Values | None:
        """Return the one colour that lies below an area; None where there are several or it is unknown."""
        for painted, colour in reversed(self._painted):
            if not _is_empty(common(painted, area), TOUCH):
                return colour if _holds(painted, area) else None
        return PAPER


def common(one: Area, other: Area) -> Area:
    """Return what two areas share; it is turned inside out where they are apart."""
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
