"""The flow: the blocks of laid-out pages as a tree of elements, and the leaves of it in reading order.

A leaf is what holds lines, or what is one piece for the flow: a picture, a table, figures side by side, a rule.
All measures are CSS pixels, as the layout engine has them.
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
    """An element that stands as a block in the flow, with the boxes it was laid out in.

    `element` is None for lines that stand between the blocks of their element. `lines` are a leaf's line boxes;
    `page` and `last` are the numbers of the pages on which it begins and ends.
    """

    element: Element | None
    parent: "Block | None" = None
    boxes: list[Box] = field(default_factory=list)
    children: list["Block"] = field(default_factory=list)
    lines: list[Box] = field(default_factory=list)
    page: int = 0
    last: int = 0

    @property
    def whole(self) -> bool:
        """Tell whether the flow takes it in one piece."""
        return not self.children

    def measure(self, name: str) -> float:
        """Give a margin, or `head` or `foot`: padding and border at an end."""
        if self.element is None:
            return 0.0
        if name == "head":
            return self.boxes[0].head
        if name == "foot":
            return self.boxes[-1].foot
        return self.boxes[0].length(name)

    def height(self, leading: float = 1.0) -> float:
        """Give the height from border to border, as if it were not broken; lines are changed by a factor."""
        if self.lines:
            lines = sum(self.line_heights(leading))
            return lines + self.measure("head") + self.measure("foot")
        if len(self.boxes) > 1 and self.boxes[0].is_table:
            return sum(_part(box, again=number > 0) for number, box in enumerate(self.boxes))
        return sum(box.border_height for box in self.boxes)

    def line_heights(self, leading: float = 1.0) -> list[float]:
        """Give the heights of its lines, changed by a factor; pictures in a line keep theirs."""
        free = bool(self.lines) and self.lines[0].line_height != ("px", 0.0)
        return [line.height * (leading if free else 1.0) for line in self.lines]

    def encloses(self, side: str) -> bool:
        """Tell whether its margin is kept apart from those of its children."""
        return bool(self.measure(side)) or self.columns or self.boxes[0].encloses_margins

    @property
    def direction(self) -> str:
        """Tell in which direction its script runs: `ltr` or `rtl`."""
        return self.boxes[0].keyword("direction") if self.boxes else "ltr"

    @property
    def shown_whole(self) -> bool:
        """Tell whether it is a picture that its frame shows whole, with room beside it."""
        box = self.boxes[0]
        if box.keyword("object-fit") != "contain":
            return False
        return bool(box.ratio) and box.height * box.ratio < box.width - 1

    @property
    def may_crop(self) -> bool:
        """Return whether it is a picture whose edges may be cut off."""
        return self.element is not None and "data-crop" in self.element.attrib

    @property
    def columns(self) -> bool:
        """Tell whether it is set in columns."""
        return self.boxes[0].sets_columns

    @property
    def solid(self) -> bool:
        """Tell whether it is a picture or a table: padding would change its own form."""
        return self.boxes[0].is_table or self.boxes[0].kind == "picture"

    def avoids(self, name: str) -> bool:
        """Tell whether `break-after`, `-before` or `-inside` is to be avoided."""
        return self.element is not None and self.boxes[0].keyword(name).startswith("avoid")


@dataclass(frozen=True, slots=True)
class Gap:
    """Between two leaves: what ends (inner first) and what begins (outer first)."""

    ends: tuple[Block, ...]
    begins: tuple[Block, ...]
    around: Block | None

    @property
    def avoided(self) -> bool:
        """Tell whether no break may fall here."""
        above = self.around
        while above is not None:
            if above.avoids("break_inside"):
                return True
            above = above.parent
        return any(one.avoids("break_after") for one in self.ends) or any(
            one.avoids("break_before") for one in self.begins
        )

    @property
    def turns(self) -> bool:
        """Tell whether columns begin or end here."""
        return any(one.element is not None and one.columns for one in (*self.ends, *self.begins))

    @property
    def ends_page(self) -> bool:
        """Tell whether a page ends here in any case."""
        ends = [one.boxes[-1] for one in self.ends if one.element is not None]
        begins = [one.boxes[0] for one in self.begins if one.element is not None]
        return any(turns_page(one, "after") for one in ends) or any(
            turns_page(one, "before") for one in begins
        )

    def margins(self) -> list[list[tuple[Block, str]]]:
        """Give the margins in the gap, those that collapse together in one list."""
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


def flow(pages: Iterable[Page], *, tail: bool = False) -> list[Block]:
    """Give the leaves of the element `main` on laid-out pages, in reading order.

    With `tail` they are those of what comes after it, as far as it begins no page of its own.
    """
    root = Block(None)
    known: dict[int, Block] = {}
    for number, page in enumerate(pages, 1):
        for box in _parts(page.box, tail=tail):
            _gather(box, root, known, page=number)
    return [leaf for block in root.children for leaf in _leaves(block)]


def gaps(leaves: list[Block]) -> list[Gap]:
    """Give what lies after each leaf; after the last, what ends with it."""
    lines = [ancestry(leaf) for leaf in leaves]
    found = []
    for this, following in zip(lines, [*lines[1:], []], strict=False):  # a page may have no leaf
        shared = 0
        while shared < min(len(this), len(following)) and this[shared] is following[shared]:
            shared += 1
        around = this[shared - 1] if shared else None
        found.append(Gap(tuple(reversed(this[shared:])), tuple(following[shared:]), around))
    return found


def body_size(leaves: Iterable[Block], line: float, leading: float = 1.0) -> float:
    """Give the font size that most lines of the height `line` have: that of the text for reading."""
    sizes = Counter(
        round(one.font_size, 2)
        for leaf in leaves
        for one, height in zip(leaf.lines, leaf.line_heights(leading), strict=True)
        if abs(height - line) < LEVEL
    )
    return max(sizes, key=lambda size: (sizes[size], size), default=0.0)


def on_grid(leaf: Block, line: float, size: float, *, leading: float = 1.0) -> bool:
    """Tell whether a leaf is text for reading, whose lines belong on the grid."""
    return bool(leaf.lines) and all(
        abs(height - line) < LEVEL and abs(one.font_size - size) < LEVEL
        for one, height in zip(leaf.lines, leaf.line_heights(leading), strict=True)
    )


def _part(wrapper: Box, *, again: bool) -> float:
    """Give the height of a broken table's part, without the space below it and without a head that is set again."""
    heads = [
        group.height
        for child in wrapper.children
        for group in child.children
        if again and group.is_header
    ]
    return sum(child.margin_height for child in wrapper.children) - sum(heads)


def ancestry(block: Block) -> list[Block]:
    """Give a block and all that it stands in, outermost first, but for the root above them."""
    line: list[Block] = []
    while block.parent is not None:
        line.append(block)
        block = block.parent
    return line[::-1]


def _leaves(block: Block) -> Iterator[Block]:
    if block.whole:
        yield block
    for child in block.children:
        yield from _leaves(child)


def turns_page(box: Box, side: str) -> bool:
    """Return True where the style of a box asks for a new page `before` or `after` it."""
    return box.keyword(f"break-{side}") in PAGE


def _parts(box: Box, *, tail: bool) -> Iterator[Box]:
    """Find the boxes of `main`, or of its neighbours after it, below a box of a page."""
    if box.tag == "body":
        yield from _tail(box) if tail else (one for one in box.children if _is_main(one))
        return
    for child in box.children:
        yield from _parts(child, tail=tail)


def _is_main(box: Box) -> bool:
    return box.tag == "main"


def _tail(body: Box) -> Iterator[Box]:
    """Give what stands after `main` in the body up to what begins a page of its own."""
    elements = list(body.element) if body.element is not None else []
    mains = [number for number, one in enumerate(elements) if one.tag == "main"]
    after = {id(one) for one in elements[mains[-1] + 1 :]} if mains else set()
    for box in body.children:
        if id(box.element) in after:
            if turns_page(box, "before"):
                return
            yield box


def _gather(box: Box, parent: Block, known: dict[int, Block], *, page: int) -> None:
    """Add a box in the flow, and what it holds, to the block of its element."""
    if not box.in_flow:
        return
    if box.kind == "line":
        _add_line(box, parent, page)
        return
    block = parent
    if box.element is not parent.element:
        if id(box.element) not in known:
            known[id(box.element)] = Block(box.element, parent, page=page)
            parent.children.append(known[id(box.element)])
        block = known[id(box.element)]
        block.boxes.append(box)
        block.last = page
    if box.kind in ("container", "picture") or box.is_table:
        return
    for child in box.children:
        _gather(child, block, known, page=page)


def _add_line(line: Box, block: Block, page: int) -> None:
    """Add a line to its block, or to lines between the block's children."""
    if not block.children:
        block.lines.append(line)
        block.last = page
        return
    if block.children[-1].element is not None:
        block.children.append(Block(None, block, page=page))
    block.children[-1].lines.append(line)
    block.children[-1].last = page
