"""From raw pages to finished editions: laid out by WeasyPrint, read by `structure`, checked by veraPDF."""

import hashlib
import io
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Dictionary, Name

import structure
import verapdf
from printissue.core.findings import Finding
from printissue.editions.tagged.catalogue import attach, write_catalogue
from printissue.editions.tagged.content import TaggedStream
from printissue.model.editions import EDITIONS
from rawpages import RECORD, SOURCE, Attachment, finish, finished, picture, raw

SMALL = "<style>@page { size: 60mm; margin: 5mm }</style>"
MARGINS = """<style>
@page { @top-left { content: "Running head" } @bottom-right { content: "folio " counter(page) }
        @top-right { content: element(head) } }
.head { position: running(head) }
</style><div class=head><a href="https://example.org/head">run</a></div>"""
NESTED = "<ul><li>one<ul><li>inner<ol><li>deep</ol></ul><li><p>two</p><p>more</p></ul>"
TABLE = (
    "<table><caption>Numbers</caption><thead><tr><th>a<th>b</thead><tbody>"
    + "".join(f"<tr><th scope=row>r{row}<td>c{row}" for row in range(30))
    + "</tbody></table>"
)


IMAGE = f"<img src='{picture()}' alt='A red box'>"
BARE = f"<img src='{picture()}'>"
FAR = f"https://example.org/{'x' * 20}"

KINDS = {
    "text": "<h1>Head</h1><p>With <em>emphasis</em>, <code>code</code>, <q>quote</q><br>line.</p><pre>a\nb</pre>",
    "headings": "<h2>Two</h2><h5>Five</h5><h3>Three</h3><h1>One</h1>",
    "lists": f"{NESTED}<dl><dt>T<dd>D<dd>E<dt>U<dd><ul><li>x</ul></dl><ul style='list-style: none'><li>y</ul>",
    "lists over pages": f"{SMALL}<ul><li>{'word ' * 90}<ul><li>{'word ' * 60}</ul><li><p>{'word ' * 60}</ul>",
    "table": TABLE,
    "table over pages": SMALL + TABLE,
    "cells over pages": f"{SMALL}<table><tr><th>a<th>b<tr><td>{'word ' * 90}<td rowspan=2>c<tr><td>d</table>",
    "irregular table": "<table><tr><th colspan=2>a<th>b<tr><td rowspan=3>c<td>d<tr><td>e<td>f<td>g</table>",
    "pictures": f"<p>{IMAGE} {BARE} text</p>{BARE}<figure>{IMAGE}<figcaption>Of <i>it</i></figcaption></figure>",
    "drawings": """<svg width=20 height=20><title>T</title><g opacity='.5'><rect width=9 height=9 /></g></svg>
        <svg width=20 height=20><rect width=9 height=9 fill='red' opacity='.3' /></svg>""",
    "links": f"""{SMALL}<h1 id=top>Head</h1><p>A <a href='#top'>way <b>back</b></a>,
        <a href='{FAR}'>a long way that takes more than a line</a>,
        <a href='mailto:a@example.org'>{IMAGE}</a>, <a href='tel:+41'>{BARE}</a></p>
        <h2><a href='https://example.org'>in a head</a></h2>
        <a href='https://example.org/card' style='display: block'><h3>Card</h3><p>text</p></a>""",
    "margins": f"{SMALL}{MARGINS}<h1>Head</h1><p>{'word ' * 90}</p>",
    "columns": f"""<div style='columns: 2; height: 40mm'><p>{"word " * 150}</p></div>
        <div style='columns: 2'>x<p>y</div>""",
    "decoration": f"""<div style='opacity: .5; background: #eee; border: 1pt solid'>
        Half <a href='https://example.org'>seen</a><div style='opacity: .5'>less {IMAGE}</div></div><hr>
        <div style='transform: rotate(4deg); overflow: hidden'>turned</div>
        <div style='background: url({picture()}); height: 30mm; border-radius: 4mm'>on a pattern</div>
        <div style='background: linear-gradient(red, blue)'>on a gradient</div>""",
    "arabic": "<p lang=ar dir=rtl>مرحبا بالعالم 2015 <a href='https://example.org/ar'>رابط</a></p>",
    "emoji": "<p>Good 😀 news</p>",
    "asides": """<header>h</header><nav><ol><li><a href='#x'>X</a></ol></nav>
        <main><article id=x><section><p>s</section></article></main><aside>a<p>b</p>c</aside>
        <blockquote>q</blockquote><address>d</address><p aria-hidden=true>z</p>
        <p><span aria-label=Once><span style='float: left'>O</span>nce</span> upon</p>""",
    "notes": "<style>.n { float: footnote }</style><p>a<span class=n role=doc-footnote>Note</span> b",
    "flex": "<div style='display: flex'><div>a</div><span>b</span></div><div style='display: grid'><p>c<p>d</div>",
    "nothing": "",
}
"""Pages to check, each with one kind of problem."""


def walked(body: str, **values: object) -> structure.Structure:
    pdf, findings = finished(body, **values)
    assert findings == ()
    return structure.walk(pdf)


# every kind of page has an intact tree, and passes


@pytest.mark.parametrize("marked", [True, False])
@pytest.mark.parametrize("kind", KINDS)
def test_the_tree_is_whole(kind: str, marked: bool) -> None:
    pdf, findings = finished(KINDS[kind], marked=marked)
    assert findings == ()
    assert structure.walk(pdf).faults == []


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with every kind of page, finished as every tagged edition."""
    target = tmp_path_factory.mktemp("editions")
    attachment = Attachment(
        "2015-10.yaml", b"title: x\n", "application/yaml", "What it was made from"
    )
    record = replace(
        RECORD, authors=("A", "B"), subjects=("x", "y"), issn="1234-5679", url="https://example.org"
    )
    for kind, body in KINDS.items():
        for edition in ("archive", "screen"):
            source = replace(SOURCE, edition=EDITIONS[edition], record=record, first_folio=3)
            source = replace(source, attachments=(attachment,) if edition == "archive" else ())
            content, _ = finish(raw(body), source)
            (target / f"{kind.replace(' ', '-')}.{edition}.pdf").write_bytes(content)
    return target


@pytest.mark.slow
@pytest.mark.verapdf
def test_verapdf_passes(folder: Path) -> None:
    claims = {"archive": {"3a": [], "ua1": []}, "screen": {"ua1": []}}
    expected = {path: claims[path.suffixes[0].strip(".")] for path in sorted(folder.glob("*.pdf"))}
    assert len(expected) == len(claims) * len(KINDS)
    assert verapdf.validate(expected) == expected


@pytest.mark.slow
@pytest.mark.verapdf
def test_verapdf_rejects_raw_pages(tmp_path: Path) -> None:
    path = tmp_path / "raw.pdf"
    path.write_bytes(raw(KINDS["links"]))
    assert "7.1-8" in verapdf.validate([path], "ua1")[path.resolve()]["ua1"]


# the structure tree


def test_a_footnote_is_read_behind_its_first_reference() -> None:
    mark = "<sup role=doc-noteref><a href='#n'>1</a></sup>"
    note = "<span class=n role=doc-footnote id=n><a href='#x'>1</a> Note</span>"
    style = ".n { float: footnote } .n::footnote-call, .n::footnote-marker { content: none }"
    tree = walked(f"<style>{style}</style><p>a{mark}{note} b<p id=x>c{mark} d<p>e")
    assert tree.text() == "a 1 1 Note b c 1 d e"
    [paragraph, *_] = [node for node in tree.root if node.role == "P"]
    assert [node.role for node in paragraph] == ["P", "Reference", "Link", "Note", "Lbl", "Link"]


def test_text_is_in_the_order_of_reading() -> None:
    late = "<div style='position: absolute; bottom: 0'>drawn last</div>"
    assert walked(f"{late}<p>a</p><div style='opacity: .5'>b</div>").text() == "drawn last a b"


def test_a_paragraph_over_columns_and_pages_is_one() -> None:
    words = [f"word{number}" for number in range(150)]
    tree = walked(f"{SMALL}<div style='columns: 2'><p>{' '.join(words)}</p></div><p>end</p>")
    assert [kid.role for kid in tree.root.kids] == ["P", "P"]
    assert tree.text(tree.root.kids[0]).split() == words


def test_content_of_a_later_page_is_in_a_span_of_that_page() -> None:
    words = " ".join(f"word{number}" for number in range(150))
    with pikepdf.open(io.BytesIO(finish(raw(f"{SMALL}<p>{words}</p>"), SOURCE)[0])) as pdf:
        paragraph = pdf.Root.StructTreeRoot.K[0].K[0]
        spans = [kid for kid in paragraph.K if isinstance(kid, pikepdf.Dictionary)]
        assert {str(span.S) for span in spans} == {"/Span"}
        pages = [pdf.pages.index(span.Pg) for span in spans]
        assert pages == sorted(set(pages))
        assert all(isinstance(number, int) for span in spans for number in span.K)


def test_without_hints_the_text_is_complete() -> None:
    words = [f"word{number}" for number in range(150)]
    tree = walked(f"{SMALL}<p>{' '.join(words)}</p>", marked=False)
    assert tree.text().split() == words
    assert tree.root.roles().startswith("Document(P P")


def test_nested_lists() -> None:
    assert walked(NESTED).root.roles() == (
        "Document(L(LI(Lbl LBody(L(LI(Lbl LBody(L(LI(Lbl LBody))))))) LI(Lbl LBody(P P))))"
    )


def test_a_table_over_pages_is_one_table() -> None:
    tree = walked(SMALL + TABLE)
    (table,) = tree.root.named("Table")
    assert len(table.named("THead")) == len(table.named("Caption")) == 1
    assert len(table.named("TR")) == 31
    cell = table.named("TD")[-1]
    assert [bytes(one) for one in cell.raw.A.Headers] == [b"t1-r31-c1", b"t1-r1-c2"]
    assert [str(one.raw.A.Scope) for one in table.named("TH")[:3]] == ["/Column", "/Column", "/Row"]
    assert tree.text(table).startswith("Numbers a b r0 c0")
    assert tree.text(table).count("a b") == 1


def test_running_heads_and_folios_are_no_text() -> None:
    pdf, _ = finished(KINDS["margins"])
    tree = structure.walk(pdf)
    assert set(tree.text().split()) == {"Head", "word"}
    assert tree.links == []
    assert b"/Artifact <</Type /Pagination>> BDC" in pdf.pages[0].Contents.read_bytes()


def test_a_picture_has_its_description_and_its_place_in_points() -> None:
    style = "style='display: block; width: 60mm; height: 40mm; margin: 10mm'"
    tree = walked(f"<img src='{picture()}' alt='A red box' {style}>")
    (figure,) = tree.root.named("Figure")
    assert str(figure.raw.Alt) == "A red box"
    left, bottom, right, top = (float(number) for number in figure.raw.A.BBox)
    mm = 72 / 25.4
    assert (left, right) == pytest.approx((25 * mm, 85 * mm), abs=0.1)
    assert (bottom, top) == pytest.approx(((210 - 65) * mm, (210 - 25) * mm), abs=0.1)


def test_a_picture_without_a_description_is_an_artifact() -> None:
    tree = walked(f"<p>a</p><img src='{picture()}' alt=''>")
    assert tree.root.roles() == "Document(P)"


def test_a_caption_is_beside_its_picture() -> None:
    """In the Figure it would be replaced by the description."""
    body = f"<figure><img src='{picture()}' alt='A'><figcaption>Caption</figcaption></figure>"
    assert walked(body).root.roles() == "Document(Div(Figure Caption))"


def test_languages_are_stated() -> None:
    tree = walked(
        "<p>a <i lang=fr>oui</i></p><p lang=en>b</p><blockquote lang=de><p>c</blockquote>"
    )
    said = {
        tree.text(node): str(node.raw.Lang)
        for node in tree.root
        if "/Lang" in node.raw and node is not tree.root
    }
    assert said == {"oui": "fr", "c": "de"}


def test_a_drop_cap_is_read_as_its_word() -> None:
    tree = walked("<p><span aria-label=Once><span style='float: left'>O</span>nce</span> upon</p>")
    (span,) = tree.root.named("Span")
    assert str(span.raw.ActualText) == "Once"
    assert tree.text() == "O nce upon"


def test_hidden_parts_are_not_read() -> None:
    assert walked("<p>a</p><p aria-hidden=true>b</p>").text() == "a"


# links


def test_links_describe_their_targets() -> None:
    pdf, _ = finished(KINDS["links"])
    said = {str(link.Contents) for link in structure.walk(pdf).links}
    assert said == {
        "way back",
        "a long way that takes more than a line",
        "A red box",
        "tel:+41",
        "in a head",
        "Card text",
    }


def test_a_link_over_lines_is_one_element() -> None:
    pdf, _ = finished(f"{SMALL}<p><a href='https://example.org'>{'word ' * 30}</a>")
    tree = structure.walk(pdf)
    assert tree.root.roles() == "Document(P(Link))"
    assert len(tree.links) > 2


def test_no_hint_is_left() -> None:
    pdf, _ = finished(f"<p lang=fr>a</p>{SMALL}<ul><li>{'word ' * 90}</ul>")
    assert all("/Annots" not in page.obj for page in pdf.pages)
    assert b"x-printissue" not in b"".join(item.unparse() for item in pdf.objects)


def test_a_link_to_a_file_is_left_out_and_reported() -> None:
    pdf, findings = finished(
        "<p><a href='file:///etc/passwd'>a <b>b</b></a> <a href='relative'>c</a>"
    )
    assert [finding.rule for finding in findings] == ["wrong-link", "wrong-link"]
    assert findings[0].place.page == 1
    assert structure.walk(pdf).links == []
    assert structure.walk(pdf).text() == "a b c"


# the document


def test_the_catalogue_of_the_archive() -> None:
    pdf, _ = finished("<h1>a</h1>", first_folio=5)
    root = pdf.Root
    assert (str(root.Lang), bool(root.MarkInfo.Marked)) == ("en", True)
    assert bool(root.ViewerPreferences.DisplayDocTitle)
    assert "/Direction" not in root.ViewerPreferences
    assert (root.PageMode, root.PageLayout) == (Name.UseOutlines, Name.TwoPageRight)
    assert pdf.pages[0].label == "5"
    (intent,) = root.OutputIntents
    assert (intent.S, str(intent.OutputConditionIdentifier)) == (
        Name.GTS_PDFA1,
        "sRGB IEC61966-2.1",
    )
    assert str(intent.RegistryName) == "http://www.color.org"
    assert intent.DestOutputProfile.N == 3


def test_nothing_is_taken_over_from_another_catalogue() -> None:
    pdf = pikepdf.new()
    pdf.add_blank_page()
    pdf.Root.OpenAction = pikepdf.Dictionary(S=Name.JavaScript, JS="app.alert(1)")
    pdf.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array())
    pdf.Root.AF = pikepdf.Array()
    pdf.Root.Names = pikepdf.Dictionary(EmbeddedFiles=pikepdf.Dictionary(Names=pikepdf.Array()))
    write_catalogue(pdf, SOURCE)
    attach(pdf, (), RECORD)
    assert {"/OpenAction", "/AcroForm", "/AF"} & set(pdf.Root.keys()) == set()
    assert "/EmbeddedFiles" not in pdf.Root.Names
    assert bool(pdf.Root.MarkInfo.Marked)
    assert (str(pdf.Root.Lang), pdf.Root.PageMode) == ("en", Name.UseNone)


def test_the_catalogue_of_the_screen_edition() -> None:
    pdf, _ = finished("<p>a</p>", edition="screen")
    assert "/OutputIntents" not in pdf.Root
    assert (pdf.Root.PageMode, pdf.Root.PageLayout) == (Name.UseNone, Name.SinglePage)
    assert b"pdfaid" not in pdf.Root.Metadata.read_bytes()


def test_right_to_left_issues_have_the_gutter_on_the_other_side() -> None:
    pdf, _ = finished("<p>مرحبا</p>", record=replace(RECORD, language="ar"), right_to_left=True)
    assert pdf.Root.ViewerPreferences.Direction == Name.R2L
    assert str(pdf.Root.Lang) == "ar"


def test_files_are_attached_once_and_in_order() -> None:
    files = (
        Attachment("b.yaml", b"b: 1\n", "application/yaml", "The manuscript"),
        Attachment("ä.txt", b"text", "text/plain", "A text", relationship="Data"),
        Attachment("a.json", b"{}", "application/json", ""),
    )
    pdf, _ = finished("<p>a</p>", attachments=files)
    entries = list(pdf.Root.Names.EmbeddedFiles.Names)
    assert [str(name) for name in entries[::2]] == ["a.json", "b.yaml", "ä.txt"]
    assert [spec.objgen for spec in pdf.Root.AF] == [spec.objgen for spec in entries[1::2]]
    spec = entries[3]
    assert (str(spec.F), str(spec.UF), str(spec.Desc)) == ("b.yaml", "b.yaml", "The manuscript")
    assert [str(one.AFRelationship) for one in entries[1::2]] == ["/Source", "/Source", "/Data"]
    assert spec.EF.F.objgen == spec.EF.UF.objgen
    stream = spec.EF.F
    assert stream.read_bytes() == b"b: 1\n"
    assert stream.Subtype == Name("/application/yaml")
    assert int(stream.Params.Size) == 5
    assert bytes(stream.Params.CheckSum) == hashlib.md5(b"b: 1\n").digest()
    assert str(stream.Params.ModDate) == "D:20151001000000+00'00'"


def test_no_attachment_no_name_tree() -> None:
    pdf, _ = finished("<p id=x>a</p>")
    assert "/AF" not in pdf.Root
    assert "/EmbeddedFiles" not in pdf.Root.get("/Names", pikepdf.Dictionary())


def test_pictures_are_not_interpolated() -> None:
    pdf, _ = finished(f"<img src='{picture()}' alt=a>")
    images = [
        item
        for item in pdf.objects
        if isinstance(item, pikepdf.Stream) and item.get("/Subtype") == Name.Image
    ]
    assert images
    assert all("/Interpolate" not in image for image in images)


@pytest.mark.parametrize("edition", ["archive", "screen"])
def test_equal_raws_make_equal_files(edition: str) -> None:
    source = replace(SOURCE, edition=EDITIONS[edition])
    content = raw(KINDS["links"])
    assert finish(content, source) == finish(content, source)


def test_the_screen_edition_is_the_smaller_one() -> None:
    sizes = []
    for edition in ("archive", "screen"):
        content, _ = finish(raw(TABLE), replace(SOURCE, edition=EDITIONS[edition]))
        sizes.append(len(content))
    assert sizes[1] < 0.7 * sizes[0]


def test_headers_say_the_version() -> None:
    content, _ = finish(raw("<p>a"), SOURCE)
    assert content.startswith(b"%PDF-1.7\n")
    assert b"/ObjStm" not in content


def test_a_broken_tree_is_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    """The check does not trust the writer of the tree."""
    finish_module = import_module("printissue.editions.tagged.finish")

    write = finish_module.write_tree

    def write_badly(pdf: pikepdf.Pdf, *values: object, streams: list[TaggedStream]) -> None:
        write(pdf, *values, streams=streams)
        del pdf.Root.StructTreeRoot.K[0].K[0]

    monkeypatch.setattr(finish_module, "write_tree", write_badly)
    _, findings = finished("<p>a</p><p>b</p>")
    assert [finding.rule for finding in findings] == ["press-structure"]
    assert isinstance(findings[0], Finding)
    assert findings[0].place.page == 1


def test_every_glyph_is_mapped_to_unicode() -> None:
    pdf, _ = finished('<p lang="hi">हिन्दी किताब <span lang="ta">மொழி</span></p>')
    fonts = [one for one in pdf.objects if isinstance(one, Dictionary) and "/ToUnicode" in one]
    maps = [one.ToUnicode.read_bytes() for one in fonts]
    assert any(b"<2060>" in one for one in maps)
    assert not any(b"> <>" in one for one in maps)
