"""What goes into the cell and what comes out of it."""

import re
from dataclasses import dataclass, field
from pathlib import Path

from printissue.core.counting import ranges
from printissue.volume.back_issues.limits import Limits

_MOST = 500


@dataclass(frozen=True, slots=True)
class Order:
    """A PDF to be examined, and the folder to work in."""

    file: Path
    folder: Path
    passwords: tuple[str, ...] = field(repr=False)
    limits: Limits
    cross_references: frozenset[str] = frozenset()

    @property
    def original(self) -> Path:
        """Give the place of the copy that is worked on, so that the file itself is never opened twice."""
        return self.folder / "original.pdf"

    @property
    def resaved(self) -> Path:
        """Give the place of the file as pdfium writes it."""
        return self.folder / "resaved.pdf"

    @property
    def salvaged(self) -> Path:
        """Give the place of a file of the objects that were found one by one."""
        return self.folder / "salvaged.pdf"

    @property
    def kept(self) -> Path:
        """Give the place of the repaired and cleaned file."""
        return self.folder / "kept.pdf"


@dataclass(frozen=True, slots=True)
class Report:
    """What was found and done; the pages themselves are in the order's `kept`.

    `rebuilt` tells that the file could not be repaired, and was made anew of what a reader got out of it. `barred` is
    what the original held and no PDF/A may hold: encryption, scripts.
    """

    pages: int
    sha256: str
    repairs: tuple[str, ...]
    removals: tuple[str, ...]
    tagged: bool
    rebuilt: bool
    barred: tuple[str, ...] = ()


@dataclass(slots=True)
class Notes:
    """What has been repaired and removed so far, each once and in order."""

    _repairs: dict[str, None] = field(default_factory=dict)
    _removals: dict[str, set[int]] = field(default_factory=dict)
    _barred: dict[str, None] = field(default_factory=dict)

    def repaired(self, what: str) -> None:
        """Note a repair."""
        if len(self._repairs) < _MOST:
            self._repairs[what] = None

    def removed(self, what: str, page: int | None = None, *, barred: bool = False) -> None:
        """Note a removal, on a page where it is known; `barred` is what no PDF/A may hold."""
        if len(self._removals) < _MOST or what in self._removals:
            pages = self._removals.setdefault(what, set())
            pages |= {page} if page is not None else set()
            self._barred |= {what: None} if barred else {}

    def repairs(self) -> tuple[str, ...]:
        """Give all repairs."""
        return tuple(self._repairs)

    def removals(self) -> tuple[str, ...]:
        """Return all removals, each with its pages: `JavaScript (pages 1, 4–6)`."""
        return tuple(
            f"{what} ({'page' if len(pages) == 1 else 'pages'} {', '.join(ranges(pages))})"
            if pages
            else what
            for what, pages in self._removals.items()
        )

    def barred(self) -> tuple[str, ...]:
        """Return those removals that no PDF/A may hold."""
        return tuple(self._barred)


def one_line(said: object) -> str:
    """Give what a library says on one line, without the path of the file, cut to 160 characters."""
    line = re.sub(
        r"\S*/(original|resaved|salvaged|kept)\.pdf[:,]? ?", "", " ".join(str(said).split())
    )
    return line if len(line) <= 160 else f"{line[:159]}…"
