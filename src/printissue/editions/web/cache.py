"""A cache on disk of what is slow to make: pictures in other sizes and formats, subsets of fonts.

A damaged entry counts as absent, and a failure to write is ignored. Several processes may write at once.
"""

import hashlib
import os
from collections.abc import Callable
from contextlib import suppress
from importlib.metadata import version

from PIL import features

from printissue.core.files import cache_folder, new_partial_file, remove_leftovers

FOLDER = "web"
MAX_BYTES = 256 * 2**20
"""The size on disk, in bytes, above which the least recently used entries are removed."""

_TOOLS = (
    version("pillow"),
    version("fonttools"),
    version("brotli"),
    features.version("webp"),
    features.version("jpg"),
    features.version("zlib"),
    1,
)
"""The versions that decide on the bytes of an entry; the last number is the version of our own encoding."""


def cached(make: Callable[[], bytes], *parts: object) -> bytes:
    """Return what `make` returns, from the cache if it is there. `parts` are all that it is made from."""
    total = hashlib.sha256(repr(_TOOLS).encode())
    for part in parts:
        content = part if isinstance(part, bytes) else repr(part).encode()
        total.update(len(content).to_bytes(8, "big") + content)
    cache = cache_folder()
    if cache is None:
        return make()
    path = cache / FOLDER / total.hexdigest()
    with suppress(OSError):
        stored = path.read_bytes()
        if hashlib.sha256(stored[32:]).digest() == stored[:32]:
            with suppress(OSError):  # the cache may be read-only
                os.utime(path)
            return stored[32:]
    made = make()
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        with new_partial_file(path) as part_file:
            part_file.stream.write(hashlib.sha256(made).digest() + made)
            part_file.stream.flush()
            part_file.path.replace(path)
        _evict()
    return made


def _evict() -> None:
    """Remove the least recently used entries until the rest takes at most `MAX_BYTES`."""
    cache = cache_folder()
    if cache is None:
        return
    folder = cache / FOLDER
    remove_leftovers(folder)
    known = [(path.stat(), path) for path in folder.iterdir()]
    total = sum(about.st_size for about, _ in known)
    for about, path in sorted(known, key=lambda one: one[0].st_mtime):
        if total <= MAX_BYTES:
            return
        path.unlink(missing_ok=True)
        total -= about.st_size
