"""Keeping: pictures that were converted once, on disk by what they were made from, so that the next run need not.

What is damaged or cannot be written is as good as not there. Several processes may keep at once.
"""

import hashlib
import os
import tempfile
from importlib.metadata import version
from pathlib import Path

import pikepdf
import platformdirs
from PIL import features

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
    """Give the data and the dictionary of a picture that is kept; None where none is, or not whole."""
    path = _folder() / key
    try:
        content = path.read_bytes()
        os.utime(path)
    except OSError:
        return None
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
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".", suffix=".part", dir=folder)
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(hashlib.sha256(content).digest() + content)
            Path(name).replace(folder / key)
        except OSError:
            Path(name).unlink(missing_ok=True)
            raise
        _let_go(folder)
    except OSError:
        return


def _folder() -> Path:
    return Path(platformdirs.user_cache_dir("printissue")) / FOLDER


def _halves(content: bytes) -> tuple[bytes, bytes]:
    length = int.from_bytes(content[:4], "big")
    return content[4 : 4 + length], content[4 + length :]


def _let_go(folder: Path) -> None:
    """Remove what was used longest ago until the rest is small enough."""
    known = [(path.stat(), path) for path in folder.iterdir()]
    total = sum(about.st_size for about, _ in known)
    for about, path in sorted(known, key=lambda one: one[0].st_mtime):
        if total <= MOST:
            return
        path.unlink(missing_ok=True)
        total -= about.st_size
