"""Faults of the layout that a typesetter would not accept, measured on the boxes of the finished pages."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from typing import NamedTuple
from xml.etree.ElementTree import Element

from printissue.core.findings import Finding, Place
from printissue.layout.engine import Box, Page

TOLERANCE = 0.5 * 96 / 72
"""Half a point in px: what overflows by less is not visible."""

MIN_FILL = 0.6
"""The least share of its height that a page of stories must fill."""

HANGING = (
    " \t\n\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2008\u2009\u200a\u200b\u205f\u3000"
)
"""Spaces that may hang over the end of a line; no-break spaces belong to their word."""

ZERO_WIDTH_SPACE = "\u200b"
"""The character at which an address may be divided."""

MAX_HYPHENS = 2
"""The number of consecutive lines that may end with a hyphen."""

WIDER = 1.25
"""The factor by which a word may be wider than others with as many letters."""

HEADINGS = frozenset(f"h{level}" for level in range(2, 7))


@dataclass(slots=True)
class Fragment:
    """The part of a block that is in one column: its lines, or none for a picture or a table."""

    page: int
    column: int
    element: Element
    story: Element | None
    box: Box
    lines: list[Box] = field(default_factory=list)
    wide: float = 0.0
    """The width in px by which a table is wider than its container."""

    @property
    def heading(self) -> bool:
        """True for a heading."""
        return self.element.tag in HEADINGS

    @property
    def words(self) -> str:
        """Its first words, quoted, for messages."""
        text = " ".join("".join(self.element.itertext()).split())
        return f"'{text if len(text) <= 40 else text[:40].rsplit(' ', 1)[0] + ' …'}'"


def faults(pages: Sequence[Page], file: str) -> tuple[Finding, ...]:
    """Return the faults of laid-out pages (`Document.pages`), each with its page and its box on it."""
    fragments = find_fragments(pages)
    found = [
        *_stranded(fragments),
        *_widows(fragments),
        *(
            fault
            for fragment in fragments
            for fault in (*_runts(fragment), *_ladders(fragment), *_broken_lines(fragment))
        ),
        *(fault for fragment in fragments for fault in _overfull(fragment)),
        *_empty(pages, fragments),
    ]
    return tuple(
        Finding(one.rule, Place(file, page=one.page, box=one.box), one.message)
        for one in sorted(dict.fromkeys(found), key=lambda one: one.page)
    )


class PageFault(NamedTuple):
    """A fault of a page, with its box there: left, top, width and height in mm."""

    rule: str
    page: int
    message: str
    box: tuple[float, float, float, float]


def _box(parts: Sequence[Box]) -> tuple[float, float, float, float]:
    """Return the box around lines or blocks, in mm from the top left corner of the trimmed page."""
    left, top = min(one.x for one in parts), min(one.y for one in parts)
    right = max(one.x + one.margin_width for one in parts)
    end = max(one.y + one.margin_height for one in parts)
    return _px_to_mm(left, top, right - left, end - top)


def _px_to_mm(*lengths: float) -> tuple[float, float, float, float]:
    left, top, width, height = (round(one * 25.4 / 96, 1) for one in lengths)
    return left, top, width, height


def find_fragments(pages: Sequence[Page]) -> list[Fragment]:
    """Return the fragments of all stories, in reading order."""
    return [
        fragment for number, page in enumerate(pages, 1) for fragment in _fragments(page, number)
    ]


def runt(fragment: Fragment) -> str:
    """Return the word that is alone in the last line of a heading; empty where there is none.

    An address, which has places to break, may be alone there.
    """
    last = _text(fragment.lines[-1]).split() if fragment.heading and len(fragment.lines) > 1 else []
    return last[0] if len(last) == 1 and ZERO_WIDTH_SPACE not in last[0] else ""


def hyphen_ladder(fragment: Fragment) -> Sequence[Box]:
    """Return the longest run of lines that end with a hyphen, where it is longer than allowed."""
    rows = [list(row) for hyphen, row in groupby(fragment.lines, key=_is_divided) if hyphen]
    longest = max(rows, key=len, default=[])
    return longest if len(longest) > MAX_HYPHENS else []


def broken_lines(fragment: Fragment) -> list[Box]:
    """Return the lines that end after a word or the number of a note, although the next word fits.

    They are a fault of the layout engine: a piece of text before an inline element that fits a line without the
    space after it, but not with it, is broken after its first word.
    """
    if fragment.box.keyword("white-space") != "normal":
        return []  # its line ends are those of the manuscript
    return [
        line
        for line, following in pairwise(fragment.lines)
        if len(_text(line).split()) == 1
        and not _has_forced_break(line)
        and _fits_after(line, following, fragment.box.width)
    ]


def _has_forced_break(box: Box) -> bool:
    return any(one.tag.startswith("br") or _has_forced_break(one) for one in box.children)


def _fits_after(line: Box, following: Box, width: float) -> bool:
    """Return whether the first word of the next line fits on a line of a width (px), by the width of its letters."""
    texts = list(_texts(following))
    words = _text(following).split()
    if not texts or not words:
        return False
    letter = sum(one.margin_width for one in texts) / max(1, len(_text(following)))
    end = max(one.x + one.margin_width for one in _texts(line)) - line.x
    return end + WIDER * letter * (len(words[0]) + 1) < width


def _is_divided(line: Box) -> bool:
    return _text(line).rstrip().endswith(("-", "\u2010"))


def _stranded(fragments: Sequence[Fragment]) -> Iterator[PageFault]:
    """Yield headings that are followed by fewer than two lines of their text before the column ends."""
    for number, fragment in enumerate(fragments):
        if not fragment.heading:
            continue
        lines, column, story = 0, fragment.column, fragment.story
        for after in fragments[number + 1 :]:
            if lines and after.story is not story:
                break  # the text has ended: it is as short as that
            column = (
                after.column if column == -fragment.page and after.page == fragment.page else column
            )
            first = not lines and after.story and not fragment.story  # of a section or a group
            if after.column != column and lines < 2 and (after.story is fragment.story or first):
                message = f"{fragment.words} is separated from its text"
                yield PageFault(
                    "layout-stranded-heading", fragment.page, message, _box([fragment.box])
                )
            if after.column != column or not after.lines or lines >= 2:
                break
            if not after.heading:
                lines, story = lines + len(after.lines), after.story


def _widows(fragments: Sequence[Fragment]) -> Iterator[PageFault]:
    """Yield single lines of a paragraph at the top or bottom of a column."""
    # lines with a font size of 0 hold pictures that are side by side
    texts = (one for one in fragments if one.lines and one.box.font_size)
    for _, group in groupby(texts, key=lambda one: id(one.element)):
        parts = list(group)
        if not _is_broken(parts[0], parts[-1]):
            continue
        if len(parts[-1].lines) == 1:
            message = f"the last line of {parts[0].words} is alone at the top of a column"
            yield PageFault("layout-widow", parts[-1].page, message, _box(parts[-1].lines))
        if len(parts[0].lines) == 1:
            message = f"the first line of {parts[0].words} is alone at the bottom of a column"
            yield PageFault("layout-widow", parts[0].page, message, _box(parts[0].lines))


def _is_broken(first: Fragment, last: Fragment) -> bool:
    """Return whether an element continues in another column or page; a list item and its marker do not."""
    return last.page > first.page or last.box.y < first.box.y


def _runts(fragment: Fragment) -> Iterator[PageFault]:
    if word := runt(fragment):
        message = f"the last line of {fragment.words} is one word, '{word}'"
        yield PageFault("layout-runt", fragment.page, message, _box(fragment.lines[-1:]))


def _ladders(fragment: Fragment) -> Iterator[PageFault]:
    if lines := hyphen_ladder(fragment):
        message = f"{len(lines)} consecutive lines of {fragment.words} end with a hyphen"
        yield PageFault("layout-hyphens", fragment.page, message, _box(lines))


def _broken_lines(fragment: Fragment) -> Iterator[PageFault]:
    for line in broken_lines(fragment):
        message = f"'{_text(line).strip()}' is alone on a line of {fragment.words}"
        yield PageFault("layout-broken-line", fragment.page, message, _box([line]))


def _overfull(fragment: Fragment) -> Iterator[PageFault]:
    """Yield lines and tables that are wider than their column."""
    if fragment.wide > TOLERANCE:
        message = f"the table {fragment.words} is {fragment.wide * 0.75:.1f} pt too wide"
        yield PageFault("layout-overfull", fragment.page, message, _box(fragment.box.children))
    for line in fragment.lines:
        if fragment.box.keyword("direction") != "ltr":
            continue
        edge = line.x + fragment.box.width + TOLERANCE
        wide = [one for one in _texts(line) if one.x + one.margin_width > edge]
        over = max((one.text_end(HANGING) for one in wide), default=0.0) - edge + TOLERANCE
        if over > TOLERANCE:
            words = " ".join(_text(line).split())[:40]
            message = f"'{words}' is {over * 0.75:.1f} pt too long"
            yield PageFault("layout-overfull", fragment.page, message, _box(list(_texts(line))))


def _empty(pages: Sequence[Page], fragments: Sequence[Fragment]) -> Iterator[PageFault]:
    """Yield pages of stories, except the last one and plates, that are less than 60 % full."""
    for number, share in list(_page_fills(pages, fragments))[:-1]:
        if share < MIN_FILL:
            page = pages[number - 1].box
            left, top, full = page.content_x, page.content_y, share * page.height
            box = _px_to_mm(left, top + full, page.width, page.height - full)
            yield PageFault("layout-empty", number, f"the page is {share:.0%} full", box)


def page_fills(pages: Sequence[Page]) -> dict[int, float]:
    """Return how full each page of stories is, from 0 to 1, by page number."""
    return dict(_page_fills(pages, find_fragments(pages)))


def _page_fills(
    pages: Sequence[Page], fragments: Sequence[Fragment]
) -> Iterator[tuple[int, float]]:
    for number in sorted({fragment.page for fragment in fragments}):
        yield number, page_fill(pages[number - 1])


def page_fill(page: Page) -> float:
    """Return how full a page is, from 0 to 1; a plate is full."""
    box = page.box
    return (_end(page.root) - box.content_y) / box.height if box.margin_top else 1.0


def _end(box: Box) -> float:
    """Return the bottom edge of the last line or picture in a box."""
    if box.kind in ("line", "picture"):
        return box.y + box.margin_height
    return max([0.0, *(_end(child) for child in box.children)])


def _fragments(page: Page, number: int) -> Iterator[Fragment]:
    """Yield the fragments of the stories on a page, in reading order; `column` is negative outside columns."""
    for box in _main_boxes(page.box):
        if box.element is not None:
            yield from _fragments_in(box, Fragment(number, -number, box.element, None, box))


def _main_boxes(box: Box) -> Iterator[Box]:
    if box.tag == "main":
        yield box
        return
    for child in box.children:
        yield from _main_boxes(child)


def _fragments_in(box: Box, around: Fragment) -> Iterator[Fragment]:
    element = box.element if box.element is not None else around.element
    column = hash(box) if box.is_column else around.column
    story = element if element.tag in ("article", "section") else around.story
    here = Fragment(around.page, column, element, story, box)
    if box.is_table:
        here.wide = max(one.margin_width for one in box.children) - around.box.width
    if box.kind == "picture" or box.is_table:
        yield here
        return
    here.lines = [one for one in box.children if one.kind == "line"]
    if here.lines:
        yield here
        return
    for child in box.children:
        if child.is_block_level:
            yield from _fragments_in(child, here)


def _texts(box: Box) -> Iterator[Box]:
    """Yield the boxes of text in a line."""
    if box.kind == "text":
        yield box
    for child in box.children:
        yield from _texts(child)


def _text(line: Box) -> str:
    return "".join(one.text for one in _texts(line))
