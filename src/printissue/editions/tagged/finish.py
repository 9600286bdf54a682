"""The steps from the layout engine's raw, tagged PDF to an archive or screen edition."""

import io
from collections.abc import Iterable, Iterator

import pikepdf
from pikepdf import Dictionary, Name

from printissue.core.findings import Finding, Place
from printissue.editions import EditionSource
from printissue.editions.tagged.catalogue import attach, write_catalogue
from printissue.editions.tagged.check import check_tree
from printissue.editions.tagged.content import TaggedStream, number_content, read_streams
from printissue.editions.tagged.elements import ContentId, Element, LinkAnnotation
from printissue.editions.tagged.links import (
    complete_descriptions,
    hide_cross_references,
    link_annotations,
    remove_forbidden_links,
    write_links,
)
from printissue.editions.tagged.reader import read_elements
from printissue.editions.tagged.streams import clean_streams
from printissue.editions.tagged.text import TextPiece, extract_text, map_glyphs_without_text
from printissue.editions.tagged.tree import normalize_tree
from printissue.editions.tagged.writer import write_tree
from printissue.pdf.cache import FileCache
from printissue.pdf.save import save


def finish(source: EditionSource) -> tuple[bytes, tuple[Finding, ...]]:
    """Return a tagged PDF with the claims of the source's edition, and the findings."""
    findings: list[Finding] = []
    with pikepdf.open(io.BytesIO(source.raw)) as pdf:
        clean_streams(pdf)
        cache = FileCache(pdf)
        streams = [
            stream
            for number, page in enumerate(pdf.pages)
            for stream in read_streams(page.obj, number, cache)
        ]
        document = read_elements(pdf)
        document.lang = source.record.language
        findings += _forbidden(remove_forbidden_links(document), source.name)
        text_of = _ContentText(streams)
        normalize_tree(document, is_painted=_painted(streams).__contains__, text_of=text_of)
        complete_descriptions(document, source.record.title, text_of=text_of)
        map_glyphs_without_text(pdf)  # after all text is read
        if not source.cross_references:
            hide_cross_references(document)
        write_tree(pdf, document, _number_streams(streams, document), streams=streams)
        write_links(pdf, link_annotations(document))
        write_catalogue(pdf, source)
        attach(pdf, source.attachments, source.record)
        findings += check_tree(pdf, streams, source.name)
        if source.blank_first:
            _insert_blank_page(pdf)
        edition = source.edition
        content = save(pdf, version=edition.pdf_version, object_streams=edition.object_streams)
    return content, tuple(findings)


def _insert_blank_page(pdf: pikepdf.Pdf) -> None:
    """Insert a blank page before the first, of the same size."""
    first = pdf.pages[0]
    blank = Dictionary(Type=Name.Page, Resources=Dictionary(), Contents=pdf.make_stream(b""))
    for box in ("/MediaBox", "/CropBox", "/BleedBox", "/TrimBox"):
        if box in first.obj:
            blank[box] = first.obj[box]
    pdf.pages.insert(0, pikepdf.Page(pdf.make_indirect(blank)))


class _ContentText:
    """The text of marked content, extracted on demand; content without glyphs is white space, which is not drawn."""

    def __init__(self, streams: Iterable[TaggedStream]) -> None:
        self.sequences = {
            ContentId(stream.page, mcid): sequence
            for stream in streams
            for mcid, sequence in stream.marked.items()
        }

    def __call__(self, content: ContentId) -> TextPiece:
        piece = extract_text(self.sequences[content].strings)
        return piece if piece.text else TextPiece(" ")


def _painted(streams: Iterable[TaggedStream]) -> set[ContentId]:
    return {
        ContentId(stream.page, mcid)
        for stream in streams
        for mcid, sequence in stream.marked.items()
        if sequence.painted
    }


def _number_streams(
    streams: list[TaggedStream], document: Element
) -> dict[ContentId, tuple[TaggedStream, int]]:
    """Rewrite all streams, and return the stream and the new MCID of each piece of content."""
    owners = {
        kid: element
        for element in document.elements()
        for kid in element.kids
        if isinstance(kid, ContentId)
    }
    replaced = _replaced_texts(document)
    return {
        content: (stream, number)
        for stream in streams
        for content, number in number_content(stream, owners, replaced).items()
    }


def _replaced_texts(document: Element) -> dict[ContentId, str]:
    """Return the text that programs extract instead of the glyphs, for content of elements with ActualText.

    The last piece of content has the whole text, because it is on the line that goes on: the others are white space.
    Programs that extract text look at the content only, not at the structure tree.
    """
    replaced: dict[ContentId, str] = {}
    for element in document.elements():
        content = list(element.content()) if element.actual else []
        replaced |= dict.fromkeys(content[:-1], " ") | dict.fromkeys(content[-1:], element.actual)
    return replaced


def _forbidden(links: Iterable[LinkAnnotation], name: str) -> Iterator[Finding]:
    """Yield a finding for each address of the links that were removed."""
    for page, target in sorted({(link.page, link.target) for link in links}):
        yield Finding(
            "wrong-link",
            Place(name, page=page + 1),
            f"{target!r} is not an address that a link may have; the link is left out",
            "links in templates and streams are absolute http, https, mailto or tel URLs",
        )
