"""The ledger: what the files in output/ were built from, so that an unchanged issue is not laid out again."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import Field, TypeAdapter, ValidationError

from printissue.assets.resources import Resources
from printissue.core.errors import WriteError
from printissue.core.files import write_file
from printissue.core.workspace import IssueRef, Workspace
from printissue.pipeline.job import Job
from printissue.pipeline.toolchain import program

LEDGER = ".ledger.json"
"""Its name in output/."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One issue: a digest of what it was built from, first folio, page count (0: not known), SHA-256 of its files."""

    inputs: str = ""
    first_folio: Annotated[int, Field(ge=1)] = 1
    pages: Annotated[int, Field(ge=0)] = 0
    files: Mapping[str, str] = field(default_factory=dict)


_ENTRY = TypeAdapter(Entry)


class Ledger:
    """The entries of a workspace. If the file is missing or damaged, there are none, and everything is built again."""

    def __init__(self, path: Path, entries: dict[str, Entry], program: str) -> None:
        self._path, self._entries, self._program = path, entries, program

    @classmethod
    def of(cls, workspace: Workspace) -> Self:
        """Read the ledger of a workspace, without damaged entries.

        The program, its libraries and fonts are digested now: a font that is replaced during a run makes the files of
        the run outdated. Raise MissingError if a font package is not installed.
        """
        setup = program(Resources.of(workspace.root))
        path = workspace.root / "output" / LEDGER
        try:
            read = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError):
            read = None
        known = read.items() if isinstance(read, dict) else ()
        entries = {name: entry for name, one in known if (entry := _entry(one)) is not None}
        return cls(path, entries, setup)

    def pages(self, job: Job) -> int:
        """Return the page count of an issue; 0 if the issue has changed or was not counted yet."""
        entry = self._entries.get(str(job.ref), Entry())
        return entry.pages if entry.inputs == self._fingerprint(job) else 0

    def holds(self, job: Job, edition: str, file: Path) -> bool:
        """Return whether a finished file is the one that the job would make."""
        entry = self._entries.get(str(job.ref), Entry())
        if (entry.inputs, entry.first_folio) != (self._fingerprint(job), job.first_folio):
            return False
        try:
            return entry.files.get(edition) == digest(file.read_bytes())
        except OSError:
            return False

    def record(self, job: Job, *, files: Mapping[str, bytes], pages: int = 0) -> None:
        """Record the files made of a job; `pages` is its page count, 0 if it was not counted."""
        inputs = self._fingerprint(job)
        entry = self._entries.get(str(job.ref), Entry())
        if entry.inputs != inputs:
            entry = Entry(inputs)
        kept = entry.files if entry.first_folio == job.first_folio else {}
        made = {name: digest(content) for name, content in files.items()}
        self._entries[str(job.ref)] = Entry(
            inputs, job.first_folio, pages or entry.pages, {**kept, **made}
        )

    def _fingerprint(self, job: Job) -> str:
        return fingerprint(job, self._program)

    @contextmanager
    def saved(self) -> Iterator[Self]:
        """Save the ledger at the end, also if the run ends with an error.

        Raise WriteError if it cannot be written, unless another error ends the run.
        """
        try:
            yield self
        except BaseException:
            with suppress(WriteError):
                self.save()
            raise
        self.save()

    def save(self) -> None:
        """Write the ledger. WriteError where it cannot be written."""
        entries: dict[str, Any] = {
            name: {
                "inputs": entry.inputs,
                "first_folio": entry.first_folio,
                "pages": entry.pages,
                "files": dict(sorted(entry.files.items())),
            }
            for name, entry in sorted(self._entries.items())
        }
        write_file(self._path, json.dumps(entries, indent=1).encode())


def _entry(value: object) -> Entry | None:
    """Return an entry; None if it is damaged."""
    try:
        return _ENTRY.validate_json(
            json.dumps(value), strict=True
        )  # strict takes no dict as a value
    except (ValidationError, RecursionError):
        return None


def digest(content: bytes) -> str:
    """Return the SHA-256 of a file's content in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def fingerprint(job: Job, program: str) -> str:
    """Return a digest of everything that an issue's pages depend on, except their first folio.

    `program` is the digest of the program, its libraries and fonts.
    """
    total = hashlib.sha256(program.encode())
    for piece in _pieces(replace(job, first_folio=1, printed=0)):
        total.update(f"{len(piece)}:".encode())
        total.update(piece)
    return total.hexdigest()


def ref_year(job: Job) -> str:
    """Return the year of an issue's cover date, by which volumes are bound."""
    return f"{job.issue.day.year:04}"


def _pieces(job: Job) -> Iterator[bytes]:
    theme_files = job.theme_files
    yield repr((str(job.ref), job.place, theme_files.paper)).encode()
    yield job.source
    for model in (job.publication, job.printer, theme_files.theme):
        yield model.model_dump_json().encode()
    yield job.profile
    for name, picture in sorted(job.pictures.items()):
        yield name.encode()
        yield picture.original
    yield repr(sorted(job.related.items(), key=lambda item: item[0])).encode()
    yield repr(theme_files.stylesheets).encode()
    for name, content in sorted(theme_files.files.items()):
        yield name.encode()
        yield content


def refs_of_year(jobs: Mapping[IssueRef, Job], year: str) -> list[IssueRef]:
    """Return the issues of a year in the order of their dates."""
    chosen = [ref for ref, job in jobs.items() if ref_year(job) == year]
    return sorted(chosen, key=lambda ref: (jobs[ref].issue.day, ref.key))
