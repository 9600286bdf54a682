"""The package document of a book: metadata, the list of its files, and the reading order (EPUB 3.3)."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from posixpath import basename
from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5
from xml.sax.saxutils import escape, quoteattr

from printissue.editions.epub.documents import Document
from printissue.model.records import BibliographicRecord
from printissue.pdf.metadata import document_id

MEDIA_TYPES = {
    "css": "text/css",
    "gif": "image/gif",
    "jpg": "image/jpeg",
    "otf": "font/otf",
    "png": "image/png",
    "svg": "image/svg+xml",
    "ttf": "font/ttf",
    "webp": "image/webp",
    "woff": "font/woff",
    "woff2": "font/woff2",
}
"""Core media types of EPUB 3.3 by suffix."""

FEATURES = (
    "ARIA",
    "alternativeText",
    "displayTransformability",
    "readingOrder",
    "structuralNavigation",
    "tableOfContents",
    "unlocked",
)
"""The accessibility features of each book (Schema.org accessibility vocabulary)."""

PAGE_FEATURES = ("pageBreakMarkers", "pageNavigation")
"""Those of a book with page numbers."""


@dataclass(frozen=True, slots=True)
class Package:
    """The contents of a package document.

    `files` are the paths of all files but documents, and `cover` the picture of the cover among them. `summary`
    describes in words how accessible the book is. With `pages`, it names the pages of the print edition.
    """

    record: BibliographicRecord
    documents: Sequence[Document]
    files: Sequence[str]
    languages: Sequence[str]
    summary: str
    cover: str = ""
    pages: bool = False
    pictures: bool = False
    right_to_left: bool = False

    def xml(self) -> bytes:
        """Return the document in UTF-8."""
        language = quoteattr(self.record.language)
        direction = "rtl" if self.right_to_left else "ltr"
        lines = [
            '<?xml version="1.0" encoding="utf-8"?>',
            '<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="uid"'
            f' xml:lang={language} dir="{direction}">',
            '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">',
            *self._metadata(),
            "</metadata>",
            "<manifest>",
            *self._manifest(),
            "</manifest>",
            f'<spine page-progression-direction="{direction}">',
            *(f'<itemref idref="{one}"/>' for one in self._document_ids().values()),
            "</spine>",
            "</package>",
        ]
        return ("\n".join(lines) + "\n").encode()

    def _metadata(self) -> Iterator[str]:
        record = self.record
        print_id = f"urn:{document_id(record)}"
        yield f'<dc:identifier id="uid">{identifier(record)}</dc:identifier>'
        yield f'<dc:title id="title">{escape(record.title)}</dc:title>'
        yield '<meta refines="#title" property="title-type">main</meta>'
        yield from (f"<dc:language>{escape(one)}</dc:language>" for one in self.languages)
        for number, author in enumerate(record.authors, 1):
            yield f'<dc:creator id="author-{number}">{escape(author)}</dc:creator>'
            yield f'<meta refines="#author-{number}" property="role" scheme="marc:relators">aut</meta>'
        yield f"<dc:publisher>{escape(record.publisher)}</dc:publisher>"
        yield f"<dc:date>{escape(record.cover_date)}</dc:date>"
        yield from (f"<dc:subject>{escape(one)}</dc:subject>" for one in record.subjects)
        if record.description:
            yield f"<dc:description>{escape(record.description)}</dc:description>"
        if record.rights:
            yield f"<dc:rights>{escape(record.rights)}</dc:rights>"
        if record.url:
            yield f"<dc:relation>{escape(record.url)}</dc:relation>"
        if self.cover:  # for readers of EPUB 2, and library programs
            yield f'<meta name="cover" content="{self._file_ids()[self.cover]}"/>'
        yield from self._series()
        if self.pages:
            yield f"<dc:source>{print_id}</dc:source>"
            yield f'<meta property="pageBreakSource">{print_id}</meta>'
        yield f'<meta property="dcterms:modified">{modified(record):%Y-%m-%dT%H:%M:%SZ}</meta>'
        yield from self._accessibility()

    def _series(self) -> Iterator[str]:
        """Yield the publication as the series that the issue belongs to, with its ISSN and the number of the issue."""
        record = self.record
        yield f'<meta property="belongs-to-collection" id="series">{escape(record.publication)}</meta>'
        yield '<meta refines="#series" property="collection-type">series</meta>'
        if record.issn:
            issn = escape(record.issn)
            yield f'<meta refines="#series" property="dcterms:identifier">urn:issn:{issn}</meta>'
        if record.number.isascii() and record.number.isdecimal():
            yield f'<meta refines="#series" property="group-position">{record.number}</meta>'

    def _accessibility(self) -> Iterator[str]:
        """Yield the metadata that EPUB Accessibility 1.1 requires of each book."""
        modes = ["textual", *(["visual"] if self.pictures else [])]
        features = sorted({*FEATURES, *(PAGE_FEATURES if self.pages else ())})
        values = {
            "accessMode": modes,
            "accessModeSufficient": list(dict.fromkeys((",".join(modes), "textual"))),
            "accessibilityFeature": features,
            "accessibilityHazard": ["none"],
            "accessibilitySummary": [self.summary],
        }
        for name, texts in values.items():
            for text in texts:
                yield f'<meta property="schema:{name}">{escape(text)}</meta>'

    def _manifest(self) -> Iterator[str]:
        ids = self._document_ids()
        for document in self.documents:
            properties = " ".join(sorted(document.properties))
            yield _item(ids[document.name], document.name, "application/xhtml+xml", properties)
        for name, ident in self._file_ids().items():
            properties = "cover-image" if name == self.cover else ""
            yield _item(ident, name, media_type(name), properties)

    def _document_ids(self) -> Mapping[str, str]:
        return {one.name: f"document-{number}" for number, one in enumerate(self.documents, 1)}

    def _file_ids(self) -> Mapping[str, str]:
        return {name: f"file-{number}" for number, name in enumerate(self.files, 1)}


def _item(ident: str, name: str, kind: str, properties: str) -> str:
    extra = f' properties="{properties}"' if properties else ""
    return f'<item id="{ident}" href={quoteattr(quote(name))} media-type="{kind}"{extra}/>'


def identifier(record: BibliographicRecord) -> str:
    """Return the identifier of a book. The PDFs of the issue share another one, by which the book names their pages."""
    return f"urn:uuid:{uuid5(NAMESPACE_URL, f'{record.identifier}.epub')}"


def media_type(name: str) -> str:
    """Return the media type of a file by its suffix."""
    return MEDIA_TYPES.get(basename(name).rpartition(".")[2].lower(), "application/octet-stream")


def modified(record: BibliographicRecord) -> dt.datetime:
    """Return the date of a book in UTC: the cover date, because equal issues are equal books."""
    return record.created.astimezone(dt.UTC) if record.created.tzinfo else record.created
