"""Faults of the layout: what a typesetter would not let pass, measured on the boxes of the finished pages."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import NamedTuple
from xml.etree.ElementTree import Element

from printissue.core.findings import Finding, Place
from printissue.layout.engine import Box, Page

OVER = 0.5 * 96 / 72
"""Half a point in px: what sticks out by less is not seen."""

MIN_FILL = 0.6
"""How much of its height a page has to use."""

HANGING = (
    " \t\n\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2008\u2009\u200a\u200b\u205f\u3000"
)
"""Spaces that may hang over the end of a line; those that allow no break belong to their word."""

MOST_HYPHENS = 2
"""How many lines in a row may end with a hyphen."""

HEADINGS = frozenset(f"h{level}" for level in range(2, 7))


@dataclass(slots=True)
class Fragment:
    """What of one block lies in one column: its lines, or none where it is a picture or a table."""

    page: int
    column: int
    element: Element
    story: Element | None
    box: Box
    lines: list[Box] = field(default_factory=list)
    wide: float = 0.0
    """By how much (px) a table is wider than what it stands in."""

    @property
    def heading(self) -> bool:
        """Tell whether it is a heading."""
        return self.element.tag in HEADINGS

    @property
    def words(self) -> str:
        """Give its first words, for a message."""
        text = " ".join("".join(self.element.itertext()).split())
        return f"'{text if len(text) <= 40 else text[:40].rsplit(' ', 1)[0] + ' …'}'"


def faults(pages: Sequence[Page], file: str) -> tuple[Finding, ...]:
    """Find the faults of laid-out pages (`Document.pages`), with the page of each and its place on it."""
    pieces = fragments(pages)
    found = [
        *_stranded(pieces),
        *_widows(pieces),
        *(fault for piece in pieces for fault in (*_runts(piece), *_ladders(piece))),
        *(fault for piece in pieces for fault in _overfull(piece)),
        *_empty(pages, pieces),
    ]
    return tuple(
        Finding(one.rule, Place(file, page=one.page, box=one.box), one.message)
        for one in sorted(dict.fromkeys(found), key=lambda one: one.page)
    )


class PageFault(NamedTuple):
    """What is wrong on a page, and its box there: left, top, width, height in mm."""

    rule: str
    page: int
    message: str
    box: tuple[float, float, float, float]


def _box(parts: Sequence[Box]) -> tuple[float, float, float, float]:
    """Give the box around lines or blocks, in mm from the corner of the trimmed page."""
    left, top = min(one.x for one in parts), min(one.y for one in parts)
    right = max(one.x + one.margin_width for one in parts)
    end = max(one.y + one.margin_height for one in parts)
    return _in_mm(left, top, right - left, end - top)


def _in_mm(*lengths: float) -> tuple[float, float, float, float]:
    left, top, width, height = (round(one * 25.4 / 96, 1) for one in lengths)
    return left, top, width, height


def fragments(pages: Sequence[Page]) -> list[Fragment]:
    """Give what lies in the stories, in reading order."""
    return [piece for number, page in enumerate(pages, 1) for piece in _pieces(page, number)]


def runt(piece: Fragment) -> str:
    """Give the single word in a headline's last line, or nothing."""
    last = _text(piece.lines[-1]).split() if piece.heading and len(piece.lines) > 1 else []
    return last[0] if len(last) == 1 else ""


def hyphen_ladder(piece: Fragment) -> Sequence[Box]:
    """Give the lines in a row that end with a hyphen, where those are too many."""
    rows = [list(row) for hyphen, row in groupby(piece.lines, key=_is_divided) if hyphen]
    longest = max(rows, key=len, default=[])
    return longest if len(longest) > MOST_HYPHENS else []


def _is_divided(line: Box) -> bool:
    return _text(line).rstrip().endswith(("-", "\u2010"))


def _stranded(pieces: Sequence[Fragment]) -> Iterator[PageFault]:
    """Find headings whose text has fewer than two lines below them before the column ends."""
    for number, piece in enumerate(pieces):
        if not piece.heading:
            continue
        lines, column = 0, piece.column
        for after in pieces[number + 1 :]:
            column = after.column if column == -piece.page and after.page == piece.page else column
            if after.column != column and after.story is piece.story and lines < 2:
                message = f"{piece.words} is parted from its text"
                yield PageFault("layout-stranded-heading", piece.page, message, _box([piece.box]))
            if after.column != column or not after.lines or lines >= 2:
                break
            lines += 0 if after.heading else len(after.lines)


def _widows(pieces: Sequence[Fragment]) -> Iterator[PageFault]:
    """Find single lines of a paragraph at the head or foot of a column."""
    # lines of no size hold pictures side by side
    texts = (one for one in pieces if one.lines and one.box.font_size)
    for _, group in groupby(texts, key=lambda one: id(one.element)):
        parts = list(group)
        if not _is_broken(parts[0], parts[-1]):
            continue
        if len(parts[-1].lines) == 1:
            message = f"the last line of {parts[0].words} stands alone at the head of a column"
            yield PageFault("layout-widow", parts[-1].page, message, _box(parts[-1].lines))
        if len(parts[0].lines) == 1:
            message = f"the first line of {parts[0].words} stands alone at the foot of a column"
            yield PageFault("layout-widow", parts[0].page, message, _box(parts[0].lines))


def _is_broken(first: Fragment, last: Fragment) -> bool:
    """Tell whether an element goes on in another column or page; a list's item and its marker do not."""
    return last.page > first.page or last.box.y < first.box.y


def _runts(piece: Fragment) -> Iterator[PageFault]:
    if word := runt(piece):
        message = f"the last line of {piece.words} is one word, '{word}'"
        yield PageFault("layout-runt", piece.page, message, _box(piece.lines[-1:]))


def _ladders(piece: Fragment) -> Iterator[PageFault]:
    if lines := hyphen_ladder(piece):
        message = f"{len(lines)} lines in a row end with a hyphen in {piece.words}"
        yield PageFault("layout-hyphens", piece.page, message, _box(lines))


def _overfull(piece: Fragment) -> Iterator[PageFault]:
    """Find lines and tables that reach beyond their column."""
    if piece.wide > OVER:
        message = f"the table {piece.words} is {piece.wide * 0.75:.1f} pt too wide"
        yield PageFault("layout-overfull", piece.page, message, _box(piece.box.children))
    for line in piece.lines:
        if piece.box.keyword("direction") != "ltr":
            continue
        edge = line.x + piece.box.width + OVER
        wide = [one for one in _texts(line) if one.x + one.margin_width > edge]
        over = max((one.text_end(HANGING) for one in wide), default=0.0) - edge + OVER
        if over > OVER:
            words = " ".join(_text(line).split())[:40]
            message = f"'{words}' is {over * 0.75:.1f} pt too long"
            yield PageFault("layout-overfull", piece.page, message, _box(list(_texts(line))))


def _empty(pages: Sequence[Page], pieces: Sequence[Fragment]) -> Iterator[PageFault]:
    """Find pages of stories, but for the last and for plates, that are less than 60 % full."""
    for number, share in list(_page_fills(pages, pieces))[:-1]:
        if share < MIN_FILL:
            page = pages[number - 1].box
            left, top, full = page.content_x, page.content_y, share * page.height
            box = _in_mm(left, top + full, page.width, page.height - full)
            yield PageFault("layout-empty", number, f"the page is {share:.0%} full", box)


def page_fills(pages: Sequence[Page]) -> dict[int, float]:
    """Tell how full the pages of stories are, by their numbers, from 0 to 1."""
    return dict(_page_fills(pages, fragments(pages)))


def _page_fills(pages: Sequence[Page], pieces: Sequence[Fragment]) -> Iterator[tuple[int, float]]:
    for number in sorted({piece.page for piece in pieces}):
        yield number, page_fill(pages[number - 1])


def page_fill(page: Page) -> float:
    """Tell how full a page is, from 0 to 1; a plate is."""
    box = page.box
    return (_end(page.root) - box.content_y) / box.height if box.margin_top else 1.0


def _end(box: Box) -> float:
    """Tell where the last line or picture in a box ends."""
    if box.kind in ("line", "picture"):
        return box.y + box.margin_height
    return max([0.0, *(_end(child) for child in box.children)])


def _pieces(page: Page, number: int) -> Iterator[Fragment]:
    """Give what lies in the stories on a page, in reading order; `column` is negative outside of columns."""
    for box in _mains(page.box):
        if box.element is not None:
            yield from _walk(box, Fragment(number, -number, box.element, None, box))


def _mains(box: Box) -> Iterator[Box]:
    if box.tag == "main":
        yield box
        return
    for child in box.children:
        yield from _mains(child)


def _walk(box: Box, around: Fragment) -> Iterator[Fragment]:
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
            yield from _walk(child, here)


def _texts(box: Box) -> Iterator[Box]:
    """Give the boxes of text in a line."""
    if box.kind == "text":
        yield box
    for child in box.children:
        yield from _texts(child)


def _text(line: Box) -> str:
    return "".join(one.text for one in _texts(line))
