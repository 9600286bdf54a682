"""The limits and options of one repair, and its report."""

import re
from dataclasses import dataclass, field
from pathlib import Path

from printissue.core.counting import ranges

_MOST = 500
"""The repairs, and the removals, of one file that are reported."""


@dataclass(frozen=True, slots=True)
class RepairLimits:
    """The limits of the repair of one PDF.

    `seconds` are of processor time, so that a busy machine refuses no file. `wall_time`, in seconds, ends work that
    waits without using the processor. `memory` is address space in bytes beyond what the run has already. `stream` and
    `decoded` are the bytes that one stream and all streams together may decode to, `pages` the pages of the file, and
    `size` its bytes.
    """

    seconds: float = 20.0
    wall_time: float = 600.0
    memory: int = 512 << 20
    stream: int = 256 << 20
    decoded: int = 512 << 20
    pages: int = 5000
    size: int = 512 << 20


REPAIR_LIMITS = RepairLimits()
"""The usual limits: an issue of some hundred scanned pages takes a few of the twenty seconds."""


class RefusedError(Exception):
    """A PDF cannot be bound: the rule, the message and the hint of its finding.

    `final` says that reading the file in another way cannot help.
    """

    def __init__(self, rule: str, message: str, hint: str = "", *, final: bool = False) -> None:
        super().__init__(rule, message, hint)  # all three, so that it can be pickled
        self.rule, self.message, self.hint, self.final = rule, message, hint, final


@dataclass(frozen=True, slots=True)
class RepairOptions:
    """A PDF to examine, and the folder to work in."""

    file: Path
    folder: Path
    passwords: tuple[str, ...] = field(repr=False)
    limits: RepairLimits
    cross_references: frozenset[str] = frozenset()

    @property
    def original(self) -> Path:
        """The path of the copy to work on: the file itself is opened only once."""
        return self.folder / "original.pdf"

    @property
    def resaved(self) -> Path:
        """The path of the file as pdfium writes it."""
        return self.folder / "resaved.pdf"

    @property
    def salvaged(self) -> Path:
        """The path of a file of the objects that were found one by one."""
        return self.folder / "salvaged.pdf"

    @property
    def sanitized(self) -> Path:
        """The path of the repaired and sanitized file."""
        return self.folder / "sanitized.pdf"


@dataclass(frozen=True, slots=True, kw_only=True)
class RepairReport:
    """The facts about a PDF that can be bound.

    `sha256` is that of the original. `repairs` and `removals` describe each change once, with the pages where they are
    known. `tagged` says that the file claims to be tagged (ISO 32000-1, 14.7.1). `rebuilt` says that qpdf could not
    repair the file, and that it was made from what another reader got out of it. `forbidden` is what the original had
    although PDF/A forbids it: encryption, scripts.
    """

    pages: int
    sha256: str
    repairs: tuple[str, ...]
    removals: tuple[str, ...]
    tagged: bool
    rebuilt: bool
    forbidden: tuple[str, ...] = ()


@dataclass(slots=True)
class Changes:
    """The repairs and removals so far, each once and in order."""

    _repairs: dict[str, None] = field(default_factory=dict)
    _removals: dict[str, set[int]] = field(default_factory=dict)
    _forbidden: dict[str, None] = field(default_factory=dict)

    def repaired(self, what: str) -> None:
        """Record a repair."""
        if len(self._repairs) < _MOST:
            self._repairs[what] = None

    def removed(self, what: str, page: int | None = None, *, forbidden: bool = False) -> None:
        """Record a removal, with its page if it is known; `forbidden` says that PDF/A forbids what was removed."""
        if len(self._removals) < _MOST or what in self._removals:
            pages = self._removals.setdefault(what, set())
            pages |= {page} if page is not None else set()
            self._forbidden |= {what: None} if forbidden else {}

    def repairs(self) -> tuple[str, ...]:
        """Return all repairs."""
        return tuple(self._repairs)

    def removals(self) -> tuple[str, ...]:
        """Return all removals, each with its pages: `JavaScript (pages 1, 4–6)`."""
        return tuple(
            f"{what} ({'page' if len(pages) == 1 else 'pages'} {', '.join(ranges(pages))})"
            if pages
            else what
            for what, pages in self._removals.items()
        )

    def forbidden(self) -> tuple[str, ...]:
        """Return the removals of what PDF/A forbids."""
        return tuple(self._forbidden)


def one_line(message: object) -> str:
    """Return a library's message on one line, without the path of the file, cut to 160 characters."""
    line = re.sub(
        r"\S*/(original|resaved|salvaged|sanitized)\.pdf[:,]? ?", "", " ".join(str(message).split())
    )
    return line if len(line) <= 160 else f"{line[:159]}…"
