"""Files that look like issues but are not read: the finding says where they are and what to do."""

import pytest

from printissue.core.findings import Finding
from printissue.core.misplaced import find_misplaced
from workbench import ISSUE, PUBLICATION, lay_out

STRAY = "issues/other/"


def found(tmp_path, files: dict[str, str | bytes], *publications: str) -> list[tuple[str, str]]:
    findings = find_misplaced(lay_out(tmp_path, files), set(publications))
    return [(one.rule, one.place.file) for one in findings]


def only(tmp_path, files: dict[str, str | bytes]) -> Finding:
    (finding,) = find_misplaced(lay_out(tmp_path, files))
    return finding


def test_a_valid_workspace_has_no_findings(tmp_path) -> None:
    files = {
        "issues/update/2015-10/chart.yaml": "bars: [1, 2]\n",
        "issues/update/2015-10/a.svg": "<svg/>",
        "issues/update/README.md": "title: x\n",
        "issues/update/.2015-11.yaml": ISSUE,
        "issues/update/._2015-10.yaml": b"\0\5\x16\7",
        "issues/update/.git/config.yaml": ISSUE,
        "issues/update/notes.yml": "- call the printer\n",
        "issues/pictures/readme.yaml": "about: these\n",
        "issues/readme.txt": ISSUE,
        "mkdocs.yml": "title: Docs\n",
        "printers.yaml": "ours:\n  title: Ours\n",
    }
    workspace = lay_out(tmp_path, files)
    assert find_misplaced(workspace) == ()
    assert workspace.issue_keys("update") == ["2015-10"]


def test_issues_without_a_publication(tmp_path) -> None:
    finding = only(tmp_path, {f"{STRAY}2015-10.yaml": ISSUE, f"{STRAY}2015-11.yaml": ISSUE})
    assert (finding.rule, finding.severity) == ("publication-missing", "error")
    assert finding.place.file == "issues/other/publication.yaml"
    assert "2 issues" in finding.message
    assert "write issues/other/publication.yaml" in finding.hint


@pytest.mark.parametrize(
    "name",
    [
        "publication.yml",
        "Publication.yaml",
        "PUBLICATION.YAML",
        "publication.YML",
        "publication.yaml.txt",
        "publication.yml.yaml",
    ],
)
def test_a_publication_with_another_file_name(tmp_path, name: str) -> None:
    finding = only(tmp_path, {f"{STRAY}2015-10.yaml": ISSUE, f"{STRAY}{name}": PUBLICATION})
    assert (finding.rule, finding.place.file) == ("file-not-read", f"{STRAY}{name}")
    assert finding.hint == "rename it to publication.yaml"


@pytest.mark.parametrize(
    "name", ["2015-11.yml", "2015-11.YAML", "2015-11.Yml", "2015-11.yaml.txt", "2015-11.yml.txt"]
)
def test_an_issue_with_another_file_name(tmp_path, name: str) -> None:
    finding = only(tmp_path, {f"issues/update/{name}": ISSUE})
    assert (finding.rule, finding.place.file) == ("file-not-read", f"issues/update/{name}")
    assert finding.hint == "rename it to 2015-11.yaml"


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("issues/2015-10.yaml", "issues/newsletter/2015-10.yaml"),
        ("issues/2015-10.yml", "issues/newsletter/2015-10.yaml"),
        ("issues/publication.yaml", "issues/newsletter/publication.yaml"),
        ("2015-10.yaml", "issues/newsletter/2015-10.yaml"),
        ("issues/update/2015/2015-10.yaml", "move it to issues/update/2015-10.yaml"),
        ("issues/update/a/b/2015-10.yml", "move it to issues/update/2015-10.yaml"),
        ("issues/all/news/publication.yaml", "move it to issues/news/publication.yaml"),
        ("Issues/news/publication.yaml", "rename it to issues"),
    ],
)
def test_files_in_another_place(tmp_path, name: str, hint: str) -> None:
    content = PUBLICATION if "publication" in name else ISSUE
    finding = only(tmp_path, {name: content})
    assert finding.rule == "file-not-read"
    assert finding.place.file == (name if not name.startswith("I") else "Issues")
    assert hint in finding.hint


def test_only_named_publications_are_searched(tmp_path) -> None:
    files = {
        "issues/update/2015-11.yml": ISSUE,
        f"{STRAY}2015-10.yaml": ISSUE,
        "issues/a.yml": ISSUE,
    }
    assert len(found(tmp_path, files)) == 3
    assert found(tmp_path, files, "update") == [("file-not-read", "issues/update/2015-11.yml")]


def test_links_in_a_circle_are_ignored(tmp_path) -> None:
    workspace = lay_out(tmp_path)
    (tmp_path / "issues/update/round").symlink_to(tmp_path / "issues")
    (tmp_path / "issues/update/loop.yml").symlink_to(tmp_path / "issues/update/loop.yml")
    assert find_misplaced(workspace) == ()


def test_check_names_a_folder_without_publication_beside_others(tmp_path, program) -> None:
    ended = program(lay_out(tmp_path, {f"{STRAY}2015-10.yaml": ISSUE}), "check")
    assert ended.code == 3
    assert "issues/other/publication.yaml: error: issues/other/ has 1 issue" in ended.err
    assert "1 issue checked" in ended.err


def test_check_names_the_only_folder_without_publication(tmp_path, program) -> None:
    workspace = lay_out(tmp_path)
    workspace.publication_file("update").unlink()
    ended = program(workspace, "check")
    assert ended.code == 3
    assert "[publication-missing]" in ended.err
    assert "no issues yet" not in ended.err
    ended = program(workspace, "build", "update/2015-10")
    assert ended.code == 2
    assert "hint: issues/update/ has no publication.yaml" in ended.err


def test_a_named_issue_with_another_file_name(tmp_path, program) -> None:
    workspace = lay_out(tmp_path, {"issues/update/2015-11.yml": ISSUE})
    ended = program(workspace, "check", "update/2015-11")
    assert ended.code == 2
    assert "rename it to 2015-11.yaml" in ended.err
    assert "update has no issue '2015-11'" in ended.err


def test_a_folder_with_capitals_does_not_stop_the_others(tmp_path, program) -> None:
    workspace = lay_out(
        tmp_path, {"issues/News/publication.yaml": PUBLICATION, "issues/News/2015-10.yaml": ISSUE}
    )
    ended = program(workspace, "check")
    assert ended.code == 3
    assert "issues/News: error: 'News' cannot be the name of a folder" in ended.err
    assert "2 issues checked" in ended.err
