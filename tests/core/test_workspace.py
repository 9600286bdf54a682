"""The workspace: names, paths and its lock."""

import subprocess
import sys
from pathlib import Path

import pytest

from printissue.core.errors import BusyError, UsageError, WriteError
from printissue.core.workspace import IssueRef, Workspace

ONE, TWO, OTHER = IssueRef("news", "2015-10"), IssueRef("news", "2015-11"), IssueRef("zine", "1")


@pytest.fixture
def filled(tmp_path: Path) -> Workspace:
    """Two publications with three issues."""
    workspace = Workspace(tmp_path.resolve())
    for ref in (ONE, TWO, OTHER):
        workspace.issue_file(ref).parent.mkdir(parents=True, exist_ok=True)
        workspace.issue_file(ref).write_text("title: x\n")
        workspace.publication_file(ref.publication).write_text("title: x\n")
    return workspace


def parts(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


# names and places


def test_paths_of_a_workspace(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    assert workspace.issue_file(ONE) == tmp_path / "issues" / "news" / "2015-10.yaml"
    assert workspace.publication_file("news") == tmp_path / "issues" / "news" / "publication.yaml"
    folder = tmp_path / "output" / "news" / "2015-10"
    assert workspace.output_folder(ONE) == folder
    assert str(ONE) == "news/2015-10"


def test_a_back_issue_is_a_pdf_with_a_yaml_file_beside_it(filled: Workspace) -> None:
    folder = filled.issues / ONE.publication
    keys = filled.issue_keys(ONE.publication)
    (folder / "1999-01.yaml").write_text("title: x\n")
    (folder / "1999-01.pdf").write_bytes(b"%PDF-1.4")
    (folder / "loose.pdf").write_bytes(b"%PDF-1.4")
    assert filled.issue_keys(ONE.publication) == keys
    assert filled.back_issue_keys(ONE.publication) == ["1999-01"]
    assert filled.back_issue_pdf(IssueRef(ONE.publication, "1999-01")) == folder / "1999-01.pdf"


def test_a_volume_has_a_folder_for_its_year(tmp_path: Path) -> None:
    folder = Workspace(tmp_path).volume_folder("news", "2015")
    assert folder == tmp_path / "output" / "news" / "2015"


def test_paths_are_shown_from_the_workspace(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path / "here")
    assert workspace.relative(tmp_path / "here" / "a" / "b") == "a/b"
    assert workspace.relative(tmp_path / "there") == str(tmp_path / "there")


def test_files_inside_the_workspace_after_links_are_followed(
    filled: Workspace, tmp_path: Path
) -> None:
    outside = tmp_path.parent / f"{tmp_path.name}-outside.txt"
    outside.write_text("x")
    (filled.root / "in.txt").write_text("x")
    (filled.root / "link-in.txt").symlink_to(filled.root / "in.txt")
    (filled.root / "link-out.txt").symlink_to(outside)
    (filled.root / "loop.txt").symlink_to(filled.root / "loop.txt")
    taken = [name for name in ("in.txt", "link-in.txt") if filled.contains_file(filled.root / name)]
    assert taken == ["in.txt", "link-in.txt"]
    refused = [
        "link-out.txt",
        "../" + outside.name,
        "nothing.txt",
        "issues",
        "loop.txt",
        "x" * 5000,
        "a\0b",
    ]
    assert [name for name in refused if filled.contains_file(filled.root / name)] == []


@pytest.mark.parametrize(
    ("names", "refs"),
    [
        ((), [ONE, TWO, OTHER]),
        (("news",), [ONE, TWO]),
        (("news/",), [ONE, TWO]),
        (("news/2015-11",), [TWO]),
        (("news/2015-11.yaml",), [TWO]),
        (("zine", "news/2015-10"), [OTHER, ONE]),
        (("news/2015-10", "news", "news/2015-10"), [ONE, TWO]),
    ],
)
def test_selected_issues(filled: Workspace, names: tuple[str, ...], refs: list[IssueRef]) -> None:
    assert filled.select(names) == refs


@pytest.mark.parametrize(
    ("name", "words", "hint"),
    [
        ("nowhere", "no publication 'nowhere'", "news, zine"),
        ("news/2016-01", "no issue '2016-01'", "2015-10, 2015-11"),
        ("news/publication", "no issue 'publication'", "2015-10"),
        ("../news", "cannot be the name of an issue", ""),
        ("news/../../etc", "cannot be the name of an issue", ""),
        ("News", "cannot be the name of an issue", ""),
        ("", "cannot be the name of an issue", ""),
    ],
)
def test_names_that_select_no_issue(filled: Workspace, name: str, words: str, hint: str) -> None:
    with pytest.raises(UsageError) as raised:
        filled.select((name,))
    assert words in raised.value.message
    assert hint in raised.value.hint


def test_the_hint_says_how_to_make_a_workspace(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is not a workspace") as raised:
        Workspace(tmp_path).select(())
    assert "init" in raised.value.hint


def test_the_hint_says_how_to_start_an_issue(tmp_path: Path) -> None:
    (tmp_path / "issues").mkdir()
    with pytest.raises(UsageError, match="no issues yet") as raised:
        Workspace(tmp_path).select(())
    assert "new" in raised.value.hint


# the lock

HOLD = """
import sys
from pathlib import Path
from printissue.core.workspace import Workspace
with Workspace(Path(sys.argv[1])).locked():
    print("held", flush=True)
    sys.stdin.readline()
"""


def test_only_one_run_can_lock_the_output(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    command = [sys.executable, "-c", HOLD, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdin is not None
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(BusyError), workspace.locked():
            pass
        holder.stdin.close()
    with workspace.locked():
        assert (tmp_path / "output").is_dir()


def test_a_killed_run_releases_the_lock(tmp_path: Path) -> None:
    command = [sys.executable, "-c", HOLD, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        holder.kill()
    with Workspace(tmp_path).locked():
        pass


def test_an_error_in_the_block_releases_the_lock(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    with pytest.raises(PermissionError), workspace.locked():
        raise PermissionError
    with workspace.locked():
        pass


def test_a_file_in_place_of_the_output_folder(tmp_path: Path) -> None:
    (tmp_path / "output").write_text("mine")
    with pytest.raises(WriteError, match="cannot write into"), Workspace(tmp_path).locked():
        pass
    assert (tmp_path / "output").read_text() == "mine"


# the workspace around a folder


def made(root: Path, *names: str) -> None:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("title: x\n") if "." in name else (root / name).mkdir(exist_ok=True)  # fmt: skip


@pytest.mark.parametrize(
    ("there", "start", "found"),
    [
        (["p/issues/news/publication.yaml"], "p", "p"),
        (["p/issues/news/publication.yaml"], "p/issues", "p"),
        (["p/issues/news/publication.yaml"], "p/issues/news", "p"),
        (["p/issues/news/publication.yaml", "p/output/news/2015/x"], "p/output/news/2015", "p"),
        (["p/issues/news/publication.yaml", "p/a/b/c/x"], "p/a/b/c", "p"),
        # a folder of that name need not be a workspace
        (["p/issues/open.md", "p/src/x"], "p/src", "p/src"),
        (["p/issues/1/notes.md", "p/src/x"], "p/src", "p/src"),
        (["p/issues/publication.yaml", "p/src/x"], "p/src", "p/src"),
        (["p/issues", "p/src/x"], "p/src", "p/src"),
        (["p/issues"], "p", "p"),
        (["p/src/x"], "p/src", "p/src"),
        # the nearest counts
        (["p/issues/n/publication.yaml", "p/q/issues/n/publication.yaml", "p/q/r/x"], "p/q/r", "p/q"),
        (["p/issues/n/publication.yaml", "p/q/issues", "p/q/x"], "p/q", "p/q"),
        # a publication of that name
        (["p/issues/issues/publication.yaml"], "p/issues/issues", "p"),
        (["p/issues/issues/publication.yaml", "p/issues/issues/2015-10.yaml"], "p/issues", "p"),
        (["p/issues/issues/publication.yaml", "p/issues/issues/deep/x"], "p/issues/issues/deep", "p"),
        # a home is one only for who works in it
        (["home/issues/n/publication.yaml", "home/src/x"], "home/src", "home/src"),
        (["home/issues/n/publication.yaml"], "home", "home"),
        (["issues/n/publication.yaml", "home/src/x"], "home/src", "home/src"),
    ],
)  # fmt: skip
def test_the_workspace_around_a_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, there: list[str], start: str, found: str
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    (tmp_path / "home").mkdir()
    made(tmp_path, *there)
    assert Workspace.containing(tmp_path / start).root == tmp_path / found


def test_the_root_of_the_system_is_not_the_workspace_of_its_folders(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    glob = Path.glob
    monkeypatch.setattr(
        Path, "glob", lambda path, text: iter([path]) if path == Path("/issues") else glob(path, text)
    )  # fmt: skip
    assert Workspace.containing(Path("/usr/lib")).root == Path("/usr/lib")
    assert Workspace.containing(Path("/")).root == Path("/")


def test_a_user_without_a_home_finds_the_workspace_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "home", none)
    made(tmp_path, "p/issues/news/publication.yaml")
    assert Workspace.containing(tmp_path / "p" / "issues").root == tmp_path / "p"
