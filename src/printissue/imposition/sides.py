"""The sides of sheets: where pages are placed on them, and the results that callers get."""

from dataclasses import dataclass, replace
from typing import Literal

from printissue.pdf.boxes import Rect
from printissue.pdf.matrix import Matrix

Flip = Literal["short-edge", "long-edge"]
"""The edge on which a duplex printer must turn the sheets."""


@dataclass(frozen=True, slots=True)
class PagePosition:
    """A page on a side; `page` is None for a blank one.

    `trim` is the trimmed page in pt before creep, `turned` says that the page is upside down, `shift` is its creep
    towards the spine in mm, `scale` the factor by which a proof reduces it.
    """

    page: int | None
    trim: Rect
    turned: bool = False
    shift: float = 0.0
    scale: float = 1.0


@dataclass(frozen=True, slots=True)
class ImposedSide:
    """One side of a sheet; sheets count from 1, from the outermost inwards."""

    sheet: int
    front: bool
    positions: tuple[PagePosition, ...]


@dataclass(frozen=True, slots=True)
class ImposedSheets:
    """The file of the sheets and how it was made. `size` is that of a sheet in mm.

    `blanks` are the positions in reading order, from 1, that have no page. `creep` is the shift of each folded sheet
    of four pages in mm, from the outermost inwards. `flip` is None where the sheets are printed on one side only.
    """

    content: bytes
    size: tuple[float, float]
    sides: tuple[ImposedSide, ...]
    blanks: tuple[int, ...] = ()
    creep: tuple[float, ...] = ()
    flip: Flip | None = None

    @property
    def sheets(self) -> int:
        """The number of sheets."""
        return max((side.sheet for side in self.sides), default=0)


@dataclass(frozen=True, slots=True)
class CoverSpread:
    """The file of a cover: back, spine and front on one sheet.

    `spine` is the spine's width in mm, `leaves` the leaves that it holds (0 where the caller gave the width). `size` is
    the trimmed size in mm, spine included.
    """

    content: bytes
    spine: float
    leaves: int
    size: tuple[float, float]
    sides: tuple[ImposedSide, ...]


@dataclass(frozen=True, slots=True)
class Placement:
    """A page to draw on a side: the matrix from the page's space to the sheet's, and the area that it may paint."""

    page: int
    matrix: Matrix
    clip: Rect


@dataclass(frozen=True, slots=True)
class SheetBoxes:
    """The page boxes that all sides of a job share, and the lines along which they are cut and folded.

    `cuts` and `folds` are x and y coordinates in pt.
    """

    media: Rect
    bleed: Rect
    trim: Rect
    cuts: tuple[tuple[float, ...], tuple[float, ...]]
    folds: tuple[tuple[float, ...], tuple[float, ...]] = ((), ())


@dataclass(frozen=True, slots=True)
class SideContent:
    """The content of one side: its pages, and operators that paint below and above them."""

    sheet: int
    front: bool
    placements: tuple[Placement, ...]
    positions: tuple[PagePosition, ...] = ()
    below: str = ""
    above: str = ""

    def with_marks(self, marks: str) -> "SideContent":
        """Return the side with operators that paint above its pages."""
        return replace(self, above=marks)

    def described(self) -> ImposedSide:
        """Return the side as callers see it."""
        return ImposedSide(self.sheet, self.front, self.positions)
