"""The input of a volume, and the contents of the bound one."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from printissue.model.editions import Standard
from printissue.model.records import BibliographicRecord

LabelStyle = Literal["D", "R", "r", "A", "a", ""]
"""The numbering style of a page label: 1, I, i, A, a, or not at all (ISO 32000-1, table 159)."""


@dataclass(frozen=True, slots=True)
class PageLabel:
    """A page label: how pages are labelled from one page of a part (counted from 0) until the next label."""

    page: int
    style: LabelStyle = "D"
    first: int = 1
    prefix: str = ""


@dataclass(frozen=True, slots=True)
class ProvenClaims:
    """The claims of a file that a validator confirmed: `level` of PDF/A-2 or -3, and PDF/UA-1.

    The reasons say why no more is confirmed; they are empty if the file claims no more.
    """

    level: Literal["", "B", "U", "A"] = ""
    accessible: bool = False
    why_level: str = ""
    why_accessible: str = ""


@dataclass(frozen=True, slots=True)
class PartFile:
    """One file that goes into a volume: front matter, an issue or back matter.

    `key` is unique in the volume; a name that two parts use gets it as a prefix. `labels` of None are the file's own,
    or decimal from 1 if it has none. `file` is the name by which links of other parts refer to this one.
    `source` is what findings call it, if that is not `file`. `proven` are the claims that a validator confirmed; None
    for files that this program wrote, whose claims are believed.
    `headings` are titles with their pages (from 1): the bookmarks of a file that has none.
    """

    key: str
    title: str
    content: bytes | Path
    language: str
    kind: Literal["front", "issue", "back"] = "issue"
    labels: tuple[PageLabel, ...] | None = None
    file: str = ""
    source: str = ""
    proven: ProvenClaims | None = None
    headings: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class BindingOptions:
    """The options for binding and describing a volume; findings call it `name`.

    The volume claims those standards of `claims` that all its parts claim; PDF/A-3a means any level of PDF/A-3.
    """

    record: BibliographicRecord
    title: str
    name: str
    claims: frozenset[Standard] = frozenset({"pdfa-3a", "pdfua-1"})


@dataclass(frozen=True, slots=True)
class PartRange:
    """The pages of the volume that a part takes, from 1, both included."""

    key: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class BindingResult:
    """The contents of a bound volume.

    `elements` counts structure elements and `links` link annotations. `links_joined` counts links between parts that
    now lead inside the volume, `links_left` those that still lead to other files. `shared` counts objects that another
    equal one replaces, `fonts_merged` fonts that became part of another.
    """

    ranges: tuple[PartRange, ...] = ()
    claims: frozenset[Standard] = frozenset()
    elements: int = 0
    links: int = 0
    links_joined: int = 0
    links_left: int = 0
    attachments: int = 0
    shared: int = 0
    fonts_merged: int = 0

    @property
    def pages(self) -> int:
        """The number of pages."""
        return self.ranges[-1].last if self.ranges else 0
