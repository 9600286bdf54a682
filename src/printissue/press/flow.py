"""The flow: the blocks of laid-out pages as a tree of elements, and the leaves of it in reading order.

A leaf is what holds lines, or what is one piece for the flow: a picture, a table, figures side by side, a rule.
All measures are CSS pixels, as the layout engine has them.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from xml.etree.ElementTree import Element

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
    boxes: list[Any] = field(default_factory=list)
    children: list["Block"] = field(default_factory=list)
    lines: list[Any] = field(default_factory=list)
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
            first = self.boxes[0]
            return float(first.padding_top + first.border_top_width)
        if name == "foot":
            last = self.boxes[-1]
            return float(last.padding_bottom + last.border_bottom_width)
        given = self.boxes[0].style[name.replace("-", "_")]
        return float(given.value) if getattr(given, "unit", "") == "px" else 0.0

    def height(self, leading: float = 1.0) -> float:
        """Give the height from border to border, as if it were not broken; lines are changed by a factor."""
        if self.lines:
            lines = sum(self.line_heights(leading))
            return lines + self.measure("head") + self.measure("foot")
        if len(self.boxes) > 1 and getattr(self.boxes[0], "is_table_wrapper", False):
            return sum(_part(box, again=number > 0) for number, box in enumerate(self.boxes))
        return float(sum(box.border_height() for box in self.boxes))

    def line_heights(self, leading: float = 1.0) -> list[float]:
        """Give the heights of its lines, changed by a factor; pictures in a line keep theirs."""
        free = bool(self.lines) and bool(getattr(self.lines[0].style["line_height"], "value", 1))
        return [float(line.height) * (leading if free else 1.0) for line in self.lines]

    def encloses(self, side: str) -> bool:
        """Tell whether its margin is kept apart from those of its children."""
        return bool(
            self.measure(side) or self.columns or self.boxes[0].establishes_formatting_context()
        )

    @property
    def direction(self) -> str:
        """Tell in which direction its script runs: `ltr` or `rtl`."""
        return str(self.boxes[0].style["direction"]) if self.boxes else "ltr"

    @property
    def shown_whole(self) -> bool:
        """Tell whether it is a picture that its frame shows whole, with room beside it."""
        box = self.boxes[0]
        if str(box.style["object_fit"]) != "contain" or not hasattr(box, "replacement"):
            return False
        ratio = box.replacement.get_intrinsic_size(1, box.style["font_size"])[2]
        return bool(ratio) and float(box.height * ratio) < float(box.width) - 1

    @property
    def may_crop(self) -> bool:
        """Return whether it is a picture whose edges may be cut off."""
        return self.element is not None and "data-crop" in self.element.attrib

    @property
    def columns(self) -> bool:
        """Tell whether it is set in columns."""
        style = self.boxes[0].style
        return bool(style["column_count"] != "auto" or style["column_width"] != "auto")

    @property
    def solid(self) -> bool:
        """Tell whether it is a picture or a table: padding would change its own form."""
        from weasyprint.formatting_structure.boxes import ReplacedBox

        table = getattr(self.boxes[0], "is_table_wrapper", False)
        return bool(table) or isinstance(self.boxes[0], ReplacedBox)

    def avoids(self, name: str) -> bool:
        """Tell whether `break-after`, `-before` or `-inside` is to be avoided."""
        return self.element is not None and str(self.boxes[0].style[name]).startswith("avoid")


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
        return any(turns_page(one.style, "after") for one in ends) or any(
            turns_page(one.style, "before") for one in begins
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


def flow(pages: Iterable[Any], *, tail: bool = False) -> list[Block]:
    """Give the leaves of the element `main` on laid-out pages, in reading order.

    With `tail` they are those of what comes after it, as far as it begins no page of its own.
    """
    root = Block(None)
    known: dict[int, Block] = {}
    for number, page in enumerate(pages, 1):
        for box in _parts(page._page_box, tail=tail):
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
        round(float(one.style["font_size"]), 2)
        for leaf in leaves
        for one, height in zip(leaf.lines, leaf.line_heights(leading), strict=True)
        if abs(height - line) < LEVEL
    )
    return max(sizes, key=lambda size: (sizes[size], size), default=0.0)


def on_grid(leaf: Block, line: float, size: float, *, leading: float = 1.0) -> bool:
    """Tell whether a leaf is text for reading, whose lines belong on the grid."""
    return bool(leaf.lines) and all(
        abs(height - line) < LEVEL and abs(float(one.style["font_size"]) - size) < LEVEL
        for one, height in zip(leaf.lines, leaf.line_heights(leading), strict=True)
    )


def _part(wrapper: Any, *, again: bool) -> float:  # noqa: ANN401 - a box of the layout engine
    """Give the height of a broken table's part, without the space below it and without a head that is set again."""
    heads = [
        group.height
        for child in wrapper.children
        for group in child.children
        if again and getattr(group, "is_header", False)
    ]
    return float(sum(child.margin_height() for child in wrapper.children) - sum(heads))


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


def turns_page(style: Any, side: str) -> bool:  # noqa: ANN401
    """Tell whether a style asks for a new page `before` or `after`."""
    return str(style[f"break_{side}"]) in PAGE


def _parts(box: Any, *, tail: bool) -> Iterator[Any]:  # noqa: ANN401 - a box of the layout engine
    """Find the boxes of `main`, or of its neighbours after it, below a box of a page."""
    if getattr(box, "element_tag", None) == "body":
        yield from _tail(box) if tail else (one for one in box.children if _is_main(one))
        return
    for child in getattr(box, "children", ()):
        yield from _parts(child, tail=tail)


def _is_main(box: Any) -> bool:  # noqa: ANN401
    return getattr(box, "element_tag", None) == "main"


def _tail(body: Any) -> Iterator[Any]:  # noqa: ANN401
    """Give what stands after `main` in the body up to what begins a page of its own."""
    elements = list(body.element)
    mains = [number for number, one in enumerate(elements) if one.tag == "main"]
    after = {id(one) for one in elements[mains[-1] + 1 :]} if mains else set()
    for box in body.children:
        if id(box.element) in after:
            if turns_page(box.style, "before"):
                return
            yield box


def _gather(box: Any, parent: Block, known: dict[int, Block], *, page: int) -> None:  # noqa: ANN401
    """Add a box in the flow, and what it holds, to the block of its element."""
    from weasyprint.formatting_structure import boxes

    if not box.is_in_normal_flow():
        return
    if isinstance(box, boxes.LineBox):
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
    pieces = (boxes.FlexContainerBox, boxes.GridContainerBox, boxes.ReplacedBox)
    if isinstance(box, pieces) or getattr(box, "is_table_wrapper", False):
        return
    for child in getattr(box, "children", ()):
        _gather(getattr(child, "_box", child), block, known, page=page)


def _add_line(line: Any, block: Block, page: int) -> None:  # noqa: ANN401
    """Add a line to its block, or to lines between the block's children."""
    if not block.children:
        block.lines.append(line)
        block.last = page
        return
    if block.children[-1].element is not None:
        block.children.append(Block(None, block, page=page))
    block.children[-1].lines.append(line)
    block.children[-1].last = page
