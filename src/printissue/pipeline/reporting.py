"""Who is told how a run goes on, and what is told."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from printissue.core.errors import PrintissueError
from printissue.core.findings import Finding


class Reporter(Protocol):
    """Who is told how a run goes on."""

    def stage(self, ref: object, what: str) -> None:
        """Be told what happens to an issue, a volume or a file now."""

    def found(self, findings: Sequence[Finding]) -> None:
        """Be told what was found."""

    def made(self, made: "Made") -> None:
        """Be told of a finished file."""

    def noted(self, ref: object, note: str) -> None:
        """Be told what was chosen for an issue."""

    def failed(self, error: PrintissueError) -> None:
        """Be told that one more issue cannot be made, for a reason outside its manuscript."""


@dataclass(frozen=True, slots=True)
class Made:
    """A finished file or bag: what it was made of, its kind, place, page count and size in bytes.

    A bag is a folder; it, a report and a source have no pages.
    """

    ref: object
    edition: str
    path: Path
    pages: int | None
    size: int

    def sha256(self) -> str:
        """Return the SHA-256 of the file in hexadecimal; of a bag, that of its tag manifest.

        The tag manifest has the checksums of all other files. Raise OSError where the file cannot be read.
        """
        file = self.path / "tagmanifest-sha256.txt" if self.path.is_dir() else self.path
        with file.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
