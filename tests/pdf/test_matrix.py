"""Matrices and areas: product, inverse, and clip."""

from math import cos, pi, sin

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pikepdf import Array, Name

from printissue.pdf.matrix import (
    IDENTITY,
    clipped,
    height,
    intersection,
    inverse,
    lengths,
    multiply,
    read_matrix,
    stroke_width,
    transformed,
    transformed_area,
)
from printissue.pdf.objects import ContentError

NUMBER = st.floats(-50, 50).map(lambda one: round(one, 3))
MATRIX = st.tuples(*[NUMBER] * 6)
SLANT = (1.0, 0.0, 0.5, 1.0, 0.0, 0.0)
TURN = (cos(pi / 6), sin(pi / 6), -sin(pi / 6), cos(pi / 6), 3.0, 4.0)


@given(MATRIX, MATRIX, NUMBER, NUMBER)
def test_the_first_matrix_is_applied_first(first, then, x: float, y: float) -> None:
    both = transformed(multiply(first, then), x, y)
    assert both == pytest.approx(transformed(then, *transformed(first, x, y)), abs=1e-3)


@given(MATRIX)
def test_an_inverse_undoes_a_matrix(matrix) -> None:
    a, b, c, d, _, _ = matrix
    assume(abs(a * d - b * c) > 0.1)
    assert multiply(matrix, inverse(matrix)) == pytest.approx(IDENTITY, abs=1e-4)


def test_a_flat_matrix_has_no_inverse() -> None:
    with pytest.raises(ContentError):
        inverse((1, 2, 2, 4, 0, 0))


@pytest.mark.parametrize("value", [Array([1, 2, 3]), Array([1, 0, 0, Name.A, 0, 0]), 7])
def test_a_damaged_matrix_is_reported(value: object) -> None:
    with pytest.raises(ContentError):
        read_matrix(value)
    assert read_matrix(None) == IDENTITY


def test_lengths_and_heights() -> None:
    assert lengths((0, 2, -3, 0, 9, 9)) == (2, 3)
    assert height(SLANT) == 1
    assert lengths(SLANT)[1] > 1
    assert transformed_area((0, 2, -3, 0, 10, 20), (0, 0, 1, 1)) == (7, 20, 10, 22)


def test_lines_are_as_thin_as_they_are_crossed() -> None:
    flat = (1.0, 0.0, 0.0, 0.1, 0.0, 0.0)
    assert stroke_width(flat, 2, [(1, 0)]) == pytest.approx(0.2)
    assert stroke_width(flat, 2, [(0, 1)]) == pytest.approx(2)
    assert stroke_width(TURN, 2, [(0, 1)]) == pytest.approx(2)


def test_the_part_of_an_area_in_a_clip() -> None:
    assert intersection((0, 0, 5, 5), (3, 4, 9, 9)) == (3, 4, 5, 5)
    assert intersection((0, 0, 1, 1), (2, 2, 3, 3)) is None
    assert clipped((0, 0, 9, 9), (2, 2, 2, 8)) == (2, 2, 2, 8), "a line is seen"
    assert clipped((0, 0, 2, 9), (2, 2, 5, 8)) is None, "cut to nothing"
    assert clipped((0, 0, 9, 9), (float("nan"), 0, 1, 1)) is None
