"""Each command line in README.md, docs/ and `--help` can be parsed, and the quick ones work."""

import re
import shlex
from pathlib import Path

import click
import pytest

from checkout import ROOT, tracked
from impositionfiles import file_of
from printissue.cli import cli
from printissue.cli.examples import EXAMPLES
from printissue.core.errors import ExitCode
from workbench import ISSUE, PUBLICATION, Program, lay_out_in_bulletin

PAGES = [name for name in tracked() if re.fullmatch(r"README\.md|docs/(how-to/)?[^/]+\.md", name)]
QUICK = {"init", "new", "theme", "check", "schema", "doctor", "impose", "cover"}


def lines() -> list[str]:
    """Return every call of the program in shell blocks and in the help."""
    found: dict[str, None] = {}
    for name in PAGES:
        text = (ROOT / name).read_text("utf-8")
        for block in re.findall(r"^```sh\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
            for line in block.splitlines():
                for call in line.split("#")[0].split("&&"):
                    if call.strip().startswith("printissue ") and "[OPTIONS]" not in call:
                        found[call.strip()] = None
    for calls in EXAMPLES.values():
        for line in calls:
            found |= dict.fromkeys(one.strip() for one in line.split("&&") if "printissue" in one)
    return list(found)


LINES = lines()


def words_of(line: str) -> list[str]:
    """Return the words after the program's name, without redirections and wildcards."""
    words = shlex.split(line.partition(" > ")[0])[1:]
    return [word.replace("*", "any") for word in words]


@pytest.fixture
def workspace(tmp_path, monkeypatch):
    """Return a workspace with everything that the examples name."""
    names = {word for line in LINES for word in words_of(line) if re.fullmatch(r".+/[^/]+", word)}
    issues = [name for name in names if re.fullmatch(r"[\w-]+/\d{4}-\d\d", name)]
    publications = {"imprint", *(name.partition("/")[0] for name in issues)}
    files = {f"issues/{one}/publication.yaml": PUBLICATION for one in publications}
    files |= {
        f"issues/{name}.yaml": ISSUE.replace("2015-10", name.partition("/")[2]) for name in issues
    }
    files |= {
        word: file_of(8) for line in LINES for word in words_of(line) if word.endswith(".pdf")
    }
    suffixes = (".eml", ".txt", ".html")
    files |= {
        word: "News of October 2015\n\nSome words.\n"
        for line in LINES
        for word in words_of(line)
        if line.startswith("printissue intake") and word.endswith(suffixes)
    }
    files |= {"cover.pdf": file_of(4), "press/issues/press/publication.yaml": PUBLICATION}
    files.pop("sheets.pdf")
    lay_out_in_bulletin(tmp_path, files)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_examples_are_found():
    assert len(LINES) >= 25
    commands = {name.split()[0] for name in EXAMPLES}
    assert commands == {
        words_of(line)[0] for line in LINES if not words_of(line)[0].startswith("-")
    }


@pytest.mark.parametrize("line", LINES)
@pytest.mark.usefixtures("workspace")
def test_every_line_can_be_parsed(line):
    words = words_of(line)
    if words[0] == "-C":
        words = words[2:]
    command: click.Command = cli
    while isinstance(command, click.Group):
        command = command.commands[words.pop(0)]
    if "--ask-password" in words:  # it asks at once, and needs a terminal
        assert any("--ask-password" in param.opts for param in command.params)
        words.remove("--ask-password")
    with command.make_context(command.name, words) as context:
        assert "--help" not in words
        assert not context.args


def is_quick(line: str) -> bool:
    """Return whether a line ends by itself, and soon."""
    words = words_of(line)
    return words[0] in QUICK and "--watch" not in words


@pytest.mark.slow
@pytest.mark.parametrize("line", [line for line in LINES if is_quick(line)])
def test_a_quick_line_works(line, workspace, monkeypatch, capsys):
    program = Program(monkeypatch, capsys)
    words = words_of(line)
    if words[0] == "new":
        (workspace / "issues" / f"{words[1]}.yaml").unlink(missing_ok=True)
    if words[0] == "init":
        words = ["init", "fresh"]
    ended = program(Path(workspace), *words)
    assert ended.code == ExitCode.OK or "--strict" in words, ended.err
