"""The workspace: the folders of a user's publications, the names of the files in them, and its lock."""

import datetime as dt
import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Self

from filelock import FileLock, Timeout

from printissue.core.errors import BusyError, UsageError, WriteError
from printissue.core.files import cache_folder, remove_leftovers
from printissue.core.inputs import note_file
from printissue.core.keys import key_fault

FOLDERS = ("issues", "styles", "templates", "output")


@dataclass(frozen=True, slots=True)
class IssueRef:
    """The name of an issue: the key of its publication and its own key."""

    publication: str
    key: str

    def __str__(self) -> str:
        """Return `publication/key`, as on the command line."""
        return f"{self.publication}/{self.key}"


@dataclass(frozen=True, slots=True)
class Workspace:
    """A folder with `issues/` and, if needed, `styles/`, `templates/` and `output/`."""

    root: Path

    @classmethod
    def containing(cls, folder: Path) -> Self:
        """Return the workspace of a folder: the nearest folder, itself or above it, with a publication in issues/.

        The search ends at the user's home and at the root of the file system; these are workspaces only if `folder` is
        one of them. Without a workspace, return `folder` as one.
        """
        ends = {Path(folder.anchor)}
        with suppress(RuntimeError):  # a user can have no home
            ends |= {Path.home(), Path.home().resolve()}
        for candidate in (folder, *folder.parents):
            if candidate != folder and candidate in ends:
                break
            if _has_publication(candidate):
                inside = folder.is_relative_to(candidate / "issues")
                return cls(folder if _is_folder(folder / "issues") and not inside else candidate)
        return cls(folder)

    @property
    def issues(self) -> Path:
        """The folder of the manuscripts."""
        return self.root / "issues"

    def relative(self, path: Path) -> str:
        """Return a path as messages show it: from the workspace if it is inside, otherwise the full path."""
        try:
            return path.relative_to(self.root).as_posix()
        except ValueError:
            return str(path)

    def publication_file(self, publication: str) -> Path:
        """Return the path of the `publication.yaml` of a publication."""
        return self.issues / publication / "publication.yaml"

    def issue_file(self, ref: IssueRef) -> Path:
        """Return the path of the YAML file of an issue or back issue."""
        return self.issues / ref.publication / f"{ref.key}.yaml"

    def output_folder(self, ref: IssueRef) -> Path:
        """Return the folder of an issue's finished files: `output/<publication>/<key>/`."""
        return self.root / f"output/{ref.publication}/{ref.key}"

    def contains_file(self, path: Path) -> bool:
        """Return whether a path is a regular file inside the workspace, after all links are followed."""
        note_file(path)
        try:
            real = path.resolve()
            return real.is_file() and real.is_relative_to(self.root.resolve())
        except (OSError, RuntimeError, ValueError):  # too long, links in a circle, a NUL
            return False

    def exists(self, path: Path) -> bool:
        """Return whether there is a file, a folder or a link of this name."""
        note_file(path)
        return os.path.lexists(path)

    def has_issue(self, ref: IssueRef) -> bool:
        """Return whether there is an issue of this name that is not a back issue."""
        is_name = ref.key == PurePath(ref.key).name and not ref.key.startswith(".")
        if not is_name or "\0" in ref.key or ref.key == "publication":
            return False
        return self.exists(self.issue_file(ref)) and not self.exists(self.back_issue_pdf(ref))

    def publications(self) -> list[str]:
        """Return the keys of all publications, sorted."""
        return sorted(path.parent.name for path in self.issues.glob("[!.]*/publication.yaml"))

    def issue_keys(self, publication: str) -> list[str]:
        """Return the keys of a publication's issues, sorted, without back issues (with a PDF beside their YAML)."""
        files = (self.issues / publication).glob("[!.]*.yaml")
        return sorted(
            path.stem
            for path in files
            if path.name != "publication.yaml" and not path.with_suffix(".pdf").exists()
        )

    def back_issue_keys(self, publication: str) -> list[str]:
        """Return the keys of a publication's back issues, sorted: those with a PDF beside their YAML."""
        files = (self.issues / publication).glob("[!.]*.pdf")
        return sorted(path.stem for path in files if path.with_suffix(".yaml").exists())

    def undescribed_pdfs(self, publication: str) -> list[Path]:
        """Return the PDFs in a publication's folder without a YAML file beside them, sorted."""
        files = (self.issues / publication).glob("[!.]*.pdf")
        return sorted(path for path in files if not path.with_suffix(".yaml").exists())

    def back_issue_pdfs(self) -> list[Path]:
        """Return the path of the PDF of every issue: a file there makes it a back issue, so no run must write it."""
        return [path.with_suffix(".pdf") for path in self.issues.glob("*/*.yaml")]

    def back_issue_pdf(self, ref: IssueRef) -> Path:
        """Return the path of the PDF of a back issue."""
        return self.issue_file(ref).with_suffix(".pdf")

    def volume_folder(self, publication: str, year: str) -> Path:
        """Return the folder of a volume: `output/<publication>/<year>/`."""
        return self.root / "output" / publication / year

    def select(
        self, names: tuple[str, ...], *, may_be_none: bool = False, back_issues: bool = False
    ) -> list[IssueRef]:
        """Return the issues for names such as `PUBLICATION` and `PUBLICATION/KEY`; without names, all issues.

        With `back_issues`, they are among them. Raise UsageError if an issue does not exist, or if there are none at
        all (unless there `may_be_none`).
        """
        if not self.issues.is_dir():
            raise UsageError(
                f"{self.root} is not a workspace: it has no issues/",
                "make one with: printissue init DIR",
            )
        refs: dict[IssueRef, None] = {}
        for name in names:
            refs |= dict.fromkeys(self._select_one(name.strip("/"), back_issues=back_issues))
        for publication in () if names else self.publications():
            keys = self._keys(publication, back_issues=back_issues)
            refs |= {IssueRef(publication, key): None for key in keys}
        if not refs and not may_be_none:
            raise UsageError(
                "there are no issues yet", "start one with: printissue new PUBLICATION/KEY"
            )
        return list(refs)

    def _keys(self, publication: str, *, back_issues: bool) -> list[str]:
        keys = self.issue_keys(publication)
        return sorted([*keys, *self.back_issue_keys(publication)]) if back_issues else keys

    def _select_one(self, name: str, *, back_issues: bool) -> list[IssueRef]:
        publication, slash, key = name.partition("/")
        key = key.removesuffix(".yaml")
        if fault := key_fault(publication) or (slash and key_fault(key)):
            what = repr(name) if name else "an empty name"
            raise UsageError(f"{what} cannot be the name of an issue: {fault}")
        if not self.publication_file(publication).is_file():
            known = ", ".join(self.publications()) or "none yet"
            hint = f"the publications are: {known}"
            if (self.issues / publication).is_dir():
                hint = f"issues/{publication}/ has no publication.yaml"
            raise UsageError(f"there is no publication {publication!r}", hint)
        keys = self._keys(publication, back_issues=back_issues)
        if not slash:
            return [IssueRef(publication, each) for each in keys]
        if key not in keys:
            raise UsageError(
                f"{publication} has no issue {key!r}",
                f"its issues are: {', '.join(keys) or 'none yet'}",
            )
        return [IssueRef(publication, key)]

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Lock the output folder for the block, and remove the partial files that killed runs left in it.

        Raise BusyError if another run has locked it, and WriteError if nothing can be written.
        """
        folder = self.root / "output"
        path = folder / ".lock"
        lock = FileLock(path, timeout=0)
        try:
            self._check_output_folder(folder)
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
            _write_holder(path)
            remove_leftovers(folder, deep=True)
            if cache := cache_folder():
                remove_leftovers(cache)
            yield
        finally:
            lock.release()

    def _check_output_folder(self, folder: Path) -> None:
        """Raise WriteError if the output folder is a link to a folder with the user's own files."""
        real = folder.resolve()
        own = [(self.root / name).resolve() for name in FOLDERS if name != folder.name]
        if any(real.is_relative_to(one) for one in own) or real == self.root.resolve():
            raise WriteError(
                f"cannot write into {folder}: it is a link to a folder with the workspace's own files",
                "make output a folder, or a link to a folder outside the workspace",
            )


def _has_publication(folder: Path) -> bool:
    return any((folder / "issues").glob("*/publication.yaml"))


def _is_folder(path: Path) -> bool:
    return os.path.isdir(path)  # noqa: PTH112 - Path.is_dir raises PermissionError


def _write_holder(path: Path) -> None:
    """Write process, host and time of this run into the file of a lock."""
    now = dt.datetime.now().astimezone().isoformat(" ", "seconds")
    holder = {"process": os.getpid(), "host": socket.gethostname(), "since": now}
    with suppress(OSError):  # the lock works without it, on a full disk and on Windows
        path.write_text(json.dumps(holder), encoding="utf-8")


def _holder(path: Path) -> str:
    """Return the process, host and time in the file of a lock as text; an empty text if the run has ended."""
    try:
        holder = json.loads(path.read_text(encoding="utf-8"))
        process, host, since = int(holder["process"]), str(holder["host"]), str(holder["since"])
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return ""
    if host == socket.gethostname() and os.name != "nt":
        try:
            os.kill(process, 0)
        except PermissionError:  # the process belongs to another user
            pass
        except (OSError, OverflowError):
            return ""
    return f": process {process} on {host}, since {since}"
