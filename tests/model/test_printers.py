"""Printers: how lengths are read, the defaults of a profile, and the built-in profiles."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from printissue.assets.resources import PROFILE_SOURCES, builtin_root
from printissue.core.keys import key_fault
from printissue.model.printers import MM, PRINTERS, Bleed, Printer


def error_message(part: type[Bleed] | type[Printer], **values: object) -> str:
    with pytest.raises(ValidationError) as raised:
        part.model_validate(values)
    (error,) = raised.value.errors()
    return str(error["ctx"]["message"])


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("3mm", 3.0),
        ("3 mm", 3.0),
        ("0.125in", 3.175),
        ("0.125 in", 3.175),
        ("0", 0.0),
        ("0mm", 0.0),
        ("25mm", 25.0),
        ("0.9842in", 24.99868),
    ],
)
def test_a_length_is_read_as_millimetres(text: str, length: float) -> None:
    assert Bleed.model_validate({"top": text}).top == pytest.approx(length)


@pytest.mark.parametrize(
    "text",
    [
        *("3", "3pt", "3  mm", "-3mm", "+3mm", "3,5mm", ".5mm", "5.mm", "mm", "", "1e1mm", "3mm\n"),
        *("25.1mm", "1in", "999mm", "0.00001mm", "٣mm", "nan", "inf", None, True, ["3mm"]),
    ],
)
def test_texts_that_are_not_a_length(text: object) -> None:
    assert "is not a length from 0 to 25 mm" in error_message(Bleed, inner=text)


@given(st.text(max_size=8))
def test_any_text_is_a_length_or_gets_a_message(text: str) -> None:
    try:
        assert 0 <= Bleed.model_validate({"outer": text}).outer <= 25
    except ValidationError as raised:
        assert [error["ctx"]["rule"] for error in raised.errors()] == ["wrong-value"]


@pytest.mark.parametrize(("text", "number"), [("1", 1), ("4", 4), ("64", 64), ("08", 8)])
def test_a_page_multiple(text: str, number: int) -> None:
    assert Printer.model_validate({"title": "x", "page_multiple": text}).page_multiple == number


@pytest.mark.parametrize(
    "text", ["0", "65", "-4", "4.0", "four", "", " 4", "٤", "²", "1" * 5000, "00064x", "000640"]
)
def test_texts_that_are_not_a_page_multiple(text: str) -> None:
    words = error_message(Printer, title="x", page_multiple=text)
    assert "is not a whole number from 1 to 64" in words


def test_the_default_profile_is_european_offset() -> None:
    plain = Printer.model_validate({"title": "Ours"})
    assert plain.model_dump(exclude={"title"}) == PRINTERS["offset-eu"].model_dump(
        exclude={"title"}
    )
    assert plain.bleed == Bleed(top=3.0, bottom=3.0, outer=3.0, inner=3.0)
    assert not plain.marks
    assert (plain.condition, plain.registry) == ("FOGRA39", "http://www.color.org")


def test_a_profile_with_an_unknown_key_is_rejected() -> None:
    with pytest.raises(ValidationError, match="extra"):
        Printer.model_validate({"title": "x", "bleeds": {}})


@pytest.mark.parametrize("name", PRINTERS)
def test_each_built_in_profile_is_complete(name: str) -> None:
    printer = PRINTERS[name]
    assert key_fault(name) == ""
    shipped = (builtin_root() / "styles" / "icc" / printer.profile).is_file()
    assert shipped != (printer.profile in PROFILE_SOURCES)
    assert 1 <= printer.page_multiple <= 64
    assert re.fullmatch(r"https?://\S+", printer.registry)


def test_points_and_millimetres_and_inches_agree() -> None:
    assert pytest.approx(72) == 25.4 * MM
    assert PRINTERS["offset-us"].bleed.top * MM == pytest.approx(9)
    assert PRINTERS["print-on-demand"].bleed.inner == 0
