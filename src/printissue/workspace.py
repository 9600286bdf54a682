"""The workspace: the folders that a user's publications live in, their names, its lock, and how a file gets written."""

import errno
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from printissue.errors import BusyError, UsageError, WriteError
from printissue.kinds import key_fault

FOLDERS = ("issues", "styles", "templates", "output")


@dataclass(frozen=True, slots=True)
class IssueRef:
    """The name of an issue: its publication's key and its own."""

    publication: str
    key: str

    def __str__(self) -> str:
        """Give `publication/key`, as the command line takes it."""
        return f"{self.publication}/{self.key}"


@dataclass(frozen=True, slots=True)
class Workspace:
    """A folder with `issues/`, and `styles/`, `templates/`, `output/` beside it as they are needed."""

    root: Path

    @property
    def issues(self) -> Path:
        """Give the folder of the manuscripts."""
        return self.root / "issues"

    def relative(self, path: Path) -> str:
        """Give a path as messages show it: from the workspace where it lies inside."""
        try:
            return path.relative_to(self.root).as_posix()
        except ValueError:
            return str(path)

    def publication_file(self, publication: str) -> Path:
        """Give the place of a publication's description."""
        return self.issues / publication / "publication.yaml"

    def issue_file(self, ref: IssueRef) -> Path:
        """Give the place of an issue's manuscript."""
        return self.issues / ref.publication / f"{ref.key}.yaml"

    def target(self, ref: IssueRef, edition: str) -> Path:
        """Give the place of a finished PDF: `output/<publication>/<key>/<publication>-<key>-<edition>.pdf`."""
        folder = self.root / "output" / ref.publication / ref.key
        return folder / f"{ref.publication}-{ref.key}-{edition}.pdf"

    def inside(self, path: Path) -> bool:
        """Tell whether a path, with every link followed, is a regular file inside the workspace."""
        try:
            real = path.resolve()
            return real.is_file() and real.is_relative_to(self.root.resolve())
        except (OSError, RuntimeError, ValueError):  # too long, links in a circle, a NUL
            return False

    def publications(self) -> list[str]:
        """List the publications' keys, sorted."""
        return sorted(path.parent.name for path in self.issues.glob("[!.]*/publication.yaml"))

    def issue_keys(self, publication: str) -> list[str]:
        """List the keys of a publication's issues, sorted; not of old ones, which have a PDF beside their YAML."""
        files = (self.issues / publication).glob("[!.]*.yaml")
        return sorted(
            path.stem
            for path in files
            if path.name != "publication.yaml" and not path.with_suffix(".pdf").exists()
        )

    def old_keys(self, publication: str) -> list[str]:
        """List the keys of a publication's old issues, sorted: PDFs with a YAML beside them."""
        files = (self.issues / publication).glob("[!.]*.pdf")
        return sorted(path.stem for path in files if path.with_suffix(".yaml").exists())

    def undescribed(self, publication: str) -> list[Path]:
        """List the PDFs that lie where old issues do without a YAML beside them, sorted."""
        files = (self.issues / publication).glob("[!.]*.pdf")
        return sorted(path for path in files if not path.with_suffix(".yaml").exists())

    def old_file(self, ref: IssueRef) -> Path:
        """Give the place of an old issue's PDF."""
        return self.issue_file(ref).with_suffix(".pdf")

    def volume_folder(self, publication: str, year: str) -> Path:
        """Give the folder of a year's volume: `output/<publication>/<year>/`."""
        return self.root / "output" / publication / year

    def select(self, names: tuple[str, ...], *, may_be_none: bool = False) -> list[IssueRef]:
        """Return the issues that `PUBLICATION` or `PUBLICATION/KEY` name; no names mean all.

        Raises UsageError where one is not there, or where there is none at all, unless there `may_be_none`.
        """
        if not self.issues.is_dir():
            raise UsageError(
                f"{self.root} is not a workspace: it has no issues/",
                "printissue init DIR makes one",
            )
        refs: dict[IssueRef, None] = {}
        for name in names:
            refs |= dict.fromkeys(self._select_one(name.strip("/")))
        for publication in () if names else self.publications():
            refs |= {IssueRef(publication, key): None for key in self.issue_keys(publication)}
        if not refs and not may_be_none:
            raise UsageError("there are no issues yet", "printissue new PUBLICATION/KEY starts one")
        return list(refs)

    def _select_one(self, name: str) -> list[IssueRef]:
        publication, slash, key = name.partition("/")
        key = key.removesuffix(".yaml")
        if fault := key_fault(publication) or (slash and key_fault(key)):
            raise UsageError(f"{repr(name) if name else 'an empty name'} names no issue: {fault}")
        if not self.publication_file(publication).is_file():
            known = ", ".join(self.publications()) or "none yet"
            hint = f"publications here: {known}"
            if (self.issues / publication).is_dir():
                hint = f"issues/{publication}/ has no publication.yaml"
            raise UsageError(f"there is no publication {publication!r}", hint)
        keys = self.issue_keys(publication)
        if not slash:
            return [IssueRef(publication, one) for one in keys]
        if key not in keys:
            raise UsageError(
                f"{publication} has no issue {key!r}",
                f"its issues: {', '.join(keys) or 'none yet'}",
            )
        return [IssueRef(publication, key)]

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the workspace's output for one run. BusyError where another run holds it."""
        folder = self.root / "output"
        lock = FileLock(folder / ".lock", timeout=0)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            lock.acquire()
        except Timeout:
            raise BusyError(
                "another run is writing into this workspace", "wait until it has ended"
            ) from None
        except OSError as error:
            raise WriteError(f"cannot write into {folder}: {error.strerror or error}") from None
        try:
            yield
        finally:
            lock.release()


def write_file(target: Path, content: bytes) -> None:
    """Put a file in its place whole or not at all; WriteError leaves what was there untouched."""
    write_files({target: content})


def write_files(contents: Mapping[Path, bytes]) -> None:
    """Put files in their places, all or none: temp files, flush, fsync; then rename, fsync of the folders.

    Raises WriteError; what was there before is then untouched.
    """
    parts: dict[Path, Path] = {}
    target = Path()
    try:
        for target, content in contents.items():
            if target.is_dir():
                raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
            target.parent.mkdir(parents=True, exist_ok=True)
            parts[target] = _write_part(target, content)
        for target, part in parts.items():
            part.replace(target)
        for folder in {target.parent for target in contents}:
            _sync_folder(folder)
    except OSError as error:
        raise WriteError(f"cannot write {target}: {error.strerror or error}") from None
    finally:
        for part in parts.values():
            part.unlink(missing_ok=True)


def _write_part(target: Path, content: bytes) -> Path:
    """Write a temp file beside a target; no part of one is left where that fails."""
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".part", dir=target.parent)
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        part.chmod(0o644)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return part


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":  # Windows cannot open a folder for fsync
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
