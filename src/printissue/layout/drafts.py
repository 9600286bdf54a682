"""Drafts: layouts whose columns have the heights that they had in an earlier layout of the issue.

Most of a layout's time goes into balancing columns. Where the content of a multi-column block has not changed, its
height is known, and columns that are filled one after the other up to this height break where balanced ones do.
"""

import hashlib
from collections import Counter
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element, tostring

from printissue.layout.engine import Box, Session
from printissue.layout.pages import Correction, Layout, element_names
from printissue.layout.spacing import PT

_SLACK = 0.01
"""Added to heights (pt), so that a rounding error does not push a line into the next column."""


@dataclass(frozen=True, slots=True)
class ColumnHeight:
    """The height of a multi-column block in pt, and a digest of what is in it."""

    height: float
    content: str


def column_heights(layout: Layout, html: str) -> dict[str, ColumnHeight]:
    """Return the heights of the multi-column blocks of a layout of `html`, by the names of elements.

    Blocks that are broken between pages have none.
    """
    boxes = [box for page in layout.laid_out for box in _multi_column(page.box)]
    parts = Counter(id(box.element) for box in boxes)
    whole = {
        layout.names[id(box.element)]: box.height / PT
        for box in boxes
        if parts[id(box.element)] == 1 and id(box.element) in layout.names
    }
    contents = _contents(html, whole)
    return {
        name: ColumnHeight(height, contents[name])
        for name, height in whole.items()
        if name in contents
    }


def draft_corrections(html: str, heights: Mapping[str, ColumnHeight]) -> dict[str, Correction]:
    """Return the corrections that give the blocks of `html` these heights, where their content is the same."""
    contents = _contents(html, heights)
    return {
        name: Correction(f"column-fill: auto; height: {one.height + _SLACK:.4f}pt")
        for name, one in heights.items()
        if contents.get(name) == one.content
    }


def overflowing(layout: Layout) -> frozenset[str]:
    """Return the names of the multi-column blocks that have more columns than they should."""
    boxes = (box for page in layout.laid_out for box in _multi_column(page.box))
    return frozenset(
        layout.names.get(id(box.element), "")
        for box in boxes
        if sum(one.is_column for one in box.children) > box.column_count > 1
    )


def _multi_column(box: Box) -> Iterator[Box]:
    if box.sets_columns and box.holds_blocks and box.element is not None and not box.is_column:
        yield box
    for child in box.children:
        yield from _multi_column(child)


def _contents(html: str, names: Container[str]) -> dict[str, str]:
    """Return a digest of each element that has one of the names, by its name."""
    root: Element = Session({}).parse(html).root
    return {
        name: hashlib.blake2b(tostring(element), digest_size=12).hexdigest()
        for name, element in element_names(root, "", Counter())
        if name in names
    }
