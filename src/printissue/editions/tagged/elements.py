"""The tag tree as plain values: elements, the content they own, the links they hold."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

import pikepdf

from printissue.model.tag_hints import TagHint

INLINE = frozenset({"Span", "Link", "Quote", "Code", "Note", "Reference", "Figure"})
"""Roles that may stand in a line; they, and bare content, want a paragraph around them."""

GROUPING = frozenset(
    {"Document", "Part", "Art", "Sect", "Div", "BlockQuote", "NonStruct", "TOC", "TOCI"}
)
"""Roles that hold blocks, not text."""

TINY = 0.05
"""Points below which a box has no extent."""

HEADINGS = frozenset({"H1", "H2", "H3", "H4", "H5", "H6"})


class Content(NamedTuple):
    """Marked content: the page (from 0) whose content stream, or a form drawn there, has the MCID."""

    page: int
    mcid: int


@dataclass(slots=True, eq=False)
class Reference:
    """A link annotation on a page (from 0). `target` is its URI, or `#` and the name of a destination.

    Nobody can follow a `hidden` one until a volume shows it.
    """

    page: int
    annotation: pikepdf.Object
    target: str
    contents: str = ""
    hidden: bool = False

    @property
    def corners(self) -> tuple[float, float, float, float]:
        """The annotation's area in points: left, bottom, right, top."""
        x1, y1, x2, y2 = (float(number) for number in self.annotation.Rect)
        return min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)

    @property
    def is_void(self) -> bool:
        """Whether the annotation has no area, so that nobody can follow it."""
        left, bottom, right, top = self.corners
        return right - left < TINY or top - bottom < TINY


@dataclass(slots=True, eq=False)
class Element:
    """A structure element.

    A `block` has lines of its own, whatever its role; `box` is its place on the page in points; `columns` and `rows`
    are a cell's spans.
    """

    role: str
    page: int
    kids: list["Kid"] = field(default_factory=list)
    mark: TagHint = field(default_factory=TagHint)
    block: bool = False
    alt: str = ""
    actual: str = ""
    expansion: str = ""
    lang: str = ""
    box: tuple[float, ...] = ()
    columns: int = 1
    rows: int = 1
    scope: str = ""
    numbering: str = ""
    ident: str = ""
    headers: tuple[str, ...] = ()

    def elements(self) -> Iterator["Element"]:
        """Yield this element and all below it, in the order of reading."""
        yield self
        for kid in self.kids:
            if isinstance(kid, Element):
                yield from kid.elements()

    def content(self) -> Iterator[Content]:
        """Yield all marked content below, in the order of reading."""
        for kid in self.kids:
            if isinstance(kid, Content):
                yield kid
            elif isinstance(kid, Element):
                yield from kid.content()

    def is_plain(self) -> bool:
        """Tell whether the element says nothing that its place and content do not say."""
        said = (self.alt, self.actual, self.expansion, self.lang, self.box, self.ident)
        return not any(said)


Kid = Element | Content | Reference


def is_inline(kid: Kid) -> bool:
    """Tell whether a kid belongs inside a paragraph: bare content, inline roles, boxes that hold nothing else."""
    if not isinstance(kid, Element):
        return True
    return kid.role in (*INLINE, "NonStruct") and not kid.block and is_text(kid)


def is_text(element: Element) -> bool:
    """Tell whether an element holds nothing but what belongs inside a paragraph."""
    return all(is_inline(kid) for kid in element.kids)


def is_pictures(element: Element) -> bool:
    """Tell whether an element holds nothing but pictures: they need no paragraph."""
    return all(isinstance(kid, Element) and kid.role == "Figure" for kid in element.kids)
