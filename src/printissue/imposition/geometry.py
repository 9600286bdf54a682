"""Rectangles, margins and matrices, in pt. Matrices multiply row vectors, as in PDF (ISO 32000-1, 8.3.3)."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce

from printissue.pdf.boxes import Rect
from printissue.pdf.matrix import IDENTITY, Matrix, multiply


@dataclass(frozen=True, slots=True)
class Edges:
    """A length in pt for each edge of a rectangle, such as a bleed."""

    left: float = 0.0
    bottom: float = 0.0
    right: float = 0.0
    top: float = 0.0

    def turned(self, quarters: int) -> "Edges":
        """Return the edges after `quarters` quarter turns clockwise."""
        around = [self.left, self.top, self.right, self.bottom]
        left, top, right, bottom = (around[(place - quarters) % 4] for place in range(4))
        return Edges(left, bottom, right, top)

    def scaled(self, factor: float) -> "Edges":
        """Return the edges with all lengths multiplied by `factor`."""
        return Edges(*(factor * one for one in (self.left, self.bottom, self.right, self.top)))


def rect_from(corners: Iterable[float]) -> Rect:
    """Return the rectangle between any two opposite corners, given as four numbers.

    Raise ValueError where there are not four.
    """
    x0, y0, x1, y1 = corners
    return Rect(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))


def corners(rect: Rect) -> list[float]:
    """Return the four numbers of a page box, rounded to 0.0001 pt."""
    return [round(value, 4) for value in rect]


def grow(rect: Rect, edges: Edges) -> Rect:
    """Return the rectangle with each edge moved outwards."""
    return rect.grown(left=edges.left, bottom=edges.bottom, right=edges.right, top=edges.top)


def margins(inner: Rect, outer: Rect) -> Edges:
    """Return the distance from each edge of `inner` to that of `outer`; negative where `inner` is beyond it."""
    return Edges(
        inner.left - outer.left,
        inner.bottom - outer.bottom,
        outer.right - inner.right,
        outer.top - inner.top,
    )


def translation(x: float, y: float) -> Matrix:
    """Return the matrix that moves by `x` and `y`."""
    return (1, 0, 0, 1, x, y)


def scaling(factor: float) -> Matrix:
    """Return the matrix that scales both axes by `factor`."""
    return (factor, 0, 0, factor, 0, 0)


def quarter_turns(quarters: int, width: float, height: float) -> Matrix:
    """Return the matrix that turns a rectangle at the origin clockwise and moves it back to the origin."""
    return (
        IDENTITY,
        (0, -1, 1, 0, 0, width),
        (-1, 0, 0, -1, width, height),
        (0, 1, -1, 0, height, 0),
    )[quarters % 4]


def combine(*matrices: Matrix) -> Matrix:
    """Return the matrix that applies all matrices, the first one first."""
    return reduce(multiply, matrices, IDENTITY)


def format_numbers(*numbers: float) -> str:
    """Return numbers as operands of a content stream: at most six decimals, never `-0`."""
    return " ".join(f"{round(one, 6) + 0.0:.6f}".rstrip("0").rstrip(".") for one in numbers)
