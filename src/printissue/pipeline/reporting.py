"""The protocol by which a run reports its progress, and the files it makes."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Protocol

from printissue.core.errors import LayoutError, MissingError, PrintissueError
from printissue.core.findings import Finding

Status = Literal["made", "restored", "up to date", "failed"]
"""The action of a build on an edition or an issue; one that is restored was made by an earlier build."""


class Reporter(Protocol):
    """Receives the progress, findings and files of a run."""

    def stage(self, ref: object, what: str) -> None:
        """Handle the stage that an issue, a volume or a file enters."""

    def found(self, findings: Sequence[Finding]) -> None:
        """Handle findings."""

    def made(self, made: "Made") -> None:
        """Handle a finished file, also one that is up to date."""

    def finished(self, finished: "Finished") -> None:
        """Handle the end of an issue."""

    def noted(self, ref: object, note: str) -> None:
        """Handle a note about the choices made for an issue."""

    def progress(self, progress: "BuildProgress") -> None:
        """Handle the progress of a build; this is called about once a second."""

    def failed(self, error: PrintissueError) -> None:
        """Handle a further error that stopped an issue, for a reason outside its manuscript."""


@dataclass(frozen=True, slots=True)
class BuildProgress:
    """The progress of a build: the outdated issues, those that are done, those that are being laid out."""

    done: int
    total: int
    under_way: int


@dataclass(frozen=True, slots=True)
class Made:
    """A finished file or bag: the issue, volume or file it was made of, its edition or kind, and its size in bytes.

    `pages` is None or 0 for what has no pages: a bag (a folder), a report, an HTML file. Of an edition that is a
    folder, `path` is its index page and `size` that of all its files. `digest` is the SHA-256 of the file, if it is
    known.
    """

    ref: object
    edition: str
    path: Path
    pages: int | None
    size: int
    status: Status = "made"
    digest: str = ""

    def sha256(self) -> str:
        """Return the SHA-256 of the file in hexadecimal; of a bag, that of its tag manifest.

        The tag manifest has the checksums of all other files. Raise OSError where the file cannot be read.
        """
        if self.digest:
            return self.digest
        file = self.path / "tagmanifest-sha256.txt" if self.path.is_dir() else self.path
        with file.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()


@dataclass(frozen=True, slots=True)
class Finished:
    """The end of an issue: what was done with it and with each of its editions, and why some were not up to date.

    An issue that has errors, or warnings that count as errors, has failed.
    """

    ref: object
    status: Status
    editions: Mapping[str, Status] = field(default_factory=dict)
    reasons: tuple[str, ...] = ()


@contextmanager
def collected(failures: list[PrintissueError]) -> Iterator[None]:
    """Collect the error that stops one issue, so that it does not stop the others."""
    try:
        yield
    except (LayoutError, MissingError) as error:
        failures.append(error)
