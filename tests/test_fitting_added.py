"""Pages that are added: an issue is laid out with those that it will lack, without a layout more."""

from dataclasses import replace
from pathlib import Path

import pytest

from printissue import press
from printissue.press.scaling import PLAIN
from printissue.pressrun.fitting import Goal, Way, fit
from printissue.sheets import Sheet
from printissue.theme import Fitting
from printissue.typecase import Typecase

ROOT = Path(__file__).resolve().parents[1]
CSS = """
@page { size: 80mm 100mm; margin: 10mm 10mm 10.6mm }
html { font: 9pt/13pt "Source Serif Pro" }
body, p { margin: 0 }
.filler, .back { break-before: page }
"""
GIVEN = Fitting(line=13)
LINES = 17
"""So many lines of 13 pt has a page."""


@pytest.fixture(scope="module", autouse=True)
def loaded() -> None:
    press.load(Typecase.of(ROOT).fontconfig())


class Setter:
    """Lays so many lines out, with a page after them, and keeps the ways that it was asked for."""

    def __init__(self, lines: int) -> None:
        self.lines, self.ways = lines, list[Way]()

    def __call__(self, way: Way) -> press.Layout:
        self.ways.append(way)
        text = "<br>".join(f"line {number}" for number in range(self.lines))
        after = '<section class="filler">notes</section>' * way.fillers
        page = f'<body><main><p>{text}</p></main>{after}<section class="back">end</section></body>'
        forme = press.Forme(page, (Sheet("own.css", CSS),), {}, "made-up", way.corrections)
        return press.set_pages(replace(forme, line=way.line))

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
    monkeypatch.setattr(press, "chosen", lambda *_, **__: press.Filling({}, pages=4))
    setter = Setter(LINES + 12)
    layout, _ = fit(setter, GIVEN, PLAIN, goal=Goal("made-up", 4))
    assert layout.pages == 4
    assert setter.fillers == [0, 1]


def test_without_a_line_they_are_added_too() -> None:
    setter = Setter(LINES + 12)
    layout, _ = fit(setter, Fitting(), PLAIN, goal=Goal("made-up", 4))
    assert layout.pages == 4
    assert setter.fillers == [0, 1]
