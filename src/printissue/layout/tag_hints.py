"""Tag hints: what the tagged editions need and WeasyPrint does not write into the structure tree.

printissue.model.tag_hints describes the hints and how they are read from the PDF.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from urllib.parse import urlencode
from xml.etree.ElementTree import Element

from printissue.layout.engine import Box, Page
from printissue.model.tag_hints import SCHEME

TAGS = frozenset({"code", "dd", "dl", "dt", "figure", "ol", "q", "ul"})
"""Elements whose tag the tagged editions need."""

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
"""Elements whose structure type implies that they are blocks; others get a hint where their box is a block."""

ROLES = {"doc-footnote": "Note", "doc-endnote": "Note", "doc-noteref": "Reference"}
"""The standard structure types of elements by their `role` attribute (DPUB-ARIA 1.1)."""


def add_hints(pages: Sequence[Page]) -> None:
    """Add hints to the boxes of laid-out pages (`Document.pages`) before they are written, only once."""
    pages = [page for page in pages if not any(one.startswith(SCHEME) for one in page.targets)]
    boxes_by_page = [(page, *found) for page in pages for found in _boxes(page.box, None)]
    boxes = Counter(
        id(element) for _, box, element in boxes_by_page if element is not None and _is_block(box)
    )
    parts = {key: str(number) for number, key in enumerate(boxes) if boxes[key] > 1}
    for page, box, element in boxes_by_page:
        hint = {"inner": "yes"} if element is None else _hint(box, element, parts)
        given = {key: value for key, value in hint.items() if value}
        if given and not box.link:
            page.add_link(box, SCHEME + urlencode(given))


def _hint(box: Box, element: Element, parts: dict[int, str]) -> dict[str, str]:
    tag, block = element.tag, _is_block(box)
    return {
        "part": parts.get(id(element), "") if block else "",
        "tag": tag if tag in TAGS else "",
        "lang": element.get("lang", ""),
        "role": ROLES.get(element.get("role", ""), ""),
        "note": element.get("id", "") if element.get("role") == "doc-footnote" else "",
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
    """Yield the boxes of a page except its margin boxes: an element's outermost box with it, inner blocks with None."""
    if box.kind == "margin":
        return
    element = box.element
    if element is not None and _represents(box, element):
        if element is not inside:
            yield box, element
            inside = element
        elif box.is_block_level:
            yield box, None
    for child in box.children:
        yield from _boxes(child, inside)


def _represents(box: Box, element: Element) -> bool:
    """Return whether a box represents its element: it is no pseudo-element, and not the wrapper of a table."""
    return element.tag not in ("html", "body") and box.tag == element.tag and not box.is_table
