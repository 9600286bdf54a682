"""Files are written completely or not at all, never over an input; leftovers of killed runs are removed."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from printissue.core import files
from printissue.core.errors import ExitCode, UsageError, WriteError
from printissue.core.files import (
    check_named,
    remove_leftovers,
    temporary_folder,
    writable_cache,
    write_file,
    write_files,
    write_named,
)


def parts(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


# writing


def test_a_file_is_written_completely(tmp_path: Path) -> None:
    target = tmp_path / "new" / "folder" / "a.pdf"
    write_file(target, b"content")
    assert target.read_bytes() == b"content"
    assert parts(tmp_path) == ["a.pdf"]


def test_an_old_file_is_replaced_not_overwritten(tmp_path: Path) -> None:
    target, second = tmp_path / "a.pdf", tmp_path / "b.pdf"
    target.write_bytes(b"old")
    os.link(target, second)
    write_file(target, b"new")
    assert (target.read_bytes(), second.read_bytes()) == (b"new", b"old")


CALLS = ["fsync", "open", "write", "replace"]


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
    """Let one step of writing a file fail as on a full disk."""

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "no space")

    if call == "write":
        opened = Path.open

        class Full:
            def __init__(self, path: Path, mode: str) -> None:
                self.stream = opened(path, mode)
                self.fileno = self.stream.fileno

            def __enter__(self) -> "Full":
                return self

            def __exit__(self, *_: object) -> None:
                self.stream.close()

            write = full

        def open_full(path: Path, mode: str) -> Full:
            return Full(path, mode)

        patch.setattr(Path, "open", open_full)
    elif call in ("open", "replace"):
        patch.setattr(Path, call, full)
    else:
        patch.setattr(os, call, full)


CRASH = """
import os, sys
from pathlib import Path
from printissue.core import files
step, kill = sys.argv[2], lambda *_: os._exit(9)
setattr(*{"fsync": (os, "fsync"), "replace": (Path, "replace")}[step], kill)
files.write_file(Path(sys.argv[1]), b"new")
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


# rights


@pytest.mark.parametrize(
    ("mask", "rights"), [(0o022, 0o644), (0o077, 0o600), (0o002, 0o664), (0o027, 0o640)]
)
def test_the_umask_is_respected(tmp_path: Path, mask: int, rights: int) -> None:
    target = tmp_path / "new" / "a.pdf"
    before = os.umask(mask)
    try:
        write_file(target, b"x")
        assert files.umask() == mask
    finally:
        os.umask(before)
    assert target.stat().st_mode & 0o777 == rights
    assert target.parent.stat().st_mode & 0o777 == 0o777 & ~mask


def test_a_name_can_be_as_long_as_the_system_allows(tmp_path: Path) -> None:
    for name in ("x" * 255, "\u0434" * 127, "\U0001f980" * 63):
        write_file(tmp_path / name, b"x")
    assert len(parts(tmp_path)) == 3


# what is never replaced


def linked(folder: Path, how: str) -> Path:
    """Return another name for `folder/a.pdf`."""
    source = folder / "a.pdf"
    source.write_bytes(b"%PDF-1.7 mine")
    other = folder / "other" / "b.pdf"
    other.parent.mkdir()
    if how == "same":
        return source
    if how == "roundabout":
        return folder / "other" / ".." / "a.pdf"
    if how == "symbolic":
        other.symlink_to(source)
    elif how == "relative":
        other.symlink_to("../a.pdf")
    elif how == "chain":
        (folder / "c.pdf").symlink_to(source)
        other.symlink_to(folder / "c.pdf")
    elif how == "hard":
        os.link(source, other)
    elif how == "folder":
        (folder / "link").symlink_to(folder, target_is_directory=True)
        return folder / "link" / "a.pdf"
    return other


LINKS = ["same", "roundabout", "symbolic", "relative", "chain", "hard", "folder"]


@pytest.mark.parametrize("how", LINKS)
@pytest.mark.parametrize("swapped", [False, True])
def test_an_input_is_never_replaced(tmp_path: Path, how: str, swapped: bool) -> None:
    target, source = linked(tmp_path, how), tmp_path / "a.pdf"
    if swapped:
        target, source = source, target
    for write in (
        lambda: write_file(target, b"%PDF-new", inputs=[tmp_path / "x", source]),
        lambda: write_named(target, b"%PDF-new", suffix=".pdf", inputs=[source]),
        lambda: check_named(target, suffix=".pdf", inputs=[source]),
        lambda: write_files({tmp_path / "y": b"y", target: b"%PDF-new"}, inputs=[source]),
    ):
        with pytest.raises(UsageError, match="is a file that printissue reads"):
            write()
    assert (tmp_path / "a.pdf").read_bytes() == b"%PDF-1.7 mine"
    assert not (tmp_path / "y").exists()


def test_a_name_that_differs_by_case_is_the_same_where_the_system_says_so(
    tmp_path: Path,
) -> None:
    source, target = tmp_path / "a.pdf", tmp_path / "A.PDF"
    source.write_bytes(b"%PDF-mine")
    os.link(source, target)  # what a file system without case answers for both
    with pytest.raises(UsageError):
        write_named(target, b"%PDF-", suffix=".pdf", inputs=[source])


@pytest.mark.parametrize(
    ("name", "suffix", "there"),
    [
        ("issue.yaml", ".pdf", b"title: x\n"),
        ("issue.yaml", ".pdf", None),
        ("issue.pdf", ".pdf", b"title: x\n"),
        ("a.html", ".pdf", b"<!doctype html>"),
        ("a.pdf", ".html", b"%PDF-1.4"),
        ("picture.png", ".html", b"\x89PNG"),
        ("notes.html", ".html", b"just some words"),
        ("page.html", ".html", b"%PDF-1.4"),
        ("a", ".pdf", None),
        (".pdf", ".pdf", None),
        ("a.pdf.txt", ".pdf", None),
        ("2015-10.yaml", ".html", b"title: x\n"),
    ],
)
def test_a_file_of_another_format_is_never_replaced(
    tmp_path: Path, name: str, suffix: str, there: bytes | None
) -> None:
    target = tmp_path / name
    if there is not None:
        target.write_bytes(there)
    with pytest.raises(UsageError) as raised:
        write_named(target, b"new", suffix=suffix, inputs=[])
    assert raised.value.code == ExitCode.USAGE
    assert raised.value.hint
    assert (target.read_bytes() if target.exists() else None) == there


@pytest.mark.parametrize(
    ("name", "suffix", "there"),
    [
        ("a.pdf", ".pdf", b"%PDF-1.4 old"),
        ("a.PDF", ".pdf", b"\n\n%PDF-1.4 with something before it"),
        ("a.pdf", ".pdf", b""),
        ("a.html", ".html", b"\xef\xbb\xbf<!DOCTYPE html><title>"),
        ("a.html", ".html", b"<!-- old --><HTML>"),
        ("a.html", ".html", None),
    ],
)
def test_a_file_of_the_same_format_is_replaced(
    tmp_path: Path, name: str, suffix: str, there: bytes | None
) -> None:
    if there is not None:
        (tmp_path / name).write_bytes(there)
    write_named(tmp_path / name, b"new", suffix=suffix, inputs=[tmp_path / "other"])
    assert (tmp_path / name).read_bytes() == b"new"


def test_a_folder_or_device_is_never_replaced(tmp_path: Path) -> None:
    pipe, device = tmp_path / "a.pdf", tmp_path / "b.pdf"
    os.mkfifo(pipe)
    device.symlink_to("/dev/null")
    for target in (pipe, device):
        for write in (
            lambda to=target: write_file(to, b"x"),
            lambda to=target: write_named(to, b"x", suffix=".pdf", inputs=[]),
        ):
            with pytest.raises(WriteError, match="not a regular file"):
                write()
    assert pipe.is_fifo()
    assert device.is_symlink()


# what killed runs leave

LEAVE = """
import os, sys
from pathlib import Path
from printissue.core import files
with files.new_partial_file(Path(sys.argv[1])) as part:
    part.stream.write(b"half")
    part.stream.flush()
    print("there", flush=True)
    sys.stdin.readline()
"""


def test_only_the_partial_files_of_killed_runs_are_removed(tmp_path: Path) -> None:
    target = tmp_path / "a.pdf"
    command = [sys.executable, "-c", LEAVE, str(target)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as run:
        assert run.stdout is not None
        assert run.stdout.readline() == b"there\n"
        remove_leftovers(tmp_path, deep=True)
        write_file(target, b"mine")
        assert len(parts(tmp_path)) == 2
        run.kill()
        run.wait()
        assert len(parts(tmp_path)) == 2
    write_file(target, b"mine again")
    assert parts(tmp_path) == ["a.pdf"]


def test_only_partial_files_are_removed(tmp_path: Path) -> None:
    kept = ["part", "a.part", ".a.part", ".a.pdf.part", "a.pdf.abcd1234.part", ".a.ABCD1234.part"]
    gone = [".a.pdf.abcd1234.part", ".x.00ff00ff.part", ".a_b.k3_x9zq1.part"]
    inner = tmp_path / "update" / "2015"
    inner.mkdir(parents=True)
    for folder in (tmp_path, inner):
        for name in kept + gone:
            (folder / name).write_bytes(b"x")
    bag = inner / ".update-2015-bag.abcdefgh.part"
    (bag / "new" / "data").mkdir(parents=True)
    link = inner / ".link.abcdefgh.part"
    link.symlink_to(tmp_path.parent)
    remove_leftovers(tmp_path)
    assert sorted(kept) == [one.name for one in sorted(tmp_path.iterdir()) if one.is_file()]
    assert bag.is_dir()
    remove_leftovers(tmp_path, deep=True)
    assert sorted(kept) == sorted(one.name for one in inner.iterdir() if not one.is_symlink())
    assert tmp_path.parent.is_dir()


# the cache and the temp folder


@pytest.fixture
def no_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make the cache unusable and the temporary folder empty, and return the latter."""
    (tmp_path / "cache").write_bytes(b"mine")
    temp = tmp_path / "temp"
    temp.mkdir()
    monkeypatch.setattr(files.platformdirs, "user_cache_dir", lambda _: str(tmp_path / "cache"))
    monkeypatch.setattr(tempfile, "tempdir", str(temp))
    files._first_writable.cache_clear()
    yield temp
    files._first_writable.cache_clear()


def test_a_cache_that_cannot_be_written_is_not_used(no_cache: Path) -> None:
    folder = writable_cache()
    assert folder.parent == no_cache
    assert folder.stat().st_mode & 0o777 == 0o700
    files._first_writable.cache_clear()
    assert writable_cache() == folder


def test_a_folder_that_another_user_can_write_is_not_used(no_cache: Path) -> None:
    shared = no_cache / f"printissue-cache-{os.getuid()}"
    shared.mkdir()
    shared.chmod(0o777)
    assert writable_cache() != shared
    files._first_writable.cache_clear()
    shared.rmdir()
    (no_cache / "elsewhere").mkdir(mode=0o700)
    shared.symlink_to(no_cache / "elsewhere")
    assert writable_cache() != shared


def test_an_unknown_home_makes_no_folder_here(
    no_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files.platformdirs, "user_cache_dir", lambda _: "~/.cache/printissue")
    assert files.cache_folder() is None
    assert writable_cache().parent == no_cache


def test_without_cache_and_temporary_folder_it_is_an_error(
    no_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(no_cache / "nowhere"))
    with pytest.raises(WriteError, match=r"cannot write .*nowhere") as raised:
        writable_cache()
    assert "TMPDIR" in raised.value.hint


def test_the_error_names_a_full_temporary_folder(tmp_path: Path) -> None:
    with pytest.raises(WriteError, match=rf"cannot write {tmp_path}.*: No space"), temporary_folder():  # fmt: skip
        raise OSError(28, "No space left on device", str(tmp_path / "print.pdf"))
    with pytest.raises(PermissionError), temporary_folder():
        raise PermissionError(13, "Permission denied", "x")


def test_temporary_folders_of_killed_runs_are_removed_after_a_day(no_cache: Path) -> None:
    old, new, mine, other = (
        no_cache / name
        for name in (
            "printissue-abcdefgh",
            "printissue-12345678",
            "printissue-",
            "another-abcdefgh",
        )
    )
    for folder in (old, new, mine, other):
        folder.mkdir()
        (folder / "print.pdf").write_bytes(b"x")
        if folder != new:
            os.utime(folder, (1000, 1000))
    with temporary_folder() as folder:
        assert not old.exists()
        assert new.is_dir()
        assert mine.is_dir()
        assert other.is_dir()
        os.utime(folder, (1000, 1000))
        with temporary_folder():
            assert folder.is_dir()
    assert not folder.exists()
