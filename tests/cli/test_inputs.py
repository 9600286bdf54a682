"""No command replaces a file that it reads, an issue of the workspace, or a file of another type."""

import os

import pytest

from impositionfiles import file_of
from printissue.core.errors import ExitCode
from workbench import ISSUE, contents, lay_out

OLD_ISSUE = "title: Old\ndate: 1999-01\n"
FILES = {
    "a.pdf": file_of(8),
    "b.pdf": file_of(4),
    "a.html": b"<!doctype html><title>mine</title>",
    "notes.txt": b"mine",
    "issue.yaml": b"title: mine\n",
    "fake.pdf": b"title: mine\n",
    "fake.html": b"mine",
    "empty.pdf": b"",
    "issues/update/1999-01.yaml": OLD_ISSUE,
    "issues/update/1999-01.pdf": file_of(8),
    "issues/update/a.png": b"\x89PNG",
    "printers.yaml": "odd: {title: A}\n",
    "styles/own/theme.yaml": "title: Own\n",
}


@pytest.fixture
def workspace(tmp_path):
    workspace = lay_out(tmp_path, FILES)
    (tmp_path / "soft.pdf").symlink_to("a.pdf")
    (tmp_path / "folder").symlink_to(".", target_is_directory=True)
    os.link(tmp_path / "a.pdf", tmp_path / "hard.pdf")
    os.link(tmp_path / "a.pdf", tmp_path / "hard.html")
    (tmp_path / "soft.html").symlink_to("a.pdf")
    (tmp_path / "null.pdf").symlink_to("/dev/null")
    (tmp_path / "issue.pdf").symlink_to("issues/update/1999-01.pdf")
    return workspace


TARGETS = [
    "a.pdf", "./a.pdf", "folder/a.pdf", "issues/../a.pdf", "soft.pdf", "hard.pdf", "fake.pdf", "null.pdf",
    "notes.txt", "issue.yaml", "a.html", "hard.html", "soft.html", "fake.html", "printers.yaml", "issue.pdf",
    "issues/update/2015-10.yaml", "issues/update/2015-10.pdf", "issues/update/1999-01.pdf",
    "issues/update/publication.yaml", "issues/update/a.png", "styles/own/theme.yaml", "nothing", "nothing.txt",
    "issues", "issues/update",
]  # fmt: skip


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("command", ["impose", "cover"])
def test_sheets_never_replace_protected_files(workspace, program, command, target):
    before = contents(workspace.root)
    words = ["--spine", "3mm"] if command == "cover" else []
    ended = program(workspace, command, "a.pdf", *words, "-o", target)
    assert ended.code in (ExitCode.USAGE, ExitCode.WRITE), ended.err
    assert ended.out == ""
    assert contents(workspace.root) == before
    assert (workspace.root / "null.pdf").is_symlink()


@pytest.mark.parametrize("target", [*TARGETS, "b.pdf"])
def test_a_report_never_replaces_protected_files(workspace, program, target):
    if target == "a.html":  # a report may replace an older one
        return
    before = contents(workspace.root)
    ended = program(workspace, "preflight", "b.pdf", "a.pdf", "--report", target)
    assert ended.code in (ExitCode.USAGE, ExitCode.WRITE), ended.err
    assert contents(workspace.root) == before


def test_a_report_never_replaces_the_checked_file(workspace, program):
    before = contents(workspace.root)
    for name in ("a.html", "fake.html"):
        ended = program(workspace, "preflight", name, "--report", name)
        assert ended.code == ExitCode.USAGE
    assert contents(workspace.root) == before


def test_files_of_the_same_type_are_replaced(workspace, program):
    root = workspace.root
    for target in ("sheets.pdf", "b.pdf", "empty.pdf", "new/deep/x.PDF"):
        assert program(workspace, "impose", "a.pdf", "-o", target).code == ExitCode.OK
        first = (root / target).read_bytes()
        assert program(workspace, "impose", "a.pdf", "-o", target).code == ExitCode.OK
        assert (root / target).read_bytes() == first
    for _ in range(2):
        assert program(workspace, "impose", "issues/update/1999-01.pdf").code == ExitCode.OK
    program(workspace, "preflight", "a.pdf", "--report", "a.html")
    assert b"mine" not in (root / "a.html").read_bytes()


def test_new_files_replace_nothing(workspace, program):
    root = workspace.root
    (root / "issues/update/2016-01.yaml").symlink_to("nowhere.yaml")
    (root / "styles/harbour").symlink_to("nowhere")
    (root / "issues/dangling").mkdir()
    (root / "issues/dangling/publication.yaml").symlink_to("nowhere.yaml")
    before = contents(root)
    for line in (
        "new update/2015-10",
        "new update/2016-01",
        "theme new harbour",
        "theme new own",
        "init .",
        "init a.pdf",
    ):
        words = line.split()
        ended = program(workspace, *words)
        assert ended.code in (ExitCode.USAGE, ExitCode.WRITE), (words, ended.err)
        assert "bug" not in ended.err
        assert contents(root) == before
    program(workspace, "new", "dangling/2015-10")
    assert (root / "issues/dangling/publication.yaml").is_symlink()


def test_output_must_not_be_a_link_into_the_workspace(workspace, program):
    root = workspace.root
    before = contents(root)
    for place in ("issues", "styles/own", "."):
        (root / "output").symlink_to(place, target_is_directory=True)
        ended = program(workspace, "build", "update/2015-10", "--edition", "screen")
        assert ended.code == ExitCode.WRITE, ended.err
        (root / "output").unlink()
        assert contents(root) == before
    elsewhere = root.parent / f"{root.name}-elsewhere"
    elsewhere.mkdir()
    (root / "output").symlink_to(elsewhere, target_is_directory=True)
    assert program(workspace, "build", "update/2015-10", "--edition", "screen").code == ExitCode.OK


@pytest.mark.slow
def test_a_volume_never_replaces_one_of_its_issues(tmp_path, program):
    """A back issue can be a link to a volume that was bound before."""
    workspace = lay_out(
        tmp_path, {"issues/update/1999-01.yaml": OLD_ISSUE, "issues/update/2015-10.yaml": ISSUE}
    )
    volume = tmp_path / "output/update/1999/update-1999-volume.pdf"
    volume.parent.mkdir(parents=True)
    volume.write_bytes(file_of(4))
    (tmp_path / "issues/update/1999-01.pdf").symlink_to(volume)
    before = contents(tmp_path)
    ended = program(workspace, "volume", "update/1999", "--allow-gaps")
    assert ended.code == ExitCode.USAGE, ended.err
    assert "is a file that printissue reads" in ended.err
    after = contents(tmp_path)
    assert {name: after[name] for name in before} == before


@pytest.mark.slow
def test_a_folder_that_is_not_a_bag_is_not_replaced(tmp_path, program):
    from printissue.volume import manifest as manifests

    workspace = lay_out(tmp_path)
    bag = tmp_path / "output/update/2015/update-2015-bag"
    bag.mkdir(parents=True)
    (bag / "mine.txt").write_bytes(b"mine")
    ended = program(workspace, "volume", "update/2015", "--allow-gaps", "--bag")
    assert ended.code == ExitCode.WRITE, ended.err
    assert "there is something else in its place" in ended.err
    assert [path.name for path in bag.iterdir()] == ["mine.txt"]
    assert (bag.parent / manifests.FILE).is_file()
