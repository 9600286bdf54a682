"""Headings in one volume: those without a level get one where other parts have levels."""

import pikepdf
from pikepdf import Array, Dictionary, Name, Object

from structure import walk
from volumefiles import element, part_file, tagged, volume


def roles(pdf: pikepdf.Pdf) -> list[list[str]]:
    """Return the roles of each part's headings, in the order of reading."""

    def below(node: Object) -> list[str]:
        kids = node.get("/K", Array())
        row = list(kids) if isinstance(kids, Array) else [kids]
        row = [kid for kid in row if isinstance(kid, Dictionary) and "/S" in kid]
        own = [str(node.S)] if str(node.S).startswith(("/H", "/Title")) else []
        return own + [one for kid in row for one in below(kid)]

    return [below(part) for part in pdf.Root.StructTreeRoot.K[0].K]


def headings(pdf: pikepdf.Pdf, roles: str) -> None:
    """Put headings with levels before what the Document has."""
    document = pdf.Root.StructTreeRoot.K[0]
    for role in roles.split():
        element(pdf, document, role)


def strong(pdf: pikepdf.Pdf, name: str = "H") -> None:
    """A heading, two sections with one each, the second with a section of its own whose heading comes last."""
    document = pdf.Root.StructTreeRoot.K[0]
    element(pdf, document, name)
    first, second = (element(pdf, document, "Sect") for _ in range(2))
    element(pdf, first, name)
    element(pdf, first, "P")
    element(pdf, second, name)
    inner = element(pdf, second, "Sect")
    element(pdf, inner, "P")
    element(pdf, inner, name)


def called_by_a_name_of_its_own(pdf: pikepdf.Pdf) -> None:
    strong(pdf, "Title")
    pdf.Root.StructTreeRoot.RoleMap = Dictionary(Title=Name.Head, Head=Name.H)


def deep(pdf: pikepdf.Pdf) -> None:
    node = pdf.Root.StructTreeRoot.K[0]
    for _ in range(8):
        element(pdf, node, "H")
        node = element(pdf, node, "Sect")


def inner_first(pdf: pikepdf.Pdf) -> None:
    """The heading of a section comes before that of the section around it: no level may be skipped."""
    document = pdf.Root.StructTreeRoot.K[0]
    element(pdf, element(pdf, document, "Sect"), "H")
    element(pdf, document, "H")


def test_a_heading_gets_the_level_of_its_depth() -> None:
    pdf = volume(
        part_file("a", tagged(change=lambda pdf: headings(pdf, "H1 H2"))),
        part_file("b", tagged(change=strong)),
        part_file("c", tagged(change=called_by_a_name_of_its_own)),
    ).pdf
    assert roles(pdf) == [["/H1", "/H2"], *[["/H1", "/H2", "/H2", "/H3"]] * 2]
    assert walk(pdf).faults == []


def test_levels_go_to_six_and_none_is_skipped() -> None:
    pdf = volume(
        part_file("a", tagged(change=lambda pdf: headings(pdf, "H1"))),
        part_file("b", tagged(change=deep)),
        part_file("c", tagged(change=inner_first)),
    ).pdf
    assert roles(pdf)[1:] == [[f"/H{min(at, 6)}" for at in range(1, 9)], ["/H1", "/H1"]]


def test_headings_stay_where_no_part_has_levels() -> None:
    pdf = volume(
        part_file("a", tagged(change=strong)),
        part_file("b", tagged(change=called_by_a_name_of_its_own)),
        part_file("c", tagged()),
    ).pdf
    assert roles(pdf) == [["/H"] * 4, ["/Title"] * 4, []]


def test_levels_behind_a_name_of_their_own_count() -> None:
    def named(pdf: pikepdf.Pdf) -> None:
        headings(pdf, "Heading")
        pdf.Root.StructTreeRoot.RoleMap = Dictionary(Heading=Name.H1)

    pdf = volume(part_file("a", tagged(change=named)), part_file("b", tagged(change=strong))).pdf
    assert roles(pdf)[1] == ["/H1", "/H2", "/H2", "/H3"]


def test_a_heading_written_directly_in_its_parent_is_changed_there() -> None:
    def direct(pdf: pikepdf.Pdf) -> None:
        document = pdf.Root.StructTreeRoot.K[0]
        document.K.append(Dictionary(Type=Name.StructElem, S=Name.H, P=document))

    pdf = volume(
        part_file("a", tagged(change=lambda pdf: headings(pdf, "H1"))),
        part_file("b", tagged(change=direct)),
    ).pdf
    assert roles(pdf)[1] == ["/H1"]
