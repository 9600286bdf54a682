"""Names of tags in one volume: no part's names change what another part's mean."""

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from structure import walk
from volumefiles import Change, element, part_file, tagged, tops, volume


def roles(**mapped: str) -> Change:
    """Map roles, and give the first elements of the file these roles in turn."""

    def change(pdf: pikepdf.Pdf) -> None:
        root = pdf.Root.StructTreeRoot
        root.RoleMap = Dictionary({f"/{name}": Name(f"/{to}") for name, to in mapped.items()})
        document = root.K[0]
        for name in mapped:
            element(pdf, document, name)

    return change


def meaning(pdf: pikepdf.Pdf, part: int) -> list[str]:
    """Return the standard roles of a part's elements, after the four that every file has."""
    known = pdf.Root.StructTreeRoot.get("/RoleMap", Dictionary())
    result = []
    for one in list(tops(pdf)[part].K)[4:]:
        role = one.S
        for _ in range(9):
            role = known.get(str(role), role)
        result.append(str(role)[1:])
    return result


def bound(*changes: Change) -> pikepdf.Pdf:
    part_files = [part_file(f"k{at}", tagged("A", 2, change)) for at, change in enumerate(changes)]
    pdf = volume(*part_files).pdf
    assert [fault for fault in walk(pdf).faults if "standard type" not in fault] == []
    return pdf


def test_equal_roles_are_one() -> None:
    pdf = bound(roles(Lead="P", Head="H1"), roles(Lead="P", Box="Div"))
    assert set(pdf.Root.StructTreeRoot.RoleMap.keys()) == {"/Lead", "/Head", "/Box"}
    assert [meaning(pdf, 0), meaning(pdf, 1)] == [["P", "H1"], ["P", "Div"]]


def test_roles_that_differ_get_different_names() -> None:
    pdf = bound(roles(Lead="P"), roles(Lead="H1"), roles(Lead="P"), roles(Lead="Div"))
    assert [meaning(pdf, part) for part in range(4)] == [["P"], ["H1"], ["P"], ["Div"]]
    assert str(tops(pdf)[1].K[4].S) == "/Lead-k1"


def test_a_role_mapped_to_a_renamed_one_follows_it() -> None:
    pdf = bound(roles(Outer="Inner", Inner="P"), roles(Outer="Inner", Inner="Span"))
    assert [meaning(pdf, 0), meaning(pdf, 1)] == [["P", "P"], ["Span", "Span"]]


def test_a_standard_type_that_a_part_maps_stays_standard_for_the_others() -> None:
    pdf = bound(roles(P="Div"), roles(Lead="P"))
    assert [meaning(pdf, 0), meaning(pdf, 1)] == [["Div"], ["P"]]
    assert "/P" not in pdf.Root.StructTreeRoot.RoleMap
    assert meaning_of_first(pdf, 0) == "Div"
    assert meaning_of_first(pdf, 1) == "P"


def meaning_of_first(pdf: pikepdf.Pdf, part: int) -> str:
    role = tops(pdf)[part].K[0].S
    return str(pdf.Root.StructTreeRoot.RoleMap.get(str(role), role))[1:]


def test_a_role_mapped_to_itself_is_left_out() -> None:
    pdf = bound(roles(P="P", Lead="Lead"))
    assert "/RoleMap" not in pdf.Root.StructTreeRoot


def test_roles_with_odd_letters_are_renamed_too() -> None:
    name = "Lead text/1 ü"

    def odd(to: str) -> Change:
        def change(pdf: pikepdf.Pdf) -> None:
            root = pdf.Root.StructTreeRoot
            own = pikepdf.Name("/" + name)
            root.RoleMap = Dictionary({str(own): Name(f"/{to}")})
            new = element(pdf, root.K[0], "P")
            new.S = own

        return change

    pdf = bound(odd("P"), odd("H2"))
    assert [meaning(pdf, 0), meaning(pdf, 1)] == [["P"], ["H2"]]


def test_a_new_name_that_is_in_use_is_numbered() -> None:
    pdf = bound(roles(**{"Lead": "P", "Lead-k1": "Div"}), roles(Lead="H1"))
    assert [meaning(pdf, 0), meaning(pdf, 1)] == [["P", "Div"], ["H1"]]
    assert str(tops(pdf)[1].K[4].S) == "/Lead-k1-2"


def test_circles_of_roles_end() -> None:
    bound(roles(A="B", B="A"), roles(A="B", B="C", C="A"))


# classes


def test_a_role_that_is_no_name_is_left_out() -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        pdf.Root.StructTreeRoot.RoleMap = Dictionary(Odd=Dictionary(O=Name.Table), Whole=7)

    assert "/RoleMap" not in bound(change).Root.StructTreeRoot


def classes(name: str, placement: str, *, listed: bool = False) -> Change:
    def change(pdf: pikepdf.Pdf) -> None:
        root = pdf.Root.StructTreeRoot
        looks = Dictionary(O=Name.Layout, Placement=Name(f"/{placement}"))
        root.ClassMap = Dictionary({f"/{name}": looks})
        own = Name(f"/{name}")
        root.K[0].K[0].C = Array([own, 2]) if listed else own

    return change


def placement(pdf: pikepdf.Pdf, part: int) -> str:
    own = tops(pdf)[part].K[0].C
    name = own[0] if isinstance(own, Array) else own
    return str(pdf.Root.StructTreeRoot.ClassMap[str(name)].Placement)


def test_equal_classes_are_merged_and_others_get_different_names() -> None:
    pdf = bound(classes("c", "Block"), classes("c", "Block"), classes("c", "Inline"))
    assert [placement(pdf, part) for part in range(3)] == ["/Block", "/Block", "/Inline"]
    assert len(pdf.Root.StructTreeRoot.ClassMap.keys()) == 2


def test_classes_in_a_list_are_renamed_and_keep_their_revision() -> None:
    pdf = bound(classes("c", "Block"), classes("c", "Inline", listed=True))
    own = tops(pdf)[1].K[0].C
    assert (str(own[0]), int(own[1])) == ("/c-k1", 2)
    assert placement(pdf, 1) == "/Inline"


# namespaces


def spaced(uri: str, **mapped: str) -> Change:
    def change(pdf: pikepdf.Pdf) -> None:
        space = Dictionary(Type=Name.Namespace, NS=String(uri))
        if mapped:
            space.RoleMapNS = Dictionary(
                {f"/{name}": Name(f"/{to}") for name, to in mapped.items()}
            )
        space = pdf.make_indirect(space)
        root = pdf.Root.StructTreeRoot
        root.Namespaces = Array([space])
        root.K[0].K[0].NS = space

    return change


def test_equal_namespaces_are_one() -> None:
    pdf = bound(spaced("urn:x", a="P"), spaced("urn:x", a="P"), spaced("urn:y"))
    spaces = pdf.Root.StructTreeRoot.Namespaces
    assert [str(one.NS) for one in spaces] == ["urn:x", "urn:y"]
    owned = [part.K[0].NS.objgen for part in tops(pdf)]
    assert owned == [spaces[0].objgen, spaces[0].objgen, spaces[1].objgen]


def test_namespaces_that_map_differently_stay_apart() -> None:
    pdf = bound(spaced("urn:x", a="P"), spaced("urn:x", a="Div"))
    assert len(pdf.Root.StructTreeRoot.Namespaces) == 2
    assert [str(part.K[0].NS.RoleMapNS.a) for part in tops(pdf)] == ["/P", "/Div"]


def test_roles_of_another_namespace_are_not_renamed() -> None:
    def both(pdf: pikepdf.Pdf) -> None:
        roles(Lead="H1")(pdf)
        spaced("urn:x", Lead="P")(pdf)
        pdf.Root.StructTreeRoot.K[0].K[0].S = Name.Lead

    pdf = bound(roles(Lead="P"), both)
    assert str(tops(pdf)[1].K[0].S) == "/Lead"
    assert str(tops(pdf)[1].K[4].S) == "/Lead-k1"
