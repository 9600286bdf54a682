"""Builds of many issues: a layout that ends badly, or not at all, does not affect the other issues."""

import json
import os
import signal
import time
from pathlib import Path

import pytest

from printissue.core.errors import ExitCode
from printissue.core.limits import Limit
from printissue.core.workspace import IssueRef, Workspace
from printissue.model.editions import EDITIONS
from printissue.pipeline import BuildOptions, build, making
from printissue.pipeline.job import Job, LayoutResult
from workbench import ISSUE, Program, RecordingReporter, lay_out, output_file

KILLED, HANGING, LARGE = "2015-02", "2015-03", "2015-05"
KEYS = [f"2015-{month:02}" for month in range(1, 7)]
REFS = [IssueRef("update", key) for key in KEYS]
PDF = b"%PDF-1.7 "


def library(folder: Path) -> Workspace:
    issues = {f"issues/update/{key}.yaml": ISSUE.replace("2015-10", key) for key in KEYS}
    limits = "limits: {layout: {memory: 128 MB}}\n"
    workspace = lay_out(folder, {**issues, "workspace.yaml": limits})
    (workspace.issues / "update" / "2015-10.yaml").unlink()
    return workspace


def lay_out_badly(job: Job, *_values: object) -> LayoutResult:
    """Return a file, except for three issues."""
    if job.ref.key == KILLED:
        os.kill(os.getpid(), signal.SIGKILL)
    if job.ref.key == HANGING:
        time.sleep(60)
    eaten = []
    while job.ref.key == LARGE:
        eaten.append(b"x" * (1 << 22))
    return LayoutResult(files={"screen": PDF + job.ref.key.encode()}, pages=2)


def lay_out_first_issue_last(job: Job, *_values: object) -> LayoutResult:
    """Return a file; that of the first issue only after the third one is written."""
    if job.ref == REFS[0]:
        third = output_file(Workspace(Path.cwd()), REFS[2], "screen")
        end = time.monotonic() + 20
        while not third.exists() and time.monotonic() < end:
            time.sleep(0.05)
        assert third.exists()
    return LayoutResult(files={"screen": PDF}, pages=2)


@pytest.mark.slow
def test_issues_whose_layouts_end_badly_are_named_and_all_others_are_built(
    tmp_path: Path, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making, "make_editions", lay_out_badly)
    monkeypatch.setattr(Limit, "wall_time", 3.0)
    workspace = library(tmp_path)
    ended = program(workspace, "build", "--edition", "screen", "--jobs", "3", "--format", "json")
    assert ended.code == ExitCode.LAYOUT
    results = json.loads(ended.out)
    assert {one["message"] for one in results["failures"]} == {
        f"update/{KILLED}: the process broke down (SIGKILL)",
        f"update/{HANGING}: the layout did not end within 3 seconds",
        f"update/{LARGE}: the layout takes more than 128 MB of memory",
    }
    good = [key for key in KEYS if key not in (KILLED, HANGING, LARGE)]
    statuses = {one["source"]: one["status"] for one in results["issues"]}
    assert statuses == {f"update/{key}": "made" if key in good else "failed" for key in KEYS}
    for ref in REFS:
        path = output_file(workspace, ref, "screen")
        assert path.exists() == (ref.key in good)
    assert output_file(workspace, REFS[0], "screen").read_bytes() == PDF + b"2015-01"
    ended = program(workspace, "build", "--edition", "screen", "update/2015-01")
    assert ended.code == ExitCode.OK
    assert "update/2015-01: up to date" in ended.err


def test_finished_issues_overtake_one_that_takes_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = library(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(making, "make_editions", lay_out_first_issue_last)
    monkeypatch.setattr(making, "_OVERTAKING", 1)
    reporter = RecordingReporter()
    made = build(workspace, BuildOptions(tuple(REFS[:4]), (EDITIONS["screen"],), jobs=2), reporter)
    order = [one.ref for one in made]
    assert sorted(order, key=str) == REFS[:4]
    assert order.index(REFS[2]) < order.index(REFS[0])
    assert reporter.steps[-1].done == reporter.steps[-1].total == 4
    assert any(one.under_way for one in reporter.steps)
