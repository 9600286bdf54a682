"""Colour spaces: every place where a wrong one can be, with its clean counterpart."""

from typing import Any

import pytest

from planted import BLACK_GS, findings, form, image, rules, separation, shop

GROUP = {"S": "/Transparency", "CS": "/DeviceCMYK"}
PROFILE = (bytes(16) + b"RGB " + bytes(108), {"N": 3})
ICC = ["/ICCBased", PROFILE]
CMYK_ICC = ["/ICCBased", (bytes(16) + b"CMYK" + bytes(108), {"N": 4})]
LAB = ["/Lab", {"WhitePoint": [0.96, 1, 0.82]}]
CAL = {"WhitePoint": [0.96, 1, 0.82]}
SPACES = {
    "Icc": ICC,
    "IccK": CMYK_ICC,
    "Lab": LAB,
    "CalR": ["/CalRGB", CAL],
    "CalG": ["/CalGray", CAL],
    "Cmyk": ["/DeviceCMYK"],
}
SHAPE = "60 60 20 20 re f"
DIGITAL = shop("digital", spots=["Gold"])


def placed(name: str) -> str:
    return f"q 72 0 0 72 60 60 cm /{name} Do Q"


@pytest.mark.parametrize(
    ("colour", "words"),
    [
        ("1 0 0 rg", "DeviceRGB"),
        ("/Icc cs 1 0 0 scn", "ICCBased (RGB)"),
        ("/IccK cs 0 0 0 1 scn", "ICCBased (CMYK)"),
        ("/Lab cs 50 0 0 scn", "Lab"),
        ("/CalR cs 1 0 0 scn", "CalRGB"),
        ("/CalG cs 0.4 scn", "CalGray"),
    ],
)
def test_operators(colour: str, words: str) -> None:
    (found,) = findings(f"{colour} {SHAPE}", {"ColorSpace": SPACES})
    assert (found.rule, found.severity) == ("R0027", "error")
    assert words in found.message
    assert rules(f"{colour} {SHAPE}", {"ColorSpace": SPACES}, DIGITAL) == {"R0029": "error"}


@pytest.mark.parametrize("presswork", ["magazine", "newspaper", "sheetfed", "web"])
def test_all_cmyk_jobs_are_checked(presswork: str) -> None:
    printer = shop(presswork)  # type: ignore[arg-type]
    assert rules(f"1 0 0 rg {SHAPE}", printer=printer) == {"R0027": "error"}
    assert rules(f"0 1 0 0 k {SHAPE} /Cmyk cs {SHAPE}", {"ColorSpace": SPACES}, printer) == {}


AXIAL = {
    "ShadingType": 2,
    "Coords": [0, 0, 9, 0],
    "Function": {"FunctionType": 2, "Domain": [0, 1], "C0": [0] * 3, "C1": [1] * 3, "N": 1},
}


def tile(content: str) -> tuple[bytes, dict[str, Any]]:
    box = {"BBox": [0, 0, 9, 9], "XStep": 9, "YStep": 9, "Resources": {}}
    return content.encode(), {"PatternType": 1, "PaintType": 1, "TilingType": 1} | box


def masked(content: str, space: str) -> dict[str, Any]:
    group = form(content, Group=GROUP | {"CS": space})
    return {"M": {"SMask": {"S": "/Luminosity", "G": group}}} | BLACK_GS


@pytest.mark.parametrize(
    ("content", "resources"),
    [
        (f"1 0 0 RG 3 w {SHAPE[:-1]}S", {}),
        ("1 0 0 rg BT /F1 20 Tf 60 200 Td (Word) Tj ET", {}),
        (placed("Im"), {"XObject": {"Im": image(300, 300, "/DeviceRGB")}}),
        (placed("Im"), {"XObject": {"Im": image(300, 300, ["/Indexed", "/DeviceRGB", 0, "abc"])}}),
        ("q 9 0 0 9 60 60 cm BI /W 1 /H 1 /BPC 8 /CS /RGB ID abc EI Q", {}),
        ("60 60 9 9 re W n /Sh sh", {"Shading": {"Sh": AXIAL | {"ColorSpace": "/DeviceRGB"}}}),
        (
            f"/Pattern cs /P scn {SHAPE}",
            {"Pattern": {"P": {"PatternType": 2, "Shading": AXIAL | {"ColorSpace": "/DeviceRGB"}}}},
        ),
        (f"/Pattern cs /P scn {SHAPE}", {"Pattern": {"P": tile("1 0 0 rg 0 0 5 5 re f")}}),
        (
            f"/PC cs 1 0 0 /P scn {SHAPE}",
            {
                "Pattern": {"P": (b"0 0 5 5 re f", tile("")[1] | {"PaintType": 2})},
                "ColorSpace": {"PC": ["/Pattern", "/DeviceRGB"]},
            },
        ),
        ("/Fm Do", {"XObject": {"Fm": form(f"1 0 0 rg {SHAPE}")}}),
        (f"/M gs 0 1 0 0 k {SHAPE}", {"ExtGState": masked(f"1 0 0 rg {SHAPE}", "/DeviceCMYK")}),
        (
            f"/Gold cs 1 scn {SHAPE}",
            {"ColorSpace": {"Gold": separation("Gold", "/DeviceRGB", (1, 1, 0))}},
        ),
        (f"0 0 0 rg {SHAPE}", {"ColorSpace": {"DefaultRGB": ICC}}),
    ],
    ids=[
        *("stroke", "text", "image", "indexed", "inline", "shading", "gradient", "tile"),
        *("uncoloured", "form", "mask", "alternate", "default"),
    ],
)
def test_every_place_of_a_colour_space(content: str, resources: dict[str, Any]) -> None:
    found = findings(content, resources, shop(spots=["Gold"]))
    assert {(one.rule, one.severity) for one in found} == {("R0027", "error")}
    assert all(one.place.page == 1 and one.place.box for one in found)


@pytest.mark.parametrize("space", ["/DeviceCMYK", "/DeviceGray"])
def test_masks_in_inks_or_grey_are_clean(space: str) -> None:
    states = {"ExtGState": masked(f"0.5 g {SHAPE}", space)}
    assert rules(f"/M gs 0 1 0 0 k {SHAPE}", states) == {}


@pytest.mark.parametrize(
    ("space", "rule"),
    [
        (ICC, None),
        (LAB, None),
        ("/DeviceCMYK", None),
        ("/DeviceGray", None),
        (["/Indexed", ICC, 0, "abc"], None),
        ("/DeviceRGB", "R0028"),
        (["/CalRGB", CAL], "R0028"),
        (CMYK_ICC, "R0028"),
    ],
)
def test_images_of_rgb_tolerant_jobs(space: Any, rule: str | None) -> None:
    parts = 1 if isinstance(space, str) or space[0] == "/Indexed" else 4
    resources = {"XObject": {"Im": image(300, 300, space, parts=parts)}}
    if isinstance(space, str):
        resources = {"XObject": {"Im": image(300, 300, space)}}
    assert rules(placed("Im"), resources, DIGITAL) == ({rule: "error"} if rule else {})


def test_alternate_spaces_are_free_in_rgb_tolerant_jobs() -> None:
    spaces = {"ColorSpace": {"Gold": separation("Gold", "/DeviceRGB", (1, 1, 0))}}
    assert rules(f"/Gold cs 1 scn {SHAPE}", spaces, DIGITAL) == {}


def test_a_stencil_mask_does_not_count_as_an_image() -> None:
    keys = image(300, 300, "/DeviceGray", bits=1, ImageMask=True)[1]
    del keys["ColorSpace"]
    stencil = {"XObject": {"Im": (bytes(38 * 300), keys)}}
    small = "q 1 0 0 rg 9 0 0 9 60 60 cm /Im Do Q"
    assert rules(small, stencil, DIGITAL) == {"R0029": "error"}


# transparency groups


@pytest.mark.parametrize("presswork", ["magazine", "newspaper", "sheetfed", "web", "digital"])
@pytest.mark.parametrize(
    ("space", "asked"), [("/DeviceCMYK", False), ("/DeviceRGB", True), ("/DeviceGray", True)]
)
def test_groups(presswork: str, space: str, asked: bool) -> None:
    expected = {"R0030": "error"} if asked else {}
    printer = shop(presswork)  # type: ignore[arg-type]
    group = GROUP | {"CS": space}
    assert rules("", Group=group, printer=printer) == expected
    inner = form(f"0 1 0 0 k {SHAPE}", Group=group)
    assert rules("/Fm Do", {"XObject": {"Fm": inner}}, printer) == expected


def test_groups_inherit_their_colour_space() -> None:
    assert rules("", Group={"S": "/Transparency"}) == {}


def test_masks_blend_in_inks_or_grey() -> None:
    states = {"ExtGState": masked(f"0.5 g {SHAPE}", "/DeviceRGB")}
    assert rules(f"/M gs 0 1 0 0 k {SHAPE}", states) == {"R0030": "error"}


def test_the_groups_of_pages_and_of_forms_are_named() -> None:
    group = GROUP | {"CS": "/DeviceRGB"}
    page, inner = (
        findings("", Group=group),
        findings("/Fm Do", {"XObject": {"Fm": form("", Group=group)}}),
    )
    assert "of the page" in page[0].message
    assert "of Fm" in inner[0].message


def test_the_colour_spaces_of_colorants_count() -> None:
    tint = {"FunctionType": 2, "Domain": [0, 1], "C0": [0] * 4, "C1": [0, 0, 0, 1], "N": 1}
    for given in (
        {"Colorants": {"Black": separation("Black", "/DeviceRGB", (0, 0, 0))}},
        {"Process": {"ColorSpace": "/DeviceRGB", "Components": ["/Black"]}},
    ):
        space = ["/DeviceN", ["/Black"], "/DeviceCMYK", tint, given]
        painted = "/A cs 1 scn 60 60 20 20 re f"
        assert rules(painted, {"ColorSpace": {"A": space}}) == {"R0027": "error"}


def test_the_colour_space_of_a_soft_mask_image() -> None:
    grey = ["/CalGray", {"WhitePoint": [1, 1, 1]}]
    placed = "72 0 0 72 60 60 cm /Im Do"
    for space, expected in ((grey, {"R0027": "error"}), ("/DeviceGray", {})):
        mask = image(300, 300, space)
        resources = {
            "XObject": {"Im": image(300, 300, SMask=mask)},
            "ColorSpace": {"DefaultGray": grey},
        }
        assert rules(placed, resources) == expected
