"""Content streams: marked content, artifacts, and the text that content shows."""

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from printissue.editions.tagged.check import check_tree
from printissue.editions.tagged.content import TaggedStream, number_content, read_streams
from printissue.editions.tagged.elements import ContentId, Element
from printissue.editions.tagged.streams import clean_streams
from printissue.editions.tagged.text import TextPiece, extract_text, join_lines, join_pieces
from printissue.editions.tagged.writer import write_tree
from printissue.pdf.cache import FileCache

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


def streams_of(pdf: pikepdf.Pdf) -> list[TaggedStream]:
    return read_streams(pdf.pages[0].obj, 0, FileCache(pdf))


def owned(*mcids: int, role: str = "P") -> dict[ContentId, Element]:
    return {ContentId(0, mcid): Element(role, 0) for mcid in mcids}


def rewritten(
    pdf: pikepdf.Pdf, owners: dict[ContentId, Element]
) -> tuple[str, dict[ContentId, int]]:
    stream = streams_of(pdf)[0]
    numbers = number_content(stream, owners, {})
    return pdf.pages[0].Contents.read_bytes().decode(), numbers


# reading


def test_marked_content_is_found_with_its_strings() -> None:
    (stream,) = streams_of(new(TEXT.format(4), EMPTY.format(7), BACKGROUND))
    assert {mcid: piece.painted for mcid, piece in stream.marked.items()} == {4: True, 7: False}
    assert stream.unmarked == []
    assert [shown.string for shown in stream.marked[4].strings] == [b"\0A"]


@pytest.mark.parametrize(
    ("bare", "lines"), [(RULE, (0, 2)), (BOX, (0, 1)), ("BT\n[<0041>] TJ\nET", (1, 1))]
)
def test_content_outside_of_marked_content_is_unmarked(bare: str, lines: tuple[int, int]) -> None:
    (stream,) = streams_of(new(bare))
    assert stream.unmarked == [lines]


def test_a_clip_paints_nothing() -> None:
    (stream,) = streams_of(new(CLIP, TEXT.format(0)))
    assert stream.unmarked == []


def test_a_path_starts_at_its_first_operator() -> None:
    (stream,) = streams_of(new(CLIP, "0 0 m\n1 1 l\n0 0 9 9 re\nB*"))
    assert stream.unmarked == [(3, 6)]


def test_a_form_with_marked_content_is_a_stream_of_its_own() -> None:
    pdf = new("/x1 Do", TEXT.format(0), x1=f"{RULE}\n{TEXT.format(1)}\n/x2 Do", x2=TEXT.format(2))
    page, outer, inner = streams_of(pdf)
    assert (page.is_form, outer.is_form, inner.is_form) == (False, True, True)
    assert page.unmarked == []
    assert outer.unmarked == [(0, 2)]
    assert list(inner.marked) == [2]


def test_a_form_without_marked_content_is_unmarked_and_does_not_change() -> None:
    (stream,) = streams_of(new("/x1 Do", x1=BOX))
    assert stream.unmarked == [(0, 0)]


def test_a_form_inside_marked_content_belongs_to_it() -> None:
    (stream,) = streams_of(new(FIGURE.format(0, "x1"), x1=BOX))
    assert stream.marked[0].painted
    assert stream.unmarked == []


def test_a_form_that_is_drawn_again_is_an_artifact() -> None:
    streams = streams_of(new("/x1 Do\n/x1 Do", x1=TEXT.format(0)))
    assert len(streams) == 2
    assert streams[0].unmarked == [(1, 1)]


# rewriting


def test_owned_content_is_numbered_in_the_order_of_drawing() -> None:
    content, numbers = rewritten(new(TEXT.format(5), TEXT.format(2)), owned(2, 5, role="H1"))
    assert numbers == {ContentId(0, 5): 0, ContentId(0, 2): 1}
    assert content.index("/H1 <</MCID 0>> BDC") < content.index("/H1 <</MCID 1>> BDC")
    assert content.count("EMC") == 2


def test_content_that_nothing_owns_is_pagination() -> None:
    content, numbers = rewritten(new(TEXT.format(0), TEXT.format(1)), owned(1))
    assert numbers == {ContentId(0, 1): 0}
    assert content.startswith("/Artifact <</Type /Pagination>> BDC\nBT")
    assert "MCID 1" not in content


def test_content_that_paints_nothing_loses_its_mark() -> None:
    content, numbers = rewritten(new(EMPTY.format(0)), owned(0))
    assert numbers == {}
    assert content == "BT\nET"


def test_unmarked_content_becomes_an_artifact() -> None:
    content, _ = rewritten(new(CLIP, RULE, TEXT.format(0)), owned(0))
    assert content.startswith("0 0 9 9 re\nW\nn\n/Artifact BMC\n0 0 m\n9 9 l\nS\nEMC\n/P <<")


def test_marked_content_inside_marked_content_is_removed() -> None:
    nested = "/Span\n<</MCID 0>>\nBDC\n/Artifact\nBMC\n0 0 9 9 re\nf\nEMC\nEMC"
    content, _ = rewritten(new(nested), owned(0))
    assert content == "/P <</MCID 0>> BDC\n0 0 9 9 re\nf\nEMC"


def test_artifacts_stay() -> None:
    content, _ = rewritten(new(BACKGROUND), {})
    assert content == BACKGROUND


# the check of the finished tree


def written(*pieces: str, kids: list[int]) -> tuple[pikepdf.Pdf, list[TaggedStream]]:
    """Write a page and a tree that owns these MCIDs."""
    pdf = new(*pieces)
    streams = streams_of(pdf)
    document = Element("Document", 0, [Element("P", 0, [ContentId(0, mcid) for mcid in kids])])
    owners = dict.fromkeys(document.kids[0].kids, document.kids[0])
    placed = {
        content: (streams[0], number)
        for content, number in number_content(streams[0], owners, {}).items()
    }
    write_tree(pdf, document, placed, streams=streams)
    return pdf, streams


def test_an_intact_tree_has_no_findings() -> None:
    pdf, streams = written(TEXT.format(0), TEXT.format(1), kids=[1, 0])
    assert list(check_tree(pdf, streams, "x")) == []


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
    pdf, streams = written(TEXT.format(0), TEXT.format(1), kids=[0, 1])
    fault(pdf)
    findings = list(check_tree(pdf, streams, "m/2015-10 archive"))
    assert {finding.rule for finding in findings} == {"press-structure"}
    assert findings[0].place.file == "m/2015-10 archive"
    assert findings[0].place.page == 1


# text


def font(**letters: str) -> pikepdf.Object:
    """Return a composite font whose codes, `cNNNN` in hexadecimal, are these letters."""
    rows = [
        b"<%s> <%s>" % (key[1:].encode(), one.encode("utf-16-be").hex().encode())
        for key, one in letters.items()
    ]
    cmap = b"1 beginbfchar\n" + b"\n".join(rows) + b"\nendbfchar"
    pdf = pikepdf.new()
    KEPT.append(pdf)
    return Dictionary(
        Subtype=Name.Type0,
        Encoding=Name("/Identity-H"),
        DescendantFonts=Array([Dictionary()]),
        ToUnicode=pdf.make_stream(cmap),
    )


KEPT: list[pikepdf.Pdf] = []
LATIN = font(c0041="A", c0042="b", c0043="fi", c0044=" ")
ARABIC = font(c0001="م", c0002="ر", **{f"c{ord(one):04x}": one for one in "0123456789."})


def text_of(content: str) -> TextPiece:
    """Return the text of a page of this marked content."""
    pdf = new(f"/P <</MCID 0>> BDC {content} EMC")
    fonts = Dictionary()
    for name, one in (("/F", LATIN), ("/R", ARABIC)):
        made = Dictionary({key: value for key, value in one.items() if key != "/ToUnicode"})
        made.ToUnicode = pdf.make_stream(one.ToUnicode.read_bytes())
        fonts[name] = pdf.make_indirect(made)
    pdf.pages[0].Resources.Font = fonts
    (stream,) = streams_of(pdf)
    return extract_text(stream.marked[0].strings)


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("/F 9 Tf [<0041>-20<00420043>] TJ", "Abfi"),
        ("/F 9 Tf <0041> Tj [<0044>] TJ [<0042>] TJ", "A b"),
        ("/F 9 Tf (\\000A) Tj", "A"),
        ("/F 9 Tf [<0099>] TJ", ""),
        ("/X 9 Tf [<0041>] TJ", ""),
        ("0 0 9 9 re f", ""),
        ("/R 9 Tf [<00010002>] TJ", "رم"),
    ],
)
def test_text_is_read_back(content: str, text: str) -> None:
    assert text_of(content).text == text


def test_numbers_in_right_to_left_text_keep_their_order() -> None:
    digits = "".join(f"{ord(digit):04x}" for digit in "3.15")
    assert text_of(f"/R 9 Tf [<0001{digits}0002>] TJ").text == "ر3.15م"


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


def test_a_piece_of_text_has_its_position() -> None:
    first = "BT 1 0 0 -1 64.5 121 Tm /F 9.5 Tf [<0041>] TJ"
    second = "1 0 0 -1 64.5 7 Tm /F 7 Tf [<0042>] TJ ET"
    assert text_of(f"{first} {second}") == TextPiece("Ab", 121.0, 9.5)


@pytest.mark.parametrize(
    ("pieces", "joined"),
    [
        ([TextPiece("on", 10, 9), TextPiece("e", 10, 9)], "one"),
        ([TextPiece("one", 10, 9), TextPiece("two", 22, 9)], "one two"),
        ([TextPiece("bottom", 500, 9), TextPiece("top", 10, 9)], "bottom top"),
        ([TextPiece("m", 10, 9), TextPiece("2", 7, 6)], "m2"),
        ([TextPiece("one", 10, 9), TextPiece(" "), TextPiece("two", 10, 9)], "one two"),
        ([TextPiece("one", 10, 9), TextPiece(""), TextPiece("two", 22, 9)], "one two"),
        ([], ""),
    ],
)
def test_pieces_are_joined_by_their_position(pieces: list[TextPiece], joined: str) -> None:
    assert join_pieces(pieces) == joined


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


def test_pictures_are_not_interpolated() -> None:
    pdf = new(x1=BOX)
    mask = image(pdf, b"m", Interpolate=True)
    pdf.pages[0].Resources.XObject.i1 = image(pdf, b"p", Interpolate=True, SMask=mask)
    clean_streams(pdf)
    kept = pdf.pages[0].Resources.XObject.i1
    assert "/Interpolate" not in kept
    assert "/Interpolate" not in kept.SMask


def test_equal_pictures_are_one_with_their_masks() -> None:
    pdf = new(x1=BOX)
    xobjects = pdf.pages[0].Resources.XObject
    for name in ("/i1", "/i2"):
        xobjects[name] = image(pdf, b"p", SMask=image(pdf, b"m"))
    xobjects["/i3"] = image(pdf, b"p", SMask=image(pdf, b"other"))
    clean_streams(pdf)
    kept = pdf.pages[0].Resources.XObject
    assert kept.i1.objgen == kept.i2.objgen != kept.i3.objgen
    assert kept.i3.SMask.read_bytes() == b"other"


def test_streams_that_differ_in_an_entry_stay_two() -> None:
    pdf = new(x1=BOX)
    xobjects = pdf.pages[0].Resources.XObject
    xobjects["/i1"], xobjects["/i2"] = image(pdf, b"p"), image(pdf, b"p", Decode=Array([1, 0]))
    clean_streams(pdf)
    assert xobjects["/i1"].objgen != xobjects["/i2"].objgen
