"""Fitting: an issue is laid out with its lines on the grid and its pages full, in two layouts where it can be.

A trial, which does not balance columns, is measured: most of a layout's time goes into balancing, and the heights of
blocks do not depend on it. What fills the pages is reckoned on it, and tried once more where anything is changed.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Protocol

from printissue import press
from printissue.theme import Fitting

Corrections = Mapping[str, press.Correction]

NONE: Corrections = MappingProxyType({})
"""No corrections."""


class Setter(Protocol):
    """Lays an issue out, with corrections; as a trial it is only measured."""

    def __call__(self, corrections: Corrections = NONE, *, trial: bool = False) -> press.Layout:
        """Give the layout; where something is faulty it has no pages."""


def fit(lay_out: Setter, given: Fitting, place: str) -> tuple[press.Layout, Corrections]:
    """Lay an issue out as its theme wishes, and give the corrections with which it was done."""
    if not given.line:
        return lay_out(), NONE
    trial = lay_out(trial=True)
    if trial.document is None:
        return trial, NONE
    bounds = press.Fit(given.line, given.picture, given.drawing, given.pull_quotes, given.place)
    choices = press.chosen(trial, bounds)
    layout, corrections = _with(lay_out, trial, choices, bounds)
    if choices or layout.document is None or not _empty(layout, place):
        return layout, corrections
    choices = press.chosen(trial, bounds, set_as=layout)
    if not choices:
        return layout, corrections
    other, more = _with(lay_out, trial, choices, bounds)
    better = other.document is not None and _empty(other, place) < _empty(layout, place)
    return (other, more) if better else (layout, corrections)


def _with(
    lay_out: Setter, trial: press.Layout, choices: Corrections, bounds: press.Fit
) -> tuple[press.Layout, Corrections]:
    """Lay an issue out with what was chosen for it, on the grid."""
    if choices:
        trial = lay_out(choices, trial=True)
        if trial.document is None:
            return trial, NONE
    level = press.fitted(trial, bounds)
    corrections = {
        name: choices.get(name, press.Correction()) + level.get(name, press.Correction())
        for name in dict.fromkeys([*choices, *level])
    }
    return lay_out(corrections), corrections


def _empty(layout: press.Layout, place: str) -> int:
    """Count the pages that are left empty."""
    faults = press.faults(layout.document.pages, place)
    return sum(1 for one in faults if one.rule == "layout-empty")
