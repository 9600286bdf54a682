"""Reading the tag tree that WeasyPrint wrote into plain elements, with the marks of the press taken up."""

from dataclasses import dataclass

import pikepdf

from printissue.editions.tagged.elements import Content, Element, Reference
from printissue.model.tag_hints import parse_hint

PX = 0.75
"""Points in a CSS pixel."""


@dataclass(frozen=True, slots=True)
class Pages:
    """The pages by object number, and the height of each in points (WeasyPrint measures from the top)."""

    index: dict[tuple[int, int], int]
    heights: list[float]


def read_tree(pdf: pikepdf.Pdf) -> Element:
    """Give the Document element with all that hangs from it; elements that hang from nowhere are not seen."""
    pages = Pages(
        {page.obj.objgen: number for number, page in enumerate(pdf.pages)},
        [float(page.trimbox[3]) for page in pdf.pages],
    )
    kids = pdf.Root.StructTreeRoot.K
    document = kids[0] if isinstance(kids, pikepdf.Array) else kids
    return _element(document, pages, 0)


def _element(raw: pikepdf.Object, pages: Pages, page: int) -> Element:
    entries = dict(raw.items())
    if "/Pg" in entries:
        page = pages.index[entries["/Pg"].objgen]
    element = Element(str(entries["/S"])[1:], page)
    if "/Alt" in entries:
        element.alt = str(entries["/Alt"])
    if "/A" in entries:
        _attributes(element, entries["/A"], pages.heights[page])
    for kid in entries.get("/K", ()):
        _add(element, kid, pages)
    return element


def _add(element: Element, raw: pikepdf.Object | int, pages: Pages) -> None:
    """Add what a raw kid is: content, a link, or an element. A mark goes into the element itself."""
    if isinstance(raw, int):
        element.kids.append(Content(element.page, raw))
    elif raw.get("/Type") == "/OBJR":
        reference = _reference(raw, pages)
        mark = parse_hint(reference.target)
        if mark is None:
            element.kids.append(reference)
        else:
            element.mark = mark
    else:
        element.kids.append(_element(raw, pages, element.page))


def _reference(raw: pikepdf.Object, pages: Pages) -> Reference:
    annotation = raw.Obj
    if "/Dest" in annotation:
        target = f"#{annotation.Dest}"
    else:
        action = annotation.get("/A", pikepdf.Dictionary())
        target = str(action.get("/URI", ""))
    return Reference(pages.index[raw.Pg.objgen], annotation, target)


def _attributes(element: Element, raw: pikepdf.Object, height: float) -> None:
    if "/BBox" in raw:
        left, top, right, bottom = (float(number) * PX for number in raw.BBox)
        element.box = (left, height - bottom, right, height - top)
    element.columns = int(raw.get("/ColSpan", 1))
    element.rows = int(raw.get("/RowSpan", 1))
