"""Objects of equal content are stored once in a volume; objects that only look the same are not merged."""

import io

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Object, Stream, String

from structure import walk
from volumefiles import Change, element, link_to, part_file, plain, tagged, volume


def shows(kind: str, content: bytes, **entries: object) -> Change:
    """Put a stream object of its own with this content on each page."""

    def change(pdf: pikepdf.Pdf) -> None:
        for page in pdf.pages:
            stream = pdf.make_stream(content)
            for key, value in entries.items():
                stream[f"/{key}"] = value
            page.obj.Resources[f"/{kind}"] = Dictionary(X=stream)

    return change


def image(content: bytes = bytes(100), **entries: object) -> Change:
    given = {
        "Type": Name.XObject,
        "Subtype": Name.Image,
        "Width": 10,
        "Height": 10,
        "ColorSpace": Name.DeviceGray,
        "BitsPerComponent": 8,
    }
    return shows("XObject", content, **(given | entries))


def own(pdf: pikepdf.Pdf, kind: str = "XObject") -> list[tuple[int, int]]:
    return [page.obj.Resources[f"/{kind}"].X.objgen for page in pdf.pages]


def test_equal_images_are_stored_once() -> None:
    pdf = volume(part_file("a", plain("A", 2, image())), part_file("b", plain("B", 1, image()))).pdf
    assert len(set(own(pdf))) == 1


@pytest.mark.parametrize("other", [image(bytes(99) + b"x"), image(Interpolate=True)])
def test_images_that_differ_anywhere_stay_apart(other: Change) -> None:
    pdf = volume(part_file("a", plain("A", 1, image())), part_file("b", plain("B", 1, other))).pdf
    assert len(set(own(pdf))) == 2


def test_what_refers_to_equal_things_is_equal() -> None:
    """Each page's image has a mask of its own, each font a descriptor and a program of its own."""

    def masked(mask: bytes) -> Change:
        def change(pdf: pikepdf.Pdf) -> None:
            image()(pdf)
            for page in pdf.pages:
                page.obj.Resources.XObject.X.SMask = pdf.make_stream(mask)

        return change

    parts = [plain("A", 2, masked(b"m")), plain("B", 1, masked(b"m")), plain("C", 1, masked(b"n"))]
    pdf = volume(*(part_file(f"k{at}", one) for at, one in enumerate(parts))).pdf
    shown = own(pdf)
    assert shown[0] == shown[1] == shown[2] != shown[3]


def font(program: bytes, name: str = "ABCDEF+Face") -> Change:
    def change(pdf: pikepdf.Pdf) -> None:
        for page in pdf.pages:
            descriptor = Dictionary(
                Type=Name.FontDescriptor,
                FontName=Name(f"/{name}"),
                FontFile2=pdf.make_stream(program),
            )
            page.obj.Resources.Font = Dictionary(
                X=pdf.make_indirect(
                    Dictionary(
                        Type=Name.Font,
                        Subtype=Name.TrueType,
                        BaseFont=Name(f"/{name}"),
                        FontDescriptor=pdf.make_indirect(descriptor),
                    )
                )
            )

    return change


def test_fonts_are_compared_by_their_programs_not_by_their_names() -> None:
    parts = [plain("A", 1, font(one)) for one in (b"one", b"two", b"one")]
    pdf = volume(*(part_file(f"k{at}", one) for at, one in enumerate(parts))).pdf
    first, second, third = own(pdf, "Font")
    assert first == third != second


def test_the_order_of_entries_and_the_layout_of_bytes_do_not_matter() -> None:
    content = plain("A", 1, image())
    with pikepdf.open(io.BytesIO(plain("B", 1, image()))) as pdf:
        target = io.BytesIO()
        pdf.save(target, object_stream_mode=pikepdf.ObjectStreamMode.generate, qdf=False)
    made = volume(part_file("a", content), part_file("b", target.getvalue())).pdf
    assert len(set(own(made))) == 1


def test_pages_and_links_that_look_the_same_stay_apart() -> None:
    def alike(pdf: pikepdf.Pdf) -> None:
        for page in pdf.pages:
            page.obj.Contents = pdf.make_stream(b"")
            link_to(pdf, page.obj, A=Dictionary(S=Name.URI, URI=String("https://example.org/")))

    content = plain("A", 3, alike)
    pdf = volume(part_file("a", content), part_file("b", content)).pdf
    assert len({page.obj.objgen for page in pdf.pages}) == 6
    assert len({page.obj.Annots[0].objgen for page in pdf.pages}) == 6
    assert len({page.obj.Contents.objgen for page in pdf.pages}) == 1


def test_elements_that_look_the_same_stay_apart() -> None:
    def alike(pdf: pikepdf.Pdf) -> None:
        for _ in range(3):
            element(pdf, pdf.Root.StructTreeRoot.K[0], "Div")

    content = tagged("A", 2, alike)
    pdf = volume(part_file("a", content), part_file("b", content)).pdf
    assert walk(pdf).faults == []
    kids = [kid for part in pdf.Root.StructTreeRoot.K[0].K for kid in part.K]
    assert len(kids) == len({kid.objgen for kid in kids}) == 14


def test_forms_that_tags_point_at_stay_apart() -> None:
    def drawn(pdf: pikepdf.Pdf) -> None:
        document = pdf.Root.StructTreeRoot.K[0]
        for page in pdf.pages:
            form = pdf.make_stream(b"0 0 9 9 re f")
            form.Type, form.Subtype, form.BBox = Name.XObject, Name.Form, Array([0, 0, 9, 9])
            page.obj.Resources.XObject = Dictionary(X=form)
            figure = element(pdf, document, "Figure", Pg=page.obj)
            figure.K = Array([Dictionary(Type=Name.MCR, Pg=page.obj, Stm=form, MCID=0)])

    content = tagged("A", 2, drawn)
    pdf = volume(part_file("a", content), part_file("b", content)).pdf
    assert len(set(own(pdf))) == 4


def test_empty_things_stay_apart() -> None:
    """What holds nothing yet may be filled later, on one page and not on the other."""

    def hollow(pdf: pikepdf.Pdf) -> None:
        for page in pdf.pages:
            page.obj.Annots = pdf.make_indirect(Array())
            page.obj.PieceInfo = pdf.make_indirect(Dictionary())

    pdf = volume(part_file("a", plain("A", 2, hollow))).pdf
    assert len({page.obj.Annots.objgen for page in pdf.pages}) == 2
    assert len({page.obj.PieceInfo.objgen for page in pdf.pages}) == 2


def test_things_in_a_circle_stay_apart() -> None:
    def circle(pdf: pikepdf.Pdf) -> None:
        for page in pdf.pages:
            one, other = (pdf.make_indirect(Dictionary(X=Name.Y)) for _ in range(2))
            one.To, other.To = other, one
            page.obj.PieceInfo = Dictionary(Round=one)

    pdf = volume(part_file("a", plain("A", 2, circle))).pdf
    assert len({page.obj.PieceInfo.Round.objgen for page in pdf.pages}) == 2
    assert all(page.obj.PieceInfo.Round.To.To == page.obj.PieceInfo.Round for page in pdf.pages)


def test_equal_resources_of_forms_are_one_object() -> None:
    def drawn(pdf: pikepdf.Pdf) -> None:
        for at, page in enumerate(pdf.pages):
            form = pdf.make_stream(b"%d 0 9 9 re f" % at)
            form.Type, form.Subtype, form.BBox = Name.XObject, Name.Form, Array([0, 0, 9, 9])
            state = Dictionary(Type=Name.ExtGState, ca=0.5, Note=String("a >> b << \\( c"))
            form.Resources = Dictionary(ExtGState=Dictionary(G=state))
            form.Group = Dictionary(S=Name.Transparency, CS=Name.DeviceRGB)
            page.obj.Resources.XObject = Dictionary(X=form)

    pdf = volume(part_file("a", plain("A", 3, drawn))).pdf
    forms: list[Object] = [page.obj.Resources.XObject.X for page in pdf.pages]
    assert len({form.objgen for form in forms}) == 3
    assert len({form.Resources.objgen for form in forms}) == 1
    assert len({form.Group.objgen for form in forms}) == 1
    assert str(forms[0].Resources.ExtGState.G.Note) == "a >> b << \\( c"


def test_strings_that_look_like_references_stay() -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        for page in pdf.pages:
            page.obj.PieceInfo = pdf.make_indirect(Dictionary(T=String("see 2 0 R"), At=page.obj))

    content = plain("A", 1, change)
    pdf = volume(part_file("a", content), part_file("b", content)).pdf
    assert [str(page.obj.PieceInfo.T) for page in pdf.pages] == ["see 2 0 R"] * 2
    assert [page.obj.PieceInfo.At.objgen for page in pdf.pages] == [
        page.obj.objgen for page in pdf.pages
    ]


def test_values_of_different_types_are_not_equal() -> None:
    """The name /X and the string (/X), a number and a string of its digits."""

    def change(pdf: pikepdf.Pdf) -> None:
        values = [Name.X, String("/X"), 1, String("1"), True, String("True")]
        for page, value in zip(pdf.pages, values, strict=True):
            page.obj.PieceInfo = pdf.make_indirect(Dictionary(V=value))

    pdf = volume(part_file("a", plain("A", 6, change))).pdf
    assert len({page.obj.PieceInfo.objgen for page in pdf.pages}) == 6


def test_the_stream_of_an_image_is_its_own() -> None:
    pdf = volume(part_file("a", plain("A", 1, image()))).pdf
    assert isinstance(pdf.pages[0].obj.Resources.XObject.X, Stream)
