"""The intake of a back issue's PDF: results, refusals, and limits."""

import errno
import hashlib
import io
import os
import random
import re
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from pikepdf import Array, Name, ObjectStreamMode

from backissuefiles import DAMAGES, bomb, link, plain, put, written
from printissue.core.errors import ExitCode, WriteError
from printissue.core.findings import Finding
from printissue.volume.back_issues import REPAIR_LIMITS, RepairedPdf, repair_back_issue
from printissue.volume.back_issues.sandbox import SandboxFailure, run_sandboxed

FORKS = pytest.mark.skipif(not hasattr(os, "fork"), reason="limits of a process are Linux's")


def taken(file: Path, **options: object) -> RepairedPdf:
    intake, findings = repair_back_issue(file, name="old.pdf", **options)
    assert intake is not None, findings
    assert all(one.severity == "warning" for one in findings)
    return intake


def refused(file: Path, **options: object) -> Finding:
    intake, findings = repair_back_issue(file, name="issues/imprint/2024-03.pdf", **options)
    assert intake is None
    (finding,) = findings
    assert finding.severity == "error"
    assert finding.place.file == "issues/imprint/2024-03.pdf"
    assert str(file.parent) not in finding.as_text()
    return finding


def pixels(content: bytes | Path) -> list[bytes]:
    pdf = pypdfium2.PdfDocument(content)
    try:
        return [bytes(page.render(scale=0.5).buffer) for page in pdf]
    finally:
        pdf.close()


# results


def test_an_intact_file_passes_without_findings(tmp_path):
    file = put(tmp_path, plain())
    intake, findings = repair_back_issue(file, name="old.pdf")
    assert findings == ()
    assert intake is not None
    assert (intake.pages, intake.repairs, intake.removals, intake.tagged) == (3, (), (), False)
    assert intake.sha256 == hashlib.sha256(file.read_bytes()).hexdigest()
    assert pixels(intake.content) == pixels(file)


def test_the_original_stays_and_equal_files_give_equal_bytes(tmp_path):
    file = put(tmp_path, written(plain()) + b"junk")
    file.chmod(0o444)
    before = file.read_bytes(), file.stat().st_mtime_ns
    assert taken(file).content == taken(file).content
    assert (file.read_bytes(), file.stat().st_mtime_ns) == before
    assert list(tmp_path.iterdir()) == [file]


def test_the_archive_has_no_object_streams(tmp_path):
    packed = written(plain(), object_stream_mode=ObjectStreamMode.generate)
    content = taken(put(tmp_path, packed)).content
    assert b"/ObjStm" in packed
    assert b"/ObjStm" not in content
    assert b"\nxref\n" in content


@pytest.mark.parametrize(("marked", "tree", "tagged"), [(1, 1, True), (0, 1, False), (1, 0, False)])
def test_a_tagged_file_claims_tags_and_has_them(tmp_path, marked, tree, tagged):
    pdf = plain()
    if marked:
        pdf.Root.MarkInfo = pikepdf.Dictionary(Marked=True)
    if tree:
        pdf.Root.StructTreeRoot = pdf.make_indirect(pikepdf.Dictionary(Type=Name.StructTreeRoot))
    assert taken(put(tmp_path, pdf)).tagged is tagged


def test_findings_sum_up_what_was_done(tmp_path):
    pdf = plain(9)
    for page in pdf.pages:
        link(page, f"ftp://example.org/{page.index}")
    intake, findings = repair_back_issue(put(tmp_path, written(pdf)[:-30]), name="old.pdf")
    assert intake is not None
    assert [one.rule for one in findings] == ["old-repaired", "old-removed"]
    assert "ftp://example.org/0' (page 1)" in findings[1].message
    assert "and 4 more" in findings[1].message
    assert len(intake.removals) == 9


# passwords


@pytest.mark.parametrize("right", ["reader", "owner"])
def test_encrypted_files_open_with_either_password(tmp_path, right):
    file = put(tmp_path, written(plain(), encryption=pikepdf.Encryption("owner", "reader")))
    intake = taken(file, passwords=["neither", right])
    assert intake.repairs == ("the encryption was removed",)
    with pikepdf.open(io.BytesIO(intake.content)) as pdf:
        assert not pdf.is_encrypted


def test_a_missing_password_has_a_hint_where_to_put_it(tmp_path):
    file = put(tmp_path, written(plain(), encryption=pikepdf.Encryption("owner", "reader")))
    assert "passwords.yaml" in refused(file).hint
    wrong = refused(file, passwords=["third"])
    assert (wrong.rule, wrong.message) == ("old-password", "no password for the PDF opens it")
    assert "third" not in wrong.as_text()


@pytest.mark.parametrize("passwords", [[], ["another"]])
def test_a_file_with_an_empty_user_password_needs_no_password(tmp_path, passwords):
    file = put(tmp_path, written(plain(), encryption=pikepdf.Encryption("owner", "")))
    assert taken(file, passwords=passwords).pages == 3
    assert taken(file, passwords=passwords).forbidden == ("encryption",)


# refusals


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (b"", "old-unreadable"),
        (b"hello", "old-unreadable"),
        (bytes(100_000), "old-unreadable"),
        (written(pikepdf.new()), "old-pages"),
    ],
    ids=["empty", "text", "zeros", "no pages"],
)
def test_a_file_without_pages(tmp_path, content, rule):
    assert refused(put(tmp_path, content)).rule == rule


def test_a_path_that_is_not_a_file(tmp_path):
    assert refused(tmp_path / "none.pdf").rule == "old-unreadable"
    assert refused(tmp_path).rule == "old-unreadable"
    os.mkfifo(tmp_path / "pipe.pdf")
    assert refused(tmp_path / "pipe.pdf").rule == "old-unreadable"


def test_a_page_that_is_lost_is_not_left_out_silently(tmp_path):
    content = written(plain(), object_stream_mode=ObjectStreamMode.disable)
    lost = content.replace(b"/Kids [ 3 0 R", b"/Kids [ 99 0 R 3 0 R").replace(
        b"Count 3", b"Count 4"
    )
    assert lost != content
    finding = refused(put(tmp_path, lost))
    assert finding.rule == "old-pages"
    assert "names 4 pages, and 1 of them" in finding.message


def test_readers_that_disagree(tmp_path):
    """Without a stated count, pdfium counts a node twice that occurs twice; for us that is a cycle."""
    whole = written(plain(2, nested=True), object_stream_mode=ObjectStreamMode.disable)
    twice = re.sub(rb"/Count 2 /Kids \[ (\d+ 0 R) ", rb"/Count 0 /Kids [ \1 \1 ", whole)
    assert twice != whole
    finding = refused(put(tmp_path, twice))
    assert finding.rule == "old-pages"
    assert finding.message.endswith("before the repair: pikepdf counts 2, pdfium counts 3")


@FORKS
@pytest.mark.parametrize(("folio", "which"), [(1, "first"), (3, "last")])
def test_a_page_that_would_look_different(tmp_path, monkeypatch, folio, which):
    from printissue.volume.back_issues import examine

    def worse(page: pikepdf.Object, number: int, _changes: object) -> None:
        if number == folio:
            del page.Contents

    monkeypatch.setattr(examine, "repair_page", worse)
    finding = refused(put(tmp_path, plain(3)))
    assert finding.rule == "old-look"
    assert finding.message == f"the {which} page looks different after the repair"


@FORKS
@pytest.mark.parametrize("step", ["copy_original", "_save"])
def test_a_full_disk_is_not_a_fault_of_the_file(tmp_path, monkeypatch, step):
    from printissue.volume.back_issues import examine

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(examine, step, full)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with pytest.raises(WriteError, match=rf"cannot write {tmp_path}/\S+: No space") as raised:
        repair_back_issue(put(tmp_path, plain(1)), name="old.pdf")
    assert raised.value.code == ExitCode.WRITE


# limits


@pytest.mark.slow
def test_a_decompression_bomb_of_a_kilobyte_is_found(tmp_path):
    file = put(tmp_path, bomb(300 << 20, layers=2))
    assert file.stat().st_size < 2000
    assert refused(file).rule == "old-limits"


@pytest.mark.parametrize("bound", ["stream", "decoded"])
def test_streams_that_decode_to_too_much(tmp_path, bound):
    file = put(tmp_path, bomb(9 << 20))
    assert refused(file, limits=replace(REPAIR_LIMITS, **{bound: 8 << 20})).rule == "old-limits"
    assert taken(file, limits=replace(REPAIR_LIMITS, **{bound: 10 << 20})).pages == 1


def test_too_many_pages(tmp_path):
    finding = refused(put(tmp_path, plain(4)), limits=replace(REPAIR_LIMITS, pages=3))
    assert (finding.rule, finding.message) == ("old-limits", "the PDF has 4 pages; the limit is 3")


def test_too_large_a_file(tmp_path):
    file = put(tmp_path, plain(1))
    finding = refused(file, limits=replace(REPAIR_LIMITS, size=file.stat().st_size - 1))
    assert finding.rule == "old-limits"


@pytest.mark.slow
@FORKS
def test_too_much_processor_time(tmp_path, monkeypatch):
    from printissue.volume.back_issues import examine

    monkeypatch.setattr(examine, "sanitize", lambda *_: _burn())
    finding = refused(put(tmp_path, plain(1)), limits=replace(REPAIR_LIMITS, seconds=1))
    assert finding.rule == "old-limits"
    assert finding.message == "the PDF takes more than 1 seconds of processor time"


@FORKS
def test_waiting_uses_no_processor_time(tmp_path, monkeypatch):
    """A process may wait on a busy machine, which is no fault of the file."""
    from printissue.volume.back_issues import examine

    sanitize = examine.sanitize

    def late(*values: object) -> None:
        time.sleep(1.5)
        sanitize(*values)

    monkeypatch.setattr(examine, "sanitize", late)
    assert taken(put(tmp_path, plain(1)), limits=replace(REPAIR_LIMITS, seconds=1)).pages == 1


@FORKS
def test_waiting_ends_at_the_wall_time(tmp_path, monkeypatch):
    from printissue.volume.back_issues import examine

    monkeypatch.setattr(examine, "sanitize", lambda *_: _sleep())
    finding = refused(put(tmp_path, plain(1)), limits=replace(REPAIR_LIMITS, wall_time=0.3))
    assert finding.rule == "old-limits"
    assert finding.message == "the work on the PDF did not end within 0.3 seconds"


@pytest.mark.slow
@FORKS
def test_a_library_that_crashes(tmp_path):
    """Forms that draw the next one ten times, twenty-five deep: pdfium runs out of memory."""
    pdf = plain(1)
    form = pdf.make_stream(b"0 0 1 1 re f")
    for _ in range(25):
        entries = {"Subtype": Name.Form, "BBox": Array([0, 0, 9, 9])}
        resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(X=form))
        form = pdf.make_stream(b"/X Do " * 10, Resources=resources, **entries)
    page = pdf.pages[0].obj
    page.Resources.XObject = pikepdf.Dictionary(X=form)
    page.Contents = pdf.make_stream(b"/X Do")
    finding = refused(
        put(tmp_path, pdf), limits=replace(REPAIR_LIMITS, memory=128 << 20, seconds=5)
    )
    assert finding.rule in ("old-unreadable", "old-limits")


@pytest.mark.parametrize("box", [(10**7, 10**7), (2 * 10**9, 1), (1, 9000)])
def test_huge_pages(tmp_path, box):
    pdf = plain(2)
    pdf.pages[0].obj.MediaBox = Array([0, 0, *box])
    assert taken(put(tmp_path, pdf)).pages == 2


# the sandbox


def _exhaust() -> list[bytes]:
    return [bytes(1 << 20) for _ in range(4096)]


def _sleep() -> None:
    time.sleep(60)


def _burn() -> None:
    while True:
        pass


def _die() -> None:
    os.abort()


def _raise() -> None:
    raise KeyError("two\nlines")


@pytest.mark.slow
@FORKS
@pytest.mark.parametrize(
    ("work", "cause"),
    [
        (_exhaust, "memory"),
        (_burn, "processor time"),
        (_sleep, "wall time"),
        (_die, "crash"),
        (_raise, "error"),
    ],
)
def test_work_that_fails(work, cause, capfd):
    wall_time = 0.5 if work is _sleep else 300
    limits = replace(REPAIR_LIMITS, seconds=0.5, wall_time=wall_time, memory=64 << 20)
    ended = run_sandboxed(work, limits=limits)
    assert isinstance(ended, SandboxFailure)
    assert ended.cause == cause
    assert "\n" not in ended.detail
    assert capfd.readouterr() == ("", "")


def test_work_that_finishes():
    assert run_sandboxed(sorted, [3, 1, 2], limits=REPAIR_LIMITS) == [1, 2, 3]


# damage


@pytest.mark.slow
@pytest.mark.parametrize("damage", DAMAGES, ids=lambda one: one.__name__)
def test_damaged_files_keep_their_pages_or_are_refused(tmp_path, damage):
    """A damaged file is refused, or keeps all its pages and, if they could be drawn, their appearance."""
    bound = 0
    for number, mode in enumerate(ObjectStreamMode.__members__.values()):
        dice = random.Random(f"{damage.__name__} {number}")
        whole = written(plain(4, nested=number == 1), object_stream_mode=mode)
        file = put(tmp_path, damage(whole, dice))
        intake, findings = repair_back_issue(file, name="old.pdf")
        if intake is None:
            assert [one.severity for one in findings] == ["error"]
            continue
        bound += 1
        assert intake.pages == 4
        assert len(pixels(intake.content)) == 4
    if damage.__name__ in ("junk_before", "junk_after", "wrong_xref", "no_xref", "wrong_lengths"):
        assert bound >= 2
