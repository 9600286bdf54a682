"""Links: one Link element for each link, however many boxes it has; annotations as the standards ask."""

from collections.abc import Callable, Iterable, Iterator
from urllib.parse import urlsplit

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, String

from printissue.access.elements import Content, Element, Kid, Reference, is_inline
from printissue.access.glyphs import Said, join_lines, join_pieces
from printissue.kinds import URL_SCHEMES
from printissue.siblings import Sibling, sibling

PRINTED = 4
"""The Print flag: an annotation that a printout shows, as PDF/A demands."""


def describe_links(document: Element, says: Callable[[Content], Said]) -> None:
    """Say in every link annotation what its box shows; `says` gives the text of content."""
    for element in document.elements():
        own = [kid for kid in element.kids if isinstance(kid, Reference)]
        if own:
            text = join_pieces(_pieces(element, says))
            for reference in own:
                reference.contents = _as_address(text, reference.target)


def _as_address(text: str, target: str) -> str:
    """Give a text; where it is the address itself, divided over lines, the address as it was written."""
    compact = text.replace(" ", "")
    return compact if "." in compact and compact.rstrip("/") in target else text


def settle_links(document: Element) -> None:
    """Put every link annotation into exactly one Link element.

    WeasyPrint gives each box inside a link an annotation of its own, and each line of it a Link element.
    """
    document.kids = _settled(document.kids)


def refused(document: Element, *, siblings: bool) -> Iterator[Reference]:
    """Take away the links that no reader may follow, and yield them; their text stays."""
    for element in document.elements():
        for kid in list(element.kids):
            if isinstance(kid, Reference) and not _is_allowed(kid.target, siblings=siblings):
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
        annotation.F = PRINTED
        if other := sibling(reference.target):
            annotation.A = _to_sibling(other)
        annotation.Contents = String(reference.contents or reference.target)
        annotation.BS = Dictionary(W=0)
        if "/Border" in annotation:
            del annotation.Border
    for number, page in enumerate(pdf.pages):
        if number in kept:
            page.obj.Annots = Array(kept[number])
            page.obj.Tabs = Name.S
        elif "/Annots" in page.obj:
            del page.obj.Annots


def _to_sibling(other: Sibling) -> Dictionary:
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


def _is_allowed(target: str, *, siblings: bool) -> bool:
    """Tell whether a reader may follow an address; a relative one has become one of the press's `.invalid` host."""
    if sibling(target):
        return siblings
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
        text = _as_address(join_lines([one.contents, two.contents]), one.target)
        before.kids += link.kids
        for kid in before.kids:
            if isinstance(kid, Reference):
                kid.contents = text


def _inside(one: Reference, other: Reference) -> bool:
    """Tell whether an annotation's area is within another's, but for half a point."""
    left, bottom, right, top = _corners(one.annotation)
    if one.page != other.page:
        return False
    around = _corners(other.annotation)
    return (
        left >= around[0] - 0.5
        and bottom >= around[1] - 0.5
        and right <= around[2] + 0.5
        and top <= around[3] + 0.5
    )


def _corners(annotation: Object) -> tuple[float, float, float, float]:
    x1, y1, x2, y2 = (float(number) for number in annotation.Rect)
    return min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)
