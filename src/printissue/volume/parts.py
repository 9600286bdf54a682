"""The parts of a volume: the objects of each file in the writer, with its catalogue and its pages in order."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pypdf import PageObject
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject, NumberObject

from printissue.core.findings import Finding, Place
from printissue.volume.objects import dictionary, entry, items, made, raw, reference_to
from printissue.volume.options import PartFile
from printissue.volume.reading import UnreadableError, read
from printissue.volume.writer import VolumeWriter


@dataclass(frozen=True, slots=True)
class Part:
    """A file of the volume in the writer.

    `keys` are its keys in the parent tree; `dictionaries` are all its dictionaries, nested ones included.
    """

    source: PartFile
    catalogue: DictionaryObject
    dictionaries: list[DictionaryObject]
    keys: range
    pages: tuple[PageObject, ...]
    version: str
    by_weasyprint: bool

    @property
    def key(self) -> str:
        """The key of the part, unique in the volume."""
        return self.source.key

    @property
    def place(self) -> Place:
        """The place of a finding about the whole part."""
        return _place(self.source)

    @property
    def structure(self) -> DictionaryObject:
        """The root of the part's structure tree; an empty dictionary if it has none."""
        return dictionary(raw(self.catalogue, "/StructTreeRoot"))

    def page(self, index: int) -> IndirectObject:
        """Return a reference to a page, counted from 0."""
        reference = reference_to(self.pages[index])
        assert reference is not None
        return reference

    def elements(self) -> Iterator[DictionaryObject]:
        """Yield the structure elements; some makers leave out the type (ISO 32000-1, table 323)."""
        for one in self.dictionaries:
            if "/S" in one:
                kind = entry(one, "/Type")
                if kind == "/StructElem" or (kind is None and "/P" in one):
                    yield one


def _place(source: PartFile) -> Place:
    return Place(source.source or source.file or source.key)


def append_parts(
    writer: VolumeWriter, sources: Sequence[PartFile]
) -> tuple[list[Part], tuple[Finding, ...]]:
    """Append all files to the writer. Return the parts, and a finding for each file that cannot be read."""
    parts, findings = [], []
    for source in sources:
        try:
            parts.append(_append(writer, source))
        except UnreadableError as error:
            hint = "repair the file, or leave it out"
            findings.append(Finding("volume-part", _place(source), f"this part: {error}", hint))
    return parts, tuple(findings)


def _append(writer: VolumeWriter, source: PartFile) -> Part:
    document = read(source.content)
    appended = writer.append_document(document.reader)
    pages = tuple(_pages(appended.catalogue))
    if not pages:
        raise UnreadableError("it has no pages")
    return Part(
        source,
        appended.catalogue,
        appended.dictionaries,
        keys=appended.keys,
        pages=pages,
        version=document.version,
        by_weasyprint=document.producer.startswith("WeasyPrint "),
    )


def _pages(catalogue: DictionaryObject) -> Iterator[PageObject]:
    """Yield the pages of a document in order, each once."""
    waiting: list[object] = [raw(catalogue, "/Pages")]
    seen = set[int]()
    while waiting:
        node = dictionary(waiting.pop())
        if id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, PageObject):
            yield node
        else:
            waiting += reversed(items(raw(node, "/Kids")))


def join_pages(writer: VolumeWriter, parts: Sequence[Part]) -> None:
    """Make the page trees of all parts branches of one, so that pages still inherit what they inherited."""
    root = dictionary(writer.root_object.raw_get("/Pages"))
    branches = ArrayObject()
    writer.flattened_pages = []
    for part in parts:
        branch = dictionary(raw(part.catalogue, "/Pages"))
        reference = reference_to(branch)
        assert reference is not None
        branch.update(made(Parent=reference_to(root), Count=len(part.pages)))
        branches.append(reference)
        writer.flattened_pages += part.pages
    root[NameObject("/Kids")] = branches
    root[NameObject("/Count")] = NumberObject(len(writer.flattened_pages))
