"""The measured flow of a layout, as units that can be divided into pages again, in the same order or another.

Heights and spaces are those of the next layout, with the corrections that align its lines to the grid.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from printissue.layout.engine import Page
from printissue.layout.fit.paging import Unit
from printissue.layout.flow import Block, Gap, ancestry, gaps_between
from printissue.layout.grid import AlignedFlow


@dataclass(frozen=True, slots=True)
class MeasuredFlow:
    """An aligned flow with the height of a page, and the height already used on its first page (px).

    `plates` are the items on pages without margins. `other_pages` is the number of pages before and after the flow.
    """

    aligned: AlignedFlow
    page_height: float
    first_used: float
    plates: frozenset[int]
    other_pages: int
    _cache: dict[tuple[int | None, ...], list[Unit]] = field(init=False, default_factory=dict)
    _columns: dict[int, int] = field(init=False, default_factory=dict)

    def units(self, order: Sequence[int], moved: frozenset[int] = frozenset()) -> tuple[Unit, ...]:
        """Return the units of items, given by index, in an order; some may be `moved` into another block."""
        found: list[Unit] = []
        for here in zip([None, *order], order, [*order[1:], None], strict=False):
            key = here if moved.isdisjoint(here) else (*here, *moved.intersection(here))
            if key not in self._cache:
                self._cache[key] = self._units_of(*here)
            found += self._cache[key]
        return tuple(found)

    def _units_of(self, before: int | None, number: int, after: int | None) -> list[Unit]:
        """Return the units of an item between two others."""
        items = self.aligned.items
        around = column_container(items[number])
        columns = self._columns
        kind = Unit(
            0.0,
            0.0,
            number,
            columns=columns.setdefault(id(around), len(columns) + 1) if around else 0,
            across=around.boxes[0].column_count if around else 1,
            plate=number in self.plates,
        )
        here = [items[one] for one in (before, number, after) if one is not None]
        between = gaps_between(here)
        above = None if before is None else between[0]
        return self._units(kind, above, between[0 if above is None else 1])

    def _units(self, kind: Unit, before: Gap | None, after: Gap) -> list[Unit]:
        """Return the units of an item, with the blocks that begin above and end below it."""
        item = self.aligned.items[kind.item]
        heights = self.aligned.heights(item)
        may = self._breaks(item, len(heights))
        found = [
            kind._replace(height=height, breaks=breaks)
            for height, breaks in zip(heights, may, strict=True)
        ]
        if before:
            head = sum(self.aligned.edge(one, "head") for one in before.begins[:-1])
            found[0] = found[0]._replace(
                height=found[0].height + head,
                space=self.aligned.space(before) - self._kept_margin(before),
                breaks=not before.avoided,
                forced=before.ends_page,
            )
        else:
            head = sum(self.aligned.edge(one, "head") for one in ancestry(item)[:-1])
            found[0] = found[0]._replace(height=found[0].height + head)
        below = sum(self.aligned.edge(one, "foot") for one in after.ends[1:])
        own = self.aligned.edge(item, "foot") if item.lines else 0.0
        kept = self._kept_margin(after)
        found[-1] = found[-1]._replace(
            height=found[-1].height + below + kept,
            foot=below + own + kept,
            below=max(0.0, self.aligned.below(after.ends) - kept),
        )
        return found

    def _kept_margin(self, gap: Gap) -> float:
        """Return the margins (px) that stay in a column at the end of columns."""
        for place, block in enumerate(gap.ends):
            if block.element is not None and block.columns:
                return self.aligned.space(Gap(gap.ends[:place], (), None)) if place else 0.0
        return 0.0

    def _breaks(self, item: Block, lines: int) -> list[bool]:
        """Return for each line of an item whether a break may fall before it."""
        block: Block | None = item
        while block is not None and block.element is not None:
            if self.aligned.is_unbroken(block):
                return [False] * lines
            block = block.parent
        if not item.lines:
            return [False] * lines
        orphans, widows = item.lines[0].number("orphans"), item.lines[0].number("widows")
        return [number >= orphans and lines - number >= widows for number in range(lines)]


def measure_flow(pages: Sequence[Page], aligned: AlignedFlow) -> MeasuredFlow:
    """Measure the flow of laid-out pages."""
    page_height = _page_height(pages, aligned.items)
    plates = frozenset(
        number
        for number, item in enumerate(aligned.items)
        if not pages[item.page - 1].box.margin_top
    )
    used = [number for item in aligned.items for number in (item.page, item.last)]
    other_pages = len(pages) - (max(used) - min(used) + 1 if used else 0)
    return MeasuredFlow(
        aligned,
        page_height,
        page_height - _left_on_first(pages, aligned.items),
        plates,
        other_pages,
    )


def column_container(item: Block) -> Block | None:
    """Return the block that sets an item in columns, if there is one."""
    block = item.parent
    while block is not None and block.element is not None:
        if block.boxes[0].column_count > 1:
            return block
        block = block.parent
    return None


def _page_height(pages: Sequence[Page], items: Sequence[Block]) -> float:
    """Return the height (px) that most pages have for the flow."""
    heights = Counter(round(pages[item.page - 1].box.height, 3) for item in items)
    return heights.most_common(1)[0][0] if heights else 0.0


def _left_on_first(pages: Sequence[Page], items: Sequence[Block]) -> float:
    """Return the height (px) left for the flow on its first page, including padding and borders at its head."""
    if not items:
        return 0.0
    first = items[0]
    page = pages[first.page - 1].box
    top = (first.lines or first.boxes)[0].y
    opened = ancestry(first) if first.lines else ancestry(first)[:-1]
    head = sum(one.measure("head") for one in opened)
    return page.content_y + page.height - top + head
