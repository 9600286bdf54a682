"""Counts and numbers in words."""

import pytest

from printissue.core.counting import counted, ranges


@pytest.mark.parametrize(("count", "said"), [(0, "0 pages"), (1, "1 page"), (2, "2 pages")])
def test_a_number_of_things(count: int, said: str) -> None:
    assert counted(count, "page") == said


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        ([], []),
        ([7], ["7"]),
        ([9, 3, 2, 4, 4, 7], ["2–4", "7", "9"]),
        ([1, 2], ["1–2"]),
    ],
)
def test_numbers_that_follow_on_one_another_are_a_range(
    numbers: list[int], said: list[str]
) -> None:
    assert ranges(numbers) == said
