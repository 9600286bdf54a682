"""New files: they pass every check, and existing files are not changed."""

import datetime as dt
from pathlib import Path

import pytest

from printissue import manuscript
from printissue.assets.resources import builtin_root
from printissue.core.errors import UsageError, WriteError
from printissue.core.workspace import FOLDERS, IssueRef, Workspace
from printissue.pipeline import new_files
from printissue.pipeline.new_files import init_workspace, new_issue, new_theme


def names(folder: Path) -> list[str]:
    return sorted(
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()
    )


@pytest.fixture
def october(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let it be the last of October 2015."""

    class Day(dt.date):
        @classmethod
        def today(cls) -> dt.date:
            return dt.date(2015, 10, 31)

    monkeypatch.setattr(new_files.dt, "date", Day)


@pytest.mark.usefixtures("october")
def test_a_new_workspace_has_all_folders_and_an_issue_of_this_month(tmp_path: Path) -> None:
    made = init_workspace(tmp_path / "deep" / "new")
    root = (tmp_path / "deep" / "new").resolve()
    assert made == [
        root / "issues" / "newsletter" / "publication.yaml",
        root / "issues" / "newsletter" / "2015-10.yaml",
        root / ".gitignore",
    ]
    assert [path.name for path in sorted(root.iterdir())] == [".gitignore", *sorted(FOLDERS)]
    ignored = (root / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert {"output/", "passwords.yaml"} <= set(ignored)
    found, findings = manuscript.read(Workspace(root), IssueRef("newsletter", "2015-10"))
    assert findings == ()
    assert found is not None
    assert found.issue.title == "Newsletter 2015-10"


def test_an_empty_folder_may_become_a_workspace(tmp_path: Path) -> None:
    assert len(init_workspace(tmp_path)) == 3


def test_a_folder_with_content_is_not_changed(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(UsageError, match="is not empty"):
        init_workspace(tmp_path)
    assert names(tmp_path) == ["mine.txt"]


def test_a_workspace_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises(WriteError, match="cannot make"):
        init_workspace(tmp_path / "file" / "inside")
    assert (tmp_path / "file").read_text() == "mine"


@pytest.mark.parametrize(
    ("key", "date"),
    [
        ("2016-02", "2016-02"),
        ("2016-02-29", "2016-02"),
        ("2016-02-special", "2016-02"),
        ("2016-13", "2015-10"),
        ("2016-021", "2015-10"),
        ("spring", "2015-10"),
        ("null", "2015-10"),
        ("1e3", "2015-10"),
    ],
)
@pytest.mark.usefixtures("october")
def test_a_new_issue_has_no_findings_whatever_its_name(tmp_path: Path, key: str, date: str) -> None:
    workspace = Workspace(tmp_path)
    assert len(new_issue(workspace, f"our-news/{key}")) == 2
    found, findings = manuscript.read(workspace, IssueRef("our-news", key))
    assert findings == ()
    assert found is not None
    assert (found.issue.date, found.publication.title) == (date, "Our News")


def test_a_month_in_the_year_0_is_not_the_date(tmp_path: Path) -> None:
    new_issue(Workspace(tmp_path), "news/0000-02")
    found, _ = manuscript.read(Workspace(tmp_path), IssueRef("news", "0000-02"))
    assert found is not None


def test_a_second_issue_does_not_change_the_publication(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    new_issue(workspace, "news/2015-10")
    workspace.publication_file("news").write_text("title: Mine\n")
    made = new_issue(workspace, "news/2015-11.yaml")
    assert made == [workspace.issue_file(IssueRef("news", "2015-11"))]
    assert workspace.publication_file("news").read_text() == "title: Mine\n"


def test_an_existing_issue_is_not_changed(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    (issue,) = [path for path in new_issue(workspace, "news/2015-10") if path.stem == "2015-10"]
    issue.write_text("mine")
    with pytest.raises(UsageError, match=r"issues/news/2015-10\.yaml exists already"):
        new_issue(workspace, "news/2015-10")
    assert issue.read_text() == "mine"


@pytest.mark.parametrize(
    "name", ["news", "news/", "/2015-10", "News/2015-10", "news/../up", "news/a/b", "nul/2015-10"]
)
def test_invalid_names_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match="cannot be the name of an issue"):
        new_issue(Workspace(tmp_path), name)
    assert names(tmp_path) == []


def test_an_issue_cannot_replace_its_publication(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    for _ in range(2):
        with pytest.raises(UsageError, match="cannot be the name of an issue"):
            new_issue(workspace, "news/publication")
        assert not workspace.issue_file(IssueRef("news", "publication")).exists()


# a theme


def test_a_new_theme_is_a_copy_with_its_own_title(tmp_path: Path) -> None:
    made = new_theme(Workspace(tmp_path), "night-boat", origin="imprint")
    folder, model = tmp_path / "styles" / "night-boat", builtin_root() / "styles" / "imprint"
    assert made == sorted(path for path in folder.rglob("*") if path.is_file())
    assert names(folder) == names(model)
    assert (folder / "page.css").read_bytes() == (model / "page.css").read_bytes()
    assert "\ntitle: Night Boat\n" in (folder / "theme.yaml").read_text(encoding="utf-8")
    assert "title: Imprint" not in (folder / "theme.yaml").read_text(encoding="utf-8")


def test_a_theme_of_the_workspace_is_copied_with_its_changes(tmp_path: Path) -> None:
    own = tmp_path / "styles" / "bulletin"
    (own / "art").mkdir(parents=True)
    (own / "page.css").write_text("/* mine */")
    (own / "art" / "crest.svg").write_text("<svg/>")
    new_theme(Workspace(tmp_path), "second", origin="bulletin")
    copy = tmp_path / "styles" / "second"
    assert (copy / "page.css").read_text() == "/* mine */"
    assert (copy / "art" / "crest.svg").read_text() == "<svg/>"
    assert (copy / "type.css").is_file()


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("imprint", "already"),
        ("taken", "already"),
        ("Harbour", "cannot name"),
        ("../out", "cannot name"),
        ("fonts", "for all themes"),
        ("epub", "for all themes"),
        ("con", "device"),
    ],
)
def test_a_theme_that_cannot_be_copied_changes_nothing(
    tmp_path: Path, name: str, said: str
) -> None:
    (tmp_path / "styles" / "taken").mkdir(parents=True)
    with pytest.raises(UsageError, match=said):
        new_theme(Workspace(tmp_path), name, origin="bulletin")
    assert names(tmp_path) == []


def test_an_unknown_theme_cannot_be_copied(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no theme 'nothing'") as caught:
        new_theme(Workspace(tmp_path), "harbour", origin="nothing")
    assert caught.value.hint == "one of bulletin, digest, imprint"
    assert names(tmp_path) == []
