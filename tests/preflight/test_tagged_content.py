"""Tagged content: the items of pages, their places and marked content, in files of any kind."""

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Object

from pdfmaker import MEDIA, found, planted, press_file
from printissue.pdf import interpreter
from printissue.pdf.boxes import Rect, number, rect_of
from printissue.pdf.objects import text as decoded
from printissue.preflight import features, fonts, tagged_content
from printissue.preflight.tagged_content import ContentItem
from printissue.preflight.tagged_content import tagged_content as walk


def shown(content: str, change=None) -> list[ContentItem]:
    """Return the items of a page with these operators."""

    def both(pdf: pikepdf.Pdf) -> None:
        pdf.pages[0].obj.Contents = pdf.make_stream(content.encode())
        if change is not None:
            change(pdf)

    return list(walk(planted(press_file(), both).pdf).items)


def form(pdf: pikepdf.Pdf, content: bytes, **entries: object) -> Object:
    made = pdf.make_stream(content, Subtype=Name.Form, BBox=Array([0, 0, 10, 10]), **entries)
    pdf.pages[0].obj.Resources.XObject = Dictionary(X=made)
    return pdf.pages[0].obj.Resources.XObject.X


PLACES = [
    ("10 20 30 40 re f", (10, 20, 40, 60)),
    ("2 0 0 2 5 5 cm 10 20 30 40 re f", (25, 45, 85, 125)),
    ("q 2 0 0 2 0 0 cm Q 10 20 30 40 re S", (10, 20, 40, 60)),
    ("0 1 -1 0 100 0 cm 10 20 30 40 re f", (40, 10, 80, 40)),
    ("20 30 5 5 re W n 10 20 30 40 re f", (20, 30, 25, 35)),
    ("10 20 m 40 60 l S", (10, 20, 40, 60)),
    ("10 20 m 10 60 40 60 40 20 c b", (10, 20, 40, 60)),
    ("BT /F1 10 Tf 50 100 Td (abcd) Tj ET", (50, 98, 70, 108)),
    ("BT /F1 10 Tf 1 0 0 1 50 100 Tm (ab) Tj (cd) Tj ET", (60, 98, 70, 108)),
    ("BT /F1 10 Tf 50 100 Td [(ab) -1000 (c)] TJ ET", (50, 98, 75, 108)),
    ("BT /F1 10 Tf 12 TL 50 100 Td (a) Tj T* (abcd) Tj ET", (50, 86, 70, 96)),
    ("BT /F1 10 Tf 12 TL 50 100 Td (abcd) ' ET", (50, 86, 70, 96)),
    ("BT /F1 10 Tf 50 112 Td 0 -12 TD (a) Tj T* (abcd) Tj ET", (50, 86, 70, 96)),
    ("BT /F1 10 Tf 50 Tz 50 100 Td (abcd) Tj ET", (50, 98, 60, 108)),
    ("BT /F1 10 Tf 2 Tc 50 100 Td (abcd) Tj ET", (50, 98, 78, 108)),
    ('BT /F1 10 Tf 50 100 Td 3 2 (a b) " ET', (50, 98, 74, 108)),
    ("BT /F1 10 Tf 5 Ts 50 100 Td (abcd) Tj ET", (50, 103, 70, 113)),
    ("q 30 0 0 40 10 20 cm BI /W 1 /H 1 /BPC 8 /CS /G ID \0 EI Q", (10, 20, 40, 60)),
    ("/X Do", (1, 2, 4, 6)),
    ("5 0 0 5 0 0 cm /X Do", (5, 10, 20, 30)),
]


@pytest.mark.parametrize(("content", "box"), PLACES)
def test_the_boxes_of_items(content: str, box: tuple[float, ...]) -> None:
    found = shown(content, lambda pdf: form(pdf, b"1 2 3 4 re f"))
    assert tuple(found[-1].box) == pytest.approx(box)


def test_a_form_has_a_matrix_and_a_box() -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        form(pdf, b"0 0 99 99 re f", Matrix=Array([1, 0, 0, 1, 50, 0]))

    (one,) = shown("/X Do", change)
    assert one.box == Rect(50, 0, 60, 10)


COLOURS = [
    ("0.5 g", (0.5, 0.5, 0.5)),
    ("1 0 0 rg", (1, 0, 0)),
    ("0 1 1 0 k", (1, 0, 0)),
    ("/DeviceRGB cs 0 1 0 sc", (0, 1, 0)),
    ("/DeviceCMYK cs", (0, 0, 0)),
    ("/Pattern cs /P scn", None),
    ("1 0 0 RG", (0, 0, 0)),
    ("q 1 g Q", (0, 0, 0)),
]


@pytest.mark.parametrize(("content", "colour"), COLOURS)
def test_plain_colours(content: str, colour: tuple[float, ...] | None) -> None:
    (one,) = shown(f"{content} 0 0 9 9 re f")
    assert one.colour == (colour if colour is None else pytest.approx(colour))


def test_marked_content_continues_in_a_form() -> None:
    content = "/P <</MCID 3>> BDC /X Do EMC 0 0 1 1 re f"
    inner, after = shown(content, lambda pdf: form(pdf, b"/Span BMC 0 0 1 1 re f EMC"))
    assert [(mark.tag, mark.mcid) for mark in inner.marked] == [("/P", 3), ("/Span", None)]
    assert after.marked == ()


def test_a_form_cannot_end_the_marked_content_around_it() -> None:
    (one,) = shown("/P BMC /X Do EMC", lambda pdf: form(pdf, b"EMC EMC 0 0 1 1 re f"))
    assert [mark.tag for mark in one.marked] == ["/P"]


def test_a_form_that_draws_itself() -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        made = form(pdf, b"/X Do 0 0 1 1 re f")
        made.Resources = Dictionary(XObject=Dictionary(X=made))

    assert len(shown("/X Do", change)) == 1


def test_forms_that_grow_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(interpreter, "MAX_OPERATORS", 20_000)

    def change(pdf: pikepdf.Pdf) -> None:
        made = form(pdf, b"0 0 1 1 re f " * 10)
        for _ in range(12):
            outer = pdf.make_stream(b"/X Do " * 10, Subtype=Name.Form)
            outer.Resources = Dictionary(XObject=Dictionary(X=made))
            made = outer
        pdf.pages[0].obj.Resources.XObject = Dictionary(X=made)

    assert 0 < len(shown("/X Do", change)) < 20_000


def test_a_page_with_too_many_items(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tagged_content, "MAX_SHOWN", 7)
    assert len(shown("0 0 1 1 re f " * 20)) == 7


JUNK = [
    "1 0 0 cm 0 0 1 1 re f",
    "/Nothing gs /Nothing Do 0 0 1 1 re f",
    "(x) g 0 0 1 1 re f",
    "Q Q Q EMC 0 0 1 1 re f",
    "f 0 0 1 1 re f",
    "/F9 12 Tf (a) 0 0 1 1 re f",
    "/A#ff Do /A#ff gs 0 0 1 1 re f",
]


@pytest.mark.parametrize("content", JUNK)
def test_invalid_operators_do_nothing(content: str) -> None:
    assert [one.kind for one in shown(content)] == ["path"]


def test_an_operator_without_letters() -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        pdf.pages[0].obj.Contents = pdf.make_stream(b"\xff\xa0 0 0 1 1 re f")

    assert len(shown("", change)) == 1


def test_states_are_kept_to_a_depth() -> None:
    assert len(shown("q " * 5000 + "0 0 1 1 re f " + "Q " * 5000)) == 1


def test_text_keeps_its_size_and_font() -> None:
    (one,) = shown("3 0 0 3 0 0 cm BT /F1 4 Tf (Words) Tj ET")
    assert one.size == pytest.approx(12)
    assert one.text == b"Words"
    assert one.font is not None


def test_a_page_without_content_shows_nothing() -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        del pdf.pages[0].obj["/Contents"]

    assert shown("", change) == []


def test_resources_may_be_inherited() -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        pdf.Root.Pages.Resources = pdf.pages[0].obj.Resources
        del pdf.pages[0].obj["/Resources"]

    (one,) = shown("BT /F1 4 Tf (a) Tj ET", change)
    assert one.font is not None


def test_the_clip_begins_with_the_page() -> None:
    (one,) = shown("-999 -999 9999 9999 re f")
    assert one.box == Rect(*MEDIA)


@pytest.mark.parametrize(
    ("value", "wanted"),
    [(3, 3.0), (True, None), (None, None), (10**12, None), (Name.A, None), (Array([]), None)],
)
def test_number(value: object, wanted: float | None) -> None:
    assert number(value) == wanted


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        (Array([9, 8, 1, 2]), Rect(1, 2, 9, 8)),
        (Array([1, 2, 1, 8]), None),
        (Array([1, 2, 3]), None),
        (Array([1, 2, 3, Name.A]), None),
        (7, None),
    ],
)
def test_rect_of(value: object, wanted: Rect | None) -> None:
    assert rect_of(value) == wanted


@pytest.mark.parametrize(
    ("raw", "text"),
    [(b"/Sch#f6n", "/Schön"), (b"/Sch#c3#b6n", "/Schön"), (b"(a)", "a"), (b"<< /A 1 >>", "")],
)
def test_names_of_any_bytes_are_text(raw: bytes, text: str) -> None:
    assert decoded(Object.parse(raw)) == text


BROKEN = ["BI /W ID abc EI", "5 BI EI ID", "[ obj ] rg", "BI EI ) rg"]


@pytest.mark.parametrize("content", BROKEN)
def test_content_that_is_not_a_stream_is_reported(content: str) -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        pdf.pages[0].obj.Contents = pdf.make_stream(f"1 2 3 4 re f {content}".encode())

    asked = planted(press_file(), change)
    findings = found(asked, [*fonts.CHECKS, *features.CHECKS, features.check_content])
    assert {one.rule for one in findings} == {"content-fault"}
    assert all(one.place.page == 1 and one.place.box for one in findings)
