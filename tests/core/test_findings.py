"""Findings: their text for the terminal, their JSON, and the exit code."""

import json
import re

import pytest

from printissue.core.errors import ExitCode
from printissue.core.findings import Finding, Place, exit_code, has_errors
from printissue.core.rules import RULES

WARNING = Finding("key-date", Place("a.yaml", 1, 1), "another month")
MANUSCRIPT = Finding("unknown-key", Place("a.yaml", 3, 5, text="    titel: x"), "no such key")
THEME = Finding("css-fault", Place("styles/a.css", 2), "no such property", "try another")
PRESS = Finding("press-log", Place("a.yaml"), "something")


@pytest.mark.parametrize(
    ("place", "text"),
    [
        (Place("a.yaml"), "a.yaml"),
        (Place("a.yaml", 3), "a.yaml:3"),
        (Place("a.yaml", 3, 7), "a.yaml:3:7"),
        (Place("a.pdf", page=4), "a.pdf, page 4"),
    ],
)
def test_a_place_has_the_form_that_editors_read(place: Place, text: str) -> None:
    assert str(place) == text


def test_text_has_place_message_rule_line_and_caret() -> None:
    assert MANUSCRIPT.as_text().splitlines() == [
        "a.yaml:3:5: error: no such key [unknown-key]",
        "  |     titel: x",
        "  |     ^",
    ]


def test_text_without_a_line_has_no_caret() -> None:
    assert THEME.as_text().splitlines() == [
        "styles/a.css:2: error: no such property [css-fault]",
        "  hint: try another",
    ]


@pytest.mark.parametrize(
    ("more", "line"),
    [
        ([2], "  and in 1 more place: page 2"),
        ([1, 1, 1], "  and in 3 more places: page 1"),
        ([9, 3, 2, 4, 4, 7], "  and in 6 more places: pages 2–4, 7, 9"),
    ],
)
def test_text_counts_the_other_places_with_the_same_problem(more: list[int], line: str) -> None:
    assert THEME.as_text(more).splitlines() == [
        "styles/a.css:2: error: no such property [css-fault]",
        line,
        "  hint: try another",
    ]


def test_the_text_of_a_warning_says_warning() -> None:
    assert ": warning: " in WARNING.as_text()


@pytest.mark.parametrize("column", [1, 40, 97, 500, 1000])
def test_the_caret_is_under_its_column_in_a_long_line(column: int) -> None:
    line = "".join(chr(ord("a") + number % 26) for number in range(1000))
    place = Place("a.yaml", 1, column, text=line)
    shown, caret = Finding("unknown-key", place, "x").as_text().splitlines()[1:]
    assert len(shown) <= 100
    assert caret.endswith("^")
    assert shown[len(caret) - 1] == line[column - 1]


def test_a_caret_after_the_line_and_tabs_are_allowed() -> None:
    place = Place("a.yaml", 1, 5, text="\tx:")
    shown, caret = Finding("unknown-key", place, "x").as_text().splitlines()[1:]
    assert "\t" not in shown
    assert caret == "  |     ^"


def test_a_dict_is_json_without_unknown_values() -> None:
    reporter = json.loads(json.dumps(THEME.as_dict()))
    assert reporter == {
        "severity": "error",
        "rule": "css-fault",
        "place": {"file": "styles/a.css", "line": 2},
        "message": "no such property",
        "hint": "try another",
    }


@pytest.mark.parametrize(
    ("findings", "strict", "code"),
    [
        ([], False, ExitCode.OK),
        ([], True, ExitCode.OK),
        ([WARNING], False, ExitCode.OK),
        ([WARNING], True, ExitCode.MANUSCRIPT),
        ([PRESS], False, ExitCode.LAYOUT),
        ([PRESS, THEME], False, ExitCode.THEME),
        ([PRESS, THEME, MANUSCRIPT], False, ExitCode.MANUSCRIPT),
        ([PRESS, WARNING], False, ExitCode.LAYOUT),
        ([PRESS, WARNING], True, ExitCode.MANUSCRIPT),
    ],
)
def test_the_exit_code_is_that_of_the_earliest_stage(
    findings: list[Finding], strict: bool, code: ExitCode
) -> None:
    assert exit_code(findings, strict=strict) == code
    assert has_errors(findings, strict=strict) is (code != ExitCode.OK)


def test_each_rule_has_an_exit_code_and_a_meaning() -> None:
    stages = {ExitCode.MANUSCRIPT, ExitCode.THEME, ExitCode.LAYOUT, ExitCode.PREFLIGHT}
    for name, rule in RULES.items():
        assert rule.code in stages, name
        assert rule.meaning.endswith("."), name
        assert re.fullmatch("R[0-9]{4}|[a-z0-9-]+", name), name


def test_notes_never_stop_the_work() -> None:
    note = Finding("image-flattened", Place("a.pdf", page=2), "a picture is flattened")
    assert note.as_text() == "a.pdf, page 2: note: a picture is flattened [image-flattened]"
    for strict in (False, True):
        assert not has_errors([note], strict=strict)
        assert exit_code([note], strict=strict) is ExitCode.OK
    assert exit_code([note, WARNING], strict=True) is not ExitCode.OK


def test_equal_findings_are_one() -> None:
    assert len({WARNING, Finding("key-date", Place("a.yaml", 1, 1), "another month")}) == 1
