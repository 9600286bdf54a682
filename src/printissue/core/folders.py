"""Folders whose files a run writes together; a file that an earlier run wrote and this one does not is removed."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path, PurePosixPath

from printissue.core.errors import WriteError
from printissue.core.files import write_file, write_files

MANIFEST = ".files.json"
"""The name of the list of a folder's files with their SHA-256. It begins with a dot, so web servers do not offer it."""

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


def written_files(folder: Path) -> dict[str, str]:
    """Return the files that the last run wrote into a folder: paths and SHA-256; none if the list is damaged."""
    try:
        listed = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    entries = listed.items() if isinstance(listed, dict) else ()
    return {name: one for name, one in entries if isinstance(one, str) and _is_plain(name)}


def _digests(contents: Contents) -> dict[str, str]:
    return {name: hashlib.sha256(content).hexdigest() for name, content in contents.items()}


def _manifest(digests: Mapping[str, str]) -> bytes:
    return json.dumps(dict(sorted(digests.items())), indent=1).encode()


def _is_plain(name: str) -> bool:
    """Return whether a path leads to a file below the folder that it starts from."""
    parts = name.split("/")
    return not any(part in ("", ".", "..") or "\\" in part or "\0" in part for part in parts)


def _inside(folder: Path, name: str) -> Path:
    """Return the path of a file in a folder."""
    if not _is_plain(name):
        raise ValueError(f"not a path in a folder: {name!r}")
    path = folder / PurePosixPath(name)
    for one in _folders_of(folder, path):
        if one.is_symlink():
            raise WriteError(f"cannot write into {one}: it is a link", "make it a folder")
    return path


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
