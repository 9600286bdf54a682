"""Layouts: an issue has the pages that it will lack at once, and one more try where it was reckoned wrong."""

from dataclasses import replace

import pytest

from checkout import ROOT
from printissue import layout as stage
from printissue.assets.resources import Resources
from printissue.assets.stylesheets import Stylesheet
from printissue.layout.fit.choosing import Arrangement
from printissue.layout.fit.flow import flow
from printissue.layout.fit.scaling import PLAIN
from printissue.model.theme import AdjustableParts
from printissue.pipeline.fitting import Goal, Way, fit

CSS = """
@page { size: 80mm 100mm; margin: 10mm 10mm 10.6mm }
html { font: 9pt/13pt "Source Serif Pro" }
body, p { margin: 0 }
.filler, .back { break-before: page }
"""
GIVEN = AdjustableParts(line=13)
LINES = 17
"""So many lines of 13 pt has a page."""


@pytest.fixture(scope="module", autouse=True)
def loaded() -> None:
    stage.load(Resources.of(ROOT).fontconfig())


class Setter:
    """Lays so many lines out, with a page after them, and keeps the ways that it was asked for."""

    def __init__(self, lines: int) -> None:
        self.lines, self.ways = lines, list[Way]()

    def __call__(self, way: Way) -> stage.Layout:
        self.ways.append(way)
        text = "<br>".join(f"line {number}" for number in range(self.lines))
        after = '<section class="filler">notes</section>' * way.fillers
        page = f'<body><main><p>{text}</p></main>{after}<section class="back">end</section></body>'
        layout_input = stage.LayoutInput(
            page, (Stylesheet("own.css", CSS),), {}, "made-up", way.corrections
        )
        return stage.lay_out(replace(layout_input, line=way.line))

    @property
    def fillers(self) -> list[int]:
        """Give how many pages each layout had added, but for the trials."""
        return [way.fillers for way in self.ways if not way.trial]


@pytest.mark.parametrize(
    ("goal", "fillers"),
    [
        (Goal("made-up"), 0),
        (Goal("made-up", 3), 0),
        (Goal("made-up", 4), 1),
        (Goal("made-up", 8), 5),
        (Goal("made-up", least=5), 2),
        (Goal("made-up", least=2), 0),
    ],
)
def test_pages_are_added_at_once(goal: Goal, fillers: int) -> None:
    setter = Setter(LINES + 12)
    layout, way = fit(setter, GIVEN, PLAIN, goal=goal)
    assert layout.pages == 3 + fillers
    assert way.fillers == fillers
    assert setter.fillers == [fillers]


def test_pages_that_were_reckoned_wrong_are_added_in_another_layout(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(stage, "chosen", lambda *_, **__: stage.Filling({}, pages=4))
    setter = Setter(LINES + 12)
    layout, _ = fit(setter, GIVEN, PLAIN, goal=Goal("made-up", 4))
    assert layout.pages == 4
    assert setter.fillers == [0, 1]


def test_without_a_line_they_are_added_too() -> None:
    setter = Setter(LINES + 12)
    layout, _ = fit(setter, AdjustableParts(), PLAIN, goal=Goal("made-up", 4))
    assert layout.pages == 4
    assert setter.fillers == [0, 1]


def test_what_was_reckoned_wrong_is_chosen_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first choice puts the lines too low; the second one is told of the layout that it led to."""
    told = []

    def chosen(
        trial: stage.Layout, *_: object, set_as: tuple[stage.Layout, stage.Filling] | None = None,
        **__: object,
    ) -> stage.Filling:  # fmt: skip
        (name,) = {trial.names[id(one.element)] for one in flow(trial.document.pages)}
        told.append(set_as)
        css = "margin-top: 130pt" if set_as is None else "margin-top: 13pt"
        return stage.Filling(
            {name: stage.Correction(css)}, arrangement=Arrangement(leading=len(told))
        )

    monkeypatch.setattr(stage, "chosen", chosen)
    goal = Goal("made-up", pages=2)
    layout, way = fit(Setter(LINES - 4), GIVEN, PLAIN, goal=goal)
    assert layout.pages == 2
    first, second = told
    assert first is None
    assert second is not None
    assert second[0].pages == 3
    assert second[1].arrangement == Arrangement(leading=1)
    assert "margin-top: 13pt" in "".join(one.css for one in way.corrections.values())


def test_the_same_choice_is_not_tried_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    def chosen(trial: stage.Layout, *_: object, **__: object) -> stage.Filling:
        (name,) = {trial.names[id(one.element)] for one in flow(trial.document.pages)}
        return stage.Filling({name: stage.Correction("margin-top: 130pt")})

    monkeypatch.setattr(stage, "chosen", chosen)
    setter = Setter(LINES - 4)
    layout, _ = fit(setter, GIVEN, PLAIN, goal=Goal("made-up", pages=2))
    assert layout.pages == 3
    assert len(setter.fillers) == 1
