"""Tag hints: what the layout knows and a structure tree does not say, left on the boxes for the tagged editions.

printissue.model.tag_hints describes what a hint says and how it is read again.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from urllib.parse import urlencode
from xml.etree.ElementTree import Element

from printissue.layout.engine import Box, Page
from printissue.model.tag_hints import SCHEME

TAGS = frozenset({"code", "dd", "dl", "dt", "figure", "ol", "q", "ul"})
"""Elements of which the access stage wants to know that they are what they are."""

BLOCKS = frozenset(
    {
        "article",
        "blockquote",
        "caption",
        "dd",
        "div",
        "dl",
        "dt",
        "figcaption",
        "img",
        "li",
        "main",
        "ol",
        "p",
    }
    | {
        "section",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
        *(f"h{n}" for n in range(1, 7)),
    }
)
"""Elements whose structure type says that they are blocks; others are marked where their box is one."""

ROLES = {"doc-footnote": "Note", "doc-endnote": "Note"}
"""What the `role` attribute makes of an element (DPUB-ARIA 1.1), as a standard structure type."""


def add_hints(pages: Sequence[Page]) -> None:
    """Mark the boxes of laid-out pages (`Document.pages`) before they are written; a second time does nothing."""
    pages = [page for page in pages if not any(one.startswith(SCHEME) for one in page.targets)]
    placed = [(page, *found) for page in pages for found in _boxes(page.box, None)]
    boxes = Counter(
        id(element) for _, box, element in placed if element is not None and _is_block(box)
    )
    parts = {key: str(number) for number, key in enumerate(boxes) if boxes[key] > 1}
    for page, box, element in placed:
        said = {"inner": "yes"} if element is None else _said(box, element, parts)
        mark = {key: value for key, value in said.items() if value}
        if mark and not box.link:
            page.add_link(box, SCHEME + urlencode(mark))


def _said(box: Box, element: Element, parts: dict[int, str]) -> dict[str, str]:
    tag, block = element.tag, _is_block(box)
    return {
        "part": parts.get(id(element), "") if block else "",
        "tag": tag if tag in TAGS else "",
        "lang": element.get("lang", ""),
        "role": ROLES.get(element.get("role", ""), ""),
        "actual": element.get("aria-label", "") if tag == "span" else "",
        "expansion": element.get("title", "") if tag == "abbr" else "",
        "hidden": "yes" if element.get("aria-hidden") == "true" else "",
        "block": "yes" if block and tag not in BLOCKS else "",
        "scope": element.get("scope", "") if tag == "th" else "",
        "numbering": box.list_style if tag in ("ol", "ul") else "",
    }


def _is_block(box: Box) -> bool:
    return not box.is_inline_level


def _boxes(box: Box, inside: Element | None) -> Iterator[tuple[Box, Element | None]]:
    """Yield the boxes of a page but for its margins: an element's outermost one with it, inner blocks with None."""
    if box.kind == "margin":
        return
    element = box.element
    if element is not None and _is_whole(box, element):
        if element is not inside:
            yield box, element
            inside = element
        elif box.is_block_level:
            yield box, None
    for child in box.children:
        yield from _boxes(child, inside)


def _is_whole(box: Box, element: Element) -> bool:
    """Tell whether a box stands for its element: no pseudo-element, and of a table the rows, not the wrapper."""
    return element.tag not in ("html", "body") and box.tag == element.tag and not box.is_table
