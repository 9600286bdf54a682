"""Files: the one place that writes them, whole or not at all, and never over a file that a run reads."""

import atexit
import errno
import os
import re
import secrets
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
"""What the system answers where a disk, a quota or the largest size of a file is reached."""

_PART = re.compile(r"\.(.*\.)?[0-9a-z_]{8}\.part")
"""The names of unfinished files and folders: those of `tempfile` and our own."""

_TEMP = "printissue-"
_DAY = 24 * 60 * 60

_KINDS = {
    ".pdf": ("a PDF", re.compile(rb"%PDF-")),
    ".html": ("a web page", re.compile(rb"(?i)<!doctype html|<html")),
}
"""What is written where the user says, by its suffix: its name, and what its first kilobyte holds."""


@dataclass(frozen=True, slots=True)
class PartialFile:
    """An unfinished file beside its place. Its lock shows other runs that its own is alive."""

    path: Path
    stream: BinaryIO


def write_file(target: Path, content: bytes, *, inputs: Iterable[Path] = ()) -> None:
    """Put a file in its place whole or not at all. Raise as `write_files` does."""
    write_files({target: content}, inputs=inputs)


def write_files(contents: Mapping[Path, bytes], *, inputs: Iterable[Path] = ()) -> None:
    """Put files in their places, all or none: temp files, flush, fsync; then rename, fsync of the folders.

    Raise UsageError where a target is one of the `inputs`, by whatever name, and WriteError where a target cannot be
    written. What was there before is then untouched.
    """
    inputs = tuple(inputs)
    for target in contents:
        refuse_input(target, inputs)
    target = Path()
    try:
        with ExitStack() as stack:
            parts: dict[Path, PartialFile] = {}
            for target, content in contents.items():
                _refuse_odd(target)
                target.parent.mkdir(parents=True, exist_ok=True)
                remove_leftovers(target.parent, target.name)
                parts[target] = stack.enter_context(new_partial_file(target))
                _fill(parts[target], content)
            for target, part in parts.items():
                part.path.replace(target)
            for folder in {target.parent for target in contents}:
                _sync_folder(folder)
    except OSError as error:
        raise WriteError(f"cannot write {target}: {error.strerror or error}") from None


def write_named(target: Path, content: bytes, *, suffix: str, inputs: Iterable[Path]) -> None:
    """Put a file where the user says. Raise as `write_files` and `check_named` do."""
    inputs = tuple(inputs)
    check_named(target, suffix=suffix, inputs=inputs)
    write_files({target: content}, inputs=inputs)


def check_named(target: Path, *, suffix: str, inputs: Iterable[Path]) -> None:
    """Raise UsageError where a file that the user names would replace an input or a file of another kind."""
    name, pattern = _KINDS[suffix]
    hint = f"name a file that ends in {suffix}"
    if target.suffix.lower() != suffix:
        raise UsageError(f"{target} is not the name of {name}", hint)
    refuse_input(target, inputs)
    try:
        _refuse_odd(target)
        with target.open("rb") as stream:
            head = stream.read(1024)
    except FileNotFoundError:
        return
    except OSError as error:
        raise WriteError(f"cannot write {target}: {error.strerror or error}") from None
    if head.strip() and not pattern.search(head):
        raise UsageError(f"{target} is there already and is not {name}", "name another file")


def refuse_input(target: Path, inputs: Iterable[Path]) -> None:
    """Raise UsageError where a target is one of the inputs: by its path, a link or the case of its name."""
    for one in inputs:
        with suppress(OSError, RuntimeError, ValueError):  # too long, links in a circle, a NUL
            if target.resolve() == one.resolve() or target.samefile(one):
                hint = "name another file for the result"
                raise UsageError(f"{target} is a file that printissue reads", hint)


def _refuse_odd(target: Path) -> None:
    """Raise OSError where something other than a file is in the place of one: a folder, a device, a pipe."""
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
    """Open an unfinished file beside its place, with the rights that the umask leaves; remove it in the end."""
    path, stream = _opened_part(target)
    try:
        with stream:
            yield PartialFile(path, stream)
    finally:
        path.unlink(missing_ok=True)


def _opened_part(target: Path) -> tuple[Path, BinaryIO]:
    while True:
        # 60 characters of four bytes each still fit into the 255 bytes of a name
        path = target.with_name(f".{target.name[:60]}.{secrets.token_hex(4)}.part")
        stream = path.open("xb")
        try:
            _lock(stream.fileno())
            if os.fstat(stream.fileno()).st_nlink:
                return path, stream
        except BaseException:
            path.unlink(missing_ok=True)
            stream.close()
            raise
        stream.close()  # another run took it for a leftover before it was locked


def _fill(part: PartialFile, content: bytes) -> None:
    part.stream.write(content)
    part.stream.flush()
    os.fsync(part.stream.fileno())


def _lock(handle: int) -> bool:
    """Lock an open file for as long as it stays open; a file system without locks is no error."""
    if fcntl is None:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def remove_leftovers(folder: Path, name: str = "", *, deep: bool = False) -> None:
    """Remove what runs that were killed left unfinished in a folder: of one target, or all; `deep` below it too.

    The locks of unfinished files tell which of them belong to a run that is alive. An unfinished folder has none:
    only the run that holds the workspace makes one, and it goes where `deep` is set.
    """
    pattern = f".{name[:60]}." if name else "."
    try:
        found = list(folder.rglob("*.part") if deep else folder.glob("*.part"))
    except OSError:
        return
    for path in found:
        if not (path.name.startswith(pattern) and _PART.fullmatch(path.name)):
            continue
        with suppress(OSError):
            if path.is_symlink() or not path.is_dir():
                _remove_dead(path)
            elif deep:
                shutil.rmtree(path)


def _remove_dead(path: Path) -> None:
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
    """Return the rights that this process takes away from new files."""
    current = os.umask(0o077)
    os.umask(current)
    return current


@contextmanager
def temporary_folder() -> Iterator[Path]:
    """Make a folder for files that only this block needs. Raise WriteError where the disk is full or there is none."""
    try:
        _remove_old_temp(Path(tempfile.gettempdir()))
        with (
            tempfile.TemporaryDirectory(prefix=_TEMP, ignore_cleanup_errors=True) as name,
            _held(Path(name)),
        ):
            yield Path(name)
    except OSError as error:
        if error.errno not in FULL and not _no_temp(error):
            raise
        raise WriteError(*_temp_fault(error)) from None


@contextmanager
def _held(folder: Path) -> Iterator[None]:
    """Lock a folder, which shows other runs that it is in use."""
    if fcntl is None:
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        _lock(handle)
        yield
    finally:
        os.close(handle)


def _remove_old_temp(temp: Path) -> None:
    """Remove this user's temporary folders that a killed run left: those of yesterday that no run holds."""
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


def _no_temp(error: OSError) -> bool:
    return error.errno in (errno.ENOENT, errno.EACCES) and "temporary" in str(error.strerror)


def _temp_fault(error: OSError) -> tuple[str, str]:
    """Say which temp folder cannot be written to."""
    folder = tempfile.tempdir or os.environ.get("TMPDIR") or "the temporary folder"
    where = folder if not error.filename else error.filename
    return (
        f"cannot write {where}: {error.strerror or error}",
        "free some space, or set TMPDIR to a folder that has some",
    )


def cache_folder() -> Path | None:
    """Return the folder of what need not be made twice; None where the user has none that can be looked into."""
    folder = Path(platformdirs.user_cache_dir("printissue"))
    try:
        folder.exists()
    except OSError:
        return None
    return folder if folder.is_absolute() else None  # "~" stays where there is no home


def writable_cache() -> Path:
    """Return the cache folder, or a folder of this user in the temp folder where the cache cannot be written.

    Raise WriteError where neither can.
    """
    return _usable(cache_folder())


@cache
def _usable(folder: Path | None) -> Path:
    if folder is not None and _writable(folder, parents=True):
        return folder
    try:
        user = os.getuid() if hasattr(os, "getuid") else 0
        shared = Path(tempfile.gettempdir()) / f"printissue-cache-{user}"
        if _writable(shared, parents=False) and _is_private(shared, user):
            return shared
        own = Path(tempfile.mkdtemp(prefix="printissue-cache-"))
    except OSError as error:
        raise WriteError(*_temp_fault(error)) from None
    atexit.register(shutil.rmtree, own, ignore_errors=True)
    return own


def _is_private(folder: Path, user: int) -> bool:
    """Return whether only this user can write into a folder that has a name which others can guess."""
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
