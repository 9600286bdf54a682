"""A cache of converted images on disk, by what they are made from.

A damaged entry counts as absent, and a failure to write is ignored. Several processes may write at once.
"""

import hashlib
import os
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path

import pikepdf
from PIL import features

from printissue.core.files import cache_folder, new_partial_file, remove_leftovers

FOLDER = "inks"
MAX_BYTES = 512 * 2**20
"""The size on disk, in bytes, above which the least recently used entries are removed."""
_TOOLS = repr((version("pillow"), features.version("littlecms2"), 1)).encode()
"""The versions that decide on the bytes of a converted image; the number is the version of our own encoding."""


def cache_key(*parts: bytes) -> str:
    """Return the key of something that is made from these parts."""
    total = hashlib.sha256(_TOOLS)
    for part in parts:
        total.update(len(part).to_bytes(8, "big"))
        total.update(part)
    return total.hexdigest()


def load_image(key: str) -> tuple[bytes, pikepdf.Dictionary] | None:
    """Return the data and the dictionary of an image in the cache; None if it is absent or damaged."""
    folder = _folder()
    if folder is None:
        return None
    path = folder / key
    try:
        content = path.read_bytes()
    except OSError:
        return None
    with suppress(OSError):  # the cache may be read-only
        os.utime(path)
    digest, entries, data = content[:32], *_split(content[32:])
    if hashlib.sha256(content[32:]).digest() != digest:
        return None
    parsed = pikepdf.Object.parse(entries)
    return (data, parsed) if isinstance(parsed, pikepdf.Dictionary) else None


def store_image(key: str, data: bytes, entries: pikepdf.Dictionary) -> None:
    """Add a converted image to the cache, and remove the least recently used ones if it is too large."""
    written = entries.unparse(resolved=True)
    content = len(written).to_bytes(4, "big") + written + data
    folder = _folder()
    if folder is None:
        return
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with new_partial_file(folder / key) as part:
            part.stream.write(hashlib.sha256(content).digest() + content)
            part.stream.flush()
            part.path.replace(folder / key)
        _evict(folder)
    except OSError:
        return


def _folder() -> Path | None:
    cache = cache_folder()
    return cache / FOLDER if cache else None


def _split(content: bytes) -> tuple[bytes, bytes]:
    length = int.from_bytes(content[:4], "big")
    return content[4 : 4 + length], content[4 + length :]


def _evict(folder: Path) -> None:
    """Remove the least recently used entries until the rest takes at most `MAX_BYTES`."""
    remove_leftovers(folder)
    known = [(path.stat(), path) for path in folder.iterdir()]
    total = sum(about.st_size for about, _ in known)
    for about, path in sorted(known, key=lambda one: one[0].st_mtime):
        if total <= MAX_BYTES:
            return
        path.unlink(missing_ok=True)
        total -= about.st_size
