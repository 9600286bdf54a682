"""Links: one Link element for each link, however many boxes it has; annotations as the standards ask.

A link to another issue is described by what its address says of the target, any other one by its text.
"""

from collections.abc import Callable, Iterable, Iterator
from urllib.parse import urlsplit

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, String

from printissue.editions.tagged.elements import (
    Content,
    Element,
    Kid,
    Reference,
    is_inline,
)
from printissue.editions.tagged.glyphs import Said, join_lines, join_pieces
from printissue.model.cross_references import CrossReference, cross_reference
from printissue.model.text_types import URL_SCHEMES

HIDDEN, PRINTED = 2, 4
"""Flags of an annotation (ISO 32000-1, table 165): shown to nobody, or printed too, as PDF/A demands."""


def describe_links(document: Element, says: Callable[[Content], Said]) -> None:
    """Describe every link annotation by its target or by what its box shows; `says` gives the text of content."""
    for element in document.elements():
        own = [kid for kid in element.kids if isinstance(kid, Reference)]
        if own:
            text = join_pieces(_pieces(element, says))
            for reference in own:
                reference.contents = _described(text, reference.target)


def _described(text: str, target: str) -> str:
    """Return the description of a link that shows `text`."""
    other = cross_reference(target)
    return (other.description or text) if other else _as_address(text, target)


def _as_address(text: str, target: str) -> str:
    """Give a text; where it is the address itself, divided over lines, the address as it was written."""
    compact = text.replace(" ", "")
    return compact if "." in compact and compact.rstrip("/") in target else text


def settle_links(document: Element) -> None:
    """Put every link annotation into exactly one Link element.

    WeasyPrint gives each box inside a link an annotation of its own, and each line of it a Link element.
    """
    document.kids = _settled(document.kids)


def drop_void_links(document: Element, *, paints: Callable[[Content], bool]) -> None:
    """Drop the annotations without an area that show nothing; `paints` tells whether content draws anything.

    Where a link holds blocks, WeasyPrint leaves an empty line of it before and after each.
    """
    for element in document.elements():
        void = [kid for kid in element.kids if isinstance(kid, Reference) and kid.is_void]
        if void and not any(paints(content) for content in element.content()):
            element.kids = [kid for kid in element.kids if kid not in void]


def name_links(document: Element, title: str, *, says: Callable[[Content], Said]) -> None:
    """Give each annotation a description, and each Link element without text an alternative.

    A link that says nothing is described by its address or, inside the document, by the document's `title`.
    """
    for element in document.elements():
        own = [kid for kid in element.kids if isinstance(kid, Reference)]
        for reference in own:
            outside = (
                not reference.target.startswith("#") and cross_reference(reference.target) is None
            )
            reference.contents = reference.contents or (reference.target if outside else title)
        if own and element.role == "Link" and not join_pieces(_pieces(element, says)).strip():
            element.alt = own[0].contents


def hide_siblings(document: Element) -> None:
    """Hide the links to other issues: in the file of one issue alone they would lead nowhere. Their text stays."""
    for element in document.elements():
        others = [
            kid
            for kid in element.kids
            if isinstance(kid, Reference) and cross_reference(kid.target)
        ]
        for kid in others:
            kid.hidden = True
        if others and element.role == "Link":
            element.role = "Span"


def refused(document: Element) -> Iterator[Reference]:
    """Take away the links that no reader may follow, and yield them; their text stays."""
    for element in document.elements():
        for kid in list(element.kids):
            if isinstance(kid, Reference) and not _is_allowed(kid.target):
                element.kids.remove(kid)
                if element.role == "Link":
                    element.role = "Span"
                yield kid


def write_links(pdf: pikepdf.Pdf, references: Iterable[Reference]) -> None:
    """Leave on each page the annotations of these links only, in their order, described and printable."""
    kept: dict[int, list[Object]] = {}
    for reference in references:
        annotation = reference.annotation
        kept.setdefault(reference.page, []).append(annotation)
        annotation.F = HIDDEN if reference.hidden else PRINTED
        if other := cross_reference(reference.target):
            annotation.A = _to_sibling(other)
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


def _to_sibling(other: CrossReference) -> Dictionary:
    """Give the action that leads into another issue's archive file, which lies in a folder beside this file's.

    The file is named by a string: PDF/A-3 (6.8) wants every file specification dictionary to embed its file.
    """
    path = String(f"../{other.folder}/{other.file}")
    there = String(other.anchor) if other.page is None else Array([other.page, Name.Fit])
    return Dictionary(S=Name.GoToR, F=path, D=there)


def references(document: Element) -> list[Reference]:
    """Give all links of a tree, in the order of reading."""
    return [
        kid for element in document.elements() for kid in element.kids if isinstance(kid, Reference)
    ]


def _is_allowed(target: str) -> bool:
    """Return whether a reader may follow an address; a relative one has become one of the press's `.invalid` host."""
    if cross_reference(target):
        return True
    parts = urlsplit(target)
    host = parts.hostname or ""
    known = parts.scheme.lower() in URL_SCHEMES and not host.endswith(".invalid")
    return target.startswith("#") or known


def _settled(kids: list[Kid]) -> list[Kid]:
    settled: list[Kid] = []
    for kid in kids:
        if not isinstance(kid, Element):
            settled.append(kid)
            continue
        direct = [one for one in kid.kids if isinstance(one, Reference)]
        if not direct:
            kid.kids = _settled(kid.kids)
            settled.append(kid)
            continue
        link = _link(kid, direct[0])
        before = settled[-1] if settled else None
        if link is kid and isinstance(before, Element) and _continues(before, link):
            _merge(before, link)
        else:
            settled.append(link if link is kid else kid)
    return settled


def _link(element: Element, own: Reference) -> Element:
    """Gather the annotations of a link and of the boxes in it; wrap the content of a box that is no Link itself."""
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


def _gather(element: Element) -> Iterator[Reference]:
    """Take all annotations out of an element; links in links give way to their content."""
    kids: list[Kid] = []
    for kid in element.kids:
        if isinstance(kid, Reference):
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


def _pieces(element: Element, says: Callable[[Content], Said]) -> Iterator[Said]:
    """Yield what an element says: of a picture its description, of other content what it shows."""
    if element.alt or element.actual:
        yield Said(element.alt or element.actual)
        return
    for kid in element.kids:
        if isinstance(kid, Element):
            apart = Said(
                "" if is_inline(kid) and kid.role != "Link" else " "
            )  # what CSS adds to a link is a Link
            yield apart
            yield from _pieces(kid, says)
            yield apart
        elif isinstance(kid, Content):
            yield says(kid)


def _continues(before: Element, link: Element) -> bool:
    """Tell whether a link goes on in the next box: a second line, or a second half of it."""
    one, two = _first(before), _first(link)
    return before.role == link.role == "Link" and one.target == two.target if one and two else False


def _first(element: Element) -> Reference | None:
    return next((kid for kid in element.kids if isinstance(kid, Reference)), None)


def _merge(before: Element, link: Element) -> None:
    one, two = _first(before), _first(link)
    if one and two:
        text = _described(join_lines([one.contents, two.contents]), one.target)
        before.kids += link.kids
        for kid in before.kids:
            if isinstance(kid, Reference):
                kid.contents = text


def _inside(one: Reference, other: Reference) -> bool:
    """Tell whether an annotation's area is within another's, but for half a point."""
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
