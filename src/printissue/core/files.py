"""Write files, all or none, and never over a file that the run reads; temporary folders and the user's cache."""

import atexit
import errno
import os
import re
import shutil
import stat
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import BinaryIO

import platformdirs

from printissue.core.errors import UsageError, WriteError

try:
    import fcntl
except ImportError:  # Windows removes no open file, so nothing there needs a lock
    fcntl = None  # type: ignore[assignment]

FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS})
"""The errors of the system for a full disk, quota or file size limit."""

_PARTIAL_NAME = re.compile(r"\.(.*\.)?[0-9a-z_]{8}\.part")
"""The names of partial files and folders, those of `tempfile` and our own."""

VERAPDF = "verapdf-1.28.2"
"""The name of veraPDF's folder in the user's cache; it has the version."""

_TEMP = "printissue-"
_DAY = 24 * 60 * 60

_FORMATS = {
    ".pdf": ("a PDF", re.compile(rb"%PDF-")),
    ".html": ("a web page", re.compile(rb"(?i)<!doctype html|<html")),
}
"""The formats of files that the user names, by suffix: what to call them, and what is in their first kilobyte."""


@dataclass(frozen=True, slots=True)
class PartialFile:
    """An incomplete file beside its target. Its lock shows other runs that it is in use."""

    path: Path
    stream: BinaryIO


def write_file(target: Path, content: bytes, *, inputs: Iterable[Path] = ()) -> None:
    """Write a file completely or not at all. Raises the errors of `write_files`."""
    write_files({target: content}, inputs=inputs)


def write_files(contents: Mapping[Path, bytes], *, inputs: Iterable[Path] = ()) -> None:
    """Write files, all or none: write and fsync partial files, then rename them and fsync their folders.

    Raise UsageError if a target is one of the `inputs`, under any name, and WriteError if a target cannot be written.
    The old files are then unchanged.
    """
    inputs = tuple(inputs)
    for target in contents:
        _check_not_input(target, inputs)
    target = Path()
    try:
        with ExitStack() as stack:
            partial_files: dict[Path, PartialFile] = {}
            for target, content in contents.items():
                _check_regular_file(target)
                target.parent.mkdir(parents=True, exist_ok=True)
                remove_leftovers(target.parent, target.name)
                partial_files[target] = stack.enter_context(new_partial_file(target))
                _write(partial_files[target], content)
            for target, partial_file in partial_files.items():
                partial_file.path.replace(target)
            for folder in {target.parent for target in contents}:
                _sync_folder(folder)
    except OSError as error:
        raise WriteError(f"cannot write {target}: {error.strerror or error}") from None


def write_named(target: Path, content: bytes, *, suffix: str, inputs: Iterable[Path]) -> None:
    """Write a file that the user named. Raises the errors of `write_files` and `check_named`."""
    inputs = tuple(inputs)
    check_named(target, suffix=suffix, inputs=inputs)
    write_files({target: content}, inputs=inputs)


def check_named(target: Path, *, suffix: str, inputs: Iterable[Path]) -> None:
    """Raise UsageError if a file that the user named would replace an input or a file of another format."""
    name, pattern = _FORMATS[suffix]
    hint = f"name a file that ends in {suffix}"
    if target.suffix.lower() != suffix:
        raise UsageError(f"{target} is not the name of {name}", hint)
    _check_not_input(target, inputs)
    try:
        _check_regular_file(target)
        with target.open("rb") as stream:
            head = stream.read(1024)
    except FileNotFoundError:
        return
    except OSError as error:
        raise WriteError(f"cannot write {target}: {error.strerror or error}") from None
    if head.strip() and not pattern.search(head):
        raise UsageError(f"{target} already exists and is not {name}", "name another file")


def _check_not_input(target: Path, inputs: Iterable[Path]) -> None:
    """Raise UsageError if a target is one of the inputs, also through a link or with other capital letters."""
    for path in inputs:
        with suppress(OSError, RuntimeError, ValueError):  # too long, links in a circle, a NUL
            if target.resolve() == path.resolve() or target.samefile(path):
                hint = "name another file for the result"
                raise UsageError(f"{target} is a file that printissue reads", hint)


def _check_regular_file(target: Path) -> None:
    """Raise OSError if a target exists and is not a regular file, but a folder, a device or a pipe."""
    try:
        mode = target.stat().st_mode
    except FileNotFoundError:
        return
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if not stat.S_ISREG(mode):
        raise OSError(errno.EINVAL, "not a regular file")


@contextmanager
def new_partial_file(target: Path) -> Iterator[PartialFile]:
    """Open a partial file beside its target, with the permissions that the umask allows; delete it at the end."""
    path, stream = _open_partial_file(target)
    try:
        with stream:
            yield PartialFile(path, stream)
    finally:
        path.unlink(missing_ok=True)


def _open_partial_file(target: Path) -> tuple[Path, BinaryIO]:
    while True:
        # 60 characters of four bytes each still fit into the 255 bytes of a name
        path = target.with_name(f".{target.name[:60]}.{os.urandom(4).hex()}.part")
        stream = path.open("xb")
        try:
            _lock(stream.fileno())
            if os.fstat(stream.fileno()).st_nlink:
                return path, stream
        except BaseException:
            path.unlink(missing_ok=True)
            stream.close()
            raise
        stream.close()  # another run removed it as a leftover before it was locked


def _write(partial_file: PartialFile, content: bytes) -> None:
    partial_file.stream.write(content)
    partial_file.stream.flush()
    os.fsync(partial_file.stream.fileno())


def _lock(handle: int) -> bool:
    """Lock an open file until it is closed. Return False if another run holds it or the file system has no locks."""
    if fcntl is None:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def remove_leftovers(folder: Path, name: str = "", *, deep: bool = False) -> None:
    """Remove the partial files that killed runs left in a folder: those of the target `name`, or all.

    With `deep`, its subfolders are searched, too. The locks of partial files show which of them are still in use.
    Partial folders have no lock: only the run that holds the workspace makes them, and only `deep` removes them.
    """
    pattern = f".{name[:60]}." if name else "."
    for path in _parts_below(folder) if deep else list(folder.glob("*.part")):
        if not (path.name.startswith(pattern) and _PARTIAL_NAME.fullmatch(path.name)):
            continue
        with suppress(OSError):
            if path.is_symlink() or not path.is_dir():
                _remove_if_unused(path)
            elif deep:
                shutil.rmtree(path)


def _parts_below(folder: Path) -> list[Path]:
    """Return what has the suffix of partial files in a folder and those below it, links to other folders excepted."""
    return [
        Path(where, name)  # `rglob` takes three times as long
        for where, folders, files in os.walk(folder)
        for name in (*folders, *files)
        if name.endswith(".part")
    ]


def _remove_if_unused(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
    try:
        if fcntl is None or _lock(handle):
            path.unlink()
    finally:
        os.close(handle)


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":  # Windows cannot open a folder for fsync
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def umask() -> int:
    """Return the permissions that this process removes from new files."""
    current = os.umask(0o077)
    os.umask(current)
    return current


@contextmanager
def temporary_folder() -> Iterator[Path]:
    """Make a folder for the files of this block. Raise WriteError if the disk is full or has no temporary folder."""
    try:
        _remove_old_temporary_folders(Path(tempfile.gettempdir()))
        with (
            tempfile.TemporaryDirectory(prefix=_TEMP, ignore_cleanup_errors=True) as name,
            _locked(Path(name)),
        ):
            yield Path(name)
    except OSError as error:
        if error.errno not in FULL and not _has_no_temporary_folder(error):
            raise
        raise WriteError(*_temporary_folder_error(error)) from None


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Lock a folder in this block, to show other runs that it is in use."""
    if fcntl is None:
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        _lock(handle)
        yield
    finally:
        os.close(handle)


def _remove_old_temporary_folders(temp: Path) -> None:
    """Remove this user's temporary folders that killed runs left: those older than a day that no run has locked."""
    if fcntl is None:
        return
    with suppress(OSError):
        for path in temp.glob(f"{_TEMP}????????"):
            about = path.lstat()
            old = time.time() - about.st_mtime > _DAY
            if old and about.st_uid == os.getuid() and stat.S_ISDIR(about.st_mode):
                handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
                try:
                    if _lock(handle):
                        shutil.rmtree(path, ignore_errors=True)
                finally:
                    os.close(handle)


def _has_no_temporary_folder(error: OSError) -> bool:
    return error.errno in (errno.ENOENT, errno.EACCES) and "temporary" in str(error.strerror)


def _temporary_folder_error(error: OSError) -> tuple[str, str]:
    """Return the message and hint for a temporary folder that cannot be written."""
    folder = tempfile.tempdir or os.environ.get("TMPDIR") or "the temporary folder"
    where = folder if not error.filename else error.filename
    return (
        f"cannot write {where}: {error.strerror or error}",
        "free some space, or set TMPDIR to a folder that has some",
    )


def cache_folder() -> Path | None:
    """Return the user's cache folder for printissue; None if there is none or it cannot be read."""
    try:
        folder = Path(platformdirs.user_cache_dir("printissue"))
        folder.exists()
    except (OSError, RuntimeError):  # RuntimeError: the user has no home
        return None
    return folder if folder.is_absolute() else None  # older platformdirs return a path with "~"


def verapdf_folder() -> Path:
    """Return the folder of veraPDF's JAR files: `PRINTISSUE_VERAPDF`, or a folder in the user's cache."""
    named = os.environ.get("PRINTISSUE_VERAPDF")
    return Path(named) if named else (cache_folder() or Path()) / VERAPDF


def writable_cache() -> Path:
    """Return the cache folder, or one of this user in the temporary folder if the cache cannot be written.

    Raise WriteError if neither can be written.
    """
    return _first_writable(cache_folder())


@cache
def _first_writable(folder: Path | None) -> Path:
    if folder is not None and _writable(folder, parents=True):
        return folder
    try:
        user = os.getuid() if hasattr(os, "getuid") else 0
        shared = Path(tempfile.gettempdir()) / f"printissue-cache-{user}"
        if _writable(shared, parents=False) and _is_private(shared, user):
            return shared
        own = Path(tempfile.mkdtemp(prefix="printissue-cache-"))
    except OSError as error:
        raise WriteError(*_temporary_folder_error(error)) from None
    atexit.register(shutil.rmtree, own, ignore_errors=True)
    return own


def _is_private(folder: Path, user: int) -> bool:
    """Return whether only this user can write into a folder whose name others can guess."""
    about = folder.lstat()
    return stat.S_ISDIR(about.st_mode) and (
        os.name == "nt" or (about.st_uid == user and not about.st_mode & 0o022)
    )


def _writable(folder: Path, *, parents: bool) -> bool:
    try:
        folder.mkdir(mode=0o700, parents=parents, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as probe:
            probe.write(bytes(4096))
    except OSError:
        return False
    return True
