"""Colours on screen: contrast, and the colours of dark pages."""

import pytest

from printissue.model.screen_colours import MIN_CONTRAST, contrast, dark_colours
from printissue.model.theme import SCREEN_PAIRS, Ink, Theme


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize(
    "colour", ["#14387f", "#b8321e", "#000000", "#ffee00", "#2e8b57", "#7f7f7f"]
)
def test_a_dark_page_has_enough_contrast(colour: str) -> None:
    inks = {"ink": Ink(cmyk=(0, 0, 0, 100), rgb=colour)}
    theme = Theme(title="T", inks=inks, sheets=["a.css"])
    dark = theme.screen_inks(dark=True)
    for text, background in SCREEN_PAIRS:
        assert contrast(dark[text], dark[background]) >= MIN_CONTRAST
    assert contrast(dark["paper"], "#000000") < 2


def test_text_on_a_middle_tone_is_readable() -> None:
    colours = {"paper": "#ffffff", "accent": "#a04000", "text": "#000000"}
    for pair in (("paper", "accent"), ("text", "accent")):
        dark = dark_colours(colours, [pair], {"accent": "#7f7f7f"})
        assert contrast(dark[pair[0]], dark[pair[1]]) >= MIN_CONTRAST


def test_a_colour_that_is_stated_stays() -> None:
    dark = dark_colours(
        {"ink": "#000000", "paper": "#ffffff"}, [("ink", "paper")], {"ink": "#333333"}
    )
    assert dark["ink"] == "#333333"


def test_missing_inks_have_defaults() -> None:
    theme = Theme(
        title="T", inks={"red": Ink(cmyk=(0, 80, 60, 0), rgb="#aa2222")}, sheets=["a.css"]
    )
    assert theme.screen_inks()["paper"] == "#ffffff"
    assert theme.screen_inks()["red"] == "#aa2222"
