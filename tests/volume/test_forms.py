"""Form fields of a volume: no two under one name, drawn and filled as they were."""

from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, String

from volumefiles import part_file, plain, volume


def form(*names: str, **entries: Any) -> bytes:
    """Make a page with a text field for each name, filled in with it."""

    def change(pdf: pikepdf.Pdf) -> None:
        fields = [field(pdf, T=String(name), V=String(f"value of {name}")) for name in names]
        pdf.pages[0].obj.Annots = Array(fields)
        pdf.Root.AcroForm = Dictionary(Fields=Array(fields), **entries)

    return plain("A", 1, change)


def field(pdf: pikepdf.Pdf, **entries: Any) -> Object:
    given = {"FT": Name.Tx} | entries
    return pdf.make_indirect(
        Dictionary(Type=Name.Annot, Subtype=Name.Widget, Rect=[0, 0, 50, 9], **given)
    )


def test_fields_of_equal_names_get_different_names() -> None:
    pdf = volume(part_file("a", form("x", "own")), part_file("b", form("x"))).pdf
    fields = list(pdf.Root.AcroForm.Fields)
    assert [str(one.T) for one in fields] == ["a-x", "own", "b-x"]
    assert [str(one.V) for one in fields] == ["value of x", "value of own", "value of x"]
    shown = [annot.objgen for page in pdf.pages for annot in page.obj.Annots]
    assert shown == [one.objgen for one in fields]


def test_names_below_a_field_stay() -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        top = pdf.make_indirect(Dictionary(T=String("x"), FT=Name.Tx))
        kid = field(pdf, T=String("inner"), Parent=top)
        top.Kids = Array([kid])
        pdf.pages[0].obj.Annots = Array([kid])
        pdf.Root.AcroForm = Dictionary(Fields=Array([top]))

    content = plain("A", 1, change)
    pdf = volume(part_file("a", content), part_file("b", content)).pdf
    assert [(str(one.T), str(one.Kids[0].T)) for one in pdf.Root.AcroForm.Fields] == [
        ("a-x", "inner"),
        ("b-x", "inner"),
    ]


def test_what_a_form_says_for_all_its_fields_stays_theirs() -> None:
    one = form("x", DA=String("/Helv 9 Tf 0 g"), Q=1)
    other = form("y", DA=String("/Times 12 Tf 0 g"))
    pdf = volume(part_file("a", one), part_file("b", other)).pdf
    fields = list(pdf.Root.AcroForm.Fields)
    assert [(str(field.DA)[:5], field.get("/Q")) for field in fields] == [
        ("/Helv", 1),
        ("/Time", None),
    ]


def test_resources_are_united_and_the_first_of_a_name_stays() -> None:
    fonts = [Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name(f"/{n}")) for n in "ABC"]
    one = form("x", DR=Dictionary(Font=Dictionary(F=fonts[0]), ProcSet=Array([Name.PDF])))
    other = form("y", DR=Dictionary(Font=Dictionary(F=fonts[1], G=fonts[2])))
    pdf = volume(part_file("a", one), part_file("b", other)).pdf
    resources = pdf.Root.AcroForm.DR
    assert {key: str(font.BaseFont) for key, font in resources.Font.items()} == {
        "/F": "/A",
        "/G": "/C",
    }
    assert list(resources.ProcSet) == [Name.PDF]


def test_a_form_whose_fields_are_not_drawn_stays_so() -> None:
    pdf = volume(part_file("a", form("x")), part_file("b", form("y", NeedAppearances=True))).pdf
    assert pdf.Root.AcroForm.NeedAppearances is True
    drawn = volume(part_file("a", form("x"))).pdf
    assert "/NeedAppearances" not in drawn.Root.AcroForm


def test_a_signature_is_removed_and_reported() -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        value = pdf.make_indirect(Dictionary(Type=Name.Sig, ByteRange=[0, 1, 2, 3]))
        signed = field(pdf, T=String("s"), FT=Name.Sig, V=value)
        empty = field(pdf, T=String("e"), FT=Name.Sig)
        pdf.pages[0].obj.Annots = Array([signed, empty])
        pdf.Root.AcroForm = Dictionary(Fields=Array([signed, empty]), SigFlags=3)

    made = volume(part_file("a", plain("A", 1, change)), part_file("b", form("x")))
    assert ["/V" in one for one in made.pdf.Root.AcroForm.Fields] == [False, False, True]
    assert "/SigFlags" not in made.pdf.Root.AcroForm
    found = [one for one in made.findings if one.rule == "volume-not-kept"]
    assert [(one.place.file, "signature" in one.message) for one in found] == [("a.pdf", True)]


def test_no_fields_make_no_form() -> None:
    pdf = volume(part_file("a", form()), part_file("b", plain("B"))).pdf
    assert "/AcroForm" not in pdf.Root
