"""The bag: what it holds, that it is valid, and that it is written completely or not at all."""

import logging
import os
import warnings
from pathlib import Path

import bagit
import pytest

from boundyears import BoundYear, blank, bound, with_screen
from printissue.core.errors import ExitCode, WriteError
from printissue.core.findings import exit_code
from printissue.volume import bag as bags
from printissue.volume import manifest as manifests
from printissue.volume.bag import bag_items, make_bag
from printissue.volume.manifest import sha256_of


@pytest.fixture
def bound_year(tmp_path: Path) -> BoundYear:
    return bound(tmp_path)


def bagged(bound_year: BoundYear) -> Path:
    path, findings = make_bag(bound_year.folder, bound_year.manifest, root=bound_year.root)
    assert findings == ()
    assert path is not None
    return path


def listing(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_the_volume_holds_volume_manifest_issues_and_originals(bound_year: BoundYear) -> None:
    path = bagged(bound_year)
    assert path == bound_year.folder / "imprint-2025-bag"
    assert list(listing(path)) == [
        "bag-info.txt",
        "bagit.txt",
        "data/imprint-2025-volume.pdf",
        "data/issues/imprint-2025-01-archive.pdf",
        "data/issues/imprint-2025-02-archive.pdf",
        "data/manifest.json",
        "data/originals/2025-03.pdf",
        "manifest-sha256.txt",
        "tagmanifest-sha256.txt",
    ]
    assert sha256_of(path / "data" / "originals" / "2025-03.pdf") == sha256_of(bound_year.original)


def test_the_library_finds_it_valid(bound_year: BoundYear) -> None:
    bag = bagit.Bag(str(bagged(bound_year)))
    assert bag.validate()
    assert (bag.version_info, bag.algorithms) == ((1, 0), ["sha256"])


def test_the_volume_follows_rfc_8493(bound_year: BoundYear) -> None:
    files = listing(bagged(bound_year))
    assert files["bagit.txt"] == b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
    for name in ("manifest-sha256.txt", "tagmanifest-sha256.txt"):
        for line in files[name].decode().splitlines():
            checksum, listed = line.split("  ")
            assert (len(checksum), listed in files) == (64, True)
    payload = {name for name in files if name.startswith("data/")}
    assert {
        line.split("  ")[1] for line in files["manifest-sha256.txt"].decode().splitlines()
    } == payload


def test_bag_info_says_whose_it_is(bound_year: BoundYear) -> None:
    path = bagged(bound_year)
    info = bagit.Bag(str(path)).info
    payload = [file for file in (path / "data").rglob("*") if file.is_file()]
    assert info["Source-Organization"] == "Verlag Ä"
    assert info["External-Identifier"] == ["imprint/2025", "ISSN 1234-5679"]
    assert info["Bagging-Date"] == "2025-12-01"
    assert info["Payload-Oxum"] == f"{sum(file.stat().st_size for file in payload)}.{len(payload)}"
    assert info["Bag-Software-Agent"].startswith("printissue ")
    assert "imprint-2025-volume.pdf" in info["External-Description"]


def test_equal_input_gives_equal_bytes(bound_year: BoundYear, tmp_path: Path) -> None:
    first = listing(bagged(bound_year))
    assert listing(bagged(bound(tmp_path / "again"))) == first
    assert listing(bagged(bound_year)) == first


def test_both_forms_lie_in_one_bag(bound_year: BoundYear) -> None:
    files = listing(bagged(with_screen(bound_year)))
    assert {"data/imprint-2025-volume.pdf", "data/imprint-2025-volume-screen.pdf"} <= set(files)
    assert sum(name.startswith("data/issues/") for name in files) == 2


def test_items_are_named_from_the_workspace(bound_year: BoundYear) -> None:
    names = {
        item.shown
        for item in bag_items(bound_year.folder, bound_year.manifest, root=bound_year.root)
    }
    assert "output/imprint/2025/imprint-2025-volume.pdf" in names
    assert "issues/imprint/2025-03.pdf" in names


def test_an_old_bag_is_replaced(bound_year: BoundYear) -> None:
    bagged(bound_year)
    both = bagged(with_screen(bound_year))
    assert bagit.Bag(str(both)).validate()
    assert (both / "data" / "imprint-2025-volume-screen.pdf").is_file()
    assert sorted(path.name for path in bound_year.folder.iterdir()) == [
        "imprint-2025-bag",
        "imprint-2025-volume-screen.pdf",
        "imprint-2025-volume.pdf",
        "manifest.json",
    ]


def test_a_changed_part_makes_no_bag(bound_year: BoundYear) -> None:
    before = listing(bagged(bound_year))
    blank(bound_year.issue, 4, 55)
    bound_year.original.unlink()
    path, findings = make_bag(bound_year.folder, bound_year.manifest, root=bound_year.root)
    assert path is None
    assert [(one.rule, one.place.file) for one in findings] == [
        ("bag-source", "output/imprint/2025-02/imprint-2025-02-archive.pdf"),
        ("bag-source", "issues/imprint/2025-03.pdf"),
    ]
    assert sha256_of(bound_year.issue) in findings[0].message
    assert exit_code(findings) == ExitCode.PREFLIGHT
    assert listing(bound_year.folder / "imprint-2025-bag") == before
    assert not list(bound_year.folder.glob(".*"))


def test_a_break_down_leaves_the_old_bag(
    bound_year: BoundYear, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = listing(bagged(bound_year))

    def refuse(self: Path, target: Path) -> Path:
        if self.name == "new":
            raise PermissionError(13, "Permission denied")
        return rename(self, target)

    rename = Path.rename
    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(WriteError, match="Permission denied"):
        make_bag(bound_year.folder, bound_year.manifest, root=bound_year.root)
    assert listing(bound_year.folder / "imprint-2025-bag") == before
    assert not list(bound_year.folder.glob(".*"))


def test_a_fault_of_the_library_is_a_write_error(
    bound_year: BoundYear, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise bagit.BagError("Missing permissions")

    monkeypatch.setattr(bags.bagit, "make_bag", fail)
    with pytest.raises(WriteError, match="Missing permissions"):
        make_bag(bound_year.folder, bound_year.manifest, root=bound_year.root)
    assert not (bound_year.folder / "imprint-2025-bag").exists()


def test_a_folder_that_is_not_there(bound_year: BoundYear) -> None:
    with pytest.raises(WriteError):
        make_bag(bound_year.root / "nowhere", bound_year.manifest, root=bound_year.root)


def test_files_are_as_readable_as_any(bound_year: BoundYear) -> None:
    path = bagged(bound_year)
    modes = {file.stat().st_mode & 0o777 for file in path.rglob("*") if file.is_file()}
    assert modes == {0o644}
    assert path.stat().st_mode & 0o777 == 0o755


def test_the_library_does_not_log(
    bound_year: BoundYear, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    logger, here = logging.getLogger("bagit"), Path.cwd()
    caplog.set_level(logging.DEBUG)
    bagged(bound_year)
    assert (caplog.records, capfd.readouterr()) == ([], ("", ""))
    assert (logger.disabled, logger.handlers, Path.cwd()) == (False, [], here)


def test_calls_that_are_outdated_do_not_matter(
    bound_year: BoundYear, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From Python 3.14 on, codecs.open, with which the library opens all its lists, warns."""
    opened, calls = bagit.open_text_file, []

    def warn(*arguments: object, **named: object) -> object:
        calls.append(arguments)
        warnings.warn("codecs.open() is deprecated", DeprecationWarning, stacklevel=2)
        return opened(*arguments, **named)

    monkeypatch.setattr(bagit, "open_text_file", warn)
    bagged(bound_year)
    assert calls


def test_the_volume_works_from_any_folder(
    bound_year: BoundYear, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(bound_year.root)
    path, findings = make_bag(Path("output", "imprint", "2025"), bound_year.manifest, root=Path())
    assert findings == ()
    assert path == Path("output", "imprint", "2025", "imprint-2025-bag")
    assert Path.cwd() == Path(os.path.realpath(bound_year.root))


def test_the_manifest_in_the_bag_is_the_one_beside_it(bound_year: BoundYear) -> None:
    path = bagged(bound_year)
    assert (path / "data" / manifests.FILE).read_bytes() == manifests.as_json(bound_year.manifest)
