"""Functions and shadings: evaluated by ISO 32000-1, and converted to other colours."""

import pytest
from pikepdf import Array, Dictionary, Name, Pdf

from printfiles import PROFILE, drawn, everything, remade
from printissue.editions.print.colour import (
    CmykConversion,
    LuminosityConversion,
    UnconvertibleError,
)
from printissue.editions.print.shadings import convert_function, convert_shading
from printissue.pdf.colour import CMYK, GRAY, LAB, RGB
from printissue.pdf.functions import compile_function

RED, BLUE, WHITE = [1, 0, 0], [0, 0, 1], [1, 1, 1]


def evaluate(function, at):
    return compile_function(function)((at,))


@pytest.fixture(scope="module")
def inks():
    return CmykConversion(PROFILE)


@pytest.fixture
def pdf():
    return Pdf.new()


def blend(first, last, power=1):
    return Dictionary(
        FunctionType=2, Domain=Array([0, 1]), C0=Array(first), C1=Array(last), N=power
    )


def stitch(*parts, bounds, encode=None):
    return Dictionary(
        FunctionType=3,
        Domain=Array([0, 1]),
        Functions=Array(parts),
        Bounds=Array(bounds),
        Encode=Array(encode or [0, 1] * len(parts)),
    )


def sampled(pdf, samples, *, bits=8, bands=1, **changes):
    made = pdf.make_stream(samples)
    made.FunctionType, made.BitsPerSample = 0, bits
    made.Domain, made.Range = Array([0, 1]), Array([0, 1] * bands)
    made.Size = Array([len(samples) * 8 // bits // bands])
    for key, value in changes.items():
        made[f"/{key}"] = Array(value)
    return made


@pytest.mark.parametrize(
    ("space", "first", "last"),
    [
        (RGB, [0, 0, 0], WHITE),
        (GRAY, [0.2], [0.9]),
        (CMYK, [0, 0, 0, 0], [1, 0.5, 0, 0]),
        (RGB, RED, RED),
    ],
)
def test_mixtures_that_convert_exactly_stay_exponential(pdf, inks, space, first, last):
    made = convert_function(pdf, blend(first, last, 1.5), space=space, conversion=inks)
    assert made.FunctionType == 2
    assert float(made.N) == 1.5
    for key, end in (("/C0", first), ("/C1", last)):
        wanted = inks.colour(space, tuple(map(float, end)))
        assert [float(value) for value in made[key]] == pytest.approx(wanted)


@pytest.mark.parametrize("at", [0, 0.1, 0.5, 0.77, 1])
def test_all_colours_of_a_gradient_are_right(pdf, inks, at):
    """Between its ends, too, a gradient has the right colours: mixed inks differ from mixed light."""
    source = blend(RED, BLUE)
    made = convert_function(pdf, source, space=RGB, conversion=inks)
    assert evaluate(made, at) == pytest.approx(
        inks.gradient_colour(RGB, evaluate(source, at)), abs=0.03
    )


def test_hard_stops_stay_hard(pdf, inks):
    source = stitch(blend(RED, RED), blend(BLUE, WHITE), bounds=[0.5])
    made = convert_function(pdf, source, space=RGB, conversion=inks)
    assert made.FunctionType == 3
    before, after = evaluate(made, 0.4999), evaluate(made, 0.5)
    assert before == pytest.approx(inks.colour(RGB, (1.0, 0.0, 0.0)), abs=0.01)
    assert after == pytest.approx(inks.colour(RGB, (0.0, 0.0, 1.0)), abs=0.01)


def test_sampled_functions_and_arrays(pdf, inks):
    samples = sampled(pdf, b"\xff\x00\x00\x00\x00\xff", bands=3)
    parts = Array([blend([1], [0]), blend([0], [0]), blend([0], [1])])
    for source in (samples, parts):
        made = convert_function(pdf, source, space=RGB, conversion=inks)
        assert len(made.Range) == 8
        wanted = inks.gradient_colour(RGB, (0.5, 0.0, 0.5))
        assert evaluate(made, 0.5) == pytest.approx(wanted, abs=0.02)


def test_the_gradients_of_a_luminosity_mask_are_luminosities(pdf):
    made = convert_function(pdf, blend(RED, WHITE), space=RGB, conversion=LuminosityConversion())
    assert ([float(v) for v in made.C0], [float(v) for v in made.C1]) == ([0.3], [1])


# shadings


def axial(space, function):
    return Dictionary(
        ShadingType=2, ColorSpace=space, Coords=Array([0, 0, 9, 0]), Function=function
    )


def test_shadings_keep_their_gradient(pdf, inks):
    source = axial(Name.DeviceRGB, blend(RED, BLUE))
    source.Extend, source.Background = Array([True, False]), Array(RED)
    made = convert_shading(pdf, source, space=RGB, conversion=inks)
    assert made.ColorSpace == "/DeviceCMYK"
    assert (made.Coords, made.Extend) == (source.Coords, source.Extend)
    assert len(made.Background) == 4
    assert source.ColorSpace == "/DeviceRGB"


def test_shadings_in_the_right_space_keep_their_function(pdf, inks):
    function = blend([0, 0, 0, 0], [1, 0, 0, 0])
    made = convert_shading(pdf, axial(Name.DeviceCMYK, function), space=CMYK, conversion=inks)
    assert made.Function == function
    grey = convert_shading(
        pdf, axial(Name.DeviceGray, blend([0], [1])), space=GRAY, conversion=LuminosityConversion()
    )
    assert grey.ColorSpace == "/DeviceGray"


def test_lab_shadings(pdf, inks):
    made = convert_shading(
        pdf, axial(Name.Lab, blend([50, 60, 0], [50, -60, 0])), space=LAB, conversion=inks
    )
    first, last = evaluate(made.Function, 0), evaluate(made.Function, 1)
    assert first[1] > 0.6 > last[1]


def test_shadings_other_than_axial_and_radial_are_reported(pdf, inks):
    for kind in (1, 4, 7):
        source = pdf.make_stream(b"")
        source.ShadingType, source.ColorSpace = kind, Name.DeviceRGB
        with pytest.raises(UnconvertibleError):
            convert_shading(pdf, source, space=RGB, conversion=inks)


def shading():
    ends = {"FunctionType": 2, "Domain": [0, 1], "C0": RED, "C1": BLUE, "N": 1}
    return {
        "ShadingType": 2,
        "ColorSpace": "/DeviceRGB",
        "Coords": [0, 0, 99, 0],
        "Function": ends,
    }


def test_a_shading_on_a_page_and_in_a_pattern():
    pattern = {"PatternType": 2, "Shading": shading(), "Matrix": [2, 0, 0, 2, 0, 0]}
    raw = drawn(
        "/S sh /Pattern cs /P scn 0 0 9 9 re f",
        {"Shading": {"S": shading()}, "Pattern": {"P": pattern}},
    )
    pdf, findings = remade(raw)
    assert findings == ()
    made = pdf.pages[0].obj.Resources.Pattern.P
    assert [float(v) for v in made.Matrix] == [2, 0, 0, 2, 0, 0]
    assert sum("/ShadingType" in one for one in everything(pdf) if isinstance(one, Dictionary)) == 2


def test_a_shading_that_cannot_be_converted_is_a_finding():
    mesh = (b"", {"ShadingType": 4, "ColorSpace": "/DeviceRGB"})
    pdf, (finding,) = remade(drawn("/S sh", {"Shading": {"S": mesh}}))
    assert "shading" in finding.message
    assert b"sh" not in pdf.pages[0].obj.Contents.read_bytes()
