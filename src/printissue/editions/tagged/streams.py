"""The streams of a whole file: images as PDF/A asks for them, and no two equal streams."""

from hashlib import sha256
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Stream

_ROUNDS = 3
"""The rounds of deduplication: two images are equal only after their masks have become one."""


def clean_streams(pdf: pikepdf.Pdf) -> None:
    """Remove /Interpolate from images (ISO 19005-3, 6.2.8), and replace equal streams by one."""
    streams = [item for item in pdf.objects if isinstance(item, Stream)]
    for stream in streams:
        if stream.get("/Subtype") == Name.Image and "/Interpolate" in stream:
            del stream.Interpolate
    for _ in range(_ROUNDS):
        duplicates = _duplicates(streams)
        if not duplicates:
            return
        streams = [stream for stream in streams if stream.objgen not in duplicates]
        for holder in list(pdf.objects):
            _redirect(holder, duplicates)


def _duplicates(streams: list[Stream]) -> dict[tuple[int, int], Object]:
    """Return the earlier, equal stream of each duplicate, by the duplicate's object number."""
    kept: dict[bytes, Stream] = {}
    duplicates: dict[tuple[int, int], Object] = {}
    for stream in streams:
        first = kept.setdefault(_fingerprint(stream), stream)
        if first is not stream:
            duplicates[stream.objgen] = first
    return duplicates


def _fingerprint(stream: Stream) -> bytes:
    digest = sha256(stream.read_raw_bytes())
    for key, value in sorted(stream.items()):
        digest.update(key.encode())
        digest.update(value.unparse() if isinstance(value, Object) else repr(value).encode())
    return digest.digest()


def _redirect(holder: Object, duplicates: dict[tuple[int, int], Object]) -> None:
    """Replace the references to duplicates in an object and its direct objects."""
    entries: list[tuple[Any, Object]] = []
    if isinstance(holder, Array):
        entries = list(enumerate(holder))
    elif isinstance(holder, Dictionary | Stream):
        entries = list(holder.items())
    for key, value in entries:
        if not isinstance(value, Object):
            continue
        if not value.is_indirect:
            _redirect(value, duplicates)
        elif (kept := duplicates.get(value.objgen)) is not None:
            holder[key] = kept
