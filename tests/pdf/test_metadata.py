"""The bibliographic record of an issue as Info dictionary and as XMP."""

import datetime as dt
import io
from dataclasses import replace
from xml.etree import ElementTree

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from printissue import __version__
from printissue.model.editions import EDITIONS, Claim
from printissue.pdf.metadata import (
    EXTENSIONS,
    NAMESPACES,
    BibliographicRecord,
    document_id,
    pdf_date,
    producer,
    stamp,
    xmp_packet,
)
from printissue.pdf.save import save

FULL = BibliographicRecord(
    title="Öffentlich & <privat>",
    publication="Monthly Update",
    publisher="The Office",
    language="de",
    cover_date="2015-10",
    created=dt.datetime(2015, 10, 1, 2, 0, tzinfo=dt.timezone(dt.timedelta(hours=2))),
    identifier="urn:printissue:monthly/2015-10",
    authors=("Ann Author", "Bob Bylaw"),
    subjects=("cities", "trees"),
    description="What the issue\nis about.",
    rights="© The Office",
    issn="1234-5679",
    volume="12",
    number="7-8",
    url="https://example.org/2015?a=1&b=2",
)
BARE = BibliographicRecord("T", "P", "Q", "en", "2015-10-01", dt.datetime(2015, 10, 1), "urn:x")
ARCHIVE = EDITIONS["archive"].claims
PRINT = EDITIONS["print"].claims


def name(tag: str) -> str:
    prefix, _, local = tag.partition(":")
    return f"{{{NAMESPACES[prefix]}}}{local}"


def described(
    record: BibliographicRecord, claims: frozenset[Claim] = ARCHIVE
) -> ElementTree.Element:
    """Return the one description of a packet."""
    meta = ElementTree.fromstring(xmp_packet(record, claims))
    assert len(meta) == 1, "one rdf:RDF"
    assert meta[0].tag == name("rdf:RDF")
    assert len(meta[0]) == 1, "one description"
    return meta[0][0]


def value(description: ElementTree.Element, tag: str) -> str | list[str] | None:
    """Return a property: its text, or the texts of its list."""
    found = description.findall(name(tag))
    assert len(found) <= 1, f"{tag} twice"
    if not found:
        return None
    items = [item.text or "" for item in found[0].iter(name("rdf:li"))]
    return items or found[0].text


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("dc:title", ["Öffentlich & <privat>"] * 2),
        ("dc:creator", ["Ann Author", "Bob Bylaw"]),
        ("dc:publisher", ["The Office"]),
        ("dc:language", ["de"]),
        ("dc:date", ["2015-10"]),
        ("dc:subject", ["cities", "trees"]),
        ("dc:description", ["What the issue is about."] * 2),
        ("dc:rights", ["© The Office"] * 2),
        ("dc:identifier", "urn:printissue:monthly/2015-10"),
        ("dc:format", "application/pdf"),
        ("prism:publicationName", "Monthly Update"),
        ("prism:aggregationType", "newsletter"),
        ("prism:issn", "1234-5679"),
        ("prism:volume", "12"),
        ("prism:number", "7-8"),
        ("prism:coverDate", "2015-10"),
        ("prism:url", "https://example.org/2015?a=1&b=2"),
        ("xmp:CreateDate", "2015-10-01T00:00:00+00:00"),
        ("xmp:ModifyDate", "2015-10-01T00:00:00+00:00"),
        ("xmp:MetadataDate", "2015-10-01T00:00:00+00:00"),
        ("xmp:CreatorTool", f"printissue {__version__}"),
        ("pdf:Keywords", "cities, trees"),
        ("pdfaid:part", "3"),
        ("pdfaid:conformance", "A"),
        ("pdfuaid:part", "1"),
        ("pdfxid:GTS_PDFXVersion", None),
        ("pdf:Trapped", None),
    ],
)
def test_the_packet_of_the_archive(tag: str, expected: str | list[str] | None) -> None:
    assert value(described(FULL), tag) == expected


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("pdfxid:GTS_PDFXVersion", "PDF/X-4"),
        ("pdf:Trapped", "False"),
        ("xmpMM:RenditionClass", "default"),
        ("xmpMM:VersionID", "1"),
        ("pdfaid:part", None),
        ("pdfuaid:part", None),
        ("pdfaExtension:schemas", None),
    ],
)
def test_the_packet_of_the_print_edition(tag: str, expected: str | None) -> None:
    assert value(described(FULL, PRINT), tag) == expected


def test_a_language_alternative_starts_with_the_default() -> None:
    items = list(described(FULL).find(name("dc:title")).iter(name("rdf:li")))
    lang = "{http://www.w3.org/XML/1998/namespace}lang"
    assert [item.get(lang) for item in items] == ["x-default", "de"]


@pytest.mark.parametrize("tag", ["dc:creator", "dc:rights", "prism:issn", "pdf:Keywords"])
def test_a_record_without_a_value_has_no_property(tag: str) -> None:
    description = described(BARE)
    assert value(description, tag) is None
    assert all(len(child) or child.text for child in description.iter())


def test_authors_stay_in_order_and_properties_are_sorted() -> None:
    description = described(FULL)
    kind = description.find(name("dc:creator"))[0].tag
    assert kind == name("rdf:Seq")
    prefixes = {uri: prefix for prefix, uri in NAMESPACES.items()}
    tags = [child.tag[1:].split("}") for child in description]
    names = [f"{prefixes[uri]}:{local}" for uri, local in tags]
    assert names == sorted(names)


def schemas(description: ElementTree.Element) -> dict[str, set[str]]:
    """Return the properties that the extension schemas describe, by prefix."""
    found: dict[str, set[str]] = {}
    for schema in description.find(name("pdfaExtension:schemas"))[0]:
        prefix = schema.findtext(name("pdfaSchema:prefix"))
        assert schema.findtext(name("pdfaSchema:namespaceURI")) == NAMESPACES[prefix]
        found[prefix] = {item.text for item in schema.iter(name("pdfaProperty:name"))}
        for item in schema.iter(name("pdfaProperty:category")):
            assert item.text in ("internal", "external")
    return found


@pytest.mark.parametrize("record", [FULL, BARE])
def test_every_foreign_property_is_described(record: BibliographicRecord) -> None:
    description = described(record)
    foreign = {NAMESPACES[prefix]: prefix for prefix in EXTENSIONS}
    used: dict[str, set[str]] = {}
    for child in description:
        uri, _, local = child.tag[1:].partition("}")
        if uri in foreign:
            used.setdefault(foreign[uri], set()).add(local)
    assert schemas(description) == used


def test_the_screen_edition_claims_no_archive() -> None:
    content = xmp_packet(FULL, EDITIONS["screen"].claims)
    assert b"pdfaid" not in content
    assert b"pdfuaid:part" in content


def test_editions_share_the_document_and_differ_in_the_instance() -> None:
    archive, printed = described(FULL), described(FULL, PRINT)
    assert value(archive, "xmpMM:DocumentID") == value(printed, "xmpMM:DocumentID")
    assert value(archive, "xmpMM:InstanceID") != value(printed, "xmpMM:InstanceID")
    assert document_id(FULL) != document_id(replace(FULL, identifier="urn:other"))
    corrected = described(replace(FULL, title="Corrected"))
    assert value(corrected, "xmpMM:DocumentID") == value(archive, "xmpMM:DocumentID")
    assert value(corrected, "xmpMM:InstanceID") != value(archive, "xmpMM:InstanceID")


def test_the_packet_has_its_frame_and_is_the_same_each_time() -> None:
    content = xmp_packet(FULL, ARCHIVE)
    assert content.startswith('<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'.encode())
    assert content.endswith(b'<?xpacket end="r"?>')
    assert content == xmp_packet(replace(FULL), frozenset(sorted(ARCHIVE, reverse=True)))


@given(st.text(max_size=30), st.text(max_size=30))
def test_any_text_makes_a_packet(title: str, author: str) -> None:
    record = replace(FULL, title=title, authors=(author,))
    description = described(record)
    clean = value(description, "dc:title")
    if clean is not None:
        assert clean[0] == " ".join(clean[0].split())
        assert set(clean[0]) <= set(title) | {" "}


def stamped(record: BibliographicRecord, claims: frozenset[Claim] = ARCHIVE) -> pikepdf.Pdf:
    """Stamp a file, write it, and read it again."""
    pdf = pikepdf.new()
    pdf.add_blank_page()
    pdf.docinfo["/Title"] = "old"
    pdf.docinfo["/Custom"] = "old"
    stamp(pdf, record, claims)
    return pikepdf.open(io.BytesIO(save(pdf, version="1.7", object_streams=False)))


def test_info_and_xmp_agree() -> None:
    with stamped(FULL) as pdf:
        info = {key: str(entry) for key, entry in pdf.trailer.Info.items()}
        description = ElementTree.fromstring(pdf.Root.Metadata.read_bytes())[0][0]
    assert info == {
        "/Title": value(description, "dc:title")[0],
        "/Author": "; ".join(value(description, "dc:creator")),
        "/Subject": value(description, "dc:description")[0],
        "/Keywords": value(description, "pdf:Keywords"),
        "/Creator": value(description, "xmp:CreatorTool"),
        "/Producer": value(description, "pdf:Producer"),
        "/CreationDate": "D:20151001000000+00'00'",
        "/ModDate": "D:20151001000000+00'00'",
    }


def test_trapped_is_a_name_in_print_and_absent_elsewhere() -> None:
    with stamped(FULL, PRINT) as pdf:
        assert pdf.trailer.Info.Trapped == pikepdf.Name("/False")
    with stamped(FULL) as pdf:
        assert "/Trapped" not in pdf.trailer.Info


def test_the_packet_is_not_compressed() -> None:
    with stamped(FULL) as pdf:
        metadata = pdf.Root.Metadata
        assert (metadata.Type, metadata.Subtype) == (pikepdf.Name.Metadata, pikepdf.Name.XML)
        assert "/Filter" not in metadata
        assert metadata.read_raw_bytes() == xmp_packet(FULL, ARCHIVE)


def test_dates_are_in_utc_whatever_the_zone() -> None:
    assert pdf_date(FULL) == "D:20151001000000+00'00'"
    assert pdf_date(BARE) == "D:20151001000000+00'00'"


def test_the_producer_names_versions_without_loading_weasyprint() -> None:
    first, second = producer().split("; ")
    assert first.startswith("WeasyPrint 7")
    assert second == f"pikepdf {pikepdf.__version__}"
