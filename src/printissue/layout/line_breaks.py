"""Corrections for faults of a layout that the next layout can avoid: ladders of hyphens, runts and broken lines."""

import re
from collections.abc import Iterator, Sequence
from xml.etree.ElementTree import Element

from printissue.layout.engine import Page
from printissue.layout.faults import Fragment, broken_lines, find_fragments, hyphen_ladder, runt

FEWER_HYPHENS = "hyphenate-limit-chars: 10 4 4"
"""The declaration for a paragraph with a ladder of hyphens: only longer words are divided."""

NO_BREAK = "\u00a0"

BREAKS = ("br", "wbr", "img")
"""The inline elements without text."""


def fewer_hyphens(pages: Sequence[Page]) -> dict[int, str]:
    """Return declarations for paragraphs with too many hyphens in a row, by the `id()` of each element."""
    return {id(one.element): FEWER_HYPHENS for one in find_fragments(pages) if hyphen_ladder(one)}


def tied_headlines(pages: Sequence[Page]) -> frozenset[int]:
    """Return the `id()` of each headline that ends with a single word on a line."""
    return frozenset(id(one.element) for one in find_fragments(pages) if runt(one) and _fits(one))


def broken_paragraphs(pages: Sequence[Page]) -> frozenset[int]:
    """Return the `id()` of each paragraph in which a word is alone on a line, before an inline element."""
    return frozenset(id(one.element) for one in find_fragments(pages) if broken_lines(one))


def _fits(piece: Fragment) -> bool:
    """Return whether the last line has space for one more word."""
    return piece.lines[-1].width < piece.box.width / 2


def tie(element: Element) -> None:
    """Put a no-break space before the last word of an element, inside or outside its inline elements.

    Before an inline element it is put into that element: after text that ends in a no-break space, the layout engine
    breaks lines too early.
    """
    end, following = True, (element, "text")
    for node, name in reversed(list(_texts(element))):
        text = getattr(node, name) or ""
        kept = text.rstrip() if end else text
        space = re.search(r"\s+(?=\S*$)", kept)
        if space and (space.start() or node is not element):
            word = kept[space.end() :]
            tied = NO_BREAK + word + text[len(kept) :] if word else ""
            setattr(node, name, kept[: space.start()] + tied)
            if not word:
                inner, part = following
                setattr(inner, part, NO_BREAK + (getattr(inner, part) or ""))
            return
        end = end and not kept
        following = (node, name) if kept else following


def move_spaces_in(element: Element) -> None:
    """Move the space before each inline element of a paragraph into it; before a link, into an element around both.

    The layout engine breaks a line after its first word where the text up to an inline element, or up to the end,
    fits without the space after it, but not with it.
    """
    before, part = element, "text"
    for number, child in enumerate(list(element)):
        holder, name, before, part = before, part, child, "tail"
        text = getattr(holder, name) or ""
        if text == text.rstrip() or child.tag in BREAKS or not isinstance(child.tag, str):
            continue
        setattr(holder, name, text.rstrip())
        if child.tag == "a":  # a space in it would be underlined
            around = before = Element("span")
            around.text, around.tail, child.tail = " ", child.tail, None
            around.append(child)
            element[number] = around
        else:
            child.text = f" {child.text or ''}"
    setattr(before, part, (getattr(before, part) or "").rstrip())


def _texts(element: Element) -> Iterator[tuple[Element, str]]:
    """Yield where the pieces of text of an element are, in order."""
    yield element, "text"
    for child in element:
        yield from _texts(child)
        yield child, "tail"
