"""Align the lines of neighbouring columns to a grid.

The layout engine has no baseline grid. But if every stretch between two lines of body text is a multiple of the
line, each of these lines is on the grid, wherever a later layout breaks the columns. First, spaces change by a little.
Else a picture is trimmed by up to half a line. Else space is added after the block, where a break drops it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from printissue.layout.engine import Page
from printissue.layout.flow import (
    LEVEL,
    Block,
    Gap,
    ancestry,
    body_size,
    flow_items,
    gaps_between,
    on_grid,
)
from printissue.layout.spacing import PT, Spacing

UNBROKEN_LINES = 8
"""Items that are not body text and lower than this many lines are not broken: their parts would not be whole lines."""

UNBROKEN_TABLE_LINES = 16
"""The same for tables."""


@dataclass(frozen=True, slots=True)
class FitLimits:
    """The changes that a theme allows in order to fill a page.

    `line` is the line of the grid in pt. `picture`, `drawing` and `leading` are the least and greatest factors of the
    height of photographs and drawings, and of the lines. With `pull_quotes`, these may be omitted; with `lower`,
    pictures may move in their story; with `spaces`, those between stories may change by whole lines.
    """

    line: float
    picture: tuple[float, ...] = (0.85, 1.15)
    drawing: tuple[float, ...] = (1.0, 1.0)
    pull_quotes: bool = False
    lower: bool = False
    leading: tuple[float, ...] = (1.0, 1.0)
    spaces: bool = False


@dataclass(frozen=True, slots=True)
class AlignedFlow:
    """The items of a flow and the gaps between them, with the corrections that align it to the grid.

    The first `stories` items belong to stories; those after them are not changed.
    """

    items: list[Block]
    between: list[Gap]
    stories: int
    _spacing: Spacing

    def css(self) -> dict[int, str]:
        """Return the declarations that align the flow to the grid, by the `id()` of each element."""
        changed = dict.fromkeys([*self._spacing.values, *self._spacing.unbroken])
        return {id(block.element): self._spacing.css(block) for block in changed}

    def space(self, gap: Gap) -> float:
        """Return the collapsed margins of a gap (px)."""
        return self._spacing.space(gap)

    def edge(self, block: Block, side: str) -> float:
        """Return padding and border (px) at the `head` or `foot` of a block."""
        name = "padding-top" if side == "head" else "padding-bottom"
        changed = self._spacing.values.get(block, {}).get(name)
        if changed is None:
            return block.measure(side)
        box = block.boxes[0] if side == "head" else block.boxes[-1]
        return (
            block.measure(side)
            + changed
            - (box.padding_top if side == "head" else box.padding_bottom)
        )

    def heights(self, item: Block) -> list[float]:
        """Return the heights (px) of an item's lines, with padding and border, or of an item without lines."""
        if not item.lines:
            changed = self._spacing.values.get(item, {}).get("height")
            trimmed = changed - item.boxes[0].height if changed is not None else 0.0
            return [item.height() + trimmed]
        heights = item.line_heights(self._spacing.leading)
        heights[0] += self.edge(item, "head")
        heights[-1] += self.edge(item, "foot")
        return heights

    def below(self, ends: Sequence[Block]) -> float:
        """Return the height (px) that the layout engine requires below blocks that end (inner first).

        It counts the padding below lines twice, and a margin that does not collapse with that of the block around it.
        """
        lines = self.edge(ends[0], "foot") if ends[0].lines and ends[0].element is not None else 0.0
        wanted = end = 0.0
        for block in ends:
            if block.element is None:
                continue
            foot = self.edge(block, "foot")
            end += foot
            around = block.parent
            kept = around is not None and around.element is not None and around.encloses("foot")
            margin = self._spacing.value(block, "margin-bottom") if kept else 0.0
            wanted = max(wanted, end + max(0.0, margin) + min(foot, lines))
        return max(0.0, wanted - end)

    def is_unbroken(self, block: Block) -> bool:
        """Return whether a block must not be broken."""
        return block in self._spacing.unbroken or block.avoids("break_inside")


def align(pages: Sequence[Page], limits: FitLimits) -> AlignedFlow:
    """Calculate the corrections that align the stories of a layout to the grid."""
    stories = flow_items(pages)
    items = [*stories, *flow_items(pages, tail=True)]
    return AlignedFlow(items, gaps_between(items), len(stories), _space_to_grid(stories, limits))


def with_leading(given: AlignedFlow, limits: FitLimits, leading: float) -> AlignedFlow:
    """Calculate the corrections for another leading."""
    stories = given.items[: given.stories]
    return replace(given, _spacing=_space_to_grid(stories, limits, leading))


def _space_to_grid(items: list[Block], limits: FitLimits, leading: float = 1.0) -> Spacing:
    """Return the spaces and heights that align the lines of a flow to the grid."""
    line = limits.line * leading * PT
    between = gaps_between(items)
    spacing = Spacing(line, leading)
    # Arabic letters are small on their bodies: what they are read in has a size of its own
    sizes = {
        way: body_size([item for item in items if item.direction == way], line, leading)
        for way in ("ltr", "rtl")
    }
    text = [on_grid(item, line, sizes[item.direction], leading=leading) for item in items]
    _level_heads(spacing, between, text)
    for first, last in _stretches(between, text):
        if text[first]:
            _close_text(spacing, between[last], to_text=[*text, True][last + 1])
        else:
            _close_piece(spacing, items, between, first=first, last=last, limits=limits)
    return spacing


def _stretches(between: Sequence[Gap], text: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """Yield the first and last item of each stretch: one item of body text, or others that no break may divide."""
    first = 0
    for number, gap in enumerate(between):
        pieces = number + 1 < len(text) and not text[number] and not text[number + 1]
        if not (pieces and gap.avoided and not gap.is_column_edge):
            yield first, number
            first = number + 1


def _level_heads(spacing: Spacing, between: Sequence[Gap], text: Sequence[bool]) -> None:
    """Make padding above body text, and the margins that begin in gaps, multiples of the line."""
    for number, gap in enumerate(between[:-1], 1):
        for block in gap.begins:
            margin = spacing.value(block, "margin-top")
            rest = spacing.excess(margin)
            down = rest < spacing.line / 2 + (LEVEL if text[number] else -LEVEL)
            if rest:
                goal = margin - rest if down else margin - rest + spacing.line
                spacing.change(block, "margin-top", goal)
        rest = spacing.excess(sum(block.measure("head") for block in gap.begins))
        if text[number] and rest:
            _pad(spacing, max(gap.begins, key=lambda one: one.measure("head")), "top", rest=rest)


def _pad(spacing: Spacing, block: Block, side: str, *, rest: float) -> None:
    """Remove `rest` from a padding, or complete it to a whole line."""
    box = block.boxes[0]
    padding = box.padding_top if side == "top" else box.padding_bottom
    less = rest <= min(padding / 2, spacing.line / 4)
    spacing.change(
        block, f"padding-{side}", padding - rest if less else padding + spacing.line - rest
    )


def _close_text(spacing: Spacing, gap: Gap, *, to_text: bool) -> None:
    """Make the space after body text a multiple of the line."""
    rest = spacing.excess(sum(block.measure("foot") for block in gap.ends) + spacing.space(gap))
    if not rest:
        spacing.close(gap, 0.0)
        return
    half = spacing.line / 2 + (LEVEL if to_text else -LEVEL)
    fewer = rest < half and spacing.space(gap) >= rest - LEVEL
    spacing.close(gap, -rest if fewer else spacing.line - rest)


def _close_piece(
    spacing: Spacing,
    items: Sequence[Block],
    between: Sequence[Gap],
    *,
    first: int,
    last: int,
    limits: FitLimits,
) -> None:
    """Make the height of other items, with the space after them, a multiple of the line."""
    for item in items[first : last + 1]:
        most = (UNBROKEN_LINES if item.lines else UNBROKEN_TABLE_LINES) * spacing.line
        if item.element is not None and LEVEL < item.height(spacing.leading) < most:
            spacing.unbroken[item] = None
    height = sum(item.height(spacing.leading) for item in items[first : last + 1])
    for gap in between[first : last + 1]:
        height += sum(one.measure("foot") for one in gap.ends[1:]) + spacing.space(gap)
    for gap in between[max(0, first - 1) : last] if first else between[first:last]:
        height += sum(one.measure("head") for one in gap.begins[:-1])
    rest = spacing.excess(height)
    gap = between[last]
    if not rest or gap.ends_page or _trim(spacing, items[first : last + 1], rest, limits=limits):
        spacing.close(gap, 0.0)
        return
    if len(items) > last + 1 and (head := _head(items[first : last + 1])) is not None:
        spacing.close(gap, 0.0)
        _pad(spacing, head, "top", rest=rest)
        return
    spacing.close(gap, -rest if rest <= spacing.most_reduction(gap) else spacing.line - rest)


def _head(items: Sequence[Block]) -> Block | None:
    """Return the head of a story in a stretch: the space that puts its text on the grid is above it, not below."""
    heads = [block for item in items for block in ancestry(item)[:-1] if _is_head(block)]
    return heads[-1] if heads else None


def _is_head(block: Block) -> bool:
    above = block.parent
    in_story = above is not None and above.element is not None and above.element.tag == "article"
    return in_story and block.element is not None and block.element.tag == "header"


def _trim(spacing: Spacing, items: Sequence[Block], rest: float, *, limits: FitLimits) -> bool:
    """Resize a picture that may be cropped by up to half a line; return whether there is one."""
    change = -rest if rest <= spacing.line / 2 else spacing.line - rest
    for item in items:
        if item.boxes and item.may_crop and not item.shown_whole:
            height = item.boxes[0].height
            least, most = limits.picture
            if least <= (height + change) / height <= most:
                spacing.change(item, "height", height + change)
                return True
    return False
