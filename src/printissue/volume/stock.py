"""The stock: all objects of the volume under one numbering, most of them never looked into.

An object is bytes until something has to be understood or changed in it; then pypdf reads it, and what is put back is
bytes again. References are shifted where they stand, strings left alone.
"""

import io
import re
import zlib
from typing import Any

from pypdf.generic import (
    DictionaryObject,
    EncodedStreamObject,
    IndirectObject,
    NullObject,
    PdfObject,
    read_object,
)

from printissue.volume.reading import Leaves

TOKEN = re.compile(rb"( \d++ 0 R|\((?:[^()\\]++|\\.)*+\))", re.DOTALL)
"""A reference with the space before it, or a string: `split` leaves the rest at even places.

qpdf and pypdf put the space, and escape every bracket inside a string.
"""

_FLATE = re.compile(rb"^(?!.*/DecodeParms).*/Filter /FlateDecode\b", re.DOTALL)
_KEYS = re.compile(rb"(/StructParents?) (\d+)")


class Stock:
    """The volume's objects by number.

    `heads` are their bytes, `data` the streams of those that have one, `same` the objects that another stands for.

    It stands where pypdf wants a reader, so that references resolve through it.
    """

    strict = False

    def __init__(self) -> None:
        self.heads: list[bytes] = [b"null"]
        self.data: dict[int, bytes] = {}
        self.same: dict[int, int] = {}
        self.next_key = 0
        self._values: dict[int, PdfObject] = {}

    def take(self, leaves: Leaves) -> int:
        """Take in a file's objects, and give what was added to their numbers.

        The keys by which pages and annotations are found in the tree of parents move to `next_key` and beyond.
        """
        offset = len(self.heads) - 1
        keys = _Keys(self.next_key)
        self.heads += [_shifted(head, offset, keys) for head in leaves.heads[1:]]
        self.data.update((number + offset, data) for number, data in leaves.data.items())
        self.next_key = keys.following
        return offset

    def get_object(self, reference: IndirectObject | int | None) -> PdfObject:
        """Give what a reference leads to; null where it leads nowhere."""
        number = reference.idnum if isinstance(reference, IndirectObject) else reference or 0
        return self.value(number)

    def value(self, number: int) -> PdfObject:
        """Read an object. The value is shared: whoever changes it puts it back."""
        if number not in self._values:
            known = 0 < number < len(self.heads)
            self._values[number] = self._read(self.heads[number]) if known else NullObject()
        return self._values[number]

    def put(self, number: int, value: PdfObject) -> None:
        """Put an object in the place of another; a stream's bytes stay."""
        target = io.BytesIO()
        value.write_to_stream(target)
        self.heads[number] = target.getvalue()
        self._values[number] = value

    def replace(self, number: int, head: bytes) -> None:
        """Put bytes in the place of an object's own; a stream's data stay."""
        self.heads[number] = head
        self._values.pop(number, None)

    def add(self, value: PdfObject, data: bytes | None = None) -> IndirectObject:
        """Add an object, with `data` a stream whose `/Length` the value states."""
        number = self.append(b"")
        if data is not None:
            self.data[number] = data
        self.put(number, value)
        return self.reference(number)

    def append(self, head: bytes) -> int:
        """Add an object as bytes, and give its number."""
        self.heads.append(head)
        return len(self.heads) - 1

    def reference(self, number: int) -> IndirectObject:
        """Give a reference to an object."""
        return IndirectObject(number, 0, self)

    def decoded(self, number: int) -> bytes:
        """Give a stream's content with its filters undone. Raises ValueError where it is damaged."""
        raw = self.data.get(number, b"")
        try:
            if _FLATE.search(self.heads[number]):
                return zlib.decompressobj().decompress(raw)
            head = self.value(number)
            if not isinstance(head, DictionaryObject) or "/Filter" not in head:
                return raw
            stream = EncodedStreamObject()
            stream.update(head)
            stream._data = raw
            return stream.get_data()
        except Exception as error:  # whatever pypdf raises on a foreign stream
            raise ValueError(f"object {number} cannot be decoded: {error}") from error

    def _read(self, head: bytes) -> PdfObject:
        reader: Any = self
        return read_object(io.BytesIO(head), reader)


class _Keys:
    """Moves keys of the tree of parents, and remembers which is free after them."""

    def __init__(self, first: int) -> None:
        self._first = self.following = first

    def __call__(self, match: re.Match[bytes]) -> bytes:
        key = self._first + int(match[2])
        self.following = max(self.following, key + 1)
        return b"%s %d" % (match[1], key)


def _shifted(head: bytes, offset: int, keys: _Keys) -> bytes:
    """Add `offset` to every reference of an object, and move its keys."""
    if b" 0 R" not in head and b"/StructParent" not in head:
        return head
    parts = TOKEN.split(head)
    parts[1::2] = [
        b" %d 0 R" % (int(part[:-4]) + offset) if part[-1:] == b"R" else part
        for part in parts[1::2]
    ]
    if b"/StructParent" in head:
        parts[::2] = [_KEYS.sub(keys, part) for part in parts[::2]]
    return b"".join(parts)
