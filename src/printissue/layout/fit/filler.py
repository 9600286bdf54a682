"""Fill pages: one layout of an issue, made with as few attempts as possible.

A trial does not balance columns. Most of a layout's time goes into balancing, and the heights of blocks do not
depend on it, so everything is measured and estimated on trials.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol

from printissue.layout.faults import faults
from printissue.layout.fit.choosing import Arrangement
from printissue.layout.fit.filling import (
    Filling,
    choose_filling,
    correct_filling,
    scale_corrections,
)
from printissue.layout.fit.scaling import PLAIN, Scale
from printissue.layout.grid import FitLimits
from printissue.layout.pages import Correction, Layout, find_corrections
from printissue.layout.titles import merge_corrections
from printissue.model.theme import AdjustableParts

Corrections = Mapping[str, Correction]


@dataclass(frozen=True, slots=True)
class LayoutOptions:
    """The options of one layout of an issue.

    `corrections` are by the names of elements. `line` is the line of the grid in pt (0: no grid). A `trial` has
    unbalanced columns and is only measured. `fillers` is the number of pages to add before the last page.
    """

    corrections: Corrections = field(default_factory=dict)
    line: float = 0.0
    trial: bool = False
    fillers: int = 0


class ComposeLayout(Protocol):
    """Composes the HTML of an issue and lays it out with options."""

    def __call__(self, options: LayoutOptions) -> Layout:
        """Return the layout; it has no pages if a template or a style sheet has errors."""


@dataclass(frozen=True, slots=True)
class Trial:
    """A trial, the corrections it was laid out with, and what the theme allows from there on."""

    layout: Layout
    corrections: Corrections
    limits: FitLimits


@dataclass(frozen=True, slots=True)
class PageGoal:
    """The page count a layout should have: a `multiple`, exactly `pages`, or at `least` a number.

    `place` is the manuscript, for findings.
    """

    place: str
    multiple: int = 1
    pages: int | None = None
    least: int = 0

    def missing(self, pages: int) -> int:
        """Return the number of pages to add to a number of pages."""
        return max(-pages % self.multiple, self.least - pages)


Attempt = tuple[Layout, LayoutOptions]
"""A layout and the options it was made with."""


@dataclass(frozen=True, slots=True)
class Filler:
    """Lays out an issue with its lines on the grid and its pages full, within the ranges of a theme's `fit`."""

    compose: ComposeLayout
    ranges: AdjustableParts

    def fill(self, goal: PageGoal, *, plain: Layout | None = None) -> Attempt:
        """Lay out the issue as its style sheets and the theme's `fit` define it; `plain` is its trial, if known."""
        if not self.ranges.line:
            return self._with_fillers((self.compose(LayoutOptions()), LayoutOptions()), goal)
        plain = plain or self.compose(LayoutOptions(trial=True))
        if plain.document is None:
            return plain, LayoutOptions()
        return self.finish(self.trial(PLAIN, plain=plain), goal)

    def trial(self, scale: Scale, *, plain: Layout) -> Trial:
        """Lay out the issue as a trial at a scale; `plain` is the trial without changes."""
        ranges = self.ranges
        limits = FitLimits(
            ranges.line,
            ranges.picture,
            ranges.drawing,
            ranges.pull_quotes,
            ranges.lower,
            ranges.leading,
            ranges.spaces,
        )
        if scale == PLAIN:
            return Trial(plain, {}, limits)
        corrections = scale_corrections(plain, scale)
        leading = tuple(
            limit(1.0, bound / scale.leading)
            for limit, bound in zip((min, max), ranges.leading, strict=True)
        )
        limits = replace(limits, line=ranges.line * scale.leading, leading=leading)
        return Trial(self.compose(LayoutOptions(corrections, trial=True)), corrections, limits)

    def finish(self, trial: Trial, goal: PageGoal) -> Attempt:
        """Lay out the issue from its trial, with the changes that fill its pages."""
        if trial.layout.document is None:
            return trial.layout, LayoutOptions()
        return self._with_fillers(self._better(trial, goal), goal)

    def _better(self, trial: Trial, goal: PageGoal) -> Attempt:
        """Return a layout with the chosen changes, or a second one if the estimate was wrong and that is better."""
        filling = choose_filling(
            trial.layout, trial.limits, multiple=goal.multiple, pages=goal.pages
        )
        layout, options = self._apply(trial, filling, goal=goal)
        if layout.document is None or not _shortcomings(layout, options, goal):
            return layout, options
        again = self._choose_again(trial, goal, (layout, filling))
        if again.arrangement == filling.arrangement:
            return layout, options
        second, second_options = self._apply(trial, again, goal=goal)
        better = second.document is not None and (
            _shortcomings(second, second_options, goal) < _shortcomings(layout, options, goal)
        )
        return (second, second_options) if better else (layout, options)

    def _choose_again(
        self, trial: Trial, goal: PageGoal, previous: tuple[Layout, Filling]
    ) -> Filling:
        """Return another choice than one with which the pages were not those estimated.

        With the same leading it would be the same, unless columns lost some lines.
        """
        filling = previous[1]
        for limits in (trial.limits, replace(trial.limits, leading=(1.0, 1.0))):
            found = choose_filling(
                trial.layout,
                limits,
                multiple=goal.multiple,
                pages=goal.pages,
                previous=previous,
            )
            if found.arrangement not in (filling.arrangement, Arrangement()):
                return found
        return filling

    def _with_fillers(self, attempt: Attempt, goal: PageGoal) -> Attempt:
        """Lay out the issue again if another number of pages must be added than was expected."""
        layout, options = attempt
        missing = goal.missing(layout.pages - options.fillers)
        if layout.document is None or missing == options.fillers:
            return attempt
        options = replace(options, fillers=missing)
        return self.compose(options), options

    def _apply(self, trial: Trial, filling: Filling, *, goal: PageGoal) -> Attempt:
        """Lay out the issue on the grid, with the chosen changes and the pages that it will need."""
        limits = replace(trial.limits, line=trial.limits.line * filling.leading)
        corrections, measured = trial.corrections, trial.layout
        if filling.corrections:
            corrections = merge_corrections(corrections, filling.corrections)
            measured = self.compose(LayoutOptions(corrections, trial=True))
            if measured.document is None:
                return measured, LayoutOptions()
            further = correct_filling(
                measured, limits, filling, multiple=goal.multiple, pages=goal.pages
            )
            if further.corrections:
                corrections = merge_corrections(corrections, further.corrections)
                measured = self.compose(LayoutOptions(corrections, trial=True))
                filling = replace(filling, pages=further.pages)
        options = LayoutOptions(
            merge_corrections(corrections, find_corrections(measured, limits)),
            limits.line,
            fillers=goal.missing(filling.pages),
        )
        return self.compose(options), options


def _shortcomings(layout: Layout, options: LayoutOptions, goal: PageGoal) -> int:
    """Return the number of pages that are not full, plus those by which the goal is missed."""
    found = faults(layout.laid_out, goal.place)
    missed = abs(layout.pages - options.fillers - goal.pages) if goal.pages else 0
    return missed + sum(1 for one in found if one.rule == "layout-empty")
