"""Keeping: pictures that were converted once, on disk by what they were made from, so that the next run need not.

What is damaged or cannot be written is as good as not there. Several processes may keep at once.
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
MOST = 512 * 2**20
"""Bytes on disk; what was used longest ago goes first."""
_TOOLS = repr((version("pillow"), features.version("littlecms2"), 1)).encode()
"""What else decides about the bytes of a converted picture; the number is that of our own way to write it."""


def key_of(*parts: bytes) -> str:
    """Give the name under which something is kept that was made from these parts."""
    total = hashlib.sha256(_TOOLS)
    for part in parts:
        total.update(len(part).to_bytes(8, "big"))
        total.update(part)
    return total.hexdigest()


def kept(key: str) -> tuple[bytes, pikepdf.Dictionary] | None:
    """Return the data and the dictionary of a picture that is kept; None where none is, or not whole."""
    folder = _folder()
    if folder is None:
        return None
    path = folder / key
    try:
        content = path.read_bytes()
    except OSError:
        return None
    with suppress(OSError):  # a cache that can only be read is a cache too
        os.utime(path)
    digest, entries, data = content[:32], *_halves(content[32:])
    if hashlib.sha256(content[32:]).digest() != digest:
        return None
    parsed = pikepdf.Object.parse(entries)
    return (data, parsed) if isinstance(parsed, pikepdf.Dictionary) else None


def keep(key: str, data: bytes, entries: pikepdf.Dictionary) -> None:
    """Keep a converted picture, and let go what was used longest ago where there is too much."""
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
        _let_go(folder)
    except OSError:
        return


def _folder() -> Path | None:
    cache = cache_folder()
    return cache / FOLDER if cache else None


def _halves(content: bytes) -> tuple[bytes, bytes]:
    length = int.from_bytes(content[:4], "big")
    return content[4 : 4 + length], content[4 + length :]


def _let_go(folder: Path) -> None:
    """Remove what was used longest ago until the rest is small enough."""
    remove_leftovers(folder)
    known = [(path.stat(), path) for path in folder.iterdir()]
    total = sum(about.st_size for about, _ in known)
    for about, path in sorted(known, key=lambda one: one[0].st_mtime):
        if total <= MOST:
            return
        path.unlink(missing_ok=True)
        total -= about.st_size
