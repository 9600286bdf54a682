"""Structure elements as plain values, with their content and links, between reading and writing the structure tree."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

import pikepdf

from printissue.model.tag_hints import TagHint

INLINE = frozenset({"Span", "Link", "Quote", "Code", "Note", "Reference", "Figure"})
"""Roles that may be part of a line; they, and bare content, need a paragraph around them."""

GROUPING = frozenset(
    {"Document", "Part", "Art", "Sect", "Div", "BlockQuote", "NonStruct", "TOC", "TOCI"}
)
"""Roles that contain blocks, not text."""

TINY = 0.05
"""The width or height, in pt, below which a link annotation has no area."""

HEADINGS = frozenset({"H1", "H2", "H3", "H4", "H5", "H6"})


class ContentId(NamedTuple):
    """A reference to marked content: its page (from 0), and its MCID in the page's stream or a form drawn on it."""

    page: int
    mcid: int


@dataclass(slots=True, eq=False)
class LinkAnnotation:
    """A link annotation on a page (from 0).

    `target` is its URI, or `#` and the name of a destination. `contents` is its description. A `hidden` one cannot be
    followed until a volume shows it.
    """

    page: int
    annotation: pikepdf.Object
    target: str
    contents: str = ""
    hidden: bool = False

    @property
    def corners(self) -> tuple[float, float, float, float]:
        """The annotation's area: left, bottom, right, top in pt."""
        x1, y1, x2, y2 = (float(number) for number in self.annotation.Rect)
        return min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)

    @property
    def is_void(self) -> bool:
        """True if the annotation has no area, and so cannot be followed."""
        left, bottom, right, top = self.corners
        return right - left < TINY or top - bottom < TINY


@dataclass(slots=True, eq=False)
class Element:
    """A structure element on a page (from 0).

    A `block` has lines of its own, whatever its role. `bbox` is a figure's box (left, bottom, right, top in pt),
    `columns` and `rows` are a cell's spans, `id` and `headers` IDs of elements.
    """

    role: str
    page: int
    kids: list["Kid"] = field(default_factory=list)
    hint: TagHint = field(default_factory=TagHint)
    block: bool = False
    alt: str = ""
    actual: str = ""
    expansion: str = ""
    lang: str = ""
    bbox: tuple[float, ...] = ()
    columns: int = 1
    rows: int = 1
    scope: str = ""
    numbering: str = ""
    id: str = ""
    headers: tuple[str, ...] = ()

    def elements(self) -> Iterator["Element"]:
        """Yield this element and all elements in it, in reading order."""
        yield self
        for kid in self.kids:
            if isinstance(kid, Element):
                yield from kid.elements()

    def content(self) -> Iterator[ContentId]:
        """Yield all marked content in the element, in reading order."""
        for kid in self.kids:
            if isinstance(kid, ContentId):
                yield kid
            elif isinstance(kid, Element):
                yield from kid.content()

    def is_plain(self) -> bool:
        """Return whether the element has no properties besides its role and content."""
        properties = (self.alt, self.actual, self.expansion, self.lang, self.bbox, self.id)
        return not any(properties)


Kid = Element | ContentId | LinkAnnotation


def is_inline(kid: Kid) -> bool:
    """Return whether a kid belongs in a paragraph: bare content, inline roles, boxes with only such kids."""
    if not isinstance(kid, Element):
        return True
    return kid.role in (*INLINE, "NonStruct") and not kid.block and is_text(kid)


def is_text(element: Element) -> bool:
    """Return whether all kids of an element belong in a paragraph."""
    return all(is_inline(kid) for kid in element.kids)


def is_pictures(element: Element) -> bool:
    """Return whether all kids of an element are figures, which need no paragraph."""
    return all(isinstance(kid, Element) and kid.role == "Figure" for kid in element.kids)
