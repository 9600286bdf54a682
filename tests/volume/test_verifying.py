"""Each way in which a bound year can differ from its manifest is reported once, with its file."""

import os
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest

from printissue.core.errors import ExitCode
from printissue.core.findings import Finding, exit_code
from printissue.volume import manifest as manifests
from printissue.volume.bag import make_bag
from printissue.volume.manifest import sha256_of
from printissue.volume.verifying import Verified, verify
from shelf import Shelf, blank, bound, part, with_screen

YEAR = "output/imprint/2025"


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return bound(tmp_path)


@pytest.fixture
def bag(shelf: Shelf) -> Path:
    path, _ = make_bag(shelf.folder, shelf.manifest, root=shelf.root)
    assert path is not None
    return path


def found(shelf: Shelf) -> tuple[Finding, ...]:
    return verify(shelf.folder, root=shelf.root)[1]


def only(shelf: Shelf, rule: str, file: str) -> Finding:
    (finding,) = found(shelf)
    assert (finding.rule, finding.place.file) == (rule, file)
    return finding


def names(shelf: Shelf) -> list[tuple[str, str]]:
    return [(one.rule, one.place.file.removeprefix(f"{YEAR}/")) for one in found(shelf)]


def contents(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


# as it was bound


def test_a_year_as_it_was_bound(shelf: Shelf) -> None:
    seen, findings = verify(shelf.folder, root=shelf.root)
    assert findings == ()
    assert seen == Verified("imprint/2025", volumes=1, parts=3, originals=1, bag=False)


def test_a_bagged_year_of_two_forms(shelf: Shelf) -> None:
    both = with_screen(shelf)
    make_bag(both.folder, both.manifest, root=both.root)
    seen, findings = verify(both.folder, root=both.root)
    assert findings == ()
    assert (seen.volumes, seen.bag) == (2, True)


@pytest.mark.usefixtures("bag")
def test_nothing_is_written(shelf: Shelf) -> None:
    before = contents(shelf.root)
    verify(shelf.folder, root=shelf.root)
    assert contents(shelf.root) == before


def test_a_folder_without_a_manifest(tmp_path: Path) -> None:
    seen, (finding,) = verify(tmp_path / "output" / "imprint" / "2025", root=tmp_path)
    assert seen == Verified("2025")
    assert str(finding.place) == f"{YEAR}/manifest.json"
    assert exit_code([finding]) == ExitCode.PREFLIGHT


# the volume


def test_a_changed_volume_is_reported_with_both_sums(shelf: Shelf) -> None:
    expected = sha256_of(shelf.volume)
    blank(shelf.volume, 11, 12)
    finding = only(shelf, "verify-changed", f"{YEAR}/imprint-2025-volume.pdf")
    assert finding.severity == "error"
    assert finding.message == (
        f"the volume was changed: expected sha256 {expected}, found {sha256_of(shelf.volume)}"
    )


def test_one_bit_is_enough(shelf: Shelf) -> None:
    content = bytearray(shelf.volume.read_bytes())
    content[len(content) // 2] ^= 1
    shelf.volume.write_bytes(content)
    only(shelf, "verify-changed", f"{YEAR}/imprint-2025-volume.pdf")


def test_a_volume_that_is_gone(shelf: Shelf) -> None:
    shelf.volume.unlink()
    only(shelf, "verify-missing", f"{YEAR}/imprint-2025-volume.pdf")


def test_a_file_that_was_added_is_a_warning(shelf: Shelf) -> None:
    (shelf.folder / "notes.txt").write_text("", encoding="utf-8")
    assert only(shelf, "verify-added", f"{YEAR}/notes.txt").severity == "warning"


def test_another_count_of_pages_than_the_file_has(shelf: Shelf) -> None:
    entry = shelf.manifest.principal
    last = replace(entry.parts[3], last_page=13)
    shelf.rewrite(*entry.parts[:3], last, pages=13)
    finding = only(shelf, "manifest-pages", f"{YEAR}/imprint-2025-volume.pdf")
    assert finding.message == "imprint-2025-volume.pdf has 11 pages, the manifest says 13"


def test_a_volume_that_is_no_pdf(shelf: Shelf) -> None:
    shelf.volume.write_bytes(b"paper")
    shelf.rewrite(sha256=sha256_of(b"paper"))
    finding = only(shelf, "manifest-pages", f"{YEAR}/imprint-2025-volume.pdf")
    assert "cannot be opened" in finding.message
    assert str(shelf.root) not in finding.message


@pytest.mark.parametrize(
    ("ranges", "told"),
    [
        (
            [(2, 11)],
            "no part has page 1 of imprint-2025-volume.pdf, between the beginning and p0",
        ),
        (
            [(1, 9)],
            "no part has pages 10 to 11 of imprint-2025-volume.pdf, between p0 and the end",
        ),
        (
            [(1, 4), (7, 11)],
            "no part has pages 5 to 6 of imprint-2025-volume.pdf, between p0 and p1",
        ),
        ([(1, 6), (6, 11)], "two parts have page 6 of imprint-2025-volume.pdf, between p0 and p1"),
        ([(1, 12)], "two parts have page 12 of imprint-2025-volume.pdf, between p0 and the end"),
    ],
    ids=["head", "tail", "middle", "overlap", "beyond"],
)
def test_ranges_that_do_not_cover_the_volume(
    shelf: Shelf, ranges: list[tuple[int, int]], told: str
) -> None:
    shelf.rewrite(*(part(f"p{n}", *pages) for n, pages in enumerate(ranges)))
    assert only(shelf, "manifest-pages", f"{YEAR}/manifest.json").message == told


def test_a_range_that_runs_backwards(shelf: Shelf) -> None:
    shelf.rewrite(part("a", 1, 5), part("b", 6, 5), part("c", 6, 11))
    assert only(shelf, "manifest-pages", f"{YEAR}/manifest.json").message.startswith("b ends on")


# what it was bound from


def test_an_issue_that_was_rebuilt(shelf: Shelf) -> None:
    blank(shelf.issue, 4, 55)
    file = "output/imprint/2025-02/imprint-2025-02-archive.pdf"
    finding = only(shelf, "verify-rebuilt", file)
    assert "imprint-2025-02-archive.pdf was rebuilt or changed" in finding.message
    assert exit_code([finding]) == ExitCode.PREFLIGHT


def test_an_issue_need_not_lie_there_any_more(shelf: Shelf) -> None:
    shelf.issue.unlink()
    assert found(shelf) == ()


def test_an_issue_of_more_pages_than_its_range(shelf: Shelf) -> None:
    parts = shelf.manifest.principal.parts
    shelf.rewrite(*parts[:2], replace(parts[2], last_page=10), replace(parts[3], first_page=11))
    file = "output/imprint/2025-02/imprint-2025-02-archive.pdf"
    assert "has 4 pages, the manifest says 5" in only(shelf, "manifest-pages", file).message


def test_an_original_that_was_changed(shelf: Shelf) -> None:
    expected = sha256_of(shelf.original)
    blank(shelf.original, 2, 91)
    finding = only(shelf, "verify-changed", "issues/imprint/2025-03.pdf")
    assert f"expected sha256 {expected}" in finding.message


def test_an_original_that_is_gone(shelf: Shelf) -> None:
    shelf.original.unlink()
    only(shelf, "verify-missing", "issues/imprint/2025-03.pdf")


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_a_file_that_cannot_be_read(shelf: Shelf) -> None:
    shelf.original.chmod(0)
    assert "cannot be read" in only(shelf, "verify-changed", "issues/imprint/2025-03.pdf").message


def test_all_faults_are_found_in_one_run(shelf: Shelf) -> None:
    shelf.volume.unlink()
    blank(shelf.issue, 4, 55)
    shelf.original.unlink()
    (shelf.folder / "x").mkdir()
    rules = [rule for rule, _ in names(shelf)]
    assert rules == ["verify-missing", "verify-rebuilt", "verify-missing", "verify-added"]


# the bag


def test_a_bag_with_every_fault_at_once(shelf: Shelf, bag: Path) -> None:
    (bag / "data" / "originals" / "2025-03.pdf").unlink()
    (bag / "data" / "added.txt").write_text("", encoding="utf-8")
    blank(bag / "data" / "imprint-2025-volume.pdf", 11, 9)
    assert names(shelf) == [
        ("verify-bag", "imprint-2025-bag/data/originals/2025-03.pdf"),
        ("verify-bag", "imprint-2025-bag/data/added.txt"),
        ("verify-bag", "imprint-2025-bag/data/imprint-2025-volume.pdf"),
    ]
    told = [one.message for one in found(shelf)]
    assert told[0] == "2025-03.pdf is missing from the bag"
    assert f"expected sha256 {sha256_of(shelf.volume)}" in told[2]


@pytest.mark.parametrize("name", ["bag-info.txt", "manifest-sha256.txt"])
def test_a_changed_tag_file(shelf: Shelf, bag: Path, name: str) -> None:
    file = bag / name
    file.write_bytes(file.read_bytes() + b"\n")
    only(shelf, "verify-bag", f"{YEAR}/imprint-2025-bag/{name}")


@pytest.mark.parametrize("name", ["bag-info.txt", "tagmanifest-sha256.txt"])
def test_a_tag_file_that_is_gone(shelf: Shelf, bag: Path, name: str) -> None:
    (bag / name).unlink()
    assert only(shelf, "verify-bag", f"{YEAR}/imprint-2025-bag/{name}").message == (
        f"{name} is missing from the bag"
    )


def test_a_tag_file_that_was_added(shelf: Shelf, bag: Path) -> None:
    (bag / "more.txt").write_text("", encoding="utf-8")
    only(shelf, "verify-bag", f"{YEAR}/imprint-2025-bag/more.txt")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("bagit.txt", None),
        ("bagit.txt", b"BagIt-Version: 9.9\nTag-File-Character-Encoding: UTF-8\n"),
        ("bagit.txt", b"\xff"),
        ("manifest-sha256.txt", b"\xff\xff"),
        ("manifest-sha256.txt", b"0 ../../../escape\n"),
        ("bag-info.txt", b"Payload-Oxum: 1\n"),
    ],
)
def test_a_bag_that_cannot_be_read_is_a_finding(
    shelf: Shelf, bag: Path, name: str, content: bytes | None
) -> None:
    if content is None:
        (bag / name).unlink()
    else:
        (bag / name).write_bytes(content)
    findings = found(shelf)
    assert {one.rule for one in findings} == {"verify-bag"}
    assert all(str(shelf.root) not in one.message for one in findings)


def test_a_file_in_the_bags_place(shelf: Shelf) -> None:
    (shelf.folder / "imprint-2025-bag").write_text("", encoding="utf-8")
    only(shelf, "verify-bag", f"{YEAR}/imprint-2025-bag")


@pytest.mark.usefixtures("bag")
def test_a_bag_of_an_earlier_binding_is_stale(shelf: Shelf) -> None:
    with_screen(shelf)
    told = [one.message for one in found(shelf)]
    assert {rule for rule, _ in names(shelf)} == {"bag-stale"}
    assert told == [
        "the bag does not have imprint-2025-volume-screen.pdf",
        "the bag has another manifest.json",
    ]


@pytest.mark.usefixtures("bag")
def test_a_bag_that_holds_what_is_no_longer_bound(shelf: Shelf) -> None:
    entry = shelf.manifest.principal
    shelf.rewrite(*entry.parts[:3], part("imprint-2025-03", 10, 11))
    told = [one.message for one in found(shelf)]
    assert told == [
        "the bag has another manifest.json",
        "the bag still has originals/2025-03.pdf",
    ]


def test_the_library_does_not_log(
    shelf: Shelf, bag: Path, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    (bag / "data" / "manifest.json").unlink()
    verify(shelf.folder, root=shelf.root)
    assert (caplog.records, capfd.readouterr()) == ([], ("", ""))


def test_a_bag_of_another_maker_is_read(shelf: Shelf, bag: Path) -> None:
    """Sums in capitals and `*` before names are BagIt too."""
    lines = (bag / "manifest-sha256.txt").read_text(encoding="utf-8").splitlines()
    pairs = (line.split("  ") for line in lines)
    text = "".join(f"{checksum.upper()} *{name}\n" for checksum, name in pairs)
    (bag / "manifest-sha256.txt").write_text(text, encoding="utf-8")
    (bag / "tagmanifest-sha256.txt").unlink()
    assert names(shelf) == [("verify-bag", "imprint-2025-bag/tagmanifest-sha256.txt")]


def test_an_encrypted_volume_is_reported(shelf: Shelf) -> None:
    with pikepdf.open(shelf.volume, allow_overwriting_input=True) as pdf:
        pdf.save(shelf.volume, encryption=pikepdf.Encryption(owner="o", user="u"))
    shelf.rewrite(sha256=sha256_of(shelf.volume))
    assert "cannot be opened" in found(shelf)[0].message


def test_the_manifest_is_canonical(shelf: Shelf) -> None:
    assert (shelf.folder / manifests.FILE).read_bytes() == manifests.as_json(shelf.manifest)
