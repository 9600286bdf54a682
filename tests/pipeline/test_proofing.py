"""Proofing: exact pages are those of a build, and each printed line is found in the manuscript."""

from dataclasses import replace
from pathlib import Path

import pytest

from printissue import manuscript
from printissue.assets.resources import Resources
from printissue.core.workspace import Workspace
from printissue.layout import PrintedLine
from printissue.model.editions import EDITIONS
from printissue.pipeline.load import read
from printissue.pipeline.options import NO_CHOICE
from printissue.pipeline.proof_pages import make_draft, make_exact
from printissue.pipeline.proofing import ProofOptions, ProofSession
from printissue.pipeline.text_places import TextPlaces
from printissue.proof import Editor
from printissue.proof.watching import is_source, wait_for_saves
from workbench import REF, lay_out

ISSUE = """\
title: October
date: 2015-10
sections:
  - title: News
    articles:
      - heading: The *harbour* opens
        kicker: Vienna
        body: |
          Ships came from everywhere to see the harbour, and all
          of them stayed.

          The lighthouse is [open](https://www.example.org/light) on Sundays.
        links:
          - label: Read more
            url: https://www.example.org/harbour
      - heading: The bridge
        kicker: Vienna
        body: >
          Nobody crosses it "yet".
        links:
          - label: Read more
            url: https://www.example.org/bridge
"""


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return lay_out(tmp_path_factory.mktemp("proof"), {"issues/update/2015-10.yaml": ISSUE})


def job_of(workspace: Workspace):
    job, findings = read(workspace, REF, Resources.of(workspace.root), choice=NO_CHOICE)
    assert job is not None, findings
    return job


def test_the_exact_pages_are_the_file_that_a_build_writes(workspace, program) -> None:
    assert program(workspace, "build", "--edition", "print").code == 0
    fontconfig = Resources.of(workspace.root).fontconfig()
    exact = make_exact(job_of(workspace), EDITIONS["print"], fontconfig)
    assert (
        exact.pdf == (workspace.output_folder(REF) / EDITIONS["print"].file_name(REF)).read_bytes()
    )
    assert len(exact.pages) == len(exact.printed) > 0
    assert exact.pages[0].bleed == (3, 3, 3, 3)
    draft = make_draft(job_of(workspace), EDITIONS["print"], fontconfig, exact.basis)
    assert draft.pages == {}  # nothing has changed
    assert len(draft.printed) == len(exact.printed)
    basis = replace(exact.basis, printed=())
    draft = make_draft(job_of(workspace), EDITIONS["print"], fontconfig, basis)
    assert [one.size for one in draft.pages.values()] == [(148, 210)] * len(exact.pages)
    printed = {line.text: line for page in exact.printed for line in page.lines}
    assert printed["The harbour opens"].is_heading
    left, top, width, height = printed["The bridge"].area
    assert left >= 15
    assert 0 < width < 148
    assert top < printed["The bridge"].baseline < top + height


@pytest.mark.parametrize(
    ("text", "block", "story", "place"),
    [
        ("The harbour opens", "", "the-harbour-opens", (6, 18)),
        ("of them stayed.", "everywhere to see the harbour, and all of them stayed.", "the-harbour-opens", (10, 11)),
        ("house is open on Sun‐", "The lighthouse is open on Sundays.", "the-harbour-opens", (12, 20)),
        ("Nobody crosses it “yet”.", "Nobody crosses it “yet”.", "the-bridge", (19, 11)),
        ("VIENNA", "Vienna", "the-harbour-opens", (7, 17)),
        ("VIENNA", "Vienna", "the-bridge", (17, 17)),
        ("→ Read more 2", "Read more", "the-bridge", (21, 20)),
        ("By nobody at all", "By nobody at all", "the-bridge", (16, 9)),
    ],
)  # fmt: skip
def test_a_printed_line_is_found_in_the_manuscript(workspace, text, block, story, place) -> None:
    source, _ = manuscript.read(workspace, REF)
    line = PrintedLine((0, 0, 1, 1), 0, text, block, f"2015-10--{story}")
    found = TextPlaces(source).place_of(line)
    assert (found.line, found.column) == place


def test_only_files_that_the_issue_is_made_from_are_opened(workspace, tmp_path: Path) -> None:
    outside = tmp_path / "outside.yaml"
    outside.write_text("secret", "utf-8")
    (workspace.root / "notes.yaml").write_text("own", "utf-8")
    (workspace.issues / "update" / "linked.yaml").symlink_to(outside)
    session = ProofSession(workspace, ProofOptions(REF, editor=Editor()), None, None)
    assert "2015-10.yaml:4:1" in session.open("issues/update/2015-10.yaml", 4, 1)
    for file in ("issues/update/linked.yaml", "notes.yaml", "issues/../notes.yaml", str(outside)):
        assert session.open(file, 1, 1) is None, file


@pytest.mark.parametrize(
    ("path", "seen"),
    [
        ("issues/update/2015-10.yaml", True),
        ("issues/update/2015-10/cover.JPG", True),
        ("styles/own/page.css", True),
        ("templates/parts/cover.html.j2", True),
        ("issues/update/4913", False),
        ("issues/update/.2015-10.yaml.swp", False),
        ("issues/update/.#2015-10.yaml", False),
        ("issues/update/2015-10.yaml~", False),
    ],
)
def test_only_files_that_pages_are_made_from_are_watched(path: str, seen: bool) -> None:
    assert is_source(1, path) is seen


def test_the_settings_of_a_workspace_are_watched_and_its_output_is_not(tmp_path: Path) -> None:
    for name in ("issues", "output"):
        (tmp_path / name).mkdir()
    saves = wait_for_saves(tmp_path, [tmp_path / "issues"])
    assert next(saves) == frozenset()
    (tmp_path / "output" / "workspace.yaml").write_text("a", "utf-8")
    (tmp_path / "other.yaml").write_text("a", "utf-8")
    (tmp_path / "draft.tmp").write_text("a", "utf-8")
    (tmp_path / "draft.tmp").rename(tmp_path / "printers.yaml")
    assert {path.name for path in next(saves)} == {"printers.yaml"}
    (tmp_path / "issues" / "2015-10.yaml").write_text("a", "utf-8")
    assert {path.name for path in next(saves)} == {"2015-10.yaml"}
