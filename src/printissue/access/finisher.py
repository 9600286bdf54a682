"""The access stage: a raw, tagged PDF in, an archive or screen edition out."""

import io
from collections.abc import Iterable, Iterator

import pikepdf
from pikepdf import Dictionary, Name

from printissue.access.artifacts import number_content
from printissue.access.attach import attach
from printissue.access.catalogue import write_catalogue
from printissue.access.check import check_tree
from printissue.access.elements import Content, Element, Reference
from printissue.access.glyphs import Fonts, Said, map_silent_glyphs, read_fonts, text_of
from printissue.access.links import hide_siblings, name_links, references, refused, write_links
from printissue.access.orders import AccessOrder
from printissue.access.reader import read_tree
from printissue.access.sheets import Sheet, read_sheets
from printissue.access.streams import settle_streams
from printissue.access.tree import mend
from printissue.access.writer import write_tree
from printissue.findings import Finding, Place
from printissue.pdffile import save


def finish(raw: bytes, order: AccessOrder) -> tuple[bytes, tuple[Finding, ...]]:
    """Turn a raw file into the edition that is ordered: the file's bytes, and what was found wrong in it."""
    findings: list[Finding] = []
    with pikepdf.open(io.BytesIO(raw)) as pdf:
        settle_streams(pdf)
        sheets = [
            sheet
            for number, page in enumerate(pdf.pages)
            for sheet in read_sheets(page.obj, number)
        ]
        document = read_tree(pdf)
        document.lang = order.record.language
        findings += _refused(refused(document), order.name)
        says = _Texts(sheets, _fonts(pdf))
        map_silent_glyphs(pdf)
        mend(document, paints=_painted(sheets).__contains__, says=says)
        name_links(document, order.record.title, says=says)
        if not order.siblings:
            hide_siblings(document)
        write_tree(pdf, document, _placed(sheets, document), sheets=sheets)
        write_links(pdf, references(document))
        write_catalogue(pdf, order)
        attach(pdf, order.attachments, order.record)
        findings += check_tree(pdf, sheets, order.name)
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

    def __init__(self, sheets: Iterable[Sheet], fonts: Fonts) -> None:
        self.fonts = fonts
        self.sheets = {
            Content(sheet.page, mcid): sheet for sheet in sheets for mcid in sheet.marked
        }

    def __call__(self, content: Content) -> Said:
        sheet = self.sheets[content]
        said = text_of(sheet.text_lines(content.mcid), self.fonts)
        return said if said.text else Said(" ")


def _fonts(pdf: pikepdf.Pdf) -> Fonts:
    """Read the fonts of all pages; WeasyPrint gives a font the same name throughout a file."""
    fonts: Fonts = {}
    seen: set[tuple[int, int]] = set()
    for page in pdf.pages:
        if page.resources.objgen not in seen:
            seen.add(page.resources.objgen)
            fonts |= read_fonts(page.resources)
    return fonts


def _painted(sheets: Iterable[Sheet]) -> set[Content]:
    return {
        Content(sheet.page, mcid)
        for sheet in sheets
        for mcid, piece in sheet.marked.items()
        if piece.painted
    }


def _placed(sheets: list[Sheet], document: Element) -> dict[Content, tuple[Sheet, int]]:
    """Rewrite all sheets, and tell where each piece of content is now."""
    owners = {
        kid: element
        for element in document.elements()
        for kid in element.kids
        if isinstance(kid, Content)
    }
    return {
        content: (sheet, number)
        for sheet in sheets
        for content, number in number_content(sheet, owners).items()
    }


def _refused(links: Iterable[Reference], name: str) -> Iterator[Finding]:
    said = {(link.page, link.target) for link in links}
    for page, target in sorted(said):
        yield Finding(
            "wrong-link",
            Place(name, page=page + 1),
            f"{target!r} is no address that a reader may follow; the link is left out",
            "links in templates and sheets are absolute http, https, mailto or tel URLs",
        )
