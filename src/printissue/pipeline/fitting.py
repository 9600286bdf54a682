"""Fitting: an issue is laid out with its lines on the grid and its pages full, in two layouts where it can be.

A trial, which does not balance columns, is measured: most of a layout's time goes into balancing, and the heights of
blocks do not depend on it. What fills the pages is reckoned on it, and tried once more where anything is changed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol

from printissue import layout as stage
from printissue.model.theme import AdjustableParts

Corrections = Mapping[str, stage.Correction]


@dataclass(frozen=True, slots=True)
class Way:
    """How an issue is laid out: with corrections, its lines on a grid of `line` pt, or as a trial that is measured.

    So many `fillers` are pages added before its last one.
    """

    corrections: Corrections = field(default_factory=dict)
    line: float = 0.0
    trial: bool = False
    fillers: int = 0


class Setter(Protocol):
    """Lays an issue out in a way; where something is faulty the layout has no pages."""

    def __call__(self, way: Way) -> stage.Layout:
        """Give the layout."""


@dataclass(frozen=True, slots=True)
class Start:
    """A trial, the corrections it was laid out with, and what the theme allows from here on."""

    trial: stage.Layout
    corrections: Corrections
    bounds: stage.Fit


@dataclass(frozen=True, slots=True)
class Goal:
    """What a layout is to come to: a multiple of pages, so many, or so many at `least`. `place` is for findings."""

    place: str
    multiple: int = 1
    pages: int | None = None
    least: int = 0

    def lacking(self, pages: int) -> int:
        """Tell how many pages are to be added."""
        return max(-pages % self.multiple, self.least - pages)


def start(
    lay_out: Setter, given: AdjustableParts, scale: stage.Scale, *, plain: stage.Layout
) -> Start:
    """Lay an issue out as a trial in a scale, measured on its `plain` trial."""
    bounds = stage.Fit(
        given.line, given.picture, given.drawing, given.pull_quotes, given.lower, given.leading
    )
    if scale == stage.PLAIN:
        return Start(plain, {}, bounds)
    corrections = stage.resized(plain, scale)
    leading = tuple(
        limit(1.0, bound / scale.leading)
        for limit, bound in zip((min, max), given.leading, strict=True)
    )
    bounds = replace(bounds, line=given.line * scale.leading, leading=leading)
    return Start(lay_out(Way(corrections, trial=True)), corrections, bounds)


def fit(
    lay_out: Setter, given: AdjustableParts, scale: stage.Scale, *, goal: Goal
) -> tuple[stage.Layout, Way]:
    """Lay an issue out in a scale as its theme wishes, and tell in which way it was done."""
    if not given.line:
        return _filled_up(lay_out, (lay_out(Way()), Way()), goal)
    plain = lay_out(Way(trial=True))
    if plain.document is None:
        return plain, Way()
    return finish(lay_out, start(lay_out, given, scale, plain=plain), goal)


def finish(lay_out: Setter, begun: Start, goal: Goal) -> tuple[stage.Layout, Way]:
    """Lay an issue out from its trial, with what fills its pages."""
    if begun.trial.document is None:
        return begun.trial, Way()
    return _filled_up(lay_out, _tried(lay_out, begun, goal), goal)


def _tried(lay_out: Setter, begun: Start, goal: Goal) -> tuple[stage.Layout, Way]:
    """Lay an issue out with what is reckoned to fill it, and once more where that was reckoned wrong."""
    filling = stage.chosen(begun.trial, begun.bounds, multiple=goal.multiple, pages=goal.pages)
    layout, way = _with(lay_out, begun, filling, goal=goal)
    if layout.document is None or not _lacks(layout, goal):
        return layout, way
    again = stage.chosen(
        begun.trial,
        begun.bounds,
        multiple=goal.multiple,
        pages=goal.pages,
        set_as=(layout, filling),
    )
    if not again.corrections or again.arrangement == filling.arrangement:
        return layout, way
    other, other_way = _with(lay_out, begun, again, goal=goal)
    better = other.document is not None and _lacks(other, goal) < _lacks(layout, goal)
    return (other, other_way) if better else (layout, way)


def _filled_up(
    lay_out: Setter, done: tuple[stage.Layout, Way], goal: Goal
) -> tuple[stage.Layout, Way]:
    """Lay an issue out once more where it has other pages added than it lacks."""
    layout, way = done
    lacking = goal.lacking(layout.pages - way.fillers)
    if layout.document is None or lacking == way.fillers:
        return done
    way = replace(way, fillers=lacking)
    return lay_out(way), way


def _with(
    lay_out: Setter, begun: Start, filling: stage.Filling, *, goal: Goal
) -> tuple[stage.Layout, Way]:
    """Lay an issue out with what was chosen for it, on the grid, with the pages that it will lack."""
    bounds = replace(begun.bounds, line=begun.bounds.line * filling.leading)
    given, trial = begun.corrections, begun.trial
    if filling.corrections:
        given = merge_corrections(given, filling.corrections)
        trial = lay_out(Way(given, trial=True))
        if trial.document is None:
            return trial, Way()
    corrections = merge_corrections(given, stage.find_corrections(trial, bounds))
    way = Way(corrections, bounds.line, fillers=goal.lacking(filling.pages))
    return lay_out(way), way


def merge_corrections(first: Corrections, then: Corrections) -> Corrections:
    """Give the corrections of both; where they disagree, the later ones win."""
    none = stage.Correction()
    return {
        one: first.get(one, none) + then.get(one, none) for one in dict.fromkeys([*first, *then])
    }


def _lacks(layout: stage.Layout, goal: Goal) -> int:
    """Count the pages that are left empty, and those by which a number is missed."""
    faults = stage.faults(layout.laid_out, goal.place)
    missed = abs(layout.pages - goal.pages) if goal.pages else 0
    return missed + sum(1 for one in faults if one.rule == "layout-empty")
