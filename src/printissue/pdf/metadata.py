"""The metadata of a file: Dublin Core, PRISM and the standards that it claims.

The Info dictionary and the XMP packet are written from one record, so that they agree. The packet is one `rdf:RDF` with
one flat description and sorted properties. PDF/A predefines neither PRISM nor PDF/UA: a file that claims it describes
both vocabularies, property by property, in an extension schema (ISO 19005-3, 6.6.2.3).
"""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, fields
from importlib.metadata import version
from typing import NamedTuple
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree
from xml.sax.saxutils import escape, quoteattr

import pikepdf
from pikepdf import Dictionary, Name, String

from printissue.core.version import VERSION
from printissue.model.editions import Standard
from printissue.model.records import BibliographicRecord

_LEVELS: dict[str, str] = {"pdfa-3b": "B", "pdfa-3u": "U", "pdfa-3a": "A"}

NAMESPACES = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "pdf": "http://ns.adobe.com/pdf/1.3/",
    "pdfaExtension": "http://www.aiim.org/pdfa/ns/extension/",
    "pdfaProperty": "http://www.aiim.org/pdfa/ns/property#",
    "pdfaSchema": "http://www.aiim.org/pdfa/ns/schema#",
    "pdfaid": "http://www.aiim.org/pdfa/ns/id/",
    "pdfuaid": "http://www.aiim.org/pdfua/ns/id/",
    "pdfxid": "http://www.npes.org/pdfx/ns/id/",
    "prism": "http://prismstandard.org/namespaces/basic/3.0/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "xmpMM": "http://ns.adobe.com/xap/1.0/mm/",
}
"""The namespaces of the packet's vocabularies, by prefix."""


class ExtensionProperty(NamedTuple):
    """A property of an extension schema; `category` is `internal` or `external`."""

    value_type: str
    category: str
    description: str


EXTENSIONS: dict[str, tuple[str, dict[str, ExtensionProperty]]] = {
    "pdfuaid": (
        "PDF/UA identification",
        {
            "part": ExtensionProperty(
                "Integer", "internal", "Part of ISO 14289 that the file follows"
            )
        },
    ),
    "prism": (
        "PRISM Basic Metadata 3.0",
        {
            "aggregationType": ExtensionProperty("Text", "external", "Kind of publication"),
            "coverDate": ExtensionProperty("Text", "external", "Date on the cover"),
            "issn": ExtensionProperty("Text", "external", "ISSN of the publication"),
            "number": ExtensionProperty("Text", "external", "Number of the issue"),
            "publicationName": ExtensionProperty("Text", "external", "Title of the publication"),
            "url": ExtensionProperty("URI", "external", "Address of the issue"),
            "volume": ExtensionProperty("Text", "external", "Volume of the issue"),
        },
    ),
}
"""The vocabularies that PDF/A does not predefine, with every property that a packet may have."""

CREATOR = f"printissue {VERSION}"
"""The program that made the document, as Info's Creator and XMP's CreatorTool name it."""


def stamp(pdf: pikepdf.Pdf, record: BibliographicRecord, claims: frozenset[Standard]) -> None:
    """Replace a file's Info dictionary and XMP packet by those of a record and claims."""
    pdf.trailer.Info = pdf.make_indirect(Dictionary())
    for key, value in info_entries(record).items():
        pdf.trailer.Info[key] = String(value)
    if "pdfx-4" in claims:
        pdf.trailer.Info.Trapped = Name("/False")  # Name.False_ would be /False_
    stream = pdf.make_stream(xmp_packet(record, claims))
    stream.Type, stream.Subtype = Name.Metadata, Name.XML
    pdf.Root.Metadata = stream


def xmp_packet(record: BibliographicRecord, claims: frozenset[Standard]) -> bytes:
    """Return the XMP packet in UTF-8, byte-equal for equal records and claims."""
    properties = [*_bibliographic(record), *_technical(record), *_claimed(record, claims)]
    if not claims.isdisjoint(_LEVELS):
        used = {name for name, _ in properties}
        properties.append(("pdfaExtension:schemas", _extension_schemas(used)))
    prefixes = sorted(
        {"rdf"}
        | set(re.findall(r"</?(\w+):", "".join(f"<{name}>{value}" for name, value in properties)))
    )
    declared = " ".join(f"xmlns:{prefix}={quoteattr(NAMESPACES[prefix])}" for prefix in prefixes)
    body = "\n".join(f"<{name}>{value}</{name}>" for name, value in sorted(properties))
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
        f'<x:xmpmeta xmlns:x="adobe:ns:meta/">\n<rdf:RDF {declared}>\n'
        f'<rdf:Description rdf:about="">\n{body}\n</rdf:Description>\n'
        '</rdf:RDF>\n</x:xmpmeta>\n<?xpacket end="r"?>'
    ).encode()


def info_entries(record: BibliographicRecord) -> dict[str, str]:
    """Return the entries of the Info dictionary that have a value."""
    day = pdf_date(record)
    entries = {
        "/Title": _clean(record.title),
        "/Author": "; ".join(_clean(author) for author in record.authors),
        "/Subject": _clean(record.description),
        "/Keywords": _keywords(record),
        "/Creator": CREATOR,
        "/Producer": producer(),
        "/CreationDate": day,
        "/ModDate": day,
    }
    return {key: value for key, value in entries.items() if value}


def document_id(record: BibliographicRecord) -> str:
    """Return the identifier that all editions of an issue share, derived from the record's own."""
    return f"uuid:{uuid5(NAMESPACE_URL, record.identifier)}"


def pdf_date(record: BibliographicRecord) -> str:
    """Return the record's `created` as a PDF date in UTC (ISO 32000-1, 7.9.4)."""
    return f"D:{_utc(record):%Y%m%d%H%M%S}+00'00'"


def producer() -> str:
    """Return the names and versions of the libraries that write the file."""
    return f"WeasyPrint {version('weasyprint')}; pikepdf {version('pikepdf')}"


def _bibliographic(record: BibliographicRecord) -> Iterator[tuple[str, str]]:
    """Yield the Dublin Core and PRISM properties that have a value, as XML."""
    named = {
        "dc:title": _alternatives(record.title, record.language),
        "dc:creator": _list("Seq", record.authors),
        "dc:publisher": _list("Bag", (record.publisher,)),
        "dc:language": _list("Bag", (record.language,)),
        "dc:date": _list("Seq", (record.cover_date,)),
        "dc:subject": _list("Bag", record.subjects),
        "dc:description": _alternatives(record.description, record.language),
        "dc:rights": _alternatives(record.rights, record.language),
        "dc:identifier": _plain(record.identifier),
        "dc:format": "application/pdf",
        "prism:aggregationType": "newsletter",
        "prism:coverDate": _plain(record.cover_date),
        "prism:issn": _plain(record.issn),
        "prism:number": _plain(record.number),
        "prism:publicationName": _plain(record.publication),
        "prism:url": _plain(record.url),
        "prism:volume": _plain(record.volume),
    }
    yield from ((name, value) for name, value in named.items() if value)


def _technical(record: BibliographicRecord) -> Iterator[tuple[str, str]]:
    """Yield the XMP properties that correspond to entries of Info."""
    moment = f"{_utc(record):%Y-%m-%dT%H:%M:%S}+00:00"
    for name in ("CreateDate", "MetadataDate", "ModifyDate"):
        yield f"xmp:{name}", moment
    yield "xmp:CreatorTool", _plain(CREATOR)
    yield "pdf:Producer", _plain(producer())
    if record.subjects:
        yield "pdf:Keywords", _plain(_keywords(record))


def _claimed(record: BibliographicRecord, claims: frozenset[Standard]) -> Iterator[tuple[str, str]]:
    """Yield the identification of each standard, and the identifiers that PDF/X-4 (ISO 15930-7) requires."""
    for level in _LEVELS.keys() & claims:
        yield from (("pdfaid:part", "3"), ("pdfaid:conformance", _LEVELS[level]))
    if "pdfua-1" in claims:
        yield "pdfuaid:part", "1"
    if "pdfx-4" in claims:
        yield from (("pdfxid:GTS_PDFXVersion", "PDF/X-4"), ("pdf:Trapped", "False"))
    yield "xmpMM:DocumentID", document_id(record)
    yield "xmpMM:InstanceID", f"uuid:{uuid5(NAMESPACE_URL, _instance(record, claims))}"
    yield from (("xmpMM:RenditionClass", "default"), ("xmpMM:VersionID", "1"))


def _instance(record: BibliographicRecord, claims: frozenset[Standard]) -> str:
    """Return the text that an instance's ID is made from; it depends on values only, so that a rename changes no ID."""
    values = ", ".join(f"{one.name}={getattr(record, one.name)!r}" for one in fields(record))
    return f"(Record({values}), {sorted(claims)!r})"


def _extension_schemas(used: set[str]) -> str:
    """Return the extension schemas that describe the `used` properties."""
    schemas = []
    for prefix, (title, terms) in EXTENSIONS.items():
        described = "".join(
            _described(name, term) for name, term in terms.items() if f"{prefix}:{name}" in used
        )
        if described:
            schemas.append(
                '<rdf:li rdf:parseType="Resource">'
                f"<pdfaSchema:schema>{escape(title)}</pdfaSchema:schema>"
                f"<pdfaSchema:namespaceURI>{NAMESPACES[prefix]}</pdfaSchema:namespaceURI>"
                f"<pdfaSchema:prefix>{prefix}</pdfaSchema:prefix>"
                f"<pdfaSchema:property><rdf:Seq>{described}</rdf:Seq></pdfaSchema:property></rdf:li>"
            )
    return f"<rdf:Bag>{''.join(schemas)}</rdf:Bag>"


def _described(name: str, term: ExtensionProperty) -> str:
    return (
        f'<rdf:li rdf:parseType="Resource"><pdfaProperty:name>{name}</pdfaProperty:name>'
        f"<pdfaProperty:valueType>{term.value_type}</pdfaProperty:valueType>"
        f"<pdfaProperty:category>{term.category}</pdfaProperty:category>"
        f"<pdfaProperty:description>{escape(term.description)}</pdfaProperty:description></rdf:li>"
    )


def _alternatives(text: str, language: str) -> str:
    """Return a text as a language alternative: first `x-default`, as XMP requires, then its own language."""
    if not (content := _plain(text)):
        return ""
    tags = ("x-default", language)
    items = "".join(f"<rdf:li xml:lang={quoteattr(tag)}>{content}</rdf:li>" for tag in tags)
    return f"<rdf:Alt>{items}</rdf:Alt>"


def _list(kind: str, texts: tuple[str, ...]) -> str:
    items = "".join(f"<rdf:li>{item}</rdf:li>" for text in texts if (item := _plain(text)))
    return f"<rdf:{kind}>{items}</rdf:{kind}>" if items else ""


def _keywords(record: BibliographicRecord) -> str:
    return ", ".join(_clean(subject) for subject in record.subjects)


def _plain(text: str) -> str:
    return escape(_clean(text))


def _clean(text: str) -> str:
    """Return a text without characters that XML 1.0 forbids and with single spaces, so that XMP and Info agree."""
    return " ".join(
        re.sub(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "", text).split()
    )


def _utc(record: BibliographicRecord) -> dt.datetime:
    """Return `created` in UTC; without a time zone, it is UTC already."""
    if record.created.tzinfo is None:
        return record.created
    return record.created.astimezone(dt.UTC)


# reading a packet

_RDF = f"{{{NAMESPACES['rdf']}}}"
_ENTITIES = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
MAX_PACKET = 8_000_000
"""The largest packet that is read, in bytes."""


@dataclass(frozen=True, slots=True)
class XmpPacket:
    """The properties of a packet by `prefix:name`, with the prefixes of `NAMESPACES`.

    The value of a list or an alternative is its first item. `fault` says why there are no properties.
    """

    properties: dict[str, str]
    fault: str = ""

    def get(self, name: str) -> str:
        """Return a property, or an empty string."""
        return self.properties.get(name, "")


def read_xmp_packet(pdf: pikepdf.Pdf) -> XmpPacket:
    """Return the packet of a file's catalogue."""
    stream = pdf.Root.get("/Metadata")
    if not isinstance(stream, pikepdf.Stream):
        return XmpPacket({}, "there is no XMP metadata")
    try:
        content = stream.read_bytes()
    except pikepdf.PdfError:
        return XmpPacket({}, "the XMP metadata cannot be read")
    if len(content) > MAX_PACKET or _ENTITIES.search(content):
        return XmpPacket({}, "the XMP metadata is too large, or declares entities")
    try:
        root = ElementTree.fromstring(content.strip(b"\0 \r\n\t"))
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        return XmpPacket({}, f"the XMP metadata is not XML: {error}")
    properties: dict[str, str] = {}
    for description in root.iter(f"{_RDF}Description"):
        for name, value in description.attrib.items():
            properties.setdefault(_short(name), value.strip())
        for element in description:
            properties.setdefault(_short(element.tag), _value(element))
    return XmpPacket(properties)


def _value(element: ElementTree.Element) -> str:
    item = element.find(f".//{_RDF}li")
    return ((element if item is None else item).text or "").strip()


_PREFIXES = {address: prefix for prefix, address in NAMESPACES.items()}


def _short(name: str) -> str:
    """Return `{address}name` with the prefix of a known vocabulary."""
    address, _, local = name.removeprefix("{").rpartition("}")
    return f"{_PREFIXES.get(address, address)}:{local}"
