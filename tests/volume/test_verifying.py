"""Each way in which a bound year can differ from its manifest is reported once, with its file."""

import os
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest

from boundyears import BoundYear, blank, bound, part, with_screen
from printissue.core.errors import ExitCode
from printissue.core.findings import Finding, exit_code
from printissue.volume import manifest as manifests
from printissue.volume.bag import make_bag
from printissue.volume.manifest import sha256_of
from printissue.volume.verifying import Verified, verify

YEAR = "output/imprint/2025"


@pytest.fixture
def bound_year(tmp_path: Path) -> BoundYear:
    return bound(tmp_path)


@pytest.fixture
def bag(bound_year: BoundYear) -> Path:
    path, _ = make_bag(bound_year.folder, bound_year.manifest, root=bound_year.root)
    assert path is not None
    return path


def found(bound_year: BoundYear) -> tuple[Finding, ...]:
    return verify(bound_year.folder, root=bound_year.root)[1]


def only(bound_year: BoundYear, rule: str, file: str) -> Finding:
    (finding,) = found(bound_year)
    assert (finding.rule, finding.place.file) == (rule, file)
    return finding


def names(bound_year: BoundYear) -> list[tuple[str, str]]:
    return [(one.rule, one.place.file.removeprefix(f"{YEAR}/")) for one in found(bound_year)]


def contents(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


# as it was bound


def test_a_year_as_it_was_bound(bound_year: BoundYear) -> None:
    seen, findings = verify(bound_year.folder, root=bound_year.root)
    assert findings == ()
    assert seen == Verified("imprint/2025", volumes=1, parts=3, originals=1, bag=False)


def test_a_bagged_year_of_two_forms(bound_year: BoundYear) -> None:
    both = with_screen(bound_year)
    make_bag(both.folder, both.manifest, root=both.root)
    seen, findings = verify(both.folder, root=both.root)
    assert findings == ()
    assert (seen.volumes, seen.bag) == (2, True)


@pytest.mark.usefixtures("bag")
def test_nothing_is_written(bound_year: BoundYear) -> None:
    before = contents(bound_year.root)
    verify(bound_year.folder, root=bound_year.root)
    assert contents(bound_year.root) == before


def test_a_folder_without_a_manifest(tmp_path: Path) -> None:
    seen, (finding,) = verify(tmp_path / "output" / "imprint" / "2025", root=tmp_path)
    assert seen == Verified("2025")
    assert str(finding.place) == f"{YEAR}/manifest.json"
    assert exit_code([finding]) == ExitCode.PREFLIGHT


# the volume


def test_a_changed_volume_is_reported_with_both_sums(bound_year: BoundYear) -> None:
    expected = sha256_of(bound_year.volume)
    blank(bound_year.volume, 11, 12)
    finding = only(bound_year, "verify-changed", f"{YEAR}/imprint-2025-volume.pdf")
    assert finding.severity == "error"
    assert finding.message == (
        f"the volume was changed: expected sha256 {expected}, found {sha256_of(bound_year.volume)}"
    )


def test_one_bit_is_enough(bound_year: BoundYear) -> None:
    content = bytearray(bound_year.volume.read_bytes())
    content[len(content) // 2] ^= 1
    bound_year.volume.write_bytes(content)
    only(bound_year, "verify-changed", f"{YEAR}/imprint-2025-volume.pdf")


def test_a_volume_that_is_gone(bound_year: BoundYear) -> None:
    bound_year.volume.unlink()
    only(bound_year, "verify-missing", f"{YEAR}/imprint-2025-volume.pdf")


def test_a_file_that_was_added_is_a_warning(bound_year: BoundYear) -> None:
    (bound_year.folder / "notes.txt").write_text("", encoding="utf-8")
    assert only(bound_year, "verify-added", f"{YEAR}/notes.txt").severity == "warning"


def test_another_count_of_pages_than_the_file_has(bound_year: BoundYear) -> None:
    entry = bound_year.manifest.principal
    last = replace(entry.parts[3], last_page=13)
    bound_year.rewrite(*entry.parts[:3], last, pages=13)
    finding = only(bound_year, "manifest-pages", f"{YEAR}/imprint-2025-volume.pdf")
    assert finding.message == "imprint-2025-volume.pdf has 11 pages, the manifest says 13"


def test_a_volume_that_is_no_pdf(bound_year: BoundYear) -> None:
    bound_year.volume.write_bytes(b"paper")
    bound_year.rewrite(sha256=sha256_of(b"paper"))
    finding = only(bound_year, "manifest-pages", f"{YEAR}/imprint-2025-volume.pdf")
    assert "cannot be opened" in finding.message
    assert str(bound_year.root) not in finding.message


@pytest.mark.parametrize(
    ("ranges", "message"),
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
    bound_year: BoundYear, ranges: list[tuple[int, int]], message: str
) -> None:
    bound_year.rewrite(*(part(f"p{n}", *pages) for n, pages in enumerate(ranges)))
    assert only(bound_year, "manifest-pages", f"{YEAR}/manifest.json").message == message


def test_a_range_that_runs_backwards(bound_year: BoundYear) -> None:
    bound_year.rewrite(part("a", 1, 5), part("b", 6, 5), part("c", 6, 11))
    assert only(bound_year, "manifest-pages", f"{YEAR}/manifest.json").message.startswith(
        "b ends on"
    )


# what it was bound from


def test_an_issue_that_was_rebuilt(bound_year: BoundYear) -> None:
    blank(bound_year.issue, 4, 55)
    file = "output/imprint/2025-02/imprint-2025-02-archive.pdf"
    finding = only(bound_year, "verify-rebuilt", file)
    assert "imprint-2025-02-archive.pdf was rebuilt or changed" in finding.message
    assert exit_code([finding]) == ExitCode.PREFLIGHT


def test_an_issue_need_not_lie_there_any_more(bound_year: BoundYear) -> None:
    bound_year.issue.unlink()
    assert found(bound_year) == ()


def test_an_issue_of_more_pages_than_its_range(bound_year: BoundYear) -> None:
    parts = bound_year.manifest.principal.parts
    bound_year.rewrite(
        *parts[:2], replace(parts[2], last_page=10), replace(parts[3], first_page=11)
    )
    file = "output/imprint/2025-02/imprint-2025-02-archive.pdf"
    assert "has 4 pages, the manifest says 5" in only(bound_year, "manifest-pages", file).message


def test_an_original_that_was_changed(bound_year: BoundYear) -> None:
    expected = sha256_of(bound_year.original)
    blank(bound_year.original, 2, 91)
    finding = only(bound_year, "verify-changed", "issues/imprint/2025-03.pdf")
    assert f"expected sha256 {expected}" in finding.message


def test_an_original_that_is_gone(bound_year: BoundYear) -> None:
    bound_year.original.unlink()
    only(bound_year, "verify-missing", "issues/imprint/2025-03.pdf")


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_a_file_that_cannot_be_read(bound_year: BoundYear) -> None:
    bound_year.original.chmod(0)
    assert (
        "cannot be read" in only(bound_year, "verify-changed", "issues/imprint/2025-03.pdf").message
    )


def test_all_faults_are_found_in_one_run(bound_year: BoundYear) -> None:
    bound_year.volume.unlink()
    blank(bound_year.issue, 4, 55)
    bound_year.original.unlink()
    (bound_year.folder / "x").mkdir()
    rules = [rule for rule, _ in names(bound_year)]
    assert rules == ["verify-missing", "verify-rebuilt", "verify-missing", "verify-added"]


# the bag


def test_a_bag_with_every_fault_at_once(bound_year: BoundYear, bag: Path) -> None:
    (bag / "data" / "originals" / "2025-03.pdf").unlink()
    (bag / "data" / "added.txt").write_text("", encoding="utf-8")
    blank(bag / "data" / "imprint-2025-volume.pdf", 11, 9)
    assert names(bound_year) == [
        ("verify-bag", "imprint-2025-bag/data/originals/2025-03.pdf"),
        ("verify-bag", "imprint-2025-bag/data/added.txt"),
        ("verify-bag", "imprint-2025-bag/data/imprint-2025-volume.pdf"),
    ]
    messages = [one.message for one in found(bound_year)]
    assert messages[0] == "2025-03.pdf is missing from the bag"
    assert f"expected sha256 {sha256_of(bound_year.volume)}" in messages[2]


@pytest.mark.parametrize("name", ["bag-info.txt", "manifest-sha256.txt"])
def test_a_changed_tag_file(bound_year: BoundYear, bag: Path, name: str) -> None:
    file = bag / name
    file.write_bytes(file.read_bytes() + b"\n")
    only(bound_year, "verify-bag", f"{YEAR}/imprint-2025-bag/{name}")


@pytest.mark.parametrize("name", ["bag-info.txt", "tagmanifest-sha256.txt"])
def test_a_tag_file_that_is_gone(bound_year: BoundYear, bag: Path, name: str) -> None:
    (bag / name).unlink()
    assert only(bound_year, "verify-bag", f"{YEAR}/imprint-2025-bag/{name}").message == (
        f"{name} is missing from the bag"
    )


def test_a_tag_file_that_was_added(bound_year: BoundYear, bag: Path) -> None:
    (bag / "more.txt").write_text("", encoding="utf-8")
    only(bound_year, "verify-bag", f"{YEAR}/imprint-2025-bag/more.txt")


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
    bound_year: BoundYear, bag: Path, name: str, content: bytes | None
) -> None:
    if content is None:
        (bag / name).unlink()
    else:
        (bag / name).write_bytes(content)
    findings = found(bound_year)
    assert {one.rule for one in findings} == {"verify-bag"}
    assert all(str(bound_year.root) not in one.message for one in findings)


def test_a_file_in_the_bags_place(bound_year: BoundYear) -> None:
    (bound_year.folder / "imprint-2025-bag").write_text("", encoding="utf-8")
    only(bound_year, "verify-bag", f"{YEAR}/imprint-2025-bag")


@pytest.mark.usefixtures("bag")
def test_a_bag_of_an_earlier_binding_is_stale(bound_year: BoundYear) -> None:
    with_screen(bound_year)
    messages = [one.message for one in found(bound_year)]
    assert {rule for rule, _ in names(bound_year)} == {"bag-stale"}
    assert messages == [
        "the bag does not have imprint-2025-volume-screen.pdf",
        "the bag has another manifest.json",
    ]


@pytest.mark.usefixtures("bag")
def test_a_bag_that_holds_what_is_no_longer_bound(bound_year: BoundYear) -> None:
    entry = bound_year.manifest.principal
    bound_year.rewrite(*entry.parts[:3], part("imprint-2025-03", 10, 11))
    messages = [one.message for one in found(bound_year)]
    assert messages == [
        "the bag has another manifest.json",
        "the bag still has originals/2025-03.pdf",
    ]


def test_the_library_does_not_log(
    bound_year: BoundYear,
    bag: Path,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    (bag / "data" / "manifest.json").unlink()
    verify(bound_year.folder, root=bound_year.root)
    assert (caplog.records, capfd.readouterr()) == ([], ("", ""))


def test_a_bag_of_another_maker_is_read(bound_year: BoundYear, bag: Path) -> None:
    """Sums in capitals and `*` before names are BagIt too."""
    lines = (bag / "manifest-sha256.txt").read_text(encoding="utf-8").splitlines()
    pairs = (line.split("  ") for line in lines)
    text = "".join(f"{checksum.upper()} *{name}\n" for checksum, name in pairs)
    (bag / "manifest-sha256.txt").write_text(text, encoding="utf-8")
    (bag / "tagmanifest-sha256.txt").unlink()
    assert names(bound_year) == [("verify-bag", "imprint-2025-bag/tagmanifest-sha256.txt")]


def test_an_encrypted_volume_is_reported(bound_year: BoundYear) -> None:
    with pikepdf.open(bound_year.volume, allow_overwriting_input=True) as pdf:
        pdf.save(bound_year.volume, encryption=pikepdf.Encryption(owner="o", user="u"))
    bound_year.rewrite(sha256=sha256_of(bound_year.volume))
    assert "cannot be opened" in found(bound_year)[0].message


def test_the_manifest_is_canonical(bound_year: BoundYear) -> None:
    assert (bound_year.folder / manifests.FILE).read_bytes() == manifests.as_json(
        bound_year.manifest
    )
