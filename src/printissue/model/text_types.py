"""The types of the values of a manuscript, each with its check, its JSON Schema and its markup.

Every value arrives as a text, and only its type decides how it is read. A check raises
`model_error(rule, message, hint)`, from which the manuscript stage makes a finding.
"""

import datetime as dt
import re
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from printissue.core.keys import key_fault, key_like

URL_SCHEMES = ("https", "http", "mailto", "tel")
_EXAMPLE = "for example https://www.example.org/"

Markup = Literal["markdown", "inline", "text"]
"""The markup of a printed text.

`markdown` is CommonMark with tables, notes and more, without HTML; `inline` allows only emphasis, subscript and
superscript; `text` has none.
"""


@dataclass(frozen=True, slots=True)
class Use:
    """Metadata of a text type: the markup of its values, or None if they are not printed. Without it: `text`."""

    markup: Markup | None


UNPRINTED = Use(None)
"""Metadata of a key whose value is for machines or is read aloud: `Annotated[Text, UNPRINTED]`."""


def model_error(rule: str, message: str, hint: str = "", *, key: str = "") -> PydanticCustomError:
    """Return an error that the manuscript stage turns into a finding of `rule`.

    `key` is the invalid key, if the part is rejected as a whole.
    """
    return PydanticCustomError(
        "printissue", "{message}", {"rule": rule, "message": message, "hint": hint, "key": key}
    )


def _key(value: str) -> str:
    if fault := key_fault(value):
        meant = key_like(value)
        hint = f"for example {meant}" if meant else ""
        raise model_error("wrong-name", f"{value!r} cannot be a key: {fault}", hint)
    return value


def _text(value: str) -> str:
    if not value.strip():
        raise model_error("wrong-value", "the text is empty", "write a text, or remove the key")
    return value.strip()


def check_url(value: str) -> str:
    """Return a URL unchanged. Raise an error if it is not an absolute http, https, mailto or tel URL."""
    if not value.strip():
        raise model_error("wrong-link", "the address is empty", _EXAMPLE)
    if re.search(r"[\s<>\"\\^`{|}\x00-\x1f\x7f]", value):
        raise model_error(
            "wrong-link",
            f"{value!r} is not a URL: it has a character that a URL cannot have",
            _address_hint(value) or "write %20 for a space, and percent-encode other characters",
        )
    try:
        parts = urlsplit(value)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise model_error("wrong-link", f"{value!r} is not a URL: {error}", _EXAMPLE) from None
    if parts.scheme.lower() not in URL_SCHEMES:
        hint = _address_hint(value) or "write an absolute URL"
        raise model_error(
            "wrong-link", f"{value!r} does not start with {_one_of(URL_SCHEMES)}", hint
        )
    if parts.scheme.lower() in ("http", "https") and not host:
        raise model_error("wrong-link", f"{value!r} has no host name", _EXAMPLE)
    if parts.scheme.lower() in ("mailto", "tel") and not parts.path:
        hint = "for example mailto:a@example.org"
        raise model_error("wrong-link", f"{value!r} has no address or number", hint)
    return value


def _issue_url(value: str) -> str:
    """Return a web address with `{key}` unchanged. Raise an error if it is no such address."""
    if not re.fullmatch(_ISSUE_URL, value):
        message = f"{value!r} is not a web address with {{key}} in its path"
        raise model_error("wrong-link", message, "for example https://www.example.org/{key}/")
    return value


def _site_url(value: str) -> str:
    """Return a web address with a slash at its end. Raise an error if it is none, or has a query."""
    if not re.fullmatch(_SITE_URL, value):
        message = f"{value!r} is not a web address without query and fragment"
        raise model_error("wrong-link", message, "for example https://www.example.org/news/")
    return f"{value.rstrip('/')}/"


def _issue_name(value: str) -> str:
    """Return `PUBLICATION` or `PUBLICATION/KEY` unchanged. Raise an error if it is neither."""
    publication, slash, key = value.partition("/")
    if fault := key_fault(publication) or (slash and key_fault(key)):
        message = f"{value!r} cannot be the name of a publication or an issue: {fault}"
        raise model_error("wrong-name", message, "write PUBLICATION or PUBLICATION/KEY")
    return value


def _unsubscribe(value: str) -> str:
    """Return an https or mailto address or a placeholder unchanged. Raise an error if it is none of them."""
    if not re.fullmatch(_UNSUBSCRIBE, value):
        hint = f"for example mailto:leave@example.org, or the placeholder of your service: {UNSUBSCRIBE}"
        message = f"{value!r} is neither an https: or mailto: address nor a placeholder"
        raise model_error("wrong-link", message, hint)
    return value


def _one_of(schemes: tuple[str, ...]) -> str:
    """Return URL schemes as words: `https:, http: or tel:`."""
    *others, last = (f"{scheme}:" for scheme in schemes)
    return f"{', '.join(others)} or {last}"


def _address_hint(value: str) -> str:
    """Return a hint with the URL that a value probably means, or an empty text."""
    if re.fullmatch(r"[^@\s:/]+@[\w.-]+\.[a-z]{2,}", value):
        return f"write mailto:{value}"
    if re.fullmatch(r"\+?[0-9][0-9 ()/.-]{4,}", value):
        return f"write tel:{re.sub('[^+0-9]', '', value)}"
    if re.match(r"[\w.-]+\.[a-z]{2,}(/|$)", value) and not re.search(r"\s", value):
        return f"write https://{value}"
    return ""


_LANGUAGE = r"[a-z]{2,3}(-[A-Za-z]{4})?(-([A-Z]{2}|[0-9]{3}))?"


def _language(value: str) -> str:
    if not re.fullmatch(_LANGUAGE, value):
        meant = _language_meant(value)
        hint = f"write {meant}" if meant else "for example en, fr, de-AT, pt-BR or ar"
        raise model_error("wrong-value", f"{value!r} is not a language tag", hint)
    return value


def _language_meant(value: str) -> str:
    """Return the tag that a value probably means (`en-GB` for EN_gb, `de` for German or Deutsch), or an empty text."""
    main, *rest = re.split(r"[-_ ]", value.strip().partition(".")[0])
    subtags = (subtag.title() if len(subtag) == 4 else subtag.upper() for subtag in rest)
    tag = "-".join([main.lower(), *subtags])
    codes = _codes_by_name()
    if re.fullmatch(_LANGUAGE, tag) and tag.split("-")[0] in codes.values():
        return tag
    return codes.get(value.strip().casefold(), "")


@cache
def _codes_by_name() -> dict[str, str]:
    """Return the codes of languages by their French, Spanish, German and English names in CLDR."""
    from babel import Locale

    tables = (Locale(language).languages.items() for language in ("fr", "es", "de", "en"))
    named = ((code, name) for table in tables for code, name in table)
    return {name.casefold(): code for code, name in named if re.fullmatch(_LANGUAGE, code)}


def _issn(value: str) -> str:
    match = re.fullmatch(r"([0-9]{4})-([0-9]{3})([0-9X])", value)
    if not match:
        raise model_error(
            "wrong-value", f"{value!r} is not an ISSN", "write it like this: 1234-5679"
        )
    digits = match[1] + match[2]
    check = -sum(int(d) * w for d, w in zip(digits, range(8, 1, -1), strict=True)) % 11
    if "0123456789X"[check] != match[3]:
        raise model_error(
            "wrong-value",
            f"{value!r} has a wrong check digit",
            f"its last digit should be {'0123456789X'[check]}",
        )
    return value


def _day(value: object) -> dt.date:
    if isinstance(value, dt.date):
        return value
    if not isinstance(value, str) or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        meant = _date_meant(str(value))
        hint = f", here {meant}" if meant else ", for example 2015-10-18"
        raise model_error("wrong-date", f"{value!r} is not a date", f"write it as YYYY-MM-DD{hint}")
    try:
        return dt.date.fromisoformat(value)
    except ValueError:
        raise model_error("wrong-date", f"there is no day {value} in the calendar") from None


def _time(value: str) -> str:
    """Return a time as HH:MM. Raise an error if it is none."""
    match = re.fullmatch(r"([0-9]{1,2}):([0-9]{2})", value)
    if match and int(match[1]) < 24 and int(match[2]) < 60:
        return f"{match[1]:0>2}:{match[2]}"
    meant = _time_meant(value)
    hint = f"here {meant}" if meant else "for example 18:30"
    raise model_error("wrong-date", f"{value!r} is not a time", f"write it as HH:MM, {hint}")


def _time_meant(value: str) -> str:
    """Return the time that a text such as `6.30 pm`, `18h30` or `18 Uhr` means, or an empty text."""
    match = re.fullmatch(
        r"([0-9]{1,2})(?:[.:h]([0-9]{2}))?(?::[0-9]{2})? ?(a\.?m\.?|p\.?m\.?|h|uhr|o'clock)?",
        value.lower(),
    )
    if not match:
        return ""
    hour, minute = int(match[1]), int(match[2] or 0)
    half = (match[3] or "")[:1]
    if half in ("a", "p") and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    return f"{hour:02}:{minute:02}" if hour < 24 and minute < 60 else ""


def _time_zone(value: str) -> str:
    """Return the name of a time zone unchanged. Raise an error if the IANA database does not have it."""
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        hint = f"write {meant}" if (meant := _zone_meant(value)) else "for example Europe/Vienna"
        raise model_error("wrong-value", f"{value!r} is not a time zone", hint) from None
    return value


def _zone_meant(value: str) -> str:
    """Return the time zone that a text such as `vienna` or `europe/vienna` means, or an empty text."""
    folded = value.strip().replace(" ", "_").casefold()
    names = sorted(available_timezones())
    return next(
        (one for one in names if folded in (one.casefold(), one.rpartition("/")[2].casefold())), ""
    )


def _issue_date(value: str) -> str:
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}", value):
        if value[:4] == "0000" or not "01" <= value[5:] <= "12":
            raise model_error("wrong-date", f"there is no month {value} in the calendar")
    elif re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        _day(value)
    else:
        meant = _month_meant(value) or _date_meant(value)
        hint = f", here {meant}" if meant else ", for example 2015-10"
        raise model_error(
            "wrong-date", f"{value!r} is not a date", f"write it as YYYY-MM or YYYY-MM-DD{hint}"
        )
    return value


def first_day(date: str) -> dt.date:
    """Return the day of an issue's date: the date itself, or the first day of the month."""
    return dt.date.fromisoformat(date if len(date) == 10 else f"{date}-01")


def _month_meant(value: str) -> str:
    """Return the month that a text such as `10.2015`, `10/2015` or `2015/10` means, or an empty text."""
    match = re.fullmatch(r"([0-9]{1,2})[./-]([0-9]{4})", value)
    year, month = (match[2], match[1]) if match else ("", "")
    if match := re.fullmatch(r"([0-9]{4})[./-]([0-9]{1,2})", value):
        year, month = match[1], match[2]
    return f"{year}-{month:0>2}" if year and 1 <= int(month) <= 12 else ""


def _date_meant(value: str) -> str:
    """Return the day that a text such as `3.10.2015`, `2015/10/3` or a day with a time means, or an empty text."""
    parts: tuple[str, ...] = ()
    if match := re.fullmatch(r"([0-9]{1,2})\. ?([0-9]{1,2})\. ?([0-9]{4})", value):
        parts = (match[3], match[2], match[1])
    if match := re.match(r"([0-9]{4})[-./]([0-9]{1,2})[-./]([0-9]{1,2})(?=$|[ T])", value):
        parts = (match[1], match[2], match[3])
    try:
        return dt.date(*(int(part) for part in parts)).isoformat() if parts else ""
    except ValueError:
        return ""


def _count(value: str) -> str:
    if not re.fullmatch(r"[0-9]{1,6}([-/–][0-9]{1,6})?", value):
        digits = re.findall("[0-9]+", value)
        only = f"write {digits[0]}; " if len(digits) == 1 and len(digits[0]) < 4 else ""
        raise model_error(
            "wrong-value",
            f"{value!r} is not the number of a volume or an issue",
            f"{only}for example 7, or 7-8 for a double issue; a season belongs in the title",
        )
    return value


def _focus(value: str) -> str:
    match = re.fullmatch(r"([0-9]{1,3})% ([0-9]{1,3})%", value)
    if not match or not all(int(part) <= 100 for part in match.groups()):
        raise model_error("wrong-value", f"{value!r} is not a focal point", "for example 50% 30%")
    return value


def _story(value: str) -> str:
    key, slash, name = value.rpartition("/")
    for part in (key, name) if slash else (name,):
        if fault := key_fault(part):
            hint = "write the id of a story in this issue, or KEY/ID for one in another issue"
            message = f"{value!r} cannot be the name of a story: {fault}"
            raise model_error("wrong-name", message, hint)
    return value


def _yes_no(value: object) -> bool:
    if isinstance(value, bool):
        return value
    if not isinstance(value, str) or value not in YES_NO:
        raise model_error("wrong-value", f"{value!r} is neither yes nor no", "write yes or no")
    return YES_NO[value]


def schema_of(**extra: object) -> WithJsonSchema:
    """Return the JSON Schema of a text with further keywords.

    `type` lists the types that an editor can read an unquoted value as (default: a string).
    `expected` is the message of an editor for a text that does not match the pattern.
    """
    message = {"patternErrorMessage": extra.pop("expected")} if "expected" in extra else {}
    return WithJsonSchema({"type": "string", **extra, **message})


def whole_pattern(minimum: int, maximum: int) -> str:
    """Return a pattern of the whole numbers from `minimum` to `maximum`, with or without leading zeros."""
    lengths = range(len(str(minimum)), len(str(maximum)) + 1)
    bounds = (
        (max(minimum, 10 ** (n - 1) if n > 1 else 0), min(maximum, 10**n - 1)) for n in lengths
    )
    return f"0*(?:{'|'.join(digits_pattern(str(low), str(high)) for low, high in bounds)})"


def digits_pattern(low: str, high: str) -> str:
    """Return a pattern of the numbers from `low` to `high`, which have the same number of digits."""
    first, last, rest = int(low[0]), int(high[0]), len(low) - 1
    if first == last and rest:
        return f"{first}{_grouped(digits_pattern(low[1:], high[1:]))}"
    parts = []
    if rest and int(low[1:]):
        parts.append(f"{first}{_grouped(digits_pattern(low[1:], '9' * rest))}")
        first += 1
    tail = ""
    if rest and high[1:] != "9" * rest:
        tail = f"{last}{_grouped(digits_pattern('0' * rest, high[1:]))}"
        last -= 1
    if first <= last:
        parts.append((f"[{first}-{last}]" if first < last else str(first)) + "[0-9]" * rest)
    return "|".join((*parts, tail) if tail else parts)


def _grouped(pattern: str) -> str:
    return f"(?:{pattern})" if "|" in pattern else pattern


def decimal_pattern(minimum: int, maximum: int, places: str = "+") -> str:
    """Return a pattern of the decimal numbers from `minimum` to `maximum`; `places` quantifies the decimal places."""
    return rf"(?:{whole_pattern(minimum, maximum - 1)}(?:\.[0-9]{places})?|0*{maximum}(?:\.0{places})?)"


_DEVICE = "(?!(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:/|$))"
KEY_REGEX = f"{_DEVICE}[a-z0-9][a-z0-9-]{{0,63}}"
_MONTH_DAY = (
    "(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)"
    "|02-(?:0[1-9]|1[0-9]|2[0-8]))"
)
_LEAP_YEAR = "(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:0[48]|[2468][048]|[13579][26])00)"
_DAY = f"(?:(?!0000)[0-9]{{4}}-{_MONTH_DAY}|{_LEAP_YEAR}-02-29)"
_IN_URL = r'[^\s<>"\\^`{|}\x00-\x1f\x7f'
_PORT = r"(?::(?:0*(?:[0-9]{1,4}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]))?)?"
_HOST = rf"(?:\[[0-9A-Fa-f]*:[0-9A-Fa-f:.]*\]|{_IN_URL}/?#:@\[\]]+)"
_WEB = rf"[Hh][Tt][Tt][Pp][Ss]?://(?:{_IN_URL}/?#@\[\]]*@)?{_HOST}{_PORT}(?:[/?#]{_IN_URL}]*)?"
_OTHER = rf"(?:[Mm][Aa][Ii][Ll][Tt][Oo]|[Tt][Ee][Ll]):(?!//){_IN_URL}?#]{_IN_URL}]*"
_SCALAR = ["string", "number", "boolean"]
_KEY_SCALAR = {"type": ["string", "integer", "boolean"], "minimum": 0}
YES_NO = {
    name: name.lower() in ("yes", "true")
    for word in ("yes", "no", "true", "false")
    for name in (word, word.capitalize(), word.upper())
}
"""The words for yes and no, with their values."""

Text = Annotated[str, AfterValidator(_text), schema_of(type=_SCALAR, pattern=r"\S")]
Inline = Annotated[
    str,
    AfterValidator(_text),
    schema_of(
        type=_SCALAR, pattern=r"\S", description="inline Markdown: *emphasis*, H~2~O and m^2^"
    ),
    Use("inline"),
]
Markdown = Annotated[
    str,
    AfterValidator(_text),
    schema_of(type=_SCALAR, pattern=r"\S", description="Markdown"),
    Use("markdown"),
]
Key = Annotated[
    str,
    AfterValidator(_key),
    schema_of(**_KEY_SCALAR, pattern=f"^{KEY_REGEX}$", expected="a-z, 0-9 and hyphens, at most 64"),
    UNPRINTED,
]
Url = Annotated[
    str,
    AfterValidator(check_url),
    schema_of(
        format="uri",
        pattern=f"^(?:{_WEB}|{_OTHER})$",
        expected="an absolute http, https, mailto or tel address",
    ),
    UNPRINTED,
]
_ISSUE_URL = rf"^[Hh][Tt][Tt][Pp][Ss]?://{_HOST}{_PORT}/(?:{_IN_URL}]*\{{key\}})+{_IN_URL}]*$"
IssueUrl = Annotated[
    str,
    AfterValidator(_issue_url),
    schema_of(
        pattern=_ISSUE_URL,
        expected="a web address with {key} in its path, for example https://www.example.org/{key}/",
    ),
    UNPRINTED,
]
_SITE_URL = rf"^[Hh][Tt][Tt][Pp][Ss]?://{_HOST}{_PORT}(?:/{_IN_URL}?#]*)?$"
SiteUrl = Annotated[
    str,
    AfterValidator(_site_url),
    schema_of(
        format="uri",
        pattern=_SITE_URL,
        expected="a web address without query and fragment, for example https://www.example.org/",
    ),
    UNPRINTED,
]
IssueName = Annotated[
    str,
    AfterValidator(_issue_name),
    schema_of(
        **_KEY_SCALAR,
        pattern=f"^{KEY_REGEX}(?:/{KEY_REGEX})?$",
        expected="PUBLICATION or PUBLICATION/KEY",
    ),
    UNPRINTED,
]
_VISIBLE = r"[!#-;=?-~]"
_UNSUBSCRIBE = (
    rf"^(?:[Hh][Tt][Tt][Pp][Ss]://(?!/){_VISIBLE}+|[Mm][Aa][Ii][Ll][Tt][Oo]:[!#-;=?A-~]+@{_VISIBLE}+"
    rf"|\{{\{{{_VISIBLE}+\}}\}}|\*\|{_VISIBLE}+\|\*|[%$\[]{_VISIBLE}+)$"
)
Unsubscribe = Annotated[
    str,
    AfterValidator(_unsubscribe),
    schema_of(
        pattern=_UNSUBSCRIBE,
        expected="an https: or mailto: address, or the placeholder of the sending service",
    ),
    UNPRINTED,
]
UNSUBSCRIBE = "{{unsubscribe_url}}"
"""The placeholder of the address to unsubscribe for which a sending service puts its own."""
Language = Annotated[
    str,
    AfterValidator(_language),
    # YAML 1.1 reads the language tag no (Norwegian) as false
    schema_of(
        type=["string", "boolean"],
        pattern="^[a-z]{2,3}(-[A-Za-z]{4})?(-([A-Z]{2}|[0-9]{3}))?$",
        expected="a language tag, for example en, de-AT, zh-Hant",
    ),
    UNPRINTED,
]
Issn = Annotated[
    str,
    AfterValidator(_issn),
    schema_of(pattern=r"^[0-9]{4}-[0-9]{3}[0-9X]$", expected="an ISSN, for example 1234-5679"),
]
Day = Annotated[
    dt.date,
    BeforeValidator(_day),
    schema_of(format="date", pattern=f"^{_DAY}$", expected="a day as YYYY-MM-DD"),
]
Time = Annotated[
    str,
    AfterValidator(_time),
    schema_of(
        pattern="^(?:[01]?[0-9]|2[0-3]):[0-5][0-9]$",
        expected="a time as HH:MM, for example 18:30",
    ),
    UNPRINTED,
]
TimeZone = Annotated[
    str,
    AfterValidator(_time_zone),
    schema_of(
        pattern="^[A-Za-z][A-Za-z0-9_+/-]*$", expected="a time zone, for example Europe/Vienna"
    ),
    UNPRINTED,
]
_EMAIL = r"^[^@\s]+@[^@\s]+\.[^@\s]+$"
Email = Annotated[
    str, Field(pattern=_EMAIL), schema_of(pattern=_EMAIL, expected="for example office@example.org")
]
IssueDate = Annotated[
    str,
    AfterValidator(_issue_date),
    schema_of(
        pattern=f"^(?:(?!0000)[0-9]{{4}}-(?:0[1-9]|1[0-2])|{_DAY})$",
        expected="a month as YYYY-MM or a day as YYYY-MM-DD",
    ),
]
SerialNumber = Annotated[
    str,
    AfterValidator(_count),
    schema_of(
        type=["string", "integer"],
        minimum=0,
        maximum=999_999,
        pattern=r"^[0-9]{1,6}([-/–][0-9]{1,6})?$",
        expected="a number, or two for a double issue, for example 7 or 7-8",
    ),
]
YesNo = Annotated[
    bool,
    BeforeValidator(_yes_no),
    WithJsonSchema({"type": ["boolean", "string"], "enum": [True, False, *YES_NO]}),
]
_PERCENT = "(?:0{0,2}[0-9]|0?[0-9]{2}|100)"
Focus = Annotated[
    str,
    AfterValidator(_focus),
    schema_of(
        pattern=f"^{_PERCENT}% {_PERCENT}%$", expected="two percentages, for example 50% 30%"
    ),
    UNPRINTED,
]
StoryRef = Annotated[
    str,
    AfterValidator(_story),
    schema_of(
        **_KEY_SCALAR,
        pattern=f"^(?:{KEY_REGEX}/)?{KEY_REGEX}$",
        expected="the id of a story, or KEY/ID",
    ),
    UNPRINTED,
]
PERCENT_PATTERN = _PERCENT
"""A pattern of the whole numbers from 0 to 100, with at most three digits."""
