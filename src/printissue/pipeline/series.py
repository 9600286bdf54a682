"""The series of a publication's issues: whether numbers and dates are in sequence, and what the next issue has.

A number is one (`7`) or a run (`7-8`). Numbers may start again each year, with each volume, or once within a year;
special editions, reprints and other languages of an issue carry its number and date again.
"""

import calendar
import datetime as dt
import hashlib
import json
import os
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import asdict, dataclass
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path
from typing import Any

from printissue import manuscript
from printissue.core.disk_cache import DiskCache
from printissue.core.findings import Finding, Place
from printissue.core.version import VERSION
from printissue.core.workspace import IssueRef, Workspace
from printissue.model.back_issues import BackIssue
from printissue.model.issue import Frequency, Issue
from printissue.model.text_types import first_day
from printissue.volume.gaps import EXPECTED
from printissue.volume.numbering import span

_MONTHS: dict[Frequency, int] = {
    "monthly": 1,
    "bimonthly": 2,
    "quarterly": 3,
    "half-yearly": 6,
    "yearly": 12,
}
_DAYS: dict[Frequency, int] = {"weekly": 7, "fortnightly": 14}
_A_MONTH = {"weekly": 5, "fortnightly": 3, "irregular": 5}
"""The largest number of issues in a month, where it is more than one."""
_NEARLY_A_YEAR = 300
"""The number of days after which numbers may start again."""
_RECENT = 8
"""The number of recent issues that show the frequency."""


_MAX_BYTES = 16 * 2**20
_CACHE = DiskCache("series", repr((1, VERSION, *map(version, ("pydantic", "pyyaml")))))


@dataclass(frozen=True, slots=True)
class Stated:
    """The number, volume and date of an issue; `date` is YYYY-MM or YYYY-MM-DD."""

    key: str
    date: str
    number: str | None
    volume: str | None
    language: str | None
    date_place: Place
    number_place: Place

    @property
    def span(self) -> tuple[int, int] | None:
        """The first and last number of the issue; None if it has none."""
        return span(self.number) if self.number else None

    @property
    def day(self) -> dt.date:
        """The date as a day: the first of the month if it has none."""
        return first_day(self.date)


def series(workspace: Workspace, publication: str) -> list[Stated]:
    """Return the issues of a publication, with back issues, by date; without those that have no date.

    What each file states is kept in the user's cache, so that only files that have changed are read as YAML.
    """
    entry = _CACHE.key(os.fsencode(workspace.root), os.fsencode(publication))
    known = json.loads(_CACHE.load(entry) or b"{}")
    now = {}
    for key in workspace.issue_keys(publication):
        ref = IssueRef(publication, key)
        digest = _digest(workspace.issue_file(ref))
        kept = known.get(key)
        if kept is None or kept["digest"] != digest or not digest:
            one, _ = manuscript.read_valid(workspace, ref)
            stated = _stated(key, one.issue, one.places)
            kept = {"digest": digest, "stated": [asdict(value) for value in stated]}
        now[key] = kept
    if now != known:
        _CACHE.store(entry, json.dumps(now).encode(), max_bytes=_MAX_BYTES)
    found = [_from_values(value) for kept in now.values() for value in kept["stated"]]
    for key in workspace.back_issue_keys(publication):
        old, _ = manuscript.read_back_issue(workspace, IssueRef(publication, key))
        found += _stated(key, old.issue, old.places) if old else []
    return sorted(found, key=lambda one: (one.date, one.span or (0, 0), one.key))


def _digest(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


def _from_values(values: Mapping[str, Any]) -> Stated:
    places = {name: Place(**values[name]) for name in ("date_place", "number_place")}
    return Stated(**{**values, **places})


def _stated(key: str, issue: Issue | BackIssue, places: manuscript.SourceMap) -> list[Stated]:
    if not issue.date:
        return []
    date, number = places.of(("date",)), places.of(("number",))
    return [Stated(key, issue.date, issue.number, issue.volume, issue.language, date, number)]


def check_numbers(workspace: Workspace, publication: str, keys: Set[str]) -> tuple[Finding, ...]:
    """Return the findings of `check_series` for a publication."""
    return check_series(
        series(workspace, publication), frequency_of(workspace, publication), keys=keys
    )


def frequency_of(workspace: Workspace, publication: str) -> Frequency:
    """Return the frequency of a publication; `irregular` if it states none."""
    return manuscript.read_publication(workspace, publication).frequency or "irregular"


def check_series(
    issues: Sequence[Stated], frequency: Frequency, *, keys: Set[str]
) -> tuple[Finding, ...]:
    """Return warnings about repeated or descending numbers, and about dates that two issues share.

    Only warnings about issues with these `keys` are returned.
    """
    own = _without_extras(issues)
    findings: list[Finding] = []
    for at, one in enumerate(own):
        others = [
            before
            for before in own[:at]
            if not keys.isdisjoint((before.key, one.key)) and not _is_edition(before, one)
        ]
        if taken := [before for before in others if _repeats(before, one)]:
            findings.append(_repeated(taken[0], one))
        elif shared := [before for before in others if _shares_date(before, one, frequency)]:
            findings.append(_same_date(shared[0], one))
    numbered = [one for one in own if one.span]
    for at, (before, one) in enumerate(pairwise(numbered)):
        if keys.isdisjoint((before.key, one.key)) or _is_edition(before, one):
            continue
        if _goes_back(before, one, numbered[at + 2 :], frequency):
            findings.append(_backwards(before, one))
    return tuple(findings)


def _without_extras(issues: Sequence[Stated]) -> list[Stated]:
    """Return the issues without special editions, supplements and reprints, as their keys tell.

    Their keys go on from another issue's, or have words in them where most keys have others or none.
    """
    keys = {one.key for one in issues}
    words = Counter(_letters(key) for key in keys)
    usual, count = words.most_common(1)[0] if words else ("", 0)
    return [
        one
        for one in issues
        if not any(_goes_on(one.key, key) for key in keys)
        and (_letters(one.key) in ("", usual) or count * 2 <= len(keys))
    ]


def _goes_on(key: str, other: str) -> bool:
    """Return whether a key is another one with words behind it, such as `2015-10-special`."""
    return key.startswith(f"{other}-") and bool(_letters(key[len(other) :]))


def _letters(key: str) -> str:
    return re.sub(r"[0-9-]+", "", key)


def _same_date(before: Stated, one: Stated) -> Finding:
    message = f"{one.key} has the date {one.date}, like {before.key} ({before.date_place})"
    hint = (
        f"correct one of the two; a special edition is named after its issue: {before.key}-special"
    )
    return Finding("date-twice", one.date_place, message, hint)


def _repeated(before: Stated, one: Stated) -> Finding:
    other = "" if before.number == one.number else f", as {before.number}"
    message = (
        f"{one.key} has the number {one.number}, like {before.key}{other} ({before.number_place})"
    )
    return Finding("number-order", one.number_place, message, "give each issue its own number")


def _backwards(before: Stated, one: Stated) -> Finding:
    what = "volume" if _volume(before) > _volume(one) > 0 else "number"
    now, was = getattr(one, what), getattr(before, what)
    message = (
        f"{one.key} has the {what} {now}, but {before.key} before it has {was} "
        f"({before.number_place})"
    )
    hint = "correct the number or the date; if numbers start again, add a volume to each issue"
    return Finding("number-order", one.number_place, message, hint)


def _is_edition(before: Stated, one: Stated) -> bool:
    """Return whether two issues are the same one in two languages."""
    same = before.date == one.date and before.number == one.number
    return same and before.language != one.language


def _repeats(before: Stated, one: Stated) -> bool:
    """Return whether two issues of the same sequence share a number."""
    first, second = before.span, one.span
    if not first or not second or first[1] < second[0] or second[1] < first[0]:
        return False
    if before.volume or one.volume:
        return before.volume == one.volume
    if before.date[:4] != one.date[:4]:
        return False
    # numbers that start again within the year: those after the restart are lower
    return (one.day - before.day).days < _NEARLY_A_YEAR


def _shares_date(before: Stated, one: Stated, frequency: Frequency) -> bool:
    if before.date != one.date:
        return False
    several = frequency in ("irregular", *_DAYS) and before.number and one.number
    return len(one.date) == 10 or not several


def _goes_back(before: Stated, one: Stated, later: Sequence[Stated], frequency: Frequency) -> bool:
    """Return whether an issue has a lower number than the one before, and numbers do not start again with it."""
    first, second = before.span, one.span
    if before.date[:7] == one.date[:7] and min(len(before.date), len(one.date)) < 10:
        return False  # within a month, the order is unknown
    if _volume(before) and _volume(one) and before.volume != one.volume:
        return _volume(one) < _volume(before)
    if not first or not second or second[0] >= first[0]:
        return False
    if before.volume and before.volume == one.volume:
        return True
    if before.date[:4] != one.date[:4]:
        return second[0] > one.day.month * _A_MONTH.get(frequency, 1)
    goes_on = bool(later) and later[0].span is not None and later[0].span[0] == second[1] + 1
    return not (second[0] == 1 and goes_on)


def _volume(issue: Stated) -> int:
    match = re.match(r"[0-9]+", issue.volume or "")
    return int(match[0]) if match else 0


# what comes next


@dataclass(frozen=True, slots=True)
class Next:
    """Date, number and volume of the next issue; None if the series has none."""

    date: str
    number: str | None
    volume: str | None


def following(
    issues: Sequence[Stated], frequency: Frequency, *, date: str | None = None
) -> tuple[Stated, Next]:
    """Return the issue before a new one, and date, number and volume of the new one.

    `date` is the month or day of the new issue, if it is known; else it is calculated from the frequency. There must
    be at least one issue.
    """
    earlier = [one for one in issues if date is None or one.date <= date] or list(issues[:1])
    before = earlier[-1]
    if date is None:
        date = _next_date(earlier, frequency)
    elif len(date) == 7 < len(before.date):
        date = _day_in_month(earlier, date, frequency)
    numbered = [one for one in earlier if one.span]
    last = numbered[-1].span if numbered else None
    if last is None or not before.number or before.date > date:
        return before, Next(date, None, before.volume)
    restart = _starts_again(numbered, date, frequency)
    volume = before.volume
    if restart and volume and volume.isdigit():
        volume = str(int(volume) + 1)
    new = Stated("", date, str(1 if restart else last[1] + 1), volume, None, Place(""), Place(""))
    if any(_repeats(*sorted((one, new), key=lambda each: each.date)) for one in issues):
        return before, Next(date, None, volume)
    return before, Next(date, new.number, volume)


def _next_date(issues: Sequence[Stated], frequency: Frequency) -> str:
    before = issues[-1]
    months, days = _rhythm(issues, frequency)
    if days and len(before.date) == 10:
        return (before.day + dt.timedelta(days)).isoformat()
    if days:
        many = sum(one.date == before.date for one in issues)
        return before.date if many < 28 // days else _months_on(before.date, 1)
    usual = max((one.day.day for one in issues[-_RECENT:]), default=1)
    return _months_on(before.date, months, usual)


def _months_on(date: str, months: int, day: int = 1) -> str:
    """Return the date some months later; a day that the month does not have becomes its last."""
    year, month = int(date[:4]), int(date[5:7]) - 1 + months
    year, month = year + month // 12, month % 12 + 1
    if len(date) == 7:
        return f"{year:04}-{month:02}"
    usual = int(date[8:10]) if int(date[8:10]) < 28 else day
    return f"{year:04}-{month:02}-{min(usual, calendar.monthrange(year, month)[1]):02}"


def _day_in_month(issues: Sequence[Stated], month: str, frequency: Frequency) -> str:
    """Return the next date by frequency if it is in the month, else the usual day of the month."""
    following = _next_date(issues, frequency)
    if following.startswith(month):
        return following
    last = calendar.monthrange(int(month[:4]), int(month[5:7]))[1]
    return f"{month}-{min(issues[-1].day.day, last):02}"


def _rhythm(issues: Sequence[Stated], frequency: Frequency) -> tuple[int, int]:
    """Return the months, or the days, from one issue to the next, by the publication's frequency or recent issues."""
    if frequency in _MONTHS or frequency in _DAYS:
        return _MONTHS.get(frequency, 0), _DAYS.get(frequency, 0)
    recent = [one.day for one in issues[-_RECENT:]]
    days = [(one - before).days for before, one in pairwise(recent) if one > before]
    months = [
        (one.year - before.year) * 12 + one.month - before.month
        for before, one in pairwise(recent)
        if one > before
    ]
    if not days:
        return 1, 0
    usual = Counter(days).most_common(1)[0][0]
    if usual <= 21:
        return 0, usual
    return max(1, Counter(months).most_common(1)[0][0]), 0


def _starts_again(numbered: Sequence[Stated], date: str, frequency: Frequency) -> bool:
    """Return whether numbers start again with an issue of a date: where they did before, or with the year."""
    before = numbered[-1]
    starts = [one.date[5:7] for one in _restarts(numbered)]
    years = {one.date[:4] for one in numbered}
    if starts:
        month = starts[-1]
    elif len(years) > 1 or not _is_turn(before, frequency):
        return False
    else:
        month = "01"
    boundary = f"{date[:4]}-{month}"
    if date[:7] < boundary:
        boundary = f"{int(date[:4]) - 1}-{month}"
    return before.date[:7] < boundary <= date[:7]


def _restarts(numbered: Sequence[Stated]) -> Iterator[Stated]:
    for before, one in pairwise(numbered):
        if before.span and one.span and one.span[0] == 1 and before.span[0] > 1:
            yield one


def _is_turn(issue: Stated, frequency: Frequency) -> bool:
    """Return whether a number is the issue's position in the year, so that each year starts with 1."""
    count = EXPECTED.get(frequency)
    if not count or not issue.span or issue.span[1] > count:
        return False
    if days := _DAYS.get(frequency):
        turn = (issue.day.timetuple().tm_yday - 1) // days
        return abs(issue.span[1] - 1 - turn) <= 1
    return issue.span[1] - 1 == (issue.day.month - 1) * count // 12
