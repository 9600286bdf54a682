"""Marks: what the press knows of a box and a tag tree does not say, carried from the press to the access stage.

WeasyPrint writes one structure element for every *box*, and tells nothing of the HTML element that it belongs to:
a paragraph over two pages becomes two paragraphs, a table three tables, `lang` is lost. The press therefore leaves a
link of no size on such boxes. Its address, `x-printissue:...`, says what is missing; it lands in the tag tree beside
the box's content, where the access stage reads it and takes it away. No mark is ever in a finished file.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from typing import Any, Protocol
from urllib.parse import parse_qsl, urlencode
from xml.etree.ElementTree import Element

SCHEME = "x-printissue:"
"""How the address of a mark starts."""

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


@dataclass(frozen=True, slots=True)
class Mark:
    """What is known of one box.

    Boxes of one HTML element share the same `part`. `actual` replaces the content as text; `expansion` is what an
    abbreviation stands for; `hidden` content is decoration; a `block` stands on lines of its own; `numbering` is the
    CSS name of a list's counter style, an `inner` box is one of several that an element's content is laid out in;
    `scope` is a header cell's attribute.
    """

    part: str = ""
    tag: str = ""
    lang: str = ""
    role: str = ""
    actual: str = ""
    expansion: str = ""
    hidden: str = ""
    block: str = ""
    inner: str = ""
    scope: str = ""
    numbering: str = ""


def read(address: str) -> Mark | None:
    """Read an annotation's address; None where it is a real link."""
    if not address.startswith(SCHEME):
        return None
    known = {field.name for field in fields(Mark)}
    pairs = parse_qsl(address.removeprefix(SCHEME))
    return Mark(**{key: value for key, value in pairs if key in known})


class Box(Protocol):
    """What is asked of a box of WeasyPrint's layout."""

    element: Element | None
    element_tag: str
    link: object
    style: dict[str, Any]


class Page(Protocol):
    """What is asked of a laid-out page: its box, and its links as `(kind, address, rectangle, box)`."""

    links: list[tuple[str, str, tuple[float, ...], Box]]

    @property
    def _page_box(self) -> Box: ...


def leave(pages: Iterable[Page]) -> None:
    """Mark the boxes of laid-out pages (`Document.pages`) before they are written; a second time does nothing."""
    pages = [page for page in pages if not any(link[1].startswith(SCHEME) for link in page.links)]
    placed = [(page, *found) for page in pages for found in _boxes(page._page_box, None)]
    boxes = Counter(
        id(element) for _, box, element in placed if element is not None and _is_block(box)
    )
    parts = {key: str(number) for number, key in enumerate(boxes) if boxes[key] > 1}
    for page, box, element in placed:
        said = {"inner": "yes"} if element is None else _said(box, element, parts)
        mark = {key: value for key, value in said.items() if value}
        if mark and not box.link:
            page.links.append(("external", SCHEME + urlencode(mark), (0, 0, 0, 0), box))


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
        "numbering": _numbering(box) if tag in ("ol", "ul") else "",
    }


def _numbering(box: Box) -> str:
    style = box.style["list_style_type"]
    return style if isinstance(style, str) else ""


def _is_block(box: Box) -> bool:
    from weasyprint.formatting_structure import boxes

    return not isinstance(box, boxes.InlineLevelBox)


def _boxes(box: Box, inside: Element | None) -> Iterator[tuple[Box, Element | None]]:
    """Yield the boxes of a page but for its margins: an element's outermost one with it, inner blocks with None."""
    from weasyprint.formatting_structure import boxes

    box = getattr(box, "_box", box)  # an absolutely placed box stands behind a placeholder
    if isinstance(box, boxes.MarginBox):
        return
    element = box.element
    if element is not None and _is_whole(box, element):
        if element is not inside:
            yield box, element
            inside = element
        elif isinstance(box, boxes.BlockLevelBox):
            yield box, None
    if isinstance(box, boxes.ParentBox):
        for child in box.children:
            yield from _boxes(child, inside)


def _is_whole(box: Box, element: Element) -> bool:
    """Tell whether a box stands for its element: no pseudo-element, and of a table the rows, not the wrapper."""
    wraps = getattr(box, "is_table_wrapper", False)
    return element.tag not in ("html", "body") and box.element_tag == element.tag and not wraps
