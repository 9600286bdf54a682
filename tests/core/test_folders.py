"""Folders of finished files: all of a run or none, and only its own leftovers are removed."""

import pytest

from printissue.core.digests import Digests
from printissue.core.errors import UsageError, WriteError
from printissue.core.folders import MANIFEST, update_folder, write_folders, written_files
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


# update_folder


def test_only_files_that_differ_are_written(tmp_path) -> None:
    folder, source = tmp_path / "site", tmp_path / "issue.pdf"
    source.write_bytes(b"pdf")
    files = {"a/issue.pdf": source, "index.html": b"1", "old.html": b"o"}
    assert update_folder(folder, files, {}, Digests())[:2] == (3, 0)
    (folder / "index.html").write_bytes(b"changed by hand")
    (folder / "mine.txt").write_bytes(b"mine")
    kept = {"a/issue.pdf": written_files(folder)["a/issue.pdf"]}
    update = update_folder(folder, {"index.html": b"1"}, kept, Digests())
    assert (update.written, update.removed, update.files) == (1, 1, written_files(folder))
    assert {name: one for name, one in contents(folder).items() if name != MANIFEST} == {
        "a/issue.pdf": b"pdf",
        "index.html": b"1",
        "mine.txt": b"mine",
    }
    assert set(written_files(folder)) == {"a/issue.pdf", "index.html"}


def test_a_file_of_somebody_else_is_not_replaced(tmp_path) -> None:
    (tmp_path / "b.html").write_bytes(b"mine")
    with pytest.raises(UsageError, match=r"b\.html is in the way"):
        update_folder(tmp_path, {"a.html": b"1", "b.html": b"2"}, {}, Digests())
    assert contents(tmp_path) == {"b.html": b"mine"}


def test_a_folder_that_is_a_link_is_not_written_into(tmp_path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "a").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(WriteError, match="it is a link"):
        update_folder(tmp_path / "site", {"a/b.html": b"1"}, {}, Digests())
    assert contents(tmp_path / "elsewhere") == {}


def test_digests_follow_changes_of_files(tmp_path) -> None:
    file, digests = tmp_path / "a", Digests()
    assert digests.of(file) == ""
    file.write_bytes(b"1")
    first = digests.of(file)
    again = Digests(digests.used)
    file.write_bytes(b"22")
    assert again.of(file) != first
