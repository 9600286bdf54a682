"""Colours come into the printing inks, neutrals into black alone; in a mask all become grey."""

import pytest
from pikepdf import Array, Dictionary, Name, Pdf, String
from PIL import Image

from pressfiles import BLACK, PROFILE
from printissue.prepress.colour import Greys, Inks
from printissue.prepress.spaces import (
    CMYK,
    GREY,
    LAB,
    RGB,
    Space,
    UnconvertibleError,
    read_space,
)

PAPER = (0, 0, 0, 0)


@pytest.fixture(scope="module")
def inks():
    return Inks(PROFILE)


@pytest.mark.parametrize(
    ("space", "values", "wanted"),
    [
        (RGB, (1.0, 1.0, 1.0), PAPER),
        (RGB, (0.0, 0.0, 0.0), BLACK),
        (RGB, (0.5, 0.5, 0.5), (0, 0, 0, 0.5)),
        (RGB, (0.5, 0.5 + 1 / 255, 0.5), (0, 0, 0, 0.4987)),
        (RGB, (0.003, 0.003, 0.003), BLACK),
        (GREY, (0.25,), (0, 0, 0, 0.75)),
        (GREY, (1.0,), PAPER),
        (CMYK, (0.1, 0.2, 0.3, 0.4), (0.1, 0.2, 0.3, 0.4)),
        (CMYK, (2.0, -1.0, 0.0, 1.0), (1, 0, 0, 1)),
        (LAB, (100.0, 0.0, 0.0), PAPER),
        (LAB, (0.0, 0.0, 0.0), BLACK),
        (LAB, (53.585, 0.2, -0.3), (0, 0, 0, 0.498)),
        (Space("indexed", 1, base=RGB, table=b"\0\0\0\xff\xff\xff"), (1.0,), PAPER),
        (Space("indexed", 1, base=CMYK, table=b"\xff\0\0\0"), (7.0,), (1, 0, 0, 0)),
    ],
)
def test_neutral_and_given_inks(inks, space, values, wanted):
    assert inks.colour(space, values) == pytest.approx(wanted, abs=0.0006)


def test_colours_go_through_the_profile(inks):
    red, blue = inks.colour(RGB, (1.0, 0.0, 0.0)), inks.colour(RGB, (0.0, 0.0, 1.0))
    assert red[0] < 0.1 < min(red[1:3])
    assert min(blue[:2]) > 0.5 > max(blue[2:])
    assert max(sum(inks.colour(RGB, (r, g, 0.0))) for r in (0.0, 0.1) for g in (0.1, 0.2)) <= 3.3


def test_two_steps_apart_is_no_neutral(inks):
    assert any(inks.colour(RGB, (0.5, 0.5 + 2 / 255, 0.5))[:3])


def test_lab_and_srgb_of_one_colour_meet(inks):
    lab = inks.colour(LAB, (50.0, 20.0, 30.0))
    srgb = inks.colour(RGB, (160 / 255, 107 / 255, 70 / 255))
    assert lab == pytest.approx(srgb, abs=0.02)
    assert inks.colour(LAB, (50.0, -20.0, -30.0))[0] > 0.6  # blue: the signs are read


def test_a_gradient_s_neutrals_stay_among_their_neighbours(inks):
    dark = inks.blend(RGB, (0.2, 0.2, 0.2))
    near = inks.blend(RGB, (0.2, 0.2, 0.22))
    assert dark == pytest.approx(near, abs=0.1)
    assert inks.blend(RGB, (1.0, 1.0, 1.0)) == PAPER


def test_what_blends_exactly(inks):
    assert inks.linear(GREY, (0.0,), (1.0,))
    assert inks.linear(RGB, (0.0, 0.0, 0.0), (1.0, 1.0, 1.0))
    assert inks.linear(RGB, (0.3, 0.5, 0.7), (0.3, 0.5, 0.7))
    assert not inks.linear(RGB, (1.0, 0.0, 0.0), (1.0, 1.0, 1.0))
    assert Greys().linear(RGB, (1.0, 0.0, 0.0), (1.0, 1.0, 1.0))
    assert not Greys().linear(CMYK, (1.0, 1.0, 1.0, 1.0), (0.0, 0.0, 0.0, 0.0))


@pytest.mark.parametrize(
    ("space", "values", "grey"),
    [
        (RGB, (1.0, 0.0, 0.0), 0.3),
        (RGB, (0.0, 1.0, 0.0), 0.59),
        (RGB, (0.0, 0.0, 1.0), 0.11),
        (GREY, (0.4,), 0.4),
        (CMYK, (1.0, 0.0, 0.0, 0.0), 0.7),
        (CMYK, (1.0, 1.0, 1.0, 1.0), 0.0),
        (LAB, (100.0, 0.0, 0.0), 1.0),
        (LAB, (53.585, 0.0, 0.0), 0.502),
        (Space("indexed", 1, base=GREY, table=b"\0\x33"), (1.0,), 0.2),
    ],
)
def test_luminosity(space, values, grey):
    assert Greys().colour(space, values) == pytest.approx((grey,), abs=0.001)


def test_pictures(inks):
    assert inks.picture(Image.new("RGB", (2, 2), (255, 0, 0)), RGB).mode == "CMYK"
    grey = inks.picture(Image.new("RGB", (2, 2), (77, 77, 77)), RGB)
    assert (grey.mode, grey.getpixel((0, 0))) == ("L", 77)
    assert Greys().picture(Image.new("CMYK", (2, 2), (0, 0, 0, 255)), CMYK).getpixel((0, 0)) == 0


def test_an_empty_table(inks):
    with pytest.raises(UnconvertibleError):
        inks.colour(Space("indexed", 1, base=RGB), (0.0,))
    with pytest.raises(UnconvertibleError):
        inks.colour(CMYK, (0.0,))


# reading spaces


@pytest.fixture(scope="module")
def pdf():
    return Pdf.new()


def icc(pdf, components, content=b"profile"):
    stream = pdf.make_stream(content)
    stream.N = components
    return Array([Name.ICCBased, stream])


def test_spaces_by_name_and_array(pdf):
    own = Dictionary(ColorSpace=Dictionary({"/lab-d50": Array([Name.Lab, Dictionary()])}))
    assert read_space(Name.DeviceRGB) is RGB
    assert read_space(Name.G) is GREY
    assert read_space(Name("/lab-d50"), own) is LAB
    assert read_space(Array([Name.CalRGB, Dictionary()])) is RGB
    assert read_space(icc(pdf, 4)) is CMYK
    assert read_space(icc(pdf, 1)) is GREY
    assert read_space(icc(pdf, 3)) == Space("rgb", 3, profile=b"profile")
    assert read_space(Array([Name.Pattern, Name.DeviceRGB])).base is RGB
    assert read_space(Name.Pattern).kind == "pattern"


def test_indexed_spaces(pdf):
    table = String(b"\x00\x80\xff\xff\xff\xff")
    found = read_space(Array([Name.Indexed, Name.DeviceRGB, 1, table]))
    assert found.entries() == [(0, 128 / 255, 1), (1, 1, 1)]
    lab = Array([Name.Lab, Dictionary()])
    streamed = read_space(Array([Name.Indexed, lab, 0, pdf.make_stream(b"\xff\x80\x81")]))
    assert streamed.entries() == [(100, 0, 1)]


@pytest.mark.parametrize(
    "named",
    [
        Name("/missing"),
        Array([]),
        Array([Name("/Separation"), Name.Gold, Name.DeviceRGB, Dictionary()]),
        Array([Name("/DeviceN"), Array([]), Name.DeviceCMYK, Dictionary()]),
        Dictionary(),
    ],
)
def test_what_is_no_space_of_ours(named):
    with pytest.raises(UnconvertibleError):
        read_space(named, Dictionary())
