"""The numbers and dates of a year's issues: which numbers each issue has, and whether they are in order.

The number of an issue is a single one (`7`) or a range (`7-8`). Numbers start again each year, continue over the
years, or start again within the year, with or without a new volume. A *run* is a sequence of issues that is numbered
through.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from printissue.core.findings import Finding, Place

_LONGEST = 60
"""The most numbers that one issue can have: more than a year of weekly issues."""


@dataclass(frozen=True, slots=True)
class Numbered:
    """An issue with the number and date that its manuscript states; `date` is YYYY-MM or YYYY-MM-DD.

    `place` is that of the date; `number_place` that of the number, if there is one.
    """

    key: str
    date: str
    place: Place
    number: str | None = None
    volume: str | None = None
    number_place: Place | None = None


@dataclass(frozen=True, slots=True)
class Counted:
    """An issue and its numbers, `first` to `last`; `volume` if one is known."""

    issue: Numbered
    first: int
    last: int
    volume: int | None = None

    @property
    def place(self) -> Place:
        """The place of its number, or that of its date."""
        return self.issue.number_place or self.issue.place


Run = tuple[Counted, ...]
"""Issues that are numbered through, in the order of their numbers."""


def in_order(issues: Iterable[Numbered]) -> list[Numbered]:
    """Sort issues in the order in which they appeared: by date, number and key, in which 10 follows 9."""
    return sorted(issues, key=lambda one: (one.date, _start(one), _natural(one.key)))


def runs(issues: Sequence[Numbered]) -> tuple[Run, ...]:
    """Return the runs of the issues that have a number, oldest first."""
    counted = [one for issue in in_order(issues) if (one := _counted(issue))]
    if len({one.volume for one in counted if one.volume is not None}) > 1:
        parts = _by_volume(counted)
    else:
        parts = _by_restart(counted)
    return tuple(tuple(sorted(part, key=lambda one: (one.first, one.last))) for part in parts)


def faults(issues: Sequence[Numbered], parts: Sequence[Run], *, apart: bool) -> Iterator[Finding]:
    """Find numbers that run backwards or occur twice, and dates that are out of order.

    With `apart`, no two issues may have the same date, even if it is a month.
    """
    for issue in issues:
        if issue.number and span(issue.number) is None:
            yield _number_fault(
                issue,
                f"{issue.number!r} is not a number or a range of numbers",
                "write for example 7, or 7-8",
            )
    for part in parts:
        yield from _repeated(part)
    yield from _repeated_dates(issues, apart=apart)
    yield from _disorder(issues, parts)


def span(number: str) -> tuple[int, int] | None:
    """Return `7` as 7 to 7 and `7-8` as 7 to 8; None if it runs backwards or is not a number."""
    match = re.fullmatch(r"([0-9]{1,6})(?:[-/–]([0-9]{1,6}))?", number)
    if not match:
        return None
    first, last = int(match[1]), int(match[2] or match[1])
    return (first, last) if first <= last < first + _LONGEST else None


def _counted(issue: Numbered) -> Counted | None:
    numbers = span(issue.number) if issue.number else None
    volume = re.match(r"[0-9]+", issue.volume or "")
    return Counted(issue, *numbers, int(volume[0]) if volume else None) if numbers else None


def _start(issue: Numbered) -> int:
    return (span(issue.number or "") or (0, 0))[0]


def _natural(key: str) -> list[tuple[int, str]]:
    return [(int(part), "") if part.isdigit() else (-1, part) for part in re.split(r"(\d+)", key)]


def _by_volume(counted: list[Counted]) -> list[list[Counted]]:
    """Group by volume; an issue without one belongs to the one before. Numbers that continue stay together."""
    volume = next(one.volume for one in counted if one.volume is not None)
    groups: dict[int, list[Counted]] = {}
    for one in counted:
        volume = volume if one.volume is None else one.volume
        groups.setdefault(volume, []).append(one)
    parts: list[list[Counted]] = []
    for _, group in sorted(groups.items()):
        if parts and min(one.first for one in group) > max(one.last for one in parts[-1]):
            parts[-1] += group
        else:
            parts.append(group)
    return parts


def _by_restart(counted: list[Counted]) -> list[list[Counted]]:
    """Split where the numbers start again within the year, as in 5 … 10, 1 … 4; otherwise return one run."""
    drops = [at for at in range(1, len(counted)) if counted[at].first < counted[at - 1].first]
    if len(drops) == 1:
        before, after = counted[: drops[0]], counted[drops[0] :]
        if after[-1].last < before[0].first and after[0].first + 1 < before[0].first:
            return [before, after]
    return [counted] if counted else []


def _repeated(part: Run) -> Iterator[Finding]:
    """Find numbers of a run that two issues have."""
    for before, one in pairwise(part):
        if one.first <= before.last:
            name = f"no. {one.issue.number} of {one.issue.key}"
            yield _number_fault(
                one.issue,
                f"{name} occurs twice: {before.issue.key} is no. {before.issue.number}",
                "give each issue its own number",
            )


def _repeated_dates(issues: Sequence[Numbered], *, apart: bool) -> Iterator[Finding]:
    """Find issues without numbers that have the same date: a day always, a month only if `apart`."""
    seen: dict[str, str] = {}
    for issue in in_order(one for one in issues if not one.number):
        if issue.date in seen and (apart or len(issue.date) == 10):
            yield Finding(
                "volume-number",
                issue.place,
                f"the date {issue.date} of {issue.key} occurs twice: {seen[issue.date]} has it too",
                "give each issue its own date, or number them",
            )
        seen.setdefault(issue.date, issue.key)


def _disorder(issues: Sequence[Numbered], parts: Sequence[Run]) -> Iterator[Finding]:
    """Find dates that are out of order by the numbers, or by keys that are dates."""
    dated = [one for one in issues if re.fullmatch(r"[0-9]{4}-[0-9]{2}(-[0-9]{2})?", one.key)]
    by_key = sorted(dated, key=lambda one: one.key)
    by_number = [one.issue for part in parts for one in part]
    reported: set[str] = set()
    for order in (by_number, by_key):
        kept = _rising(order)
        for at, issue in enumerate(order):
            if at not in kept and issue.key not in reported:
                reported.add(issue.key)
                yield _order_fault(order, kept, at=at)


def _order_fault(order: Sequence[Numbered], kept: set[int], *, at: int) -> Finding:
    issue = order[at]
    before = max((one for one in kept if one < at), default=None)
    after = min((one for one in kept if one > at), default=None)
    others = [
        f"{order[one].key} before it is dated {order[one].date}"
        for one in (before,)
        if one is not None
    ]
    others += [
        f"{order[one].key} after it is dated {order[one].date}"
        for one in (after,)
        if one is not None
    ]
    return Finding(
        "volume-order",
        issue.place,
        f"{_name(issue)} is dated {issue.date}, but {', '.join(others)}",
        "correct the date, the number or the name of the file",
    )


def _name(issue: Numbered) -> str:
    return f"{issue.key}, no. {issue.number}," if issue.number else issue.key


def _rising(order: Sequence[Numbered]) -> set[int]:
    """Return the indices of the longest sequence of dates that never go back; all others are out of order."""
    length = 10 if all(len(one.date) == 10 for one in order) else 7
    dates = [one.date[:length] for one in order]
    tails: list[int] = []
    before: dict[int, int | None] = {}
    for at, date in enumerate(dates):
        where = bisect_right([dates[tail] for tail in tails], date)
        before[at] = tails[where - 1] if where else None
        tails[where : where + 1] = [at]
    kept: set[int] = set()
    at_end = tails[-1] if tails else None
    while at_end is not None:
        kept.add(at_end)
        at_end = before[at_end]
    return kept


def _number_fault(issue: Numbered, message: str, hint: str) -> Finding:
    return Finding("volume-number", issue.number_place or issue.place, message, hint)
