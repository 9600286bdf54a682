"""The grid: what brings the lines of neighbouring columns level.

The layout engine knows no baseline grid. But if every stretch between lines of text for reading is a multiple of the
line, each of these lines is on the grid wherever a later layout breaks the columns. Spaces give way first by a little,
pictures are trimmed by half a line at most, and else space is added after the block, where a break drops it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from printissue.press.flow import LEVEL, Block, Gap, body_size, flow, gaps, on_grid

WHOLE = 8
"""What is no text for reading and lower than so many lines is not broken: its parts would not be whole lines."""

WHOLE_TABLE = 16
"""The same for tables."""

PT = 96 / 72
"""One point in CSS pixels."""


@dataclass(frozen=True, slots=True)
class Fit:
    """What a theme allows for the sake of the page: the line in pt, and how far a picture's height may go."""

    line: float
    picture: tuple[float, ...] = (0.85, 1.15)


@dataclass(slots=True)
class _Sheet:
    """The corrections as they come about: CSS values in px by block and property."""

    line: float
    values: dict[Block, dict[str, float]] = field(default_factory=dict)
    whole: dict[Block, None] = field(default_factory=dict)

    def value(self, block: Block, name: str) -> float:
        changed = self.values.get(block, {}).get(name)
        return block.measure(name) if changed is None else changed

    def change(self, block: Block, name: str, value: float) -> None:
        self.values.setdefault(block, {})[name] = value

    def space(self, gap: Gap) -> float:
        """Give the margins of a gap as they collapse."""
        return sum(self._collapsed(one) for one in gap.margins())

    def _collapsed(self, members: Sequence[tuple[Block, str]]) -> float:
        values = [self.value(block, name) for block, name in members]
        return max(0.0, *values, 0.0) + min(0.0, *values, 0.0)

    def over(self, height: float) -> float:
        """Give what a height has over a multiple of the line."""
        rest = height % self.line
        return 0.0 if min(rest, self.line - rest) < LEVEL else rest

    def shift(self, gap: Gap, change: float) -> None:
        """Make the margins of a gap larger or smaller by `change`."""
        if abs(change) < LEVEL:
            return
        if change > 0:
            self._widen(gap, change)
            return
        for members in gap.margins():
            goal = self._collapsed(members) + change
            if goal >= -LEVEL:
                for block, name in members:
                    if self.value(block, name) > goal:
                        self.change(block, name, max(0.0, goal))
                return
        block, name = _outermost(gap)
        self.change(block, name, self.value(block, name) + change)

    def _widen(self, gap: Gap, change: float) -> None:
        block, name = _outermost(gap)
        members = next(one for one in gap.margins() if (block, name) in one)
        self.change(block, name, self._collapsed(members) + change)

    def settle(self, gap: Gap, change: float) -> None:
        """Change a gap, and turn what is over whole lines of it into padding, which a break does not drop.

        So columns that end here are whole lines high, and what follows them is on the grid.
        """
        space = self.space(gap)
        block = _plain(gap)
        if block is None or space + change < 0:
            self.shift(gap, change)
            return
        over = self.over(space + change)
        self.shift(gap, change - over)
        if over:
            kept = self.space(gap)
            for inner in gap.ends[: gap.ends.index(block)]:
                if self.value(inner, "margin-bottom"):  # the padding would keep it apart
                    self.change(inner, "margin-bottom", 0.0)
            self.shift(gap, kept - self.space(gap))
            self.change(block, "padding-bottom", float(block.boxes[-1].padding_bottom) + over)

    def css(self, block: Block) -> str:
        """Write the declarations for a block; a picture that is trimmed keeps its proportions."""
        values = self.values.get(block, {})
        said = [f"{name}: {value / PT:.4f}pt" for name, value in values.items()]
        said += ["object-fit: cover"] if "height" in values else []
        said += ["break-inside: avoid"] if block in self.whole else []
        return "; ".join(said)

    def narrowest(self, gap: Gap) -> float:
        """Tell by how much a gap may lose: a quarter of a line of a wide one, a tenth of none."""
        widest = max(self._collapsed(one) for one in gap.margins())
        return max(min(widest / 2, self.line / 4), self.line / 10)


def _outermost(gap: Gap) -> tuple[Block, str]:
    """Name the margin that a gap is widened by: that of the largest block that ends."""
    for block in reversed(gap.ends):
        if block.element is not None:
            return block, "margin-bottom"
    return gap.begins[0], "margin-top"


def _plain(gap: Gap) -> Block | None:
    """Find the innermost block ending here to which padding only adds space: in its column, outside of frames."""
    found = None
    for block in gap.ends:
        if block.element is None:
            continue
        box = block.boxes[-1]
        framed = box.border_bottom_width or box.style["background_color"].alpha
        if framed or block.solid:
            found = None
        elif found is None:
            found = block
        if block.columns:
            break
    return found


def corrections(pages: Sequence[Any], fit: Fit) -> dict[int, str]:
    """Give the declarations that bring a layout's lines to the grid, by the `id()` of each element."""
    line = fit.line * PT
    leaves = flow(pages)
    between = gaps(leaves)
    size = body_size(leaves, line)
    sheet = _Sheet(line)
    text = [on_grid(leaf, line, size) for leaf in leaves]
    _level_heads(sheet, between, text)
    for first, last in _stretches(between, text):
        if text[first]:
            _close_text(sheet, between[last], to_text=[*text, True][last + 1])
        else:
            _close_piece(sheet, leaves, between, first=first, last=last, fit=fit)
    changed = dict.fromkeys([*sheet.values, *sheet.whole])
    return {id(block.element): sheet.css(block) for block in changed}


def _stretches(between: Sequence[Gap], text: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """Give the first and last leaf of each stretch: of text one leaf, else all of a column that no break may part."""
    first = 0
    for number, gap in enumerate(between):
        pieces = number + 1 < len(text) and not text[number] and not text[number + 1]
        if not (pieces and gap.avoided and not gap.turns):
            yield first, number
            first = number + 1


def _level_heads(sheet: _Sheet, between: Sequence[Gap], text: Sequence[bool]) -> None:
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


def _pad(sheet: _Sheet, block: Block, side: str, *, rest: float) -> None:
    """Change a padding so that `rest` is none or a whole line."""
    padding = float(getattr(block.boxes[0], f"padding_{side}"))
    less = rest <= min(padding / 2, sheet.line / 4)
    sheet.change(block, f"padding-{side}", padding - rest if less else padding + sheet.line - rest)


def _close_text(sheet: _Sheet, gap: Gap, *, to_text: bool) -> None:
    """Have a text followed by a multiple of the line."""
    rest = sheet.over(sum(block.measure("foot") for block in gap.ends) + sheet.space(gap))
    if not rest:
        sheet.settle(gap, 0.0)
        return
    half = sheet.line / 2 + (LEVEL if to_text else -LEVEL)
    fewer = rest < half and sheet.space(gap) >= rest - LEVEL
    sheet.settle(gap, -rest if fewer else sheet.line - rest)


def _close_piece(
    sheet: _Sheet,
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
        if leaf.element is not None and LEVEL < leaf.height < most:
            sheet.whole[leaf] = None
    height = sum(leaf.height for leaf in leaves[first : last + 1])
    for gap in between[first : last + 1]:
        height += sum(one.measure("foot") for one in gap.ends[1:]) + sheet.space(gap)
    for gap in between[max(0, first - 1) : last] if first else between[first:last]:
        height += sum(one.measure("head") for one in gap.begins[:-1])
    rest = sheet.over(height)
    gap = between[last]
    if not rest or _trim(sheet, leaves[first : last + 1], rest, fit=fit):
        sheet.settle(gap, 0.0)
        return
    sheet.settle(gap, -rest if rest <= sheet.narrowest(gap) else sheet.line - rest)


def _trim(sheet: _Sheet, leaves: Sequence[Block], rest: float, *, fit: Fit) -> bool:
    """Take a stretch's odd height from a photograph, by half a line at most; tell whether there was one."""
    from weasyprint.images import RasterImage

    change = -rest if rest <= sheet.line / 2 else sheet.line - rest
    for leaf in leaves:
        image = getattr(leaf.boxes[0], "replacement", None) if leaf.boxes else None
        if isinstance(image, RasterImage):
            height = float(leaf.boxes[0].height)
            least, most = fit.picture
            if least <= (height + change) / height <= most:
                sheet.change(leaf, "height", height + change)
                return True
    return False
