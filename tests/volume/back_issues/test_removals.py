"""Removals: links with their structure elements, thumbnails, private data, attachments, links to other issues."""

import io
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from backissuefiles import action, plain, put, written
from pdfmaker import found, subject, tagged
from printissue.preflight.accessibility import ACCESS_CHECKS
from printissue.preflight.verapdf import check_claims
from printissue.volume.back_issues import RepairedPdf, repair_back_issue

READERS = tuple(one for one in ACCESS_CHECKS if one is not check_claims)
SCRIPT = {"/S": Name.JavaScript, "/JS": String("app.alert(1)")}
Change = Callable[[pikepdf.Pdf], object]


def taken(
    folder: Path, content: bytes | pikepdf.Pdf, **choices: object
) -> tuple[RepairedPdf, pikepdf.Pdf]:
    intake, findings = repair_back_issue(put(folder, content), name="old.pdf", **choices)
    assert intake is not None, findings
    return intake, pikepdf.open(io.BytesIO(intake.content))


def linked(change: Change | None = None, *, acts: bool = True) -> bytes:
    """Make a tagged file with a link, a script if it `acts`."""
    with pikepdf.open(io.BytesIO(tagged().close())) as pdf:
        if acts:
            pdf.pages[0].obj.Annots[0].A = Dictionary(SCRIPT)
        if change:
            change(pdf)
        return written(pdf)


def elements(pdf: pikepdf.Pdf) -> list[pikepdf.Object]:
    listed, waiting = [], [pdf.Root.StructTreeRoot]
    while waiting:
        kids = waiting.pop().get("/K", [])
        for kid in kids if isinstance(kids, Array) else [kids]:
            if isinstance(kid, Dictionary) and kid.get("/Type") not in ("/MCR", "/OBJR"):
                listed.append(kid)
                waiting.append(kid)
    return listed


def kinds(pdf: pikepdf.Pdf) -> list[str]:
    return [str(one.S) for one in elements(pdf)]


def link_of(pdf: pikepdf.Pdf) -> pikepdf.Object:
    (link,) = [one for one in elements(pdf) if Name.Link == one.S]
    return link


def keys_of(tree: pikepdf.Object) -> list[int]:
    own = [int(key) for key in list(tree.get("/Nums", []))[::2]]
    return own + [key for kid in tree.get("/Kids", []) for key in keys_of(kid)]


def test_a_link_that_acts_is_removed_and_its_text_is_plain(tmp_path: Path) -> None:
    intake, pdf = taken(tmp_path, linked())
    assert intake.removals == ("JavaScript (page 1)",)
    assert list(pdf.pages[0].obj.Annots) == []
    assert "/Link" not in kinds(pdf)
    assert "/Span" in kinds(pdf)
    assert keys_of(pdf.Root.StructTreeRoot.ParentTree) == [0]
    assert b"OBJR" not in intake.content
    errors = [one.rule for one in found(subject(intake.content), READERS) if one.severity == "error"]  # fmt: skip
    assert errors == []


def test_a_link_that_leads_somewhere_stays_with_its_tags(tmp_path: Path) -> None:
    intake, pdf = taken(tmp_path, linked(acts=False))
    assert intake.removals == ()
    assert "/Link" in kinds(pdf)
    assert keys_of(pdf.Root.StructTreeRoot.ParentTree) == [0, 1]


def two_lines(pdf: pikepdf.Pdf, *, second: dict[str, object]) -> None:
    """Add a second annotation to the link, for a second line."""
    page = pdf.pages[0].obj
    note = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([30, 80, 90, 95]))
    note.StructParent, note.A = 2, Dictionary(second)
    note = pdf.make_indirect(note)
    page.Annots.append(note)
    link = link_of(pdf)
    link.K.append(Dictionary(Type=Name.OBJR, Obj=note, Pg=page))
    pdf.Root.StructTreeRoot.ParentTree.Nums.extend([2, link])


GOOD = {"/S": Name.URI, "/URI": String("https://example.org/")}


@pytest.mark.parametrize(
    ("second", "kind", "keys"), [(SCRIPT, "/Span", [0]), (GOOD, "/Link", [0, 2])]
)
def test_a_link_of_two_lines(
    tmp_path: Path, second: dict[str, object], kind: str, keys: list[int]
) -> None:
    _, pdf = taken(tmp_path, linked(lambda pdf: two_lines(pdf, second=second)))
    assert {"/Span", "/Link"} & set(kinds(pdf)) == {kind}
    assert keys_of(pdf.Root.StructTreeRoot.ParentTree) == keys


def own_type(pdf: pikepdf.Pdf) -> None:
    pdf.Root.StructTreeRoot.RoleMap = Dictionary({"/Verweis": Name.Inner, "/Inner": Name.Link})
    link_of(pdf).S = Name.Verweis


def test_a_structure_type_of_the_file_s_own(tmp_path: Path) -> None:
    _, pdf = taken(tmp_path, linked(own_type))
    assert "/Verweis" not in kinds(pdf)
    assert "/Span" in kinds(pdf)


def wordless(pdf: pikepdf.Pdf) -> None:
    link = link_of(pdf)
    link.K = Array([one for one in link.K if isinstance(one, Dictionary)])
    link.ID = String("the-link")
    tree = Dictionary(Names=Array([String("a"), link.P, String("the-link"), link]))
    pdf.Root.StructTreeRoot.IDTree = tree


def test_an_element_without_content_is_dropped(tmp_path: Path) -> None:
    before = kinds(pikepdf.open(io.BytesIO(linked(wordless))))
    _, pdf = taken(tmp_path, linked(wordless))
    assert len(kinds(pdf)) == len(before) - 1
    assert {"/Span", "/Link"} & set(kinds(pdf)) == set()
    assert [str(one) for one in list(pdf.Root.StructTreeRoot.IDTree.Names)[::2]] == ["a"]


def test_another_element_keeps_its_type(tmp_path: Path) -> None:
    _, pdf = taken(tmp_path, linked(lambda pdf: link_of(pdf).__setitem__("/S", Name.P)))
    assert "/Span" not in kinds(pdf)
    assert keys_of(pdf.Root.StructTreeRoot.ParentTree) == [0]


def nested(pdf: pikepdf.Pdf) -> None:
    """Put each entry of the parent tree into a leaf of its own."""
    nums = list(pdf.Root.StructTreeRoot.ParentTree.Nums)
    leaves = [
        pdf.make_indirect(
            Dictionary(Nums=Array([key, value]), RepairLimits=Array([key, key]))
        )
        for key, value in zip(nums[::2], nums[1::2], strict=True)
    ]  # fmt: skip
    pdf.Root.StructTreeRoot.ParentTree = Dictionary(Kids=Array(leaves))


def test_a_parent_tree_of_two_levels(tmp_path: Path) -> None:
    _, pdf = taken(tmp_path, linked(nested))
    assert keys_of(pdf.Root.StructTreeRoot.ParentTree) == [0]
    assert len(pdf.Root.StructTreeRoot.ParentTree.Kids) == 1


def test_a_parent_tree_key_of_a_page_and_an_annotation_stays_the_page_s(tmp_path: Path) -> None:
    def same(pdf: pikepdf.Pdf) -> None:
        pdf.pages[0].obj.Annots[0].StructParent = 0

    _, pdf = taken(tmp_path, linked(same))
    assert 0 in keys_of(pdf.Root.StructTreeRoot.ParentTree)


@pytest.mark.parametrize(
    "entries",
    [
        {"/A": Dictionary(S=Name.Launch, F=String("a.exe"))},
        {"/A": Dictionary(S=Name.GoToR, F=String("b.pdf"))},
        {"/A": Dictionary(S=Name.URI, URI=String("file:///etc/passwd"))},
        {"/A": Dictionary(S=Name.URI)},
        {"/A": Dictionary()},
        {"/A": Array([Dictionary(SCRIPT), Dictionary(GOOD)])},
        {"/PA": Dictionary(SCRIPT)},
    ],
)
def test_everything_that_empties_a_link(tmp_path: Path, entries: dict[str, object]) -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        link = pdf.pages[0].obj.Annots[0]
        del link["/A"]
        for key, value in entries.items():
            link[key] = value

    _, pdf = taken(tmp_path, linked(change))
    assert list(pdf.pages[0].obj.Annots) == []
    assert "/Link" not in kinds(pdf)


@pytest.mark.parametrize("entries", [{"/Dest": String("there")}, {}])
def test_a_link_that_nothing_was_taken_from_stays(
    tmp_path: Path, entries: dict[str, object]
) -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        link = pdf.pages[0].obj.Annots[0]
        del link["/A"]
        for key, value in entries.items():
            link[key] = value

    _, pdf = taken(tmp_path, linked(change))
    assert len(pdf.pages[0].obj.Annots) == 1


def test_media_are_removed_with_their_pop_ups_and_tags(tmp_path: Path) -> None:
    def film(pdf: pikepdf.Pdf) -> None:
        page = pdf.pages[0].obj
        note = page.Annots[0]
        note.Subtype, note.A = Name.Screen, Dictionary(SCRIPT)
        popup = Dictionary(Type=Name.Annot, Subtype=Name.Popup, Rect=note.Rect, Parent=note)
        page.Annots.append(pdf.make_indirect(popup))

    _, pdf = taken(tmp_path, linked(film))
    assert list(pdf.pages[0].obj.Annots) == []
    assert keys_of(pdf.Root.StructTreeRoot.ParentTree) == [0]


def test_untagged_files_and_direct_annotations(tmp_path: Path) -> None:
    pdf = plain(2)
    link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]))
    link.A = action("JavaScript", JS=String("x"))
    pdf.pages[1].obj.Annots = Array([link, link])
    intake, after = taken(tmp_path, pdf)
    assert intake.removals == ("JavaScript (page 2)",)
    assert list(after.pages[1].obj.Annots) == []


# thumbnails and private data


def test_thumbnails_and_private_data_are_removed_and_reported(tmp_path: Path) -> None:
    pdf = plain(4)
    for number in (0, 2, 3):
        thumbnail = pdf.make_stream(bytes(3), Width=1, Height=1, BitsPerComponent=8)
        thumbnail.ColorSpace = Name.DeviceRGB
        pdf.pages[number].obj.Thumb = thumbnail
    data = Dictionary(LastModified=String("D:2019"), Private=Dictionary(Whole=pdf.make_stream(b"x" * 999)))  # fmt: skip
    form = pdf.make_stream(b"0 0 1 1 re f", Subtype=Name.Form, BBox=Array([0, 0, 1, 1]))
    form.PieceInfo = Dictionary(InDesign=data)
    pdf.pages[0].obj.Resources.XObject = Dictionary(X=form)
    pdf.pages[1].obj.PieceInfo = Dictionary(Illustrator=data)
    pdf.Root.PieceInfo = Dictionary(Illustrator=data)
    intake, after = taken(tmp_path, pdf)
    assert set(intake.removals) == {
        "a thumbnail (pages 1, 3–4)",
        "private data of a program: 'Illustrator'",
        "private data of a program: 'InDesign'",
    }
    assert intake.forbidden == ()
    assert b"/Thumb" not in intake.content
    assert b"/PieceInfo" not in intake.content
    assert b"x" * 99 not in intake.content
    assert len(after.pages) == 4


def test_a_font_may_have_the_name_of_private_data(tmp_path: Path) -> None:
    pdf = plain(1)
    fonts = pdf.pages[0].obj.Resources.Font
    fonts.PieceInfo = fonts.F1
    pdf.pages[0].obj.Contents = pdf.make_stream(b"BT /PieceInfo 40 Tf 40 90 Td (Words) Tj ET")
    _, after = taken(tmp_path, pdf)
    assert "/PieceInfo" in after.pages[0].obj.Resources.Font


# attachments


def attach(
    name: str, content: bytes, relation: str | None = "/Source", **entries: object
) -> Change:
    def change(pdf: pikepdf.Pdf) -> None:
        stream = pdf.make_stream(content, Type=Name.EmbeddedFile)
        file = Dictionary(
            Type=Name.Filespec, F=String(name), UF=String(name), EF=Dictionary(F=stream)
        )
        if relation:
            file.AFRelationship = Name(relation)
        for key, value in entries.items():
            file[f"/{key}"] = value
        file = pdf.make_indirect(file)
        pdf.Root.Names = Dictionary(EmbeddedFiles=Dictionary(Names=Array([String(name), file])))
        pdf.Root.AF = Array([file])

    return change  # fmt: skip


PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0h9"/></svg>'


@pytest.mark.parametrize(
    ("change", "stays"),
    [
        (attach("issue.yaml", b"title: x\n"), True),
        (attach("Ausgabe f\u00fcr M\u00e4rz.yaml", "t: \u00e4".encode()), True),
        (attach("sums.csv", b"1,2\n", "/Data"), True),
        (attach("note.txt", b"x", "/Supplement"), True),
        (attach("a.png", PNG), True),
        (attach("a.JPG", b"\xff\xd8\xff\xe0"), True),
        (attach("a.svg", SVG), True),
        (attach("issue.yaml", b"title: x\n", None), False),
        (attach("issue.yaml", b"title: x\n", "/Unspecified"), False),
        (attach("issue.yaml", b"MZ\0\0"), False),
        (attach("issue.yaml", b"\xff\xfe"), False),
        (attach("a.png", b"MZ"), False),
        (attach("a.exe", b"text"), False),
        (attach("a.js", b"text"), False),
        (attach("a.html", b"text"), False),
        (attach("a.pdf", b"%PDF-1.4"), False),
        (attach("a.yaml.exe", b"text"), False),
        (attach("yaml", b"text"), False),
        (attach("../issue.yaml", b"text"), False),
        (attach("C:\\issue.yaml", b"text"), False),
        (attach("a.svg", b"<svg><script>x</script></svg>"), False),
        (attach("a.svg", b'<svg onload="x"/>'), False),
        (attach("a.svg", b'<svg><a href="javascript:x"/></svg>'), False),
        (attach("a.svg", b'<!DOCTYPE svg [<!ENTITY x "y">]><svg/>'), False),
        (attach("issue.yaml", b"x", FS=Name.URL), False),
        (attach("issue.yaml", b"x", RF=Dictionary()), False),
        (attach("issue.yaml", b"x", UF=String("a.exe")), False),
    ],
)
def test_attachments_that_are_plain_data_stay(tmp_path: Path, change: Change, stays: bool) -> None:
    pdf = plain(1)
    change(pdf)
    intake, after = taken(tmp_path, pdf)
    assert len(after.attachments) == stays
    assert (len(after.Root.get("/AF", Array())) == 1) is stays
    assert (intake.removals == ()) is stays
    assert (b"/EF" in intake.content) is stays


def test_an_attachment_that_decodes_to_too_much(tmp_path: Path) -> None:
    pdf = plain(1)
    attach("a.txt", b" " * (33 << 20))(pdf)
    intake, after = taken(tmp_path, written(pdf, compress_streams=True))
    assert len(after.attachments) == 0
    assert intake.removals == ("an attachment: 'a.txt'",)


# links to other issues


@pytest.mark.parametrize(
    ("target", "stays"),
    [
        (String("news-2024-01-archive.pdf"), True),
        (String("../2024-01/news-2024-01-archive.pdf"), True),
        (Dictionary(Type=Name.Filespec, F=String("news-2024-01-archive.pdf")), True),
        (Dictionary(F=String("news-2024-01-archive.pdf"), UF=String("other.pdf")), False),
        (Dictionary(F=String("news-2024-01-archive.pdf"), FS=Name.URL), False),
        (Dictionary(F=String("news-2024-01-archive.pdf"), EF=Dictionary()), False),
        (String("../../news-2024-01-archive.pdf"), False),
        (String("/srv/news-2024-01-archive.pdf"), False),
        (String("\\\\host\\news-2024-01-archive.pdf"), False),
        (String("https://host/news-2024-01-archive.pdf"), False),
        (String("news-2024-02-archive.pdf"), False),
        (String(""), False),
        (Name.x, False),
    ],
)
def test_links_to_archive_files_of_other_issues(
    tmp_path: Path, target: pikepdf.Object, stays: bool
) -> None:
    pdf = plain(1)
    link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]))
    link.A = Dictionary(S=Name.GoToR, F=target, D=String("story"))
    pdf.pages[0].obj.Annots = Array([link])
    cross_references = frozenset({"news-2024-01-archive.pdf"})
    intake, after = taken(tmp_path, pdf, cross_references=cross_references)
    assert (len(after.pages[0].obj.Annots) == 1) is stays
    assert (b"/GoToR" in intake.content) is stays
