"""The margins, paddings and heights that are changed, block by block, to align a flow to the grid."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from printissue.layout.flow import LEVEL, Block, Gap

PT = 96 / 72
"""One point in CSS pixels."""


CONTAINED = "object-fit: contain"
CROPPED = "object-fit: cover; object-position: var(--focus, 50% 50%) !important"
"""The declarations of a resized picture: a cropped one keeps its focus in view."""


@dataclass(slots=True)
class Spacing:
    """The changed values by block and CSS property, in px, and the blocks that must not be broken."""

    line: float
    leading: float = 1.0
    values: dict[Block, dict[str, float]] = field(default_factory=dict)
    unbroken: dict[Block, None] = field(default_factory=dict)

    def value(self, block: Block, name: str) -> float:
        """Return a measure of a block (px), with changes."""
        changed = self.values.get(block, {}).get(name)
        return block.measure(name) if changed is None else changed

    def change(self, block: Block, name: str, value: float) -> None:
        """Change a measure of a block (px)."""
        self.values.setdefault(block, {})[name] = value

    def space(self, gap: Gap) -> float:
        """Return the collapsed margins of a gap (px)."""
        return sum(self._collapsed(one) for one in gap.margins())

    def _collapsed(self, members: Sequence[tuple[Block, str]]) -> float:
        values = [self.value(block, name) for block, name in members]
        return max(0.0, *values, 0.0) + min(0.0, *values, 0.0)

    def excess(self, height: float) -> float:
        """Return the excess of a height over a multiple of the line (px)."""
        rest = height % self.line
        return 0.0 if min(rest, self.line - rest) < LEVEL else rest

    def shift(self, gap: Gap, change: float) -> None:
        """Make the margins of a gap larger or smaller by `change` (px)."""
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

    def close(self, gap: Gap, change: float) -> None:
        """Change a gap by `change` (px), and turn its excess over whole lines into padding, which a break keeps.

        Then columns that end here are whole lines high, and the text after them is on the grid. A gap with a forced
        page break is not changed: nothing follows on its page.
        """
        if gap.ends_page:
            return
        space = self.space(gap)
        block = _padding_block(gap)
        if block is None or space + change < 0:
            self.shift(gap, change)
            return
        excess = self.excess(space + change)
        self.shift(gap, change - excess)
        if not excess:
            return
        if block.columns:  # a framed block ends them: the margin below it stays in its column
            inner = gap.ends[gap.ends.index(block) - 1]
            self.change(inner, "margin-bottom", self.value(inner, "margin-bottom") + excess)
            return
        kept = self.space(gap)
        for inner in gap.ends[: gap.ends.index(block)]:
            if self.value(inner, "margin-bottom"):  # the padding would keep it apart
                self.change(inner, "margin-bottom", 0.0)
        self.shift(gap, kept - self.space(gap))
        self.change(block, "padding-bottom", block.boxes[-1].padding_bottom + excess)

    def css(self, block: Block) -> str:
        """Return the declarations for a block; a resized picture keeps its proportions."""
        values = self.values.get(block, {})
        declarations = [f"{name}: {value / PT:.4f}pt" for name, value in values.items()]
        declarations += (
            [CROPPED if block.may_crop and not block.shown_whole else CONTAINED]
            if "height" in values
            else []
        )
        declarations += ["break-inside: avoid"] if block in self.unbroken else []
        return "; ".join(declarations)

    def most_reduction(self, gap: Gap) -> float:
        """Return by how much (px) a gap may shrink: up to a quarter of a line if it is wide, at least a tenth."""
        widest = max(self._collapsed(one) for one in gap.margins())
        return max(min(widest / 2, self.line / 4), self.line / 10)


def _outermost(gap: Gap) -> tuple[Block, str]:
    """Return the margin that widens a gap: that of the outermost block that ends."""
    for block in reversed(gap.ends):
        if block.element is not None:
            return block, "margin-bottom"
    return gap.begins[0], "margin-top"


def _padding_block(gap: Gap) -> Block | None:
    """Return the innermost block that ends here and can have padding: in its column, outside frames."""
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
