"""Spacing: margins, paddings and heights as they are changed, block by block, on the way to the grid."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from printissue.layout.fit.flow import LEVEL, Block, Gap

PT = 96 / 72
"""One point in CSS pixels."""


CONTAINED = "object-fit: contain"
CROPPED = "object-fit: cover; object-position: var(--focus, 50% 50%) !important"
"""How a picture of another height is shown: what its focus names stays in sight where it is cropped."""


@dataclass(slots=True)
class Spacing:
    """The corrections as they come about: CSS values in px by block and property."""

    line: float
    leading: float = 1.0
    values: dict[Block, dict[str, float]] = field(default_factory=dict)
    whole: dict[Block, None] = field(default_factory=dict)

    def value(self, block: Block, name: str) -> float:
        """Give a measure of a block as it is now."""
        changed = self.values.get(block, {}).get(name)
        return block.measure(name) if changed is None else changed

    def change(self, block: Block, name: str, value: float) -> None:
        """Give a block another measure."""
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

        So columns that end here are whole lines high, and what follows them is on the grid. Where a page ends in any
        case, nothing follows.
        """
        if gap.ends_page:
            return
        space = self.space(gap)
        block = _plain(gap)
        if block is None or space + change < 0:
            self.shift(gap, change)
            return
        over = self.over(space + change)
        self.shift(gap, change - over)
        if not over:
            return
        if block.columns:  # a framed block ends them: the margin below it stays in its column
            inner = gap.ends[gap.ends.index(block) - 1]
            self.change(inner, "margin-bottom", self.value(inner, "margin-bottom") + over)
            return
        kept = self.space(gap)
        for inner in gap.ends[: gap.ends.index(block)]:
            if self.value(inner, "margin-bottom"):  # the padding would keep it apart
                self.change(inner, "margin-bottom", 0.0)
        self.shift(gap, kept - self.space(gap))
        self.change(block, "padding-bottom", block.boxes[-1].padding_bottom + over)

    def css(self, block: Block) -> str:
        """Write the declarations for a block; a picture that is trimmed keeps its proportions."""
        values = self.values.get(block, {})
        said = [f"{name}: {value / PT:.4f}pt" for name, value in values.items()]
        said += (
            [CROPPED if block.may_crop and not block.shown_whole else CONTAINED]
            if "height" in values
            else []
        )
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
        if block.boxes[-1].is_framed or block.solid:
            found = None
        elif found is None:
            found = block
        if block.columns:
            break
    return found
