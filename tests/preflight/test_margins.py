"""Text and small objects keep away from the trim."""

import pytest

from planted import BLEED, TRIM, findings, rules, shop, text
from printissue.model.printers import MM

NEAR = {"safe-margin": "warning"}
BLACK = "0 0 0 1 k"


def word(x: float, y: float, size: float = 9) -> str:
    return text(size, BLACK, at=f"{x} {y}")


@pytest.mark.parametrize(
    ("side", "x", "y"),
    [
        ("left", TRIM[0] + 2 * MM, 200.0),
        ("right", TRIM[2] - 18 - 2 * MM, 200.0),
        ("top", 100.0, TRIM[3] - 9 * 0.75 - 2 * MM),
        ("bottom", 100.0, TRIM[1] + 9 * 0.2 + 2 * MM),
    ],
)
def test_text_near_each_side(side: str, x: float, y: float) -> None:
    (found,) = findings(word(x, y))
    assert (found.rule, found.severity) == ("safe-margin", "warning")
    assert found.message == f"text is 2.0 mm from the {side} trim"
    assert found.place.box is not None
    inwards = {"left": (4, 0), "right": (-4, 0), "top": (0, -4), "bottom": (0, 4)}[side]
    assert rules(word(x + inwards[0], y + inwards[1])) == {}


def test_the_printer_sets_the_margin() -> None:
    at = word(TRIM[0] + 4 * MM, 200)
    assert rules(at) == {}
    assert rules(at, printer=shop(safe=6.35)) == NEAR


def test_text_that_is_cut() -> None:
    (found,) = findings(word(TRIM[0] - 5, 200))
    assert found.message == "text extends beyond the left trim"
    assert rules(word(TRIM[0] - 15, 200, 60)) == {}, "display type may bleed"
    assert rules(word(BLEED[2] + 1, 335)) == {}, "the slug is not on the page"


def test_text_outside_the_trim() -> None:
    beside = word(TRIM[2] + 1, 200, 6)
    (found,) = findings(beside)
    assert found.message == "text is outside the right trim"
    assert rules(word(TRIM[2] + 7, 200, 6)) == {}, "more of it is beyond the bleed than within"
    assert rules(word(TRIM[2] + 1, 200, 60)) == {}, "a letter of display type that bleeds"
    wide = [0, 0, TRIM[2] + 20, TRIM[3] + 20]
    assert rules(word(TRIM[2] + 10, 200, 6), BleedBox=wide) == {}, "a slug in a sloppy BleedBox"
    assert rules(beside, TrimBox=None, BleedBox=None, CropBox=[*TRIM], printer=shop()) == {}


def test_small_objects() -> None:
    near = f"0 0.5 0 0 k {TRIM[0] + 5} 100 20 20 re f"
    assert rules(near) == NEAR
    assert rules(near.replace(str(TRIM[0] + 5), str(TRIM[0] + 9))) == {}
    assert rules(near.replace("0 0.5 0 0 k", "0 0 0 0 k")) == {}, "white is nothing"
    large = f"0 0.5 0 0 k {TRIM[0] + 5} 60 190 240 re f"
    assert rules(large) == {}, "a panel is no small thing"


def test_small_objects_on_artwork_with_bleed() -> None:
    ground = f"0 0 0.1 0 k 0 0 {TRIM[2] + 20} {TRIM[3] + 20} re f "
    small = f"0 0.5 0 0 k {TRIM[0] + 5} 100 20 20 re f"
    assert rules(ground + small) == {}
    assert rules(ground + word(TRIM[0] + 3, 200)) == NEAR, "text is in danger on any ground"


def test_without_a_trim_nothing_is_checked() -> None:
    near = word(2, 200)
    assert rules(near, TrimBox=None, BleedBox=None) == {}
    assert rules(near, TrimBox=None, BleedBox=None, printer=shop()) == NEAR


def test_the_nearest_object_is_reported() -> None:
    (found,) = findings(word(TRIM[0] + 5, 200) + word(TRIM[0] + 1 * MM, 100))
    assert found.message == "text is 1.0 mm from the left trim, and 1 more on this page"
