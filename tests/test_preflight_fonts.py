"""Fonts of a print file: what is used must be embedded, wherever it is used."""

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from pdfmaker import MM, font, found, planted, press_file, rules
from printissue.preflight import fonts

TEXT = b"BT /F2 10 Tf 10 10 Td (Plain) Tj ET"


def helvetica(_: pikepdf.Pdf) -> object:
    return Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)


def bare(pdf: pikepdf.Pdf) -> object:
    return font(pdf, embedded=False)


def broken(pdf: pikepdf.Pdf) -> object:
    made = font(pdf)
    made.FontDescriptor.FontFile2 = pdf.make_stream(b"<html>no font</html>")
    return made


def composite(pdf: pikepdf.Pdf, *, embedded: bool) -> object:
    inner = font(pdf, embedded=embedded)
    inner.Subtype, inner.DW = Name.CIDFontType2, 1000
    return Dictionary(
        Type=Name.Font,
        Subtype=Name.Type0,
        BaseFont=Name.Sample,
        Encoding=Name("/Identity-H"),
        DescendantFonts=Array([inner]),
    )


def headless(_: pikepdf.Pdf) -> object:
    return Dictionary(Type=Name.Font, Subtype=Name.Type0, BaseFont=Name.Sample)


def on_the_page(pdf: pikepdf.Pdf, one: object, content: bytes = TEXT) -> None:
    page = pdf.pages[0].obj
    page.Resources.Font.F2 = one
    page.Contents = pdf.make_stream(page.Contents.read_bytes() + b"\n" + content)


def in_a_form(pdf: pikepdf.Pdf, one: object, content: bytes = TEXT) -> None:
    resources = Dictionary(Font=Dictionary(F2=one))
    form = pdf.make_stream(content, Subtype=Name.Form, BBox=Array([0, 0, 200, 200]))
    form.Resources = resources
    page = pdf.pages[0].obj
    page.Resources.XObject = Dictionary(X=form)
    page.Contents = pdf.make_stream(b"q 1 0 0 1 100 100 cm /X Do Q")


def in_a_form_in_a_form(pdf: pikepdf.Pdf, one: object) -> None:
    in_a_form(pdf, one)
    page = pdf.pages[0].obj
    outer = pdf.make_stream(b"/X Do", Subtype=Name.Form, BBox=Array([0, 0, 400, 400]))
    outer.Resources = Dictionary(XObject=Dictionary(X=page.Resources.XObject.X))
    page.Resources.XObject = Dictionary(X=outer)


def in_a_pattern(pdf: pikepdf.Pdf, one: object) -> None:
    pattern = pdf.make_stream(TEXT, PatternType=1, PaintType=1, BBox=Array([0, 0, 50, 50]))
    pattern.Resources = Dictionary(Font=Dictionary(F2=one))
    page = pdf.pages[0].obj
    page.Resources.Pattern = Dictionary(P=pattern)
    page.Contents = pdf.make_stream(b"/Pattern cs /P scn 0 0 90 90 re f")


def in_a_mask(pdf: pikepdf.Pdf, one: object) -> None:
    in_a_form(pdf, one)
    page = pdf.pages[0].obj
    mask = Dictionary(S=Name.Alpha, G=page.Resources.XObject.X)
    page.Resources.ExtGState = Dictionary(G=Dictionary(SMask=mask))
    page.Contents = pdf.make_stream(b"/G gs")


def in_an_annotation(pdf: pikepdf.Pdf, one: object) -> None:
    in_a_form(pdf, one)
    page = pdf.pages[0].obj
    look = Dictionary(N=page.Resources.XObject.X)
    rect = Array([20, 20, 60, 60])
    page.Annots = Array([Dictionary(Subtype=Name.Stamp, Rect=rect, AP=look)])
    page.Contents = pdf.make_stream(b"")


def in_a_glyph(pdf: pikepdf.Pdf, one: object) -> None:
    glyphs = Dictionary(a=pdf.make_stream(b"500 0 d0 " + TEXT))
    drawn = Dictionary(
        Type=Name.Font,
        Subtype=Name.Type3,
        FontBBox=Array([0, 0, 9, 9]),
        FontMatrix=Array([0.001, 0, 0, 0.001, 0, 0]),
        CharProcs=glyphs,
        Encoding=Dictionary(Differences=Array([97, Name.a])),
        FirstChar=97,
        Widths=Array([500]),
        Resources=Dictionary(Font=Dictionary(F2=one)),
    )
    page = pdf.pages[0].obj
    page.Resources.Font.F3 = drawn
    page.Contents = pdf.make_stream(b"BT /F3 10 Tf (a) Tj ET")


def in_a_state(pdf: pikepdf.Pdf, one: object) -> None:
    page = pdf.pages[0].obj
    page.Resources.ExtGState = Dictionary(G=Dictionary(Font=Array([pdf.make_indirect(one), 12])))
    page.Contents = pdf.make_stream(b"/G gs BT (Words) Tj ET")


WAYS = [
    on_the_page,
    in_a_form,
    in_a_form_in_a_form,
    in_a_pattern,
    in_a_mask,
    in_an_annotation,
    in_a_glyph,
    in_a_state,
]
WRONG = [
    (helvetica, "Helvetica is not embedded"),
    (bare, "Sample is not embedded"),
    (broken, "its program is none"),
    (lambda pdf: composite(pdf, embedded=False), "Sample is not embedded"),
    (headless, "has no font below it"),
]


@pytest.mark.parametrize("way", WAYS)
def test_a_font_is_found_wherever_it_is_used(way) -> None:
    findings = found(
        planted(press_file(), lambda pdf: way(pdf, helvetica(pdf))), [fonts.check_embedded]
    )
    assert [(one.rule, one.place.page) for one in findings] == [("font-not-embedded", 1)]
    clean = planted(press_file(), lambda pdf: way(pdf, font(pdf)))
    assert rules(clean, [fonts.check_embedded]) == set()


@pytest.mark.parametrize(("maker", "words"), WRONG)
def test_a_font_that_is_not_whole(maker, words: str) -> None:
    wrong = planted(press_file(), lambda pdf: on_the_page(pdf, maker(pdf)))
    (finding,) = found(wrong, fonts.CHECKS)
    assert words in finding.message


def test_a_composite_font_that_is_embedded() -> None:
    fine = planted(press_file(), lambda pdf: on_the_page(pdf, composite(pdf, embedded=True)))
    assert rules(fine, fonts.CHECKS) == set()


@pytest.mark.parametrize(
    "content",
    [
        b"BT /F2 10 Tf 3 Tr (Scanned) Tj ET",
        b"BT /F2 10 Tf ET",
        b"BT /F2 10 Tf () Tj ET",
        b"",
    ],
)
def test_a_font_that_shows_nothing_need_not_be_embedded(content: bytes) -> None:
    """Text of a scan is invisible; many programs list Helvetica and never use it."""
    other = planted(press_file(), lambda pdf: on_the_page(pdf, helvetica(pdf), content))
    assert rules(other, fonts.CHECKS) == set()


def test_a_font_that_shows_once_is_used() -> None:
    content = b"BT /F2 10 Tf 3 Tr (Scanned) Tj 0 Tr (Seen) Tj ET"
    other = planted(press_file(), lambda pdf: on_the_page(pdf, helvetica(pdf), content))
    assert rules(other, fonts.CHECKS) == {"font-not-embedded"}


def test_the_place_is_where_it_is_first_used() -> None:
    content = b"q 2 0 0 2 0 0 cm BT /F2 10 Tf 50 100 Td (abcd) Tj ET Q"
    other = planted(press_file(), lambda pdf: on_the_page(pdf, bare(pdf), content))
    (finding,) = found(other, fonts.CHECKS)
    assert finding.place.box is not None
    left, top, width, height = finding.place.box
    assert left == pytest.approx(100 / MM + 3, abs=0.1)
    assert top + height == pytest.approx((595 - 200 + 4) / MM + 3, abs=0.1)
    assert (width, height) == pytest.approx((40 / MM, 19 / MM), abs=0.1)


def test_one_finding_a_page_for_subsets_of_a_font() -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        for page in pdf.pages:
            page.obj.Resources = Dictionary(
                Font=Dictionary(
                    F1=font(pdf, embedded=False, name="AAAAAA+Same"),
                    F2=font(pdf, embedded=False, name="BBBBBB+Same"),
                )
            )
            page.obj.Contents = pdf.make_stream(b"BT /F1 9 Tf (a) Tj /F2 9 Tf (b) Tj ET")

    findings = found(planted(press_file(pages=3), change), fonts.CHECKS)
    assert [one.place.page for one in findings] == [1, 2, 3]


def test_type_3_is_a_warning() -> None:
    other = planted(press_file(), lambda pdf: in_a_glyph(pdf, font(pdf)))
    (finding,) = found(other, fonts.CHECKS)
    assert (finding.rule, finding.severity) == ("font-type3", "warning")
