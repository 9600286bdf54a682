"""Reads and makes what the parts of a catalogue are made of: dictionaries, name trees, number trees, texts.

Foreign files hold anything anywhere: what is of another kind than asked for counts as absent.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from pypdf.generic import (
    ArrayObject,
    ByteStringObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    NullObject,
    NumberObject,
    PdfObject,
    TextStringObject,
)

from printissue.volume.stock import Stock

_LEAF = 256
"""Pairs in one node of a tree that is written: readers search a node from end to end."""


def resolved(value: object) -> object:
    """Give what a value is, through its reference."""
    return value.get_object() if isinstance(value, IndirectObject) else value


def entry(holder: object, key: str) -> object:
    """Give an entry of a dictionary, through references; None where there is none."""
    known = resolved(holder)
    value = (
        resolved(known.raw_get(key))
        if isinstance(known, DictionaryObject) and key in known
        else None
    )
    return None if isinstance(value, NullObject) else value


def raw(holder: object, key: str) -> PdfObject | None:
    """Give an entry of a dictionary as it stands, a reference or a value."""
    known = resolved(holder)
    return known.raw_get(key) if isinstance(known, DictionaryObject) and key in known else None


def dictionary(value: object) -> DictionaryObject:
    """Give a value as a dictionary; an empty one where it is something else."""
    known = resolved(value)
    return known if isinstance(known, DictionaryObject) else DictionaryObject()


def items(value: object) -> list[PdfObject]:
    """Give what stands in an array, as it stands; nothing where it is no array."""
    known = resolved(value)
    return list(list.__iter__(known)) if isinstance(known, ArrayObject) else []


def made(**entries: object) -> DictionaryObject:
    """Make a dictionary; a text is a name, and entries of None are left out."""
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


def indirect(stock: Stock, value: PdfObject) -> IndirectObject:
    """Give a reference to a value; a direct one becomes an object."""
    return value if isinstance(value, IndirectObject) else stock.add(value)


def octets(value: object) -> bytes | None:
    """Give a string's bytes as they stand in the file; None for what is no string."""
    known = resolved(value)
    if isinstance(known, TextStringObject):
        return bytes(known.original_bytes)
    return bytes(known) if isinstance(known, ByteStringObject) else None


def text(value: object) -> str:
    """Give a string's text; empty for what is no string."""
    known = resolved(value)
    if isinstance(known, ByteStringObject):
        return known.decode("latin-1")
    return str(known) if isinstance(known, TextStringObject) else ""


def integer(value: object) -> int | None:
    """Give a whole number; None for what is none."""
    known = resolved(value)
    return int(known) if isinstance(known, NumberObject) else None


def names_of(tree: object) -> Iterator[tuple[bytes, PdfObject]]:
    """Yield what a name tree holds: each key's bytes and the value as it stands."""
    for key, value in _pairs(tree, "/Names"):
        if (name := octets(key)) is not None:
            yield name, value


def numbers_of(tree: object) -> Iterator[tuple[int, PdfObject]]:
    """Yield what a number tree holds: each key and the value as it stands."""
    for key, value in _pairs(tree, "/Nums"):
        if (number := integer(key)) is not None:
            yield number, value


def _pairs(tree: object, key: str) -> Iterator[tuple[PdfObject, PdfObject]]:
    """Walk a tree's nodes, each once, and yield the pairs of those that have any."""
    waiting, seen = [resolved(tree)], set[int]()
    while waiting:
        node = waiting.pop()
        if not isinstance(node, DictionaryObject) or id(node) in seen:
            continue
        seen.add(id(node))
        pairs = items(raw(node, key))
        yield from zip(pairs[::2], pairs[1::2], strict=False)
        waiting += [resolved(kid) for kid in reversed(items(raw(node, "/Kids")))]


def name_tree(stock: Stock, pairs: Iterable[tuple[bytes, PdfObject]]) -> IndirectObject:
    """Make a name tree; keys come in the order of their bytes."""
    ordered = sorted(pairs, key=lambda pair: pair[0])
    rows = [(ByteStringObject(name), value) for name, value in ordered]
    return stock.add(_node(stock, rows, "/Names"))


def number_tree(stock: Stock, pairs: Iterable[tuple[int, PdfObject]]) -> IndirectObject:
    """Make a number tree; keys come in order."""
    ordered = sorted(pairs, key=lambda pair: pair[0])
    rows = [(NumberObject(number), value) for number, value in ordered]
    return stock.add(_node(stock, rows, "/Nums"))


def _node(stock: Stock, rows: Sequence[tuple[PdfObject, PdfObject]], key: str) -> DictionaryObject:
    if len(rows) <= _LEAF:
        return made(**{key[1:]: [item for row in rows for item in row]})
    kids: list[PdfObject] = []
    for start in range(0, len(rows), _LEAF):
        leaf = rows[start : start + _LEAF]
        node = made(
            Limits=[leaf[0][0], leaf[-1][0]], **{key[1:]: [item for row in leaf for item in row]}
        )
        kids.append(stock.add(node))
    return made(Kids=kids)


def picture(value: object, depth: int = 12) -> object:
    """Give a value's content in a form that can be compared and hashed, through references; a stream is its own."""
    if isinstance(value, IndirectObject) and (value.idnum in value.pdf.data or depth == 0):
        return ("object", value.idnum)
    known = resolved(value)
    if isinstance(known, DictionaryObject):
        keys = sorted(known)
        return ("dict", *((key, picture(known.raw_get(key), depth - 1)) for key in keys))
    if isinstance(known, ArrayObject):
        return ("array", *(picture(one, depth - 1) for one in items(known)))
    return (type(known).__name__, str(known))


def prefixed(key: str, name: bytes) -> bytes:
    """Put a piece's key before a name, in the name's own encoding (UTF-16BE where it begins with its mark)."""
    mark = b"\xfe\xff"
    if name.startswith(mark):
        return mark + f"{key}-".encode("utf-16-be") + name[2:]
    return f"{key}-".encode() + name


def distinct(owned: Sequence[tuple[str, bytes]]) -> list[bytes]:
    """Give every name of every piece (key, name) a form of its own: prefixed where it stands more than once."""
    count: dict[bytes, int] = {}
    for _, name in owned:
        count[name] = count.get(name, 0) + 1
    taken = {name for name, times in count.items() if times == 1}
    result = []
    for key, name in owned:
        new = name if count[name] == 1 else prefixed(key, name)
        number = 1
        while count[name] > 1 and new in taken:
            number += 1
            new = _numbered(prefixed(key, name), number)
        taken.add(new)
        result.append(new)
    return result


def _numbered(name: bytes, number: int) -> bytes:
    """Put a number behind a name, before the ending that a file's name has."""
    wide = name.startswith(b"\xfe\xff")
    words = name[2:].decode("utf-16-be", "replace") if wide else name.decode("latin-1")
    stem, ending = re.fullmatch(r"(.*?)(\.\w{1,5})?", words, re.DOTALL).groups("")  # type: ignore[union-attr]
    new = f"{stem}-{number}{ending}"
    return b"\xfe\xff" + new.encode("utf-16-be") if wide else new.encode("latin-1")
