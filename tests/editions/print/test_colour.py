"""Colours become printing inks, neutral ones only black; in a luminosity mask they become grey."""

import pytest
from PIL import Image, ImageCms

from printfiles import BLACK, PROFILE
from printissue.editions.print.colour import (
    CmykConversion,
    LuminosityConversion,
    UnconvertibleError,
)
from printissue.editions.print.ink_limit import STRIP, InkLimit
from printissue.pdf.colour import CMYK, GRAY, LAB, RGB, ColourSpace

PAPER = (0, 0, 0, 0)


@pytest.fixture(scope="module")
def inks():
    return CmykConversion(PROFILE)


@pytest.mark.parametrize(
    ("space", "values", "wanted"),
    [
        (RGB, (1.0, 1.0, 1.0), PAPER),
        (RGB, (0.0, 0.0, 0.0), BLACK),
        (RGB, (0.5, 0.5, 0.5), (0, 0, 0, 0.5)),
        (RGB, (0.5, 0.5 + 1 / 255, 0.5), (0, 0, 0, 0.4987)),
        (RGB, (0.003, 0.003, 0.003), BLACK),
        (GRAY, (0.25,), (0, 0, 0, 0.75)),
        (GRAY, (1.0,), PAPER),
        (CMYK, (0.1, 0.2, 0.3, 0.4), (0.1, 0.2, 0.3, 0.4)),
        (CMYK, (2.0, -1.0, 0.0, 1.0), (1, 0, 0, 1)),
        (LAB, (100.0, 0.0, 0.0), PAPER),
        (LAB, (0.0, 0.0, 0.0), BLACK),
        (LAB, (53.585, 0.2, -0.3), (0, 0, 0, 0.498)),
        (ColourSpace("Indexed", 1, base=RGB, entries=b"\0\0\0\xff\xff\xff"), (1.0,), PAPER),
        (ColourSpace("Indexed", 1, base=CMYK, entries=b"\xff\0\0\0"), (7.0,), (1, 0, 0, 0)),
    ],
)
def test_neutral_and_given_inks(inks, space, values, wanted):
    assert inks.colour(space, values) == pytest.approx(wanted, abs=0.0006)


def test_colours_go_through_the_profile(inks):
    red, blue = inks.colour(RGB, (1.0, 0.0, 0.0)), inks.colour(RGB, (0.0, 0.0, 1.0))
    assert red[0] < 0.1 < min(red[1:3])
    assert min(blue[:2]) > 0.5 > max(blue[2:])
    assert max(sum(inks.colour(RGB, (r, g, 0.0))) for r in (0.0, 0.1) for g in (0.1, 0.2)) <= 3.3


def test_a_difference_of_two_steps_is_not_neutral(inks):
    assert any(inks.colour(RGB, (0.5, 0.5 + 2 / 255, 0.5))[:3])


def test_lab_and_srgb_of_one_colour_meet(inks):
    lab = inks.colour(LAB, (50.0, 20.0, 30.0))
    srgb = inks.colour(RGB, (160 / 255, 107 / 255, 70 / 255))
    assert lab == pytest.approx(srgb, abs=0.02)
    assert inks.colour(LAB, (50.0, -20.0, -30.0))[0] > 0.6  # blue: the signs are read


def test_a_gradient_s_neutrals_stay_among_their_neighbours(inks):
    dark = inks.gradient_colour(RGB, (0.2, 0.2, 0.2))
    near = inks.gradient_colour(RGB, (0.2, 0.2, 0.22))
    assert dark == pytest.approx(near, abs=0.1)
    assert inks.gradient_colour(RGB, (1.0, 1.0, 1.0)) == PAPER


def test_mixtures_that_convert_exactly(inks):
    assert inks.keeps_blends(GRAY, (0.0,), (1.0,))
    assert inks.keeps_blends(RGB, (0.0, 0.0, 0.0), (1.0, 1.0, 1.0))
    assert inks.keeps_blends(RGB, (0.3, 0.5, 0.7), (0.3, 0.5, 0.7))
    assert not inks.keeps_blends(RGB, (1.0, 0.0, 0.0), (1.0, 1.0, 1.0))
    assert LuminosityConversion().keeps_blends(RGB, (1.0, 0.0, 0.0), (1.0, 1.0, 1.0))
    assert not LuminosityConversion().keeps_blends(CMYK, (1.0, 1.0, 1.0, 1.0), (0.0, 0.0, 0.0, 0.0))


@pytest.mark.parametrize(
    ("space", "values", "grey"),
    [
        (RGB, (1.0, 0.0, 0.0), 0.3),
        (RGB, (0.0, 1.0, 0.0), 0.59),
        (RGB, (0.0, 0.0, 1.0), 0.11),
        (GRAY, (0.4,), 0.4),
        (CMYK, (1.0, 0.0, 0.0, 0.0), 0.7),
        (CMYK, (1.0, 1.0, 1.0, 1.0), 0.0),
        (LAB, (100.0, 0.0, 0.0), 1.0),
        (LAB, (53.585, 0.0, 0.0), 0.502),
        (ColourSpace("Indexed", 1, base=GRAY, entries=b"\0\x33"), (1.0,), 0.2),
    ],
)
def test_luminosity(space, values, grey):
    assert LuminosityConversion().colour(space, values) == pytest.approx((grey,), abs=0.001)


def test_pictures(inks):
    assert inks.image(Image.new("RGB", (2, 2), (255, 0, 0)), RGB).mode == "CMYK"
    grey = inks.image(Image.new("RGB", (2, 2), (77, 77, 77)), RGB)
    assert (grey.mode, grey.getpixel((0, 0))) == ("L", 77)
    assert (
        LuminosityConversion()
        .image(Image.new("CMYK", (2, 2), (0, 0, 0, 255)), CMYK)
        .getpixel((0, 0))
        == 0
    )


def test_an_empty_table(inks):
    with pytest.raises(UnconvertibleError):
        inks.colour(ColourSpace("Indexed", 1, base=RGB), (0.0,))
    with pytest.raises(UnconvertibleError):
        inks.colour(CMYK, (0.0,))


def test_spot_colours_do_not_convert(inks):
    spot = ColourSpace("Separation", 1, names=("Gold",), base=CMYK)
    for conversion in (inks, LuminosityConversion()):
        with pytest.raises(UnconvertibleError, match="cannot be converted to CMYK"):
            conversion.colour(spot, (0.5,))


# intents, and the printer's ink limit


def test_the_printer_chooses_the_intent(inks):
    perceptual = CmykConversion(PROFILE, rendering="perceptual")
    given = [(1.0, 0.0, 0.0), (0.0, 0.4, 0.1), (0.2, 0.1, 0.1)]
    assert [perceptual.colour(RGB, one) for one in given] != [
        inks.colour(RGB, one) for one in given
    ]
    assert perceptual.colour(RGB, (0.0, 0.0, 0.0)) == BLACK
    assert perceptual.colour(RGB, (1.0, 1.0, 1.0)) == PAPER
    picture = Image.new("RGB", (1, 1), (200, 30, 40))
    assert perceptual.image(picture, RGB).tobytes() != inks.image(picture, RGB).tobytes()


@pytest.mark.parametrize(("rendering", "flags"), [("relative", 0x2000), ("perceptual", 0)])
def test_black_point_compensation_is_for_the_relative_intent_only(monkeypatch, rendering, flags):
    asked = []
    build = ImageCms.buildTransform

    def spy(*values):
        asked.append(values[4:])
        return build(*values)

    monkeypatch.setattr(ImageCms, "buildTransform", spy)
    CmykConversion(PROFILE, rendering=rendering)
    assert [int(one) for (_, one) in asked] == [flags]


DARK = (0.05, 0.0, 0.02)


def test_a_lower_limit_thins_colours_and_keeps_black(inks):
    free, thin = inks.colour(RGB, DARK), CmykConversion(PROFILE, limit=240.0).colour(RGB, DARK)
    assert sum(free) > 2.4 > sum(thin) > 2.35
    assert thin[3] == free[3]
    assert thin[0] / thin[1] == pytest.approx(free[0] / free[1], abs=0.01)


def test_colours_within_the_limit_do_not_change(inks):
    thin = CmykConversion(PROFILE, limit=240.0)
    for one in [(1.0, 0.0, 0.0), (0.3, 0.5, 0.7), (0.0, 0.0, 0.0)]:
        assert thin.colour(RGB, one) == inks.colour(RGB, one)


def test_colours_given_in_inks_are_not_limited():
    assert CmykConversion(PROFILE, limit=240.0).colour(CMYK, (1.0, 1.0, 1.0, 0.5)) == (1, 1, 1, 0.5)


def chart() -> Image.Image:
    steps = range(0, 256, 15)
    colours = bytes(v for r in steps for g in steps for b in steps for v in (r, g, b))
    return Image.frombytes("RGB", (18 * 18, 18), colours)


def sums(picture: Image.Image) -> list[int]:
    content = picture.tobytes()
    return [sum(content[at : at + 4]) for at in range(0, len(content), 4)]


@pytest.mark.parametrize("limit", [180.0, 240.0, 280.0])
def test_no_pixel_has_more_ink_than_the_limit(inks, limit):
    free, thin = inks.image(chart(), RGB), CmykConversion(PROFILE, limit=limit).image(chart(), RGB)
    most = limit * 2.55
    assert max(sums(free)) > most >= max(sums(thin)) > most - 5
    assert thin.getchannel("K").tobytes() == free.getchannel("K").tobytes()
    kept = [pair for pair in zip(sums(free), sums(thin), strict=True) if pair[0] < most - 3]
    assert len(kept) > 1000
    assert all(before == after for before, after in kept)


def test_tall_pictures_are_limited_to_their_last_row():
    tall = Image.new("CMYK", (2, STRIP + 2), (0, 0, 0, 9))
    tall.paste((255, 255, 255, 255), (0, STRIP + 1, 2, STRIP + 2))
    thin = InkLimit(240.0).image(tall)
    assert sums(thin)[:-2] == [9] * (2 * STRIP + 2)
    assert max(sums(thin)[-2:]) <= 2.4 * 255
    assert max(sums(tall)) == 1020


def test_a_picture_within_the_limit_is_not_touched():
    picture = Image.new("CMYK", (2, 2), (90, 80, 70, 60))
    assert InkLimit(300.0).image(picture) is picture


def test_pixels_and_colours_are_limited_alike():
    content = (240, 200, 180, 220)
    pixel = InkLimit(240.0).image(Image.new("CMYK", (1, 1), content)).tobytes()
    colour = InkLimit(240.0).colour(tuple(value / 255 for value in content))
    assert [round(value * 255) for value in colour] == pytest.approx(list(pixel), abs=1.5)


def test_black_ink_only_is_within_every_limit():
    assert InkLimit(100.0).colour(BLACK) == (0, 0, 0, 1)
    pixel = InkLimit(100.0).image(Image.new("CMYK", (1, 1), (9, 0, 0, 255)))
    assert pixel.tobytes() == b"\0\0\0\xff"
