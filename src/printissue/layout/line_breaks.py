"""Corrections for faults of a layout that the next layout can avoid: ladders of hyphens and runts."""

import re
from collections.abc import Iterator, Sequence
from xml.etree.ElementTree import Element

from printissue.layout.engine import Page
from printissue.layout.faults import Fragment, find_fragments, hyphen_ladder, runt

FEWER_HYPHENS = "hyphenate-limit-chars: 10 4 4"
"""The declaration for a paragraph with a ladder of hyphens: only longer words are divided."""

NO_BREAK = "\u00a0"


def fewer_hyphens(pages: Sequence[Page]) -> dict[int, str]:
    """Return declarations for paragraphs with too many hyphens in a row, by the `id()` of each element."""
    return {id(one.element): FEWER_HYPHENS for one in find_fragments(pages) if hyphen_ladder(one)}


def tied_headlines(pages: Sequence[Page]) -> frozenset[int]:
    """Return the `id()` of each headline that ends with a single word on a line."""
    return frozenset(id(one.element) for one in find_fragments(pages) if runt(one) and _fits(one))


def _fits(piece: Fragment) -> bool:
    """Return whether the last line has space for one more word."""
    return piece.lines[-1].width < piece.box.width / 2


def tie(element: Element) -> None:
    """Put a no-break space before the last word of an element, inside or outside its inline elements."""
    end = True
    for node, name in reversed(list(_texts(element))):
        text = getattr(node, name) or ""
        kept = text.rstrip() if end else text
        space = re.search(r"\s+(?=\S*$)", kept)
        if space and (space.start() or node is not element):
            tied = kept[: space.start()] + NO_BREAK + kept[space.end() :]
            setattr(node, name, tied + text[len(kept) :])
            return
        end = end and not kept


def _texts(element: Element) -> Iterator[tuple[Element, str]]:
    yield element, "text"
    for child in element:
        yield from _texts(child)
        yield child, "tail"
