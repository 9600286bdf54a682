"""Volumes: page ranges, numbers, pages of the bound file."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printissue.model.volumes import (
    BoundIssue,
    BoundSection,
    BoundStory,
    PageRange,
    Volume,
    folios_continue,
)

ISSUE = BoundIssue("2025-03", "March", "2025-03", PageRange(0, 11), "en", number="3", volume="1")
VOLUME = Volume("update", "2025", "en", (ISSUE,))


def issues(*numbers: str, **more: str) -> tuple[BoundIssue, ...]:
    return tuple(replace(ISSUE, number=number, **more) for number in numbers)


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (PageRange(11, 11, "12", "12"), "12"),
        (PageRange(13, 15, "14", "16"), "14–16"),
        (PageRange(0, 1, "i", "ii"), "i–ii"),
        (PageRange(4, 5), "5–6"),
        (PageRange(4, 4), "5"),
        (PageRange(4, 5, "A", "A"), "A"),
    ],
)
def test_folios_of_a_page_range(span, words):
    assert span.folios == words


@given(*[st.integers(0, 40)] * 4)
def test_a_joined_range_contains_both_ranges(a, b, c, d):
    one = PageRange(min(a, b), max(a, b), str(min(a, b) + 1), str(max(a, b) + 1))
    other = PageRange(min(c, d), max(c, d), str(min(c, d) + 1), str(max(c, d) + 1))
    joined = one.joined(other)
    assert (joined.first, joined.last) == (min(a, b, c, d), max(a, b, c, d))
    assert (joined.first_folio, joined.last_folio) == (str(joined.first + 1), str(joined.last + 1))
    assert joined == other.joined(one)


def test_an_issue_of_a_month_is_dated_on_its_first_day():
    assert ISSUE.day == dt.date(2025, 3, 1)
    assert replace(ISSUE, date="2025-03-15").day == dt.date(2025, 3, 15)


def test_stories_are_in_reading_order():
    first, second, third = (BoundStory(name, name, PageRange(0, 0), "en") for name in "abc")
    sections = (
        BoundSection("x", "X", PageRange(0, 0), (first, second)),
        BoundSection("y", "Y", PageRange(0, 0)),
        BoundSection("z", "Z", PageRange(0, 0), (third,)),
    )
    assert [one.anchor for one in replace(ISSUE, sections=sections).stories()] == ["a", "b", "c"]


def test_a_volume_has_the_number_that_its_issues_agree_on():
    assert VOLUME.number == "1"
    both = (ISSUE, replace(ISSUE, volume="2"))
    assert replace(VOLUME, issues=both).number == ""
    assert replace(VOLUME, issues=(replace(ISSUE, volume=""),)).number == ""


@pytest.mark.parametrize(
    ("numbers", "words"),
    [(("1", "2", "12"), "1–12"), (("7",), "7"), (("", ""), ""), (("", "2", "3"), "2–3"),
     (("1", "7-8"), "1–8")],
)  # fmt: skip
def test_numbers_are_a_range(numbers, words):
    assert replace(VOLUME, issues=issues(*numbers)).numbers == words


def test_a_page_of_the_bound_file_counts_the_pages_before_it():
    volume = replace(VOLUME, front_pages=6)
    assert volume.page(ISSUE, PageRange(0, 3)) == 7
    assert volume.page(replace(ISSUE, offset=24), PageRange(3, 3)) == 34


def test_a_double_issue_has_two_numbers():
    assert Volume("update", "2025", "en", issues("1", "2", "3-4")).numbers == "1–4"
    assert Volume("update", "2025", "en", issues("1-2", "", "3")).numbers == "1–3"
    assert Volume("update", "2025", "en", issues("1-2")).numbers == "1–2"


@pytest.mark.parametrize(
    ("folios", "words"),
    [
        (["1-4", "5-9", "11-14"], True),
        (["1-4"], True),
        (["1-4", "1-4", "5-9"], False),
        (["1-4", "4-9"], False),
        (["1-4", "v-vi"], False),
    ],
)
def test_folios_continue_or_start_again(folios, words):
    ends = (pages.split("-") for pages in folios)
    assert (
        folios_continue([replace(ISSUE, span=PageRange(0, 3, first, last)) for first, last in ends])
        is words
    )
