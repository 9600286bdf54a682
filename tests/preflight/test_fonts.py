"""Fonts of a print file must be embedded, wherever they are used."""

import io

import pikepdf
import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from pikepdf import Array, Dictionary, Name

from pdfmaker import MM, font, found, planted, press_file, rules
from printissue.pdf.objects import name_object
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
    (broken, "its program is not a font"),
    (lambda pdf: composite(pdf, embedded=False), "Sample is not embedded"),
    (headless, "has no descendant font"),
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
def test_an_incomplete_font(maker, words: str) -> None:
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
def test_a_font_of_invisible_text_need_not_be_embedded(content: bytes) -> None:
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


# names in old encodings, and glyphs that are not there


LATIN = "/F\udcfc"


def test_a_font_whose_name_is_not_utf_8_is_checked_too() -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        page = pdf.pages[0].obj
        page.Resources.Font[name_object(LATIN)] = bare(pdf)
        page.Contents = pdf.make_stream(b"BT /F\xfc 10 Tf 50 100 Td (abcd) Tj ET")

    assert "font-not-embedded" in {
        one.rule for one in found(planted(press_file(), change), fonts.CHECKS)
    }


def test_a_font_with_a_latin_1_name_is_named() -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        one = bare(pdf)
        one.BaseFont = name_object("/Stra\udcdfe")
        on_the_page(pdf, one)

    (finding,) = found(planted(press_file(), change), fonts.CHECKS)
    assert "the font Straße is not embedded" in finding.message


def program(letters: str = "ab") -> bytes:
    """Return a TrueType program with a glyph for each of these letters."""
    names = [".notdef", "space", *letters]
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap({ord(one): one for one in letters} | {32: "space"})
    pen = TTGlyphPen(None)
    pen.moveTo((0, 0))
    pen.lineTo((0, 500))
    pen.lineTo((500, 0))
    pen.closePath()
    shape = pen.glyph()
    builder.setupGlyf(dict.fromkeys(names, shape))
    builder.setupHorizontalMetrics(dict.fromkeys(names, (500, 0)))
    builder.setupHorizontalHeader()
    builder.setupOS2()
    builder.setupPost()
    target = io.BytesIO()
    builder.save(target)
    return target.getvalue()


def by_glyph(pdf: pikepdf.Pdf, **entries: object) -> object:
    """Return a composite font whose codes are the program's glyphs: .notdef, space, a, b."""
    made = composite(pdf, embedded=True)
    inner = made.DescendantFonts[0]
    inner.FontDescriptor.FontFile2 = pdf.make_stream(program())
    for key, value in entries.items():
        inner[f"/{key}"] = value
    return made


def by_name(pdf: pikepdf.Pdf) -> object:
    made = font(pdf)
    made.FontDescriptor.FontFile2 = pdf.make_stream(program())
    made.FontDescriptor.Flags = 32
    made.Encoding = Name.WinAnsiEncoding
    return made


GLYPHS = [
    (by_glyph, "<00010002>", False),
    (by_glyph, "<00020000>", True),
    (by_glyph, "<00020009>", True),
    (by_name, "(a b)", False),
    (by_name, "(abc)", True),
    (by_name, "(ab\\240)", False),
    (by_name, "3 Tr (abc)", False),
]


@pytest.mark.parametrize(("made", "shown", "wrong"), GLYPHS)
def test_a_missing_glyph(made, shown: str, wrong: bool) -> None:
    mode, _, text = shown.rpartition("Tr ")
    content = f"BT {mode + 'Tr' if mode else ''} /F2 10 Tf 50 100 Td {text} Tj ET".encode()
    asked = planted(press_file(), lambda pdf: on_the_page(pdf, made(pdf), content))
    missing = [one for one in found(asked, fonts.CHECKS) if one.rule == "glyph-missing"]
    assert bool(missing) is wrong
    assert all(one.place.box for one in missing)


def test_glyphs_are_found_through_cid_to_gid_map() -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        table = pdf.make_stream(bytes([0, 0, 0, 2, 0, 0]))
        content = b"BT /F2 10 Tf 50 100 Td <0001> Tj <0002> Tj ET"
        on_the_page(pdf, by_glyph(pdf, CIDToGIDMap=table), content)

    (finding,) = [
        one
        for one in found(planted(press_file(), change), fonts.CHECKS)
        if one.rule == "glyph-missing"
    ]
    assert "0x2" in finding.message


def test_an_unreadable_program_has_no_missing_glyphs() -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        one = by_glyph(pdf)
        one.DescendantFonts[0].FontDescriptor.FontFile2 = pdf.make_stream(b"\0\1\0\0junk")
        on_the_page(pdf, one)

    assert rules(planted(press_file(), change), [fonts.check_glyphs]) == set()
