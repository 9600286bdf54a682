"""The flow: the blocks of laid-out pages as a tree of elements, and its items in reading order.

An item is a block with lines, or one that is laid out in one piece: a picture, a table, figures side by side, a rule.
All measures are in CSS pixels.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from printissue.layout.engine import Box, Page

LEVEL = 0.1
"""Measures that differ by less than this (px) are equal."""

PAGE = frozenset({"always", "page", "left", "right", "recto", "verso"})
"""Values of `break-before` and `break-after` that begin a page."""


@dataclass(eq=False, slots=True)
class Block:
    """An element that is a block in the flow, with its boxes.

    `element` is None for lines between the child blocks of their element. `lines` are an item's line boxes. `page` and
    `last` are the numbers of the pages on which it begins and ends.
    """

    element: Element | None
    parent: "Block | None" = None
    boxes: list[Box] = field(default_factory=list)
    children: list["Block"] = field(default_factory=list)
    lines: list[Box] = field(default_factory=list)
    page: int = 0
    last: int = 0

    @property
    def is_item(self) -> bool:
        """True if it is an item of the flow."""
        return not self.children

    def measure(self, name: str) -> float:
        """Return a margin, or the padding and border at its `head` or `foot`."""
        if self.element is None:
            return 0.0
        if name == "head":
            return self.boxes[0].head
        if name == "foot":
            return self.boxes[-1].foot
        return self.boxes[0].length(name)

    def height(self, leading: float = 1.0) -> float:
        """Return the height of its border box as if it were not broken, with lines scaled by a factor."""
        if self.lines:
            lines = sum(self.line_heights(leading))
            return lines + self.measure("head") + self.measure("foot")
        if len(self.boxes) > 1 and self.boxes[0].is_table:
            return sum(
                _table_part_height(box, repeated=number > 0)
                for number, box in enumerate(self.boxes)
            )
        return sum(box.border_height for box in self.boxes)

    def line_heights(self, leading: float = 1.0) -> list[float]:
        """Return the heights of its lines, scaled by a factor; lines of pictures are not scaled."""
        scalable = bool(self.lines) and self.lines[0].line_height != ("px", 0.0)
        return [line.height * (leading if scalable else 1.0) for line in self.lines]

    def encloses(self, side: str) -> bool:
        """Return whether its margin does not collapse with those of its children at its `head` or `foot`."""
        return bool(self.measure(side)) or self.columns or self.boxes[0].encloses_margins

    @property
    def direction(self) -> str:
        """The direction of its script: `ltr` or `rtl`."""
        return self.boxes[0].keyword("direction") if self.boxes else "ltr"

    @property
    def shown_whole(self) -> bool:
        """True if it is a picture that is shown whole, with space at its sides."""
        box = self.boxes[0]
        if box.keyword("object-fit") != "contain":
            return False
        return bool(box.ratio) and box.height * box.ratio < box.width - 1

    @property
    def may_crop(self) -> bool:
        """True if it is a picture that may be cropped."""
        return self.element is not None and "data-crop" in self.element.attrib

    @property
    def columns(self) -> bool:
        """True if its content is set in columns."""
        return self.boxes[0].sets_columns

    @property
    def solid(self) -> bool:
        """True if it is a picture or a table, which padding would change."""
        return self.boxes[0].is_table or self.boxes[0].kind == "picture"

    def avoids(self, name: str) -> bool:
        """Return whether its `break_after`, `break_before` or `break_inside` avoids a break."""
        return self.element is not None and self.boxes[0].keyword(name).startswith("avoid")


@dataclass(frozen=True, slots=True)
class Gap:
    """The place between two items: the blocks that end (inner first) and those that begin (outer first)."""

    ends: tuple[Block, ...]
    begins: tuple[Block, ...]
    around: Block | None

    @property
    def avoided(self) -> bool:
        """True if a break is avoided here."""
        above = self.around
        while above is not None:
            if above.avoids("break_inside"):
                return True
            above = above.parent
        return any(one.avoids("break_after") for one in self.ends) or any(
            one.avoids("break_before") for one in self.begins
        )

    @property
    def is_column_edge(self) -> bool:
        """True if columns begin or end here."""
        return any(one.element is not None and one.columns for one in (*self.ends, *self.begins))

    @property
    def ends_page(self) -> bool:
        """True if a page break is forced here."""
        ends = [one.boxes[-1] for one in self.ends if one.element is not None]
        begins = [one.boxes[0] for one in self.begins if one.element is not None]
        return any(turns_page(one, "after") for one in ends) or any(
            turns_page(one, "before") for one in begins
        )

    def margins(self) -> list[list[tuple[Block, str]]]:
        """Return the margins in the gap; those that collapse with each other are in one list."""
        sets: list[list[tuple[Block, str]]] = [[]]
        for block in self.ends:
            if block is not self.ends[0] and block.encloses("foot"):
                sets.append([])
            sets[-1].append((block, "margin-bottom"))
        for block in self.begins:
            sets[-1].append((block, "margin-top"))
            if block is not self.begins[-1] and block.encloses("head"):
                sets.append([])
        return sets


def flow_items(pages: Iterable[Page], *, tail: bool = False) -> list[Block]:
    """Return the items of the element `main` on laid-out pages, in reading order.

    With `tail` they are those after `main`, up to the first element that begins a page of its own.
    """
    root = Block(None)
    blocks: dict[int, Block] = {}
    for number, page in enumerate(pages, 1):
        for box in _parts(page.box, tail=tail):
            _gather(box, root, blocks, page=number)
    return [item for block in root.children for item in _items(block)]


def gaps_between(items: list[Block]) -> list[Gap]:
    """Return the gap after each item."""
    lines = [ancestry(item) for item in items]
    found = []
    for this, following in zip(lines, [*lines[1:], []], strict=False):  # a page may have no item
        shared = 0
        while shared < min(len(this), len(following)) and this[shared] is following[shared]:
            shared += 1
        around = this[shared - 1] if shared else None
        found.append(Gap(tuple(reversed(this[shared:])), tuple(following[shared:]), around))
    return found


def body_size(items: Iterable[Block], line: float, leading: float = 1.0) -> float:
    """Return the font size (px) of most lines of the height `line`: that of body text."""
    sizes = Counter(
        round(one.font_size, 2)
        for item in items
        for one, height in zip(item.lines, item.line_heights(leading), strict=True)
        if abs(height - line) < LEVEL
    )
    return max(sizes, key=lambda size: (sizes[size], size), default=0.0)


def on_grid(item: Block, line: float, size: float, *, leading: float = 1.0) -> bool:
    """Return whether an item is body text, whose lines belong on the grid."""
    return bool(item.lines) and all(
        abs(height - line) < LEVEL and abs(one.font_size - size) < LEVEL
        for one, height in zip(item.lines, item.line_heights(leading), strict=True)
    )


def _table_part_height(wrapper: Box, *, repeated: bool) -> float:
    """Return the height of one part of a broken table, without the space below it and without a repeated head."""
    heads = [
        group.height
        for child in wrapper.children
        for group in child.children
        if repeated and group.is_header
    ]
    return sum(child.margin_height for child in wrapper.children) - sum(heads)


def ancestry(block: Block) -> list[Block]:
    """Return a block and the blocks around it, outermost first, without the root."""
    line: list[Block] = []
    while block.parent is not None:
        line.append(block)
        block = block.parent
    return line[::-1]


def _items(block: Block) -> Iterator[Block]:
    if block.is_item:
        yield block
    for child in block.children:
        yield from _items(child)


def turns_page(box: Box, side: str) -> bool:
    """Return whether the style of a box forces a page break `before` or `after` it."""
    return box.keyword(f"break-{side}") in PAGE


def _parts(box: Box, *, tail: bool) -> Iterator[Box]:
    """Yield the boxes of `main`, or those after it, below a box of a page."""
    if box.tag == "body":
        yield from _tail(box) if tail else (one for one in box.children if _is_main(one))
        return
    for child in box.children:
        yield from _parts(child, tail=tail)


def _is_main(box: Box) -> bool:
    return box.tag == "main"


def _tail(body: Box) -> Iterator[Box]:
    """Yield the boxes after `main` in the body, up to the first that begins a page of its own."""
    elements = list(body.element) if body.element is not None else []
    mains = [number for number, one in enumerate(elements) if one.tag == "main"]
    after = {id(one) for one in elements[mains[-1] + 1 :]} if mains else set()
    for box in body.children:
        if id(box.element) in after:
            if turns_page(box, "before"):
                return
            yield box


def _gather(box: Box, parent: Block, blocks: dict[int, Block], *, page: int) -> None:
    """Add a box in the flow, and its content, to the block of its element."""
    if not box.in_flow:
        return
    if box.kind == "line":
        _add_line(box, parent, page)
        return
    block = parent
    if box.element is not parent.element:
        if id(box.element) not in blocks:
            blocks[id(box.element)] = Block(box.element, parent, page=page)
            parent.children.append(blocks[id(box.element)])
        block = blocks[id(box.element)]
        block.boxes.append(box)
        block.last = page
    if box.kind in ("container", "picture") or box.is_table:
        return
    for child in box.children:
        _gather(child, block, blocks, page=page)


def _add_line(line: Box, block: Block, page: int) -> None:
    """Add a line to its block, or to the lines between the block's children."""
    if not block.children:
        block.lines.append(line)
        block.last = page
        return
    if block.children[-1].element is not None:
        block.children.append(Block(None, block, page=page))
    block.children[-1].lines.append(line)
    block.children[-1].last = page
