"""Drafts: layouts that are made from an earlier layout of the issue.

Most of a layout's time goes into balancing columns. Where the content of a multi-column block has not changed, its
height is known, and columns that are filled one after the other up to this height break where balanced ones do. Where
little of it has changed, they are filled to the same height, if they hold it: the block may be balanced at a line less,
which the exact layout shows. Of the pages, only those are laid out again whose HTML has changed.
"""

from collections import Counter
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from xml.etree.ElementTree import Element, tostring

from printissue.layout.closing import close_up
from printissue.layout.engine import Box, ParsedHtml, RepeatableLayout, Session, logged
from printissue.layout.page_foot import move_to_foot
from printissue.layout.pages import (
    Correction,
    Layout,
    LayoutInput,
    apply_corrections,
    element_names,
    read_stylesheets,
)
from printissue.layout.reports import page_findings
from printissue.layout.spacing import PT
from printissue.layout.titles import merge_corrections

_SLACK = 0.01
"""Added to heights (pt), so that a rounding error does not push a line into the next column."""


_LITTLE = 0.05
"""The share of a multi-column block's HTML by which its length may differ for its height to be kept in a draft."""


@dataclass(frozen=True, slots=True)
class ColumnHeight:
    """The height of a multi-column block in pt, and the length of its HTML in bytes."""

    height: float
    length: int


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
    lengths = _lengths(Session({}).parse(html).root, whole)
    return {
        name: ColumnHeight(height, lengths[name])
        for name, height in whole.items()
        if name in lengths
    }


def _overflowing(layout: Layout) -> frozenset[str]:
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


def _lengths(root: Element, names: Container[str]) -> dict[str, int]:
    """Return the length of the HTML of each element that has one of the names, by its name."""
    return {
        name: len(tostring(element))
        for name, element in element_names(root, "", Counter())
        if name in names
    }


@dataclass(frozen=True, slots=True)
class _Laid:
    """The last draft, with the input and the corrected HTML that it was made from.

    `pages` are the numbers of the pages (from 0) that each element of this HTML is on. The boxes of a page that was not
    made again belong to the elements of an earlier HTML.
    """

    layout_input: LayoutInput
    root: Element
    repeatable: RepeatableLayout
    names: Mapping[int, str]
    pages: Mapping[Element, frozenset[int]]


class Drafts:
    """Lays out drafts of an issue one after the other, each from the one before."""

    def __init__(self) -> None:
        self._last: _Laid | None = None
        self._too_low: dict[str, ColumnHeight] = {}

    def lay_out(self, layout_input: LayoutInput, heights: Mapping[str, ColumnHeight]) -> Layout:
        """Return a layout in which multi-column blocks of which little or nothing has changed have these heights.

        Blocks that do not fit them are balanced.
        """
        session = Session(layout_input.files)
        stylesheets, findings = read_stylesheets(layout_input, session)
        if findings:
            return Layout(None, tuple(findings))
        while True:
            kept = {name: one for name, one in heights.items() if self._too_low.get(name) != one}
            with logged() as log:
                layout = self._lay_out(
                    layout_input, session.parse(layout_input.html), stylesheets, kept
                )
            findings = page_findings(log, session.refused, layout_input.place)
            overflowing = _overflowing(layout) & kept.keys()
            if not overflowing:
                return replace(layout, findings=tuple(findings))
            # the next draft does not try them again
            self._too_low |= {name: kept[name] for name in overflowing}

    def _lay_out(
        self,
        layout_input: LayoutInput,
        html: ParsedHtml,
        stylesheets: Sequence[object],
        heights: Mapping[str, ColumnHeight],
    ) -> Layout:
        lengths = _lengths(html.root, heights)
        known = {
            name: Correction(f"column-fill: auto; height: {one.height + _SLACK:.4f}pt")
            for name, one in heights.items()
            if abs(lengths.get(name, 0) - one.length) <= one.length * _LITTLE
        }
        given = merge_corrections(layout_input.corrections, known)
        names = apply_corrections(html.root, given)
        laid_out = self._again(layout_input, html, stylesheets)
        if laid_out is None:
            laid_out = html.lay_out_repeatable(stylesheets)
        names = self._names(laid_out, html) | names
        pages = self._pages(laid_out, html)
        document = laid_out.document
        if layout_input.line:
            close_up(document, layout_input.line * PT)
            move_to_foot(document)
        self._last = _Laid(layout_input, html.root, laid_out, names, pages)
        return Layout(document, (), len(document.pages), names)

    def _again(
        self, layout_input: LayoutInput, html: ParsedHtml, stylesheets: Sequence[object]
    ) -> RepeatableLayout | None:
        """Return the last draft with only those pages made again that have changed; None if all must be."""
        last = self._last
        if last is None or not _differ_in_html_only(last.layout_input, layout_input):
            return None
        parents = {child: parent for parent in last.root.iter() for child in parent}
        numbers: set[int] = set()
        for element in _changed_elements(last.root, html.root):
            place: Element | None = element
            while place is not None and place not in last.pages:
                place = parents.get(place)
            if place is None or element.tag == "head":
                return None
            pages = last.pages[place]
            numbers |= set(range(min(pages), max(pages) + 1))
        try:
            return html.lay_out_again(stylesheets, last.repeatable, numbers)
        except Exception:  # a page that starts in the middle of what is not there any more
            return None

    def _pages(self, laid_out: RepeatableLayout, html: ParsedHtml) -> dict[Element, frozenset[int]]:
        """Return the pages of each element: those of the new boxes, and those of the same element in the last HTML."""
        made = {number for number, one in enumerate(laid_out.sources) if one is html}
        found: dict[Element, set[int]] = {}
        if self._last is not None and len(made) < len(laid_out.sources):
            for before, after in _same_elements(self._last.root, html.root):
                if kept := self._last.pages.get(before, frozenset()) - made:
                    found[after] = set(kept)
        for number in made:
            for element in laid_out.elements(number):
                found.setdefault(element, set()).add(number)
        return {element: frozenset(pages) for element, pages in found.items()}

    def _names(self, laid_out: RepeatableLayout, html: ParsedHtml) -> dict[int, str]:
        """Return the names of the elements of pages that are those of earlier drafts."""
        if self._last is None:
            return {}
        known = self._last.names
        return {
            id(element): known[id(element)]
            for root in {
                id(one.root): one.root for one in laid_out.sources if one is not html
            }.values()
            for element in root.iter()
            if id(element) in known
        }


def _differ_in_html_only(one: LayoutInput, other: LayoutInput) -> bool:
    return (one.stylesheets, one.files, one.line) == (other.stylesheets, other.files, other.line)


def _changed_elements(before: Element, after: Element) -> Iterator[Element]:
    """Yield the elements of an earlier HTML that have changed, came or went: those around them, whose style may too."""
    if len(before) != len(after) or before.text != after.text:
        yield before
        return
    for one, other in zip(before, after, strict=True):
        if one.tag != other.tag or one.tail != other.tail or _selectable(one) != _selectable(other):
            yield before
            return
    for one, other in zip(before, after, strict=True):
        if one.attrib != other.attrib:
            yield one
        else:
            yield from _changed_elements(one, other)


def _same_elements(before: Element, after: Element) -> Iterator[tuple[Element, Element]]:
    """Yield the pairs of elements at the same place in two documents; not those in elements with other children."""
    yield before, after
    if [one.tag for one in before] == [one.tag for one in after]:
        for pair in zip(before, after, strict=True):
            yield from _same_elements(*pair)


def _selectable(element: Element) -> dict[str, str]:
    """Return the attributes by which a style sheet may select the elements beside an element."""
    return {name: value for name, value in element.attrib.items() if name != "style"}
