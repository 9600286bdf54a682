"""Labels and dates in the language of a part: the small catalogues in `templates/labels/`, and CLDR's date forms."""

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml
from babel import Locale, UnknownLocaleError
from babel.dates import (
    format_date,
    format_interval,
    format_skeleton,
    format_time,
    get_timezone_name,
)
from babel.units import format_unit

from printissue.assets.resources import Resources
from printissue.assets.template_faults import LabelError
from printissue.core.inputs import note_folder

RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur", "yi", "ps", "sd", "ug", "dv", "ckb"})
"""Languages whose usual script runs from right to left."""

RIGHT_TO_LEFT_SCRIPTS = frozenset({"Arab", "Hebr", "Thaa", "Syrc", "Nkoo", "Adlm", "Rohg"})
"""Scripts that run from right to left, as a language tag names them (ISO 15924)."""

UNSPACED = frozenset({"zh", "ja"})
"""Languages that set no spaces between words."""

_REGION = {"en": "GB"}
"""CLDR's `en` is American English; here it is British, and `en-US` American."""


def direction(language: str) -> str:
    """Return the direction of the script that a language tag names, or else of the language's usual one."""
    main, _, rest = language.partition("-")
    script = rest[:4] if re.fullmatch(r"[A-Za-z]{4}(-.*)?", rest) else ""
    is_rtl = script.title() in RIGHT_TO_LEFT_SCRIPTS if script else main in RIGHT_TO_LEFT
    return "rtl" if is_rtl else "ltr"


@cache
def locale(language: str) -> Locale:
    """Return CLDR's locale for a language tag, English where CLDR has none."""
    tag = language if "-" in language else f"{language}-{_REGION.get(language, '')}".rstrip("-")
    for candidate in (tag, language.split("-", maxsplit=1)[0], "en-GB"):
        try:
            return Locale.parse(candidate, sep="-")
        except (UnknownLocaleError, ValueError):
            continue
    raise AssertionError("babel has no English")


def catalogue(resources: Resources, language: str) -> Callable[[str], str]:
    """Return the function that turns a label's name into words, in the language or else in English.

    Raise LabelError where a file is at fault; the function raises it where no label has the name.
    """
    table = {**_read(resources, "en"), **_read(resources, language.split("-", maxsplit=1)[0])}
    if "-" in language:
        table |= _read(resources, language)

    def words(name: str) -> str:
        if not isinstance(name, str) or not name.strip():
            raise LabelError(f"the name of a label must be a text, not {type(name).__name__}")
        if name not in table:
            raise LabelError(f"there is no label {name!r}")
        return table[name]

    return words


def name_list(
    label_in: Callable[[str], Callable[[str], str]],
) -> Callable[[Sequence[str], str], str]:
    """Return the function that joins names as a sentence in a language does: 'A', 'A and B', 'A, B and C'.

    `label_in` returns the catalogue of a language. A person is a name, or a value with a `name`.
    """

    def names(named: Sequence[Any], language: str) -> str:
        people = [one if isinstance(one, str) else one.name for one in named]
        if len(people) < 2:
            return "".join(people)
        label = label_in(language)
        main = language.split("-", maxsplit=1)[0]
        space = "" if main in UNSPACED else " "
        # in Arabic and Hebrew, 'and' is part of the word that follows
        after = "" if main in ("ar", "he") else space
        first = f"{label('comma')}{space}".join(people[:-1])
        return f"{first}{space}{label('and')}{after}{people[-1]}"

    return names


def labelled_languages(resources: Resources) -> frozenset[str]:
    """Return the language tags that have a file of labels, in any of the folders of templates."""
    folders = [folder / "labels" for folder in resources.template_folders()]
    for folder in folders:
        note_folder(folder)
    return frozenset(path.stem for folder in folders for path in folder.glob("*.yaml"))


def _read(resources: Resources, language: str) -> Mapping[str, str]:
    labels: dict[str, str] = {}
    for name in (f"!builtin/labels/{language}.yaml", f"labels/{language}.yaml"):
        if path := resources.find("templates", name):
            labels |= _labels_of(path, path.read_bytes())
    return labels


@lru_cache(maxsize=64)
def _labels_of(path: Path, raw: bytes) -> Mapping[str, str]:
    """Return the labels in the content of a file. Raise LabelError, with the path, where it is at fault."""
    try:
        node = yaml.compose(raw.decode("utf-8"), yaml.BaseLoader)
    except UnicodeDecodeError as error:
        before = raw[: error.start].split(b"\n")
        message = f"not UTF-8: byte {error.start} (0x{raw[error.start]:02X}) fits no character"
        column = len(before[-1].decode("utf-8")) + 1
        raise LabelError(message, path, line=len(before), column=column) from None
    except yaml.MarkedYAMLError as error:
        mark = error.context_mark or error.problem_mark
        place = {"line": mark.line + 1, "column": mark.column + 1} if mark else {}
        raise LabelError(f"not YAML: {error.problem or error.context}", path, **place) from None
    except yaml.YAMLError as error:
        raise LabelError(f"not YAML: {' '.join(str(error).split())}", path) from None
    return {} if node is None or node.value == "" else dict(_entries(node, path))


def _entries(node: yaml.Node, path: Path) -> Iterator[tuple[str, str]]:
    pairs = node.value if isinstance(node, yaml.MappingNode) else [(node, node)]
    for name, words in pairs:
        if (
            not isinstance(name, yaml.ScalarNode)
            or not isinstance(words, yaml.ScalarNode)
            or name is words
        ):
            mark = words.start_mark
            message = "each line of a label file must be a name, a colon and the words"
            if isinstance(name, yaml.ScalarNode) and name is not words:
                message = f"the words of the label {name.value!r} must be one text"
            raise LabelError(message, path, line=mark.line + 1, column=mark.column + 1)
        yield name.value, words.value


def issue_date(value: str, language: str) -> str:
    """Return a cover date in words: `2015-10` as 'October 2015', `2015-10-01` as '1 October 2015'."""
    if len(value) == 7:
        month = dt.date.fromisoformat(f"{value}-01")
        return format_skeleton("yMMMM", month, locale=locale(language))
    return day(dt.date.fromisoformat(value), language)


def day(value: dt.date, language: str) -> str:
    """Return a day with its year, in the language's long form."""
    return format_date(value, "long", locale=locale(language))


def short_date(value: str, language: str) -> str:
    """Return a cover date without its year, as short as the language writes it: 'Oct', '1 Oct'."""
    month_only = len(value) == 7
    date = dt.date.fromisoformat(f"{value}-01" if month_only else value)
    text: str = format_skeleton("MMM" if month_only else "MMMd", date, locale=locale(language))
    return text


def file_size(size: int, language: str) -> str:
    """Return a size in bytes as readers know it: `820 kB`, `1.4 MB`."""
    number, unit = (size / 1e6, "megabyte") if size >= 1e6 else (size / 1e3, "kilobyte")
    rounded = round(number, 1) if unit == "megabyte" and number < 10 else max(round(number), 1)
    return str(format_unit(rounded, unit, length="short", locale=locale(language)))


def day_range(start: dt.date, end: dt.date | None, language: str) -> str:
    """Return an event's day or days without the year: '16 October', '19–23 October', '29 October – 3 November'.

    CLDR's intervals abbreviate the month; within one month, its full name replaces the abbreviation.
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


def event_times(
    start: tuple[dt.date, str | None],
    end: tuple[dt.date | None, str | None],
    language: str,
    *,
    zone: str | None = None,
) -> str:
    """Return the times of an event in words: '18:30', '18:30–20:00', '19 Oct 18:30 – 23 Oct 12:00'.

    Times are written as HH:MM; the result is empty without one. A `zone` is named after them.
    """
    first_day, first = start
    last_day, last = end[0] or first_day, end[1]
    if not first:
        return ""
    words = time_of_day(first, language)
    if last and last_day == first_day:
        words = f"{words}–{time_of_day(last, language)}"
    elif last:
        shown = (_short_day(first_day, language), _short_day(last_day, language))
        words = f"{shown[0]} {words} – {shown[1]} {time_of_day(last, language)}"
    if zone:
        moment = dt.datetime.combine(first_day, dt.time.fromisoformat(first), ZoneInfo(zone))
        name = get_timezone_name(moment, width="long", locale=locale(language))
        words = f"{words} ({name})"
    return words


def time_of_day(value: str, language: str) -> str:
    """Return a time, HH:MM, as a language writes it: '18:30', '6:30 PM'."""
    return format_time(dt.time.fromisoformat(value), "short", locale=locale(language))


def _short_day(value: dt.date, language: str) -> str:
    return short_date(value.isoformat(), language)


def language_name(language: str, *, in_language: str) -> str:
    """Return the name of a language in another language, capitalised: 'French'."""
    name: str = locale(in_language).languages.get(language.split("-", maxsplit=1)[0], language)
    return name[:1].upper() + name[1:]
