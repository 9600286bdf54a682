"""Filling pages: filler pages are added at once, and a wrong estimate gets a second layout."""

from dataclasses import replace

import pytest

from checkout import ROOT
from printissue import layout as stage
from printissue.assets.resources import Resources
from printissue.assets.stylesheets import Stylesheet
from printissue.layout.fit.choosing import Arrangement
from printissue.layout.fit.filler import Filler, LayoutOptions, PageGoal
from printissue.layout.fit.filling import Filling
from printissue.layout.flow import flow_items
from printissue.model.theme import AdjustableParts

CSS = """
@page { size: 80mm 100mm; margin: 10mm 10mm 10.6mm }
html { font: 9pt/13pt "Source Serif Pro" }
body, p { margin: 0 }
.filler, .back { break-before: page }
"""
RANGES = AdjustableParts(line=13)
LINES = 17
"""The lines of 13 pt on a page."""


@pytest.fixture(scope="module", autouse=True)
def loaded() -> None:
    stage.load(Resources.of(ROOT).fontconfig())


class Compose:
    """Lays out a number of lines, with a page after them, and keeps the options of each attempt."""

    def __init__(self, lines: int) -> None:
        self.lines, self.attempts = lines, list[LayoutOptions]()

    def __call__(self, options: LayoutOptions) -> stage.Layout:
        self.attempts.append(options)
        text = "<br>".join(f"line {number}" for number in range(self.lines))
        after = '<section class="filler">notes</section>' * options.fillers
        page = f'<body><main><p>{text}</p></main>{after}<section class="back">end</section></body>'
        layout_input = stage.LayoutInput(
            page, (Stylesheet("own.css", CSS),), {}, "made-up", options.corrections
        )
        return stage.lay_out(replace(layout_input, line=options.line))

    @property
    def fillers(self) -> list[int]:
        """The filler pages of each layout, without the trials."""
        return [options.fillers for options in self.attempts if not options.trial]


@pytest.mark.parametrize(
    ("goal", "fillers"),
    [
        (PageGoal("made-up"), 0),
        (PageGoal("made-up", 3), 0),
        (PageGoal("made-up", 4), 1),
        (PageGoal("made-up", 8), 5),
        (PageGoal("made-up", least=5), 2),
        (PageGoal("made-up", least=2), 0),
    ],
)
def test_pages_are_added_at_once(goal: PageGoal, fillers: int) -> None:
    compose = Compose(LINES + 12)
    layout, options = Filler(compose, RANGES).fill(goal)
    assert layout.pages == 3 + fillers
    assert options.fillers == fillers
    assert compose.fillers == [fillers]


def test_pages_missing_after_a_wrong_estimate_are_added_in_another_layout(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(
        "printissue.layout.fit.filler.choose_filling", lambda *_, **__: Filling({}, pages=4)
    )
    compose = Compose(LINES + 12)
    layout, _ = Filler(compose, RANGES).fill(PageGoal("made-up", 4))
    assert layout.pages == 4
    assert compose.fillers == [0, 1]


def test_pages_are_added_without_a_line_too() -> None:
    compose = Compose(LINES + 12)
    layout, _ = Filler(compose, AdjustableParts()).fill(PageGoal("made-up", 4))
    assert layout.pages == 4
    assert compose.fillers == [0, 1]


def test_a_wrong_estimate_leads_to_another_choice(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first choice moves the lines too far down; the second one knows the layout that it led to."""
    calls = []

    def choose(
        trial: stage.Layout, *_: object, previous: tuple[stage.Layout, Filling] | None = None,
        **__: object,
    ) -> Filling:  # fmt: skip
        (name,) = {trial.names[id(one.element)] for one in flow_items(trial.document.pages)}
        calls.append(previous)
        css = "margin-top: 130pt" if previous is None else "margin-top: 13pt"
        return Filling({name: stage.Correction(css)}, arrangement=Arrangement(leading=len(calls)))

    monkeypatch.setattr("printissue.layout.fit.filler.choose_filling", choose)
    goal = PageGoal("made-up", pages=2)
    layout, options = Filler(Compose(LINES - 4), RANGES).fill(goal)
    assert layout.pages == 2
    first, second = calls
    assert first is None
    assert second is not None
    assert second[0].pages == 3
    assert second[1].arrangement == Arrangement(leading=1)
    assert "margin-top: 13pt" in "".join(one.css for one in options.corrections.values())


def test_the_same_choice_is_not_tried_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    def choose(trial: stage.Layout, *_: object, **__: object) -> Filling:
        (name,) = {trial.names[id(one.element)] for one in flow_items(trial.document.pages)}
        return Filling({name: stage.Correction("margin-top: 130pt")})

    monkeypatch.setattr("printissue.layout.fit.filler.choose_filling", choose)
    compose = Compose(LINES - 4)
    layout, _ = Filler(compose, RANGES).fill(PageGoal("made-up", pages=2))
    assert layout.pages == 3
    assert len(compose.fillers) == 1
