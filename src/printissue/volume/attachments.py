"""The volume's attachments: those of all parts, each under a unique name, each associated once."""

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

from printissue.volume.objects import (
    comparable,
    distinct,
    entry,
    items,
    name_tree,
    names_of,
    octets,
    raw,
    resolved,
)
from printissue.volume.parts import Part
from printissue.volume.writer import VolumeWriter


@dataclass(frozen=True, slots=True)
class Attachments:
    """The attachments: the tree of their names, the files associated with the whole volume, and their number."""

    tree: PdfObject | None
    associated: ArrayObject
    count: int


def unite_attachments(writer: VolumeWriter, parts: Sequence[Part]) -> Attachments:
    """Name every attachment; a name that occurs twice gets the key of its part as a prefix."""
    files: dict[int, tuple[str, bytes]] = {}
    associated: dict[int, IndirectObject] = {}
    for part in parts:
        direct: dict[object, IndirectObject] = {}
        for name, value in names_of(entry(entry(part.catalogue, "/Names"), "/EmbeddedFiles")):
            file = _indirect(writer, value, direct)
            files.setdefault(file.idnum, (part.key, _shown_name(file) or name))
        for value in items(raw(part.catalogue, "/AF")):
            file = _indirect(writer, value, direct)
            associated[file.idnum] = file
            if entry(file, "/EF") is not None:
                files.setdefault(file.idnum, (part.key, _shown_name(file) or b"file"))
    pairs: list[tuple[bytes, PdfObject]] = []
    for (number, (_, old)), new in zip(files.items(), distinct([*files.values()]), strict=True):
        file = writer.reference(number)
        pairs.append((new, file))
        if new != old:
            _rename(file, new)
    tree = name_tree(writer, pairs) if pairs else None
    return Attachments(tree, ArrayObject(associated.values()), len(pairs))


def _indirect(
    writer: VolumeWriter, value: PdfObject, direct: dict[object, IndirectObject]
) -> IndirectObject:
    """Return a reference to a file; one that is written directly in two places becomes one object."""
    if isinstance(value, IndirectObject):
        return value
    content = comparable(value)
    if content not in direct:
        direct[content] = writer.add(value)
    return direct[content]


def _shown_name(file: PdfObject) -> bytes | None:
    """Return the name that a PDF reader shows."""
    return octets(entry(file, "/UF")) or octets(entry(file, "/F"))


def _rename(file: IndirectObject, name: bytes) -> None:
    specification = resolved(file)
    if isinstance(specification, DictionaryObject):
        for key in ("/F", "/UF"):
            specification[NameObject(key)] = ByteStringObject(name)
