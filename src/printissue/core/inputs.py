"""Inputs: the files and folders that a run looks up, so that a later run can find out what has changed.

A file that does not exist is an input as well: if it appears, the result may be another. The few functions through
which files are found call `note_file`, and those that list a folder call `note_folder`. `recorded` collects what is
noted. A file is digested when it is looked up, before it is read: if it changes in between, the digest is that of the
older content, and the next run makes the result again.
"""

import hashlib
import os
import stat
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import NamedTuple

from printissue.core.errors import WriteError

Stamp = tuple[int, int, int, int]
"""Size in bytes, times of the last change of content and of status in ns, inode number."""

UNREADABLE = "unreadable"
"""The digest of a file that cannot be read."""

_SLACK = 2 * 10**9
"""The coarsest clock of a file system that stamps are compared on, in ns: FAT counts every other second."""


class State(NamedTuple):
    """The state of a file or folder: SHA-256 in hexadecimal, and stamp. Both are None if it does not exist.

    The digest of a folder is that of the names in it, without hidden ones.
    """

    digest: str | None = None
    stamp: Stamp | None = None


class Snapshots:
    """The states of files and folders, each looked at once. A file is only read if its stamp is not a `known` one.

    Paths of folders end in a separator. `is_new` is true after a state that is not known.
    """

    def __init__(self, known: Mapping[str, State] | None = None) -> None:
        self.known = known or {}
        self.taken: dict[str, State] = {}
        self.is_new = False

    def of(self, path: str) -> State:
        """Return the state of a file, or of a folder if the path ends in a separator."""
        state = self.taken.get(path)
        if state is None:
            state = self.taken[path] = self._take(path)
        return state

    def again(self, path: str) -> State:
        """Return the state of a file that this run has written."""
        self.taken.pop(path, None)
        return self.of(path)

    def _take(self, path: str) -> State:
        stamp, known = _stamp(path), self.known.get(path)
        if stamp is None:
            self.is_new |= known is not None
            return State()
        if known is not None and known.stamp == stamp:
            return known
        self.is_new = True
        return State(_digest(path), stamp)


def _stamp(path: str) -> Stamp | None:
    """Return the stamp of a regular file, or of a folder if the path ends in a separator; None if there is none."""
    try:
        about = os.stat(path)  # noqa: PTH116 - `Path.stat` takes more than twice the time
    except (OSError, ValueError):  # too long, links in a circle, a NUL
        return None
    wanted = stat.S_ISDIR if path.endswith(os.sep) else stat.S_ISREG
    if not wanted(about.st_mode):
        return None
    return about.st_size, about.st_mtime_ns, about.st_ctime_ns, about.st_ino


def _digest(path: str) -> str:
    try:
        if path.endswith(os.sep):
            names = sorted(name for name in os.listdir(path) if not name.startswith("."))  # noqa: PTH208
            content = "\0".join(names).encode("utf-8", "surrogateescape")
            return hashlib.sha256(content).hexdigest()
        with open(path, "rb") as stream:  # noqa: PTH123
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return UNREADABLE


def settled(state: State, started: int) -> bool:
    """Return whether any later change of a file must change its stamp.

    A change within one tick of the file system's clock can leave the stamp equal. So the last change must be older than
    `started`, the time of the file system at which the run began, in ns.
    """
    return state.stamp is not None and max(state.stamp[1:3]) < started - _SLACK


def file_system_time(folder: Path) -> int:
    """Return the time of the file system of a folder in ns: that of a new file in it.

    Raise WriteError if nothing can be written there.
    """
    try:
        with tempfile.TemporaryFile(dir=folder) as probe:
            return os.fstat(probe.fileno()).st_mtime_ns
    except OSError as error:
        raise WriteError(f"cannot write into {folder}: {error.strerror or error}") from None


Inputs = dict[str, State]
"""States by path. Paths of folders end in a separator."""

_recorder: ContextVar[tuple[Snapshots, Inputs] | None] = ContextVar("recorder", default=None)


@contextmanager
def recorded(snapshots: Snapshots) -> Iterator[Inputs]:
    """Collect the inputs that are noted in this block, but not those within a block inside it."""
    inputs: Inputs = {}
    token = _recorder.set((snapshots, inputs))
    try:
        yield inputs
    finally:
        _recorder.reset(token)


def note_file(path: Path) -> None:
    """Note that a file is looked up, whether it exists or not."""
    _note(os.fspath(path))


def note_folder(path: Path) -> None:
    """Note that the names in a folder are looked up, whether it exists or not."""
    _note(os.path.join(path, ""))  # noqa: PTH118 - a separator at the end


def _note(path: str) -> None:
    recorder = _recorder.get()
    if recorder is not None:
        snapshots, inputs = recorder
        inputs[path] = snapshots.of(path)
