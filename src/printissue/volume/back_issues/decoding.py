"""The decoded size of a file's streams, measured in small steps: a kilobyte may decode to a gigabyte."""

import base64
import binascii
import re
import zlib
from collections.abc import Callable, Iterator
from typing import Any

import pikepdf
from pikepdf import Array, Name

from printissue.volume.back_issues.objects import name_text
from printissue.volume.back_issues.options import RefusedError, RepairLimits

Chunks = Iterator[bytes]
_STEP = 1 << 20


def check_decoded_size(pdf: pikepdf.Pdf, limits: RepairLimits) -> None:
    """Measure all streams of a file. Raise RefusedError if they decode to more than the limits allow.

    If even the largest size that their filters can produce is within the limits, nothing is decoded.
    """
    streams = [one for one in pdf.objects if isinstance(one, pikepdf.Stream)]
    if sum(map(_most, streams)) <= min(limits.stream, limits.decoded):
        return
    left = limits.decoded
    for stream in streams:
        allowed = min(limits.stream, left)
        size = decoded_size(stream, allowed)
        if size > allowed:
            number = stream.objgen[0]
            raise RefusedError(
                "old-limits",
                f"the PDF decodes to more than {limits.decoded >> 20} MiB, or one of its streams "
                f"(object {number}) to more than {limits.stream >> 20} MiB",
                "a small file that decodes to so much is malicious or broken",
                final=True,
            )
        left -= size


def decoded_size(stream: pikepdf.Stream, most: int) -> int:
    """Return the number of bytes that a stream decodes to; stop counting soon after `most`.

    Image filters (DCT, JPX, CCITT, JBIG2) are not decoded: their encoded bytes are counted.
    """
    chunks: Chunks = iter((bytes(stream.get_raw_stream_buffer()),))
    for filter_name in _filters(stream):
        if filter_name not in _DECODERS:
            break
        chunks = _DECODERS[filter_name][0](chunks)
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > most:
            break
    return size


def _most(stream: pikepdf.Stream) -> int:
    """Return the largest number of bytes that a stream could decode to."""
    most = len(stream.get_raw_stream_buffer())
    for filter_name in _filters(stream):
        if filter_name not in _DECODERS:
            break
        most *= _DECODERS[filter_name][1]
    return most


def _filters(stream: pikepdf.Stream) -> list[str]:
    value: Any = stream.get("/Filter")
    listed = list(value) if isinstance(value, Array) else [value]
    return [name_text(one) for one in listed if isinstance(one, Name)]


def _flate(chunks: Chunks) -> Chunks:
    unpack = zlib.decompressobj()
    for chunk in chunks:
        rest = chunk
        while rest and not unpack.eof:
            try:
                yield unpack.decompress(rest, _STEP)
            except zlib.error:
                return  # no reader can decode anything after an error
            rest = unpack.unconsumed_tail


def _run_length(chunks: Chunks) -> Chunks:
    data = b"".join(chunks)
    at, out = 0, bytearray()
    while at < len(data) and data[at] != 128:
        run = data[at]
        if run < 128:
            out += data[at + 1 : at + 2 + run]
            at += 2 + run
        else:
            out += data[at + 1 : at + 2] * (257 - run)
            at += 2
        if len(out) >= _STEP:
            yield bytes(out)
            out.clear()
    yield bytes(out)


def _lzw(chunks: Chunks) -> Chunks:
    """Decode LZW with early change (ISO 32000-1, 7.4.4.2), the usual form; the size of the other hardly differs."""
    table = [*(bytes((one,)) for one in range(256)), b"", b""]
    last = b""
    for code in _codes(b"".join(chunks), table):
        if code == 256:
            del table[258:]
            last = b""
            continue
        if code < len(table):
            entry = table[code]
        elif last and code == len(table):
            entry = last + last[:1]
        else:
            return
        if last and len(table) < 4096:
            table.append(last + entry[:1])
        last = entry
        yield entry


def _codes(data: bytes, table: list[bytes]) -> Iterator[int]:
    """Yield the codes in data, of 9 to 12 bits: their width grows with the table."""
    held = bits = 0
    for byte in data:
        held, bits = (held << 8) | byte, bits + 8
        width = min(max((len(table) + 1).bit_length(), 9), 12)
        if bits >= width:
            bits -= width
            code, held = held >> bits, held & ((1 << bits) - 1)
            if code == 257:
                return
            yield code


def _ascii85(chunks: Chunks) -> Chunks:
    data = re.sub(rb"\s", b"", b"".join(chunks)).removeprefix(b"<~").partition(b"~")[0]
    data = re.sub(rb"[^!-uz]", b"", data)
    try:
        yield base64.a85decode(data)
    except ValueError:
        return


def _hexadecimal(chunks: Chunks) -> Chunks:
    data = re.sub(rb"[^0-9A-Fa-f]", b"", b"".join(chunks).partition(b">")[0])
    yield binascii.unhexlify(data + b"0" * (len(data) % 2))


_DECODERS: dict[str, tuple[Callable[[Chunks], Chunks], int]] = {
    name: decoder
    for names, decoder in (
        (("/FlateDecode", "/Fl"), (_flate, 1033)),
        (("/LZWDecode", "/LZW"), (_lzw, 2731)),
        (("/RunLengthDecode", "/RL"), (_run_length, 64)),
        (("/ASCII85Decode", "/A85"), (_ascii85, 4)),
        (("/ASCIIHexDecode", "/AHx"), (_hexadecimal, 1)),
    )
    for name in names
}
"""By a filter's name and abbreviation: its decoder, and the largest number of bytes that one byte can decode to."""
