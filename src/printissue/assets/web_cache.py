"""The cache of what is slow to make for web pages: pictures in other sizes and formats, subsets of fonts."""

from collections.abc import Callable
from importlib.metadata import version

from PIL import features

from printissue.core.disk_cache import DiskCache

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

_CACHE = DiskCache("web", repr(_TOOLS))


def cached(make: Callable[[], bytes], *parts: object) -> bytes:
    """Return what `make` returns, from the cache if it is there. `parts` are all that it is made from."""
    key = _CACHE.key(*(part if isinstance(part, bytes) else repr(part).encode() for part in parts))
    stored = _CACHE.load(key)
    if stored is not None:
        return stored
    made = make()
    _CACHE.store(key, made, max_bytes=MAX_BYTES)
    return made
