"""Rectangles, margins and matrices."""

import pytest

from printissue.imposition.geometry import (
    IDENTITY,
    Box,
    Edges,
    after,
    moved,
    scaled,
    turned,
    written,
)


def at(matrix, x, y):
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


@pytest.mark.parametrize("quarters", range(-4, 6))
def test_a_turned_box_lies_at_the_origin_again(quarters):
    matrix = turned(quarters, 20, 30)
    xs, ys = zip(*(at(matrix, x, y) for x in (0, 20) for y in (0, 30)), strict=True)
    assert (min(xs), min(ys)) == (0, 0)
    assert (max(xs), max(ys)) == ((30, 20) if quarters % 2 else (20, 30))


def test_turns_are_clockwise():
    assert at(turned(1, 20, 30), 0, 30) == (
        30,
        20,
    )  # the upper left corner comes to the upper right
    assert at(turned(3, 20, 30), 0, 30) == (0, 0)  # and to the lower left
    assert Edges(1, 2, 3, 4).turned(1) == Edges(left=2, bottom=3, right=4, top=1)
    assert Edges(1, 2, 3, 4).turned(2) == Edges(3, 4, 1, 2)
    assert Edges(1, 2, 3, 4).turned(-1) == Edges(1, 2, 3, 4).turned(3)
    assert Edges(1, 2, 3, 4).turned(4) == Edges(1, 2, 3, 4)


def test_steps_are_done_one_after_the_other():
    assert after() == IDENTITY
    assert at(after(moved(1, 2), scaled(3)), 1, 1) == (6, 9)
    assert at(after(scaled(3), moved(1, 2)), 1, 1) == (4, 5)
    assert at(after(moved(-5, 0), turned(1, 20, 30), moved(1, 1)), 5, 30) == (31, 21)


def test_boxes():
    box = Box.of([30, 40, 10, 20])
    assert (box.left, box.bottom, box.right, box.top) == (10, 20, 30, 40)
    assert (box.width, box.height) == (20, 20)
    assert box.grown(Edges(1, 2, 3, 4)) == Box(9, 18, 33, 44)
    assert box.margins(Box(9, 18, 33, 44)) == Edges(1, 2, 3, 4)
    assert box.within(Box(0, 0, 15, 100)) == Box(10, 20, 15, 40)
    nothing = box.within(Box(50, 50, 60, 60))
    assert (nothing.width, nothing.height) == (0, 0)
    assert Box(1 / 3, 0, 1, 2).corners == [0.3333, 0, 1, 2]
    assert Edges(1, 2, 3, 4).scaled(2) == Edges(2, 4, 6, 8)


@pytest.mark.parametrize("numbers", [[1, 2, 3], [1, 2, 3, 4, 5], []])
def test_no_boxes(numbers):
    with pytest.raises(ValueError, match="unpack"):
        Box.of(numbers)


@pytest.mark.parametrize(
    ("number", "text"),
    [(0, "0"), (-0.0, "0"), (-1e-9, "0"), (10, "10"), (100.5, "100.5"), (1 / 3, "0.333333"),
     (-0.5, "-0.5"), (1e9, "1000000000")],
)  # fmt: skip
def test_numbers_are_written_short(number, text):
    assert written(number) == text


def test_several_numbers():
    assert written(1, 0, 0.25) == "1 0 0.25"
