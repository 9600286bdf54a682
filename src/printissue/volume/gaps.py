"""The issues that are missing from a year, by their numbers or, if issues have none, by their dates.

The frequency of a publication states how many issues a year has (52 weekly, 12 monthly …). Issues missing at the
beginning and the end are found with it; the dates show which number the year starts with. Issues missing in between
are found from the numbers only. The current date is not used: the rest of a year that is not over counts as missing.
"""

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from printissue.core.findings import Finding, Place
from printissue.model.issue import Frequency
from printissue.model.volumes import MissingIssue
from printissue.volume.numbering import Counted, Numbered, Run, faults, runs

EXPECTED: dict[Frequency, int] = {
    "weekly": 52,
    "fortnightly": 26,
    "monthly": 12,
    "bimonthly": 6,
    "quarterly": 4,
    "half-yearly": 2,
    "yearly": 1,
}
"""Issues a year; an irregular publication has no fixed number."""

_DAYS: dict[Frequency, int] = {"weekly": 7, "fortnightly": 14}
_FAR = 366
"""The largest gap between two numbers of an irregular publication."""


MissingNumber = tuple[int, str]
"""A number that is missing, and its volume if the year has several."""


def sequence(
    numbers: Sequence[Numbered],
    *,
    frequency: Frequency,
    year: str,
    allow_gaps: bool,
    place: Place,
) -> tuple[tuple[MissingIssue, ...], tuple[Finding, ...]]:
    """Return the issues that are missing from a year, and findings about its numbers and dates.

    A gap is an error, or a warning if gaps are allowed. `place` is the place of that finding: the publication's
    description.
    """
    parts = runs(numbers)
    apart = frequency not in ("irregular", *_DAYS)
    findings = [*faults(numbers, parts, apart=apart), *_other_years(numbers, year)]
    findings += [one for part in parts for one in _jumps(part, frequency)]
    own = [one for one in numbers if one.date[:4] == year]
    missing = _numbers(parts, frequency, year=year)
    dates = [] if parts else _dates(own, frequency, year=year)
    if missing or dates:
        text = _described(missing) or ", ".join(dates)
        unnumbered = [one.key for one in numbers if missing and not one.number]
        findings.append(
            _gap(f"{year} is missing {text}", unnumbered, place=place, allow_gaps=allow_gaps)
        )
    issues = [MissingIssue(number=str(number)) for number, _ in missing]
    issues += [MissingIssue(date=one) for one in dates]
    return tuple(issues), tuple(findings)


def _described(missing: Sequence[MissingNumber]) -> str:
    """Describe missing numbers: `no. 7`, `nos. 7, 9–12`, `vol. 3, no. 8; vol. 4, no. 1`."""
    texts = []
    for volume in dict.fromkeys(volume for _, volume in missing):
        own = [number for number, its in missing if its == volume]
        lead = f"vol. {volume}, " if volume else ""
        texts.append(f"{lead}{'no.' if len(own) == 1 else 'nos.'} {_ranges(own)}")
    return "; ".join(texts)


def _ranges(numbers: Sequence[int]) -> str:
    texts: list[str] = []
    start = numbers[0]
    for number, following in zip(numbers, [*numbers[1:], None], strict=True):
        if following != number + 1:
            texts.append(str(number) if number == start else f"{start}–{number}")
            start = following or 0
    return ", ".join(texts)


def _gap(message: str, unnumbered: Sequence[str], *, place: Place, allow_gaps: bool) -> Finding:
    """Return the finding of a gap; `unnumbered` are issues without a number, one of which may fill it."""
    if allow_gaps:
        return Finding("volume-gap", place, message, severity_override="warning")
    hint = (
        "add what is missing, or bind with --allow-gaps: the title page then says what is missing"
    )
    if unnumbered:
        hint += f"; these issues have no number: {', '.join(unnumbered)}"
    return Finding("volume-gap", place, message, hint)


def _other_years(numbers: Sequence[Numbered], year: str) -> Iterator[Finding]:
    """Find dates of another year, if the volume is of one calendar year."""
    if not re.fullmatch("[0-9]{4}", year):
        return
    for one in numbers:
        if one.date[:4] != year:
            message = f"{one.key} is dated {one.date}, which is not in {year}"
            yield Finding("volume-order", one.place, message, severity_override="warning")


def _jumps(part: Run, frequency: Frequency) -> Iterator[Finding]:
    """Find numbers that are further from the one before than a year has issues."""
    for before, one in pairwise(part):
        if _far(before, one, frequency):
            yield Finding(
                "volume-number",
                one.place,
                f"no. {one.issue.number} of {one.issue.key} does not follow "
                f"no. {before.issue.number} of {before.issue.key}",
                "a year cannot have a gap this wide: correct one of the two numbers",
            )


def _far(before: Counted, one: Counted, frequency: Frequency) -> bool:
    return one.first - before.last > EXPECTED.get(frequency, _FAR) + 1


# by numbers


def _numbers(parts: Sequence[Run], frequency: Frequency, *, year: str) -> list[MissingNumber]:
    """Return the numbers that are missing, run by run."""
    bases = [_base(part, frequency, year) for part in parts]
    several = len({one.volume for part in parts for one in part}) > 1 and len(parts) > 1
    missing: list[MissingNumber] = []
    for at, part in enumerate(parts):
        ends = _ends(parts, bases, at=at, frequency=frequency)
        volume = next((one.issue.volume for one in part if one.issue.volume), None)
        its = (volume or "") if several else ""
        missing += [(number, its) for number in _missing(part, ends, frequency)]
    return missing


def _missing(part: Run, ends: tuple[int, int], frequency: Frequency) -> list[int]:
    """Return the numbers missing from a run, between its own numbers and out to its expected ends."""
    held = {number for one in part for number in range(one.first, one.last + 1)}
    wanted = {*range(ends[0], part[0].first), *range(max(held) + 1, ends[1] + 1)}
    for before, one in pairwise(part):
        if not _far(before, one, frequency):
            wanted |= set(range(before.last + 1, one.first))
    return sorted(wanted - held)


def _ends(
    parts: Sequence[Run], bases: Sequence[int | None], *, at: int, frequency: Frequency
) -> tuple[int, int]:
    """Return the first and last number expected of a run: its own if nothing indicates more."""
    part, base, count = parts[at], bases[at], EXPECTED.get(frequency)
    low, high = part[0].first, max(one.last for one in part)
    if at:
        low = min(low, 1) if low <= EXPECTED.get(frequency, _FAR) + 1 else low
    elif base is not None:
        low = max(1, base)
    following = bases[at + 1] if at + 1 < len(parts) else None
    if base is not None and count and at + 1 == len(parts):
        high = base + count - 1
    elif base is not None and count and following is not None:
        high = min(base - following, base + count - 1)
    return low, high


def _base(part: Run, frequency: Frequency, year: str) -> int | None:
    """Return the number of the year's first issue, as the dates of most issues indicate.

    If the dates do not indicate one, it is 1 for a run that fits into a year, otherwise None.
    """
    count = EXPECTED.get(frequency)
    if count is None:
        return None
    votes = Counter(
        number - turn
        for one in part
        if one.issue.date[:4] == year and (turn := _turn(one.issue.date, frequency)) is not None
        for number in range(one.first, one.last + 1)
    )
    if not votes:
        return 1 if max(one.last for one in part) <= count else None
    held = {number for one in part for number in range(one.first, one.last + 1)}

    def priority(base: int) -> tuple[int, int, bool, int]:
        absent = sum(number not in held for number in range(max(1, base), base + count))
        return -votes[base], absent, base != 1, base

    return min(votes, key=priority)


def _turn(date: str, frequency: Frequency) -> int | None:
    """Return which of the year's issues, from 0, has a date; None if the date does not show it."""
    if days := _DAYS.get(frequency):
        return (_day(date) // days) if len(date) == 10 else None
    return (int(date[5:7]) - 1) * EXPECTED[frequency] // 12


def _day(date: str) -> int:
    """Return the day of the year, from 0."""
    return dt.date.fromisoformat(date).timetuple().tm_yday - 1


# by dates


def _dates(numbers: Sequence[Numbered], frequency: Frequency, *, year: str) -> list[str]:
    """Return the dates that are missing, if no issue has a number."""
    dates = [one.date for one in numbers]
    if not dates or frequency == "irregular":
        return []
    if days := _DAYS.get(frequency):
        return _days(dates, days, year) if all(len(date) == 10 for date in dates) else []
    months = 12 // EXPECTED[frequency]
    held = {_turn(date, frequency) for date in dates}
    phase = _usual([(int(date[5:7]) - 1) % months for date in dates])
    return [
        f"{year}-{turn * months + phase + 1:02}"
        for turn in range(EXPECTED[frequency])
        if turn not in held
    ]


def _days(dates: Sequence[str], every: int, year: str) -> list[str]:
    """Return the missing days of those that are `every` days apart; a day that is off by less than half is present."""
    held = [_day(date) for date in dates]
    first = dt.date(int(year), 1, 1)
    usual = range(_usual([day % every for day in held]), _day(f"{year}-12-31") + 1, every)
    absent = [day for day in usual if all(abs(day - one) > every // 2 for one in held)]
    return [(first + dt.timedelta(day)).isoformat() for day in absent]


def _usual(values: Sequence[int]) -> int:
    """Return the most frequent value, the smallest of several."""
    return min(Counter(values).items(), key=lambda item: (-item[1], item[0]))[0]
