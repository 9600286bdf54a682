"""The workspace: names, places, its lock, and files that are written whole or not at all."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from printissue.errors import BusyError, UsageError, WriteError
from printissue.workspace import IssueRef, Workspace, write_file

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


def test_every_thing_has_its_place(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    assert workspace.issue_file(ONE) == tmp_path / "issues" / "news" / "2015-10.yaml"
    assert workspace.publication_file("news") == tmp_path / "issues" / "news" / "publication.yaml"
    folder = tmp_path / "output" / "news" / "2015-10"
    assert workspace.target(ONE, "print") == folder / "news-2015-10-print.pdf"
    assert str(ONE) == "news/2015-10"


def test_an_old_issue_is_a_pdf_with_a_yaml_beside_it(filled: Workspace) -> None:
    folder = filled.issues / ONE.publication
    keys = filled.issue_keys(ONE.publication)
    (folder / "1999-01.yaml").write_text("title: x\n")
    (folder / "1999-01.pdf").write_bytes(b"%PDF-1.4")
    (folder / "loose.pdf").write_bytes(b"%PDF-1.4")
    assert filled.issue_keys(ONE.publication) == keys
    assert filled.old_keys(ONE.publication) == ["1999-01"]
    assert filled.old_file(IssueRef(ONE.publication, "1999-01")) == folder / "1999-01.pdf"


def test_a_volume_has_a_folder_of_its_year(tmp_path: Path) -> None:
    folder = Workspace(tmp_path).volume_folder("news", "2015")
    assert folder == tmp_path / "output" / "news" / "2015"


def test_paths_are_shown_from_the_workspace(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path / "here")
    assert workspace.relative(tmp_path / "here" / "a" / "b") == "a/b"
    assert workspace.relative(tmp_path / "there") == str(tmp_path / "there")


def test_inside_follows_links(filled: Workspace, tmp_path: Path) -> None:
    outside = tmp_path.parent / f"{tmp_path.name}-outside.txt"
    outside.write_text("x")
    (filled.root / "in.txt").write_text("x")
    (filled.root / "link-in.txt").symlink_to(filled.root / "in.txt")
    (filled.root / "link-out.txt").symlink_to(outside)
    (filled.root / "loop.txt").symlink_to(filled.root / "loop.txt")
    taken = [name for name in ("in.txt", "link-in.txt") if filled.inside(filled.root / name)]
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
    assert [name for name in refused if filled.inside(filled.root / name)] == []


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
def test_selected(filled: Workspace, names: tuple[str, ...], refs: list[IssueRef]) -> None:
    assert filled.select(names) == refs


@pytest.mark.parametrize(
    ("name", "said", "hint"),
    [
        ("nowhere", "no publication 'nowhere'", "news, zine"),
        ("news/2016-01", "no issue '2016-01'", "2015-10, 2015-11"),
        ("news/publication", "no issue 'publication'", "2015-10"),
        ("../news", "names no issue", ""),
        ("news/../../etc", "names no issue", ""),
        ("News", "names no issue", ""),
        ("", "names no issue", ""),
    ],
)
def test_not_selected(filled: Workspace, name: str, said: str, hint: str) -> None:
    with pytest.raises(UsageError) as raised:
        filled.select((name,))
    assert said in raised.value.message
    assert hint in raised.value.hint


def test_a_folder_that_is_no_workspace_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is not a workspace") as raised:
        Workspace(tmp_path).select(())
    assert "init" in raised.value.hint


def test_a_workspace_without_issues_says_how_to_start_one(tmp_path: Path) -> None:
    (tmp_path / "issues").mkdir()
    with pytest.raises(UsageError, match="no issues yet") as raised:
        Workspace(tmp_path).select(())
    assert "new" in raised.value.hint


# the lock

HOLD = """
import sys
from pathlib import Path
from printissue.workspace import Workspace
with Workspace(Path(sys.argv[1])).locked():
    print("held", flush=True)
    sys.stdin.readline()
"""


def test_one_run_at_a_time_holds_the_output(tmp_path: Path) -> None:
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


def test_the_lock_of_a_killed_run_does_not_stay(tmp_path: Path) -> None:
    command = [sys.executable, "-c", HOLD, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        holder.kill()
    with Workspace(tmp_path).locked():
        pass


def test_an_error_inside_passes_and_frees(tmp_path: Path) -> None:
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


# writing


def test_written_whole_with_the_usual_rights(tmp_path: Path) -> None:
    target = tmp_path / "new" / "folder" / "a.pdf"
    write_file(target, b"content")
    assert target.read_bytes() == b"content"
    assert target.stat().st_mode & 0o777 == 0o644
    assert parts(tmp_path) == ["a.pdf"]


def test_what_was_there_is_replaced_not_written_into(tmp_path: Path) -> None:
    target, second = tmp_path / "a.pdf", tmp_path / "b.pdf"
    target.write_bytes(b"old")
    os.link(target, second)
    write_file(target, b"new")
    assert (target.read_bytes(), second.read_bytes()) == (b"new", b"old")


CALLS = ["fsync", "fdopen", "write", "chmod", "replace"]


@pytest.mark.parametrize("call", CALLS)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=10)
@given(old=st.none() | st.binary(max_size=20), new=st.binary(max_size=20))
def test_a_failure_anywhere_leaves_the_old_file(
    tmp_path: Path, call: str, old: bytes | None, new: bytes
) -> None:
    target = tmp_path / "a.pdf"
    target.unlink(missing_ok=True)
    if old is not None:
        target.write_bytes(old)
    with pytest.MonkeyPatch.context() as patch:
        _break(patch, call)
        with pytest.raises(WriteError, match=r"cannot write .*a\.pdf: no space"):
            write_file(target, new)
    assert (target.read_bytes() if target.exists() else None) == old
    assert parts(tmp_path) == ([] if old is None else ["a.pdf"])


def _break(patch: pytest.MonkeyPatch, call: str) -> None:
    """Let one step of the writing fail as on a full disk."""

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "no space")

    if call == "write":
        opened = os.fdopen

        class Full:
            def __init__(self, handle: int, mode: str) -> None:
                self.stream = opened(handle, mode)

            def __enter__(self) -> "Full":
                return self

            def __exit__(self, *_: object) -> None:
                self.stream.close()

            write = full

        patch.setattr(os, "fdopen", Full)
    elif call in ("chmod", "replace"):
        patch.setattr(Path, call, full)
    else:
        patch.setattr(os, call, full)


CRASH = """
import os, sys
from pathlib import Path
from printissue import workspace
step, kill = sys.argv[2], lambda *_: os._exit(9)
setattr(*{"fsync": (os, "fsync"), "replace": (Path, "replace")}[step], kill)
workspace.write_file(Path(sys.argv[1]), b"new")
"""


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_crash_in_the_middle_leaves_the_old_file(tmp_path: Path, step: str) -> None:
    target = tmp_path / "a.pdf"
    target.write_bytes(b"old")
    run = subprocess.run([sys.executable, "-c", CRASH, str(target), step], check=False)
    assert run.returncode == 9
    assert target.read_bytes() == b"old"
    write_file(target, b"newer")
    assert target.read_bytes() == b"newer"


def test_a_folder_in_place_of_the_file(tmp_path: Path) -> None:
    target = tmp_path / "a.pdf"
    (target / "inner").mkdir(parents=True)
    with pytest.raises(WriteError, match="cannot write"):
        write_file(target, b"new")
    assert (target / "inner").is_dir()
    assert parts(tmp_path) == []


def test_a_file_in_place_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "folder").write_bytes(b"mine")
    with pytest.raises(WriteError, match="cannot write"):
        write_file(tmp_path / "folder" / "a.pdf", b"new")
    assert (tmp_path / "folder").read_bytes() == b"mine"
