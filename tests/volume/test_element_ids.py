"""IDs of elements in one volume: unique, listed, and followed by the cells that name them."""

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Object, String

from structure import walk
from volumefiles import Change, element, pairs, part_file, tagged, tops, volume


def table(*idents: str, indirect: bool = False) -> Change:
    """Add a table: a head cell for each ID, and a cell that names them all."""

    def change(pdf: pikepdf.Pdf) -> None:
        row = element(pdf, element(pdf, pdf.Root.StructTreeRoot.K[0], "Table"), "TR")
        for ident in idents:
            element(pdf, row, "TH", ID=String(ident), A=Dictionary(O=Name.Table, Scope=Name.Column))
        named = Dictionary(O=Name.Table, Headers=Array([String(ident) for ident in idents]))
        element(pdf, row, "TD", A=pdf.make_indirect(named) if indirect else named)
        rows = Array([item for cell in list(row.K)[:-1] for item in (cell.ID, cell)])
        pdf.Root.StructTreeRoot.IDTree = Dictionary(Names=rows)

    return change


def cells(pdf: pikepdf.Pdf, part: int) -> list[Object]:
    return list(tops(pdf)[part].K[4].K[0].K)


def heads(pdf: pikepdf.Pdf, part: int) -> tuple[list[bytes], list[bytes]]:
    """Return the IDs of a part's head cells, and those that its cell names."""
    *named, cell = cells(pdf, part)
    return [bytes(one.ID) for one in named], [bytes(one) for one in cell.A.Headers]


@pytest.mark.parametrize("indirect", [False, True])
@pytest.mark.parametrize("idents", [("h1",), ("h1", "h2"), ("h(1)", "ж"), ("1 0 R", "a b")])
def test_equal_ids_get_different_names_and_headers_follow(
    idents: tuple[str, ...], indirect: bool
) -> None:
    content = tagged("A", 2, table(*idents, indirect=indirect))
    pdf = volume(part_file("a", content), part_file("b", content)).pdf
    assert walk(pdf).faults == []
    seen = [heads(pdf, part) for part in (0, 1)]
    assert all(own == named for own, named in seen)
    assert set(seen[0][0]).isdisjoint(seen[1][0])


def test_ids_that_no_other_part_has_stay() -> None:
    pdf = volume(
        part_file("a", tagged("A", 2, table("one", "both"))),
        part_file("b", tagged("B", 2, table("both", "two"))),
    ).pdf
    assert heads(pdf, 0) == ([b"one", b"a-both"], [b"one", b"a-both"])
    assert heads(pdf, 1) == ([b"b-both", b"two"], [b"b-both", b"two"])
    assert walk(pdf).faults == []


def test_an_id_that_a_file_has_twice_becomes_two() -> None:
    pdf = volume(part_file("a", tagged("A", 2, table("x", "x")))).pdf
    own, named = heads(pdf, 0)
    assert len(set(own)) == 2
    assert named == [own[0], own[0]]
    listed = [bytes(key) for key, _ in pairs(pdf.Root.StructTreeRoot.IDTree, "/Names")]
    assert listed == sorted(own)


def test_elements_without_a_list_of_ids_get_one() -> None:
    def forget(pdf: pikepdf.Pdf) -> None:
        table("x")(pdf)
        del pdf.Root.StructTreeRoot["/IDTree"]

    pdf = volume(part_file("a", tagged("A", 2, forget))).pdf
    assert walk(pdf).faults == []
    assert [bytes(key) for key, _ in pairs(pdf.Root.StructTreeRoot.IDTree, "/Names")] == [b"x"]


def test_what_is_no_element_keeps_its_id() -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        pdf.pages[0].obj.ID = String("web")
        pdf.pages[0].obj.PieceInfo = Dictionary(X=Dictionary(ID=String("web"), S=Name.Y))

    content = tagged("A", 2, change)
    pdf = volume(part_file("a", content), part_file("b", content)).pdf
    assert [str(page.obj.get("/ID")) for page in pdf.pages] == ["web", "None"] * 2
    assert "/IDTree" not in pdf.Root.StructTreeRoot


def test_many_ids_make_a_tree_with_limits() -> None:
    content = tagged("A", 2, table(*(f"id{number:03}" for number in range(300))))
    pdf = volume(part_file("a", content), part_file("b", content)).pdf
    top = pdf.Root.StructTreeRoot.IDTree
    assert len(top.Kids) == 3
    for kid in top.Kids:
        names = [bytes(name) for name in kid.Names[::2]]
        assert [bytes(one) for one in kid.Limits] == [names[0], names[-1]]
    assert walk(pdf).faults == []
