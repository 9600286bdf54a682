"""What the bindery is given, and what it tells of the volume that it made."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from printissue.pdf.metadata import BibliographicRecord, Standard

LabelStyle = Literal["D", "R", "r", "A", "a", ""]
"""How a page label counts: 1, I, i, A, a, or not at all (ISO 32000-1, table 159)."""


@dataclass(frozen=True, slots=True)
class PageLabel:
    """From this page of a piece on (counted from 0) pages are labelled so, until the next label."""

    page: int
    style: LabelStyle = "D"
    first: int = 1
    prefix: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """How far a piece has been shown to be what it claims: `level` of PDF/A-2 or -3, and PDF/UA-1.

    The reasons say why it has not been shown to be more; empty where it claims no more.
    """

    level: Literal["", "B", "U", "A"] = ""
    accessible: bool = False
    why_level: str = ""
    why_accessible: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """One file that goes into a volume: front matter, an issue, back matter.

    `key` is unique in the volume; names that two pieces share are told apart by it. `labels` of None: the file's own,
    or decimal from 1 where it has none. `file` is the name by which links of other pieces know this one.
    `source` is what findings call it, where that is not `file`; `shown` is how far what it claims has been proved;
    None for files that this program has made, whose claims are believed.
    `own_contents` are headings with their pages (from 1): the bookmarks of a file that has none.
    """

    key: str
    title: str
    content: bytes | Path
    language: str
    kind: Literal["front", "issue", "back"] = "issue"
    labels: tuple[PageLabel, ...] | None = None
    file: str = ""
    source: str = ""
    shown: Shown | None = None
    own_contents: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class BindingOptions:
    """What the volume says of itself; `name` is what findings call it.

    An archive volume claims what all its pieces hold, a screen volume no PDF/A.
    """

    record: BibliographicRecord
    title: str
    name: str
    form: Literal["archive", "screen"] = "archive"


@dataclass(frozen=True, slots=True)
class PieceRange:
    """The pages of the volume that a piece takes, from 1, both included."""

    key: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Bound:
    """What stands in a finished volume.

    `links` are the link annotations kept, `joined` those between pieces that now lead inside the volume, `left` those
    that still lead to other files. `shared` counts objects that stand once where they stood several times.
    """

    ranges: tuple[PieceRange, ...] = ()
    claims: frozenset[Standard] = frozenset()
    tags: int = 0
    links: int = 0
    joined: int = 0
    left: int = 0
    attachments: int = 0
    shared: int = 0
    fonts_merged: int = 0

    @property
    def pages(self) -> int:
        """Give the number of pages."""
        return self.ranges[-1].last if self.ranges else 0
