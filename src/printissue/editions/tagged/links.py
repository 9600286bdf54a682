"""Links: one Link element for each link, with all its annotations, described and printable.

A link to another issue is described by the target that its address names, any other link by its text.
"""

from collections.abc import Callable, Iterable, Iterator
from urllib.parse import urlsplit

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, String

from printissue.editions.tagged.elements import (
    ContentId,
    Element,
    Kid,
    LinkAnnotation,
    is_inline,
)
from printissue.editions.tagged.text import TextPiece, join_lines, join_pieces
from printissue.model.cross_references import CrossReference, cross_reference
from printissue.model.text_types import URL_SCHEMES

HIDDEN, PRINTED = 2, 4
"""Annotation flags (ISO 32000-1, table 165): not shown at all, or also printed, as PDF/A asks (ISO 19005-3, 6.3.2)."""


def describe_links(document: Element, text_of: Callable[[ContentId], TextPiece]) -> None:
    """Describe every link annotation by its target or by the text of its box; `text_of` returns the text of content."""
    for element in document.elements():
        own = [kid for kid in element.kids if isinstance(kid, LinkAnnotation)]
        if own:
            text = join_pieces(_pieces(element, text_of))
            for reference in own:
                reference.contents = _described(text, reference.target)


def _described(text: str, target: str) -> str:
    """Return the description of a link that shows `text`."""
    other = cross_reference(target)
    return (other.description or text) if other else _as_address(text, target)


def _as_address(text: str, target: str) -> str:
    """Return a link's text, without the spaces between lines if it is the address of the link."""
    compact = text.replace(" ", "")
    return compact if "." in compact and compact.rstrip("/") in target else text


def merge_links(document: Element) -> None:
    """Merge the parts of each link: every link annotation is then in exactly one Link element.

    WeasyPrint writes an annotation for each box in a link, and a Link element for each of its lines.
    """
    document.kids = _merged(document.kids)


def drop_void_links(document: Element, *, is_painted: Callable[[ContentId], bool]) -> None:
    """Drop the annotations without an area and without content that draws anything.

    If a link has blocks in it, WeasyPrint writes an empty line of the link before and after each.
    """
    for element in document.elements():
        void = [kid for kid in element.kids if isinstance(kid, LinkAnnotation) and kid.is_void]
        if void and not any(is_painted(content) for content in element.content()):
            element.kids = [kid for kid in element.kids if kid not in void]


def complete_descriptions(
    document: Element, title: str, *, text_of: Callable[[ContentId], TextPiece]
) -> None:
    """Add the descriptions of annotations that have none, and alternate descriptions of Link elements without text.

    A link without text is described by its address, or by the document's `title` if it leads to a place in it.
    """
    for element in document.elements():
        own = [kid for kid in element.kids if isinstance(kid, LinkAnnotation)]
        for reference in own:
            outside = (
                not reference.target.startswith("#") and cross_reference(reference.target) is None
            )
            reference.contents = reference.contents or (reference.target if outside else title)
        if own and element.role == "Link" and not join_pieces(_pieces(element, text_of)).strip():
            element.alt = own[0].contents


def hide_cross_references(document: Element) -> None:
    """Hide the links to other issues, which lead nowhere from the file of one issue. Their text stays."""
    for element in document.elements():
        others = [
            kid
            for kid in element.kids
            if isinstance(kid, LinkAnnotation) and cross_reference(kid.target)
        ]
        for kid in others:
            kid.hidden = True
        if others and element.role == "Link":
            element.role = "Span"


def remove_forbidden_links(document: Element) -> Iterator[LinkAnnotation]:
    """Remove the links whose address is not allowed, and yield them; their text stays."""
    for element in document.elements():
        for kid in list(element.kids):
            if isinstance(kid, LinkAnnotation) and not _is_allowed(kid.target):
                element.kids.remove(kid)
                if element.role == "Link":
                    element.role = "Span"
                yield kid


def write_links(pdf: pikepdf.Pdf, links: Iterable[LinkAnnotation]) -> None:
    """Reduce each page's annotations to these links, in their order, with description and flags."""
    kept: dict[int, list[Object]] = {}
    for reference in links:
        annotation = reference.annotation
        kept.setdefault(reference.page, []).append(annotation)
        annotation.F = HIDDEN if reference.hidden else PRINTED
        if other := cross_reference(reference.target):
            annotation.A = _cross_reference_action(other)
        annotation.Contents = String(reference.contents)
        annotation.BS = Dictionary(W=0)
        if "/Border" in annotation:
            del annotation.Border
    for number, page in enumerate(pdf.pages):
        if number in kept:
            page.obj.Annots = Array(kept[number])
            page.obj.Tabs = Name.S
        elif "/Annots" in page.obj:
            del page.obj.Annots


def _cross_reference_action(other: CrossReference) -> Dictionary:
    """Return the action that leads to another issue's archive file, in a folder beside this file's folder.

    The file is named by a string, because a file specification dictionary must embed its file (ISO 19005-3, 6.8).
    """
    path = String(f"../{other.folder}/{other.file}")
    there = String(other.anchor) if other.page is None else Array([other.page, Name.Fit])
    return Dictionary(S=Name.GoToR, F=path, D=there)


def link_annotations(document: Element) -> list[LinkAnnotation]:
    """Return all links of a tree, in reading order."""
    return [
        kid
        for element in document.elements()
        for kid in element.kids
        if isinstance(kid, LinkAnnotation)
    ]


def _is_allowed(target: str) -> bool:
    """Return whether a link may have an address. The layout gave relative addresses an `.invalid` host."""
    if cross_reference(target):
        return True
    parts = urlsplit(target)
    host = parts.hostname or ""
    known = parts.scheme.lower() in URL_SCHEMES and not host.endswith(".invalid")
    return target.startswith("#") or known


def _merged(kids: list[Kid]) -> list[Kid]:
    settled: list[Kid] = []
    for kid in kids:
        if not isinstance(kid, Element):
            settled.append(kid)
            continue
        direct = [one for one in kid.kids if isinstance(one, LinkAnnotation)]
        if not direct:
            kid.kids = _merged(kid.kids)
            settled.append(kid)
            continue
        link = _link(kid, direct[0])
        before = settled[-1] if settled else None
        if link is kid and isinstance(before, Element) and _continues(before, link):
            _merge(before, link)
        else:
            settled.append(link if link is kid else kid)
    return settled


def _link(element: Element, own: LinkAnnotation) -> Element:
    """Move all annotations in a link to its end; wrap the content of an element that is not a Link."""
    gathered = list(_gather(element))
    shown = [one for one in gathered if one is own or not _inside(one, own)]
    for reference in shown:
        reference.contents = own.contents
    if element.role == "Link":
        element.kids += shown
        return element
    link = Element("Link", element.page, [*element.kids, *shown])
    element.kids = [link]
    return link


def _gather(element: Element) -> Iterator[LinkAnnotation]:
    """Remove all annotations from an element, and yield them; links in links are replaced by their content."""
    kids: list[Kid] = []
    for kid in element.kids:
        if isinstance(kid, LinkAnnotation):
            yield kid
        elif isinstance(kid, Element):
            yield from _gather(kid)
            if kid.role == "Link":
                kids += kid.kids
            else:
                kids.append(kid)
        else:
            kids.append(kid)
    element.kids = kids


def _pieces(element: Element, text_of: Callable[[ContentId], TextPiece]) -> Iterator[TextPiece]:
    """Yield the text of an element: the description of a figure, the text of other content."""
    if element.alt or element.actual:
        yield TextPiece(element.alt or element.actual)
        return
    for kid in element.kids:
        if isinstance(kid, Element):
            # what CSS generates in a link is a Link, too
            separator = TextPiece("" if is_inline(kid) and kid.role != "Link" else " ")
            yield separator
            yield from _pieces(kid, text_of)
            yield separator
        elif isinstance(kid, ContentId):
            yield text_of(kid)


def _continues(before: Element, link: Element) -> bool:
    """Return whether a Link element continues the one before it: on a second line, or in a second box."""
    one, two = _first(before), _first(link)
    return before.role == link.role == "Link" and one.target == two.target if one and two else False


def _first(element: Element) -> LinkAnnotation | None:
    return next((kid for kid in element.kids if isinstance(kid, LinkAnnotation)), None)


def _merge(before: Element, link: Element) -> None:
    one, two = _first(before), _first(link)
    if one and two:
        text = _described(join_lines([one.contents, two.contents]), one.target)
        before.kids += link.kids
        for kid in before.kids:
            if isinstance(kid, LinkAnnotation):
                kid.contents = text


def _inside(one: LinkAnnotation, other: LinkAnnotation) -> bool:
    """Return whether an annotation's area is within another's, give or take 0.5 pt."""
    left, bottom, right, top = one.corners
    if one.page != other.page:
        return False
    around = other.corners
    return (
        left >= around[0] - 0.5
        and bottom >= around[1] - 0.5
        and right <= around[2] + 0.5
        and top <= around[3] + 0.5
    )
