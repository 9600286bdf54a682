"""Content streams: cut into marks, decoration told apart, text read back."""

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from printissue.access.artifacts import number_content
from printissue.access.check import check_tree
from printissue.access.elements import Content, Element
from printissue.access.glyphs import Said, join_lines, join_pieces, read_fonts, text_of
from printissue.access.sheets import Sheet, read_sheets
from printissue.access.streams import settle_streams
from printissue.access.writer import write_tree

TEXT = "/Span\n<</MCID {0}>>\nBDC\nBT\n[<0041>] TJ\nET\nEMC"
EMPTY = "/Span\n<</MCID {0}>>\nBDC\nBT\nET\nEMC"
FIGURE = "/Figure\n<</MCID {0}>>\nBDC\n/{1} Do\nEMC"
RULE = "0 0 m\n9 9 l\nS"
BOX = "0 0 9 9 re\nf"
CLIP = "0 0 9 9 re\nW\nn"
BACKGROUND = f"/Artifact\nBMC\n{BOX}\nEMC"


def new(*pieces: str, **forms: str) -> pikepdf.Pdf:
    """Make a page with these pieces of content, and forms to draw on it."""
    pdf = pikepdf.new()
    page = pdf.add_blank_page().obj
    page.Contents = pdf.make_stream("\n".join(pieces).encode())
    xobjects = {f"/{name}": make_form(pdf, content) for name, content in forms.items()}
    for form in xobjects.values():
        form.Resources = Dictionary(XObject=Dictionary(xobjects))
    page.Resources = Dictionary(XObject=Dictionary(xobjects))
    return pdf


def make_form(pdf: pikepdf.Pdf, content: str) -> pikepdf.Stream:
    return pdf.make_stream(
        content.encode(), Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 9, 9])
    )


def sheets_of(pdf: pikepdf.Pdf) -> list[Sheet]:
    return read_sheets(pdf.pages[0].obj, 0)


def owned(*mcids: int, role: str = "P") -> dict[Content, Element]:
    return {Content(0, mcid): Element(role, 0) for mcid in mcids}


def rewritten(pdf: pikepdf.Pdf, owners: dict[Content, Element]) -> tuple[str, dict[Content, int]]:
    sheet = sheets_of(pdf)[0]
    numbers = number_content(sheet, owners)
    return pdf.pages[0].Contents.read_bytes().decode(), numbers


# cutting


def test_marks_are_found_with_what_they_paint() -> None:
    (sheet,) = sheets_of(new(TEXT.format(4), EMPTY.format(7), BACKGROUND))
    assert {mcid: piece.painted for mcid, piece in sheet.marked.items()} == {4: True, 7: False}
    assert sheet.strays == []
    assert sheet.text_lines(4)[-2] == b"[<0041>] TJ"


@pytest.mark.parametrize(
    ("bare", "lines"), [(RULE, (0, 2)), (BOX, (0, 1)), ("BT\n[<0041>] TJ\nET", (1, 1))]
)
def test_what_is_painted_outside_of_marks_is_a_stray(bare: str, lines: tuple[int, int]) -> None:
    (sheet,) = sheets_of(new(bare))
    assert sheet.strays == [lines]


def test_a_clip_paints_nothing() -> None:
    (sheet,) = sheets_of(new(CLIP, TEXT.format(0)))
    assert sheet.strays == []


def test_a_path_starts_at_its_first_operator() -> None:
    (sheet,) = sheets_of(new(CLIP, "0 0 m\n1 1 l\n0 0 9 9 re\nB*"))
    assert sheet.strays == [(3, 6)]


def test_a_form_with_marks_is_a_sheet_of_its_own() -> None:
    pdf = new("/x1 Do", TEXT.format(0), x1=f"{RULE}\n{TEXT.format(1)}\n/x2 Do", x2=TEXT.format(2))
    page, outer, inner = sheets_of(pdf)
    assert (page.is_form, outer.is_form, inner.is_form) == (False, True, True)
    assert page.strays == []
    assert outer.strays == [(0, 2)]
    assert list(inner.marked) == [2]


def test_a_form_without_marks_is_a_stray_and_stays_as_it_is() -> None:
    (sheet,) = sheets_of(new("/x1 Do", x1=BOX))
    assert sheet.strays == [(0, 0)]


def test_a_form_inside_a_mark_belongs_to_the_mark() -> None:
    (sheet,) = sheets_of(new(FIGURE.format(0, "x1"), x1=BOX))
    assert sheet.marked[0].painted
    assert sheet.strays == []


def test_a_form_that_is_drawn_again_is_decoration() -> None:
    sheets = sheets_of(new("/x1 Do\n/x1 Do", x1=TEXT.format(0)))
    assert len(sheets) == 2
    assert sheets[0].strays == [(1, 1)]


# rewriting


def test_owned_content_is_numbered_in_the_order_of_drawing() -> None:
    content, numbers = rewritten(new(TEXT.format(5), TEXT.format(2)), owned(2, 5, role="H1"))
    assert numbers == {Content(0, 5): 0, Content(0, 2): 1}
    assert content.index("/H1 <</MCID 0>> BDC") < content.index("/H1 <</MCID 1>> BDC")
    assert content.count("EMC") == 2


def test_content_that_nothing_owns_is_pagination() -> None:
    content, numbers = rewritten(new(TEXT.format(0), TEXT.format(1)), owned(1))
    assert numbers == {Content(0, 1): 0}
    assert content.startswith("/Artifact <</Type /Pagination>> BDC\nBT")
    assert "MCID 1" not in content


def test_content_that_paints_nothing_loses_its_mark() -> None:
    content, numbers = rewritten(new(EMPTY.format(0)), owned(0))
    assert numbers == {}
    assert content == "BT\nET"


def test_strays_become_artifacts() -> None:
    content, _ = rewritten(new(CLIP, RULE, TEXT.format(0)), owned(0))
    assert content.startswith("0 0 9 9 re\nW\nn\n/Artifact BMC\n0 0 m\n9 9 l\nS\nEMC\n/P <<")


def test_a_mark_inside_a_mark_goes() -> None:
    nested = "/Span\n<</MCID 0>>\nBDC\n/Artifact\nBMC\n0 0 9 9 re\nf\nEMC\nEMC"
    content, _ = rewritten(new(nested), owned(0))
    assert content == "/P <</MCID 0>> BDC\n0 0 9 9 re\nf\nEMC"


def test_artifacts_stay() -> None:
    content, _ = rewritten(new(BACKGROUND), {})
    assert content == BACKGROUND


# the last look


def written(*pieces: str, kids: list[int]) -> tuple[pikepdf.Pdf, list[Sheet]]:
    """Write a page and a tree that owns these MCIDs."""
    pdf = new(*pieces)
    sheets = sheets_of(pdf)
    document = Element("Document", 0, [Element("P", 0, [Content(0, mcid) for mcid in kids])])
    owners = dict.fromkeys(document.kids[0].kids, document.kids[0])
    placed = {
        content: (sheets[0], number)
        for content, number in number_content(sheets[0], owners).items()
    }
    write_tree(pdf, document, placed, sheets=sheets)
    return pdf, sheets


def test_a_whole_tree_is_whole() -> None:
    pdf, sheets = written(TEXT.format(0), TEXT.format(1), kids=[1, 0])
    assert list(check_tree(pdf, sheets, "x")) == []


def break_stream(pdf: pikepdf.Pdf) -> None:
    contents = pdf.pages[0].Contents
    contents.write(contents.read_bytes().replace(b"/MCID 1>>", b"/MCID 7>>"))


def break_parents(pdf: pikepdf.Pdf) -> None:
    pdf.Root.StructTreeRoot.ParentTree.Nums[1][0] = pdf.Root.StructTreeRoot.K[0]


def break_kids(pdf: pikepdf.Pdf) -> None:
    pdf.Root.StructTreeRoot.K[0].K[0].K = Array([0])


def break_twice(pdf: pikepdf.Pdf) -> None:
    pdf.Root.StructTreeRoot.K[0].K[0].K = Array([0, 1, 1])


def break_more(pdf: pikepdf.Pdf) -> None:
    pdf.Root.StructTreeRoot.K[0].K[0].K = Array([0, 1, 2])


@pytest.mark.parametrize(
    "fault", [break_stream, break_parents, break_kids, break_twice, break_more]
)
def test_a_broken_tree_is_found(fault: object) -> None:
    pdf, sheets = written(TEXT.format(0), TEXT.format(1), kids=[0, 1])
    fault(pdf)
    findings = list(check_tree(pdf, sheets, "m/2015-10 archive"))
    assert {finding.rule for finding in findings} == {"press-structure"}
    assert findings[0].place.file == "m/2015-10 archive"
    assert findings[0].place.page == 1


# text

FONTS = {
    b"F": {b"0041": "A", b"0042": "b", b"0043": "fi", b"0044": " "},
    b"R": {b"0001": "م", b"0002": "ر"},
}


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ([b"/F 9 Tf", b"[<0041>-20<00420043>] TJ"], "Abfi"),
        ([b"/F 9 Tf", b"<0041> Tj", b"[<0044>] TJ", b"[<0042>] TJ"], "A b"),
        ([b"/F 9 Tf", b"[<0099>] TJ"], ""),
        ([b"/X 9 Tf", b"[<0041>] TJ"], ""),
        ([b"0 0 9 9 re", b"f"], ""),
        ([b"/R 9 Tf", b"[<00010002>] TJ"], "رم"),
    ],
)
def test_text_is_read_back(lines: list[bytes], said: str) -> None:
    assert text_of(lines, FONTS).text == said


def test_numbers_in_right_to_left_text_keep_their_order() -> None:
    digits = {b"%04x" % ord(digit): digit for digit in "0123456789."}
    fonts = {b"R": FONTS[b"R"] | digits}
    drawn = b"[<0001%s0002>] TJ" % b"".join(b"%04x" % ord(digit) for digit in "3.15")
    assert text_of([b"/R 9 Tf", drawn], fonts).text == "ر3.15م"


@pytest.mark.parametrize(
    ("texts", "joined"),
    [
        (["a ", "b"], "a b"),
        (["a", "b"], "a b"),
        (["exam\u2010", "ple"], "example"),
        (["  a  b "], "a b"),
        (["anti-", "fraud"], "anti-fraud"),
        (["1990 -", "2000"], "1990 - 2000"),
        ([], ""),
    ],
)
def test_lines_are_joined(texts: list[str], joined: str) -> None:
    assert join_lines(texts) == joined


def test_a_piece_of_text_says_where_it_stands() -> None:
    lines = [
        b"BT",
        b"1 0 0 -1 64.5 121 Tm",
        b"/F 9.5 Tf",
        b"[<0041>] TJ",
        b"1 0 0 -1 64.5 7 Tm",
        b"/F 7 Tf",
        b"[<0042>] TJ",
    ]
    assert text_of(lines, FONTS) == Said("Ab", 121.0, 9.5)


@pytest.mark.parametrize(
    ("pieces", "joined"),
    [
        ([Said("on", 10, 9), Said("e", 10, 9)], "one"),
        ([Said("one", 10, 9), Said("two", 22, 9)], "one two"),
        ([Said("bottom", 500, 9), Said("top", 10, 9)], "bottom top"),
        ([Said("m", 10, 9), Said("2", 7, 6)], "m2"),
        ([Said("one", 10, 9), Said(" "), Said("two", 10, 9)], "one two"),
        ([Said("one", 10, 9), Said(""), Said("two", 22, 9)], "one two"),
        ([], ""),
    ],
)
def test_pieces_are_joined_as_they_stand(pieces: list[Said], joined: str) -> None:
    assert join_pieces(pieces) == joined


def test_the_maps_of_fonts_are_read() -> None:
    pdf = pikepdf.new()
    cmap = b"1 begincodespacerange\n<0000> <ffff>\nendcodespacerange\n<0001> <00410042>\n<00FF> <d83dde00>\n"
    font = pdf.make_indirect(Dictionary(Type=Name.Font, ToUnicode=pdf.make_stream(cmap)))
    bare = Dictionary(Type=Name.Font)
    assert read_fonts(Dictionary(Font=Dictionary(F1=font, F2=bare))) == {
        b"F1": {b"0001": "AB", b"00ff": "😀"}
    }
    assert read_fonts(Dictionary()) == {}


# streams of the whole file


def image(pdf: pikepdf.Pdf, pixels: bytes, **entries: object) -> pikepdf.Stream:
    kind = {
        "Type": Name.XObject,
        "Subtype": Name.Image,
        "Width": 1,
        "Height": 1,
        "BitsPerComponent": 8,
    }
    return pdf.make_stream(pixels, **kind, ColorSpace=Name.DeviceGray, **entries)


def test_no_picture_is_interpolated() -> None:
    pdf = new(x1=BOX)
    mask = image(pdf, b"m", Interpolate=True)
    pdf.pages[0].Resources.XObject.i1 = image(pdf, b"p", Interpolate=True, SMask=mask)
    settle_streams(pdf)
    kept = pdf.pages[0].Resources.XObject.i1
    assert "/Interpolate" not in kept
    assert "/Interpolate" not in kept.SMask


def test_equal_pictures_are_one_with_their_masks() -> None:
    pdf = new(x1=BOX)
    xobjects = pdf.pages[0].Resources.XObject
    for name in ("/i1", "/i2"):
        xobjects[name] = image(pdf, b"p", SMask=image(pdf, b"m"))
    xobjects["/i3"] = image(pdf, b"p", SMask=image(pdf, b"other"))
    settle_streams(pdf)
    kept = pdf.pages[0].Resources.XObject
    assert kept.i1.objgen == kept.i2.objgen != kept.i3.objgen
    assert kept.i3.SMask.read_bytes() == b"other"


def test_streams_that_differ_in_an_entry_stay_two() -> None:
    pdf = new(x1=BOX)
    xobjects = pdf.pages[0].Resources.XObject
    xobjects["/i1"], xobjects["/i2"] = image(pdf, b"p"), image(pdf, b"p", Decode=Array([1, 0]))
    settle_streams(pdf)
    assert xobjects["/i1"].objgen != xobjects["/i2"].objgen
