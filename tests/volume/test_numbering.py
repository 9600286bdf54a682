"""Numbers and dates of a year's issues: runs, doubles, order."""

import pytest

from printissue.core.findings import Finding, Place
from printissue.volume.numbering import Numbered, faults, in_order, runs, span


def issue(
    key: str, number: str | None = None, *, date: str | None = None, volume: str | None = None
) -> Numbered:
    file = f"issues/imprint/{key}.yaml"
    return Numbered(
        key, date or key, Place(file, 2, 7), number, volume, Place(file, 3, 9) if number else None
    )


def found(*issues: Numbered, apart: bool = True) -> list[Finding]:
    return list(faults(issues, runs(issues), apart=apart))


def shape(*issues: Numbered) -> list[list[int]]:
    return [[one.first for one in part] for part in runs(issues)]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("7", (7, 7)),
        ("7-8", (7, 8)),
        ("7–8", (7, 8)),
        ("7/8", (7, 8)),
        ("8-7", None),
        ("1-900", None),
        ("seven", None),
        ("7-", None),
        ("", None),
    ],
)
def test_a_number_is_one_or_a_run(text: str, numbers: tuple[int, int] | None) -> None:
    assert span(text) == numbers


def test_issues_are_sorted_by_date_then_number_then_key() -> None:
    late = issue("no-10", date="2025-10")
    first, second = issue("b", "1", date="2025-03"), issue("a", "2", date="2025-03")
    nine, ten = issue("no-9", date="2025-05"), issue("no-10x", date="2025-05")
    assert in_order([late, second, ten, nine, first]) == [first, second, nine, ten, late]


def test_one_run_if_numbers_do_not_start_again() -> None:
    assert shape(issue("2025-01", "118"), issue("2025-02", "119-120")) == [[118, 119]]
    assert shape(issue("2025-01"), issue("2025-02")) == []


def test_a_new_volume_starts_a_run() -> None:
    year = [issue(f"2025-0{n}", str(n + 4), volume="3") for n in range(1, 5)]
    year += [issue(f"2025-0{n}", str(n - 4), volume="4") for n in range(5, 9)]
    assert shape(*year) == [[5, 6, 7, 8], [1, 2, 3, 4]]


def test_a_new_volume_whose_numbers_run_on_is_the_same_run() -> None:
    year = [issue("2025-01", "118", volume="11"), issue("2025-02", "119", volume="12")]
    assert shape(*year) == [[118, 119]]


def test_an_issue_without_a_volume_is_of_the_one_before() -> None:
    year = [
        issue("2025-01", "11", volume="3"),
        issue("2025-02", "12"),
        issue("2025-03", "1", volume="4"),
        issue("2025-04", "2"),
    ]
    assert shape(*year) == [[11, 12], [1, 2]]


def test_numbers_that_start_again_within_the_year_are_two_runs() -> None:
    year = [issue(f"2025-{n:02}", str(n + 4)) for n in range(1, 7)]
    year += [issue(f"2025-{n:02}", str(n - 8)) for n in range(9, 13)]
    assert shape(*year) == [[5, 6, 7, 8, 9, 10], [1, 2, 3, 4]]
    assert found(*year) == []


def test_two_swapped_numbers_are_not_a_new_run() -> None:
    year = [issue("a", "2", date="2025-01"), issue("b", "1", date="2025-02")]
    assert shape(*year) == [[1, 2]]
    assert [one.rule for one in found(*year)] == ["volume-order"]


def test_a_whole_year_has_no_fault() -> None:
    assert found(*[issue(f"2025-{n:02}", str(n)) for n in range(1, 13)]) == []


def test_a_repeated_number_is_reported_at_the_second() -> None:
    (one,) = found(issue("2025-07", "7"), issue("2025-08", "7"), issue("2025-09", "9"))
    assert (one.rule, one.severity) == ("volume-number", "error")
    assert str(one.place) == "issues/imprint/2025-08.yaml:3:9"
    assert one.message == "no. 7 of 2025-08 occurs twice: 2025-07 is no. 7"


def test_a_number_within_a_double_number_is_repeated() -> None:
    (one,) = found(issue("2025-07", "7-8"), issue("2025-08", "8"))
    assert one.message == "no. 8 of 2025-08 occurs twice: 2025-07 is no. 7-8"


def test_equal_numbers_of_two_volumes_are_two_numbers() -> None:
    year = [issue("2025-01", "2", volume="3"), issue("2025-02", "1", volume="4")]
    assert found(*year, issue("2025-03", "2", volume="4")) == []


def test_a_range_that_goes_back_is_reported() -> None:
    (one,) = found(issue("2025-07", "8-7"))
    assert (one.rule, one.place.line) == ("volume-number", 3)
    assert "'8-7'" in one.message


@pytest.mark.parametrize(("apart", "rules"), [(True, ["volume-number"]), (False, [])])
def test_a_repeated_month_without_numbers(apart: bool, rules: list[str]) -> None:
    year = [issue("a", date="2025-03"), issue("b", date="2025-03")]
    assert [one.rule for one in found(*year, apart=apart)] == rules


def test_a_day_twice_without_numbers() -> None:
    (one,) = found(issue("a", date="2025-03-04"), issue("b", date="2025-03-04"), apart=False)
    assert one.message == "the date 2025-03-04 of b occurs twice: a has it too"


def test_months_may_be_shared_by_numbered_issues() -> None:
    assert found(issue("a", "1", date="2025-03"), issue("b", "2", date="2025-03")) == []


def test_one_late_date_is_reported_at_that_issue_only() -> None:
    year = [issue(f"2025-{n:02}", str(n)) for n in range(1, 13)]
    year[2] = issue("2025-03", "3", date="2025-11")
    (one,) = found(*year)
    assert one.rule == "volume-order"
    assert str(one.place) == "issues/imprint/2025-03.yaml:2:7"
    assert one.message == (
        "2025-03, no. 3, is dated 2025-11, but 2025-02 before it is dated 2025-02, "
        "2025-04 after it is dated 2025-04"
    )


def test_two_numbers_in_the_wrong_order() -> None:
    year = [issue("2025-01", "1"), issue("2025-02", "3"), issue("2025-03", "2")]
    assert [one.rule for one in found(*year)] == ["volume-order"]


def test_a_key_that_is_a_date_is_held_against_the_date() -> None:
    (one,) = found(issue("2025-01"), issue("2025-02", date="2025-04"), issue("2025-03"))
    assert one.message == (
        "2025-02 is dated 2025-04, but 2025-01 before it is dated 2025-01, 2025-03 after it is dated 2025-03"
    )


def test_other_keys_say_nothing_of_order() -> None:
    assert found(issue("autumn", date="2025-09"), issue("spring", date="2025-03")) == []


def test_a_day_and_its_month_are_in_any_order() -> None:
    year = [issue("a", "1", date="2025-03-20"), issue("b", "2", date="2025-03")]
    assert found(*year) == []


def test_days_are_held_against_days() -> None:
    year = [issue("a", "1", date="2025-03-20"), issue("b", "2", date="2025-03-06")]
    assert [one.rule for one in found(*year)] == ["volume-order"]
