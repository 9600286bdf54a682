"""Dates in texts: `October 2015`, `16 October`, `19-23 October`, `October 19-23, 2015`, `30 October - 2 November`."""

import datetime as dt
import re
from functools import cache

_LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "nl")
_DASH = r"\s*(?:-|–|—|to|bis|au)\s*"

_WEEKDAY = re.compile(
    r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:mon|tues?|wed|thu|thurs|fri|sat|sun|mo|di|mi|do|fr|sa|so)"
    r"|(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch)\b[.,]*\s+",
    re.IGNORECASE,
)


@cache
def _months() -> dict[str, int]:
    """Return the numbers of months by their names in CLDR, without a full stop, in lower case."""
    from babel import Locale

    found: dict[str, int] = {}
    for language in _LANGUAGES:
        locale = Locale(language)
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in locale.months[context][width].items():
                    found.setdefault(name.lower().rstrip("."), number)
    return found | {"sept": 9, "märz": 3}


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    names = sorted(_months(), key=len, reverse=True)
    month = rf"(?P<{{0}}>{'|'.join(map(re.escape, names))})\b\.?"
    first, last = month.format("m1"), month.format("m2")
    day = r"(?P<{0}>[0-3]?[0-9])(?:st|nd|rd|th|\.|º)?(?![0-9])"
    one, two = day.format("d1"), day.format("d2")
    of = r"\s*(?:de\s+|d’)?"
    year = r"(?:,?\s*(?:de\s+)?(?P<y>(?:19|20)[0-9]{2})(?![0-9]))"
    return tuple(
        re.compile(rf"(?<![\w.]){pattern}", re.IGNORECASE)
        for pattern in (
            r"(?P<y>(?:19|20)[0-9]{2})-(?P<n>0[1-9]|1[0-2])-(?P<d1>[0-3][0-9])(?![0-9])",
            rf"{one}{of}{first}{_DASH}{two}{of}{last}{year}?",
            rf"{one}{_DASH}{two}{of}{first}{year}?",
            rf"{first}\s+{one}{_DASH}{last}\s+{two}{year}?",
            rf"{first}\s+{one}{_DASH}{two}{year}?",
            rf"{one}{of}{first}{year}?",
            rf"{first}\s+{one}{year}?",
            rf"{first}{of}{year}",
            r"(?P<y>(?:19|20)[0-9]{2})-(?P<n>0[1-9]|1[0-2])(?![0-9-])",
        )
    )


def issue_date(text: str) -> str:
    """Return the date of an issue in a text as YYYY-MM-DD or YYYY-MM: one with a year that is no range; or nothing."""
    for pattern in _patterns():
        matches = list(pattern.finditer(text))
        text = pattern.sub(" ; ", text)  # the end of a range is no date of its own
        for match in matches:
            groups = match.groupdict()
            if groups.get("y") and not groups.get("d2"):
                month = int(groups.get("n") or _months()[groups["m1"].lower()])
                day = groups.get("d1")
                if not day:
                    return f"{groups['y']}-{month:02}"
                if found := _day(int(groups["y"]), month, int(day)):
                    return found.isoformat()
    return ""


def event_days(text: str, issue: str) -> tuple[str, str, str, bool] | None:
    """Return first and last day of an event, if a text starts with its date, and the rest of the text.

    The last day is empty if there is only one. The last value says whether the year is that of the issue, a guess.
    """
    head = _WEEKDAY.match(text)
    start = head.end() if head else 0
    for pattern in _patterns()[:-2]:
        match = pattern.match(text, start)
        if match is None:
            continue
        groups = match.groupdict()
        month = int(groups.get("n") or _months()[groups["m1"].lower()])
        year = int(groups.get("y") or _year(month, issue))
        first = _day(year, month, int(groups["d1"]))
        last = None
        if groups.get("d2"):
            last_month = _months()[(groups.get("m2") or groups["m1"]).lower()]
            last = _day(year + (last_month < month), last_month, int(groups["d2"]))
        if first is None or (groups.get("d2") and (last is None or last < first)):
            continue
        rest = text[match.end() :].strip(" \n:,;|–—-")
        return first.isoformat(), last.isoformat() if last else "", rest, not groups.get("y")
    return None


def _year(month: int, issue: str) -> int:
    """Return the year of an event: that of the issue, or the next one for the first months after its last ones."""
    year, of_issue = int(issue[:4]), int(issue[5:7])
    return year + (of_issue >= 10 and month <= of_issue - 8)


def _day(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None
