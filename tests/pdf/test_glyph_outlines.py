"""Text as outlines: paths, widths, and missing characters."""

import pikepdf
import pytest

from printissue.pdf.glyph_outlines import (
    CAP_HEIGHT,
    glyph_outline,
    missing_characters,
    text_outlines,
    text_width,
)


def test_glyphs():
    advance, outline = glyph_outline("o")
    assert 0.4 < advance < 0.7
    assert outline.endswith(" f")
    assert outline.count("h") == 2
    assert glyph_outline(" ") == (pytest.approx(0.2, abs=0.02), "")
    assert glyph_outline("\u4e00") == (0.0, "")


def test_a_line_is_as_wide_as_its_letters():
    assert text_width("noon") == pytest.approx(
        2 * glyph_outline("n")[0] + 2 * glyph_outline("o")[0]
    )
    assert text_width("") == 0


def test_a_heavier_face_is_wider():
    assert text_width("Imprint", face="Semibold") > text_width("Imprint")


def test_each_letter_starts_where_the_one_before_ends():
    with pikepdf.new() as pdf:
        parsed = pikepdf.parse_content_stream(pdf.make_stream(text_outlines("no").encode()))
    moves = [float(one.operands[4]) for one in parsed if str(one.operator) == "cm"]
    assert moves == [pytest.approx(glyph_outline(letter)[0], abs=1e-4) for letter in "no"]


def test_capitals_have_the_stated_height():
    _, outline = glyph_outline("H")
    numbers = [float(word) for word in outline.split() if word[0].isdigit()]
    assert max(numbers) == pytest.approx(CAP_HEIGHT, abs=0.01)


def test_characters_that_the_font_does_not_have_are_listed_once():
    assert missing_characters("Año 中 1 中☃") == "中☃"
    assert missing_characters("Grüße – № 7") == ""
