"""What one printed side is made of, before any of it is written."""

from dataclasses import dataclass, replace

from printissue.imposition.geometry import Box
from printissue.imposition.orders import Spot
from printissue.pdf.matrix import Matrix


@dataclass(frozen=True, slots=True)
class Placement:
    """A page on a side: the matrix from the page's own space to the sheet's, and what it may paint on."""

    page: int
    matrix: Matrix
    clip: Box


@dataclass(frozen=True, slots=True)
class Sheet:
    """The boxes that all sides of a job share, and where they are cut and folded.

    `cuts` and `folds` are abscissas and ordinates, in pt.
    """

    media: Box
    bleed: Box
    trim: Box
    cuts: tuple[tuple[float, ...], tuple[float, ...]]
    folds: tuple[tuple[float, ...], tuple[float, ...]] = ((), ())


@dataclass(frozen=True, slots=True)
class Plan:
    """One side: its pages, the reported spots, what is painted under the pages and over them."""

    number: int
    front: bool
    placements: tuple[Placement, ...]
    spots: tuple[Spot, ...] = ()
    under: str = ""
    over: str = ""

    def marked(self, over: str) -> "Plan":
        """Give the side with something painted over its pages."""
        return replace(self, over=over)
