"""The fonts of web pages: what is added to the faces that a style sheet declares."""

import re

from printissue.assets.resources import Resources
from printissue.assets.stylesheets import Stylesheet
from printissue.assets.web_fonts import font_set

SHEET = Stylesheet(
    "web.css",
    '@font-face { font-family: "Source Serif Pro"; font-weight: 400 }\n'
    '@font-face { font-family: "Source Serif Pro"; font-weight: 400; font-style: italic }\n'
    '@font-face { font-family: "Source Sans Pro"; font-weight: 600 }\n',
)


def test_other_characters_come_with_the_weight_and_style_of_each_face(tmp_path):
    """A browser looks for a character only in the faces that have the same weight and style."""
    fonts = font_set(Resources.of(tmp_path), [SHEET], "Port נמל", "")
    assert fonts.findings == ()
    rules = [one for one in fonts.css.splitlines() if "unicode-range" in one]
    assert len(rules) == 3
    faces = [re.sub(r" unicode-range.*", "", one) for one in rules]
    plain = [re.sub(r" (font-display|src).*", "", one) for one in fonts.css.splitlines()[:3]]
    assert faces == plain
    assert all("U+05DC, U+05DE, U+05E0" in one and "notosanshebrew" in one for one in rules)
