"""Page counts: an issue meets the requested page count, or a finding says by how many lines it misses it."""

import re
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
from pydantic import ValidationError

import workbench
from checkout import ROOT
from printissue import (
    layout as stage,
)
from printissue import (
    pipeline,
)
from printissue.assets.resources import Resources
from printissue.assets.stylesheets import Stylesheet
from printissue.core.workspace import Workspace
from printissue.layout.engine import Box
from printissue.layout.faults import MIN_FILL
from printissue.layout.fit.filler import Filler, LayoutOptions, PageGoal, Trial
from printissue.layout.fit.filling import last_page_fill
from printissue.layout.fit.fitter import _offer
from printissue.layout.fit.page_count import PageCountSearch, PageFit, follow, note
from printissue.layout.fit.scaling import PLAIN, Scale, scale_declarations
from printissue.layout.fit.tightness import scale_of
from printissue.model.editions import EDITIONS
from printissue.model.issue import RequiredPages
from printissue.model.theme import AdjustableParts

CSS = """
@page { size: 80mm 100mm; margin: 10mm 10mm 10.6mm }
html { font: 9pt/13pt "Source Serif Pro"; orphans: 2; widows: 2; hyphens: auto }
body, h3, p { margin: 0; padding: 0 }
h3 { break-after: avoid; padding-bottom: 6.5pt; font-size: 12pt }
article { margin-bottom: 26pt }
.two { columns: 2; column-gap: 4mm }
"""
WORDS = "tide wharf rope lantern harbour sail anchor buoy pier north weather ferry "
RANGES = AdjustableParts(line=13, size=(0.92, 1.08), leading=(0.96, 1.04), gaps=(0.5, 1.5))
LINES = 17
"""The lines of 13 pt on a page."""


@pytest.fixture(scope="module", autouse=True)
def loaded() -> None:
    stage.load(Resources.of(ROOT).fontconfig())


def issue(stories: int, words: int = 8, columns: str = "") -> stage.LayoutInput:
    parts = "".join(
        f"<article><h3>Head {number}</h3><p>{(WORDS * words).strip()}</p>"
        f"<p>{(WORDS * (number % 4)).strip()}</p></article>"
        for number in range(stories)
    )
    page = f'<html lang="en"><body><main><div class="{columns}">{parts}</div></main></body></html>'
    return stage.LayoutInput(page, (Stylesheet("own.css", CSS),), {}, "made-up")


class Compose:
    """Lays out an issue and keeps the options of each attempt."""

    def __init__(self, layout_input: stage.LayoutInput) -> None:
        self.layout_input, self.attempts = layout_input, list[LayoutOptions]()

    def __call__(self, options: LayoutOptions) -> stage.Layout:
        self.attempts.append(options)
        layout_input = replace(
            self.layout_input, corrections=options.corrections, line=options.line
        )
        if options.trial:
            trial = Stylesheet("trial", "* { column-fill: auto !important }")
            layout_input = replace(layout_input, stylesheets=(*layout_input.stylesheets, trial))
        return stage.lay_out(layout_input)


def fitted(compose: Compose, ranges: AdjustableParts = RANGES, **wish: int) -> PageFit:
    return PageCountSearch(Filler(compose, ranges), "made-up").meet(RequiredPages(**wish))


def layout_of(found: PageFit) -> stage.Layout:
    assert not found.refusal
    assert found.layout is not None
    return found.layout


@pytest.mark.slow
@pytest.mark.parametrize(("stories", "columns"), [(1, ""), (6, ""), (3, "two")])
def test_a_page_count_is_met_or_refused_with_a_reason(stories: int, columns: str) -> None:
    natural = layout_of(fitted(Compose(issue(stories, columns=columns)), multiple=1)).pages
    for pages in (max(1, natural - 1), natural, natural + 1):
        compose = Compose(issue(stories, columns=columns))
        found = fitted(compose, pages=pages)
        if found.refusal:
            assert pages != natural
            assert re.search(r"\d+ lines? too (many|few)", found.refusal)
        else:
            assert layout_of(found).pages == pages
            assert last_page_fill(layout_of(found)) >= MIN_FILL or found.short
        # a refusal tries the page counts that it names
        assert len(compose.attempts) <= (24 if found.refusal else 6)


@pytest.mark.slow
def test_a_longer_issue_reaches_pages_on_both_sides() -> None:
    natural = stage.lay_out(issue(8)).pages
    tighter = fitted(Compose(issue(8)), pages=natural - 1)
    looser = fitted(Compose(issue(8)), pages=natural + 1)
    assert layout_of(tighter).pages == natural - 1
    assert layout_of(looser).pages == natural + 1
    assert tighter.scale.size < 1 < looser.scale.size
    for found in (tighter, looser):
        assert last_page_fill(layout_of(found)) >= MIN_FILL
        assert not found.short


def test_an_issue_that_is_near_a_multiple_is_fitted_to_it() -> None:
    natural = stage.lay_out(issue(8)).pages
    found = PageCountSearch(Filler(Compose(issue(8)), RANGES), "made-up").meet_nearby(natural - 1)
    assert found is not None
    assert layout_of(found).pages == natural - 1
    for multiple in (natural, 50):
        compose = Compose(issue(8))
        search = PageCountSearch(Filler(compose, RANGES), "made-up")
        assert search.meet_nearby(multiple) is None
        assert len(compose.attempts) == 1


def test_an_issue_does_not_get_a_page_that_it_cannot_fill() -> None:
    compose = Compose(issue(1, 7))
    assert compose(LayoutOptions()).pages == 1
    refusal = fitted(compose, pages=2).refusal
    assert re.fullmatch(
        r"for 2 pages the issue has \d+ lines too few in the loosest setting of the theme", refusal
    )


def test_its_own_page_count_is_met_even_if_the_last_page_is_not_full() -> None:
    found = fitted(Compose(issue(1, 3)), pages=1)
    assert layout_of(found).pages == 1
    last = last_page_fill(layout_of(found))
    assert last < MIN_FILL
    assert found.short == pytest.approx((MIN_FILL - last) * LINES, abs=1)


@pytest.mark.slow
def test_lines_stay_on_the_grid() -> None:
    found = fitted(Compose(issue(9)), pages=stage.lay_out(issue(9)).pages - 1)
    line = 13 * found.scale.leading * 96 / 72
    tops = {
        round((one.y - 10 / 25.4 * 96) % line, 1) % round(line, 1)
        for box in _paragraphs(layout_of(found))
        for one in box.children
    }
    assert found.scale.leading < 1
    assert tops <= {0.0, 0.1, round(line - 0.1, 1)}


def _paragraphs(layout: stage.Layout) -> list[Box]:
    found: list[Box] = []

    def walk(box: Box) -> None:
        if box.tag == "p":
            found.append(box)
            return
        for child in box.children:
            walk(child)

    for page in layout.laid_out:
        walk(page.box)
    return found


@pytest.mark.slow
def test_excess_and_missing_text_is_counted_in_lines() -> None:
    over = fitted(Compose(issue(12)), pages=2).refusal
    under = fitted(Compose(issue(1)), pages=9).refusal
    assert re.fullmatch(
        r"for 2 pages the issue has \d+ lines too many in the tightest setting of the theme", over
    )
    (lines,) = re.findall(r"(\d+) lines too few", under)
    assert 7 * LINES <= int(lines) <= 8 * LINES


def test_lines_are_counted_in_columns() -> None:
    one, two = (
        re.findall(
            r"(\d+) lines too few", fitted(Compose(issue(1, columns=columns)), pages=9).refusal
        )
        for columns in ("", "two")
    )
    assert int(two[0]) / int(one[0]) == pytest.approx(2, abs=0.2)


@pytest.mark.slow
def test_the_counts_of_excess_and_missing_lines_are_exact() -> None:
    """Without ranges, removing the excess lines makes it fit; adding a few lines less than missing does not."""
    bare = AdjustableParts(line=13)

    def lines(count: int) -> stage.LayoutInput:
        text = "<br>".join(f"line {number}" for number in range(count))
        return replace(issue(0), html=f"<body><main><p>{text}</p></main></body>")

    (over,) = re.findall(r"(\d+) lines too many", fitted(Compose(lines(60)), bare, pages=3).refusal)
    assert int(over) == 60 - 3 * LINES
    (under,) = re.findall(r"(\d+) lines too few", fitted(Compose(lines(60)), bare, pages=6).refusal)
    assert not fitted(Compose(lines(60 - int(over))), bare, pages=3).refusal
    assert fitted(Compose(lines(60 - int(over) + 1)), bare, pages=3).refusal
    full = 60 + int(under)
    assert fitted(Compose(lines(full)), bare, pages=6).short == 0
    assert fitted(Compose(lines(full - 2)), bare, pages=6).short


def test_cover_and_back_leave_no_page() -> None:
    layout_input = issue(1)
    back = '<div style="break-before: page">end</div></body>'
    refusal = fitted(
        Compose(replace(layout_input, html=layout_input.html.replace("</body>", back))), pages=1
    ).refusal
    assert (
        refusal
        == "for 1 page there is no space: with cover and back the issue has at least 2 pages"
    )


@pytest.mark.slow
def test_the_nearest_multiple_that_can_be_met_is_used() -> None:
    natural = stage.lay_out(issue(9)).pages
    assert layout_of(fitted(Compose(issue(9)), multiple=natural - 1)).pages == natural - 1
    refusal = fitted(Compose(issue(9)), multiple=natural * 3).refusal
    assert f"for {natural * 3} pages the issue has" in refusal


@pytest.mark.slow
def test_without_ranges_only_its_own_page_count_is_met() -> None:
    bare = AdjustableParts(line=13)
    natural = layout_of(fitted(Compose(issue(5)), bare, multiple=1)).pages
    assert layout_of(fitted(Compose(issue(5)), bare, pages=natural)).pages == natural
    assert fitted(Compose(issue(5)), bare, pages=natural + 1).refusal


@pytest.mark.slow
def test_the_result_is_the_same_each_time() -> None:
    first, second = (fitted(Compose(issue(6)), multiple=2) for _ in range(2))
    assert (first.scale, first.refusal) == (second.scale, second.refusal)


@pytest.mark.slow
def test_another_edition_has_the_scale_and_the_page_count_if_it_fills_the_pages(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    natural = stage.lay_out(issue(8)).pages
    printed = fitted(Compose(issue(8)), pages=natural + 1)
    goals, finish = [], Filler.finish

    def finishing(
        filler: Filler, trial: Trial, goal: PageGoal
    ) -> tuple[stage.Layout, LayoutOptions]:
        goals.append(goal.pages)
        return finish(filler, trial, goal)

    monkeypatch.setattr(Filler, "finish", finishing)
    same, shorter = (
        follow(Filler(Compose(issue(stories)), RANGES), printed, goal=PageGoal("made-up"))
        for stories in (8, 5)
    )
    assert goals == [natural + 1, None]
    assert same.pages == natural + 1
    assert shorter.pages < natural
    size = round(9 * printed.scale.size * 96 / 72, 3)
    for layout in (same, shorter):
        assert {round(one.font_size, 3) for one in _paragraphs(layout)} == {size}


@pytest.mark.parametrize("key", ["size", "gaps", "leading", "drawing"])
@pytest.mark.parametrize("value", ["1", "1.1 1.2", "much more", "0 1", "0.9 1 1.1"])
def test_ranges_have_two_factors_around_1(key: str, value: str) -> None:
    with pytest.raises(ValidationError, match=r"is not a (range of factors around 1|number)"):
        AdjustableParts.model_validate({key: value})


def test_tightness_spans_the_ranges() -> None:
    assert scale_of(RANGES, -1) == Scale(1.08, 1.04, 1.5)
    assert scale_of(RANGES, 0) == PLAIN
    assert scale_of(RANGES, 0.5) == Scale(0.96, 0.98, 0.75)
    assert scale_of(RANGES, 1) == Scale(0.92, 0.96, 0.5)


def test_the_note_names_the_scale() -> None:
    layout = layout_of(fitted(Compose(issue(1, 2)), multiple=1))
    said = note(Scale(0.985, 0.9996, 0.9), layout)
    assert re.fullmatch(
        r"fitted to 1 page with sizes at 98.5%, spaces at 90.0%; the last page of text is \d\d% full",
        said,
    )
    assert "nothing changed" in note(PLAIN, layout)


def test_inherited_values_are_not_declared_again() -> None:
    layout = stage.lay_out(issue(2, 1))
    said = scale_declarations(layout.document.pages, Scale(0.9, 0.95, 0.5))
    by_tag: dict[str, str] = {}
    for page in layout.document.pages:
        stack = [page.box]
        while stack:
            box = stack.pop()
            if box.element is not None and id(box.element) in said:
                by_tag[box.element.tag] = said[id(box.element)]
            stack += box.children
    assert by_tag["main"] == "font-size: 8.1000pt; line-height: 12.3500pt"
    assert by_tag["h3"] == "font-size: 10.8000pt; padding-bottom: 3.2500pt"
    assert by_tag["article"] == "margin-bottom: 13.0000pt"
    assert "p" not in by_tag


# the whole program


@pytest.fixture
def program(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> workbench.Program:
    return workbench.Program(monkeypatch, capsys)


STORY = "      - heading: One\n        body: " + WORDS * 40 + "\n"
MANUSCRIPT = (
    workbench.ISSUE.split("sections:")[0]
    + "fit: {FIT}\nsections:\n  - title: News\n    articles:\n"
)


def workspace(folder: Path, wish: str, stories: int = 6) -> Workspace:
    text = MANUSCRIPT.replace("FIT", wish) + STORY * stories
    return workbench.lay_out_in_bulletin(folder, {"issues/update/2015-10.yaml": text})


@pytest.mark.slow
def test_a_build_has_the_page_count_and_a_note(tmp_path: Path, program: workbench.Program) -> None:
    ended = program(workspace(tmp_path, "pages: 5"), "build", "--edition", "print")
    assert "update/2015-10: fitted to 5 pages with" in ended.err
    assert "2015-10.yaml:3:1: warning: 5 pages are not a multiple of 4" in ended.err
    with pikepdf.open(tmp_path / "output/update/2015-10/update-2015-10-print.pdf") as pdf:
        assert len(pdf.pages) == 5


@pytest.mark.slow
def test_a_page_count_that_cannot_be_met_is_an_error_at_its_key(
    tmp_path: Path, program: workbench.Program
) -> None:
    ended = program(workspace(tmp_path, "pages: 40", 1), "build", "--edition", "archive")
    assert ended.code == 5
    assert "issues/update/2015-10.yaml:3:1: error: for 40 pages the issue has" in ended.err
    assert "hint: ask for" in ended.err
    assert "[fit-impossible]" in ended.err


@pytest.mark.slow
@pytest.mark.parametrize("wish", ["pages: 4, multiple: 4", "", "pages: 0", "multiple: many"])
def test_an_invalid_request_is_an_error(
    tmp_path: Path, program: workbench.Program, wish: str
) -> None:
    ended = program(workspace(tmp_path, wish, 1), "check")
    assert ended.code == 3
    assert "2015-10.yaml:3:" in ended.err


@pytest.mark.slow
@pytest.mark.parametrize(
    ("wish", "said", "names"),
    [
        ("pages: 5", "fitting to 5 pages", ["print", "screen"]),
        ("multiple: 5", "fitting to a multiple of 5 pages", ["print"]),
    ],
)
def test_a_search_is_reported(tmp_path: Path, wish: str, said: str, names: list[str]) -> None:
    reporter = workbench.RecordingReporter()
    reporter.noted = lambda ref, note: reporter.events.append(f"{ref}: {note}")
    order = pipeline.BuildOptions((workbench.REF,), tuple(EDITIONS[name] for name in names))
    made = pipeline.build(workspace(tmp_path, wish), order, reporter)
    assert f"update/2015-10: {said}" in reporter.events
    assert [event for event in reporter.events if "fitted to 5 pages" in event]
    assert len([event for event in reporter.events if "fitted" in event]) == 1
    assert [one.pages for one in made] == [5 for _ in names]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("stories", "words", "columns"),
    [(1, 7, ""), (3, 8, "two"), (9, 6, "")],
)
def test_the_page_counts_that_a_refusal_names_can_be_met(
    stories: int, words: int, columns: str
) -> None:
    layout_input = issue(stories, words, columns)
    natural = stage.lay_out(layout_input).pages
    for pages in (max(1, natural - 2), natural + 3):
        found = fitted(Compose(layout_input), pages=pages)
        if not found.refusal:
            continue
        assert found.others, found.refusal
        for other in found.others:
            assert other != pages
            met = fitted(Compose(layout_input), pages=other)
            assert layout_of(met).pages == other
        # no nearer number, on the side of those that it has anyway, is met
        nearest = min(found.others, key=lambda one: abs(one - pages))
        step = 1 if pages < nearest else -1
        for nearer in range(pages + step, nearest, step)[:3]:
            assert fitted(Compose(layout_input), pages=nearer).refusal


@pytest.mark.slow
def test_a_refused_multiple_names_other_page_counts() -> None:
    layout_input = issue(5)
    natural = stage.lay_out(layout_input).pages
    found = fitted(Compose(layout_input), multiple=natural * 4)
    assert found.refusal
    assert found.others
    assert all(other % (natural * 4) for other in found.others)
    assert layout_of(fitted(Compose(layout_input), pages=found.others[0])).pages == found.others[0]


@pytest.mark.parametrize(
    ("others", "said"),
    [
        ((), ""),
        ((5,), "ask for 5 pages, or "),
        ((1,), "ask for 1 page, or "),
        ((5, 7), "ask for 5 or 7 pages, or "),
    ],
)
def test_the_hint_names_other_page_counts(others: tuple[int, ...], said: str) -> None:
    assert _offer(others) == said
