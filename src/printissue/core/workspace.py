"""The workspace: the folders that a user's publications live in, their names, and its lock."""

import datetime as dt
import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from filelock import FileLock, Timeout

from printissue.core.errors import BusyError, UsageError, WriteError
from printissue.core.files import cache_folder, remove_leftovers
from printissue.core.keys import key_fault

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

    @classmethod
    def containing(cls, folder: Path) -> Self:
        """Return the workspace that a folder is in: the nearest one above it with a publication in its issues/.

        The search ends at the user's home and at the root of the file system, which are workspaces only for who works
        in them. Where there is none, the folder is the workspace.
        """
        ends = {Path(folder.anchor)}
        with suppress(RuntimeError):  # a user may have no home
            ends |= {Path.home(), Path.home().resolve()}
        for one in (folder, *folder.parents):
            if one != folder and one in ends:
                break
            if _has_publication(one):
                contains_file = folder.is_relative_to(one / "issues")
                return cls(folder if _is_folder(folder / "issues") and not contains_file else one)
        return cls(folder)

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

    def output_file(self, ref: IssueRef, edition: str, suffix: str = ".pdf") -> Path:
        """Return the path of a finished file: `output/<publication>/<key>/<publication>-<key>-<edition><suffix>`."""
        folder = self.root / "output" / ref.publication / ref.key
        return folder / f"{ref.publication}-{ref.key}-{edition}{suffix}"

    def contains_file(self, path: Path) -> bool:
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

    def back_issue_keys(self, publication: str) -> list[str]:
        """List the keys of a publication's old issues, sorted: PDFs with a YAML beside them."""
        files = (self.issues / publication).glob("[!.]*.pdf")
        return sorted(path.stem for path in files if path.with_suffix(".yaml").exists())

    def undescribed_pdfs(self, publication: str) -> list[Path]:
        """List the PDFs that lie where old issues do without a YAML beside them, sorted."""
        files = (self.issues / publication).glob("[!.]*.pdf")
        return sorted(path for path in files if not path.with_suffix(".yaml").exists())

    def back_issue_pdfs(self) -> list[Path]:
        """List the PDFs of all old issues, and where one beside an issue's YAML would make an old issue of it."""
        return [path.with_suffix(".pdf") for path in self.issues.glob("*/*.yaml")]

    def back_issue_pdf(self, ref: IssueRef) -> Path:
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
        """Hold the workspace's output for one run, and remove what killed runs left unfinished in it.

        Raise BusyError where another run holds it, and WriteError where nothing can be written.
        """
        folder = self.root / "output"
        path = folder / ".lock"
        lock = FileLock(path, timeout=0)
        try:
            self._refuse_own(folder)
            folder.mkdir(parents=True, exist_ok=True)
            lock.acquire()
        except Timeout:
            raise BusyError(
                f"another run is writing into this workspace{_holder(path)}",
                "wait until it has ended",
            ) from None
        except OSError as error:
            raise WriteError(f"cannot write into {folder}: {error.strerror or error}") from None
        try:
            _sign(path)
            remove_leftovers(folder, deep=True)
            if cache := cache_folder():
                remove_leftovers(cache)
            yield
        finally:
            lock.release()

    def _refuse_own(self, folder: Path) -> None:
        """Raise WriteError where the output folder is a link to a folder with the user's own files."""
        real = folder.resolve()
        own = [(self.root / name).resolve() for name in FOLDERS if name != folder.name]
        if any(real.is_relative_to(one) for one in own) or real == self.root.resolve():
            raise WriteError(
                f"cannot write into {folder}: it is a link to a folder of the workspace's own files",
                "make output a folder, or a link to another place",
            )


def _has_publication(folder: Path) -> bool:
    return any((folder / "issues").glob("*/publication.yaml"))


def _is_folder(path: Path) -> bool:
    return os.path.isdir(path)  # noqa: PTH112 - Path.is_dir raises where a folder may not be read


def _sign(path: Path) -> None:
    """Write into a lock's file who holds it. What a killed run wrote there is replaced."""
    now = dt.datetime.now().astimezone().isoformat(" ", "seconds")
    holder = {"process": os.getpid(), "host": socket.gethostname(), "since": now}
    with suppress(OSError):  # the lock holds without it, on a full disk and on Windows
        path.write_text(json.dumps(holder), encoding="utf-8")


def _holder(path: Path) -> str:
    """Return words for who holds a lock, as its file says; nothing where it does not, or names a run that has ended."""
    try:
        holder = json.loads(path.read_text(encoding="utf-8"))
        process, host, since = int(holder["process"]), str(holder["host"]), str(holder["since"])
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return ""
    if host == socket.gethostname() and os.name != "nt":
        try:
            os.kill(process, 0)
        except PermissionError:  # it is another user's
            pass
        except (OSError, OverflowError):
            return ""
    return f": process {process} on {host}, since {since}"
