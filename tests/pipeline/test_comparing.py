"""Comparing two states of an issue: pages as they look, stories as they read, and where states come from."""

import json
import os
import shutil
import subprocess
from dataclasses import asdict
from pathlib import Path

import jsonschema
import pytest
from PIL import Image, ImageDraw

from printissue.core.results import schema
from printissue.core.workspace import Workspace
from printissue.proof.comparing import (
    PPI,
    Comparison,
    PagePair,
    compare_stories,
    different_areas,
    pair_pages,
)
from workbench import REF, lay_out

ISSUE = """\
title: October
date: 2015-10
sections:
  - title: News
    articles:
      - heading: The harbour
        body: Ships came from everywhere to see it.
"""


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return lay_out(tmp_path_factory.mktemp("diff"), {"issues/update/2015-10.yaml": ISSUE})


def test_pages_that_moved_are_paired_with_themselves() -> None:
    pairs = list(pair_pages(["a", "b", "c", "d"], ["a", "x", "y", "c", "d"]))
    assert [(one.before, one.after, one.same) for one in pairs] == [
        (1, 1, True),
        (2, 2, False),
        (0, 3, False),
        (3, 4, True),
        (4, 5, True),
    ]


def test_areas_that_differ_are_found() -> None:
    before = Image.new("RGB", (400, 300), "white")
    after = before.copy()
    drawing = ImageDraw.Draw(after)
    drawing.rectangle((40, 60, 79, 71), fill="black")
    drawing.rectangle((300, 200, 303, 203), fill="#c00")
    drawing.point((200, 20), fill="#fefefe")  # as JPEG and antialiasing differ
    first, second = different_areas(before, after)
    assert first == pytest.approx([one * 25.4 / PPI for one in (40, 56, 40, 16)], abs=0.01)
    assert second == pytest.approx([one * 25.4 / PPI for one in (296, 200, 8, 8)], abs=0.01)
    assert different_areas(before, before) == ()
    assert len(different_areas(before, Image.new("RGB", (300, 400)))) == 1


def test_stories_are_compared_by_words() -> None:
    before = {"a": ("A", ["one two three four"]), "b": ("B", ["gone"])}
    after = {"a": ("A", ["one 2 three four five"]), "c": ("C", ["new"])}
    changed, new, gone = compare_stories(before, after)
    assert [(one.kind, one.text) for one in changed.words] == [
        ("same", "one"),
        ("removed", "two"),
        ("added", "2"),
        ("same", "three four"),
        ("added", "five"),
    ]
    assert (new.story, new.kind, gone.story, gone.kind) == ("C", "added", "B", "removed")
    assert list(compare_stories(before, before)) == []


def test_a_comparison_is_printed_as_the_schema_says() -> None:
    stories = compare_stories({"a": ("A", ["one two"])}, {"a": ("A", ["one 2"])})
    pages = (PagePair(1, 1, same=False, areas=((1.23456, 2, 3, 4),)), PagePair(0, 2, same=False))
    comparison = Comparison(str(REF), ("old", "."), pages, tuple(stories))
    value = json.loads(json.dumps(asdict(comparison.as_value("print"))))
    definitions = schema()["$defs"]
    shape = definitions["DifferenceValue"] | {"$defs": definitions}
    jsonschema.Draft202012Validator(shape).validate(value)
    assert value["pages"] == [
        {"before": 1, "after": 1, "same": False, "areas": [[1.23, 2, 3, 4]]},
        {"before": None, "after": 2, "same": False, "areas": []},
    ]
    assert value["stories"] == [
        {
            "story": "A",
            "kind": "changed",
            "words": [
                {"kind": "same", "text": "one"},
                {"kind": "removed", "text": "two"},
                {"kind": "added", "text": "2"},
            ],
        }
    ]


@pytest.mark.slow
def test_a_file_is_compared_with_the_issue(workspace, tmp_path: Path, program) -> None:
    old = tmp_path / "old.yaml"
    old.write_text(ISSUE.replace("everywhere", "Trieste"), "utf-8")
    report = tmp_path / "report.html"
    ended = program(workspace, "diff", str(old), "--report", str(report))
    assert ended.code == 1, ended.err
    assert "unchanged: page" in ended.out
    assert "differs" in ended.out
    assert "\nThe harbour\n" in ended.out
    assert "  - Trieste\n  + everywhere\n" in ended.out
    page = report.read_text("utf-8")
    assert "<del>Trieste</del>" in page
    assert "<ins>everywhere</ins>" in page
    assert page.count("data:image/jpeg") == 2 * ended.out.count("differs")
    assert "<rect" in page


@pytest.mark.slow
def test_a_revision_of_git_is_compared_with_the_workspace(workspace, program) -> None:
    if shutil.which("git") is None:
        pytest.skip("there is no git")
    names = dict.fromkeys(("GIT_AUTHOR_NAME", "GIT_COMMITTER_NAME"), "T")
    mails = dict.fromkeys(("GIT_AUTHOR_EMAIL", "GIT_COMMITTER_EMAIL"), "t@example.org")
    for words in (["init", "-q"], ["add", "issues", "styles"], ["commit", "-q", "-m", "First"]):
        command = ["git", "-c", "commit.gpgsign=false", *words]
        subprocess.run(command, cwd=workspace.root, check=True, env=os.environ | names | mails)
    ended = program(workspace, "diff", "HEAD", "--issue", str(REF), "--format", "json")
    assert ended.code == 0, ended.err
    values = json.loads(ended.out)
    jsonschema.Draft202012Validator(schema()).validate(values)
    (difference,) = values["differences"]
    assert (difference["before"], difference["same"], difference["stories"]) == ("HEAD", True, [])
    assert all(page["same"] and page["before"] == page["after"] for page in difference["pages"])
    ended = program(workspace, "diff", "no-such-revision")
    assert ended.code == 2
    assert "is not a file, a workspace, an issue or a revision of git" in ended.err


def test_a_state_with_errors_is_reported(workspace, tmp_path: Path, program) -> None:
    old = tmp_path / "old.yaml"
    old.write_text(ISSUE.replace("heading", "haeding"), "utf-8")
    ended = program(workspace, "diff", str(old))
    assert ended.code == 3
    assert "haeding" in ended.err
