"""Files of every form become parts of a volume; damaged files are repaired or refused with a reason."""

import io
import re
from pathlib import Path

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name, String

from printissue.volume import PartFile, bind
from structure import walk
from volumefiles import OPTIONS, landings, part_file, plain, saved, tagged, texts, volume


@pytest.mark.parametrize(
    "how",
    [
        {"object_stream_mode": pikepdf.ObjectStreamMode.generate},
        {"object_stream_mode": pikepdf.ObjectStreamMode.disable},
        {"linearize": True},
        {"qdf": True, "object_stream_mode": pikepdf.ObjectStreamMode.disable},
    ],
    ids=["object streams", "no object streams", "linearised", "for editors"],
)
def test_files_of_every_layout_make_the_same_volume(how: dict[str, object]) -> None:
    with pikepdf.open(io.BytesIO(tagged("A"))) as pdf:
        content = saved(pdf, **how)
    made = volume(part_file("a", content), part_file("b", tagged("B")))
    assert walk(made.pdf).faults == []
    assert landings(made.pdf) == [[2], [1], [4], [3]]
    assert made.bound.claims == {"pdfa-3a", "pdfua-1"}


def test_an_incremental_update_counts() -> None:
    """The update replaces the size of the first page."""
    content = plain("A", 1)
    number, head = next(
        (int(one[1]), one[2])
        for one in re.finditer(rb"(\d+) 0 obj\n(<< .*? >>)\nendobj", content)
        if b"/MediaBox" in one[2]
    )
    head = head.replace(b"[ 0 0 200 150 ]", b"[ 0 0 300 150 ]")
    at, table = len(content), int(content.rsplit(b"startxref\n", 1)[1].split()[0])
    added = b"%d 0 obj\n%s\nendobj\n" % (number, head)
    trailer = re.search(rb"trailer << (.*) >>", content)
    assert trailer is not None
    update = b"xref\n%d 1\n%010d 00000 n \ntrailer << %s /Prev %d >>\nstartxref\n%d\n%%%%EOF\n"
    content += added + update % (number, at, trailer[1], table, at + len(added))
    made = volume(part_file("a", content))
    assert [int(edge) for edge in made.pdf.pages[0].mediabox] == [0, 0, 300, 150]


@pytest.mark.parametrize(
    "content", [b"endstream\nendobj\n7 0 obj\n\nstream\n\r\n\0", b"q Q\nendstream\nendobj\n", b""]
)
def test_streams_keep_their_bytes(content: bytes) -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        stream = pdf.make_stream(content)
        stream.Own = Dictionary(Length=3)
        pdf.pages[0].obj.PieceInfo = Dictionary(X=stream)

    with pikepdf.open(io.BytesIO(plain("A", 1, change))) as pdf:
        source = saved(pdf, compress_streams=False)
    made = volume(part_file("a", source)).pdf
    assert made.pages[0].obj.PieceInfo.X.read_bytes() == content
    assert made.pages[0].obj.PieceInfo.X.Own.Length == 3


@pytest.mark.slow
@given(st.binary(min_size=1, max_size=8).filter(lambda name: 0 not in name))
def test_names_keep_their_bytes(name: bytes) -> None:
    """Content streams find their fonts by the bytes of the name, in whatever encoding that is."""
    written = b"/" + b"".join(b"#%02x" % octet for octet in name)
    with pikepdf.open(io.BytesIO(plain("A", 1))) as pdf:
        font = pdf.pages[0].obj.Resources.Font.F1
        pdf.pages[0].obj.Resources.Font = Dictionary(F_1=font)
        pdf.pages[0].obj.Note = Name.F_1
        content = saved(pdf, compress_streams=False)
    content = content.replace(b"/F_1", written)
    made = volume(part_file("a", content), part_file("b", content))
    with pikepdf.open(io.BytesIO(content)) as source:
        page, expected = made.pdf.pages[1].obj, source.pages[0].obj
        assert list(page.Resources.Font.keys()) == list(expected.Resources.Font.keys())
        assert page.Note == expected.Note


@pytest.mark.slow
@given(st.binary(max_size=12))
def test_strings_keep_their_bytes(words: bytes) -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        pdf.pages[0].obj.PieceInfo = Dictionary(X=String(words))

    content = plain("A", 1, change)
    made = volume(part_file("a", content))
    assert bytes(made.pdf.pages[0].obj.PieceInfo.X) == words


@pytest.mark.slow
def test_an_array_of_any_length_is_read() -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        pdf.pages[0].obj.PieceInfo = Dictionary(X=Array([0] * 120_000))

    made = volume(part_file("a", plain("A", 1, change)))
    assert len(made.pdf.pages[0].obj.PieceInfo.X) == 120_000


def test_long_chains_of_pages_do_not_exceed_the_recursion_limit() -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        pages = [page.obj for page in pdf.pages]
        for page, following in zip(pages, [*pages[1:], pages[0]], strict=True):
            page.PieceInfo = Dictionary(Next=following)

    made = volume(part_file("a", plain("A", 1200, change)))
    assert len(made.pdf.pages) == 1200


def test_a_damaged_table_is_repaired() -> None:
    content = plain("A", 1)
    at = content.rfind(b"startxref\n") + len(b"startxref\n")
    made = volume(part_file("a", content[:at] + b"17\n%%EOF\n"))
    assert texts(made.pdf) == ["A page 1"]


def outcome(content: bytes) -> str:
    """Bind a file and return the message that refuses it; empty if it is bound."""
    made, _, findings = bind([part_file("a", content)], OPTIONS)
    if made:
        with pikepdf.open(io.BytesIO(made)) as pdf:
            assert len(pdf.pages) >= 1
        return ""
    assert [one.rule for one in findings] == ["volume-part"]
    return findings[0].message


@pytest.mark.parametrize("cut", [0.1, 0.5, 0.9])
def test_a_file_cut_short_is_read_or_refused(cut: float) -> None:
    content = tagged("A", 3)
    outcome(content[: int(len(content) * cut)])


@pytest.mark.parametrize("place", range(20, 640, 30))
def test_a_flipped_byte_does_not_crash(place: int) -> None:
    content = bytearray(plain("A", 1))
    content[place] ^= 0x55
    outcome(bytes(content))


def test_a_folder_is_refused(tmp_path: Path) -> None:
    _, _, findings = bind([PartFile("a", "A", tmp_path, "en")], OPTIONS)
    assert ["cannot be read" in one.message for one in findings] == [True]
