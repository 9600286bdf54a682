"""The parts of a laid-out issue that may change to fill pages, as its theme and its templates allow.

Templates mark them with attributes. A picture with `data-moves` may move between the blocks of the element with
`data-takes` that follows it, precedes it or contains it. An element with `data-spare` may be omitted. Neighbours with
`data-free` may change places.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from printissue.layout.engine import Box
from printissue.layout.fit.measured import column_container
from printissue.layout.flow import LEVEL, Block, Gap, ancestry
from printissue.layout.grid import AlignedFlow, FitLimits
from printissue.layout.spacing import PT, Spacing


@dataclass(frozen=True, slots=True)
class AdjustablePicture:
    """A picture whose height may change: its item, its height and the bounds of it (px), and whether it is cropped."""

    item: int
    height: float
    bounds: tuple[float, float]
    cropped: bool


@dataclass(frozen=True, slots=True)
class AdjustableSpace:
    """The space after a section, or between the stories of one: its gaps, and by how many lines they may change.

    `items` are those after each gap.
    """

    items: tuple[int, ...]
    gaps: tuple[Gap, ...]
    lines: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class BlockRange:
    """The items from `first` to `last`, which are one block, and the items that it may be moved `after`.

    Moved, it is a child of `within`.
    """

    first: int
    last: int
    block: Block
    after: tuple[int, ...] = ()
    within: Block | None = None


@dataclass(frozen=True, slots=True)
class PossibleChanges:
    """All parts that may change. `leading` holds the least and the greatest factor of the lines.

    `story` holds the number of each item's story; 0 is none.
    """

    pictures: tuple[AdjustablePicture, ...]
    moves: tuple[BlockRange, ...]
    optional: tuple[BlockRange, ...]
    story: tuple[int, ...]
    leading: tuple[float, ...] = (1.0, 1.0)
    spaces: tuple[AdjustableSpace, ...] = ()


def possible_changes(
    aligned: AlignedFlow, limits: FitLimits, *, plates: frozenset[int], page_height: float
) -> PossibleChanges:
    """Return the parts of a flow that may change. `page_height` is in px; `plates` are items on pages of their own."""
    items = aligned.items
    pictures = tuple(
        picture
        for number, item in enumerate(items)
        if number not in plates and item.height() < page_height * 0.9
        for picture in _picture(aligned, number, limits)
    )
    moves = (*(_movable_pictures(aligned) if limits.lower else ()), *_neighbours(aligned))
    optional = tuple(_ranges(items, "data-spare")) if limits.pull_quotes else ()
    known: dict[int, int] = {}
    articles = (_article(item) for item in items)
    story = tuple(known.setdefault(id(one), len(known) + 1) if one else 0 for one in articles)
    spaces = tuple(_spaces(aligned, limits.line * PT)) if limits.spaces else ()
    return PossibleChanges(pictures, moves, optional, story, limits.leading, spaces)


def _spaces(aligned: AlignedFlow, line: float) -> Iterator[AdjustableSpace]:
    """Yield the spaces after sections, and those between the stories of each section, which stay equal."""
    equal: dict[int, list[int]] = {}
    for number, gap in enumerate(aligned.between[: aligned.stories - 1]):
        ended = {one.element.tag for one in gap.ends if one.element is not None}
        if gap.avoided or gap.ends_page:
            continue
        if "section" in ended:
            yield _space(aligned, [number], line, most=2)
        elif "article" in ended:
            equal.setdefault(id(gap.around), []).append(number)
    for numbers in equal.values():
        yield _space(aligned, numbers, line, most=1)


def _space(
    aligned: AlignedFlow, numbers: Sequence[int], line: float, *, most: int
) -> AdjustableSpace:
    """Return a space that gaps have: it may lose a line if another is left, and get up to a number of lines."""
    gaps = tuple(aligned.between[number] for number in numbers)
    narrowest = min(Spacing(line).space(gap) for gap in gaps)
    fewer = (-1,) if narrowest >= 2 * line - LEVEL else ()
    return AdjustableSpace(
        tuple(number + 1 for number in numbers), gaps, (*fewer, *range(1, most + 1))
    )


def _picture(aligned: AlignedFlow, number: int, limits: FitLimits) -> Iterator[AdjustablePicture]:
    """Yield an item if it is a picture whose height may change."""
    item = aligned.items[number]
    box = item.boxes[0] if item.boxes else None
    if box is None or box.kind != "picture":
        return
    own = box.height
    (height,) = aligned.heights(item)
    height -= item.height() - own
    cropped = item.may_crop and not item.shown_whole
    least, most = limits.picture if cropped else limits.drawing
    if not cropped:
        most = max(1.0, min(most, _height_at_full_width(box) / own))
    if least < most:
        yield AdjustablePicture(number, height, (least * own, most * own), cropped)


def _height_at_full_width(box: Box) -> float:
    """Return the height (px) of a drawing across the full width of its box."""
    return box.width / box.ratio if box.ratio else box.height


def _ranges(items: Sequence[Block], mark: str) -> Iterator[BlockRange]:
    """Yield the ranges of items with an attribute."""
    found: dict[int, tuple[Block, list[int]]] = {}
    for number, item in enumerate(items):
        if block := _enclosing(item, mark):
            found.setdefault(id(block), (block, []))[1].append(number)
    for block, numbers in found.values():
        yield BlockRange(numbers[0], numbers[-1], block)


def _enclosing(item: Block, mark: str) -> Block | None:
    """Return the block with an attribute that an item is or is inside of, if there is one."""
    block: Block | None = item
    while block is not None:
        if block.element is not None and mark in block.element.attrib:
            return block
        block = block.parent
    return None


def _movable_pictures(aligned: AlignedFlow) -> Iterator[BlockRange]:
    """Yield the pictures that may move in their story, and their new positions."""
    items = aligned.items
    targets = list(_ranges(items, "data-takes"))
    for span in _ranges(items, "data-moves"):
        yield from _moves_up(aligned, span, targets)
        target = next((one for one in targets if one.first > span.last), None)
        if target is None or not _same_story(span.block, target.block):
            continue
        if column_container(items[span.first]) is column_container(items[target.first]):
            ends = _break_positions(aligned, target)
            yield BlockRange(span.first, span.last, span.block, ends, target.block)
        elif end := _end_of_story(items, span, target):
            yield BlockRange(span.first, span.last, span.block, (end,), span.block.parent)


def _moves_up(
    aligned: AlignedFlow, span: BlockRange, targets: Sequence[BlockRange]
) -> Iterator[BlockRange]:
    """Yield a range with the positions that it may have in the text of its story that contains or precedes it."""
    article = _article(span.block)
    target = next((one for one in reversed(targets) if one.first < span.first), None)
    if target is None or article is None or article is not _article(target.block):
        return
    items = aligned.items
    if column_container(items[span.first]) is not column_container(items[target.first]):
        return
    ends = _break_positions(aligned, target)
    after = tuple(one for one in ends if not span.first - 1 <= one <= span.last)
    if after:
        yield BlockRange(span.first, span.last, span.block, after, target.block)


def _end_of_story(items: Sequence[Block], span: BlockRange, target: BlockRange) -> int:
    """Return the last item of a story with text in columns: a picture outside them may move after it. 0 is none."""
    parent = span.block.parent
    top = next((one for one in ancestry(target.block) if one.parent is parent), None)
    within = [number for number, item in enumerate(items) if top in ancestry(item)]
    stories = {id(_article(items[number])) for number in within}
    return within[-1] if len(stories) == 1 else 0


def _break_positions(aligned: AlignedFlow, target: BlockRange) -> tuple[int, ...]:
    """Return the last item of each block in an element after which a break may fall, except the last block."""
    last: dict[int, int] = {}
    for number in range(target.first, target.last + 1):
        block = aligned.items[number]
        while block.parent is not None and block.parent is not target.block:
            block = block.parent
        if block.element is not None:
            last[id(block)] = number
    return tuple(
        one for one in last.values() if one < target.last and not aligned.between[one].avoided
    )


def _same_story(picture: Block, body: Block) -> bool:
    """Return whether a picture belongs to the story of a text: it is inside it, or before the first of a section."""
    article = _article(picture)
    return article is None or article is _article(body)


def _article(block: Block) -> Block | None:
    above = block.parent
    while above is not None and above.element is not None:
        if above.element.tag == "article":
            return above
        above = above.parent
    return None


def _neighbours(aligned: AlignedFlow) -> Iterator[BlockRange]:
    """Yield each short piece that may move after one or more of those that follow it."""
    spans = list(_ranges(aligned.items, "data-free"))
    for number, span in enumerate(spans):
        after = []
        last = span
        for other in spans[number + 1 :]:
            if other.first != last.last + 1 or other.block.parent is not span.block.parent:
                break
            after.append(other.last)
            last = other
        if after:
            yield BlockRange(span.first, span.last, span.block, tuple(after), span.block.parent)
