"""A small workspace to try things on, and the program run in it as from the command line."""

import signal
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from printissue import cli
from printissue.assets.resources import Resources
from printissue.core.findings import Finding
from printissue.core.workspace import IssueRef, Workspace
from printissue.model.editions import EDITIONS
from printissue.pipeline.load import read_valid
from printissue.pipeline.options import NO_CHOICE
from printissue.pipeline.reporting import BuildProgress, Finished

REF = IssueRef("update", "2015-10")
PUBLICATION = "title: Update\npublisher: The Centre\n"
ISSUE = """\
title: October
date: 2015-10
sections:
  - title: News
    articles:
      - heading: One
        body: Some words.
"""
OLD = b"an older file"
PLAIN_THEME = {
    "styles/bulletin/theme.yaml": """\
title: Plain
paper: A5
inks:
  ink: {cmyk: 100 72 0 32, rgb: "#14387f"}
  text: {cmyk: 0 0 0 100, rgb: "#000000"}
  paper: {cmyk: 0 0 0 0, rgb: "#ffffff"}
sheets: [cover.css]
""",
    "styles/bulletin/cover.css": """\
@page { margin: 15mm }
html { color: var(--text); font: 10pt "Source Serif Pro" }
h1, h2, h3 { bookmark-level: 1; font-size: 12pt }
.filler { break-before: page }
""",
}
"""A theme that takes a third of the time of the built-in one whose place it takes: one sheet, no trial layouts."""


def lay_out(folder: Path, files: dict[str, str | bytes] | None = None) -> Workspace:
    """Make a workspace of one publication with one issue in a plain theme; `files` replace or join its own."""
    return lay_out_in_bulletin(folder, PLAIN_THEME | (files or {}))


def lay_out_in_bulletin(folder: Path, files: dict[str, str | bytes] | None = None) -> Workspace:
    """Make a workspace of one publication with one issue in the built-in theme; `files` replace or join its own."""
    own: dict[str, str | bytes] = {
        "issues/update/publication.yaml": PUBLICATION,
        "issues/update/2015-10.yaml": ISSUE,
    }
    for name, content in (own | (files or {})).items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content if isinstance(content, bytes) else content.encode())
    return Workspace(folder)


def output_file(workspace: Workspace, ref: IssueRef, edition: str) -> Path:
    """Return the path of an edition's file."""
    return workspace.output_folder(ref) / EDITIONS[edition].file_name(ref)


def with_old_output(workspace: Workspace) -> Workspace:
    """Put files into output/ as an earlier run left them."""
    for edition in ("print", "archive", "screen"):
        target = output_file(workspace, REF, edition)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(OLD)
    return workspace


def contents(folder: Path) -> dict[str, bytes]:
    """Return the files below a folder by their paths, without the lock and the build cache."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name not in (".lock", ".build-index", "manifest.json")
    }


def read_findings(workspace: Workspace, *refs: IssueRef) -> list[Finding]:
    """Return what is found in issues and all that they name, short of what their templates make of them."""
    resources = Resources.of(workspace.root)
    found = [read_valid(workspace, ref, resources, choice=NO_CHOICE)[1] for ref in refs or (REF,)]
    return list(dict.fromkeys(one for findings in found for one in findings))


class RecordingReporter:
    """A reporter that keeps the events and findings of a run."""

    def __init__(self) -> None:
        self.events: list[str] = []
        self.findings: list[Finding] = []
        self.notes: list[str] = []
        self.issues: list[Finished] = []
        self.steps: list[BuildProgress] = []

    def stage(self, ref, what):
        self.events.append(f"{ref}: {what}")

    def found(self, findings):
        self.findings += findings

    def made(self, made):
        self.events.append(f"{made.ref}: {made.edition}")

    def progress(self, progress):
        self.steps.append(progress)

    def noted(self, ref, note):
        self.notes.append(f"{ref}: {note}")

    def finished(self, finished):
        self.issues.append(finished)

    @property
    def rules(self):
        return [one.rule for one in self.findings]


def default_signals() -> None:
    """Reset the signals that the test run may have been started without: nohup and `&` ignore some of them."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)


class Ended(NamedTuple):
    """How a run of the program ended."""

    code: int
    out: str
    err: str


class Program:
    """Runs the program's own main() in this process, in a workspace."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self._monkeypatch, self._capsys = monkeypatch, capsys

    def __call__(self, workspace: Workspace | Path, *words: str) -> Ended:
        """Run `printissue WORDS` in the workspace."""
        root = workspace if isinstance(workspace, Path) else workspace.root
        self._monkeypatch.chdir(root)
        self._monkeypatch.setattr(sys, "argv", ["printissue", *words])
        self._capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            cli.main()
        out, err = self._capsys.readouterr()
        return Ended(int(ended.value.code or 0), out, err)
