"""Freedoms: what of a set issue may change so that pages are full, as its theme and its templates allow.

Templates say what is free by attributes: `data-moves` is a picture that may stand lower, between the blocks of the next
element with `data-takes`; `data-spare` can be left out; neighbours with `data-free` may change places.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from printissue.layout.engine import Box
from printissue.layout.fit.flow import Block, ancestry
from printissue.layout.fit.grid import Fit, Settled
from printissue.layout.fit.measured import columned


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of the flow: its leaf, its height (px), the bounds of it, and whether it is cropped or scaled."""

    leaf: int
    height: float
    bounds: tuple[float, float]
    cropped: bool


@dataclass(frozen=True, slots=True)
class Span:
    """Leaves from one to another that are one thing: its block, and the leaves after which it may stand."""

    first: int
    last: int
    block: Block
    after: tuple[int, ...] = ()
    within: Block | None = None


@dataclass(frozen=True, slots=True)
class Freedoms:
    """All that may change; `leading` has the least and the greatest factor of the lines.

    `story` numbers each leaf's story; 0 is none.
    """

    pictures: tuple[Picture, ...]
    moves: tuple[Span, ...]
    spare: tuple[Span, ...]
    story: tuple[int, ...]
    leading: tuple[float, ...] = (1.0, 1.0)


def freedoms(settled: Settled, fit: Fit, *, plates: frozenset[int], room: float) -> Freedoms:
    """Find what may change in a flow whose pages are `room` (px) high."""
    leaves = settled.leaves
    pictures = tuple(
        picture
        for number, leaf in enumerate(leaves)
        if number not in plates and leaf.height() < room * 0.9
        for picture in _picture(settled, number, fit)
    )
    moves = (*(_lower(settled) if fit.lower else ()), *_neighbours(settled))
    spare = tuple(_spans(leaves, "data-spare")) if fit.pull_quotes else ()
    known: dict[int, int] = {}
    articles = (_article(leaf) for leaf in leaves)
    story = tuple(known.setdefault(id(one), len(known) + 1) if one else 0 for one in articles)
    return Freedoms(pictures, moves, spare, story, fit.leading)


def _picture(settled: Settled, number: int, fit: Fit) -> Iterator[Picture]:
    """Yield a leaf as a picture whose height is free."""
    leaf = settled.leaves[number]
    box = leaf.boxes[0] if leaf.boxes else None
    if box is None or box.kind != "picture":
        return
    own = box.height
    (height,) = settled.heights(leaf)
    height -= leaf.height() - own
    cropped = leaf.may_crop and not leaf.shown_whole
    least, most = fit.picture if cropped else fit.drawing
    if not cropped:
        most = max(1.0, min(most, _full(box) / own))
    if least < most:
        yield Picture(number, height, (least * own, most * own), cropped)


def _full(box: Box) -> float:
    """Give the height that a drawing has across the whole width of its box."""
    return box.width / box.ratio if box.ratio else box.height


def _spans(leaves: Sequence[Block], mark: str) -> Iterator[Span]:
    """Give what is marked with an attribute."""
    found: dict[int, tuple[Block, list[int]]] = {}
    for number, leaf in enumerate(leaves):
        if block := _marked(leaf, mark):
            found.setdefault(id(block), (block, []))[1].append(number)
    for block, numbers in found.values():
        yield Span(numbers[0], numbers[-1], block)


def _marked(leaf: Block, mark: str) -> Block | None:
    """Give the block with an attribute that a leaf is, or stands in."""
    block: Block | None = leaf
    while block is not None:
        if block.element is not None and mark in block.element.attrib:
            return block
        block = block.parent
    return None


def _lower(settled: Settled) -> Iterator[Span]:
    """Give the pictures that may stand lower, and where."""
    leaves = settled.leaves
    takers = list(_spans(leaves, "data-takes"))
    for span in _spans(leaves, "data-moves"):
        taker = next((one for one in takers if one.first > span.last), None)
        if taker is None or not _same_story(span.block, taker.block):
            continue
        if columned(leaves[span.first]) is columned(leaves[taker.first]):
            ends = _ends(settled, taker)
            yield Span(span.first, span.last, span.block, ends, taker.block)
        elif end := _end(leaves, span, taker):
            yield Span(span.first, span.last, span.block, (end,), span.block.parent)


def _end(leaves: Sequence[Block], span: Span, taker: Span) -> int:
    """Give the last leaf of the story whose text is in columns: what is not may stand after it; 0 is none."""
    home = span.block.parent
    top = next((one for one in ancestry(taker.block) if one.parent is home), None)
    within = [number for number, leaf in enumerate(leaves) if top in ancestry(leaf)]
    stories = {id(_article(leaves[number])) for number in within}
    return within[-1] if len(stories) == 1 else 0


def _ends(settled: Settled, taker: Span) -> tuple[int, ...]:
    """Give the last leaf of each block of an element after which a break may fall, but for its own last one."""
    last: dict[int, int] = {}
    for number in range(taker.first, taker.last + 1):
        block = settled.leaves[number]
        while block.parent is not None and block.parent is not taker.block:
            block = block.parent
        if block.element is not None:
            last[id(block)] = number
    return tuple(
        one for one in last.values() if one < taker.last and not settled.between[one].avoided
    )


def _same_story(picture: Block, body: Block) -> bool:
    """Tell whether a picture belongs to the story of a text: it stands in it, or before the first one of a section."""
    article = _article(picture)
    return article is None or article is _article(body)


def _article(block: Block) -> Block | None:
    above = block.parent
    while above is not None and above.element is not None:
        if above.element.tag == "article":
            return above
        above = above.parent
    return None


def _neighbours(settled: Settled) -> Iterator[Span]:
    """Give each short piece that may stand after the next one, or after those that follow."""
    spans = list(_spans(settled.leaves, "data-free"))
    for number, span in enumerate(spans):
        after = []
        last = span
        for other in spans[number + 1 :]:
            if other.first != last.last + 1 or other.block.parent is not span.block.parent:
                break
            after.append(other.last)
            last = other
        if after:
            yield Span(span.first, span.last, span.block, tuple(after), span.block.parent)
