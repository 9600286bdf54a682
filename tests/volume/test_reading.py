"""Reading a file into leaves: what qpdf wrote is cut, all else is written by qpdf first; both give the same."""

import io
import re
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Dictionary, String

from bindery_files import plain, saved, tagged
from printissue.volume import reading
from printissue.volume.reading import Leaves, UnreadableError, read


def shape(leaves: Leaves) -> list[tuple[bytes, bytes | None]]:
    """Give the objects of a file in the order of their content, references blanked out."""
    rows = [
        (re.sub(rb"\d+ 0 R", b"REF", head), leaves.data.get(number))
        for number, head in enumerate(leaves.heads)
        if number
    ]
    return sorted(rows, key=repr)


def test_a_file_of_qpdf_is_cut_without_being_written_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "_rewritten", lambda _: pytest.fail("written again"))
    leaves = read(tagged("A"))
    with pikepdf.open(io.BytesIO(tagged("A"))) as pdf:
        assert len(leaves.heads) - 1 == len(pdf.objects)
        assert len(leaves.data) == sum(isinstance(one, pikepdf.Stream) for one in pdf.objects)


@pytest.mark.parametrize(
    "how",
    [
        {"object_stream_mode": pikepdf.ObjectStreamMode.generate},
        {"linearize": True},
        {"qdf": True, "object_stream_mode": pikepdf.ObjectStreamMode.disable},
    ],
    ids=["object streams", "linearised", "for editors"],
)
def test_other_files_come_to_the_same(how: dict[str, object]) -> None:
    content = tagged("A")
    with pikepdf.open(io.BytesIO(content)) as pdf:
        other = saved(pdf, **how)
    mine, theirs = read(content), read(other)
    assert [head for head, data in shape(theirs) if data is None] == [
        head for head, data in shape(mine) if data is None
    ]


def test_a_file_that_was_added_to_is_written_first() -> None:
    """An increment replaces the first page's size; the table of the first writing would miss it."""
    content = plain("A", 1)
    number = next(n for n, head in enumerate(read(content).heads) if b"/MediaBox" in head)
    head = read(content).heads[number].replace(b"[ 0 0 200 150 ]", b"[ 0 0 300 150 ]")
    at, table = len(content), int(content.rsplit(b"startxref\n", 1)[1].split()[0])
    added = b"%d 0 obj\n%s\nendobj\n" % (number, head)
    trailer = re.search(rb"trailer << (.*) >>", content)
    assert trailer is not None
    content += (
        added
        + b"xref\n%d 1\n%010d 00000 n \ntrailer << %s /Prev %d >>\nstartxref\n%d\n%%%%EOF\n"
        % (
            number,
            at,
            trailer[1],
            table,
            at + len(added),
        )
    )
    assert any(b"[ 0 0 300 150 ]" in one for one in read(content).heads)


def test_streams_are_kept_as_they_stand() -> None:
    raw = b"endstream\nendobj\n7 0 obj\n\nstream\n\r\n\0"

    with pikepdf.open(io.BytesIO(plain("A", 1))) as pdf:
        pdf.pages[0].obj.Contents = pdf.make_stream(raw)
        content = saved(pdf, compress_streams=False)
    assert raw in read(content).data.values()


def test_a_length_inside_does_not_mislead() -> None:
    with pikepdf.open(io.BytesIO(plain("A", 1))) as pdf:
        stream = pdf.make_stream(b"q Q\nendstream\nendobj\n")
        stream.Own = Dictionary(Length=3)
        pdf.pages[0].obj.Contents = stream
        content = saved(pdf, compress_streams=False)
    assert b"q Q\nendstream\nendobj\n" in read(content).data.values()


def test_the_producer_is_read() -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        pdf.trailer.Info = pdf.make_indirect(Dictionary(Producer=String("WeasyPrint 70.0; x")))

    assert read(plain("A", 1, change)).producer == b"WeasyPrint 70.0; x"
    assert read(plain("A", 1)).producer == b""


def test_a_damaged_table_is_mended() -> None:
    content = plain("A", 1)
    at = content.rfind(b"startxref\n") + len(b"startxref\n")
    assert len(read(content[:at] + b"17\n%%EOF\n").heads) > 4


@pytest.mark.parametrize("cut", [0.1, 0.5, 0.9])
def test_a_file_cut_short_is_read_or_refused(cut: float) -> None:
    content = tagged("A", 3)
    try:
        leaves = read(content[: int(len(content) * cut)])
    except UnreadableError as error:
        assert str(error)
    else:
        assert leaves.root


@pytest.mark.parametrize("place", range(20, 640, 30))
def test_a_flipped_byte_is_no_crash(place: int) -> None:
    content = bytearray(plain("A", 1))
    content[place] ^= 0x55
    try:
        read(bytes(content))
    except UnreadableError as error:
        assert str(error)


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match="cannot be read"):
        read(tmp_path)
