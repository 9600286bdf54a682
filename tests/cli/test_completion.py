"""Shell completion: commands, options and names in the workspace. It never prints an error."""

import os
import subprocess
import sys

import pytest
from click.shell_completion import ShellComplete

from printissue.cli import cli
from workbench import ISSUE, PUBLICATION, lay_out

FILES = {
    "issues/update/2015-11.yaml": ISSUE.replace("2015-10", "2015-11"),
    "issues/update/1999-01.yaml": "title: Old\ndate: '1999-01'\n",
    "issues/update/1999-01.pdf": b"%PDF-1.4",
    "issues/zine/publication.yaml": PUBLICATION,
    "issues/zine/spring.yaml": ISSUE.replace("date: 2015-10", 'date: "2016-03-01"'),
    "styles/harbour/theme.yaml": "title: Harbour\n",
    "printers.yaml": "our-shop: {title: Ours}\n",
    "output/update/2015/manifest.json": "{}",
}


@pytest.fixture
def completed(tmp_path, monkeypatch):
    """Return a function that completes the last word of a command line in a workspace."""
    lay_out(tmp_path, FILES)
    monkeypatch.chdir(tmp_path)

    def complete(*words):
        shell = ShellComplete(cli, {}, "printissue", "_PRINTISSUE_COMPLETE")
        *before, begun = words
        return [one.value for one in shell.get_completions(list(before), begun)]

    return complete


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        (["build", ""], ["update", "update/2015-10", "update/2015-11", "zine", "zine/spring"]),
        (["build", "zine", "up"], ["update", "update/2015-10", "update/2015-11"]),
        (["check", "update/2015-1"], ["update/2015-10", "update/2015-11"]),
        (["check", "nowhere/"], []),
        (["new", "z"], ["zine"]),
        (["build", "--theme", "har"], ["harbour"]),
        (["build", "--theme", "b"], ["bulletin"]),
        (["theme", "new", "x", "--from", "im"], ["imprint"]),
        (["build", "--printer", "our"], ["our-shop"]),
        (["preflight", "--printer", "web"], ["web-us"]),
        (["volume", ""], ["update/1999", "update/2015", "zine/2016"]),
        (["volume", "--allow-gaps", "z"], ["zine/2016"]),
        (["verify", ""], ["update/2015"]),
        (["index", "u"], ["update"]),
        (["build", "--edition", "s"], ["screen"]),
        (["vol"], ["volume"]),
        (["schema", "res"], ["results"]),
    ],
)
def test_names_are_completed(completed, words, shown):
    assert completed(*words) == shown


def test_names_of_another_workspace_are_completed(completed, tmp_path):
    lay_out(tmp_path / "other", {"issues/far/publication.yaml": PUBLICATION})
    assert completed("-C", "other", "build", "f") == ["far"]


def test_names_are_completed_in_a_folder_of_the_workspace(completed, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path / "issues" / "update")
    assert completed("index", "") == ["update", "zine"]


def test_unreadable_files_complete_to_nothing(completed, tmp_path):
    (tmp_path / "printers.yaml").write_bytes(b"\xff: [")
    (tmp_path / "issues/zine/broken.yaml").mkdir()
    assert "web-us" in completed("build", "--printer", "")
    assert completed("volume", "z") == []
    assert completed("build", "--printer", "nope") == []


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_has_its_completion_script(tmp_path, shell):
    lay_out(tmp_path, FILES)
    code = "import sys; sys.argv[0] = 'printissue'; from printissue.cli import main; main()"

    def program(**names):
        return subprocess.run(
            [sys.executable, "-c", code], env={**os.environ, **names}, capture_output=True,
            text=True, check=False, cwd=tmp_path,
        )  # fmt: skip

    source = program(_PRINTISSUE_COMPLETE=f"{shell}_source")
    assert source.returncode == 0, source.stderr
    assert "_PRINTISSUE_COMPLETE" in source.stdout
    answer = program(
        _PRINTISSUE_COMPLETE=f"{shell}_complete",
        COMP_WORDS="printissue index u",
        COMP_CWORD="u" if shell == "fish" else "2",
    )
    assert answer.returncode == 0, answer.stderr
    assert "update" in answer.stdout
    assert answer.stderr == ""
