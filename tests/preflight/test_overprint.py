"""White knocks out, small black overprints, grey does not: each fault with its clean counterpart."""

import pytest

from planted import BLACK_GS, FONT, findings, form, image, rules, separation, shop, text

ON = "/G gs"
SPACES = {
    "ColorSpace": {"Black": separation("Black", last=(0, 0, 0, 1)), "Gold": separation("Gold")}
}
OPM0 = {"ExtGState": BLACK_GS | {"Z": {"OP": True, "op": True, "OPM": 0}}}
ALL = ("magazine", "newspaper", "sheetfed", "web", "digital")


@pytest.mark.parametrize("white", ["0 0 0 0 k", "1 g"])
def test_white_text_that_overprints(white: str) -> None:
    assert rules(text(20, white))["R0007"] == "error"
    assert rules(text(20, white, state="")) == {}


@pytest.mark.parametrize("white", ["0 0 0 0 k", "/Gold cs 0 scn"])
def test_white_shapes_that_overprint(white: str) -> None:
    found = rules(f"{ON} {white} 60 60 20 20 re f", SPACES, shop(spots=["Gold"]))
    assert found == {"R0008": "warning"}
    assert rules(f"{white} 60 60 20 20 re f", SPACES, shop(spots=["Gold"])) == {}


def test_white_lines_that_overprint() -> None:
    assert rules(f"{ON} 0 0 0 0 K 60 60 m 90 60 l S") == {"R0008": "warning"}


def test_white_in_a_form_is_found_there() -> None:
    inner = form(f"{ON} 0 0 0 0 k 60 60 20 20 re f", {"ExtGState": BLACK_GS})
    assert rules("/Fm Do", {"XObject": {"Fm": inner}}) == {"R0008": "warning"}


@pytest.mark.parametrize("presswork", ALL)
def test_white_is_checked_for_all_presswork(presswork: str) -> None:
    found = rules(text(20, "0 0 0 0 k"), printer=shop(presswork))  # type: ignore[arg-type]
    assert found == {"R0007": "error"}


@pytest.mark.parametrize("colour", ["0 0 0 1 k", "/Black cs 1 scn"])
@pytest.mark.parametrize(("size", "asked"), [(11.9, True), (12, False)])
def test_small_black_text_knocks_out(colour: str, size: float, asked: bool) -> None:
    found = rules(text(size, colour, state=""), SPACES)
    assert found == ({"R0009": "warning"} if asked else {})
    assert rules(text(size, colour), SPACES) == {}


def test_black_overprints_with_opm_1() -> None:
    (found,) = findings(text(9, "0 0 0 1 k", state="/Z gs"), OPM0)
    assert found.rule == "R0009"
    assert "OPM 0" in found.message
    separated = text(9, "/Black cs 1 scn", state="/Z gs")
    assert rules(separated, OPM0 | SPACES) == {}, "a separation needs no OPM"


def test_stroked_black_text_is_checked_too() -> None:
    outline = "q 0 0 0 1 K 2 w BT /F1 9 Tf 1 Tr 60 200 Td (Word) Tj ET Q"
    assert rules(outline) == {"R0009": "warning"}
    assert rules(f"{ON} {outline}") == {}


@pytest.mark.parametrize(
    "exempt",
    [
        text(9, "0 0 0 0.9 k", state=""),
        text(9, "3 Tr 0 0 0 1 k", state=""),
        text(9, "0 0 0 1 k", state="/T gs"),
        text(9, "0 0 0 1 k", state="/M gs"),
    ],
    ids=["grey", "invisible", "transparent", "multiplied"],
)
def test_objects_that_are_not_small_and_solid_black(exempt: str) -> None:
    states = {"ExtGState": BLACK_GS | {"T": {"ca": 0.5}, "M": {"BM": "/Multiply"}}}
    assert rules(exempt, states) == {}


@pytest.mark.parametrize(("width", "asked"), [(1.9, True), (2, False)])
def test_thin_black_lines_knock_out(width: float, asked: bool) -> None:
    line = f"0 0 0 1 K {width} w 60 60 m 90 60 l S"
    assert rules(line) == ({"R0010": "warning"} if asked else {})
    assert rules(f"{ON} {line}") == {}


@pytest.mark.parametrize(
    "thing",
    [
        "0.5 g 60 60 20 20 re f",
        "0.5 G 3 w 60 60 m 90 60 l S",
        "0.5 g BT /F1 20 Tf 60 200 Td (Word) Tj ET",
        "72 0 0 72 60 60 cm /Im Do",
    ],
)
def test_grey_overprints(thing: str) -> None:
    resources = {"XObject": {"Im": image(300, 300, "/DeviceGray")}}
    assert rules(f"{ON} {thing}", resources) == {"R0013": "warning"}
    assert rules(thing, resources) == {}


def test_digital_presswork_needs_no_overprint() -> None:
    digital = shop("digital")
    faults = text(9, "0 0 0 1 k", state="") + "0 0 0 1 K 1 w 60 60 m 90 60 l S 0.5 g /G gs f"
    assert rules(faults, printer=digital) == {}


def test_equal_faults_of_a_page_are_one_finding() -> None:
    (found,) = findings(text(9, "0 0 0 1 k", state="") * 5)
    assert found.message.endswith("and 4 more on this page")
    assert found.place.page == 1
    assert found.place.box is not None
    assert found.place.box[2] > 0


# groups


GROUPED = {"S": "/Transparency", "CS": "/DeviceCMYK"}
GROUND = "0.3 0.1 0 0 k 40 180 150 60 re f "


def in_group(content: str, **keys: object) -> dict[str, object]:
    made = form(content, {"Font": FONT, "ExtGState": BLACK_GS}, Group={**GROUPED, **keys})
    return {"XObject": {"Fm": made}}


SMALL = text(9, "0 0 0 1 k")
LINED = "q /G gs 0 0 0 1 K 1 w 60 200 m 120 200 l S Q"


@pytest.mark.parametrize(("drawn", "rule"), [(SMALL, "R0009"), (LINED, "R0010")])
def test_black_in_an_isolated_group_knocks_out_what_is_below(drawn: str, rule: str) -> None:
    (found,) = findings(f"{GROUND}/Fm Do", in_group(drawn, I=True))
    assert found.rule == rule
    assert "isolated group" in found.message
    assert rules(f"{GROUND}/Fm Do", in_group(drawn)) == {}, "the group is not isolated"
    assert rules("/Fm Do", in_group(drawn, I=True)) == {}, "it lies on paper"
    assert rules("/Fm Do", in_group(GROUND + drawn, I=True)) == {}, "its ground is in the group"


def test_a_group_in_an_isolated_group_knocks_out_too() -> None:
    inner = form(SMALL, {"Font": FONT, "ExtGState": BLACK_GS}, Group=GROUPED)
    outer = form("/In Do", {"XObject": {"In": inner}}, Group={**GROUPED, "I": True})
    found = rules(f"{GROUND}/Fm Do", {"XObject": {"Fm": outer}})
    assert found == {"R0009": "warning"}


def test_the_group_of_a_page_is_on_paper() -> None:
    assert rules(f"{GROUND}{SMALL}", Group={**GROUPED, "I": True}) == {}


@pytest.mark.parametrize("isolated", [True, False])
def test_white_in_an_isolated_group_knocks_out(isolated: bool) -> None:
    white = text(20, "0 0 0 0 k")
    found = rules(f"{GROUND}/Fm Do", in_group(white, I=isolated))
    assert found == ({} if isolated else {"R0007": "error"})
    assert rules("/Fm Do", in_group(GROUND + white, I=True)) == {"R0007": "error"}
