"""Issues missing from a year: at the beginning, in between and at the end, by numbers and by dates."""

import datetime as dt
from collections.abc import Iterable, Sequence
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printissue.core.errors import ExitCode
from printissue.core.findings import Finding, Place, exit_code
from printissue.model.issue import Frequency
from printissue.model.volumes import MissingIssue
from printissue.volume.gaps import EXPECTED, sequence
from printissue.volume.numbering import Numbered

PUBLICATION = Place("issues/imprint/publication.yaml", 6, 1)
WEDNESDAYS = [(dt.date(2025, 1, 1) + dt.timedelta(7 * n)).isoformat() for n in range(52)]


def issue(date: str, number: str | None = None, volume: str | None = None) -> Numbered:
    return Numbered(date, date, Place(f"issues/imprint/{date}.yaml", 3, 7), number, volume)


def year_of(
    issues: Sequence[Numbered], frequency: Frequency = "monthly", *, allow_gaps: bool = False
) -> tuple[tuple[MissingIssue, ...], tuple[Finding, ...]]:
    return sequence(
        issues, frequency=frequency, year="2025", allow_gaps=allow_gaps, place=PUBLICATION
    )


def gap_of(issues: Sequence[Numbered], frequency: Frequency = "monthly") -> str:
    """Return what the finding says is missing."""
    findings = year_of(issues, frequency)[1]
    messages = [one.message for one in findings if one.rule == "volume-gap"]
    return messages[0].removeprefix("2025 is missing ") if messages else ""


def monthly(months: Iterable[int], first: int = 1) -> list[Numbered]:
    return [issue(f"2025-{month:02}", str(first + month - 1)) for month in months]


def but(*left_out: int) -> list[int]:
    return [month for month in range(1, 13) if month not in left_out]


# numbers


@pytest.mark.parametrize("first", [1, 5, 118], ids=["restarted", "low", "running on"])
def test_a_complete_year_has_no_gap(first: int) -> None:
    assert year_of(monthly(but(), first)) == ((), ())


@pytest.mark.parametrize(
    ("left_out", "text"),
    [
        ((7,), "no. 7"),
        ((1,), "no. 1"),
        ((12,), "no. 12"),
        ((1, 2, 6, 11, 12), "nos. 1–2, 6, 11–12"),
    ],
    ids=["middle", "head", "tail", "all"],
)
def test_numbers_that_start_again_each_year(left_out: tuple[int, ...], text: str) -> None:
    assert gap_of(monthly(but(*left_out))) == text


@pytest.mark.parametrize(
    ("left_out", "text"),
    [((7,), "no. 124"), ((1,), "no. 118"), ((12,), "no. 129")],
    ids=["middle", "head", "tail"],
)
def test_numbers_that_run_on_over_the_years(left_out: tuple[int, ...], text: str) -> None:
    assert gap_of(monthly(but(*left_out), first=118)) == text


def test_a_missing_issue_is_a_value() -> None:
    assert year_of(monthly(but(7)))[0] == (MissingIssue(number="7"),)


def test_a_double_number_fills_two() -> None:
    year = [*monthly(but(7, 8)), issue("2025-07", "7-8")]
    assert year_of(year) == ((), ())


@pytest.mark.parametrize("month", ["02", "01"])
@pytest.mark.parametrize("first", [1, 119])
def test_a_year_of_double_numbers(month: str, first: int) -> None:
    numbers = [(first + 2 * n, f"2025-{int(month) + 2 * n:02}") for n in range(6)]
    year = [issue(date, f"{number}-{number + 1}") for number, date in numbers]
    assert year_of(year) == ((), ())
    assert gap_of([*year[:2], *year[3:]]) == f"nos. {first + 4}–{first + 5}"


def test_dates_distinguish_a_new_publication_from_an_old_one_with_gaps() -> None:
    young = [issue(f"2025-{month:02}", str(month - 4)) for month in range(5, 13)]
    assert gap_of(young) == ""
    assert gap_of(monthly(range(5, 13))) == "nos. 1–4"


def test_the_rest_of_a_year_that_is_not_over_is_missing() -> None:
    assert gap_of(monthly(range(1, 7))) == "nos. 7–12"


def test_volumes_within_a_year() -> None:
    year = [issue(f"2025-{n:02}", str(n + 6), "3") for n in range(1, 7)]
    year += [issue(f"2025-{n:02}", str(n - 6), "4") for n in range(7, 13)]
    assert year_of(year) == ((), ())
    assert gap_of([*year[:1], *year[2:6], *year[7:11]]) == "vol. 3, no. 8; vol. 4, nos. 1, 6"


def test_numbers_that_start_again_in_autumn() -> None:
    year = [issue(f"2025-{n:02}", str(n + 4)) for n in range(1, 9)]
    year += [issue(f"2025-{n:02}", str(n - 8)) for n in range(9, 13)]
    assert year_of(year) == ((), ())
    assert gap_of([*year[:2], *year[3:]]) == "no. 7"
    assert gap_of([*year[:6], *year[8:]]) == "nos. 11–12"


@pytest.mark.parametrize(
    ("frequency", "months", "text"),
    [
        ("bimonthly", (1, 3, 5, 7, 9, 11), ""),
        ("bimonthly", (2, 4, 8, 10, 12), "no. 3"),
        ("quarterly", (3, 6, 12), "no. 3"),
        ("quarterly", (2, 5, 8), "no. 4"),
        ("half-yearly", (12,), "no. 1"),
        ("yearly", (10,), ""),
    ],
)
def test_every_frequency_has_its_count(
    frequency: Frequency, months: tuple[int, ...], text: str
) -> None:
    count = EXPECTED[frequency]
    year = [issue(f"2025-{m:02}", str((m - 1) * count // 12 + 1)) for m in months]
    assert gap_of(year, frequency) == text


@pytest.mark.parametrize("first", [1, 1403])
def test_weekly_numbers(first: int) -> None:
    year = [issue(date, str(first + n)) for n, date in enumerate(WEDNESDAYS)]
    assert gap_of(year, "weekly") == ""
    assert (
        gap_of([*year[1:30], *year[31:51]], "weekly") == f"nos. {first}, {first + 30}, {first + 51}"
    )


def test_weekly_numbers_that_only_state_a_month() -> None:
    year = [issue(date[:7], str(n + 1)) for n, date in enumerate(WEDNESDAYS)]
    assert gap_of([*year[:30], *year[31:51]], "weekly") == "nos. 31, 52"
    running = [issue(date[:7], str(n + 900)) for n, date in enumerate(WEDNESDAYS)]
    assert gap_of([*running[1:30], *running[31:]], "weekly") == "no. 930"


def test_a_53rd_week_is_no_fault() -> None:
    year = [issue(date, str(n)) for n, date in enumerate([*WEDNESDAYS, "2025-12-31"], 1)]
    assert year_of(year, "weekly") == ((), ())


def test_an_irregular_publication_misses_only_numbers_in_between() -> None:
    year = [issue("2025-02", "2"), issue("2025-03", "3"), issue("2025-09", "5")]
    assert gap_of(year, "irregular") == "no. 4"


def test_an_issue_without_a_number_is_named_if_a_number_is_missing() -> None:
    year = [*monthly(but(7)), issue("2025-07")]
    (gap,) = year_of(year)[1]
    assert gap.message == "2025 is missing no. 7"
    assert gap.hint.endswith("these issues have no number: 2025-07")


def test_a_number_far_off_is_a_fault_and_no_gap() -> None:
    found, findings = year_of([*monthly(but(12)), issue("2025-12", "999999")])
    assert [one.rule for one in findings] == ["volume-number"]
    assert findings[0].place.file == "issues/imprint/2025-12.yaml"
    assert found == ()


# dates


@pytest.mark.parametrize(
    ("frequency", "months", "dates"),
    [
        ("monthly", but(), ()),
        ("monthly", but(1, 7, 12), ("2025-01", "2025-07", "2025-12")),
        ("bimonthly", [2, 4, 8, 10], ("2025-06", "2025-12")),
        ("quarterly", [3, 6, 12], ("2025-09",)),
        ("half-yearly", [5], ("2025-11",)),
        ("yearly", [5], ()),
        ("irregular", [1, 9], ()),
    ],
)
def test_months_where_there_are_no_numbers(
    frequency: Frequency, months: list[int], dates: tuple[str, ...]
) -> None:
    found = year_of([issue(f"2025-{month:02}") for month in months], frequency)[0]
    assert found == tuple(MissingIssue(date=date) for date in dates)


def test_days_where_there_are_no_numbers() -> None:
    left = [date for date in WEDNESDAYS if date not in ("2025-01-01", "2025-05-07")]
    left[10] = "2025-03-20"  # a day late is not missing
    assert gap_of([issue(date) for date in left], "weekly") == "2025-01-01, 2025-05-07, 2025-12-31"


def test_fortnights_where_there_are_no_numbers() -> None:
    days = WEDNESDAYS[1::2]
    assert gap_of([issue(date) for date in days if date != "2025-05-14"], "fortnightly") == (
        "2025-05-14"
    )


def test_months_say_nothing_of_weeks() -> None:
    assert gap_of([issue("2025-01"), issue("2025-12")], "weekly") == ""


def test_an_empty_year_has_no_findings() -> None:
    assert year_of([]) == ((), ())


# findings


def test_a_gap_stops_the_binding_and_names_the_way_out() -> None:
    (gap,) = year_of(monthly(but(7)))[1]
    assert (gap.rule, gap.severity, gap.place) == ("volume-gap", "error", PUBLICATION)
    assert "--allow-gaps" in gap.hint
    assert exit_code([gap]) == ExitCode.MANUSCRIPT


def test_an_allowed_gap_is_a_warning_and_still_a_missing_issue() -> None:
    found, (gap,) = year_of(monthly(but(7)), allow_gaps=True)
    assert (found, gap.severity, gap.hint) == ((MissingIssue(number="7"),), "warning", "")


def test_a_doubled_number_is_an_error_gaps_allowed_or_not() -> None:
    year = [*monthly(but(8)), issue("2025-08", "7")]
    findings = year_of(year, allow_gaps=True)[1]
    assert [(one.rule, one.severity) for one in findings] == [
        ("volume-number", "error"),
        ("volume-gap", "warning"),
    ]


def test_a_date_of_another_year_is_a_warning() -> None:
    year = [*monthly(but(12)), issue("2026-01", "12")]
    found, (stranger,) = year_of(year)
    assert (found, stranger.rule, stranger.severity) == ((), "volume-order", "warning")
    assert stranger.message == "2026-01 is dated 2026-01, which is not in 2025"


def test_a_volume_that_spans_two_years_has_no_strangers() -> None:
    year = [issue("2024-09", "1"), issue("2025-06", "2")]
    found = sequence(
        year, frequency="irregular", year="2024-25", allow_gaps=False, place=PUBLICATION
    )
    assert found == ((), ())


# any year


@given(
    st.sets(st.integers(1, 12), min_size=1),
    st.one_of(st.just(1), st.integers(1, 4000)),
    st.randoms(use_true_random=False),
)
def test_a_monthly_year_misses_what_is_left_out(
    months: set[int], first: int, random: Random
) -> None:
    year = monthly(months, first)
    random.shuffle(year)
    found, findings = year_of(year)
    assert [one.number for one in found] == [str(first + m - 1) for m in but(*months)]
    assert [one.rule for one in findings] == ["volume-gap"][: len(found)]


@given(st.sets(st.integers(0, 51), min_size=1), st.integers(1, 4000))
def test_a_weekly_year_misses_what_is_left_out(weeks: set[int], first: int) -> None:
    year = [issue(WEDNESDAYS[week], str(first + week)) for week in sorted(weeks)]
    found = year_of(year, "weekly")[0]
    assert [one.number for one in found] == [str(first + n) for n in range(52) if n not in weeks]


@given(
    st.lists(
        st.builds(
            issue,
            st.dates(dt.date(2024, 1, 1), dt.date(2026, 12, 31)).map(
                lambda day: day.isoformat()[: 7 if day.day % 2 else 10]
            ),
            st.none() | st.from_regex(r"[0-9]{1,6}([-/–][0-9]{1,6})?", fullmatch=True),
            st.none() | st.integers(1, 4).map(str),
        ),
        max_size=14,
    ),
    st.sampled_from([*EXPECTED, "irregular"]),
)
def test_no_year_breaks_it(year: list[Numbered], frequency: Frequency) -> None:
    found, findings = year_of(year, frequency)
    assert len(found) <= 14 * 400
    assert all(one.message for one in findings)
