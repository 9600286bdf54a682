"""Pages become Form XObjects (ISO 32000-1, 8.10), and sides become pages.

A page's operators are taken byte by byte, and what they name are the very objects that the page had: colours,
overprint, spot inks, pictures and transparency stay what they were. Only where a page has several streams are they
joined.
"""

from collections.abc import Iterable, Iterator, Sequence

import pikepdf
from pikepdf import Array, Dictionary, Name

from printissue.imposition.geometry import written
from printissue.imposition.marks import STATE
from printissue.imposition.pages import SourcePage
from printissue.imposition.plans import Placement, Plan, Sheet
from printissue.pdf.objects import Raw, inherited


def replace_pages(
    pdf: pikepdf.Pdf, pages: Sequence[SourcePage], plans: Iterable[Plan], *, sheet: Sheet
) -> None:
    """Put sides in the place of a file's pages."""
    sources = [page.obj for page in pdf.pages]
    forms = {page.number: form_of(pdf, sources[page.number - 1], page) for page in pages}
    for plan in plans:
        pdf.pages.append(pikepdf.Page(_side(pdf, plan, forms, sheet=sheet)))
    del pdf.pages[: len(sources)]


def form_of(pdf: pikepdf.Pdf, page: Raw, source: SourcePage) -> Raw:
    """Give a page as a form that shows what prints of it."""
    form = _stream(pdf, page.get("/Contents"))
    form.Type, form.Subtype = Name.XObject, Name.Form
    form.BBox = Array(source.box.corners)
    resources = inherited(page, "/Resources")
    form.Resources = Dictionary() if resources is None else resources
    group = page.get("/Group")
    if isinstance(group, pikepdf.Dictionary):
        form.Group = group
    return form


def _stream(pdf: pikepdf.Pdf, contents: Raw) -> Raw:
    """Copy a page's stream as bytes with its filters; join several, decoded, at line ends (ISO 32000-1, 7.8.2)."""
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


def _side(pdf: pikepdf.Pdf, plan: Plan, forms: dict[int, Raw], *, sheet: Sheet) -> Raw:
    """Give a page that shows a side."""
    used = {placed.page: forms[placed.page] for placed in plan.placements}
    body = [plan.under, *_shown(plan.placements), plan.over]
    resources = Dictionary()
    if used:
        resources.XObject = Dictionary({_name(number): form for number, form in used.items()})
    if STATE in plan.under + plan.over:
        marks = Dictionary(Type=Name.ExtGState, OP=True, op=True, OPM=1)
        resources.ExtGState = Dictionary({STATE: marks})
    page = Dictionary(
        Type=Name.Page,
        MediaBox=Array(sheet.media.corners),
        BleedBox=Array(sheet.bleed.corners),
        TrimBox=Array(sheet.trim.corners),
        Resources=resources,
        Contents=pdf.make_stream("\n".join(filter(None, body)).encode()),
    )
    # a page blends in the space of its group: without one here, overlapping colours would be mixed in another
    groups = [form.Group for form in used.values() if "/Group" in form]
    if groups and "/CS" in groups[0]:
        page.Group = Dictionary(Type=Name.Group, S=Name.Transparency, I=True, CS=groups[0].CS)
    return pdf.make_indirect(page)


def _shown(placements: Iterable[Placement]) -> Iterator[str]:
    for placed in placements:
        clip = placed.clip
        rectangle = written(clip.left, clip.bottom, clip.width, clip.height)
        yield f"q {rectangle} re W n {written(*placed.matrix)} cm {_name(placed.page)} Do Q"


def _name(page: int) -> str:
    return f"/P{page}"
