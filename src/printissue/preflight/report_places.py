"""Places on the picture of a page: boxes that can be seen, and numbers beside them that do not cover each other."""

from collections.abc import Iterable

from printissue.pdf.boxes import Box

LEAST_BOX = 2.5
"""The least side in mm at which a place is drawn: a hairline's box could not be seen."""
_TRIES = 40
"""How often a number moves on where another one is; past that they may overlap."""

Spot = tuple[float, float]
"""The middle of a number, in mm from the top left corner."""


def visible(box: Box | None, size: tuple[float, float]) -> Box | None:
    """Give a box as it is drawn: on the page, and never so small that it cannot be seen."""
    if box is None:
        return None
    left, top, width, height = box
    wide, high = max(width, LEAST_BOX), max(height, LEAST_BOX)
    x, y = left - (wide - width) / 2, top - (high - height) / 2
    x1, y1 = min(x + wide, size[0] + 5), min(y + high, size[1] + 5)
    x, y = min(max(x, -5.0), size[0]), min(max(y, -5.0), size[1])
    return x, y, max(x1 - x, LEAST_BOX), max(y1 - y, LEAST_BOX)


def radius(size: tuple[float, float]) -> float:
    """Give the radius of a number's disc on a page of this size, in mm."""
    return round(min(size[0] * 0.021, size[1] * 0.03), 2)


def badges(boxes: Iterable[Box], disc: float) -> list[Spot]:
    """Place a number at the upper left of each box, moved to the right where one is already."""
    placed: list[Spot] = []
    for left, top, _, _ in boxes:
        x, y = left - disc * 0.6, top - disc * 0.6
        for _ in range(_TRIES):
            if all(_apart((x, y), other) >= 2 * disc for other in placed):
                break
            x += disc
        placed.append((round(x, 2), round(y, 2)))
    return placed


def _apart(one: Spot, other: Spot) -> float:
    return float(((one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2) ** 0.5)
