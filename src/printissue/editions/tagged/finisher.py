"""The access stage: a raw, tagged PDF in, an archive or screen edition out."""

import io
from collections.abc import Iterable, Iterator

import pikepdf
from pikepdf import Dictionary, Name

from printissue.core.findings import Finding, Place
from printissue.editions.tagged.artifacts import number_content
from printissue.editions.tagged.attach import attach
from printissue.editions.tagged.catalogue import write_catalogue
from printissue.editions.tagged.check import check_tree
from printissue.editions.tagged.content import TaggedStream, read_streams
from printissue.editions.tagged.elements import Content, Element, Reference
from printissue.editions.tagged.glyphs import Said, map_silent_glyphs, text_of
from printissue.editions.tagged.links import (
    hide_siblings,
    name_links,
    references,
    refused,
    write_links,
)
from printissue.editions.tagged.orders import TaggedOptions
from printissue.editions.tagged.reader import read_tree
from printissue.editions.tagged.streams import settle_streams
from printissue.editions.tagged.tree import mend
from printissue.editions.tagged.writer import write_tree
from printissue.pdf.cache import FileCache
from printissue.pdf.save import save


def finish(raw: bytes, order: TaggedOptions) -> tuple[bytes, tuple[Finding, ...]]:
    """Turn a raw file into the edition that is ordered: the file's bytes, and what was found wrong in it."""
    findings: list[Finding] = []
    with pikepdf.open(io.BytesIO(raw)) as pdf:
        settle_streams(pdf)
        cache = FileCache(pdf)
        streams = [
            stream
            for number, page in enumerate(pdf.pages)
            for stream in read_streams(page.obj, number, cache)
        ]
        document = read_tree(pdf)
        document.lang = order.record.language
        findings += _refused(refused(document), order.name)
        says = _Texts(streams)
        mend(document, paints=_painted(streams).__contains__, says=says)
        name_links(document, order.record.title, says=says)
        map_silent_glyphs(pdf)  # once all text is read
        if not order.cross_references:
            hide_siblings(document)
        write_tree(pdf, document, _placed(streams, document), streams=streams)
        write_links(pdf, references(document))
        write_catalogue(pdf, order)
        attach(pdf, order.attachments, order.record)
        findings += check_tree(pdf, streams, order.name)
        if order.blank_first:
            _put_blank_first(pdf)
        edition = order.edition
        content = save(pdf, version=edition.pdf_version, object_streams=edition.object_streams)
    return content, tuple(findings)


def _put_blank_first(pdf: pikepdf.Pdf) -> None:
    """Put a blank page before the first, of the same size."""
    first = pdf.pages[0]
    blank = Dictionary(Type=Name.Page, Resources=Dictionary(), Contents=pdf.make_stream(b""))
    for box in ("/MediaBox", "/CropBox", "/BleedBox", "/TrimBox"):
        if box in first.obj:
            blank[box] = first.obj[box]
    pdf.pages.insert(0, pikepdf.Page(pdf.make_indirect(blank)))


class _Texts:
    """Tells what a piece of content says, when it is asked; one without a glyph is white space, which is not drawn."""

    def __init__(self, streams: Iterable[TaggedStream]) -> None:
        self.pieces = {
            Content(stream.page, mcid): piece
            for stream in streams
            for mcid, piece in stream.marked.items()
        }

    def __call__(self, content: Content) -> Said:
        said = text_of(self.pieces[content].runs)
        return said if said.text else Said(" ")


def _painted(streams: Iterable[TaggedStream]) -> set[Content]:
    return {
        Content(stream.page, mcid)
        for stream in streams
        for mcid, piece in stream.marked.items()
        if piece.painted
    }


def _placed(
    streams: list[TaggedStream], document: Element
) -> dict[Content, tuple[TaggedStream, int]]:
    """Rewrite all streams, and tell where each piece of content is now."""
    owners = {
        kid: element
        for element in document.elements()
        for kid in element.kids
        if isinstance(kid, Content)
    }
    return {
        content: (stream, number)
        for stream in streams
        for content, number in number_content(stream, owners).items()
    }


def _refused(links: Iterable[Reference], name: str) -> Iterator[Finding]:
    said = {(link.page, link.target) for link in links}
    for page, target in sorted(said):
        yield Finding(
            "wrong-link",
            Place(name, page=page + 1),
            f"{target!r} is no address that a reader may follow; the link is left out",
            "links in templates and streams are absolute http, https, mailto or tel URLs",
        )
