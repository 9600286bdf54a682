"""What the terminal says of findings: each once, and what is wrong in the same way on many pages together."""

import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from conftest import ROOT
from printissue.cli.terminal import Terminal
from printissue.core.findings import Finding, Place
from printissue.core.workspace import Workspace

ONE = Finding("R0026", Place("a.pdf", page=1, box=(1, 2, 3, 4)), "coarse", "take a finer one")
OTHERS = [replace(ONE, place=Place("a.pdf", page=page, box=(5, 6, 7, 8))) for page in (2, 3, 3)]
ELSEWHERE = replace(ONE, place=Place("b.pdf", page=2))
IN_A_FILE = [Finding("unknown-key", Place("a.yaml", line), "no such key") for line in (1, 2)]

Say = Callable[..., tuple[str, str]]


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str]) -> Say:
    def said(*batches: list[Finding], shape: str = "text") -> tuple[str, str]:
        with Terminal(Workspace(ROOT), shape, strict=False) as terminal:
            for batch in batches:
                terminal.found(batch)
            terminal.close("read")
        captured = capsys.readouterr()
        return captured.out, captured.err

    return said


def test_the_same_on_many_pages_is_said_once(say: Say) -> None:
    _, err = say([ONE, *OTHERS, ELSEWHERE])
    assert err.splitlines()[:5] == [
        "a.pdf, page 1, at 1 2 mm: warning: coarse [R0026]",
        "  and in 2 more places: pages 2–3",
        "  hint: take a finer one",
        "b.pdf, page 2: warning: coarse [R0026]",
        "  hint: take a finer one",
    ]
    assert "4 warnings" in err


def test_how_often_a_page_has_it_makes_no_difference(say: Say) -> None:
    often = replace(ONE, message="coarse, and 5 more on this page")
    _, err = say([often, *OTHERS])
    assert err.count("coarse") == 1
    assert "and in 2 more places: pages 2–3" in err


def test_each_line_of_a_manuscript_is_said(say: Say) -> None:
    _, err = say(IN_A_FILE)
    assert err.count("no such key") == 2


def test_what_was_said_is_not_said_again(say: Say) -> None:
    _, err = say([ONE], [ONE, OTHERS[0]])
    assert err.count("coarse") == 2
    assert "more place" not in err
    assert "2 warnings" in err


def test_programs_are_told_every_place(say: Say) -> None:
    out, _ = say([ONE, *OTHERS], shape="json")
    assert [one["place"]["page"] for one in json.loads(out)["findings"]] == [1, 2, 3]
