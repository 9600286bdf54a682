"""Fitting: an issue is laid out with its lines on the grid and its pages full, in two layouts where it can be.

A trial, which does not balance columns, is measured: most of a layout's time goes into balancing, and the heights of
blocks do not depend on it. What fills the pages is reckoned on it, and tried once more where anything is changed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol

from printissue import press
from printissue.theme import Fitting

Corrections = Mapping[str, press.Correction]


@dataclass(frozen=True, slots=True)
class Way:
    """How an issue is laid out: with corrections, its lines on a grid of `line` pt, or as a trial that is measured."""

    corrections: Corrections = field(default_factory=dict)
    line: float = 0.0
    trial: bool = False


class Setter(Protocol):
    """Lays an issue out in a way; where something is faulty the layout has no pages."""

    def __call__(self, way: Way) -> press.Layout:
        """Give the layout."""


def fit(
    lay_out: Setter, given: Fitting, place: str, *, multiple: int = 1
) -> tuple[press.Layout, Way]:
    """Lay an issue out as its theme wishes, and tell in which way it was done; pages come in a `multiple`."""
    if not given.line:
        return lay_out(Way()), Way()
    trial = lay_out(Way(trial=True))
    if trial.document is None:
        return trial, Way()
    bounds = _bounds(given)
    filling = press.chosen(trial, bounds, multiple=multiple)
    layout, way = _with(lay_out, trial, filling, bounds=bounds)
    if filling.corrections or layout.document is None or not _empty(layout, place):
        return layout, way
    filling = press.chosen(trial, bounds, multiple=multiple, set_as=layout)
    if not filling.corrections:
        return layout, way
    other, other_way = _with(lay_out, trial, filling, bounds=bounds)
    better = other.document is not None and _empty(other, place) < _empty(layout, place)
    return (other, other_way) if better else (layout, way)


def _bounds(given: Fitting) -> press.Fit:
    return press.Fit(
        given.line, given.picture, given.drawing, given.pull_quotes, given.lower, given.leading
    )


def _with(
    lay_out: Setter, trial: press.Layout, filling: press.Filling, *, bounds: press.Fit
) -> tuple[press.Layout, Way]:
    """Lay an issue out with what was chosen for it, on the grid."""
    bounds = replace(bounds, line=bounds.line * filling.leading)
    if filling.corrections:
        way = Way(filling.corrections, trial=True)
        trial = lay_out(way)
        if trial.document is None:
            return trial, way
    way = Way(_joined(filling.corrections, press.fitted(trial, bounds)), bounds.line)
    return lay_out(way), way


def _joined(first: Corrections, then: Corrections) -> Corrections:
    """Give the corrections of both; where they disagree, the later ones win."""
    none = press.Correction()
    return {
        one: first.get(one, none) + then.get(one, none) for one in dict.fromkeys([*first, *then])
    }


def _empty(layout: press.Layout, place: str) -> int:
    """Count the pages that are left empty."""
    faults = press.faults(layout.document.pages, place)
    return sum(1 for one in faults if one.rule == "layout-empty")
