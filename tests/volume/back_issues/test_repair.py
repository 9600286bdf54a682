"""The repair of page trees, boxes, cycles and cross-reference tables, and the measuring of streams."""

import io
import math
import random
import re
import zlib
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, ObjectStreamMode, String

from backissuefiles import bookmarks, junk_before, plain, put, written
from printissue.pdf.objects import number
from printissue.volume.back_issues import RepairedPdf, repair_back_issue
from printissue.volume.back_issues.decoding import decoded_size
from printissue.volume.back_issues.objects import (
    display_text,
    name_text,
    string,
    usable_keys,
    values,
)
from printissue.volume.back_issues.options import Changes, one_line
from printissue.volume.back_issues.salvage import salvage

OPEN = {"object_stream_mode": ObjectStreamMode.disable}
PACKED = {"object_stream_mode": ObjectStreamMode.generate}


def mended(folder: Path, content: bytes | pikepdf.Pdf) -> tuple[RepairedPdf, pikepdf.Pdf]:
    intake, findings = repair_back_issue(put(folder, content), name="old.pdf")
    assert intake is not None, findings
    return intake, pikepdf.open(io.BytesIO(intake.content))


def said(pdf: pikepdf.Pdf) -> list[bytes]:
    """Return the numbers that the pages of a file show."""
    return [re.findall(rb"\(Page (\d+)\)", page.Contents.read_bytes())[0] for page in pdf.pages]


# the page tree


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (rb"/Count 3", b"/Count 0"),
        (rb"/Count 3", b"/Count -3"),
        (rb"/Count 3", b"/Count (x)"),
        (rb"/Type /Page ", b"/Type /Pqge "),
        (rb"/Parent \d+ 0 R", b"/Parent 1 0 R"),
        (rb"/Parent \d+ 0 R", b""),
    ],
)
def test_page_trees_with_wrong_entries(tmp_path, old, new):
    content = written(plain(), **OPEN)
    changed = re.sub(old, new, content)
    assert changed != content
    intake, after = mended(tmp_path, changed)
    assert said(after) == [b"1", b"2", b"3"]
    assert "the page tree was damaged" in intake.repairs
    assert after.Root.Pages.Count == 3
    assert {page.obj.Parent.objgen for page in after.pages} == {after.Root.Pages.objgen}


def test_pages_inherit_what_their_nodes_say(tmp_path):
    content = re.sub(rb"/Count 3", b"/Count 0", written(plain(3, nested=True), **OPEN))
    _, after = mended(tmp_path, content)
    assert [list(map(int, page.obj.MediaBox)) for page in after.pages] == [[0, 0, 240, 160]] * 3
    assert all("/F1" in page.obj.Resources.Font for page in after.pages)


def test_a_page_that_occurs_twice_in_the_tree_is_two_pages(tmp_path):
    content = written(plain(3), **OPEN)
    twice = re.sub(rb"/Kids \[ (\d 0 R) \d 0 R ", rb"/Kids [ \1 \1 ", content)
    assert twice != content
    _, after = mended(tmp_path, twice)
    assert said(after) == [b"1", b"1", b"3"]
    assert len({page.obj.objgen for page in after.pages}) == 3


@pytest.mark.parametrize(
    ("key", "value", "kept", "what"),
    [
        ("MediaBox", None, [0, 0, 612, 792], "no valid size"),
        ("MediaBox", [0, 0, 0, 100], [0, 0, 612, 792], "no valid size"),
        ("MediaBox", [0, 0, 9], [0, 0, 612, 792], "no valid size"),
        ("MediaBox", [String("x"), 0, 300, 200], [0, 0, 300, 200], "values that are not numbers"),
        ("CropBox", [5, 5, 5, 5], None, "empty crop box"),
        ("CropBox", [], None, "empty crop box"),
        ("Rotate", 45, 0, "not a multiple of 90"),
        ("Rotate", -100, 270, "not a multiple of 90"),
        ("Rotate", Name.Left, 0, "not a multiple of 90"),
        ("Rotate", 450, 450, ""),
        ("Rotate", -90, -90, ""),
        ("Contents", [None, 7], [], "contents that do not exist"),
        ("Contents", String("x"), None, "contents that do not exist"),
        ("Annots", [None, 7], [], "annotations that do not exist"),
    ],
)
def test_pages_with_wrong_entries(tmp_path, key, value, kept, what):
    pdf = plain(2)
    page = pdf.pages[0].obj
    if value is None:
        del page[f"/{key}"]
    else:
        page[f"/{key}"] = Array(value) if isinstance(value, list) else value
    intake, after = mended(tmp_path, pdf)
    found = after.pages[0].obj.get(f"/{key}")
    assert (list(found) if isinstance(found, Array) else found) == kept
    assert any(what in one and "page 1" in one for one in intake.repairs) == bool(what)


# circles


def titles(node: pikepdf.Object) -> list[str]:
    """Return the titles below a node, and check the links back."""
    found, item, before = [], node.get("/First"), None
    while item is not None:
        found += [str(item.Title), *titles(item)]
        assert (item.get("/Prev") and item.Prev.objgen) == (before and before.objgen)
        assert item.Parent.objgen == node.objgen
        item, before = item.get("/Next"), item
    assert (node.get("/Last") and node.Last.objgen) == (before and before.objgen)
    return found


def outline(change: object) -> pikepdf.Pdf:
    pdf = plain(1)
    first, second, third = bookmarks(pdf)
    {
        "next is first": lambda: third.__setattr__("Next", first),
        "next is itself": lambda: second.__setattr__("Next", second),
        "child is parent": lambda: second.__setattr__("First", first),
        "next is a number": lambda: first.__setattr__("Next", 7),
        "no way back": lambda: second.__delattr__("Prev"),
        "last is wrong": lambda: pdf.Root.Outlines.__setattr__("Last", first),
        "inside its parent": lambda: third.__setattr__("First", Dictionary(Title=String("Below"))),
    }[change]()
    return pdf


@pytest.mark.parametrize(
    ("change", "left"),
    [
        ("next is first", "012"),
        ("next is itself", "01"),
        ("child is parent", "012"),
        ("next is a number", "0"),
        ("no way back", "012"),
        ("last is wrong", "012"),
    ],
)
def test_bookmarks_in_a_circle(tmp_path, change, left):
    intake, after = mended(tmp_path, outline(change))
    assert titles(after.Root.Outlines) == [f"Item {one}" for one in left]
    assert intake.repairs == ("the bookmarks ran in a circle or led to nothing",)


def test_bookmarks_that_contain_their_parents(tmp_path):
    _, after = mended(tmp_path, outline("inside its parent"))
    assert titles(after.Root.Outlines) == ["Item 0", "Item 1", "Item 2", "Below"]


def test_intact_bookmarks_do_not_change(tmp_path):
    pdf = plain(1)
    bookmarks(pdf)
    assert mended(tmp_path, pdf)[0].repairs == ()


def test_trees_in_a_circle(tmp_path):
    pdf = plain(1)
    names = pdf.make_indirect(Dictionary(Kids=Array()))
    leaf = pdf.make_indirect(
        Dictionary(Names=Array([String("a"), Array([pdf.pages[0].obj, Name.Fit])]))
    )
    names.Kids = Array([leaf, names, 7, leaf])
    labels = pdf.make_indirect(Dictionary(Nums=Array([0, Dictionary(S=Name.D)])))
    labels.Kids = Array([labels])
    field = pdf.make_indirect(Dictionary(T=String("x")))
    field.Kids = Array([field])
    pdf.Root.Names = Dictionary(Dests=names)
    pdf.Root.PageLabels = labels
    pdf.Root.AcroForm = Dictionary(Fields=Array([field, field]))
    intake, after = mended(tmp_path, pdf)
    assert len(after.Root.Names.Dests.Kids) == 1
    assert len(after.Root.PageLabels.Kids) == 0
    assert len(after.Root.AcroForm.Fields) == 1
    assert len(after.Root.AcroForm.Fields[0].Kids) == 0
    assert len(intake.repairs) == 3


def test_structure_elements_in_a_circle(tmp_path):
    pdf = plain(1)
    root = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
    section = pdf.make_indirect(Dictionary(S=Name.Sect, P=root))
    words = pdf.make_indirect(Dictionary(S=Name.P, P=root))
    mark = Dictionary(Type=Name.MCR, MCID=1, Pg=pdf.pages[0].obj)
    words.K = Array([0, mark, section, String("x")])
    section.K = Array([words, words])
    root.K = section
    pdf.Root.StructTreeRoot = root
    intake, after = mended(tmp_path, pdf)
    section = after.Root.StructTreeRoot.K
    (words,) = section.K
    assert words.P.objgen == section.objgen
    assert [words.K[0], words.K[1].MCID, len(words.K)] == [0, 1, 2]
    assert intake.repairs == ("the tags ran in a circle or had wrong parents",)


# named destinations


def test_named_destinations_that_lead_to_no_page(tmp_path):
    pdf = plain(2)
    there = Array([pdf.pages[1].obj, Name.Fit])
    pdf.Root.Dests = Dictionary(
        Good=there, Held=Dictionary(D=there), Bad=String("x"), Short=Array()
    )
    leaf = pdf.make_indirect(
        Dictionary(
            Names=Array(
                [
                    *(String("a"), there),
                    *(String("b"), Array([1, Name.Fit])),
                    *(String("c"), Array([7, Name.Fit])),
                    *(String("d"), String("e")),
                    *(Name.f, there),
                    String("g"),
                ]
            )
        )
    )
    lost = pdf.make_indirect(Dictionary(Namez=Array()))
    pdf.Root.Names = Dictionary(Dests=Dictionary(Kids=Array([leaf, lost])))
    intake, after = mended(tmp_path, pdf)
    page = after.pages[1].obj.objgen
    assert set(after.Root.Dests.keys()) == {"/Good", "/Held"}
    (leaf,) = after.Root.Names.Dests.Kids
    assert [str(one) for one in list(leaf.Names)[::2]] == ["a", "b"]
    assert [one[0].objgen for one in list(leaf.Names)[1::2]] == [page, page]
    assert intake.repairs == ("some named destinations led to no page",)


def test_a_name_tree_without_names(tmp_path):
    pdf = plain(1)
    pdf.Root.Names = Dictionary(Dests=Dictionary(Namez=Array()))
    assert "/Dests" not in mended(tmp_path, pdf)[1].Root.Names


# what qpdf cannot open


@pytest.mark.parametrize("options", [OPEN, PACKED], ids=["open", "packed"])
def test_objects_are_gathered_if_the_end_of_the_file_is_lost(tmp_path, options):
    whole = written(plain(), **options)
    end = whole.rindex(b"endstream", 0, whole.find(b"/XRef")) if options is PACKED else None
    end = end + 9 if end else whole.rindex(b"\nxref")
    cut = re.sub(rb"/Type /Catalog", b"/Type /Catalxx", whole[:end])
    intake, after = mended(tmp_path, cut)
    assert said(after) == [b"1", b"2", b"3"]
    assert intake.repairs
    assert intake.rebuilt
    moved = whole.replace(b"startxref", b"startxref 1")
    assert [mended(tmp_path, one)[0].rebuilt for one in (whole, moved)] == [False, False]


def test_truncated_contents_are_not_an_empty_page(tmp_path):
    whole = written(plain(), **PACKED)
    cut = whole[: whole.rindex(b"endstream", 0, whole.find(b"/XRef"))]
    intake, (finding,) = repair_back_issue(put(tmp_path, cut), name="old.pdf")
    assert intake is None
    assert finding.rule == "old-unreadable"


def test_salvage_uses_the_last_of_several_objects_and_ignores_streams():
    parts = [
        b"1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj",
        b"2 0 obj << /Type /Pages /Kids [ 3 0 R ] /Count 1 >> endobj",
        b"3 0 obj << /Type /Page /Parent 2 0 R /MediaBox [ 0 0 9 9 ] >> endobj",
        b"4 0 obj << /Length 9 >> stream\n3 0 obj << /Type /Page /MediaBox [ 0 0 1 1 ] >>\nendstream",
        b"3 0 obj << /Type /Page /Parent 2 0 R /MediaBox [ 0 0 7 7 ] >> endobj",
    ]
    content = salvage(b"\n".join(parts))
    assert content is not None
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert not any("damaged" in one for one in pdf.get_warnings())
        assert [list(page.obj.MediaBox) for page in pdf.pages] == [[0, 0, 7, 7]]


@pytest.mark.parametrize(
    "content",
    [b"", b"1 0 obj << /Type /Page >> endobj", b"1 0 obj << /Encrypt 2 0 R /Type /Pages >> endobj"],
    ids=["nothing", "pages without their order", "encrypted"],
)
def test_salvage_without_pages_gives_nothing(content):
    assert salvage(content) is None


def test_salvage_decodes_no_bombs():
    packed = zlib.compress(b"7 0 " + bytes(80 << 20), 1)
    head = b"1 0 obj << /Type /ObjStm /First 4 /N 1 >> stream\n%b\nendstream endobj\n" % packed
    content = salvage(head + b"2 0 obj << /Type /Pages /Kids [ ] >> endobj")
    assert content is not None
    assert len(content) < (65 << 20) + len(head)


def test_data_before_the_header(tmp_path):
    intake, after = mended(tmp_path, junk_before(written(plain()), random.Random(1)))
    assert said(after) == [b"1", b"2", b"3"]
    assert intake.content.startswith(b"%PDF-")


# streams


LZW = bytes([0x80, 0x0B, 0x60, 0x50, 0x22, 0x0C, 0x0C, 0x85, 0x01])
"""The example of ISO 32000-1, 7.4.4.2: `-----A---B`, ten bytes."""


@pytest.mark.parametrize(
    ("data", "codings", "size"),
    [
        (b"plain", (), 5),
        (zlib.compress(bytes(5000)), ("FlateDecode",), 5000),
        (zlib.compress(zlib.compress(bytes(5000))), ("FlateDecode", "Fl"), 5000),
        (zlib.compress(bytes(5000))[:-6], ("FlateDecode",), 4904),
        (b"no flate", ("FlateDecode",), 0),
        (LZW, ("LZWDecode",), 10),
        (b"\x02abc\xfex\x80rest", ("RunLengthDecode",), 6),
        (b"<~zz~>", ("ASCII85Decode",), 8),
        (b"61 62 6>", ("ASCIIHexDecode",), 3),
        (zlib.compress(bytes(300)).hex().encode() + b">", ("AHx", "Fl"), 300),
        (b"a picture", ("DCTDecode", "FlateDecode"), 9),
    ],
)
def test_the_decoded_size_of_streams_is_counted(data, codings, size):
    made = pikepdf.new()
    one = made.make_stream(b"")
    one.write(data, filter=Array([Name(f"/{name}") for name in codings]))
    assert decoded_size(one, 1 << 20) == size


@pytest.mark.parametrize("length", [300, 5000, 70_000])
def test_lzw_of_all_widths(length):
    """Codes grow from 9 to 12 bits, and start again when the table is full."""
    data = random.Random(length).randbytes(length)
    made = pikepdf.new()
    one = made.make_stream(b"")
    one.write(_lzw_packed(data), filter=Name.LZWDecode)
    assert one.read_bytes() == data, "qpdf reads what the test packs"
    assert decoded_size(one, 1 << 20) == length


def _lzw_packed(data: bytes) -> bytes:
    table, width, bits, last = {}, 9, [f"{256:09b}"], b""

    def fresh() -> dict[bytes, int]:
        return {bytes([one]): one for one in range(256)}

    table, size = fresh(), 258
    for byte in data:
        entry = last + bytes([byte])
        if entry in table:
            last = entry
            continue
        bits.append(f"{table[last]:0{width}b}")
        table[entry] = size
        size += 1
        width = max(9, min(12, size.bit_length()))
        if size >= 4094:
            bits.append(f"{256:0{width}b}")
            table, size, width = fresh(), 258, 9
        last = bytes([byte])
    bits.append(f"{table[last]:0{width}b}")
    width = max(9, min(12, (size + 1).bit_length()))
    bits.append(f"{257:0{width}b}")
    line = "".join(bits)
    return int(line.ljust(-(-len(line) // 8) * 8, "0"), 2).to_bytes(-(-len(line) // 8), "big")


# odd objects


def test_names_that_are_not_utf_8():
    odd = pikepdf.Object.parse(b"<< /A#e4 1 /B /C#e4 /D 2 >>")
    assert sorted(usable_keys(odd)) == ["/B", "/D"]
    assert len(values(odd)) == 3
    assert name_text(odd.get("/B")) == "/Cä"


def test_only_numbers_in_a_range_are_read():
    assert [number(one) for one in (7, True, "7", Name.x, None)] == [7, None, None, None, None]
    assert (number(2e9), number(2e9, most=math.inf)) == (None, 2e9)


def test_strings_are_shortened_for_display():
    assert string(String("é")) == "é"
    assert string(Name.x) == ""
    assert display_text(String("a\nb" + "c" * 99)) == "a b" + "c" * 76 + "…"


def test_files_with_names_that_are_no_text_are_taken(tmp_path):
    content = written(plain(), **OPEN).replace(b"/F1", b"/F#e4").replace(b"/Type /Font", b"/#fft 1")
    assert mended(tmp_path, content)[0].pages == 3


def test_messages_of_libraries():
    assert one_line("/x/original.pdf (object 3 0): bad\nthing") == "(object 3 0): bad thing"
    assert one_line("/x/salvaged.pdf: bad") == "bad"
    assert len(one_line("x" * 999)) == 160


def test_changes_are_recorded_once_and_up_to_a_limit():
    changes = Changes()
    for page in (1, 2, 1, 7):
        changes.removed("JavaScript", page)
    for count in range(1000):
        changes.repaired(str(count))
    assert changes.removals() == ("JavaScript (pages 1–2, 7)",)
    assert len(changes.repairs()) == 500
