"""The grid: what brings the lines of neighbouring columns level.

The layout engine knows no baseline grid. But if every stretch between lines of text for reading is a multiple of the
line, each of these lines is on the grid wherever a later layout breaks the columns. Spaces give way first by a little,
pictures are trimmed by half a line at most, and else space is added after the block, where a break drops it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from printissue.layout.engine import Page
from printissue.layout.fit.flow import (
    LEVEL,
    Block,
    Gap,
    body_size,
    flow,
    gaps,
    on_grid,
)
from printissue.layout.fit.spacing import PT, Spacing

WHOLE = 8
"""What is no text for reading and lower than so many lines is not broken: its parts would not be whole lines."""

WHOLE_TABLE = 16
"""The same for tables."""


@dataclass(frozen=True, slots=True)
class Fit:
    """What a theme allows for the sake of the page.

    The line in pt; how far the height of a photograph and of a drawing may go, and the leading, as factors; whether
    pull quotes may be left out, and pictures may stand lower in their story.
    """

    line: float
    picture: tuple[float, ...] = (0.85, 1.15)
    drawing: tuple[float, ...] = (1.0, 1.0)
    pull_quotes: bool = False
    lower: bool = False
    leading: tuple[float, ...] = (1.0, 1.0)


@dataclass(frozen=True, slots=True)
class Settled:
    """The leaves of a flow and what lies between them, as they will be once all is on the grid.

    So many of the leaves are of the stories; what follows them is as it was.
    """

    leaves: list[Block]
    between: list[Gap]
    stories: int
    _sheet: Spacing

    def css(self) -> dict[int, str]:
        """Give the declarations that bring the flow to the grid, by the `id()` of each element."""
        changed = dict.fromkeys([*self._sheet.values, *self._sheet.whole])
        return {id(block.element): self._sheet.css(block) for block in changed}

    def space(self, gap: Gap) -> float:
        """Give the margins of a gap as they collapse."""
        return self._sheet.space(gap)

    def edge(self, block: Block, side: str) -> float:
        """Give padding and border at the `head` or `foot` of a block."""
        name = "padding-top" if side == "head" else "padding-bottom"
        changed = self._sheet.values.get(block, {}).get(name)
        if changed is None:
            return block.measure(side)
        box = block.boxes[0] if side == "head" else block.boxes[-1]
        return (
            block.measure(side)
            + changed
            - (box.padding_top if side == "head" else box.padding_bottom)
        )

    def heights(self, leaf: Block) -> list[float]:
        """Give the heights of a leaf's lines with what is above and below them, or of the leaf in one piece."""
        if not leaf.lines:
            changed = self._sheet.values.get(leaf, {}).get("height")
            trimmed = changed - leaf.boxes[0].height if changed is not None else 0.0
            return [leaf.height() + trimmed]
        heights = leaf.line_heights(self._sheet.leading)
        heights[0] += self.edge(leaf, "head")
        heights[-1] += self.edge(leaf, "foot")
        return heights

    def below(self, ends: Sequence[Block]) -> float:
        """Tell how much more than its height the layout engine wants where blocks end (inner first).

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
            margin = self._sheet.value(block, "margin-bottom") if kept else 0.0
            wanted = max(wanted, end + max(0.0, margin) + min(foot, lines))
        return max(0.0, wanted - end)

    def is_whole(self, block: Block) -> bool:
        """Tell whether it must not be broken."""
        return block in self._sheet.whole or block.avoids("break_inside")


def settled(pages: Sequence[Page], fit: Fit) -> Settled:
    """Reckon how the flow of a layout comes to the grid; what follows the stories stays as it is."""
    stories = flow(pages)
    leaves = [*stories, *flow(pages, tail=True)]
    return Settled(leaves, gaps(leaves), len(stories), _settle(stories, fit))


def led(given: Settled, fit: Fit, leading: float) -> Settled:
    """Reckon the same where all lines are changed by a factor."""
    stories = given.leaves[: given.stories]
    return replace(given, _sheet=_settle(stories, fit, leading))


def _settle(leaves: list[Block], fit: Fit, leading: float = 1.0) -> Spacing:
    """Give the spaces and heights that bring the lines of a flow to the grid."""
    line = fit.line * leading * PT
    between = gaps(leaves)
    sheet = Spacing(line, leading)
    # Arabic letters are small on their bodies: what they are read in has a size of its own
    sizes = {
        way: body_size([leaf for leaf in leaves if leaf.direction == way], line, leading)
        for way in ("ltr", "rtl")
    }
    text = [on_grid(leaf, line, sizes[leaf.direction], leading=leading) for leaf in leaves]
    _level_heads(sheet, between, text)
    for first, last in _stretches(between, text):
        if text[first]:
            _close_text(sheet, between[last], to_text=[*text, True][last + 1])
        else:
            _close_piece(sheet, leaves, between, first=first, last=last, fit=fit)
    return sheet


def _stretches(between: Sequence[Gap], text: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """Give the first and last leaf of each stretch: of text one leaf, else all of a column that no break may part."""
    first = 0
    for number, gap in enumerate(between):
        pieces = number + 1 < len(text) and not text[number] and not text[number + 1]
        if not (pieces and gap.avoided and not gap.turns):
            yield first, number
            first = number + 1


def _level_heads(sheet: Spacing, between: Sequence[Gap], text: Sequence[bool]) -> None:
    """Have what begins with a text start a multiple of the line above it, and margins before a break count in lines."""
    for number, gap in enumerate(between[:-1], 1):
        for block in gap.begins:
            margin = sheet.value(block, "margin-top")
            rest = sheet.over(margin)
            down = rest < sheet.line / 2 + (LEVEL if text[number] else -LEVEL)
            if rest:
                goal = margin - rest if down else margin - rest + sheet.line
                sheet.change(block, "margin-top", goal)
        rest = sheet.over(sum(block.measure("head") for block in gap.begins))
        if text[number] and rest:
            _pad(sheet, max(gap.begins, key=lambda one: one.measure("head")), "top", rest=rest)


def _pad(sheet: Spacing, block: Block, side: str, *, rest: float) -> None:
    """Change a padding so that `rest` is none or a whole line."""
    box = block.boxes[0]
    padding = box.padding_top if side == "top" else box.padding_bottom
    less = rest <= min(padding / 2, sheet.line / 4)
    sheet.change(block, f"padding-{side}", padding - rest if less else padding + sheet.line - rest)


def _close_text(sheet: Spacing, gap: Gap, *, to_text: bool) -> None:
    """Have a text followed by a multiple of the line."""
    rest = sheet.over(sum(block.measure("foot") for block in gap.ends) + sheet.space(gap))
    if not rest:
        sheet.settle(gap, 0.0)
        return
    half = sheet.line / 2 + (LEVEL if to_text else -LEVEL)
    fewer = rest < half and sheet.space(gap) >= rest - LEVEL
    sheet.settle(gap, -rest if fewer else sheet.line - rest)


def _close_piece(
    sheet: Spacing,
    leaves: Sequence[Block],
    between: Sequence[Gap],
    *,
    first: int,
    last: int,
    fit: Fit,
) -> None:
    """Have a stretch of other things, with the space after it, come to a multiple of the line."""
    for leaf in leaves[first : last + 1]:
        most = (WHOLE if leaf.lines else WHOLE_TABLE) * sheet.line
        if leaf.element is not None and LEVEL < leaf.height(sheet.leading) < most:
            sheet.whole[leaf] = None
    height = sum(leaf.height(sheet.leading) for leaf in leaves[first : last + 1])
    for gap in between[first : last + 1]:
        height += sum(one.measure("foot") for one in gap.ends[1:]) + sheet.space(gap)
    for gap in between[max(0, first - 1) : last] if first else between[first:last]:
        height += sum(one.measure("head") for one in gap.begins[:-1])
    rest = sheet.over(height)
    gap = between[last]
    if not rest or gap.ends_page or _trim(sheet, leaves[first : last + 1], rest, fit=fit):
        sheet.settle(gap, 0.0)
        return
    sheet.settle(gap, -rest if rest <= sheet.narrowest(gap) else sheet.line - rest)


def _trim(sheet: Spacing, leaves: Sequence[Block], rest: float, *, fit: Fit) -> bool:
    """Take a stretch's odd height from a picture that may be cropped, by half a line; return whether there is one."""
    change = -rest if rest <= sheet.line / 2 else sheet.line - rest
    for leaf in leaves:
        if leaf.boxes and leaf.may_crop and not leaf.shown_whole:
            height = leaf.boxes[0].height
            least, most = fit.picture
            if least <= (height + change) / height <= most:
                sheet.change(leaf, "height", height + change)
                return True
    return False
