"""The types of values: the texts that each allows, and the rule and message for the texts that it does not."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from printissue.core.keys import KEY_PATTERN, key_fault
from printissue.model import text_types

TYPES = {
    name: TypeAdapter(getattr(text_types, name))
    for name in (
        *("Text", "Inline", "Markdown", "Key", "Url", "Language", "Issn"),
        *("Day", "IssueDate", "SerialNumber", "YesNo", "Focus", "StoryRef"),
    )
}


def context_of_error(kind: str, value: object) -> dict[str, str]:
    """Return the rule, message and hint of the error for a value."""
    with pytest.raises(ValidationError) as raised:
        TYPES[kind].validate_python(value)
    (error,) = raised.value.errors()
    return error["ctx"]


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("Text", "  a line \n", "a line"),
        ("Inline", "*one*", "*one*"),
        ("Markdown", "one\n\ntwo\n", "one\n\ntwo"),
        ("Key", "2015-10", "2015-10"),
        ("Key", "a" * 64, "a" * 64),
        ("Url", "https://www.example.org/a?b=c#d", "https://www.example.org/a?b=c#d"),
        ("Url", "HTTP://example.org", "HTTP://example.org"),
        ("Url", "mailto:a@example.org", "mailto:a@example.org"),
        ("Url", "tel:+4315550123", "tel:+4315550123"),
        ("Url", "https://[::1]:8080/", "https://[::1]:8080/"),
        ("Url", "https://example.org/Größe", "https://example.org/Größe"),
        ("Language", "en", "en"),
        ("Language", "de-AT", "de-AT"),
        ("Language", "zh-Hant-TW", "zh-Hant-TW"),
        ("Language", "es-419", "es-419"),
        ("Issn", "1234-5679", "1234-5679"),
        ("Issn", "2434-561X", "2434-561X"),
        ("Day", "2024-02-29", dt.date(2024, 2, 29)),
        ("Day", dt.date(2024, 2, 29), dt.date(2024, 2, 29)),
        ("IssueDate", "2015-10", "2015-10"),
        ("IssueDate", "2015-10-31", "2015-10-31"),
        ("SerialNumber", "7", "7"),
        ("SerialNumber", "7-8", "7-8"),
        ("SerialNumber", "7/8", "7/8"),
        ("Focus", "50% 100%", "50% 100%"),
        ("StoryRef", "albatross", "albatross"),
        ("StoryRef", "2015-10/albatross", "2015-10/albatross"),
        ("YesNo", "yes", True),
        ("YesNo", "Yes", True),
        ("YesNo", "FALSE", False),
        ("YesNo", "true", True),
        ("YesNo", "no", False),
        ("YesNo", False, False),
    ],
)
def test_values_that_are_allowed(kind: str, text: object, value: object) -> None:
    assert TYPES[kind].validate_python(text) == value


@pytest.mark.parametrize(
    ("kind", "text", "rule", "words"),
    [
        ("Text", " \n ", "wrong-value", "empty"),
        ("Key", "October", "wrong-name", "a-z, 0-9"),
        ("Key", "-x", "wrong-name", "starts with"),
        ("Key", "a" * 65, "wrong-name", "at most 64"),
        ("Key", "../up", "wrong-name", "cannot be a key"),
        ("Key", "com1", "wrong-name", "device"),
        ("Key", "october\n", "wrong-name", "cannot be a key"),
        ("Url", "javascript:alert(1)", "wrong-link", "does not start with"),
        ("Url", "file:///etc/passwd", "wrong-link", "does not start with"),
        ("Url", "data:text/html,x", "wrong-link", "does not start with"),
        ("Url", "/relative", "wrong-link", "does not start with"),
        ("Url", "//example.org/", "wrong-link", "does not start with"),
        ("Url", "https://", "wrong-link", "no host name"),
        ("Url", "https://example.org:x/", "wrong-link", "is not a URL"),
        ("Url", "https://example.org:99999/", "wrong-link", "is not a URL"),
        ("Url", "https://[::1/", "wrong-link", "is not a URL"),
        ("Url", "https://example.org/a b", "wrong-link", "cannot have"),
        ("Url", "https://example.org/\n", "wrong-link", "cannot have"),
        ("Url", 'https://example.org/"', "wrong-link", "cannot have"),
        ("Url", "mailto:", "wrong-link", "no address"),
        ("Url", "tel:", "wrong-link", "no address"),
        ("Language", "english", "wrong-value", "language tag"),
        ("Language", "EN", "wrong-value", "language tag"),
        ("Language", "en_GB", "wrong-value", "language tag"),
        ("Language", "en\n", "wrong-value", "language tag"),
        ("Issn", "1234-567", "wrong-value", "not an ISSN"),
        ("Issn", "1234-5678", "wrong-value", "check digit"),
        ("Issn", "2434-561x", "wrong-value", "not an ISSN"),
        ("Issn", "1234-567٩", "wrong-value", "not an ISSN"),
        ("Day", "2023-02-29", "wrong-date", "no day"),
        ("Day", "0000-01-01", "wrong-date", "no day"),
        ("Day", "29.2.2024", "wrong-date", "is not a date"),
        ("Day", "20240229", "wrong-date", "is not a date"),
        ("Day", "2024-W09-4", "wrong-date", "is not a date"),
        ("Day", 20240229, "wrong-date", "is not a date"),
        ("Day", "٢٠٢٤-٠٢-٢٩", "wrong-date", "is not a date"),
        ("IssueDate", "2015-13", "wrong-date", "no month"),
        ("IssueDate", "2015-00", "wrong-date", "no month"),
        ("IssueDate", "0000-10", "wrong-date", "no month"),
        ("IssueDate", "2015", "wrong-date", "is not a date"),
        ("IssueDate", "2015-02-30", "wrong-date", "no day"),
        ("SerialNumber", "seven", "wrong-value", "number"),
        ("SerialNumber", "1234567", "wrong-value", "number"),
        ("SerialNumber", "7-", "wrong-value", "number"),
        ("SerialNumber", "٧", "wrong-value", "number"),
        ("Focus", "50% 101%", "wrong-value", "focal point"),
        ("Focus", "50%", "wrong-value", "focal point"),
        ("Focus", "top left", "wrong-value", "focal point"),
        ("StoryRef", "/albatross", "wrong-name", "cannot be the name of a story"),
        ("StoryRef", "2015-10/", "wrong-name", "cannot be the name of a story"),
        ("StoryRef", "a/b/c", "wrong-name", "cannot be the name of a story"),
        ("StoryRef", "Albatross", "wrong-name", "cannot be the name of a story"),
        ("YesNo", "on", "wrong-value", "neither yes nor no"),
        ("YesNo", "yEs", "wrong-value", "neither yes nor no"),
        ("YesNo", 1, "wrong-value", "neither yes nor no"),
    ],
)
def test_values_that_are_not_allowed(kind: str, text: object, rule: str, words: str) -> None:
    error = context_of_error(kind, text)
    assert error["rule"] == rule
    assert words in error["message"]


@pytest.mark.parametrize(
    ("kind", "text", "hint"),
    [
        ("Url", "www.example.org/october", "write https://www.example.org/october"),
        ("Url", "example.org", "write https://example.org"),
        ("Url", "/october", "write an absolute URL"),
        ("Issn", "1234-5678", "its last digit should be 9"),
        ("Day", "18 October 2015", "2015-10-18"),
        ("Language", "French", "fr"),
    ],
)
def test_the_hint_says_what_to_write(kind: str, text: str, hint: str) -> None:
    assert hint in context_of_error(kind, text)["hint"]


@pytest.mark.slow
@pytest.mark.parametrize("kind", TYPES)
@given(text=st.text() | st.from_regex(r"[0-9a-zA-Z:/\[\]@.\-]{0,20}", fullmatch=True))
def test_any_text_is_allowed_or_gets_a_message_of_ours(kind: str, text: str) -> None:
    try:
        TYPES[kind].validate_python(text)
    except ValidationError as raised:
        for error in raised.errors():
            assert error["type"] == "printissue"
            assert error["ctx"]["message"]


@given(st.dates(min_value=dt.date(1, 1, 1)))
def test_every_day_of_the_calendar_is_a_day(day: dt.date) -> None:
    assert TYPES["Day"].validate_python(day.isoformat()) == day
    assert TYPES["IssueDate"].validate_python(day.isoformat()) == day.isoformat()


@given(st.integers(0, 9_999_999))
def test_exactly_one_check_digit_makes_an_issn(number: int) -> None:
    digits = f"{number:07d}"
    taken = []
    for last in "0123456789X":
        try:
            taken.append(TYPES["Issn"].validate_python(f"{digits[:4]}-{digits[4:]}{last}"))
        except ValidationError:
            continue
    assert len(taken) == 1


@given(st.text(max_size=70) | st.from_regex(KEY_PATTERN))
def test_a_key_is_a_name_that_any_file_system_keeps(name: str) -> None:
    if not key_fault(name):
        assert name.isascii()
        assert name == name.lower()
        assert not set(name) & set('/\\:*?"<>|. \n')
        assert 1 <= len(name) <= 64
