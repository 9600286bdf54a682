"""Fonts: widths and heights of letters, also with missing entries."""

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from printissue.pdf.fonts import read_font, read_unicode


def composite(**entries: object) -> pikepdf.Object:
    return Dictionary(
        Subtype=Name.Type0,
        Encoding=Name("/Identity-H"),
        DescendantFonts=Array([Dictionary(**entries)]),
    )


@pytest.mark.parametrize(
    ("code", "width"), [(3, 0.5), (4, 0.25), (5, 0.9), (10, 0.7), (12, 0.7), (13, 0.9)]
)
def test_widths_of_a_composite_font(code: int, width: float) -> None:
    font = read_font(composite(W=Array([3, Array([500, 250]), 10, 12, 700]), DW=900))
    assert font.measure(bytes([0, code])).width == pytest.approx(width)


def test_strings_are_as_wide_as_their_codes() -> None:
    font = read_font(composite(W=Array([3, Array([500, 250])]), DW=900))
    assert font.measure(b"\0\3\0\4") == (pytest.approx(0.75), 2, 0)


def test_spaces_count_in_simple_fonts_only() -> None:
    simple = read_font(Dictionary(Subtype=Name.Type1, FirstChar=32, Widths=Array([250])))
    assert simple.measure(b"  ") == (pytest.approx(0.5), 2, 2)
    assert read_font(composite()).measure(b"\0\x20").spaces == 0


@pytest.mark.parametrize(
    ("entries", "heights"),
    [
        ({"Ascent": 900, "Descent": -300}, (0.9, -0.3)),
        ({"Ascent": 900}, (0.9, None)),
        ({"Ascent": Name.Tall}, (None, None)),
    ],
)
def test_heights_are_those_that_the_descriptor_states(
    entries: dict[str, object], heights: tuple[float | None, ...]
) -> None:
    font = read_font(composite(FontDescriptor=Dictionary(**entries)))
    assert (font.ascent, font.descent) == heights


JUNK = [
    Dictionary(),
    Dictionary(Subtype=Name.Type0),
    Dictionary(Subtype=Name.Type0, DescendantFonts=Array([])),
    Dictionary(Subtype=Name.Type1, Widths=Array([Name.A, 3]), FirstChar=Name.B),
    Dictionary(Subtype=Name.Type3, CharProcs=3, Encoding=Dictionary(Differences=Array([1, 2]))),
    composite(W=Array([1])),
    composite(W=Array([Name.A, Name.B, Name.C])),
]


@pytest.mark.parametrize("font", JUNK)
def test_a_damaged_font_has_usual_values(font: pikepdf.Object) -> None:
    assert read_font(font).measure(b"ab").codes in (1, 2)


CMAP = b"""1 begincodespacerange <0000> <ffff> endcodespacerange
2 beginbfchar <0001> <00410042> <00FF> <d83dde00> endbfchar
2 beginbfrange <0010> <0012> <0061> <0020> <0021> [<0058> <0059 005A>] endbfrange
1 beginbfchar <0030> <0041> endbfchar"""


def test_texts_of_codes_are_read() -> None:
    pdf = pikepdf.new()
    assert read_unicode(pdf.make_stream(CMAP)) == {
        1: "AB",
        255: "😀",
        **{16: "a", 17: "b", 18: "c"},
        **{32: "X", 33: "YZ"},
        48: "A",
    }
    assert read_unicode(None) == {}
    assert read_unicode(pdf.make_stream(b"beginbfrange <1> <2> [ endbfrange")) == {}
