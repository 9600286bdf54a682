"""Reading the structure tree that WeasyPrint wrote, with the layout's hints, into plain elements."""

import pikepdf

from printissue.editions.tagged.elements import ContentId, Element, LinkAnnotation
from printissue.model.tag_hints import parse_hint
from printissue.pdf.structure import (
    ContentReference,
    ObjectReference,
    StructureElement,
    read_structure,
)

PX = 0.75
"""The size of a CSS pixel, in pt."""


def read_elements(pdf: pikepdf.Pdf) -> Element:
    """Return the Document element with everything in it; elements outside of the tree are not read."""
    heights = [float(page.trimbox[3]) for page in pdf.pages]
    return _element(read_structure(pdf).nodes[0], heights)


def _element(node: StructureElement, heights: list[float]) -> Element:
    """Return an element; `heights` are those of the pages, in pt, because WeasyPrint measures from the top."""
    element = Element(node.kind, (node.page or 1) - 1)
    if "/Alt" in node.raw:
        element.alt = str(node.raw.Alt)
    if "/A" in node.raw:
        _read_attributes(element, node.raw.A, heights[element.page])
    for item in node.items:
        if isinstance(item, StructureElement):
            element.kids.append(_element(item, heights))
        elif isinstance(item, ContentReference):
            element.kids.append(ContentId(element.page, item.mcid))
        else:
            _add_annotation(element, item)
    return element


def _add_annotation(element: Element, reference: ObjectReference) -> None:
    """Add a link annotation to an element; a hint of the layout becomes the element's own."""
    annotation = reference.target
    if "/Dest" in annotation:
        target = f"#{annotation.Dest}"
    else:
        target = str(annotation.get("/A", pikepdf.Dictionary()).get("/URI", ""))
    hint = parse_hint(target)
    if hint is None:
        element.kids.append(LinkAnnotation((reference.page or 1) - 1, annotation, target))
    else:
        element.hint = hint


def _read_attributes(element: Element, raw: pikepdf.Object, height: float) -> None:
    if "/BBox" in raw:
        left, top, right, bottom = (float(number) * PX for number in raw.BBox)
        element.bbox = (left, height - bottom, right, height - top)
    element.columns = int(raw.get("/ColSpan", 1))
    element.rows = int(raw.get("/RowSpan", 1))
