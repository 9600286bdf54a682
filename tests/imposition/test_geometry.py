"""Rectangles, margins and matrices."""

import pytest

from printissue.imposition.geometry import (
    IDENTITY,
    Edges,
    combine,
    corners,
    format_numbers,
    grow,
    margins,
    quarter_turns,
    rect_from,
    scaling,
    translation,
)
from printissue.pdf.boxes import Rect


def at(matrix, x, y):
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


@pytest.mark.parametrize("quarters", range(-4, 6))
def test_a_turned_box_lies_at_the_origin_again(quarters):
    matrix = quarter_turns(quarters, 20, 30)
    xs, ys = zip(*(at(matrix, x, y) for x in (0, 20) for y in (0, 30)), strict=True)
    assert (min(xs), min(ys)) == (0, 0)
    assert (max(xs), max(ys)) == ((30, 20) if quarters % 2 else (20, 30))


def test_turns_are_clockwise():
    assert at(quarter_turns(1, 20, 30), 0, 30) == (
        30,
        20,
    )  # the upper left corner comes to the upper right
    assert at(quarter_turns(3, 20, 30), 0, 30) == (0, 0)  # and to the lower left
    assert Edges(1, 2, 3, 4).turned(1) == Edges(left=2, bottom=3, right=4, top=1)
    assert Edges(1, 2, 3, 4).turned(2) == Edges(3, 4, 1, 2)
    assert Edges(1, 2, 3, 4).turned(-1) == Edges(1, 2, 3, 4).turned(3)
    assert Edges(1, 2, 3, 4).turned(4) == Edges(1, 2, 3, 4)


def test_matrices_apply_in_their_order():
    assert combine() == IDENTITY
    assert at(combine(translation(1, 2), scaling(3)), 1, 1) == (6, 9)
    assert at(combine(scaling(3), translation(1, 2)), 1, 1) == (4, 5)
    assert at(combine(translation(-5, 0), quarter_turns(1, 20, 30), translation(1, 1)), 5, 30) == (
        31,
        21,
    )


def test_rectangles():
    rect = rect_from([30, 40, 10, 20])
    assert rect == Rect(10, 20, 30, 40)
    assert grow(rect, Edges(1, 2, 3, 4)) == Rect(9, 18, 33, 44)
    assert margins(rect, Rect(9, 18, 33, 44)) == Edges(1, 2, 3, 4)
    assert corners(Rect(1 / 3, 0, 1, 2)) == [0.3333, 0, 1, 2]
    assert Edges(1, 2, 3, 4).scaled(2) == Edges(2, 4, 6, 8)


@pytest.mark.parametrize("numbers", [[1, 2, 3], [1, 2, 3, 4, 5], []])
def test_a_rectangle_has_four_numbers(numbers):
    with pytest.raises(ValueError, match="unpack"):
        rect_from(numbers)


@pytest.mark.parametrize(
    ("number", "text"),
    [(0, "0"), (-0.0, "0"), (-1e-9, "0"), (10, "10"), (100.5, "100.5"), (1 / 3, "0.333333"),
     (-0.5, "-0.5"), (1e9, "1000000000")],
)  # fmt: skip
def test_numbers_have_no_needless_digits(number, text):
    assert format_numbers(number) == text


def test_several_numbers():
    assert format_numbers(1, 0, 0.25) == "1 0 0.25"
