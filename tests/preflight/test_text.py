"""Small, white, rich and grey text, each with its clean counterpart."""

import pytest

from planted import BLACK_GS, FONT, findings, form, rules, separation, shop, text
from printissue.model.printers import Presswork

DARK = "q 0 0 0 0.8 k 50 190 60 40 re f Q\n"
LEAST: dict[Presswork, float] = {
    "magazine": 9,
    "newspaper": 10,
    "sheetfed": 8,
    "web": 9,
    "digital": 5,
}
every_presswork = pytest.mark.parametrize(("presswork", "least"), LEAST.items())


def test_black_text_in_grey() -> None:
    assert rules(text(9, "0 g", state="")) == {"R0011": "warning"}
    assert rules(text(9, "", state="")) == {"R0011": "warning"}, "all starts in DeviceGray"
    assert rules(text(12, "0 g", state="")) == {}
    assert rules(text(9, "0.5 g", state="")) == {}
    assert rules(text(9, "0 g", state=""), printer=shop("digital")) == {}


def test_effective_size_counts() -> None:
    scaled = "q 0 0 0 1 k BT /F1 1 Tf {0} 0 0 {0} 60 200 Tm (Word) Tj ET Q"
    assert rules(scaled.format(11)) == {"R0009": "warning"}
    assert rules(scaled.format(13)) == {}
    assert rules("q 0.5 0 0 0.5 0 0 cm " + scaled.format(13) + " Q") == {"R0009": "warning"}


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("/Courier", True),
        ("/ABCDEF+Courier", True),
        ("/Courier-Bold", False),
        ("/CourierPrime", False),
    ],
)
def test_courier(name: str, asked: bool) -> None:
    fonts = {"Font": {"F1": FONT["F1"] | {"BaseFont": name}}}
    found = rules(text(14, "0 0 0 1 k"), fonts)
    assert found == ({"R0014": "warning"} if asked else {})
    invisible = text(14, "3 Tr 0 0 0 1 k")
    assert rules(invisible, fonts) == {}, "text under a scan is not printed"


@pytest.mark.parametrize(
    ("presswork", "ink", "asked"),
    [
        ("sheetfed", "0.7 0.6 0.6 0.85 k", False),
        ("sheetfed", "0.7 0.7 0.7 0.85 k", True),
        ("sheetfed", "1 1 1 0.8 k", False),
        ("newspaper", "0.5 0.4 0.4 0.85 k", False),
        ("newspaper", "0.5 0.5 0.4 0.85 k", True),
        ("digital", "0.7 0.7 0.7 0.85 k", True),
    ],
)
def test_rich_black_text(presswork: Presswork, ink: str, asked: bool) -> None:
    printer = shop(presswork, ink_limit=380.0)
    assert rules(text(30, ink), printer=printer) == ({"R0015": "warning"} if asked else {})


@every_presswork
def test_small_white_text_on_objects(presswork: Presswork, least: float) -> None:
    printer = shop(presswork)
    small, right = (text(size, "0 0 0 0 k", state="") for size in (least - 0.5, least))
    assert rules(DARK + small, printer=printer) == {"R0016": "warning"}
    assert rules(DARK + right, printer=printer) == {}
    assert rules(small, printer=printer) == {}, "there is nothing beneath"
    assert rules(small + DARK, printer=printer) == {}, "it lies above"


@every_presswork
def test_small_text_in_several_inks(presswork: Presswork, least: float) -> None:
    printer = shop(presswork)
    for ink, asked in (("1 0.5 0 0 k", True), ("0 0.5 0 0 k", False)):
        small, right = (text(size, ink, state="") for size in (least - 0.5, least))
        assert rules(small, printer=printer) == ({"R0017": "warning"} if asked else {})
        assert rules(right, printer=printer) == {}


def test_inks_of_named_spaces_count() -> None:
    tint = {"FunctionType": 2, "Domain": [0, 1], "C0": [0] * 4, "C1": [0, 0, 0, 1], "N": 1}
    two = ["/DeviceN", ["/Black", "/Gold"], "/DeviceCMYK", tint]
    spaces = {"ColorSpace": {"Two": two, "One": separation("Gold")}}
    printer = shop(spots=["Gold"])
    assert rules(text(7, "/Two cs 0.5 1 scn"), spaces, printer) == {"R0017": "warning"}
    assert rules(text(7, "/One cs 1 scn"), spaces, printer) == {}


def test_text_in_forms_and_annotations_is_found() -> None:
    word = text(7, "1 1 0 0 k")
    inner = form(word, {"Font": FONT, "ExtGState": BLACK_GS})
    assert rules("/Fm Do", {"XObject": {"Fm": inner}}) == {"R0017": "warning"}
    note = {
        "Subtype": "/FreeText",
        "Rect": [0, 0, 400, 400],
        "F": 4,
        "AP": {"N": inner},
    }
    assert rules("", Annots=[note]) == {"R0017": "warning"}


def test_the_smallest_text_is_reported() -> None:
    (found,) = findings(text(7, "1 1 0 0 k") + text(6, "1 1 0 0 k", at="60 100"))
    assert found.message == "text of 6 pt is in 2 inks, and 1 more on this page"
    assert found.place.box is not None
    assert found.place.box[1] > 80
