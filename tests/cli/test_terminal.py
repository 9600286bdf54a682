"""How the terminal prints findings: each once, and those that repeat on several pages as one."""

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

Report = Callable[..., tuple[str, str]]


@pytest.fixture
def report(capsys: pytest.CaptureFixture[str]) -> Report:
    def run(*batches: list[Finding], output_format: str = "text") -> tuple[str, str]:
        with Terminal(Workspace(ROOT), output_format, strict=False) as terminal:
            for batch in batches:
                terminal.found(batch)
            terminal.close("read")
        captured = capsys.readouterr()
        return captured.out, captured.err

    return run


def test_a_finding_on_several_pages_is_printed_once(report: Report) -> None:
    _, err = report([ONE, *OTHERS, ELSEWHERE])
    assert err.splitlines()[:5] == [
        "a.pdf, page 1, at 1 2 mm: warning: coarse [R0026]",
        "  and in 2 more places: pages 2–3",
        "  hint: take a finer one",
        "b.pdf, page 2: warning: coarse [R0026]",
        "  hint: take a finer one",
    ]
    assert "4 warnings" in err


def test_the_count_in_a_message_does_not_separate_findings(report: Report) -> None:
    often = replace(ONE, message="coarse, and 5 more on this page")
    _, err = report([often, *OTHERS])
    assert err.count("coarse") == 1
    assert "and in 2 more places: pages 2–3" in err


def test_each_line_of_a_manuscript_is_printed(report: Report) -> None:
    _, err = report(IN_A_FILE)
    assert err.count("no such key") == 2


def test_a_finding_is_not_printed_twice(report: Report) -> None:
    _, err = report([ONE], [ONE, OTHERS[0]])
    assert err.count("coarse") == 2
    assert "more place" not in err
    assert "2 warnings" in err


def test_json_has_every_place(report: Report) -> None:
    out, _ = report([ONE, *OTHERS], output_format="json")
    assert [one["place"]["page"] for one in json.loads(out)["findings"]] == [1, 2, 3]
