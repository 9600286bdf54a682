"""The file of the sheets: pages become form XObjects (ISO 32000-1, 8.10), and sides become pages.

A page's content stream is copied byte for byte, and its resources are the same objects: colours, overprint, spot
colours, images and transparency do not change. Only the streams of a page with several are decoded and joined.
"""

from collections.abc import Iterable, Iterator, Sequence

import pikepdf
from pikepdf import Array, Dictionary, Name

from printissue.imposition.catalogue import (
    flatten_annotations,
    label_sides,
    remove_interactive,
    update_claims,
    version_of,
)
from printissue.imposition.geometry import corners, format_numbers
from printissue.imposition.marks import STATE
from printissue.imposition.sides import Placement, SheetBoxes, SideContent
from printissue.imposition.source_pages import SourcePage
from printissue.pdf.imposed import mark_as_imposed
from printissue.pdf.objects import Raw, inherited
from printissue.pdf.save import save


def write_sheets(
    pdf: pikepdf.Pdf,
    pages: Sequence[SourcePage],
    sides: Sequence[SideContent],
    *,
    boxes: SheetBoxes,
    labels: Sequence[str],
    made: str,
) -> bytes:
    """Replace a file's pages by sides and return it as bytes.

    `labels` are the page labels of the sides, `made` describes the options, for the file's identifiers.
    """
    version = version_of(pdf)
    flatten_annotations(pdf)
    _replace_pages(pdf, pages, sides, boxes=boxes)
    remove_interactive(pdf)
    mark_as_imposed(pdf)
    is_pdfx = update_claims(pdf, made)
    if labels:
        label_sides(pdf, labels)
    return save(pdf, version=version, object_streams=not is_pdfx and version >= "1.5")


def _replace_pages(
    pdf: pikepdf.Pdf,
    pages: Sequence[SourcePage],
    sides: Iterable[SideContent],
    *,
    boxes: SheetBoxes,
) -> None:
    sources = [page.obj for page in pdf.pages]
    forms = {page.number: _page_form(pdf, sources[page.number - 1], page) for page in pages}
    for side in sides:
        pdf.pages.append(pikepdf.Page(_side_page(pdf, side, forms, boxes=boxes)))
    del pdf.pages[: len(sources)]


def _page_form(pdf: pikepdf.Pdf, page: Raw, source: SourcePage) -> Raw:
    """Return a form XObject that shows the printed part of a page."""
    form = _content_stream(pdf, page.get("/Contents"))
    form.Type, form.Subtype = Name.XObject, Name.Form
    form.BBox = Array(corners(source.printed))
    resources = inherited(page, "/Resources")
    form.Resources = Dictionary() if resources is None else resources
    group = page.get("/Group")
    if isinstance(group, pikepdf.Dictionary):
        form.Group = group
    return form


def _content_stream(pdf: pikepdf.Pdf, contents: Raw) -> Raw:
    """Return a copy of a page's content: one stream as it is, several joined at line ends (ISO 32000-1, 7.8.2)."""
    parts = list(contents) if isinstance(contents, Array) else [contents]
    streams = [part for part in parts if isinstance(part, pikepdf.Stream)]
    if len(streams) != 1:
        return pdf.make_stream(b"\n".join(part.read_bytes() for part in streams))
    (only,) = streams
    copied = pikepdf.Stream(pdf, only.read_raw_bytes())
    for key in ("/Filter", "/DecodeParms"):
        if key in only:
            copied[key] = only[key]
    return pdf.make_indirect(copied)


def _side_page(
    pdf: pikepdf.Pdf, side: SideContent, forms: dict[int, Raw], *, boxes: SheetBoxes
) -> Raw:
    """Return a page that shows a side."""
    used = {placed.page: forms[placed.page] for placed in side.placements}
    operators = [side.below, *_draw_pages(side.placements), side.above]
    resources = Dictionary()
    if used:
        resources.XObject = Dictionary({_form_name(number): form for number, form in used.items()})
    if STATE in side.below + side.above:
        marks = Dictionary(Type=Name.ExtGState, OP=True, op=True, OPM=1)
        resources.ExtGState = Dictionary({STATE: marks})
    page = Dictionary(
        Type=Name.Page,
        MediaBox=Array(corners(boxes.media)),
        BleedBox=Array(corners(boxes.bleed)),
        TrimBox=Array(corners(boxes.trim)),
        Resources=resources,
        Contents=pdf.make_stream("\n".join(filter(None, operators)).encode()),
    )
    # a page blends in the colour space of its group: without one, overlapping colours would blend in another space
    groups = [form.Group for form in used.values() if "/Group" in form]
    if groups and "/CS" in groups[0]:
        page.Group = Dictionary(Type=Name.Group, S=Name.Transparency, I=True, CS=groups[0].CS)
    return pdf.make_indirect(page)


def _draw_pages(placements: Iterable[Placement]) -> Iterator[str]:
    for placed in placements:
        clip = placed.clip
        rectangle = format_numbers(clip.left, clip.bottom, clip.width, clip.height)
        matrix = format_numbers(*placed.matrix)
        yield f"q {rectangle} re W n {matrix} cm {_form_name(placed.page)} Do Q"


def _form_name(page: int) -> str:
    return f"/P{page}"
