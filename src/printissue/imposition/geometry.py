"""Rectangles, margins and matrices, in pt; matrices are row vectors' ones, as PDF writes them (ISO 32000-1, 8.3.3)."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce

from printissue.pdf.matrix import IDENTITY, Matrix, multiply


@dataclass(frozen=True, slots=True)
class Edges:
    """A length for each edge of what is seen, in pt."""

    left: float = 0.0
    bottom: float = 0.0
    right: float = 0.0
    top: float = 0.0

    def turned(self, quarters: int) -> "Edges":
        """Give the edges after so many quarter turns clockwise."""
        around = [self.left, self.top, self.right, self.bottom]
        left, top, right, bottom = (around[(place - quarters) % 4] for place in range(4))
        return Edges(left, bottom, right, top)

    def scaled(self, factor: float) -> "Edges":
        """Give all lengths times a factor."""
        return Edges(*(factor * one for one in (self.left, self.bottom, self.right, self.top)))


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle, in pt."""

    left: float
    bottom: float
    right: float
    top: float

    @classmethod
    def of(cls, numbers: Iterable[float]) -> "Box":
        """Read a rectangle of any two opposite corners."""
        x0, y0, x1, y1 = numbers
        return cls(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))

    @property
    def width(self) -> float:
        """Give the width."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Give the height."""
        return self.top - self.bottom

    @property
    def corners(self) -> list[float]:
        """Give the four numbers as a page holds them, exact to 0.0001 pt."""
        return [round(value, 4) for value in (self.left, self.bottom, self.right, self.top)]

    def grown(self, edges: Edges) -> "Box":
        """Give the box with each edge moved outwards."""
        return Box(
            self.left - edges.left,
            self.bottom - edges.bottom,
            self.right + edges.right,
            self.top + edges.top,
        )

    def within(self, other: "Box") -> "Box":
        """Give what two boxes share; of no size where that is nothing."""
        left, bottom = max(self.left, other.left), max(self.bottom, other.bottom)
        right, top = min(self.right, other.right), min(self.top, other.top)
        return Box(left, bottom, max(left, right), max(bottom, top))

    def margins(self, outer: "Box") -> Edges:
        """Give how far another box reaches beyond each edge of this one."""
        return Edges(
            self.left - outer.left,
            self.bottom - outer.bottom,
            outer.right - self.right,
            outer.top - self.top,
        )


def moved(x: float, y: float) -> Matrix:
    """Give the matrix of a shift."""
    return (1, 0, 0, 1, x, y)


def scaled(factor: float) -> Matrix:
    """Give the matrix of a scale, the same both ways."""
    return (factor, 0, 0, factor, 0, 0)


def turned(quarters: int, width: float, height: float) -> Matrix:
    """Give the matrix of so many quarter turns clockwise of a box at the origin, which lies at the origin again."""
    return (
        IDENTITY,
        (0, -1, 1, 0, 0, width),
        (-1, 0, 0, -1, width, height),
        (0, 1, -1, 0, height, 0),
    )[quarters % 4]


def after(*steps: Matrix) -> Matrix:
    """Return the matrix that applies one step after the other."""
    return reduce(multiply, steps, IDENTITY)


def written(*numbers: float) -> str:
    """Write numbers for a content stream: six decimals, no more than are needed, never `-0`."""
    return " ".join(f"{round(one, 6) + 0.0:.6f}".rstrip("0").rstrip(".") for one in numbers)
