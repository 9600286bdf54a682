"""How the terminal prints findings: each once, and those that repeat on several pages as one."""

import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from conftest import ROOT
from printissue.cli.terminal import Terminal
from printissue.core.findings import Finding, Place
from printissue.core.workspace import Workspace
from printissue.pipeline.reporting import BuildProgress, Finished, Made

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


@pytest.mark.parametrize(
    ("progress", "seconds", "expected"),
    [
        ((0, 240, 2), 9.0, "0 of 240 issues done, 2 under way"),
        ((10, 240, 2), 2.0, "10 of 240 issues done, 2 under way, about 46 s left"),
        ((40, 240, 8), 60.0, "40 of 240 issues done, 8 under way, about 5 min left"),
        ((240, 240, 0), 60.0, "240 of 240 issues done, 0 under way"),
    ],
)
def test_progress_says_how_much_is_left(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    progress: tuple[int, int, int],
    seconds: float,
    expected: str,
) -> None:
    now = [0.0]
    monkeypatch.setattr("time.monotonic", lambda: now[0])
    with Terminal(Workspace(ROOT), "text") as terminal:
        now[0] = seconds
        for _ in range(3):  # within one second
            terminal.progress(BuildProgress(*progress))
    assert capsys.readouterr().err.splitlines() == [expected]


@pytest.mark.parametrize(
    ("output_format", "quiet", "total"), [("json", False, 9), ("text", True, 9), ("text", False, 1)]
)
def test_no_progress_is_printed_for_programs_or_one_issue(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    output_format: str,
    quiet: bool,
    total: int,
) -> None:
    now = [0.0]
    monkeypatch.setattr("time.monotonic", lambda: now[0])
    with Terminal(Workspace(ROOT), output_format, quiet=quiet) as terminal:
        now[0] = 60.0
        terminal.progress(BuildProgress(0, total, 1))
    assert capsys.readouterr().err == ""


def test_quiet_leaves_findings_and_paths(capsys: pytest.CaptureFixture[str]) -> None:
    with Terminal(Workspace(ROOT), "text", quiet=True) as terminal:
        terminal.found([ONE])
        terminal.made(Made("update/2015-10", "screen", ROOT / "a.pdf", 2, 1000))
        terminal.noted("update/2015-10", "a note")
        terminal.finished(Finished("update/2015-10", "made"))
        terminal.close()
    captured = capsys.readouterr()
    assert captured.out == "a.pdf\n"
    assert captured.err.splitlines() == [
        "a.pdf, page 1, at 1 2 mm: warning: coarse [R0026]",
        "  hint: take a finer one",
    ]
