"""Labels and dates in the language of a part: the small catalogues in `templates/labels/`, and CLDR's date forms."""

import datetime as dt
from collections.abc import Callable, Mapping
from functools import cache

import yaml
from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_interval, format_skeleton

from printissue.typecase import Typecase

RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur", "yi", "ps", "sd", "ug", "dv", "ckb"})
"""Languages whose usual script runs from right to left."""

_REGION = {"en": "GB"}
"""CLDR's plain English is American; an issue says `en-US` where it wants that."""


def direction(language: str) -> str:
    """Tell the direction of a language's script: `rtl` or `ltr`."""
    return "rtl" if language.split("-", maxsplit=1)[0] in RIGHT_TO_LEFT else "ltr"


@cache
def locale(language: str) -> Locale:
    """Give CLDR's locale for a language tag, English where CLDR knows none."""
    tag = language if "-" in language else f"{language}-{_REGION.get(language, '')}".rstrip("-")
    for candidate in (tag, language.split("-", maxsplit=1)[0], "en-GB"):
        try:
            return Locale.parse(candidate, sep="-")
        except (UnknownLocaleError, ValueError):
            continue
    raise AssertionError("babel has no English")


def catalogue(typecase: Typecase, language: str) -> Callable[[str], str]:
    """Give the function that turns a label's name into words: the language's catalogue, else the English one."""
    table = {**_read(typecase, "en"), **_read(typecase, language.split("-", maxsplit=1)[0])}
    if "-" in language:
        table |= _read(typecase, language)
    return table.__getitem__


def _read(typecase: Typecase, language: str) -> Mapping[str, str]:
    labels: dict[str, str] = {}
    for name in (f"!builtin/labels/{language}.yaml", f"labels/{language}.yaml"):
        if path := typecase.find("templates", name):
            loaded = yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)
            labels |= loaded or {}
    return labels


def issue_date(value: str, language: str) -> str:
    """Write a cover date: `2015-10` as 'October 2015', `2015-10-01` as '1 October 2015'."""
    if len(value) == 7:
        month = dt.date.fromisoformat(f"{value}-01")
        return format_skeleton("yMMMM", month, locale=locale(language))
    return day(dt.date.fromisoformat(value), language)


def day(value: dt.date, language: str) -> str:
    """Write a day with its year, in the language's long form."""
    return format_date(value, "long", locale=locale(language))


def day_range(start: dt.date, end: dt.date | None, language: str) -> str:
    """Write an event's day or days without the year: '16 October', '19–23 October', '29 October – 3 November'.

    CLDR's interval forms abbreviate the month; its full name goes in where the range stays within one month.
    """
    where = locale(language)
    first = format_skeleton("MMMMd", start, locale=where)
    if end is None or end == start:
        return first
    last = format_skeleton("MMMMd", end, locale=where)
    if (start.year, start.month) != (end.year, end.month):
        return f"{first}\u2009–\u2009{last}"
    short = format_interval(start, end, "MMMd", locale=where)
    abbreviated = format_date(start, "MMM", locale=where)
    full = format_date(start, "MMMM", locale=where)
    return (
        short.replace(abbreviated, full) if abbreviated in short else f"{first}\u2009–\u2009{last}"
    )


def language_name(language: str, *, in_language: str) -> str:
    """Name a language in another one's words, with a capital: 'French'."""
    name = locale(language).get_language_name(locale(in_language)) or language
    return name[:1].upper() + name[1:]
