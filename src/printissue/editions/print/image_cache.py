"""The cache of converted images, by what they are made from: data and dictionary of each."""

from importlib.metadata import version

import pikepdf
from PIL import features

from printissue.core.disk_cache import DiskCache

FOLDER = "inks"
MAX_BYTES = 512 * 2**20
"""The size on disk, in bytes, above which the least recently used entries are removed."""
_CACHE = DiskCache(FOLDER, repr((version("pillow"), features.version("littlecms2"), 1)))
"""The last number is the version of our own encoding."""

cache_key = _CACHE.key


def load_image(key: str) -> tuple[bytes, pikepdf.Dictionary] | None:
    """Return the data and the dictionary of an image in the cache; None if it is absent or damaged."""
    content = _CACHE.load(key)
    if content is None:
        return None
    length = int.from_bytes(content[:4], "big")
    entries = pikepdf.Object.parse(content[4 : 4 + length])
    return (content[4 + length :], entries) if isinstance(entries, pikepdf.Dictionary) else None


def store_image(key: str, data: bytes, entries: pikepdf.Dictionary) -> None:
    """Add a converted image to the cache."""
    written = entries.unparse(resolved=True)
    _CACHE.store(key, len(written).to_bytes(4, "big") + written + data, max_bytes=MAX_BYTES)
