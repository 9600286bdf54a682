"""The matter: what a layout has set, as units that can be paged anew, in its order or another.

Heights and spaces are those of the next layout: with the corrections that bring its lines to the grid.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from printissue.layout.engine import Page
from printissue.layout.fit.flow import Block, Gap, ancestry, gaps
from printissue.layout.fit.grid import Settled
from printissue.layout.fit.paging import Unit


@dataclass(frozen=True, slots=True)
class Matter:
    """A settled flow with the height of a page, and what of the first one is taken already (px).

    `plates` are the leaves that stand on pages without margins; `others` counts the pages before and after the flow.
    """

    settled: Settled
    room: float
    start: float
    plates: frozenset[int]
    others: int
    _known: dict[tuple[int | None, ...], list[Unit]] = field(init=False, default_factory=dict)
    _columns: dict[int, int] = field(init=False, default_factory=dict)

    def units(self, order: Sequence[int], moved: frozenset[int] = frozenset()) -> tuple[Unit, ...]:
        """Give leaves, by their numbers, as units in an order; some may be `moved` into another block."""
        found: list[Unit] = []
        for here in zip([None, *order], order, [*order[1:], None], strict=False):
            if not moved.isdisjoint(here):
                found += self._of(*here)
                continue
            if here not in self._known:
                self._known[here] = self._of(*here)
            found += self._known[here]
        return tuple(found)

    def _of(self, before: int | None, number: int, after: int | None) -> list[Unit]:
        """Give the units of a leaf between two others."""
        leaves = self.settled.leaves
        around = columned(leaves[number])
        columns = self._columns
        kind = Unit(
            0.0,
            0.0,
            number,
            columns=columns.setdefault(id(around), len(columns) + 1) if around else 0,
            across=around.boxes[0].column_count if around else 1,
            plate=number in self.plates,
        )
        here = [leaves[one] for one in (before, number, after) if one is not None]
        between = gaps(here)
        above = None if before is None else between[0]
        return self._units(kind, above, between[0 if above is None else 1])

    def _units(self, kind: Unit, before: Gap | None, after: Gap) -> list[Unit]:
        """Give the units of a leaf, with what begins above and ends below it."""
        leaf = self.settled.leaves[kind.leaf]
        heights = self.settled.heights(leaf)
        may = self._breaks(leaf, len(heights))
        found = [
            replace(kind, height=height, breaks=breaks)
            for height, breaks in zip(heights, may, strict=True)
        ]
        if before:
            head = sum(self.settled.edge(one, "head") for one in before.begins[:-1])
            found[0] = replace(
                found[0],
                height=found[0].height + head,
                space=self.settled.space(before) - self._kept(before),
                breaks=not before.avoided,
                forced=before.ends_page,
            )
        else:
            head = sum(self.settled.edge(one, "head") for one in ancestry(leaf)[:-1])
            found[0] = replace(found[0], height=found[0].height + head)
        below = sum(self.settled.edge(one, "foot") for one in after.ends[1:])
        own = self.settled.edge(leaf, "foot") if leaf.lines else 0.0
        kept = self._kept(after)
        found[-1] = replace(
            found[-1],
            height=found[-1].height + below + kept,
            foot=below + own + kept,
            below=max(0.0, self.settled.below(after.ends) - kept),
        )
        return found

    def _kept(self, gap: Gap) -> float:
        """Give the margins that stay in a column where columns end."""
        for place, block in enumerate(gap.ends):
            if block.element is not None and block.columns:
                return self.settled.space(Gap(gap.ends[:place], (), None)) if place else 0.0
        return 0.0

    def _breaks(self, leaf: Block, lines: int) -> list[bool]:
        """Tell before which of a leaf's lines a break may fall."""
        block: Block | None = leaf
        while block is not None and block.element is not None:
            if self.settled.is_whole(block):
                return [False] * lines
            block = block.parent
        if not leaf.lines:
            return [False] * lines
        orphans, widows = leaf.lines[0].number("orphans"), leaf.lines[0].number("widows")
        return [number >= orphans and lines - number >= widows for number in range(lines)]


def matter(pages: Sequence[Page], settled: Settled) -> Matter:
    """Take what a layout has set."""
    room = _room(pages, settled.leaves)
    plates = frozenset(
        number
        for number, leaf in enumerate(settled.leaves)
        if not pages[leaf.page - 1].box.margin_top
    )
    held = [number for leaf in settled.leaves for number in (leaf.page, leaf.last)]
    others = len(pages) - (max(held) - min(held) + 1 if held else 0)
    return Matter(settled, room, room - _left(pages, settled.leaves), plates, others)


def columned(leaf: Block) -> Block | None:
    """Give the block that sets a leaf in columns."""
    block = leaf.parent
    while block is not None and block.element is not None:
        if block.boxes[0].column_count > 1:
            return block
        block = block.parent
    return None


def _room(pages: Sequence[Page], leaves: Sequence[Block]) -> float:
    """Give the height that most pages have for the flow."""
    heights = Counter(round(pages[leaf.page - 1].box.height, 3) for leaf in leaves)
    return heights.most_common(1)[0][0] if heights else 0.0


def _left(pages: Sequence[Page], leaves: Sequence[Block]) -> float:
    """Give what the page on which the flow begins has left for it, padding and borders at its head included."""
    if not leaves:
        return 0.0
    first = leaves[0]
    page = pages[first.page - 1].box
    top = (first.lines or first.boxes)[0].y
    opened = ancestry(first) if first.lines else ancestry(first)[:-1]
    head = sum(one.measure("head") for one in opened)
    return page.content_y + page.height - top + head
