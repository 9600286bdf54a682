"""Tags of odd files in one volume: every element, mark and reference is where the part had it."""

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Object, String

from structure import Structure, walk
from volumefiles import Change, element, pairs, part_file, plain, tagged, tops, volume


def tree(pdf: pikepdf.Pdf) -> Object:
    return pdf.Root.StructTreeRoot


def whole(*changes: Change) -> tuple[pikepdf.Pdf, Structure]:
    """Bind a plain tagged file, then a file of each change; the volume's tags are whole."""
    part_files = [part_file("plain", tagged("P", 3))]
    part_files += [
        part_file(f"odd{at}", tagged("O", 2, change)) for at, change in enumerate(changes)
    ]
    pdf = volume(*part_files).pdf
    found = walk(pdf)
    assert [fault for fault in found.faults if "standard type" not in fault] == []
    return pdf, found


# odd files


def kids_of_parent_tree(pdf: pikepdf.Pdf) -> None:
    nums = list(tree(pdf).ParentTree.Nums)
    half = len(nums) // 4 * 2
    leaves = [
        pdf.make_indirect(Dictionary(Limits=[row[0], row[-2]], Nums=Array(row)))
        for row in (nums[:half], nums[half:])
    ]
    branch = pdf.make_indirect(Dictionary(Kids=Array(leaves), Limits=[nums[0], nums[-2]]))
    tree(pdf).ParentTree = pdf.make_indirect(Dictionary(Kids=Array([branch])))


def parent_tree_out_of_order(pdf: pikepdf.Pdf) -> None:
    nums = list(tree(pdf).ParentTree.Nums)
    rows = list(zip(nums[::2], nums[1::2], strict=True))[::-1]
    tree(pdf).ParentTree.Nums = Array([item for row in rows for item in row])


def wide_gaps_between_keys(pdf: pikepdf.Pdf) -> None:
    nums = list(tree(pdf).ParentTree.Nums)
    for page in pdf.pages:
        page.obj.StructParents = int(page.obj.StructParents) * 1000
        for annot in page.obj.Annots:
            annot.StructParent = int(annot.StructParent) * 1000
    keys = [key * 1000 if at % 2 == 0 else key for at, key in enumerate(nums)]
    tree(pdf).ParentTree.Nums = Array(keys)
    tree(pdf).ParentTreeNextKey = 5000


def next_key_missing(pdf: pikepdf.Pdf) -> None:
    del tree(pdf)["/ParentTreeNextKey"]


def dead_keys(pdf: pikepdf.Pdf) -> None:
    """Keys that no page has: they would collide with those of the next part."""
    tree(pdf).ParentTree.Nums.extend([17, Array([tree(pdf).K[0]])])


def single_kid(pdf: pikepdf.Pdf) -> None:
    tree(pdf).K = tree(pdf).K[0]


def single_kids_below(pdf: pikepdf.Pdf) -> None:
    for link in tree(pdf).K[0].K:
        if Name.Link == link.S:
            link.K = link.K[0]


def indirect_everything(pdf: pikepdf.Pdf) -> None:
    root = tree(pdf)
    root.K = pdf.make_indirect(root.K)
    root.ParentTree = pdf.make_indirect(root.ParentTree)
    root.ParentTree.Nums = pdf.make_indirect(root.ParentTree.Nums)
    root.RoleMap = pdf.make_indirect(Dictionary(Odd=Name.P))
    for at in range(1, len(root.ParentTree.Nums), 2):
        if isinstance(root.ParentTree.Nums[at], Array):
            root.ParentTree.Nums[at] = pdf.make_indirect(root.ParentTree.Nums[at])
    root.K[0].K = pdf.make_indirect(root.K[0].K)
    for key in ("/MarkInfo", "/Lang", "/Names", "/ViewerPreferences"):
        pdf.Root[key] = pdf.make_indirect(pdf.Root[key])
    pdf.Root.Names.Dests = pdf.make_indirect(pdf.Root.Names.Dests)
    pdf.Root.Names.Dests.Names = pdf.make_indirect(pdf.Root.Names.Dests.Names)


def direct_root(pdf: pikepdf.Pdf) -> None:
    """The root is written directly in the catalogue, so that no element can refer to it."""
    root = tree(pdf)
    document = root.K[0]
    pdf.Root.StructTreeRoot = Dictionary({key: root[key] for key in list(root)})
    del document["/P"]


def several_tops(pdf: pikepdf.Pdf) -> None:
    root = tree(pdf)
    document = root.K[0]
    root.K = document.K
    for kid in root.K:
        kid.P = root


def a_section_on_top(pdf: pikepdf.Pdf) -> None:
    tree(pdf).K[0].S = Name.Sect


def no_types(pdf: pikepdf.Pdf) -> None:
    """`/Type` may be left out of elements (ISO 32000-1, table 323)."""
    for one in [tree(pdf).K[0], *tree(pdf).K[0].K]:
        del one["/Type"]


def strings_that_look_like_references(pdf: pikepdf.Pdf) -> None:
    document = tree(pdf).K[0]
    document.K[0].Alt = String("see 1 0 R and (2 0 R) \\ 3 0 R)")
    document.K[0].ActualText = String("\u0416 1 0 R")


def empty_elements(pdf: pikepdf.Pdf) -> None:
    document = tree(pdf).K[0]
    element(pdf, document, "Div")
    element(pdf, document, "Div", K=Array())


def nested_in_forms(pdf: pikepdf.Pdf) -> None:
    """Content of a form that the tags own through the form's own key."""
    page, document = pdf.pages[0].obj, tree(pdf).K[0]
    form = pdf.make_stream(b"/Span <</MCID 0>> BDC BT /F1 9 Tf (in a form) Tj ET EMC")
    form.Type, form.Subtype, form.BBox = Name.XObject, Name.Form, Array([0, 0, 50, 50])
    form.Resources, form.StructParents = page.Resources, 4
    page.Resources = Dictionary(Font=page.Resources.Font, XObject=Dictionary(X1=form))
    page.Contents = pdf.make_stream(page.Contents.read_bytes() + b" /X1 Do")
    span = element(pdf, document, "Span", Pg=page)
    span.K = Array([Dictionary(Type=Name.MCR, Pg=page, Stm=form, MCID=0)])
    tree(pdf).ParentTree.Nums.extend([4, Array([span])])
    tree(pdf).ParentTreeNextKey = 5


ODD: tuple[Change, ...] = (
    kids_of_parent_tree,
    parent_tree_out_of_order,
    wide_gaps_between_keys,
    next_key_missing,
    single_kid,
    single_kids_below,
    indirect_everything,
    direct_root,
    several_tops,
    a_section_on_top,
    strings_that_look_like_references,
    empty_elements,
    nested_in_forms,
)


@pytest.mark.parametrize("change", ODD, ids=lambda change: change.__name__)
def test_tags_of_odd_files_stay_whole(change: Change) -> None:
    whole(change, change)


def test_tags_of_all_odd_files_together_stay_whole() -> None:
    pdf, found = whole(*ODD)
    assert len(pdf.pages) == 3 + 2 * len(ODD)
    assert len(found.root.kids) == 1 + len(ODD)


def test_keys_that_nothing_has_are_dropped() -> None:
    pdf, _ = whole(dead_keys, lambda _: None)
    keys = [int(key) for key, _ in pairs(tree(pdf).ParentTree, "/Nums")]
    assert keys == sorted(keys)
    assert len(keys) == 6 + 4 + 4


def test_elements_without_a_type_keep_their_places() -> None:
    pdf = volume(part_file("a", tagged("A")), part_file("b", tagged("B", 2, no_types))).pdf
    assert walk(pdf).faults == []


def test_a_tree_without_parent_tree_keeps_its_elements() -> None:
    def drop(pdf: pikepdf.Pdf) -> None:
        del tree(pdf)["/ParentTree"]

    pdf = volume(part_file("a", tagged("A", 2, drop)), part_file("b", tagged("B"))).pdf
    first, second = tops(pdf)
    assert [str(kid.S) for kid in first.K] == ["/P", "/Link", "/P", "/Link"]
    starts = {int(page.obj.StructParents) for page in pdf.pages}
    assert len(starts) == 4
    assert all(key in {*starts, *range(20)} for key, _ in pairs(tree(pdf).ParentTree, "/Nums"))
    assert second.K[0].Pg.objgen == pdf.pages[2].obj.objgen


# the volume's own elements


def test_every_part_has_its_title_and_language() -> None:
    def french(pdf: pikepdf.Pdf) -> None:
        pdf.Root.Lang = String("fr")

    def silent(pdf: pikepdf.Pdf) -> None:
        del pdf.Root["/Lang"]

    def said_by_the_document(pdf: pikepdf.Pdf) -> None:
        tree(pdf).K[0].Lang = String("de")

    pdf = volume(
        part_file("a", tagged("A"), title="One"),
        part_file("b", tagged("B", 2, french), title="Two"),
        part_file("c", tagged("C", 2, silent), title="Three", language="nl"),
        part_file("d", tagged("D", 2, said_by_the_document), title="Four"),
    ).pdf
    assert str(tree(pdf).K[0].S) == "/Document"
    assert [(str(one.S), str(one.T), str(one.Lang)) for one in tops(pdf)] == [
        ("/Part", "One", "en"),
        ("/Part", "Two", "fr"),
        ("/Part", "Three", "nl"),
        ("/Part", "Four", "de"),
    ]
    assert str(pdf.Root.Lang) == "en"


def test_a_document_becomes_the_part_and_other_elements_are_put_in_one() -> None:
    pdf, _ = whole(a_section_on_top, several_tops)
    inside = [[str(kid.S) for kid in one.K] for one in tops(pdf)]
    assert inside == [["/P", "/Link"] * 3, ["/Sect"], ["/P", "/Link"] * 2]


def test_a_document_that_means_something_else_hangs_in_the_part() -> None:
    def mapped(pdf: pikepdf.Pdf) -> None:
        tree(pdf).RoleMap = Dictionary(Document=Name.Sect)

    pdf, _ = whole(mapped)
    inner = tops(pdf)[1].K[0]
    assert str(tree(pdf).RoleMap[inner.S]) == "/Sect"


def test_untagged_parts_get_no_tags() -> None:
    made = volume(
        part_file("a", tagged("A")), part_file("b", plain("B")), part_file("c", tagged("C"))
    )
    assert [str(one.T) for one in tops(made.pdf)] == ["Issue a", "Issue c"]
    assert made.pdf.Root.MarkInfo.Marked is False
    assert "/StructParents" not in made.pdf.pages[2].obj


def test_no_tags_anywhere_make_no_tree() -> None:
    pdf = volume(part_file("a", plain("A"))).pdf
    assert "/StructTreeRoot" not in pdf.Root
    assert "/MarkInfo" not in pdf.Root


@pytest.mark.parametrize("kids", [Array(), 5, Name.Odd, Array([5, String("x")])], ids=repr)
def test_a_tree_without_elements_is_none(kids: object) -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        tree(pdf).K = kids

    made = volume(part_file("a", tagged("A", 2, change)), part_file("b", tagged("B")))
    assert [str(one.T) for one in tops(made.pdf)] == ["Issue b"]
    assert made.bound.claims == {"pdfa-3u"}


def test_flags_of_a_part_are_those_of_the_volume() -> None:
    def suspect(pdf: pikepdf.Pdf) -> None:
        pdf.Root.MarkInfo.Suspects = True

    pdf = volume(part_file("a", tagged("A")), part_file("b", tagged("B", 2, suspect))).pdf
    assert dict(pdf.Root.MarkInfo) == {"/Marked": True, "/Suspects": True}
