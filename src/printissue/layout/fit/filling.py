"""Filling: which changes of an issue leave no page empty, as corrections for its next layout."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import pairwise
from math import ceil

from printissue.layout.faults import page_fill
from printissue.layout.fit.adjustable import Span, freedoms
from printissue.layout.fit.choosing import SAFE, Arrangement, Chooser
from printissue.layout.fit.flow import Block, flow
from printissue.layout.fit.grid import Fit, led, settled
from printissue.layout.fit.measured import Matter, matter
from printissue.layout.fit.paging import paginate
from printissue.layout.fit.scaling import Scale, scaled
from printissue.layout.fit.spacing import CONTAINED, CROPPED, PT
from printissue.layout.pages import Correction, Layout

LOST = range(5)
"""So many lines more than they need level columns may have; the layout engine does not try each height."""


@dataclass(frozen=True, slots=True)
class Filling:
    """What fills an issue's pages: corrections by the names of elements, and the factor of its line.

    It is reckoned to have so many `pages` then. The `arrangement` is the choice that the corrections come from.
    """

    corrections: Mapping[str, Correction]
    leading: float = 1.0
    pages: int = 0
    arrangement: Arrangement = field(default_factory=Arrangement)


@dataclass(frozen=True, slots=True)
class Reckoning:
    """How an issue will be set: its pages, and how high its flow is on each of them, in lines.

    A page has `room` for so many lines in each of the columns, as many `across` as most text has.
    """

    pages: int
    used: tuple[float, ...]
    room: float
    across: int = 1

    @property
    def end(self) -> float:
        """Tell how far the flow goes: the pages but for its last one, and the part of that which is filled."""
        return self.pages - 1 + (self.used[-1] / self.room if self.used else 1.0)

    @property
    def empty(self) -> int:
        """Count the pages but for the last one that are left empty."""
        return sum(1 for used in self.used[:-1] if used < SAFE * self.room)

    def lines(self, part: float) -> int:
        """Count the lines of text in a part of a page."""
        return ceil(part * self.room * self.across)


def reckoned(trial: Layout, fit: Fit, *, pages: int | None = None) -> Reckoning:
    """Reckon an issue's pages on its trial: as it is, or with what brings it to so many."""
    chooser = _chooser(trial, fit, pages=pages)
    one = chooser.choose() if pages is not None else Arrangement()
    sheets, room = chooser.pages(one), chooser.matter.room
    line = chooser.line * one.leading
    used = tuple(min(page.used, room) / line for page in sheets)
    return Reckoning(chooser.matter.others + len(sheets), used, room / line, _across(chooser))


def _across(chooser: Chooser) -> int:
    """Tell in how many columns most text is set."""
    heights: Counter[int] = Counter()
    for unit in chooser.units(Arrangement()):
        heights[unit.across] += round(unit.height)
    return heights.most_common(1)[0][0] if heights else 1


def last_filled(layout: Layout) -> float:
    """Tell how full the last page is that has text of the flow, from 0 to 1."""
    pages = layout.laid_out
    ends = [leaf.last for leaf in (*flow(pages), *flow(pages, tail=True))]
    return page_fill(pages[max(ends) - 1]) if ends else 1.0


def resized(trial: Layout, scale: Scale) -> dict[str, Correction]:
    """Give what scales an issue, measured on its trial, by the names of elements."""
    found = scaled(trial.laid_out, scale)
    return {trial.names[key]: Correction(css) for key, css in found.items()}


def chosen(
    trial: Layout,
    fit: Fit,
    *,
    multiple: int = 1,
    pages: int | None = None,
    set_as: tuple[Layout, Filling] | None = None,
) -> Filling:
    """Choose what fills an issue's pages, measured on its trial: nothing where they are full, or cannot be filled.

    In print it has a `multiple` of pages, or exactly so many as `pages`. Where it has been `set_as` a layout already,
    with what was chosen then, what is reckoned is held to that first.
    """
    chooser = _chooser(trial, fit, multiple=multiple, pages=pages)
    if set_as is not None:
        layout, before = set_as
        chooser.lost = _lost(chooser, layout, before.arrangement)
    best = chooser.choose()
    return Filling(_corrections(chooser, best, trial), best.leading, chooser.count(best), best)


def _chooser(trial: Layout, fit: Fit, *, multiple: int = 1, pages: int | None = None) -> Chooser:
    """Give what chooses for a trial."""
    given = settled(trial.laid_out, fit)
    taken = matter(trial.laid_out, given)
    free = freedoms(given, fit, plates=taken.plates, room=taken.room)

    @cache
    def other(leading: float) -> Matter:
        return replace(taken, settled=led(given, fit, leading))

    line = fit.line * PT
    return Chooser(taken, free, line, given.stories, multiple=multiple, exactly=pages, led=other)


def _lost(chooser: Chooser, layout: Layout, one: Arrangement) -> float:
    """Tell what height level columns lose, so that pages are reckoned as they were set in an arrangement."""
    units = chooser.units(one)
    order = list(dict.fromkeys(unit.leaf for unit in units))
    pages = [leaf.page for leaf in flow(layout.laid_out)]
    begun = {leaf for leaf, (a, b) in zip(order[1:], pairwise(pages), strict=False) if b > a}

    def odd(lines: int) -> int:
        pages = paginate(
            units, chooser.matter.room, chooser.matter.start, lost=lines * chooser.line
        )
        return len(begun ^ {units[page.first].leaf for page in pages[1:]})

    return min(LOST, key=odd) * chooser.line


def _corrections(chooser: Chooser, one: Arrangement, trial: Layout) -> dict[str, Correction]:
    """Give an arrangement as corrections by the names of elements."""
    free, leaves = chooser.free, chooser.matter.settled.leaves
    found: dict[str, Correction] = {}

    def add(block: Block, correction: Correction) -> None:
        if block.element is not None:
            name = trial.names[id(block.element)]
            found[name] = found.get(name, Correction()) + correction

    for key, css in scaled(trial.laid_out, Scale(leading=one.leading)).items():
        found[trial.names[key]] = Correction(css)
    for number, lines in one.lines:
        picture = free.pictures[number]
        height = (picture.height + lines * chooser.line * one.leading) / PT
        how = CROPPED if picture.cropped else CONTAINED
        add(
            leaves[picture.leaf],
            Correction(f"height: {height:.4f}pt; max-height: none; {how}"),
        )
    for number, after in one.moved:
        span = free.moves[number]
        goal = _top(leaves[after], span)
        if goal.element is not None:
            add(span.block, Correction(after=trial.names[id(goal.element)]))
            for following in _paragraph_after(goal):
                add(following, Correction(_indent(following)))
    for number in one.left_out:
        block = free.spare[number].block
        add(block, Correction("display: none"))
        for following in _paragraph_after(block):
            add(following, Correction(_indent(following)))
    return found


def _top(leaf: Block, span: Span) -> Block:
    """Give the block, of those that a moved one goes between, in which a leaf stands."""
    while leaf.parent is not None and leaf.parent is not span.within:
        leaf = leaf.parent
    return leaf


def _paragraph_after(block: Block) -> Sequence[Block]:
    """Give the paragraph after a block, if one follows it."""
    siblings = block.parent.children if block.parent else []
    place = siblings.index(block) + 1
    return [
        one
        for one in siblings[place : place + 1]
        if one.element is not None and one.element.tag == "p"
    ]


def _indent(paragraph: Block) -> str:
    """Give a paragraph the indent of its kind, which it has only after another one."""
    siblings = paragraph.parent.children if paragraph.parent else []
    indents = [
        one.boxes[0].length("text-indent")
        for one in siblings
        if one.element is not None and one.element.tag == "p"
    ]
    return f"text-indent: {max(indents, default=0.0) / PT:.4f}pt"
