"""The first page by itself: laid out fast, with the page numbers that a whole layout found."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element, SubElement

from printissue.layout.engine import Box, Session, logged
from printissue.layout.pages import Layout, LayoutInput, apply_corrections, read_stylesheets


def first_page(layout_input: LayoutInput, whole: Layout) -> Layout:
    """Return a layout whose first page is that of an issue, with other pages that have no text.

    `whole` is a layout of the whole issue, in the same or another style. The parts of `body` of which nothing is on its
    first page are left out; where the first page refers to their pages, it has those of `whole`.
    """
    session = Session(layout_input.files)
    stylesheets, findings = read_stylesheets(layout_input, session)
    if findings or whole.document is None:
        return Layout(None, tuple(findings))
    with logged():
        source = session.parse(layout_input.html)
        names = apply_corrections(source.root, layout_input.corrections)
        _empty_other_pages(source.root, _pages_of_ids(whole), whole.pages)
        document = source.lay_out(stylesheets)
    return Layout(document, (), len(document.pages), names)


def _pages_of_ids(layout: Layout) -> dict[str, int]:
    """Return the page, from 0, on which each element with an id begins."""
    found: dict[str, int] = {}
    for number, page in enumerate(layout.laid_out):
        for element in _elements(page.root):
            if name := element.get("id"):
                found.setdefault(name, number)
    return found


def _elements(box: Box) -> Iterator[Element]:
    if box.element is not None:
        yield box.element
    for child in box.children:
        yield from _elements(child)


def _empty_other_pages(root: Element, pages: dict[str, int], count: int) -> None:
    """Replace the parts that are not on the first page by pages on which only their ids are."""
    body = next(one for one in root if one.tag == "body")
    removed: set[str] = set()
    for part in list(body)[1:]:
        ids = {name for one in part.iter() if (name := one.get("id"))}
        if all(pages.get(name) for name in ids):
            body.remove(part)
            removed |= ids
    for number in range(1, count):
        page = SubElement(body, "div", {"style": "break-before: page"})
        for name in sorted(name for name in removed if pages[name] == number):
            SubElement(page, "span", {"id": name})
