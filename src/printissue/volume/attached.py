"""The volume's attachments: those of all parts, each under a name of its own, each associated once."""

from collections.abc import Sequence
from dataclasses import dataclass

from pypdf.generic import (
    ArrayObject,
    ByteStringObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    PdfObject,
)

from printissue.volume.parts import Part
from printissue.volume.stock import Stock
from printissue.volume.values import (
    distinct,
    entry,
    indirect,
    items,
    name_tree,
    names_of,
    octets,
    picture,
    raw,
)


@dataclass(frozen=True, slots=True)
class Attached:
    """The attachments: the tree of their names, the files that belong to the whole, and how many there are."""

    tree: PdfObject | None
    associated: ArrayObject
    count: int


def attach(stock: Stock, parts: Sequence[Part]) -> Attached:
    """Name every attachment; those that two parts name alike get their part's key before their name."""
    files: dict[int, tuple[str, bytes]] = {}
    associated: dict[int, IndirectObject] = {}
    for part in parts:
        known: dict[object, IndirectObject] = {}
        for name, value in names_of(entry(entry(part.catalogue, "/Names"), "/EmbeddedFiles")):
            file = _once(stock, value, known)
            files.setdefault(file.idnum, (part.piece.key, _shown(file) or name))
        for value in items(raw(part.catalogue, "/AF")):
            file = _once(stock, value, known)
            associated[file.idnum] = file
            if entry(file, "/EF") is not None:
                files.setdefault(file.idnum, (part.piece.key, _shown(file) or b"file"))
    pairs: list[tuple[bytes, PdfObject]] = []
    fresh = distinct([*files.values()])
    for (number, (_, old)), new in zip(files.items(), fresh, strict=True):
        pairs.append((new, stock.reference(number)))
        if new != old:
            _rename(stock, number, new)
    tree = name_tree(stock, pairs) if pairs else None
    return Attached(tree, ArrayObject(associated.values()), len(pairs))


def _once(stock: Stock, value: PdfObject, known: dict[object, IndirectObject]) -> IndirectObject:
    """Give a reference to a file; one that stands directly in two places becomes one object."""
    if isinstance(value, IndirectObject):
        return value
    return known.setdefault(picture(value), indirect(stock, value))


def _shown(file: PdfObject) -> bytes | None:
    """Give the name that a reader shows."""
    return octets(entry(file, "/UF")) or octets(entry(file, "/F"))


def _rename(stock: Stock, number: int, name: bytes) -> None:
    specification = stock.value(number)
    if isinstance(specification, DictionaryObject):
        for key in ("/F", "/UF"):
            specification[NameObject(key)] = ByteStringObject(name)
        stock.put(number, specification)
