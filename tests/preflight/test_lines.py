"""Grey, white, multi-ink and thin lines, each with its clean counterpart."""

import pytest

from planted import findings, form, rules, shop

LINE = "60 60 m 90 60 l S"


def test_black_lines_in_grey() -> None:
    assert rules(f"1 w {LINE}") == {"R0012": "warning"}
    assert rules(f"2 w {LINE}") == {}
    assert rules(f"0.4 G 1 w {LINE}") == {}
    assert rules(f"1 w {LINE}", printer=shop("digital")) == {}


@pytest.mark.parametrize("presswork", ["magazine", "newspaper", "sheetfed", "web", "digital"])
def test_thin_lines(presswork: str) -> None:
    printer = shop(presswork)  # type: ignore[arg-type]
    white, two, one = (
        rules(f"{ink} K 0.2 w {LINE}", printer=printer) for ink in ("0 0 0 0", "1 1 0 0", "0 1 0 0")
    )
    assert white == {"R0018": "warning"}
    assert two == {"R0019": "warning", "hairline": "warning"}
    assert one == {"hairline": "warning"}
    for ink in ("0 0 0 0", "1 1 0 0", "0 1 0 0"):
        assert rules(f"{ink} K 0.25 w {LINE}", printer=printer) == {}


def test_matrices_scale_the_width_of_a_line() -> None:
    line = f"0 1 0 0 K 1 w {LINE}"
    assert rules(f"q 0.2 0 0 0.2 50 50 cm {line} Q") == {"hairline": "warning"}
    inner = form(line, Matrix=[0.1, 0, 0, 0.1, 60, 60])
    assert rules("/Fm Do", {"XObject": {"Fm": inner}}) == {"hairline": "warning"}
    assert rules("2 0 0 2 0 0 cm /Fm Do", {"XObject": {"Fm": form(line)}}) == {}


def test_a_width_of_zero_is_one_dot() -> None:
    (found,) = findings(f"0 1 0 0 K 0 w {LINE}")
    assert "one dot" in found.message


@pytest.mark.parametrize(
    ("rectangle", "asked"),
    [("100 0.2", True), ("0.2 100", True), ("100 0.25", False), ("5 0.2", False), ("100 0", True)],
)
def test_a_thin_rectangle_is_a_line(rectangle: str, asked: bool) -> None:
    found = rules(f"0 1 0 0 k 60 60 {rectangle} re f")
    assert found == ({"hairline": "warning"} if asked else {})


def test_filled_lines_are_checked_like_strokes() -> None:
    assert rules("0 0 0 0 k 60 60 100 0.2 re f") == {"R0018": "warning"}
    assert rules("1 1 0 0 k 60 60 100 0.2 re f") == {"R0019": "warning", "hairline": "warning"}
    assert rules("0 g 60 60 100 1 re f") == {"R0012": "warning"}
    assert rules("0 0 0 1 k 60 60 100 1 re f") == {"R0010": "warning"}
    assert rules("/G gs 0 0 0 1 k 60 60 100 1 re f") == {}
    assert rules("0 0 0 1 k 60 60 10 1 re f") == {}, "a part of a figure"


@pytest.mark.parametrize(
    ("path", "asked"),
    [
        ("60 60 100 0.2 re 60 70 100 0.2 re", True),
        ("60 60 10 0.2 re 60 70 10 0.2 re", False),
        ("60 60 100 0 re 60 60 100 0.7 re", False),
        ("60 60 m 160 60 l", True),
        ("60 60 m 160 60 l 160 60.2 l 60 60.2 l h", True),
        ("60 60 m 160 60 l 130 60.2 l 90 60.2 l h", False),
        ("60 60 m 110 110 l 109.9 110.1 l 59.9 60.1 l h", True),
    ],
    ids=["two", "two specks", "an edge", "no area", "drawn", "no rectangle", "slanted"],
)
def test_shapes_that_are_lines(path: str, asked: bool) -> None:
    found = rules(f"0 1 0 0 k {path} f*")
    assert found == ({"hairline": "warning"} if asked else {})


def test_user_units_scale_filled_lines() -> None:
    thin = "0 1 0 0 k 60 60 100 0.2 re f"
    assert rules(thin, UserUnit=2) == {}


def test_a_filled_and_stroked_line_has_the_width_of_its_stroke() -> None:
    path = "0 1 0 0 k 0 1 0 0 K 60 60 m 160 60 l"
    assert rules(f"1 w {path} B") == {}
    assert rules(f"0.1 w {path} B") == {"hairline": "warning"}
