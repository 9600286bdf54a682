"""Folders of finished files: all of a run or none, and only its own leftovers are removed."""

import pytest

from printissue.core.errors import WriteError
from printissue.core.folders import MANIFEST, write_folders, written_files
from workbench import contents


def test_files_of_an_earlier_run_are_removed(tmp_path) -> None:
    folder = tmp_path / "web"
    write_folders({folder: {"index.html": b"1", "pictures/a.png": b"a", "b.css": b"b"}}, {})
    write_folders({folder: {"index.html": b"2", "b.css": b"b"}}, {tmp_path / "x.pdf": b"x"})
    assert set(contents(tmp_path)) == {"x.pdf", "web/index.html", "web/b.css", f"web/{MANIFEST}"}
    assert not (folder / "pictures").exists()
    assert set(written_files(folder)) == {"index.html", "b.css"}


def test_a_file_that_was_changed_or_added_stays(tmp_path) -> None:
    write_folders({tmp_path: {"index.html": b"1", "old.css": b"a"}}, {})
    (tmp_path / "old.css").write_bytes(b"changed")
    (tmp_path / "mine.txt").write_bytes(b"mine")
    write_folders({tmp_path: {"index.html": b"1"}}, {})
    assert {"old.css", "mine.txt"} <= set(contents(tmp_path))


@pytest.mark.parametrize(
    "listed", ['{"../out.txt": "x"}', '{"/etc/x": "x"}', '["a"]', "{", '{"a/../../out.txt": "x"}']
)
def test_a_damaged_list_removes_nothing(tmp_path, listed) -> None:
    folder = tmp_path / "web"
    folder.mkdir()
    (tmp_path / "out.txt").write_bytes(b"")
    (folder / MANIFEST).write_text(listed, encoding="utf-8")
    write_folders({folder: {"index.html": b"1"}}, {})
    assert (tmp_path / "out.txt").exists()
    assert set(written_files(folder)) == {"index.html"}


def test_links_are_not_followed(tmp_path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    folder = tmp_path / "web"
    folder.mkdir()
    (folder / "pictures").symlink_to(elsewhere)
    with pytest.raises(WriteError, match="link"):
        write_folders({folder: {"pictures/a.png": b"a"}}, {})
    assert list(elsewhere.iterdir()) == []


def test_nothing_is_written_if_a_file_cannot_be(tmp_path) -> None:
    (tmp_path / "x.pdf").mkdir()
    with pytest.raises(WriteError):
        write_folders({tmp_path / "web": {"index.html": b"1"}}, {tmp_path / "x.pdf": b"x"})
    assert not (tmp_path / "web" / "index.html").exists()
