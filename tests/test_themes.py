"""Themes and templates of a workspace: faulty ones with the findings that they must give, and ones that work."""

import re
from pathlib import Path

import pytest

from workbench import Program, contents, lay_out, with_old_output

FOLDER = Path(__file__).parent / "cases" / "themes"
CASES = sorted(path for path in FOLDER.iterdir() if path.is_dir())
EXPECT = re.compile(rb"expect: (\S+) (\d+) ?(.*?)(?: \*/| #\})?$")


@pytest.fixture
def program(monkeypatch, capsys):
    return Program(monkeypatch, capsys)


def files_of(case: Path) -> dict[str, bytes]:
    return {
        path.relative_to(case).as_posix(): path.read_bytes()
        for path in case.rglob("*")
        if path.is_file()
    }


def expected(case: Path) -> tuple[str, str, str]:
    """Read the one expectation of a case: the rule, the place on the line below, words of the finding."""
    for name, content in files_of(case).items():
        for number, line in enumerate(content.split(b"\n"), 1):
            if match := EXPECT.search(line):
                rule, column, words = (part.decode() for part in match.groups())
                return rule, f"{name}:{number + 1}:{column}", words
    raise AssertionError(f"{case.name} expects nothing")


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.name)
def test_fault_is_one_located_line(case, tmp_path, program):
    workspace = with_old_output(lay_out(tmp_path, files_of(case)))
    before = contents(tmp_path)
    ended = program(workspace, "build")
    rule, place, words = expected(case)
    told = [line for line in ended.err.splitlines() if not line.startswith("  ")]
    assert ended.code == 4, ended.err
    assert len(told) == 2, ended.err
    assert told[0].startswith(f"{place}: error: "), ended.err
    assert told[0].endswith(f" [{rule}]")
    assert words in ended.err
    assert "  | " in ended.err
    assert ended.err.splitlines()[2].strip(" |") == "^"
    assert "Traceback" not in ended.err
    assert ended.out == ""
    assert contents(tmp_path) == before


def test_cases_are_many():
    assert len(CASES) >= 30
