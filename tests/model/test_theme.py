"""Themes: the values that theme.yaml allows, and the style sheets that are made from it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from printissue.model.editions import PAPERS
from printissue.model.printers import Bleed
from printissue.model.theme import Ink, Theme, paper_sheet

GOOD = {
    "title": "Own",
    "inks": {"ink": {"cmyk": "100 72 0 32", "rgb": "#14387F"}},
    "sheets": ["page.css", "more/type.css"],
}


def error_message(**values) -> str:
    with pytest.raises(ValidationError) as raised:
        Theme.model_validate({**GOOD, **values})
    [one] = raised.value.errors()
    return one["msg"]


def test_theme_is_read():
    theme = Theme.model_validate(GOOD)
    assert theme.paper == "A4"
    assert theme.sheets == ["page.css", "more/type.css"]
    assert theme.inks["ink"] == Ink(cmyk=(100, 72, 0, 32), rgb="#14387f")


@pytest.mark.parametrize("key", GOOD)
def test_every_key_except_the_paper_is_required(key):
    with pytest.raises(ValidationError, match="Field required"):
        Theme.model_validate({name: value for name, value in GOOD.items() if name != key})


@pytest.mark.parametrize("paper", PAPERS)
def test_known_papers_are_allowed(paper):
    assert Theme.model_validate({**GOOD, "paper": paper}).paper == paper


@pytest.mark.parametrize("paper", ["a4", "A9", "", "A4 ", "Letter\n", "Ａ4"])
def test_other_papers_are_rejected(paper):
    assert "is not a paper size" in error_message(paper=paper)


@pytest.mark.parametrize("text", ["0 0 0 100", " 1  2\t3 4 ", "000 1 2 3"])
def test_cmyk_colours_are_allowed(text):
    assert len(Ink.model_validate({"cmyk": text, "rgb": "#000000"}).cmyk) == 4


@pytest.mark.parametrize(
    "text",
    ["", "1 2 3", "1 2 3 4 5", "1 2 3 101", "1 2 3 -4", "1 2 3 4.5", "1 2 3 4%", "1,2,3,4", "a b c d",
     "1 2 3 ４", "1 2 3 ²", "0 0 0 " + "9" * 5000],
)  # fmt: skip
def test_other_cmyk_values_are_rejected(text):
    assert "is not a CMYK colour" in error_message(inks={"ink": {"cmyk": text, "rgb": "#000000"}})


@pytest.mark.parametrize(
    "text", ["", "#fff", "14387f", "#14387g", "#14387f0", "red", "#14387f\n", "#１4387f"]
)
def test_other_screen_colours_are_rejected(text):
    assert "is not a screen colour" in error_message(inks={"ink": {"cmyk": "0 0 0 0", "rgb": text}})


@pytest.mark.parametrize("name", ["my ink", "Ink", "--ink", "", "ink;", "ïnk", "ink\n", "a" * 65])
def test_names_that_css_cannot_use_are_rejected(name):
    words = error_message(inks={name: {"cmyk": "0 0 0 0", "rgb": "#000000"}})
    assert "cannot be the name of an ink" in words


@pytest.mark.parametrize("name", ["page", "page.scss", "../page.css", "/page.css", "a/../../b.css"])
def test_names_that_are_not_style_sheets_are_rejected(name):
    assert "is not a style sheet" in error_message(sheets=[name])


def test_a_theme_without_sheets_is_rejected():
    assert "at least 1" in error_message(sheets=[])


# the style sheets that are made from it


def test_inks_are_declared_for_pages_and_their_margins():
    theme = Theme.model_validate(GOOD)
    assert theme.ink_sheet(cmyk=False) == (":root { --ink: #14387f; }\n@page { --ink: #14387f; }\n")
    assert "--ink: device-cmyk(1 0.72 0 0.32);" in theme.ink_sheet(cmyk=True)


def test_text_is_justified_in_the_languages_of_a_paper():
    theme = Theme.model_validate(GOOD | {"justified": {"A5": ["en"]}})
    on_a5, on_a4 = theme.justification_sheet("A5"), theme.justification_sheet("A4")
    assert "html:lang(en), article[lang]:lang(en) { text-align: justify" in on_a5
    assert "justify" not in on_a4 and "text-align: start" in on_a4
    assert Theme.model_validate(GOOD).justification_sheet("A5") == ""


@given(st.lists(st.integers(0, 100), min_size=4, max_size=4))
def test_percentages_become_parts_of_one(parts):
    ink = Ink.model_validate({"cmyk": " ".join(map(str, parts)), "rgb": "#000000"})
    theme = Theme.model_construct(inks={"a": ink})
    words = theme.ink_sheet(cmyk=True).split("device-cmyk(")[1].split(")")[0]
    assert [round(float(word) * 100, 6) for word in words.split()] == parts


def test_paper_without_bleed():
    assert paper_sheet("A5", None) == "@page { size: 148.0mm 210.0mm; }"


def test_page_numbers_can_continue_from_an_earlier_issue() -> None:
    assert "@page :first { counter-reset: page 13; }" in paper_sheet("A5", None, first_folio=13)


def test_gutter_is_at_the_other_side_of_each_page():
    words = paper_sheet("A4", Bleed(top=1.0, bottom=2.0, outer=3.0, inner=0.0)).splitlines()
    assert words == [
        "@page { size: 210.0mm 297.0mm; }",
        "@page { bleed-top: 1.0mm; bleed-bottom: 2.0mm; }",
        "@page :right { bleed-left: 0.0mm; bleed-right: 3.0mm; }",
        "@page :left { bleed-right: 0.0mm; bleed-left: 3.0mm; }",
    ]


def test_a_theme_states_what_fits_by_paper() -> None:
    values = {"title": "T", "inks": {}, "sheets": ["a.css"]}
    theme = Theme.model_validate(values | {"capacity": {"A4": {"cover_list": "20"}}})
    assert [theme.capacity_on(paper).cover_list for paper in ("A4", "A5", "Letter")] == [20, 14, 28]
    with pytest.raises(ValidationError, match="paper size"):
        Theme.model_validate(values | {"capacity": {"B5": {}}})
