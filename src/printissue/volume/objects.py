"""Read and make pypdf objects: dictionaries, name trees, number trees, strings and names of any bytes.

Files of other makers hold anything anywhere: a value of another type than expected counts as absent.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from pypdf.filters import decode_stream_data
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    ByteStringObject,
    DictionaryObject,
    FloatObject,
    IndirectObject,
    NameObject,
    NullObject,
    NumberObject,
    PdfObject,
    StreamObject,
    TextStringObject,
)

_REFERENCES = 32
"""References to references that are followed; an object that refers to itself counts as absent."""

_LEAF = 256
"""Pairs in one node of a tree that is written: readers search a node from end to end."""


class Store(Protocol):
    """An object that holds the objects of a volume."""

    def add(self, value: PdfObject) -> IndirectObject:
        """Add an object and return a reference to it."""


class ByteName(NameObject):
    """A name whose characters stand for one byte each (Latin-1), written as these bytes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._written = b"/" + b"".join(
            NameObject(f"/{one}").renumber()[1:] if one.isascii() else b"#%02X" % ord(one)
            for one in text[1:]
        )

    def renumber(self) -> bytes:
        """Return the name as it is written: bytes outside of ASCII in hexadecimal, after a number sign."""
        return self._written


def name(text: str) -> NameObject:
    """Return a name object; `text` begins with a slash and has a character for each byte."""
    return NameObject(text) if text.isascii() else ByteName(text)


def resolved(value: object) -> object:
    """Return the value that a reference leads to; any other value itself."""
    for _ in range(_REFERENCES):
        if not isinstance(value, IndirectObject):
            return value
        value = value.get_object()
    return NullObject()


def entry(holder: object, key: str) -> object:
    """Return an entry of a dictionary, through references; None if there is none."""
    known = resolved(holder)
    if not isinstance(known, DictionaryObject) or key not in known:
        return None
    value = resolved(known.raw_get(key))
    return None if isinstance(value, NullObject) else value


def raw(holder: object, key: str) -> PdfObject | None:
    """Return an entry of a dictionary, which may be a reference; None if there is none."""
    known = resolved(holder)
    return known.raw_get(key) if isinstance(known, DictionaryObject) and key in known else None


def dictionary(value: object) -> DictionaryObject:
    """Return a value as a dictionary, through references; an empty one if it is of another type."""
    known = resolved(value)
    return known if isinstance(known, DictionaryObject) else DictionaryObject()


def items(value: object) -> list[PdfObject]:
    """Return the items of an array, which may be references; an empty list for a value of another type."""
    known = resolved(value)
    return list(list.__iter__(known)) if isinstance(known, ArrayObject) else []


def values(node: object) -> list[object]:
    """Return the values of a dictionary or the items of an array, which may be references; else an empty list."""
    if isinstance(node, DictionaryObject):
        return list(dict.values(node))
    return list(list.__iter__(node)) if isinstance(node, ArrayObject) else []


def reference_to(value: object) -> IndirectObject | None:
    """Return the reference to an object; None for a direct value."""
    if isinstance(value, IndirectObject):
        return value
    known = getattr(value, "indirect_reference", None)
    return known if isinstance(known, IndirectObject) else None


def made(**entries: object) -> DictionaryObject:
    """Make a dictionary; a `str` becomes a name, and entries of None are left out."""
    return DictionaryObject(
        {NameObject(f"/{key}"): _made(value) for key, value in entries.items() if value is not None}
    )


def _made(value: object) -> PdfObject:
    if isinstance(value, PdfObject):
        return value
    if isinstance(value, str):
        return NameObject(value)
    if isinstance(value, int):
        return NumberObject(value)
    return ArrayObject(value if isinstance(value, list | tuple) else ())


def octets(value: object) -> bytes | None:
    """Return the bytes of a string; None for a value of another type."""
    known = resolved(value)
    if isinstance(known, TextStringObject):
        return bytes(known.original_bytes)
    return bytes(known) if isinstance(known, ByteStringObject) else None


def text(value: object) -> str:
    """Return the text of a string; empty for a value of another type."""
    known = resolved(value)
    if isinstance(known, ByteStringObject):
        return known.decode("latin-1")
    return str(known) if isinstance(known, TextStringObject) else ""


def integer(value: object) -> int | None:
    """Return a whole number; None for a value of another type."""
    known = resolved(value)
    return int(known) if isinstance(known, NumberObject) else None


def is_true(value: object) -> bool:
    """Return whether a value is the Boolean `true`."""
    known = resolved(value)
    return isinstance(known, BooleanObject) and bool(known.value)


def decoded(value: object) -> bytes | None:
    """Return the content of a stream without its filters; None for a value of another type.

    Raises ValueError if the stream is damaged. Does not cache the content in the stream, as `get_data` does.
    """
    stream = resolved(value)
    if not isinstance(stream, StreamObject):
        return None
    try:
        return decode_stream_data(stream) if "/Filter" in stream else stored(stream)
    except Exception as error:  # pypdf raises errors of many kinds for damaged streams
        raise ValueError(f"a stream cannot be decoded: {error}") from error


def stored(stream: StreamObject) -> bytes:
    """Return the content of a stream as the file stores it."""
    return bytes(stream._data)


def names_of(tree: object) -> Iterator[tuple[bytes, PdfObject]]:
    """Yield the pairs of a name tree: the bytes of each key and its value, which may be a reference."""
    for key, value in _pairs(tree, "/Names"):
        if (found := octets(key)) is not None:
            yield found, value


def numbers_of(tree: object) -> Iterator[tuple[int, PdfObject]]:
    """Yield the pairs of a number tree: each key and its value, which may be a reference."""
    for key, value in _pairs(tree, "/Nums"):
        if (number := integer(key)) is not None:
            yield number, value


def _pairs(tree: object, key: str) -> Iterator[tuple[PdfObject, PdfObject]]:
    """Yield the pairs of all nodes of a tree, each node once."""
    waiting, seen = [resolved(tree)], set[int]()
    while waiting:
        node = waiting.pop()
        if not isinstance(node, DictionaryObject) or id(node) in seen:
            continue
        seen.add(id(node))
        pairs = items(raw(node, key))
        yield from zip(pairs[::2], pairs[1::2], strict=False)
        waiting += [resolved(kid) for kid in reversed(items(raw(node, "/Kids")))]


def name_tree(store: Store, pairs: Iterable[tuple[bytes, PdfObject]]) -> IndirectObject:
    """Add a name tree, its keys sorted by their bytes, and return a reference to it."""
    ordered = sorted(pairs, key=lambda pair: pair[0])
    return _tree(store, [(ByteStringObject(key), value) for key, value in ordered], "Names")


def _tree(store: Store, rows: Sequence[tuple[PdfObject, PdfObject]], key: str) -> IndirectObject:
    if len(rows) <= _LEAF:
        return store.add(made(**{key: [item for row in rows for item in row]}))
    kids: list[PdfObject] = []
    for start in range(0, len(rows), _LEAF):
        leaf = rows[start : start + _LEAF]
        pairs = [item for row in leaf for item in row]
        kids.append(store.add(made(Limits=[leaf[0][0], leaf[-1][0]], **{key: pairs})))
    return store.add(made(Kids=kids))


def comparable(value: object, depth: int = 12) -> object:
    """Return the content of a value, through references, in a form that can be compared and hashed.

    A stream equals only itself, as does an object more than `depth` levels down.
    """
    known = resolved(value)
    if (isinstance(known, StreamObject) or depth == 0) and (own := reference_to(value)):
        return ("object", own.idnum)
    if isinstance(known, DictionaryObject):
        keys = sorted(known.keys())
        return ("dictionary", *((key, comparable(known.raw_get(key), depth - 1)) for key in keys))
    if isinstance(known, ArrayObject):
        return ("array", *(comparable(one, depth - 1) for one in items(known)))
    return scalar(known)


def scalar(value: object) -> object:
    """Return a value that is neither a dictionary nor an array in a form that can be compared and hashed."""
    if isinstance(value, NameObject):
        return ("name", str(value))
    if isinstance(value, NumberObject):
        return int(value)
    if isinstance(value, FloatObject):
        return float(value)
    if (string := octets(value)) is not None:
        return ("string", string)
    return (type(value).__name__, str(value))


def prefixed(key: str, name: bytes) -> bytes:
    """Return a name with the key of a part before it, in the encoding of the name (UTF-16BE after its mark)."""
    mark = b"\xfe\xff"
    if name.startswith(mark):
        return mark + f"{key}-".encode("utf-16-be") + name[2:]
    return f"{key}-".encode() + name


def distinct(owned: Sequence[tuple[str, bytes]]) -> list[bytes]:
    """Return a unique name for each `(key of its part, name)`: the name itself, or prefixed if it occurs twice."""
    count: dict[bytes, int] = {}
    for _, old in owned:
        count[old] = count.get(old, 0) + 1
    taken = {old for old, times in count.items() if times == 1}
    result = []
    for key, old in owned:
        new = old if count[old] == 1 else prefixed(key, old)
        number = 1
        while count[old] > 1 and new in taken:
            number += 1
            new = _numbered(prefixed(key, old), number)
        taken.add(new)
        result.append(new)
    return result


def _numbered(name: bytes, number: int) -> bytes:
    """Return a name with a number after it, before the file extension that it may have."""
    wide = name.startswith(b"\xfe\xff")
    words = name[2:].decode("utf-16-be", "replace") if wide else name.decode("latin-1")
    stem, ending = re.fullmatch(r"(.*?)(\.\w{1,5})?", words, re.DOTALL).groups("")  # type: ignore[union-attr]
    new = f"{stem}-{number}{ending}"
    return b"\xfe\xff" + new.encode("utf-16-be") if wide else new.encode("latin-1")
