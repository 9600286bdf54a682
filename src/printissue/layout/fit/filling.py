"""Choose the changes that fill the pages of an issue, and return them as corrections for its next layout."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import pairwise
from math import ceil

from printissue.layout.faults import page_fill
from printissue.layout.fit.adjustable import BlockRange, possible_changes
from printissue.layout.fit.choosing import MIN_ESTIMATED_FILL, Arrangement, ArrangementSearch
from printissue.layout.fit.measured import MeasuredFlow, measure_flow
from printissue.layout.fit.paging import paginate
from printissue.layout.fit.scaling import Scale, scale_declarations
from printissue.layout.flow import Block, flow_items
from printissue.layout.grid import FitLimits, align, with_leading
from printissue.layout.pages import Correction, Layout
from printissue.layout.spacing import CONTAINED, CROPPED, PT, Spacing

COLUMN_LOSSES = range(5)
"""The lines that balanced columns may be higher than needed: the layout engine does not try each height."""


@dataclass(frozen=True, slots=True)
class Filling:
    """The changes that fill an issue's pages: corrections by the names of elements, and the factor of its lines.

    `pages` is the estimated page count with these changes, and `faults` what is wrong with these pages still (see
    `ArrangementSearch.faults`). The corrections come from the `arrangement`.
    """

    corrections: Mapping[str, Correction]
    leading: float = 1.0
    pages: int = 0
    arrangement: Arrangement = field(default_factory=Arrangement)
    faults: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class PageEstimate:
    """The estimated page count of an issue, and the height of its flow on each page, in lines.

    `lines_per_page` is the height of a page in lines. `across` is the number of columns that most text has. With
    `end_alone`, the last page has no text of stories, but only what follows them, such as links or the imprint.
    """

    pages: int
    used: tuple[float, ...]
    lines_per_page: float
    across: int = 1
    end_alone: bool = False

    @property
    def end(self) -> float:
        """The page count less one, plus the filled share of the last page: 7.5 ends halfway down page 8."""
        return self.pages - 1 + (self.used[-1] / self.lines_per_page if self.used else 1.0)

    @property
    def underfull(self) -> int:
        """The number of pages, except the last, that are not full enough."""
        return sum(1 for used in self.used[:-1] if used < MIN_ESTIMATED_FILL * self.lines_per_page)

    def lines(self, part: float) -> int:
        """Return the number of lines of text in a share of a page, rounded up."""
        return ceil(part * self.lines_per_page * self.across)


def estimate_pages(trial: Layout, limits: FitLimits, *, pages: int | None = None) -> PageEstimate:
    """Estimate the pages of an issue from its trial: without changes, or with those that bring it to `pages`."""
    search = _search(trial, limits, pages=pages)
    one = search.find() if pages is not None else Arrangement()
    estimated, page_height = search.pages(one), search.flow.page_height
    line = search.line * one.leading
    used = tuple(min(page.used, page_height) / line for page in estimated)
    units = search.units(one)
    alone = len(estimated) > 1 and units[estimated[-1].first].item >= search.story_items
    return PageEstimate(
        search.flow.other_pages + len(estimated), used, page_height / line, _across(search), alone
    )


def _across(search: ArrangementSearch) -> int:
    """Return the number of columns that most text has."""
    heights: Counter[int] = Counter()
    for unit in search.units(Arrangement()):
        heights[unit.across] += round(unit.height)
    return heights.most_common(1)[0][0] if heights else 1


def last_page_fill(layout: Layout) -> float:
    """Return the filled share, from 0 to 1, of the last page that has text of the flow."""
    pages = layout.laid_out
    ends = [item.last for item in (*flow_items(pages), *flow_items(pages, tail=True))]
    return page_fill(pages[max(ends) - 1]) if ends else 1.0


def scale_corrections(trial: Layout, scale: Scale) -> dict[str, Correction]:
    """Return the corrections that scale an issue, measured on its trial, by the names of elements."""
    found = scale_declarations(trial.laid_out, scale)
    return {trial.names[key]: Correction(css) for key, css in found.items()}


def choose_filling(
    trial: Layout,
    limits: FitLimits,
    *,
    multiple: int = 1,
    pages: int | None = None,
    previous: tuple[Layout, Filling] | None = None,
) -> Filling:
    """Choose the changes that fill an issue's pages, measured on its trial: none if they are full or cannot be filled.

    The page count should be a `multiple`, or exactly `pages`. `previous` is a layout made with an earlier choice, and
    that choice: the estimate is corrected by it first.
    """
    search = _search(trial, limits, multiple=multiple, pages=pages)
    if previous is not None:
        layout, before = previous
        search.column_loss = _column_loss(search, layout, before.arrangement)
    return _filling(search, search.find(), trial)


def correct_filling(
    trial: Layout,
    limits: FitLimits,
    filling: Filling,
    *,
    multiple: int = 1,
    pages: int | None = None,
) -> Filling:
    """Choose further changes if a trial with the chosen ones is worse than estimated: a moved picture may be higher."""
    search = _search(trial, replace(limits, leading=(1.0, 1.0)), multiple=multiple, pages=pages)
    as_expected = search.faults(Arrangement()) <= filling.faults
    return _filling(search, Arrangement() if as_expected else search.find(), trial)


def _filling(search: ArrangementSearch, one: Arrangement, trial: Layout) -> Filling:
    return Filling(
        _corrections(search, one, trial),
        one.leading,
        search.count_pages(one),
        one,
        search.faults(one),
    )


def _search(
    trial: Layout, limits: FitLimits, *, multiple: int = 1, pages: int | None = None
) -> ArrangementSearch:
    """Return the search over the changes that are possible in a trial."""
    given = align(trial.laid_out, limits)
    measured = measure_flow(trial.laid_out, given)
    possible = possible_changes(
        given, limits, plates=measured.plates, page_height=measured.page_height
    )

    @cache
    def other(leading: float) -> MeasuredFlow:
        return replace(measured, aligned=with_leading(given, limits, leading))

    line = limits.line * PT
    return ArrangementSearch(
        measured,
        possible,
        line,
        given.stories,
        multiple=multiple,
        page_count=pages,
        with_leading=other,
    )


def _column_loss(search: ArrangementSearch, layout: Layout, one: Arrangement) -> float:
    """Return the height (px) that balanced columns lose, so that the estimate of an arrangement matches its layout."""
    units = search.units(one)
    order = list(dict.fromkeys(unit.item for unit in units))
    pages = [item.page for item in flow_items(layout.laid_out)]
    first_items = {item for item, (a, b) in zip(order[1:], pairwise(pages), strict=False) if b > a}

    def difference(lines: int) -> int:
        pages = paginate(
            units, search.flow.page_height, search.flow.first_used, column_loss=lines * search.line
        )
        return len(first_items ^ {units[page.first].item for page in pages[1:]})

    return min(COLUMN_LOSSES, key=difference) * search.line


def _corrections(
    search: ArrangementSearch, one: Arrangement, trial: Layout
) -> dict[str, Correction]:
    """Return an arrangement as corrections by the names of elements."""
    possible, items = search.possible, search.flow.aligned.items
    found: dict[str, Correction] = {}

    def add(block: Block, correction: Correction) -> None:
        if block.element is not None:
            name = trial.names[id(block.element)]
            found[name] = found.get(name, Correction()) + correction

    for key, css in scale_declarations(trial.laid_out, Scale(leading=one.leading)).items():
        found[trial.names[key]] = Correction(css)
    for number, lines in one.resized:
        picture = possible.pictures[number]
        height = (picture.height + lines * search.line * one.leading) / PT
        how = CROPPED if picture.cropped else CONTAINED
        add(
            items[picture.item],
            Correction(f"height: {height:.4f}pt; max-height: none; {how}"),
        )
    for block, css in _spaces(search, one).items():
        add(block, Correction(css))
    for number, after in one.moved:
        span = possible.moves[number]
        goal = _top(items[after], span)
        if goal.element is not None:
            add(span.block, Correction(after=trial.names[id(goal.element)]))
            for following in _paragraph_after(goal):
                add(following, Correction(_indent(following)))
    for number in one.omitted:
        block = possible.optional[number].block
        add(block, Correction("display: none"))
        for following in _paragraph_after(block):
            add(following, Correction(_indent(following)))
    return found


def _spaces(search: ArrangementSearch, one: Arrangement) -> dict[Block, str]:
    """Return the declarations of the spaces that an arrangement changes, by block."""
    spacing = Spacing(search.line)
    for number, lines in one.spaced:
        for gap in search.possible.spaces[number].gaps:
            spacing.shift(gap, lines * search.line * one.leading)
    return {block: spacing.css(block) for block in spacing.values}


def _top(item: Block, span: BlockRange) -> Block:
    """Return the block that contains an item, among those that a range may be moved between."""
    while item.parent is not None and item.parent is not span.within:
        item = item.parent
    return item


def _paragraph_after(block: Block) -> Sequence[Block]:
    """Return the paragraph after a block, if there is one."""
    siblings = block.parent.children if block.parent else []
    place = siblings.index(block) + 1
    return [
        one
        for one in siblings[place : place + 1]
        if one.element is not None and one.element.tag == "p"
    ]


def _indent(paragraph: Block) -> str:
    """Return a declaration of the indent that paragraphs have after another paragraph."""
    siblings = paragraph.parent.children if paragraph.parent else []
    indents = [
        one.boxes[0].length("text-indent")
        for one in siblings
        if one.element is not None and one.element.tag == "p"
    ]
    return f"text-indent: {max(indents, default=0.0) / PT:.4f}pt"
