"""Spot colours: which are allowed, and that each has one name."""

from typing import Any

import pikepdf
import pytest

from planted import findings, image, page_of, rules, separation, shop, subject_of, thing
from printissue.pdf.objects import name_object
from printissue.preflight import colour

RED, BLUE = (0, 1, 1, 0), (1, 1, 0, 0)


def both(first: str, second: str, look: tuple[float, ...] = BLUE) -> dict[str, Any]:
    spaces = {"A": separation(first, last=RED), "B": separation(second, last=look)}
    return {"ColorSpace": spaces}


def used(*names: str) -> str:
    return " ".join(f"/{name} cs 1 scn 60 60 20 20 re f" for name in names)


@pytest.mark.parametrize(
    ("presswork", "severity"),
    [
        ("magazine", "error"),
        ("newspaper", "error"),
        ("sheetfed", "error"),
        ("web", "error"),
        ("digital", "warning"),
    ],
)
def test_spot_colours_of_no_ink_of_the_job_are_found(presswork: str, severity: str) -> None:
    resources = both("Gold", "Cyan")
    printer = shop(presswork)  # type: ignore[arg-type]
    assert rules(used("A"), resources, printer) == {"R0020": severity}
    assert rules(used("B"), resources, printer) == {}, "cyan is an ink of every press"
    allowed = shop(presswork, spots=["Gold"])  # type: ignore[arg-type]
    assert rules(used("A"), resources, allowed) == {}


def test_spots_of_pictures_and_of_several_inks() -> None:
    tint = {"FunctionType": 2, "Domain": [0, 1], "C0": [0] * 4, "C1": [0, 0, 0, 1], "N": 1}
    two = ["/DeviceN", ["/Black", "/Gold"], "/DeviceCMYK", tint]
    resources = {"XObject": {"Im": image(300, 300, two, parts=2)}}
    placed = "72 0 0 72 60 60 cm /Im Do"
    assert rules(placed, resources) == {"R0020": "error"}
    indexed = {"XObject": {"Im": image(300, 300, ["/Indexed", separation("Gold"), 0, "a"])}}
    assert rules(placed, indexed) == {"R0020": "error"}


def test_each_spot_colour_is_reported() -> None:
    found = findings(used("A", "B", "A"), both("Gold", "Silver"))
    assert [one.message.split(" is used")[0] for one in found] == [
        "the spot colour Gold",
        "the spot colour Silver",
    ]


def test_the_separation_all() -> None:
    assert rules(used("A"), both("All", "Gold")) == {"R0024": "warning", "ink-object": "warning"}
    slug = "/A cs 1 scn 2 2 5 5 re f"
    assert rules(slug, both("All", "Gold")) == {}, "marks beyond the bleed are in All"


@pytest.mark.parametrize(
    ("first", "second", "rule"),
    [
        ("PANTONE 300 C", "PANTONE 300 U", "R0021"),
        ("PANTONE 300 C", "PANTONE 300 CV", "R0021"),
        ("HKS 43 K", "HKS 43 N", "R0021"),
        ("PANTONE 300 C", "Pantone 300 C", "R0022"),
        ("PANTONE 300 C", "PANTONE300C", "R0022"),
        ("Deep Gold", "deep-gold", "R0022"),
        ("PANTONE 300 C", "PANTONE 301 C", None),
        ("PANTONE Warm Red C", "PANTONE Warm Grey C", None),
        ("Gold", "Golden", None),
    ],
)
def test_one_ink_has_one_name(first: str, second: str, rule: str | None) -> None:
    printer = shop(spots=[first, second])
    found = rules(used("A", "B"), both(first, second), printer)
    assert found == ({rule: "warning"} if rule else {})
    assert rules(used("A"), both(first, second), printer) == {}


def test_equal_tints_have_one_name() -> None:
    printer = shop(spots=["Gold", "Sun"])
    assert rules(used("A", "B"), both("Gold", "Sun", RED), printer) == {"R0023": "warning"}
    assert rules(used("A", "B"), both("Gold", "Sun", BLUE), printer) == {}


@pytest.mark.parametrize(
    ("first", "second", "asked"),
    [
        ("PMS 300 C", "PMS 300 U", True),
        ("PANTONE 300 C", "PANTONE 300", True),
        ("TOYO 0123 C", "TOYO 0123 U", True),
        ("PANTONE 300 C", "PANTONE 301 U", False),
        ("Plate C", "Plate M", False),
        ("Band 1", "Band 2", False),
    ],
)
def test_suffixes_of_other_colour_books(first: str, second: str, asked: bool) -> None:
    found = rules(used("A", "B"), both(first, second))
    assert ("R0021" in found) is asked


def test_the_colorants_dictionary_adds_no_spots() -> None:
    tint = {"FunctionType": 2, "Domain": [0, 1], "C0": [0] * 4, "C1": [0, 0, 0, 1], "N": 1}
    given = {"Subtype": "/NChannel", "Colorants": {"Gold": separation("Gold")}}
    space = ["/DeviceN", ["/Black"], "/DeviceCMYK", tint, given]
    assert rules(used("A"), {"ColorSpace": {"A": space}}) == {}


def test_a_spot_colour_whose_name_is_not_utf_8_is_found() -> None:
    pdf = page_of("0 0 0 .5 k 100 150 30 30 re f")
    tint = thing(pdf, separation("Gold"))
    tint[1] = name_object("/Gr\udcfcn")
    pdf.pages[0].obj.Resources.ColorSpace = pikepdf.Dictionary()
    pdf.pages[0].obj.Resources.ColorSpace[name_object("/S\udcfc")] = tint
    pdf.pages[0].obj.Contents = pdf.make_stream(b"/S\xfc cs 1 scn 60 60 20 20 re f")
    found = [
        one
        for check in (colour.check_spot_colours, colour.check_spot_names)
        for one in check(subject_of(pdf))
    ]
    assert [(one.rule, "Grün" in one.message) for one in found] == [("R0020", True)]
