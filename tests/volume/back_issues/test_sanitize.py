"""Active content in a foreign file is removed and listed; harmless links stay, and pages look the same."""

import io
import re
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from pikepdf import Array, Dictionary, Name, String

from backissuefiles import action, annotate, bookmarks, link, plain, put
from printissue.volume.back_issues import RepairedPdf, repair_back_issue
from printissue.volume.back_issues.actions import ActionFilter, allowed_address

ACTS = re.compile(
    rb"/(JavaScript|JS|Launch|GoToR|GoToE|SubmitForm|ImportData|ResetForm|EmbeddedFiles?|EF|XFA|"
    rb"RichMedia\w*|Rendition|Movie|Sound|Screen|3D|FileAttachment|AA|AF|PresSteps|Collection)\b"
)


def swept(folder: Path, pdf: pikepdf.Pdf) -> tuple[RepairedPdf, pikepdf.Pdf]:
    """Repair a file; nothing in it acts any more, and the first page looks the same."""
    file = put(folder, pdf)
    intake, findings = repair_back_issue(file, name="old.pdf")
    assert intake is not None, findings
    assert ACTS.search(intake.content) is None
    assert drawn(intake.content) == drawn(file)
    return intake, pikepdf.open(io.BytesIO(intake.content))


def drawn(content: bytes | Path) -> bytes:
    pdf = pypdfium2.PdfDocument(content)
    try:
        return bytes(pdf[0].render(scale=1).buffer)
    finally:
        pdf.close()


def attached(pdf: pikepdf.Pdf, name: str = "sums.xls") -> pikepdf.Object:
    data = pdf.make_stream(b"1,2", Type=Name.EmbeddedFile)
    spec = Dictionary(Type=Name.Filespec, F=String(name), UF=String(name), EF=Dictionary(F=data))
    return pdf.make_indirect(spec)


def looks(pdf: pikepdf.Pdf) -> Dictionary:
    form = pdf.make_stream(b"1 0 0 rg 0 0 50 50 re f", Subtype=Name.Form)
    form.BBox = Array([0, 0, 50, 50])
    return Dictionary(N=form)


# links


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("https://example.org/a?b#c", "https://example.org/a?b#c"),
        ("HTTP://EXAMPLE.ORG", "HTTP://EXAMPLE.ORG"),
        ("mailto:a@example.org", "mailto:a@example.org"),
        (" \thttps://example.org/ ", "https://example.org/"),
        ("ht\ntps://example.org/a b", "https://example.org/a b"),
        ("javascript:alert(1)", None),
        ("java\nscript:alert(1)", None),
        ("file:///etc/passwd", None),
        ("ftp://example.org/", None),
        ("tel:+43 1", "tel:+43 1"),
        ("TEL:112", "TEL:112"),
        ("sms:+431", None),
        ("geo:48.2,16.3", None),
        ("facetime:a@example.org", None),
        ("ms-word:ofe|u|https://example.org/a", None),
        ("vbscript:x", None),
        ("telnet://example.org", None),
        ("data:text/html,x", None),
        ("www.example.org", None),
        ("", None),
        (":", None),
    ],
)
def test_links_keep_only_allowed_addresses(given, kept):
    assert allowed_address(String(given)) == kept


def test_only_a_text_string_is_an_address():
    assert allowed_address(7) is None
    assert allowed_address(Name.https) is None
    assert allowed_address(Dictionary()) is None


def test_relative_addresses_are_completed_where_the_file_says_from_what():
    assert (
        allowed_address(String("a.html"), "https://example.org/b/")
        == "https://example.org/b/a.html"
    )
    assert allowed_address(String("file:///a"), "https://example.org/b/") is None


def test_links_that_may_stay(tmp_path):
    pdf = plain()
    page = pdf.pages[0]
    link(page, "https://example.org/")
    link(page, "MailTo:a@example.org")
    link(page, Array([pdf.pages[2].obj, Name.Fit]))
    link(page, action("GoTo", D=Array([pdf.pages[1].obj, Name.Fit])))
    link(page, action("Named", N=Name.NextPage))
    intake, after = swept(tmp_path, pdf)
    first, second, third, fourth, fifth = after.pages[0].obj.Annots
    assert intake.removals == ()
    assert (str(first.A.URI), str(second.A.URI)) == ("https://example.org/", "MailTo:a@example.org")
    assert third.Dest[0].objgen == after.pages[2].obj.objgen
    assert fourth.A.D[0].objgen == after.pages[1].obj.objgen
    assert Name.NextPage == fifth.A.N


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("javascript:alert(1)", "a link to 'javascript:alert(1)' (page 1)"),
        (action("JavaScript", JS=String("app.alert(1)")), "JavaScript (page 1)"),
        (
            action("Launch", F=String("cmd.exe")),
            "a link that starts a program or opens a file: 'cmd.exe' (page 1)",
        ),
        (
            action("GoToR", F=Dictionary(UF=String("other.pdf")), D=Array([0, Name.Fit])),
            "a link into another file: 'other.pdf' (page 1)",
        ),
        (action("GoToE"), "a link into an attachment (page 1)"),
        (
            action("SubmitForm", F=String("https://x.org")),
            "a button that sends the form away: 'https://x.org' (page 1)",
        ),
        (action("ResetForm"), "a button that empties the form (page 1)"),
        (action("Named", N=Name.Print), "an action 'Named' (page 1)"),
        (action("Thread", F=String("a.pdf")), "an action 'Thread': 'a.pdf' (page 1)"),
        (action("URI", URI=Name.x), "a link to 'nowhere' (page 1)"),
        (Dictionary(), "an action 'of no kind' (page 1)"),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_links_that_may_not(tmp_path, target, said):
    pdf = plain()
    link(pdf.pages[0], target)
    intake, after = swept(tmp_path, pdf)
    assert intake.removals == (said,)
    assert list(after.pages[0].obj.Annots) == []


def test_actions_after_one_that_may_stay(tmp_path):
    pdf = plain()
    script = action("JavaScript", JS=String("x"))
    after_it = action("URI", URI=String("https://example.org/"), Next=script)
    link(pdf.pages[0], action("GoTo", D=Array([pdf.pages[1].obj, Name.Fit]), Next=after_it))
    intake, after = swept(tmp_path, pdf)
    kept = after.pages[0].obj.Annots[0].A
    assert intake.removals == ("JavaScript (page 1)",)
    assert str(kept.Next.URI) == "https://example.org/"
    assert "/Next" not in kept.Next


def test_actions_that_follow_themselves(tmp_path):
    pdf = plain()
    one = pdf.make_indirect(action("GoTo", D=Array([pdf.pages[1].obj, Name.Fit])))
    one.Next = one
    link(pdf.pages[0], one)
    _, after = swept(tmp_path, pdf)
    assert "/Next" not in after.pages[0].obj.Annots[0].A


def test_several_that_follow_are_all_described():
    both = Array([action("JavaScript"), action("Launch", F=String("a"))])
    holder = Dictionary(A=action("GoTo", Next=both))
    said = list(ActionFilter().clean(holder, "/A"))
    assert said == [
        ("JavaScript", True),
        ("a link that starts a program or opens a file: 'a'", True),
    ]
    assert "/Next" not in holder.A


# the document


def test_the_document_and_its_names(tmp_path):
    pdf = plain()
    script = action("JavaScript", JS=String("x"))
    pdf.Root.OpenAction = script
    pdf.Root.AA = Dictionary(WC=script)
    pdf.Root.Collection = Dictionary(View=Name.D)
    pdf.Root.Names = Dictionary(
        JavaScript=Dictionary(Names=Array([String("boot"), script])),
        EmbeddedFiles=Dictionary(
            Kids=Array([Dictionary(Names=Array([String("k"), attached(pdf)]))])
        ),
        Dests=Dictionary(Names=Array([String("here"), Array([pdf.pages[1].obj, Name.Fit])])),
    )
    pdf.Root.AF = Array([attached(pdf, "source.yaml")])
    pdf.Root.AcroForm = Dictionary(Fields=Array(), XFA=pdf.make_stream(b"<x/>"), CO=Array())
    pdf.pages[1].obj.AA = Dictionary(O=script)
    pdf.pages[1].obj.AF = attached(pdf, "page.csv")
    intake, after = swept(tmp_path, pdf)
    assert set(intake.removals) == {
        "JavaScript, on opening the file",
        "actions of the document",
        "a portfolio's list of files",
        "JavaScript of the document: 'boot'",
        "an attachment: 'sums.xls'",
        "an attachment: 'source.yaml'",
        "an attachment: 'page.csv'",
        "an XFA form",
        "actions of the page (page 2)",
    }
    assert list(after.Root.Names.keys()) == ["/Dests"]
    assert "/OpenAction" not in after.Root


def test_a_file_may_open_at_a_page_but_not_call_an_address(tmp_path):
    pdf = plain()
    pdf.Root.OpenAction = action("GoTo", D=Array([pdf.pages[1].obj, Name.Fit]))
    assert "/OpenAction" in swept(tmp_path, pdf)[1].Root
    pdf.Root.OpenAction = action("URI", URI=String("https://example.org/"))
    intake, after = swept(tmp_path, pdf)
    assert "/OpenAction" not in after.Root
    assert intake.removals == ("an address that is called on opening the file",)


def test_bookmarks_and_fields(tmp_path):
    pdf = plain()
    items = bookmarks(pdf)
    del items[1]["/Dest"], items[2]["/Dest"]
    items[1].A = action("Launch", F=String("a.exe"))
    items[2].A = action("URI", URI=String("https://example.org/"))
    field = pdf.make_indirect(Dictionary(T=String("sum"), FT=Name.Tx))
    field.AA = Dictionary(C=action("JavaScript", JS=String("x")))
    pdf.Root.AcroForm = Dictionary(Fields=Array([field]))
    intake, after = swept(tmp_path, pdf)
    assert set(intake.removals) == {
        "a link that starts a program or opens a file: 'a.exe'",
        "JavaScript, on an event",
    }
    titles = [str(one.Title) for one in _level(after.Root.Outlines)]
    assert titles == ["Item 0", "Item 1", "Item 2"]
    assert str(after.Root.AcroForm.Fields[0].T) == "sum"


def _level(node: pikepdf.Object) -> list[pikepdf.Object]:
    found, item = [], node.get("/First")
    while item is not None:
        found.append(item)
        item = item.get("/Next")
    return found


def test_actions_in_places_where_none_belongs(tmp_path):
    pdf = plain()
    pdf.Root.Private = Dictionary(Deep=Array([action("JavaScript", JS=String("x"))]))
    pdf.pages[0].obj.Resources.Properties = Dictionary(P=Dictionary(EF=Dictionary(F=1)))
    intake, after = swept(tmp_path, pdf)
    assert set(intake.removals) == {"JavaScript", "an attachment"}
    assert list(after.Root.Private.Deep[0].keys()) == []


def test_data_and_pictures_of_other_files(tmp_path):
    pdf = plain()
    form = pdf.make_stream(b"0 0 1 1 re f", Subtype=Name.Form, BBox=Array([0, 0, 1, 1]))
    form.Ref = Dictionary(F=String("other.pdf"), Page=0)
    pdf.pages[0].obj.Resources.XObject = Dictionary(X=form)
    pdf.pages[1].obj.Contents.F = String("/etc/passwd")
    intake, _ = swept(tmp_path, pdf)
    assert set(intake.removals) == {
        "a picture of another file: 'other.pdf'",
        "data in another file: '/etc/passwd'",
    }


def test_signatures_are_removed(tmp_path):
    pdf = plain()
    signature = Dictionary(Type=Name.Sig, ByteRange=Array([0, 1, 2, 3]), Name=String("Ada"))
    field = Dictionary(FT=Name.Sig, T=String("s"), V=pdf.make_indirect(signature))
    pdf.Root.AcroForm = Dictionary(Fields=Array([pdf.make_indirect(field)]), SigFlags=3)
    pdf.Root.Perms = Dictionary(DocMDP=signature)
    intake, after = swept(tmp_path, pdf)
    assert "a digital signature: 'Ada'" in intake.removals
    assert "/V" not in after.Root.AcroForm.Fields[0]


# annotations


@pytest.mark.parametrize(
    ("kind", "entries", "said"),
    [
        ("FileAttachment", {"FS": "file"}, "an attached file: 'sums.xls' (page 1)"),
        ("Sound", {"Sound": Dictionary()}, "a sound (page 1)"),
        ("Movie", {"Movie": Dictionary(F=String("a.avi"))}, "a film (page 1)"),
        ("Screen", {"A": action("Rendition")}, "a film or sound (page 1)"),
        ("RichMedia", {"RichMediaContent": Dictionary()}, "rich media (page 1)"),
        ("3D", {"3DD": Dictionary()}, "a 3D model (page 1)"),
    ],
)
@pytest.mark.parametrize("seen", [True, False], ids=["seen", "unseen"])
def test_media_leave_their_appearance(tmp_path, kind, entries, said, seen):
    pdf = plain()
    made = Dictionary(Type=Name.Annot, Subtype=Name(f"/{kind}"), Rect=Array([90, 20, 140, 70]))
    for key, value in entries.items():
        made[f"/{key}"] = attached(pdf) if value == "file" else value
    if seen:
        made.AP = looks(pdf)
    annotate(pdf.pages[0], made)
    link(pdf.pages[0], "https://example.org/")
    intake, after = swept(tmp_path, pdf)
    assert said in intake.removals
    kinds = [one.Subtype for one in after.pages[0].obj.Annots]
    assert kinds == [*([Name.Stamp] if seen else []), Name.Link]


def test_annotations_that_only_the_structure_tree_refers_to(tmp_path):
    pdf = plain()
    note = pdf.make_indirect(
        Dictionary(Subtype=Name.FileAttachment, Rect=Array([0, 0, 9, 9]), FS=attached(pdf))
    )
    root = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
    root.K = Dictionary(S=Name.Annot, P=root, K=Dictionary(Type=Name.OBJR, Obj=note))
    pdf.Root.StructTreeRoot = root
    intake, after = swept(tmp_path, pdf)
    assert intake.removals == ("an attached file: 'sums.xls'",)
    assert "/K" not in after.Root.StructTreeRoot


def test_form_fields_keep_their_appearance(tmp_path):
    pdf = plain()
    widget = annotate(
        pdf.pages[0],
        pdf.make_indirect(
            Dictionary(
                Type=Name.Annot,
                Subtype=Name.Widget,
                FT=Name.Tx,
                T=String("name"),
                Rect=Array([90, 20, 140, 70]),
                AP=looks(pdf),
                AA=Dictionary(K=action("JavaScript", JS=String("x"))),
            )
        ),
    )
    pdf.Root.AcroForm = Dictionary(Fields=Array([widget]))
    intake, after = swept(tmp_path, pdf)
    assert intake.removals == ("JavaScript, on an event",)
    assert after.pages[0].obj.Annots[0].AP.N.read_bytes().startswith(b"1 0 0 rg")


# harmless content


def test_pictures_that_must_keep_their_mask(tmp_path):
    pdf = plain()
    layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String("Hidden")))
    pdf.Root.OCProperties = Dictionary(
        OCGs=Array([layer]), D=Dictionary(OFF=Array([layer]), Order=Array([layer]))
    )
    pdf.Root.PageLabels = Dictionary(Nums=Array([0, Dictionary(S=Name.r)]))
    pdf.pages[0].obj.Resources.Properties = Dictionary(L=layer)
    pdf.pages[0].obj.Contents = pdf.make_stream(b"/OC /L BDC 0 0 99 99 re f EMC")
    pdf.pages[1].obj.Rotate = 90
    pdf.pages[1].obj.CropBox = Array([10, 10, 100, 100])
    pdf.Root.Lang = String("de")
    intake, after = swept(tmp_path, pdf)
    assert (intake.repairs, intake.removals) == ((), ())
    assert after.Root.OCProperties.D.OFF[0].objgen == after.Root.OCProperties.OCGs[0].objgen
    assert Name.r == after.Root.PageLabels.Nums[1].S
    assert after.pages[1].obj.Rotate == 90
    assert list(after.pages[1].obj.CropBox) == [10, 10, 100, 100]
    assert str(after.Root.Lang) == "de"


def test_fonts_and_tags_may_have_the_names_of_actions(tmp_path):
    pdf = plain()
    fonts = pdf.pages[0].obj.Resources.Font
    fonts["/A"] = fonts["/EF"] = fonts["/V"] = fonts["/XFA"] = fonts["/F1"]
    root = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
    tag = pdf.make_indirect(Dictionary(S=Name.Launch, P=root, A=Dictionary(O=Name.Layout)))
    root.K = tag
    pdf.Root.StructTreeRoot = root
    intake, _ = repair_back_issue(put(tmp_path, pdf), name="old.pdf")
    assert intake is not None
    assert intake.removals == ()
    after = pikepdf.open(io.BytesIO(intake.content))
    assert set(after.pages[0].obj.Resources.Font.keys()) >= {"/A", "/EF", "/V", "/XFA"}
    assert Name.Launch == after.Root.StructTreeRoot.K.S
    assert Name.Layout == after.Root.StructTreeRoot.K.A.O
