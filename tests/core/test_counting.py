"""Counts and page ranges as text."""

import pytest

from printissue.core.counting import counted, ranges


@pytest.mark.parametrize(
    ("count", "expected_text"), [(0, "0 pages"), (1, "1 page"), (2, "2 pages")]
)
def test_a_number_with_its_noun(count: int, expected_text: str) -> None:
    assert counted(count, "page") == expected_text


@pytest.mark.parametrize(
    ("numbers", "expected_text"),
    [
        ([], []),
        ([7], ["7"]),
        ([9, 3, 2, 4, 4, 7], ["2–4", "7", "9"]),
        ([1, 2], ["1–2"]),
    ],
)
def test_consecutive_numbers_are_a_range(numbers: list[int], expected_text: list[str]) -> None:
    assert ranges(numbers) == expected_text
