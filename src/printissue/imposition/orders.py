"""What is ordered of the imposition, and what comes of it. Lengths are in mm where nothing else is said."""

from dataclasses import dataclass, field
from typing import Literal

from printissue.imposition.geometry import Box

Blanks = Literal["before-last", "last"]
"""Where blank pages go: before the last page, which stays the back cover, or after it."""
Flip = Literal["short-edge", "long-edge"]
"""The edge that a printer of both sides turns sheets on."""


@dataclass(frozen=True, slots=True)
class ImpositionOptions:
    """Pages to stand on sheets.

    `layout` is a name of `imposition_layouts.LAYOUTS`; `name` is how findings and the sheets' labels call the file.
    `caliper` is the thickness of one leaf: it makes the creep. `right_to_left` is as the file itself says where None.
    `sheet` is the paper, either way round; where None it is as large as pages, bleed and marks need. `gutter` is the
    room between rows, or between the pages of a proof; where None, rows keep their bleeds whole. `passwords` are tried
    on an encrypted file.
    """

    layout: str
    name: str
    caliper: float = 0.0
    right_to_left: bool | None = None
    sheet: tuple[float, float] | None = None
    marks: bool = True
    gutter: float | None = None
    blanks: Blanks = "before-last"
    passwords: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Spot:
    """A page on a side: its trimmed box in pt before creep, whether it stands on its head, its shift to the spine."""

    page: int | None
    trim: Box
    turned: bool = False
    shift: float = 0.0
    scale: float = 1.0


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a sheet; sheets count from 1, from the outermost inwards."""

    sheet: int
    front: bool
    spots: tuple[Spot, ...]


@dataclass(frozen=True, slots=True)
class Imposed:
    """The sheets, and how they were made.

    `blanks` are the places in the reading order, from 1, that got no page. `creep` is the shift of each folded sheet
    of four pages, from the outermost inwards. `flip` names the edge that the printer turns sheets on, None where
    each sheet has one side.
    """

    content: bytes
    size: tuple[float, float]
    sides: tuple[Side, ...]
    blanks: tuple[int, ...] = ()
    creep: tuple[float, ...] = ()
    flip: Flip | None = None

    @property
    def sheets(self) -> int:
        """Give the number of sheets."""
        return max((side.sheet for side in self.sides), default=0)


@dataclass(frozen=True, slots=True)
class CoverOptions:
    """A cover for perfect binding.

    The spine is `spine`, or `caliper` times `leaves`; `leaves` where None are those of the file, if it is a whole
    issue. `fill` is the spine's colour as parts of C, M, Y and K from 0 to 1; None leaves it unprinted. `title` and
    `number` stand on the spine, read from the head down, or from the foot up where `upwards`. `inside` takes the second
    page and the last but one of a whole issue as the inside of its cover. `passwords` are tried on an encrypted file.
    """

    name: str
    caliper: float = 0.0
    leaves: int | None = None
    spine: float | None = None
    fill: tuple[float, float, float, float] | None = None
    title: str = ""
    number: str = ""
    upwards: bool = False
    inside: bool = False
    right_to_left: bool | None = None
    marks: bool = True
    passwords: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Covered:
    """The cover's spread, its spine and leaves (0 where the spine was given), and the trimmed size with the spine."""

    content: bytes
    spine: float
    leaves: int
    size: tuple[float, float]
    sides: tuple[Side, ...]
