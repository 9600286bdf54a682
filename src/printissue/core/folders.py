"""Folders whose files a run writes; a file that an earlier run wrote and this one does not is removed.

`write_folders` writes all files or none. `update_folder` is for thousands of files: it writes only those that differ.
"""

import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from printissue.core.digests import Digests
from printissue.core.errors import UsageError, WriteError
from printissue.core.files import new_partial_file, write_file, write_files

MANIFEST = ".files.json"
"""The name of the list of a folder's files with their SHA-256. It begins with a dot, so web servers do not offer it."""

_NOT_PLAIN = re.compile(r"[\\\0]|(?:^|/)\.{0,2}(?:/|\Z)")
"""A backslash, a zero byte, or a part of a path that is empty, `.` or `..`."""

Contents = Mapping[str, bytes]
"""The files of a folder: paths in it, with `/` between their parts, and contents."""


def write_folders(folders: Mapping[Path, Contents], files: Mapping[Path, bytes]) -> None:
    """Write folders and single files, all or none, then remove the files that earlier runs wrote into the folders.

    A file that has changed since, or that no run wrote, stays. Raise WriteError if a file cannot be written, or if a
    folder or one below it is a link to another place.
    """
    earlier = {folder: written_files(folder) for folder in folders}
    targets = dict(files)
    for folder, contents in folders.items():
        targets |= {_inside(folder, name): content for name, content in contents.items()}
        targets[folder / MANIFEST] = _manifest(earlier[folder] | _digests(contents))
    write_files(targets)
    for folder, contents in folders.items():
        stale = {name: one for name, one in earlier[folder].items() if name not in contents}
        for name, digest in stale.items():
            _remove(folder, name, digest)
        if stale:
            write_file(folder / MANIFEST, _manifest(_digests(contents)))


class Update(NamedTuple):
    """The number of files that were written and removed, and the SHA-256 of all files that the folder has now."""

    written: int
    removed: int
    files: Mapping[str, str]


def update_folder(
    folder: Path, contents: Mapping[str, bytes | Path], kept: Mapping[str, str], digests: Digests
) -> Update:
    """Write the files of a folder that differ, then remove those of earlier runs.

    `contents` are files to write or to copy, in this order; `kept` are the SHA-256 of files that stay as they are. Each
    file is written completely or not at all. A file that has changed since a run wrote it is written again, but not
    removed. Raise UsageError, before anything is written, if a file that no run wrote is in the place of another one,
    and WriteError if a file cannot be written, or if a folder is a link to another place.
    """
    earlier = written_files(folder)
    wanted = {name: _digest_of(content, digests) for name, content in contents.items()}
    _check_folders(folder, wanted)
    known = {name: digests.of(f"{folder}/{name}") for name in wanted}  # strings: paths take longer
    changed = [name for name in wanted if known[name] != wanted[name]]
    _check_foreign(folder / name for name in changed if known[name] and name not in earlier)
    files = {**kept, **wanted}
    if changed:
        write_file(folder / MANIFEST, _manifest(earlier | files))
    for name in changed:
        _update(folder / name, contents[name])
        digests.add(folder / name, wanted[name])
    stale = {name: digest for name, digest in earlier.items() if name not in files}
    for name, digest in stale.items():
        _remove(folder, name, digest)
    if earlier != files:
        write_file(folder / MANIFEST, _manifest(files))
    return Update(len(changed), len(stale), files)


def _digest_of(content: bytes | Path, digests: Digests) -> str:
    if isinstance(content, bytes):
        return hashlib.sha256(content).hexdigest()
    digest = digests.of(content)
    if not digest:
        raise WriteError(f"cannot read {content}", "build it again")
    return digest


def _check_folders(folder: Path, names: Iterable[str]) -> None:
    """Raise WriteError if the folder of a file is a link, and ValueError if a name leads out of the folder."""
    parents: set[str] = set()
    for name in names:
        if not is_plain(name):
            raise ValueError(f"not a path in a folder: {name!r}")
        parent = name.rpartition("/")[0]
        while parent and parent not in parents:
            parents.add(parent)
            parent = parent.rpartition("/")[0]
    _check_link(folder)
    for one in sorted(parents):
        if os.path.islink(f"{folder}/{one}"):  # noqa: PTH114 - there are thousands: paths take longer
            _check_link(folder / one)


def _check_foreign(paths: Iterable[Path]) -> None:
    for path in paths:
        raise UsageError(
            f"{path} is in the way: printissue did not write it", "move it, or name another folder"
        )


def _update(target: Path, content: bytes | Path) -> None:
    """Write or copy a file, without waiting for the disk: it can be made again."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with new_partial_file(target) as part:
            if isinstance(content, bytes):
                part.stream.write(content)
            else:
                with content.open("rb") as source:
                    shutil.copyfileobj(source, part.stream, 1 << 20)
            part.stream.flush()
            part.path.replace(target)
    except OSError as error:
        raise WriteError(f"cannot write {target}: {error.strerror or error}") from None


def written_files(folder: Path) -> dict[str, str]:
    """Return the files that the last run wrote into a folder: paths and SHA-256; none if the list is damaged."""
    try:
        listed = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    entries = listed.items() if isinstance(listed, dict) else ()
    return {name: one for name, one in entries if isinstance(one, str) and is_plain(name)}


def _digests(contents: Contents) -> dict[str, str]:
    return {name: hashlib.sha256(content).hexdigest() for name, content in contents.items()}


def _manifest(digests: Mapping[str, str]) -> bytes:
    return json.dumps(dict(sorted(digests.items())), indent=1).encode()


def is_plain(name: str) -> bool:
    """Return whether a path leads to a file below the folder that it starts from."""
    return not _NOT_PLAIN.search(name)


def _inside(folder: Path, name: str) -> Path:
    """Return the path of a file in a folder."""
    if not is_plain(name):
        raise ValueError(f"not a path in a folder: {name!r}")
    path = folder / PurePosixPath(name)
    for one in _folders_of(folder, path):
        _check_link(one)
    return path


def _check_link(folder: Path) -> None:
    if folder.is_symlink():
        raise WriteError(f"cannot write into {folder}: it is a link", "make it a folder")


def _folders_of(folder: Path, path: Path) -> Iterator[Path]:
    """Yield the folders of a file in a folder, the nearest one first, that folder last."""
    for parent in path.parents:
        yield parent
        if parent == folder:
            return


def _remove(folder: Path, name: str, digest: str) -> None:
    """Remove a file that has not changed since a run wrote it, and the folders that are empty then."""
    path = folder / PurePosixPath(name)
    with suppress(OSError):
        if any(one.is_symlink() for one in (path, *_folders_of(folder, path))):
            return
        if hashlib.sha256(path.read_bytes()).hexdigest() != digest:
            return
        path.unlink()
        for parent in _folders_of(folder, path):
            if parent != folder:
                parent.rmdir()
