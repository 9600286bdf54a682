"""Salvage: gathering the objects of a file that no reader can open, one by one, with a new cross-reference table.

This is the only place that searches a file for PDF syntax by regular expressions: there is nothing left to parse.
"""

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

_BLANK = rb"[\0\t\n\f\r ]"
_OBJECT = re.compile(rb"(?<![0-9])([0-9]{1,7})" + _BLANK + rb"+([0-9]{1,5})" + _BLANK + rb"+obj\b")
_PAGES = re.compile(rb"/Pages" + _BLANK + rb"+([0-9]{1,7})" + _BLANK)
_HEAD = b"%PDF-1.7\n"
_MAX_DECODED = 64 << 20
"""The bytes that all object streams together may decode to; the objects of a book take a tenth of it."""


@dataclass(frozen=True, slots=True)
class _Object:
    """An object: number, generation, text before its stream, and offset; None if it is from an object stream."""

    number: int
    generation: int
    head: bytes
    offset: int | None = None


def salvage(content: bytes) -> bytes | None:
    """Return a file of all objects that are found; None if they are encrypted or lead to no pages."""
    if b"/Encrypt" in content:
        return None
    found = {one.number: one for one in _objects(content)}
    root = _root(found)
    if root is None:
        return None
    out = bytearray(_HEAD + content + b"\n")
    places = {}
    for one in found.values():
        if one.offset is None:
            places[one.number] = len(out), 0
            out += b"%d 0 obj\n%b\nendobj\n" % (one.number, one.head)
        else:
            places[one.number] = len(_HEAD) + one.offset, one.generation
    return bytes(out) + _table(places, root, len(out))


def _root(found: dict[int, _Object]) -> _Object | None:
    """Return the catalogue, or a new one for the root of the page tree; None if that is lost, too."""
    for one in _of_type(found, b"Catalog"):
        named = _PAGES.search(one.head)
        if named and int(named[1]) in found and b"/Kids" in found[int(named[1])].head:
            return one
    tops = [one for one in _of_type(found, b"Pages") if b"/Parent" not in one.head]
    if not tops:
        return None
    head = b"<< /Type /Catalog /Pages %d %d R >>" % (tops[0].number, tops[0].generation)
    root = _Object(max(found) + 1, 0, head)
    found[root.number] = root
    return root


def _of_type(found: dict[int, _Object], kind: bytes) -> list[_Object]:
    """Return the objects of a type, the last in the file first."""
    wanted = re.compile(rb"/Type" + _BLANK + rb"*/" + kind + rb"\b")
    return [one for one in reversed(found.values()) if wanted.search(one.head)]


def _table(places: dict[int, tuple[int, int]], root: _Object, at: int) -> bytes:
    """Return a cross-reference table that starts at an offset, and the trailer."""
    rows = b"".join(
        b"%d 1\n%010d %05d n \n" % (number, offset, generation)
        for number, (offset, generation) in sorted(places.items())
    )
    trailer = b"<< /Size %d /Root %d %d R >>" % (max(places) + 1, root.number, root.generation)
    head = b"xref\n0 1\n0000000000 65535 f \n"
    return b"%b%btrailer\n%b\nstartxref\n%d\n%%%%EOF\n" % (head, rows, trailer, at)


def _objects(content: bytes) -> Iterator[_Object]:
    """Yield the objects in file order, those in object streams too, but nothing else in a stream."""
    at, left = 0, _MAX_DECODED
    while match := _OBJECT.search(content, at):
        end, stream = (content.find(word, match.end()) for word in (b"endobj", b"stream"))
        end = end if end >= 0 else len(content)
        if not match.end() <= stream < end:
            stream = -1
        head = content[match.end() : end if stream < 0 else stream]
        yield _Object(int(match[1]), int(match[2]), head, match.start())
        at = match.end()
        if stream >= 0:
            after = content.find(b"endstream", stream)
            at = after if after >= 0 else len(content)
            if b"/ObjStm" in head and left > 0:
                decoded = _inflated(content[stream + 6 : at], left)
                left -= len(decoded)
                yield from _compressed_objects(head, decoded)


def _inflated(data: bytes, most: int) -> bytes:
    """Decode a Flate stream up to the first error."""
    unpack, out = zlib.decompressobj(), bytearray()
    rest = data.lstrip(b"\r\n")
    # in steps, so that what comes before an error is not lost
    for start in range(0, len(rest), 512):
        try:
            out += unpack.decompress(unpack.unconsumed_tail + rest[start : start + 512], most)
        except zlib.error:
            break
        if unpack.eof or len(out) >= most:
            break
    return bytes(out)


def _compressed_objects(head: bytes, data: bytes) -> Iterator[_Object]:
    """Yield the objects in a decoded object stream."""
    first = re.search(rb"/First" + _BLANK + rb"*([0-9]+)", head)
    if not first:
        return
    start = int(first[1])
    numbers = [int(word) for word in data[:start].split() if re.fullmatch(rb"[0-9]{1,7}", word)]
    offsets = [start + one for one in numbers[1::2]]
    for number, begin, end in zip(numbers[::2], offsets, [*offsets[1:], len(data)], strict=False):
        if body := data[begin:end].strip():
            yield _Object(number, 0, body)
