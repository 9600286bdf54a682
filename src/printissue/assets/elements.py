"""HTML as a tree of elements: parsed, searched, changed and written."""

import re
from collections.abc import Iterator
from itertools import pairwise
from xml.etree import ElementTree as ET

import tinyhtml5

Element = ET.Element

_ADDRESS = re.compile(
    r"(?:[a-z]+:(?://)?)?[\w.+-]+(?:@[\w-]+)?\.[a-z]{2,}[/?#]?[!-~]*", re.ASCII | re.I
)
"""A web or mail address, as a link shows it: with or without its scheme."""


def parse(html: str) -> Element:
    """Return the root element of a page; its elements have no namespace."""
    root: Element = tinyhtml5.parse(html, namespace_html_elements=False)
    return root


def serialize(root: Element) -> bytes:
    """Return a page as HTML in UTF-8."""
    text = ET.tostring(root, encoding="unicode", method="html")
    return f"<!doctype html>\n{text}\n".encode()


def parents(root: Element) -> dict[Element, Element]:
    """Return the parent of each element."""
    return {child: parent for parent in root.iter() for child in parent}


def text_of(element: Element) -> str:
    """Return the text of an element, with single spaces."""
    return " ".join("".join(element.itertext()).split())


def classes(element: Element) -> list[str]:
    """Return the classes of an element."""
    return element.get("class", "").split()


def add_class(element: Element, name: str) -> None:
    """Add a class to an element."""
    element.set("class", " ".join([*classes(element), name]))


def find_class(root: Element, tag: str, name: str) -> Element | None:
    """Return the first element with a tag and a class."""
    return next((one for one in root.iter(tag) if name in classes(one)), None)


def detach(root: Element, element: Element) -> None:
    """Remove an element from the tree; the text that follows it stays."""
    replace(root, element)


def replace(root: Element, element: Element, *others: Element) -> None:
    """Put other elements in the place of an element; the text that follows it stays."""
    parent = parents(root)[element]
    at = list(parent).index(element)
    tail = element.tail or ""
    element.tail = None
    parent.remove(element)
    if others:
        others[-1].tail = (others[-1].tail or "") + tail
        for offset, other in enumerate(others):
            parent.insert(at + offset, other)
    elif at:
        parent[at - 1].tail = (parent[at - 1].tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail


def wrap(root: Element, element: Element, wrapper: Element) -> None:
    """Put an element into a wrapper, which takes its place."""
    replace(root, element, wrapper)
    wrapper.append(element)


def separate_spans(root: Element) -> None:
    """Put a space between `span` elements that touch: without a style sheet, and aloud, they are words of their own."""
    for element in root.iter():
        for child, following in pairwise(element):
            if child.tag == following.tag == "span" and not child.tail:
                child.tail = " "


def isolate_addresses(root: Element) -> None:
    """Set links that show an address from left to right: else its last slash moves in a line from right to left."""
    if any(one.get("dir") == "rtl" for one in root.iter()):
        for link in root.iter("a"):
            if _ADDRESS.fullmatch(text_of(link)):
                link.set("dir", "ltr")


def ids(root: Element) -> Iterator[str]:
    """Yield the ids of all elements, in order."""
    yield from (name for one in root.iter() if (name := one.get("id")))
