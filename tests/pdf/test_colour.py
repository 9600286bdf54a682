"""Colour spaces, with their base spaces and inks."""

import pikepdf
import pytest

from planted import separation, thing
from printissue.pdf.colour import PROCESS, ColourSpace, read_space

PDF = pikepdf.new()


def profile(kind: bytes, size: int) -> tuple[bytes, dict[str, object]]:
    return bytes(16) + kind + bytes(108), {"N": size}


def space(value: object, resources: object = None) -> ColourSpace:
    made = thing(PDF, value)
    named = str(made) if isinstance(made, pikepdf.Name) else made
    return read_space(named, thing(PDF, resources) if resources else None)


LAB = ["/Lab", {"WhitePoint": [0.96, 1, 0.82], "Range": [-100, 100, -100, 100]}]
CAL = {"WhitePoint": [0.96, 1, 0.82]}
TINT = {"FunctionType": 2, "Domain": [0, 1], "C0": [0, 0, 0, 0], "C1": [0, 1, 0, 0], "N": 1}
TWO = ["/DeviceN", ["/Black", "/Gold"], "/DeviceCMYK", TINT]


@pytest.mark.parametrize(
    ("value", "family", "size", "said"),
    [
        ("/DeviceGray", "DeviceGray", 1, "DeviceGray"),
        ("/G", "DeviceGray", 1, "DeviceGray"),
        (["/DeviceRGB"], "DeviceRGB", 3, "DeviceRGB"),
        ("/CMYK", "DeviceCMYK", 4, "DeviceCMYK"),
        (["/CalRGB", CAL], "CalRGB", 3, "CalRGB"),
        (["/CalGray", CAL], "CalGray", 1, "CalGray"),
        (LAB, "Lab", 3, "Lab"),
        (["/ICCBased", profile(b"RGB ", 3)], "ICCBased", 3, "ICCBased (RGB)"),
        (["/ICCBased", profile(b"CMYK", 4)], "ICCBased", 4, "ICCBased (CMYK)"),
        (["/ICCBased", (b"", {"N": 1})], "ICCBased", 1, "ICCBased (GRAY)"),
        (separation("Gold"), "Separation", 1, "Separation Gold"),
        (TWO, "DeviceN", 2, "DeviceN Black, Gold"),
        (["/Indexed", "/DeviceRGB", 1, "abcdef"], "Indexed", 1, "Indexed of DeviceRGB"),
        ("/Pattern", "Pattern", 0, "Pattern"),
        (["/Pattern", "/DeviceCMYK"], "Pattern", 4, "Pattern of DeviceCMYK"),
    ],
)
def test_colour_spaces_have_a_family_and_a_size(
    value: object, family: str, size: int, said: str
) -> None:
    found = space(value)
    assert (found.family, found.size, str(found)) == (family, size, said)


@pytest.mark.parametrize(
    ("value", "colour", "inks"),
    [
        ("/DeviceGray", (0.25,), {"Black": 0.75}),
        (
            "/DeviceCMYK",
            (0.1, 0.2, 0.3, 0.4),
            dict(zip(PROCESS, (0.1, 0.2, 0.3, 0.4), strict=True)),
        ),
        ("/DeviceRGB", (0, 0, 0), None),
        (LAB, (50, 0, 0), None),
        (
            ["/ICCBased", profile(b"CMYK", 4)],
            (0, 0, 0, 1),
            {**dict.fromkeys(PROCESS, 0), "Black": 1},
        ),
        (["/ICCBased", profile(b"RGB ", 3)], (0, 0, 0), None),
        (separation("Gold"), (0.5,), {"Gold": 0.5}),
        (separation("Black"), (0.5,), {"Black": 0.5}),
        (separation("All"), (0.5,), dict.fromkeys(PROCESS, 0.5)),
        (separation("None"), (0.5,), {}),
        (TWO, (0.5, 0.25), {"Black": 0.5, "Gold": 0.25}),
    ],
)
def test_colours_have_amounts_of_ink(
    value: object, colour: tuple[float, ...], inks: object
) -> None:
    assert space(value).inks(colour) == inks


def test_indexed_colours_are_those_of_the_table() -> None:
    pdf = pikepdf.new()
    table = pikepdf.String(b"\x00\xff\x00\x33\xff\x00\x00\x00")
    found = read_space(pikepdf.Array([pikepdf.Name.Indexed, pikepdf.Name.DeviceCMYK, 1, table]))
    assert found.inks((0.0,)) == {"Cyan": 0, "Magenta": 1, "Yellow": 0, "Black": 0.2}
    stream = pdf.make_stream(b"\xff\xff\xff")
    white = read_space(pikepdf.Array([pikepdf.Name.Indexed, pikepdf.Name.DeviceRGB, 0, stream]))
    assert white.is_white((0.0,))
    assert white.is_white((1.0,)), "an index beyond the table is the last one (8.6.6.3)"


@pytest.mark.parametrize(
    ("value", "colour", "white"),
    [
        ("/DeviceGray", (1,), True),
        ("/DeviceGray", (0.99,), False),
        ("/DeviceCMYK", (0, 0, 0, 0), True),
        ("/DeviceRGB", (1, 1, 1), True),
        ("/DeviceRGB", (1, 1, 0.9), False),
        (LAB, (100, 0, 0), True),
        (LAB, (100, 20, 0), False),
        (separation("Gold"), (0,), True),
        (separation("None"), (1,), True),
    ],
)
def test_white_is_recognised_in_every_space(
    value: object, colour: tuple[float, ...], white: bool
) -> None:
    assert space(value).is_white(colour) is white


def test_spots_are_inks_that_are_not_process_colours() -> None:
    assert space(TWO).spots == ("Gold",)
    assert space(separation("Cyan")).spots == space(separation("All")).spots == ()


def test_the_chain_has_every_base_space() -> None:
    nested = space(["/Indexed", separation("Gold", "/DeviceRGB", (0, 1, 1)), 0, "a"])
    families = ["Indexed", "Separation", "DeviceRGB"]
    assert [one.family for one in nested.chain()] == families
    assert [one.family for one in nested.chain(alternates=False)] == families[:2]


def test_first_colours() -> None:
    assert space("/DeviceCMYK").initial == (0, 0, 0, 1)
    assert space("/DeviceRGB").initial == (0, 0, 0)
    assert space(TWO).initial == (1, 1)


def test_names_come_from_the_resources() -> None:
    assert space("/Mine", {"ColorSpace": {"Mine": LAB}}).family == "Lab"


def test_default_spaces_replace_device_ones() -> None:
    resources = {"ColorSpace": {"DefaultRGB": ["/ICCBased", profile(b"RGB ", 3)]}}
    assert str(space("/DeviceRGB", resources)) == "ICCBased (RGB)"
    assert str(space("/DeviceCMYK", resources)) == "DeviceCMYK"


@pytest.mark.parametrize("value", ["/Missing", [], 7, ["/Indexed"], ["/Separation", "/A"]])
def test_damaged_colour_spaces(value: object) -> None:
    with pytest.raises((ValueError, LookupError, TypeError)):
        space(value)


def test_endless_colour_spaces_are_refused() -> None:
    pdf = pikepdf.new()
    loop = pdf.make_indirect(pikepdf.Array([pikepdf.Name.Pattern]))
    loop.append(loop)
    with pytest.raises(ValueError, match="nested too deeply"):
        read_space(loop)


def test_a_broken_tint_transform_leaves_the_colorant_name() -> None:
    broken = space(["/Separation", "/Gold", "/DeviceCMYK", {"FunctionType": 9}])
    assert broken.tint is None
    assert broken.inks((1.0,)) == {"Gold": 1.0}
