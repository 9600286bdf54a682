"""Streams of the whole file: pictures as PDF/A takes them, and equal streams kept once."""

from hashlib import sha256
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Stream

_ROUNDS = 3  # a picture is equal to another only once their masks are one


def settle_streams(pdf: pikepdf.Pdf) -> None:
    """Take /Interpolate from pictures (ISO 19005-3, 6.2.8), and let equal streams be one."""
    streams = [item for item in pdf.objects if isinstance(item, Stream)]
    for stream in streams:
        if stream.get("/Subtype") == Name.Image and "/Interpolate" in stream:
            del stream.Interpolate
    for _ in range(_ROUNDS):
        doubles = _doubles(streams)
        if not doubles:
            return
        streams = [stream for stream in streams if stream.objgen not in doubles]
        for holder in list(pdf.objects):
            _redirect(holder, doubles)


def _doubles(streams: list[Stream]) -> dict[tuple[int, int], Object]:
    """Find the streams that say the same as an earlier one: their object numbers, and that one."""
    kept: dict[bytes, Stream] = {}
    doubles: dict[tuple[int, int], Object] = {}
    for stream in streams:
        first = kept.setdefault(_fingerprint(stream), stream)
        if first is not stream:
            doubles[stream.objgen] = first
    return doubles


def _fingerprint(stream: Stream) -> bytes:
    digest = sha256(stream.read_raw_bytes())
    for key, value in sorted(stream.items()):
        digest.update(key.encode())
        digest.update(value.unparse() if isinstance(value, Object) else repr(value).encode())
    return digest.digest()


def _redirect(holder: Object, doubles: dict[tuple[int, int], Object]) -> None:
    """Let every reference in an object, and in what lies directly in it, go to the stream that is kept."""
    entries: list[tuple[Any, Object]] = []
    if isinstance(holder, Array):
        entries = list(enumerate(holder))
    elif isinstance(holder, Dictionary | Stream):
        entries = list(holder.items())
    for key, value in entries:
        if not isinstance(value, Object):
            continue
        if not value.is_indirect:
            _redirect(value, doubles)
        elif (kept := doubles.get(value.objgen)) is not None:
            holder[key] = kept
