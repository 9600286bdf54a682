"""The volume as a `pypdf.PdfWriter` that takes over whole documents.

`PdfWriter.append` copies page by page. It leaves out tags, page labels, attachments, layers and claims, skips a named
destination whose name occurs twice, so that links lead to another issue, and copies recursively, so that a few hundred
pages that link to each other exceed Python's recursion limit. `VolumeWriter.append_document` moves all objects of a
document into the writer instead and numbers them in place, in one pass. The methods of `PdfWriter` for bookmarks, page
labels, metadata and preferences work on the result as on any other.
"""

import io
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pikepdf
from pypdf import PageObject, PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    NullObject,
    NumberObject,
    PdfObject,
)

from printissue.core.files import temporary_folder
from printissue.volume.objects import ByteName, dictionary, values

_KEYS = ("/StructParents", "/StructParent")
"""Keys of the parent tree, which each document counts from 0 (ISO 32000-1, 14.7.4.4)."""


@dataclass(frozen=True, slots=True)
class AppendedDocument:
    """A document in the writer.

    `dictionaries` are all its dictionaries, those of streams and nested ones included, in the order of the file.
    `keys` are its keys of the parent tree.
    """

    catalogue: DictionaryObject
    dictionaries: list[DictionaryObject]
    keys: range


class VolumeWriter(PdfWriter):
    """A `PdfWriter` for documents that are appended whole.

    `substitutes` maps the number of an object to that of the object that replaces it; `pack` redirects all references.
    """

    def __init__(self) -> None:
        super().__init__()
        self.substitutes: dict[int, int] = {}
        self.next_key = 0
        self._names: dict[str, ByteName] = {}

    def append_document(self, reader: PdfReader) -> AppendedDocument:
        """Move all objects of a document that qpdf wrote into the writer; the reader must not be used afterwards."""
        offset = len(self._objects)
        first_key = self.next_key
        root = reader.trailer.raw_get("/Root")
        objects = [reader.get_object(number) for number in range(1, max(reader.xref[0]) + 1)]
        dictionaries: list[DictionaryObject] = []
        for number, value in enumerate(objects, offset + 1):
            moved = self._moved(value, offset)
            if not isinstance(moved, IndirectObject):
                moved.indirect_reference = self.reference(number)
            self._objects.append(moved)
            self._renumber(moved, offset, first_key, dictionaries)
        catalogue = dictionary(IndirectObject(root.idnum + offset, 0, self))
        return AppendedDocument(catalogue, dictionaries, range(first_key, self.next_key))

    def _moved(self, value: PdfObject | None, offset: int) -> PdfObject:
        """Return an object in the form in which the writer keeps it."""
        if isinstance(value, IndirectObject):
            return self.reference(value.idnum + offset)
        if isinstance(value, DictionaryObject) and value.get("/Type") == "/Page":
            page = PageObject(self)
            page.update(value)
            return page
        if type(value) is NameObject:
            return self._name(value)
        return NullObject() if value is None else value

    def _renumber(
        self, value: object, offset: int, first_key: int, dictionaries: list[DictionaryObject]
    ) -> None:
        """Add `offset` to all references below a value and `first_key` to all keys of the parent tree."""
        waiting: list[Any] = [value]
        while waiting:
            node = waiting.pop()
            if isinstance(node, DictionaryObject):
                dictionaries.append(node)
                self._prepare(node, first_key)
                slots: Iterator[tuple[Any, Any]] = iter(dict.items(node))
            else:
                slots = enumerate(values(node))
            for slot, inner in slots:
                kind = type(inner)
                if kind is IndirectObject:
                    inner.idnum += offset
                    inner.pdf = self
                elif kind is NameObject:
                    node[slot] = self._name(inner)
                elif isinstance(inner, DictionaryObject | ArrayObject):
                    waiting.append(inner)

    def _prepare(self, node: DictionaryObject, first_key: int) -> None:
        """Replace the names of a dictionary's entries, and move its keys of the parent tree."""
        entries = [(self._name(key), value) for key, value in dict.items(node)]
        node.clear()
        node.update(entries)
        for key in _KEYS:
            if key in node and isinstance(node.raw_get(key), NumberObject):
                number = int(node.raw_get(key)) + first_key
                self.next_key = max(self.next_key, number + 1)
                node[NameObject(key)] = NumberObject(number)

    def _name(self, text: str) -> ByteName:
        """Return a name: the same object for equal names, of which a volume has many."""
        if text not in self._names:
            self._names[text] = ByteName(text)
        return self._names[text]

    def add(self, value: PdfObject) -> IndirectObject:
        """Add an object and return a reference to it.

        Unlike `_add_object`, this keeps an array of content streams in its page.
        """
        self._objects.append(value)
        value.indirect_reference = self.reference(len(self._objects))
        return value.indirect_reference

    def reference(self, number: int) -> IndirectObject:
        """Return a reference to an object by its number."""
        return IndirectObject(number, 0, self)

    def numbered(self) -> Iterator[tuple[int, PdfObject]]:
        """Yield each object with its number, those with a substitute left out."""
        for number, value in enumerate(self._objects, 1):
            if value is not None and number not in self.substitutes:
                yield number, value

    def substitute(self, number: int) -> int:
        """Return the number of the object that is used in place of another: its own if it has no substitute."""
        while number in self.substitutes:
            number = self.substitutes[number]
        return number

    def redirect(self) -> None:
        """Replace all references to objects by those to their substitutes, and remove the replaced objects."""
        final = {number: self.substitute(number) for number in self.substitutes}
        waiting: list[object] = [value for _, value in self.numbered()]
        while waiting:
            node = waiting.pop()
            for value in values(node):
                if type(value) is IndirectObject:
                    value.idnum = final.get(value.idnum, value.idnum)
                elif isinstance(value, DictionaryObject | ArrayObject):
                    waiting.append(value)
        for number in final:
            self._objects[number - 1] = None
        self.substitutes.clear()

    def pack(self, version: str) -> bytes:
        """Return the file: written by pypdf, then packed by qpdf into object streams, without unreferenced objects.

        Equal input gives equal bytes: the file identifier is derived from the content.
        """
        self.redirect()
        self.pdf_header = f"%PDF-{version}"
        target = io.BytesIO()
        with temporary_folder() as folder:
            plain = folder / "volume.pdf"  # qpdf reads a file in half the time of a stream
            with plain.open("wb") as stream:
                self.write(stream)
            with pikepdf.open(plain) as pdf, warnings.catch_warnings(action="ignore"):
                pdf.save(
                    target,
                    min_version=version,
                    fix_metadata_version=False,
                    deterministic_id=True,
                    compress_streams=True,
                    object_stream_mode=pikepdf.ObjectStreamMode.generate,
                )
        return target.getvalue()
