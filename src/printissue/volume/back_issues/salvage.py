"""Salvage: the objects of a file that no reader can open, gathered one by one into a file with a table of its own."""

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

_BLANK = rb"[\0\t\n\f\r ]"
_OBJECT = re.compile(rb"(?<![0-9])([0-9]{1,7})" + _BLANK + rb"+([0-9]{1,5})" + _BLANK + rb"+obj\b")
_PAGES = re.compile(rb"/Pages" + _BLANK + rb"+([0-9]{1,7})" + _BLANK)
_HEAD = b"%PDF-1.7\n"
_PACKED = 64 << 20
"""Bytes that all object streams together may unpack to; the objects of a book take a tenth of it."""


@dataclass(frozen=True, slots=True)
class _Found:
    """An object: its number and generation, its text as far as any stream, where it is; None if it was packed."""

    number: int
    generation: int
    head: bytes
    offset: int | None = None


def salvage(content: bytes) -> bytes | None:
    """Give a file of all objects that are found in the bytes; None where they are encrypted or lead to no pages."""
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


def _root(found: dict[int, _Found]) -> _Found | None:
    """Give the catalogue, or one made for the top of the page tree; None where that is lost, and with it the order."""
    for one in _of_type(found, b"Catalog"):
        named = _PAGES.search(one.head)
        if named and int(named[1]) in found and b"/Kids" in found[int(named[1])].head:
            return one
    tops = [one for one in _of_type(found, b"Pages") if b"/Parent" not in one.head]
    if not tops:
        return None
    head = b"<< /Type /Catalog /Pages %d %d R >>" % (tops[0].number, tops[0].generation)
    root = _Found(max(found) + 1, 0, head)
    found[root.number] = root
    return root


def _of_type(found: dict[int, _Found], kind: bytes) -> list[_Found]:
    """Give the objects of a type, the last of the file first."""
    wanted = re.compile(rb"/Type" + _BLANK + rb"*/" + kind + rb"\b")
    return [one for one in reversed(found.values()) if wanted.search(one.head)]


def _table(places: dict[int, tuple[int, int]], root: _Found, at: int) -> bytes:
    """Write the table of objects that begins at a place, and what follows it."""
    rows = b"".join(
        b"%d 1\n%010d %05d n \n" % (number, offset, generation)
        for number, (offset, generation) in sorted(places.items())
    )
    trailer = b"<< /Size %d /Root %d %d R >>" % (max(places) + 1, root.number, root.generation)
    head = b"xref\n0 1\n0000000000 65535 f \n"
    return b"%b%btrailer\n%b\nstartxref\n%d\n%%%%EOF\n" % (head, rows, trailer, at)


def _objects(content: bytes) -> Iterator[_Found]:
    """Go through the objects in the order of the file; what is inside a stream is none, unless objects are packed."""
    at, left = 0, _PACKED
    while match := _OBJECT.search(content, at):
        end, stream = (content.find(word, match.end()) for word in (b"endobj", b"stream"))
        end = end if end >= 0 else len(content)
        if not match.end() <= stream < end:
            stream = -1
        head = content[match.end() : end if stream < 0 else stream]
        yield _Found(int(match[1]), int(match[2]), head, match.start())
        at = match.end()
        if stream >= 0:
            after = content.find(b"endstream", stream)
            at = after if after >= 0 else len(content)
            if b"/ObjStm" in head and left > 0:
                unpacked = _unpacked(content[stream + 6 : at], left)
                left -= len(unpacked)
                yield from _packed(head, unpacked)


def _unpacked(data: bytes, most: int) -> bytes:
    """Unpack a Flate stream as far as it is whole."""
    unpack, out = zlib.decompressobj(), bytearray()
    rest = data.lstrip(b"\r\n")
    for start in range(
        0, len(rest), 512
    ):  # in steps, so that what comes before a fault is not lost
        try:
            out += unpack.decompress(unpack.unconsumed_tail + rest[start : start + 512], most)
        except zlib.error:
            break
        if unpack.eof or len(out) >= most:
            break
    return bytes(out)


def _packed(head: bytes, data: bytes) -> Iterator[_Found]:
    """Cut an unpacked object stream into its objects."""
    first = re.search(rb"/First" + _BLANK + rb"*([0-9]+)", head)
    if not first:
        return
    start = int(first[1])
    numbers = [int(word) for word in data[:start].split() if re.fullmatch(rb"[0-9]{1,7}", word)]
    offsets = [start + one for one in numbers[1::2]]
    for number, begin, end in zip(numbers[::2], offsets, [*offsets[1:], len(data)], strict=False):
        if body := data[begin:end].strip():
            yield _Found(number, 0, body)
