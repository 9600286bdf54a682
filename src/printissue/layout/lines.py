"""The lines of text and the pictures on laid-out pages: where each one is, and what it comes from."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from xml.etree.ElementTree import Element

from printissue.assets.resources import RESOURCE_ORIGIN
from printissue.layout.engine import Box, Page

PX_TO_MM = 25.4 / 96
TOLERANCE = 0.05
NOTE = "sup"
"""The tag of a note's number, which is not in the manuscript."""
HEADINGS = frozenset({"h1", "h2", "h3", "h4"})

Area = tuple[float, float, float, float]
"""Left, top, width and height in mm, from the top left corner of the trimmed page."""


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """A line of text, or a picture: then `picture` is the name of its resource, and there is no text.

    `baseline` is in mm from the top of the page. `block` is the text of the innermost block around the line, and
    `anchor` the `id` of the nearest element around it that has one.
    """

    area: Area
    baseline: float = 0.0
    text: str = ""
    block: str = ""
    anchor: str = ""
    picture: str = ""
    is_heading: bool = False


@dataclass(frozen=True, slots=True)
class PrintedPage:
    """A page: its type area, its columns and its lines in reading order.

    `grid` is the first baseline and the distance of the baselines of body text in mm; None if there are too few.
    """

    type_area: Area
    columns: tuple[Area, ...]
    lines: tuple[PrintedLine, ...]
    grid: tuple[float, float] | None = None

    def looks_like(self, other: "PrintedPage") -> bool:
        """Return whether two pages have the same lines and pictures in the same places, give or take 0.05 mm."""
        return len(self.lines) == len(other.lines) and all(
            (a.text, a.picture) == (b.text, b.picture)
            and all(abs(x - y) <= TOLERANCE for x, y in zip(a.area, b.area, strict=True))
            for a, b in zip(self.lines, other.lines, strict=True)
        )


@dataclass(frozen=True, slots=True)
class _Around:
    """The elements around a box that matter for its lines."""

    block: str = ""
    anchor: str = ""
    tag: str = ""


def printed_pages(pages: Sequence[Page]) -> tuple[PrintedPage, ...]:
    """Return where everything is on laid-out pages (`Layout.laid_out`)."""
    texts: dict[int, str] = {}
    return tuple(_printed_page(page, texts) for page in pages)


def _printed_page(page: Page, texts: dict[int, str]) -> PrintedPage:
    box = page.box
    columns: dict[Area, None] = {}
    lines = tuple(
        line
        for child in box.children
        if child.kind != "margin"
        for line in _lines(child, _Around(), columns, texts)
    )
    area = _area(box.content_x, box.content_y, box.width, box.height)
    return PrintedPage(area, tuple(columns), lines, _grid(lines))


def _lines(
    box: Box, around: _Around, columns: dict[Area, None], texts: dict[int, str]
) -> Iterator[PrintedLine]:
    around = _with_element(box, around, texts)
    if box.is_column:
        columns[_area(box.content_x, box.content_y, box.width, box.height)] = None
    if box.kind == "picture":
        yield _picture(box, around)
        return
    if box.kind == "line" and (text := "".join(_texts(box)).strip()):
        y = (box.y + box.baseline) * PX_TO_MM
        yield PrintedLine(
            _text_area(box),
            round(y, 2),
            text,
            around.block,
            around.anchor,
            is_heading=around.tag in HEADINGS,
        )
        yield from _pictures(box, around)
        return
    for child in box.children:
        yield from _lines(child, around, columns, texts)


def _with_element(box: Box, around: _Around, texts: dict[int, str]) -> _Around:
    """Return what is known inside a box. An inline box keeps the block around it."""
    element = box.element
    if element is None or not hasattr(element, "get"):
        return around
    anchor = element.get("id")
    if anchor:
        around = replace(around, anchor=anchor)
    if box.is_block_level and id(element) not in texts:
        texts[id(element)] = "".join(_own_text(element))
    if box.is_block_level:
        around = replace(around, block=texts[id(element)], tag=box.tag)
    return around


def _pictures(box: Box, around: _Around) -> Iterator[PrintedLine]:
    """Yield the pictures that are set in a line."""
    for child in box.children:
        if child.kind == "picture":
            yield _picture(child, around)
        else:
            yield from _pictures(child, around)


def _picture(box: Box, around: _Around) -> PrintedLine:
    element = box.element
    source = element.get("src", "") if element is not None else ""
    area = _area(box.content_x, box.content_y, box.width, box.height)
    return PrintedLine(area, anchor=around.anchor, picture=source.removeprefix(RESOURCE_ORIGIN))


def _own_text(element: Element) -> Iterator[str]:
    """Yield the text of an element without the numbers of notes."""
    yield element.text or ""
    for child in element:
        if isinstance(child.tag, str) and child.tag != NOTE:  # not a comment
            yield from _own_text(child)
        yield child.tail or ""


def _texts(box: Box) -> Iterator[str]:
    if box.kind == "text":
        yield box.text
    for child in box.children:
        if child.tag != NOTE:
            yield from _texts(child)


def _text_area(line: Box) -> Area:
    """Return the area of the text of a line, without the indent before it and the space after it."""
    parts = [one for one in line.children if one.in_flow] or [line]
    left = min(one.x for one in parts)
    right = max(one.x + one.margin_width for one in parts)
    return _area(left, line.y, right - left, line.height)


def _area(*lengths: float) -> Area:
    left, top, width, height = (round(one * PX_TO_MM, 2) for one in lengths)
    return left, top, width, height


def _grid(lines: Sequence[PrintedLine]) -> tuple[float, float] | None:
    """Return the grid on which most lines of several-line blocks are."""
    texts = [one for one in lines if one.text and not one.is_heading]
    steps = Counter(
        round(after.baseline - before.baseline, 2)
        for before, after in pairwise(texts)
        if before.block is after.block and after.baseline > before.baseline
    )
    if not steps:
        return None
    step, count = steps.most_common(1)[0]
    if count < 3 or step <= 1:
        return None
    offsets = Counter(round(one.baseline % step, 1) for one in texts)
    offset = offsets.most_common(1)[0][0]
    exact = next(one.baseline % step for one in texts if round(one.baseline % step, 1) == offset)
    return round(exact, 2), step
