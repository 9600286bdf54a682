"""Digests of files that are only read again if their size, times or inode have changed."""

import hashlib
import os
from collections.abc import Mapping
from pathlib import Path

Stamp = tuple[int, int, int, int]
"""The size in bytes, the times of modification and change in ns, and the inode of a file."""


class Digests:
    """The SHA-256 of files by their paths. `known` are those of an earlier run, with their stamps."""

    def __init__(self, known: Mapping[str, tuple[Stamp, str]] | None = None) -> None:
        self._known = dict(known or {})
        self._used: dict[str, tuple[Stamp, str]] = {}

    @property
    def used(self) -> Mapping[str, tuple[Stamp, str]]:
        """The digests that this run has asked for, with their stamps, for the next run."""
        return self._used

    def of(self, path: Path | str) -> str:
        """Return the SHA-256 of a file in hexadecimal; empty if it cannot be read."""
        name = str(path)
        try:
            stamp = _stamp(os.stat(name))  # noqa: PTH116 - thousands of files: Path.stat takes twice as long
            entry = self._used.get(name) or self._known.get(name)
            if entry is None or entry[0] != stamp:
                with Path(name).open("rb") as stream:
                    entry = (stamp, hashlib.file_digest(stream, "sha256").hexdigest())
        except OSError:
            return ""
        self._used[name] = entry
        return entry[1]

    def size(self, path: str) -> int:
        """Return the size of a file in bytes, as this run has seen it; that of one that it has not seen is 0."""
        entry = self._used.get(path)
        return entry[0][0] if entry else 0

    def add(self, path: Path, digest: str) -> None:
        """Add the digest of a file that was written just now."""
        self._used[str(path)] = (_stamp(path.stat()), digest)


def _stamp(about: os.stat_result) -> Stamp:
    return about.st_size, about.st_mtime_ns, about.st_ctime_ns, about.st_ino
