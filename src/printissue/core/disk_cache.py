"""Caches on disk of what is slow to make, in the user's cache folder, by what each entry is made from.

A damaged entry counts as absent, and a failure to write is ignored. Several processes may write at once.
"""

import hashlib
import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from printissue.core.files import cache_folder, new_partial_file, remove_leftovers

_DIGEST = hashlib.sha256().digest_size


@dataclass(frozen=True, slots=True)
class DiskCache:
    """One cache: its folder's name, and the versions of the tools that decide on the bytes of its entries."""

    folder_name: str
    tools: str

    def key(self, *parts: bytes) -> str:
        """Return the key of an entry that is made from these parts."""
        total = hashlib.sha256(self.tools.encode())
        for part in parts:
            total.update(len(part).to_bytes(8, "big"))
            total.update(part)
        return total.hexdigest()

    def load(self, key: str, on_damage: Callable[[Path], object] | None = None) -> bytes | None:
        """Return an entry; None if it is absent or damaged. `on_damage` is called with the path of a damaged one."""
        path = self._path(key)
        if path is None:
            return None
        try:
            stored = path.read_bytes()
        except OSError:
            return None
        with suppress(OSError):  # the cache may be read-only
            os.utime(path)
        content = stored[_DIGEST:]
        if hashlib.sha256(content).digest() == stored[:_DIGEST]:
            return content
        if on_damage is not None:
            on_damage(path)
        return None

    def store(self, key: str, content: bytes, *, max_bytes: int) -> None:
        """Add an entry, and remove the least recently used ones while the cache is larger than `max_bytes`."""
        self.add(key, content)
        self.evict(max_bytes)

    def add(self, key: str, content: bytes) -> None:
        """Add an entry, whatever the size of the cache is then."""
        path = self._path(key)
        if path is None:
            return
        with suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            with new_partial_file(path) as part:
                part.stream.write(hashlib.sha256(content).digest() + content)
                part.stream.flush()
                part.path.replace(path)

    def evict(self, max_bytes: int) -> None:
        """Remove the least recently used entries while the cache is larger than `max_bytes`."""
        path = self._path("")
        if path is not None:
            with suppress(OSError):
                _evict(path, max_bytes)

    def _path(self, key: str) -> Path | None:
        cache = cache_folder()
        return cache / self.folder_name / key if cache else None


def _evict(folder: Path, max_bytes: int) -> None:
    remove_leftovers(folder)
    known = [(path.stat(), path) for path in folder.iterdir()]
    total = sum(about.st_size for about, _ in known)
    for about, path in sorted(known, key=lambda one: one[0].st_mtime):
        if total <= max_bytes:
            return
        path.unlink(missing_ok=True)
        total -= about.st_size
