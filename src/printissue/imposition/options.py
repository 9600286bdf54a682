"""The options of the imposition. Lengths are in mm unless stated otherwise."""

from dataclasses import dataclass, field
from typing import Literal

Blanks = Literal["before-last", "last"]
"""The place of blank pages: before the last page, which stays the back cover, or after it."""


@dataclass(frozen=True, slots=True)
class ImpositionOptions:
    """The options for imposing the pages of a file on sheets.

    `layout` is a key of `LAYOUTS`; `name` is what findings and the labels on the sheets call the file. `caliper` is the
    thickness of one leaf, from which the creep is calculated. `right_to_left` None takes the reading direction from the
    file. `sheet` is the paper size in either orientation; None makes sheets as large as pages, bleed and marks need.
    `gutter` is the gap between rows, or between the pages of a proof; None keeps the whole bleed of both rows.
    `passwords` are tried on an encrypted file.
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
class CoverOptions:
    """The options for the cover of a perfect-bound issue.

    The width of the spine is `spine`, or `caliper` times `leaves`; `leaves` None counts those of the file, if it is a
    whole issue. `fill` is the spine's colour as C, M, Y and K from 0 to 1; None leaves it unprinted. `title` and
    `number` are printed on the spine and read from top to bottom, or from bottom to top with `upwards`. `inside` uses
    the second and the last but one page of a whole issue as the inside of its cover. `passwords` are tried on an
    encrypted file.
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
