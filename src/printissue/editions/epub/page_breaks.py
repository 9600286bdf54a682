"""Page breaks: marks in the text where the pages of the print edition begin (EPUB 3.3, `pagebreak`)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, takewhile

from printissue.assets.elements import Element, detach, ids, parents
from printissue.model.page_starts import PageStart, counts, letters_of

_ROLE = "doc-pagebreak"

_FLOW = ("article", "aside", "blockquote", "dd", "div", "header", "li", "main", "section")
"""Elements that may have a page break between the blocks in them."""

_HEADINGS = ("caption", "figcaption", "h1", "h2", "h3", "h4", "h5", "h6")
"""Blocks that must not have a page break in them: it would be part of a name."""

_COMPARED = 10
"""The number of letters by which the text of a page is recognized."""

_PHRASING = (
    *(
        "a",
        "abbr",
        "b",
        "bdi",
        "bdo",
        "cite",
        "code",
        "del",
        "dfn",
        "em",
        "i",
        "ins",
        "kbd",
        "mark",
    ),
    *("q", "s", "samp", "small", "span", "strong", "sub", "sup", "u", "var"),
)
"""Elements within a line: a block is the nearest element around a text that is none of them."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the print edition in a book: its folio, and the id of its page break."""

    folio: str
    anchor: str


@dataclass(frozen=True, slots=True)
class _Place:
    """A place in a text: that of an element before its first child, or after a child of it, up to a character."""

    element: Element
    after: Element | None
    offset: int


def mark_pages(root: Element, starts: Sequence[PageStart]) -> list[Page]:
    """Put a page break into the text where each page begins, and return the pages that are in the book.

    A break within a paragraph comes before the word with which the page begins. A page whose place is before that of
    an earlier page is not in the book: a list of pages must be in the order of reading (epubcheck, NAV-011).
    """
    pages: list[Page] = []
    used = set(ids(root))
    for start in starts:
        anchor = f"page-{start.folio}"
        while anchor in used:
            anchor += "-"
        used.add(anchor)
        if _mark(root, start, anchor):
            pages.append(Page(start.folio, anchor))
    return list(_in_order(root, pages))


def _in_order(root: Element, pages: Sequence[Page]) -> Iterator[Page]:
    """Yield the pages in their order, and remove the breaks of those that are not in it."""
    elements = {one.get("id"): (number, one) for number, one in enumerate(root.iter())}
    reached = 0
    for page in pages:
        number, element = elements[page.anchor]
        if number > reached:
            reached = number
            yield page
        else:
            detach(root, element)


def _mark(root: Element, start: PageStart, anchor: str) -> bool:
    """Put the break of a page into the text; return False if the book does not have the place."""
    body = next(root.iter("body"))
    element = next((one for one in body.iter() if one.get("id") == start.anchor), None)
    place = None if element is None else _place(element, _letters_before(element, start))
    if element is not None and element.tag == "nav":
        before = list(body)[: list(body).index(element)]
        (before[-1] if before else body).append(_page_break("div", start.folio, anchor))
    elif element is not None and start.letters == 0:
        breaks = takewhile(lambda one: one.get("role") == _ROLE, element)
        last = next(reversed(list(breaks)), None)
        _insert(element, last, _page_break("div", start.folio, anchor))
    elif place or (place := _found(body, start.text)):
        _put(root, place, _page_break("span", start.folio, anchor))
    elif element is not None:
        element.append(_page_break("div", start.folio, anchor))
    else:
        return False
    return True


def _letters_before(element: Element, start: PageStart) -> int:
    """Return the number of letters in an element before a page.

    It is that of the print edition, or, if the book has more or fewer letters before the text of the page, that of the
    nearest place with this text.
    """
    letters = "".join(letters_of(one) for one, _ in _texts(element))
    text = start.text[:_COMPARED]
    if letters.startswith(text, start.letters):
        return start.letters
    places = (found.start() for found in re.finditer(re.escape(text), letters))
    return min(places, key=lambda one: abs(one - start.letters), default=start.letters)


def _found(body: Element, text: str) -> _Place | None:
    """Return the place of the first letter of a text, if the book has it."""
    number = "".join(letters_of(one) for one, _ in _texts(body)).find(text) if text else -1
    return None if number < 0 else _place(body, number)


def _page_break(tag: str, folio: str, anchor: str) -> Element:
    return Element(
        tag,
        {"id": anchor, "epub:type": "pagebreak", "role": _ROLE, "aria-label": folio},
    )


def _put(root: Element, place: _Place, page_break: Element) -> None:
    """Put a break at a place: before a heading or a figure that begins there, else in its line."""
    above = parents(root)
    block = place.element
    while block.tag in _PHRASING:
        block = above[block]
    outermost = None
    if block.tag in _HEADINGS:
        target = block
        while "id" not in target.attrib and _begins(target, place):
            outermost = target if above[target].tag in _FLOW else outermost
            target = above[target]
    if outermost is not None:
        parent = above[outermost]
        page_break.tag = "div"
        parent.insert(list(parent).index(outermost), page_break)
    else:
        content = _content(place.element, place.after)
        _insert(place.element, place.after, page_break, _start_of_word(content, place.offset))


def _place(element: Element, number: int) -> _Place | None:
    """Return the place of a letter of an element, counted from 0; None if it has fewer."""
    for content, (owner, after) in _texts(element):
        count = len(letters_of(content))
        if number < count:
            sums = accumulate(len(letters_of(one)) for one in content)
            offset = next(index for index, letters in enumerate(sums) if letters > number)
            return _Place(owner, after, offset)
        number -= count
    return None


def _texts(element: Element) -> Iterator[tuple[str, tuple[Element, Element | None]]]:
    """Yield the texts of an element and those in it, each with its owner and the child that it follows."""
    shown = counts(element)
    if shown and element.text:
        yield element.text, (element, None)
    for child in list(element):
        yield from _texts(child)
        if shown and child.tail:
            yield child.tail, (element, child)


def _content(element: Element, after: Element | None) -> str:
    return (element.text if after is None else after.tail) or ""


def _begins(block: Element, place: _Place) -> bool:
    """Return whether a block begins with the letter at a place."""
    for content, (owner, after) in _texts(block):
        if owner is place.element and after is place.after:
            return not letters_of(content[: place.offset])
        if letters_of(content):
            return False
    return False


def _start_of_word(content: str, offset: int) -> int:
    while offset and not content[offset - 1].isspace():
        offset -= 1
    return offset


def _insert(element: Element, after: Element | None, new: Element, offset: int = 0) -> None:
    """Insert an element into the text of another one, after a number of characters."""
    content = _content(element, after)
    new.tail = content[offset:]
    if after is None:
        element.text = content[:offset]
        element.insert(0, new)
    else:
        after.tail = content[:offset]
        element.insert(list(element).index(after) + 1, new)
