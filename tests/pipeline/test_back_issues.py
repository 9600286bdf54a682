"""Volumes of back issues from end to end: passwords, files that are refused, claims, and our own archive files."""

import json
from pathlib import Path

import pikepdf
import pytest

from backissuefiles import plain, written
from printissue import pipeline
from printissue.core.workspace import IssueRef, Workspace
from printissue.model.editions import EDITIONS
from printissue.pipeline import VolumeOptions, YearRef
from printissue.pipeline.options import NO_CHOICE
from workbench import RecordingReporter

YEAR = YearRef("news", "2024")
ISSUE = """\
title: Issue {month}
date: 2024-0{month}
number: {month}
sections:
  - title: News
    articles:
      - heading: A story
        id: story
        body: It is a short one, with a [link](https://example.org/) and a [number](tel:+431234).
        related: [{related}]
"""


@pytest.fixture(autouse=True)
def _alone(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask our own rules alone: veraPDF has tests of its own."""
    monkeypatch.setenv("PRINTISSUE_VERAPDF", str(tmp_path_factory.mktemp("none")))
    for name in ("PRINTISSUE_PASSWORD", "PRINTISSUE_PASSWORDS"):
        monkeypatch.delenv(name, raising=False)


def workspace_of(folder: Path) -> tuple[Workspace, Path]:
    issues = folder / "issues" / "news"
    issues.mkdir(parents=True)
    text = "title: News\npublisher: Us\nfrequency: irregular\npaper: A5\n"
    (issues / "publication.yaml").write_text(text)
    return Workspace(folder), issues


def old(issues: Path, month: int, content: bytes) -> None:
    (issues / f"2024-0{month}.pdf").write_bytes(content)
    text = f"title: Old issue {month}\ndate: 2024-0{month}\nnumber: {month}\n"
    (issues / f"2024-0{month}.yaml").write_text(text)


def locked(user: str) -> bytes:
    encryption = pikepdf.Encryption(owner=f"{user}-owner", user=user)
    return written(plain(2), static_id=False, encryption=encryption)


def bind(workspace: Workspace, **choices: object) -> RecordingReporter:
    reporter = RecordingReporter()
    pipeline.bind(workspace, [VolumeOptions(YEAR, **choices)], reporter)  # type: ignore[arg-type]
    return reporter


def entry_of(workspace: Workspace) -> dict[str, object]:
    file = workspace.volume_folder("news", "2024") / "manifest.json"
    entry: dict[str, object] = json.loads(file.read_text())["volumes"]["archive"]
    return entry


@pytest.mark.slow
def test_one_faulty_back_issue_does_not_hide_the_others(tmp_path: Path) -> None:
    workspace, issues = workspace_of(tmp_path)
    secrets = ("First-secret", "Second-secr\u00e9t")
    old(issues, 1, locked(secrets[0]))
    old(issues, 2, written(plain(2)))
    old(issues, 3, b"no PDF at all")
    old(issues, 4, locked(secrets[1]))
    old(issues, 5, locked("nobody knows"))
    (tmp_path / "passwords.yaml").write_text(
        f"'issues/news/2024-01.pdf': '{secrets[0]}'\n'2024-04.pdf': '{secrets[1]}'\n"
    )
    (tmp_path / "passwords.yaml").chmod(0o600)

    reporter = bind(workspace)
    assert not workspace.volume_folder("news", "2024").exists()
    errors = [(one.place.file, one.rule) for one in reporter.findings if one.severity == "error"]
    assert errors == [
        ("issues/news/2024-03.pdf", "old-unreadable"),
        ("issues/news/2024-05.pdf", "old-password"),
        ("issues/news/publication.yaml", "volume-gap"),
    ]
    assert "no. 3, no. 5" in reporter.findings[-1].message

    reporter = bind(workspace, allow_gaps=True, bag=True)
    assert [one for one in reporter.findings if one.severity == "error"] == []
    entry = entry_of(workspace)
    assert [part["key"] for part in entry["parts"]] == [
        "front", "news-2024-01", "news-2024-02", "news-2024-04",
    ]  # fmt: skip
    assert entry["lacks"] == [{"number": "3", "date": ""}, {"number": "5", "date": ""}]
    (issues / "2024-02.pdf").write_bytes(b"no PDF any more")
    reporter = RecordingReporter()
    assert pipeline.index(workspace, "news", reporter, strict=False) == []
    assert reporter.findings[-1].rule == "volume-part"
    assert "news-2024-02" in reporter.findings[-1].message
    kept = [path for path in (tmp_path / "output").rglob("*") if path.is_file()]
    assert kept
    for path in kept:
        content = path.read_bytes()
        assert all(one.encode() not in content for one in secrets), path
        assert path.name != "passwords.yaml"


def test_a_year_without_an_issue_that_can_be_bound(tmp_path: Path) -> None:
    workspace, issues = workspace_of(tmp_path)
    old(issues, 1, b"no PDF")
    reporter = bind(workspace, allow_gaps=True)
    assert not workspace.volume_folder("news", "2024").exists()
    assert [one.severity for one in reporter.findings] == ["error", "error"]


@pytest.fixture(scope="module")
def archives(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Path]:
    """Two archive files of ours, the second with a link into the first."""
    workspace, issues = workspace_of(tmp_path_factory.mktemp("press"))
    for month, related in ((1, "story"), (2, "2024-01/story")):
        text = ISSUE.format(month=month, related=related)
        (issues / f"2024-0{month}.yaml").write_text(text)
    refs = [IssueRef("news", f"2024-0{month}") for month in (1, 2)]
    reporter = RecordingReporter()
    order = pipeline.BuildOptions(refs, (EDITIONS["archive"],), NO_CHOICE)
    made = pipeline.build(workspace, order, reporter)
    assert len(made) == 2, reporter.findings
    return {month: one.path for month, one in zip((1, 2), made, strict=True)}


@pytest.mark.slow
def test_our_own_archive_files_keep_their_tags_and_claims(
    tmp_path: Path, archives: dict[int, Path]
) -> None:
    workspace, issues = workspace_of(tmp_path)
    for month, path in archives.items():
        old(issues, month, path.read_bytes())
    reporter = bind(workspace)
    assert reporter.findings == []
    entry = entry_of(workspace)
    assert entry["claims"] == ["pdfa-3a", "pdfua-1"]
    for part in entry["parts"][1:]:
        assert (part["claimed"], part["unproved"]) == (["PDF/A-3a", "PDF/UA-1"], {})
        assert part["examined_by"] == ["printissue"]
    file = workspace.volume_folder("news", "2024") / entry["file"]
    with pikepdf.open(file) as pdf:
        assert len(pdf.attachments) == 2
        assert len(pdf.Root.AF) == 2
        actions = [
            annotation.A
            for page in pdf.pages
            for annotation in page.obj.get("/Annots", [])
            if "/A" in annotation
        ]
        assert [one for one in actions if pikepdf.Name.GoToR == one.S] == []
        inner = [one for one in actions if pikepdf.Name.GoTo == one.S]
        assert inner
        addresses = {str(one.URI) for one in actions if "/URI" in one}
        assert {"https://example.org/", "tel:+431234"} <= addresses


@pytest.mark.slow
def test_a_false_claim_is_recorded_in_the_manifest(
    tmp_path: Path, archives: dict[int, Path]
) -> None:
    workspace, issues = workspace_of(tmp_path)
    old(issues, 1, archives[1].read_bytes())
    with pikepdf.open(archives[2]) as pdf:
        pdf.Root.MarkInfo.Marked = False
        bad = pdf.make_stream(b"BT /Bad 9 Tf 0 0 Td (x) Tj ET")
        page = pdf.pages[0].obj
        names = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/Helvetica"}
        font = pikepdf.Dictionary({key: pikepdf.Name(value) for key, value in names.items()})
        page.Resources.Font["/Bad"] = pdf.make_indirect(font)
        page.Contents = pikepdf.Array([page.Contents, bad])
        old(issues, 2, written(pdf))
    reporter = bind(workspace)
    claims = [one for one in reporter.findings if one.rule == "volume-claim"]
    assert {one.place.file for one in claims} == {"issues/news/2024-02.pdf"}
    assert any("claims PDF/A-3a, but the font Helvetica is not embedded" in one.message for one in claims)  # fmt: skip
    entry = entry_of(workspace)
    assert entry["claims"] == []
    part = entry["parts"][2]
    assert any("Helvetica" in reason for reason in part["unproved"]["PDF/A-3a"])
    assert any("neither tagged" in reason for reason in part["unproved"]["PDF/UA-1"])
