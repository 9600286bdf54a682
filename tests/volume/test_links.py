"""Links of a volume: inside a part they lead where they led, between parts they lead inside the volume."""

import io

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name, String

from printissue.volume import bind
from structure import walk
from volumefiles import (
    OPTIONS,
    Change,
    destinations,
    landing,
    landings,
    link_to,
    pairs,
    part_file,
    plain,
    tagged,
    volume,
)


def linking(*annots: dict[str, object]) -> Change:
    """Put links on the first page; a destination of page `n` is a number, made a reference to it."""

    def change(pdf: pikepdf.Pdf) -> None:
        for entries in annots:
            link_to(pdf, pdf.pages[0].obj, **entries)

    return change


def named(**aims: int) -> Change:
    """Name pages (from 1) as destinations."""

    def change(pdf: pikepdf.Pdf) -> None:
        rows = [
            (String(name), Array([pdf.pages[at - 1].obj, Name.Fit])) for name, at in aims.items()
        ]
        names = Array([item for row in rows for item in row])
        pdf.Root.Names = Dictionary(Dests=Dictionary(Names=names))

    return change


def both(*changes: Change) -> Change:
    def change(pdf: pikepdf.Pdf) -> None:
        for one in changes:
            one(pdf)

    return change


# inside a part


def test_names_that_two_parts_use_get_different_names() -> None:
    content = plain("A", 3, both(named(end=3), linking({"Dest": String("end")})))
    pdf = volume(part_file("a", content), part_file("b", content)).pdf
    assert [row for row in landings(pdf) if row] == [[3], [6]]
    assert set(destinations(pdf)) == {b"a-end", b"b-end"}


def test_names_that_one_part_uses_stay() -> None:
    one = plain("A", 2, both(named(mine=2), linking({"Dest": String("mine")})))
    other = plain("B", 2, both(named(yours=2), linking({"Dest": String("yours")})))
    pdf = volume(part_file("a", one), part_file("b", other)).pdf
    assert set(destinations(pdf)) == {b"mine", b"yours"}
    assert [row for row in landings(pdf) if row] == [[2], [4]]


def test_links_of_every_form_lead_right() -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        named(end=2)(pdf)
        page, last = pdf.pages[0].obj, pdf.pages[1].obj
        goto = Dictionary(S=Name.GoTo, D=String("end"))
        link_to(pdf, page, A=goto)
        link_to(pdf, page, A=pdf.make_indirect(Dictionary(S=Name.GoTo, D=String("end"))))
        link_to(pdf, page, Dest=Array([last, Name.Fit]))
        link_to(pdf, page, Dest=pdf.make_indirect(Array([last, Name.Fit])))
        link_to(pdf, page, Dest=Array([1, Name.Fit]))
        link_to(pdf, page, A=Dictionary(S=Name.GoTo, D=Array([1, Name.XYZ, 0, 0, 0])))
        link_to(pdf, page, Dest=pdf.make_indirect(String("end")))
        link_to(pdf, page, A=Dictionary(S=Name.URI, URI=String("https://example.org/end")))

    content = plain("A", 2, change)
    pdf = volume(part_file("a", content), part_file("b", content)).pdf
    address = "https://example.org/end"
    assert landings(pdf) == [[2] * 7 + [address], [], [4] * 7 + [address], []]


def test_chained_actions_are_mended_as_well() -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        named(end=2)(pdf)
        step = Dictionary(S=Name.GoTo, D=String("end"))
        action = Dictionary(S=Name.URI, URI=String("https://example.org/"), Next=Array([step]))
        link_to(pdf, pdf.pages[0].obj, A=action)

    content = plain("A", 2, change)
    pdf = volume(part_file("a", content), part_file("b", content)).pdf
    steps = [pdf.pages[at].obj.Annots[0].A.Next[0].D for at in (0, 2)]
    assert [bytes(one) for one in steps] == [b"a-end", b"b-end"]


def test_annotations_inside_the_page_itself_are_mended() -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        named(end=2)(pdf)
        direct = Dictionary(Subtype=Name.Link, Rect=[0, 0, 9, 9], Dest=String("end"))
        pdf.pages[0].obj.Annots = Array([direct])

    content = plain("A", 2, change)
    assert landings(volume(part_file("a", content), part_file("b", content)).pdf) == [
        [2],
        [],
        [4],
        [],
    ]


def test_names_of_pdf_1_1_become_strings() -> None:
    """PDF 1.1 names destinations by name objects, in a dictionary of the catalogue."""

    def change(pdf: pikepdf.Pdf) -> None:
        named(end=1)(pdf)
        last = Array([pdf.pages[1].obj, Name.Fit])
        pdf.Root.Dests = Dictionary({"/end": last, "/odd name": Dictionary(D=last)})
        page = pdf.pages[0].obj
        link_to(pdf, page, Dest=Name.end)
        link_to(pdf, page, Dest=Name("/odd name"))
        link_to(pdf, page, Dest=String("end"))

    content = plain("A", 2, change)
    pdf = volume(part_file("a", content), part_file("b", content)).pdf
    assert landings(pdf) == [[2, 2, 1], [], [4, 4, 3], []]
    assert "/Dests" not in pdf.Root


def test_named_destinations_of_every_form_are_kept() -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        last = pdf.pages[1].obj
        direct = Array([last, Name.Fit])
        rows: list[object] = [String("a"), direct, String("b"), Dictionary(D=direct)]
        rows += [String("c"), pdf.make_indirect(direct), String("d"), Array([1, Name.Fit])]
        rows += [String("e"), pdf.make_indirect(Dictionary(D=Array([1, Name.Fit])))]
        leaf = Dictionary(Names=Array(rows), Limits=[String("a"), String("e")])
        pdf.Root.Names = Dictionary(Dests=Dictionary(Kids=[pdf.make_indirect(leaf)]))
        for name in "abcde":
            link_to(pdf, pdf.pages[0].obj, Dest=String(name))

    content = plain("A", 2, change)
    assert landings(volume(part_file("a", content), part_file("b", content)).pdf)[::2] == [
        [2] * 5,
        [4] * 5,
    ]


def test_a_dead_link_stays_dead() -> None:
    one = plain("A", 1, linking({"Dest": String("end")}, {"Dest": String("nowhere")}))
    other = plain("B", 2, named(end=2))
    pdf = volume(part_file("a", one), part_file("b", other)).pdf
    assert landings(pdf)[0] == [None, None]


def test_a_page_past_the_end_leads_nowhere() -> None:
    content = plain("A", 1, linking({"Dest": Array([7, Name.Fit])}))
    pdf = volume(part_file("a", content)).pdf
    assert int(pdf.pages[0].obj.Annots[0].Dest[0]) == 7


@pytest.mark.slow
@given(st.lists(st.binary(min_size=1, max_size=6), min_size=1, max_size=6, unique=True))
def test_names_of_any_bytes_lead_right(names: list[bytes]) -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        rows = sorted((name, at % 2) for at, name in enumerate(names))
        aims = [Array([page.obj, Name.Fit]) for page in pdf.pages]
        table = [item for name, at in rows for item in (String(name), aims[at])]
        pdf.Root.Names = Dictionary(Dests=Dictionary(Names=Array(table)))
        for name in names:
            link_to(pdf, pdf.pages[0].obj, Dest=String(name))

    content = plain("A", 2, change)
    made, _, _ = bind([part_file("a", content), part_file("b", content)], OPTIONS)
    pdf = pikepdf.open(io.BytesIO(made))
    assert landings(pdf)[0] == [at % 2 + 1 for at in range(len(names))]
    assert landings(pdf)[2] == [at % 2 + 3 for at in range(len(names))]
    keys = [bytes(key) for key, _ in pairs(pdf.Root.Names.Dests, "/Names")]
    assert keys == sorted(set(keys))


# between parts


def remote(file: object, aim: object = None) -> dict[str, object]:
    entries = {} if aim is None else {"D": aim}
    return {"A": Dictionary(S=Name.GoToR, F=file, NewWindow=True, **entries)}


@pytest.mark.parametrize(
    "file",
    [
        String("b.pdf"),
        String("../2025-02/b.pdf"),
        String("C:\\issues\\b.pdf"),
        Dictionary(Type=Name.Filespec, F=String("b.pdf")),
        Dictionary(Type=Name.Filespec, F=String("x.pdf"), UF=String("../b.pdf")),
    ],
    ids=["plain", "folder", "Windows", "specification", "Unicode name"],
)
def test_a_link_to_another_part_leads_inside(file: object) -> None:
    one = plain("A", 1, linking(remote(file, String("end"))))
    other = plain("B", 3, named(end=3))
    made = volume(part_file("a", one), part_file("b", other))
    action = made.pdf.pages[0].obj.Annots[0].A
    assert landing(made.pdf, made.pdf.pages[0].obj.Annots[0]) == 4
    assert (str(action.S), "/F" in action, "/NewWindow" in action) == ("/GoTo", False, False)
    assert (made.bound.links_joined, made.bound.links_left, made.findings[2:]) == (
        1,
        0,
        made.findings[2:],
    )
    assert "volume-link" not in made.rules()


@pytest.mark.parametrize(
    ("aim", "page"),
    [
        (String("end"), 4),
        (Name.old, 3),
        (Array([1, Name.Fit]), 3),
        (Array([2, Name.XYZ, 0, 9, 0]), 4),
        (Array([0]), 2),
    ],
    ids=repr,
)
def test_a_link_between_parts_finds_its_place(aim: object, page: int) -> None:
    def old(pdf: pikepdf.Pdf) -> None:
        named(end=3)(pdf)
        pdf.Root.Dests = Dictionary(old=Array([pdf.pages[1].obj, Name.Fit]))

    one = plain("A", 1, both(named(end=1), linking(remote(String("b.pdf"), aim))))
    made = volume(part_file("a", one), part_file("b", plain("B", 3, old)))
    assert landings(made.pdf)[0] == [page]
    assert made.bound.links_joined == 1


@pytest.mark.parametrize("aim", [String("gone"), Array([9, Name.Fit]), None], ids=repr)
def test_a_missing_destination_becomes_the_first_page(aim: object) -> None:
    one = plain("A", 1, linking(remote(String("b.pdf"), aim)))
    made = volume(part_file("a", one), part_file("b", plain("B", 2, named(end=2))))
    assert landings(made.pdf)[0] == [2]
    found = [one for one in made.findings if one.rule == "volume-link"]
    assert [(one.place.file, "b.pdf" in one.message) for one in found] == [("a.pdf", True)]


def test_a_link_to_a_file_that_is_not_bound_is_kept_and_reported() -> None:
    one = plain("A", 1, linking(*[remote(String("../2024-12/z.pdf"), String("end"))] * 2))
    made = volume(part_file("a", one), part_file("b", plain("B", 1, named(end=1))))
    assert landings(made.pdf)[0] == ["../2024-12/z.pdf"] * 2
    assert (made.bound.links_joined, made.bound.links_left) == (0, 2)
    found = [one for one in made.findings if one.rule == "volume-link"]
    assert [(one.place.file, "z.pdf" in one.message) for one in found] == [("a.pdf", True)]


def test_a_link_of_a_file_to_itself_by_name_leads_inside() -> None:
    content = plain("A", 2, both(named(end=2), linking(remote(String("a.pdf"), String("end")))))
    assert landings(volume(part_file("b", plain("B")), part_file("a", content)).pdf)[2] == [4]


def test_links_between_tagged_parts_keep_their_tags() -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        annot = pdf.pages[0].obj.Annots[0]
        del annot["/Dest"]
        annot.A = Dictionary(S=Name.GoToR, F=String("b.pdf"), D=String("page-2"))

    made = volume(part_file("a", tagged("A", 2, change)), part_file("b", tagged("B", 2)))
    assert walk(made.pdf).faults == []
    assert landings(made.pdf) == [[4], [1], [4], [3]]
    assert made.bound.claims == {"pdfa-3a", "pdfua-1"}


def hidden_link(name: str) -> Change:
    """Hang a hidden link to page 2 of a file from a Span of the tag tree."""

    def change(pdf: pikepdf.Pdf) -> None:
        action = Dictionary(S=Name.GoToR, F=String(f"../x/{name}"), D=String("page-2"))
        link_to(pdf, pdf.pages[0].obj, A=action).F = 2
        annot = pdf.pages[0].obj.Annots[-1]
        root = pdf.Root.StructTreeRoot
        document = root.K if isinstance(root.K, Dictionary) else root.K[0]
        span = pdf.make_indirect(
            Dictionary(Type=Name.StructElem, S=Name.Span, P=document, Pg=pdf.pages[0].obj)
        )
        span.K = Dictionary(Type=Name.OBJR, Obj=annot, Pg=pdf.pages[0].obj)
        document.K.append(span)
        annot.StructParent = 99
        root.ParentTree.Nums.append(99)
        root.ParentTree.Nums.append(span)

    return change


def spans_and_links(pdf: pikepdf.Pdf) -> list[str]:
    found = [one for one in pdf.objects if isinstance(one, Dictionary)]
    return sorted(str(one.S) for one in found if one.get("/S") in (Name.Span, Name.Link))


def test_a_hidden_link_to_another_part_is_shown_and_tagged() -> None:
    one, other = tagged("A", 2, hidden_link("b.pdf")), tagged("B", 2)
    made = volume(part_file("a", one), part_file("b", other))
    annot = made.pdf.pages[0].obj.Annots[-1]
    assert (int(annot.F), annot.A.S) == (4, Name.GoTo)
    assert landing(made.pdf, annot) == 4
    assert spans_and_links(made.pdf) == ["/Link"] * 5
    assert made.findings == ()
    assert walk(made.pdf).faults == []


def test_a_hidden_link_that_leads_out_of_the_volume_stays_hidden() -> None:
    one, other = tagged("A", 2, hidden_link("c.pdf")), tagged("B", 2)
    made = volume(part_file("a", one), part_file("b", other))
    annot = made.pdf.pages[0].obj.Annots[-1]
    assert (int(annot.F), annot.A.S) == (2, Name.GoToR)
    assert spans_and_links(made.pdf).count("/Span") == 1
    assert [one for one in made.findings if one.rule == "volume-link"] == []
