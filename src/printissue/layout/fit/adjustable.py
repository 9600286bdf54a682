"""The parts of a laid-out issue that may change to fill pages, as its theme and its templates allow.

Templates mark them with attributes. A picture with `data-moves` may move down, between the blocks of the next element
with `data-takes`. An element with `data-spare` may be omitted. Neighbours with `data-free` may change places.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from printissue.layout.engine import Box
from printissue.layout.fit.measured import column_container
from printissue.layout.flow import Block, ancestry
from printissue.layout.grid import AlignedFlow, FitLimits


@dataclass(frozen=True, slots=True)
class AdjustablePicture:
    """A picture whose height may change: its item, its height and the bounds of it (px), and whether it is cropped."""

    item: int
    height: float
    bounds: tuple[float, float]
    cropped: bool


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
    return PossibleChanges(pictures, moves, optional, story, limits.leading)


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
    """Yield the pictures that may move down, and their new positions."""
    items = aligned.items
    targets = list(_ranges(items, "data-takes"))
    for span in _ranges(items, "data-moves"):
        target = next((one for one in targets if one.first > span.last), None)
        if target is None or not _same_story(span.block, target.block):
            continue
        if column_container(items[span.first]) is column_container(items[target.first]):
            ends = _break_positions(aligned, target)
            yield BlockRange(span.first, span.last, span.block, ends, target.block)
        elif end := _end_of_story(items, span, target):
            yield BlockRange(span.first, span.last, span.block, (end,), span.block.parent)


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
