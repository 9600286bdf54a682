"""Tagged files of other makers, and our own as old issues, in volumes of the command: claims hold by veraPDF."""

import re
from collections.abc import Sequence
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Object, String

from conftest import run
from verapdf import validate
from volumefiles import element

PAGE = """
<!doctype html><html lang="en"><head><title>Plain</title><style>html { font-family: "Source Serif Pro", serif }
h2 { break-before: page }</style></head><body><h1 id="top">Plain</h1><p>A link <a href="#two">to the second page</a>
and <a href="https://www.example.org/">an address</a>.</p><ul><li>one</li><li>two</li></ul><table><thead><tr>
<th id="a">A</th><th>B</th></tr></thead><tbody><tr><td headers="a">1</td><td>2</td></tr></tbody></table>
<h2 id="two">Two</h2><p>Back <a href="#top">to the top</a>.</p></body></html>
"""
PACKET = b"""<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""
xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"><pdfuaid:part>1</pdfuaid:part>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">By hand</rdf:li></rdf:Alt></dc:title></rdf:Description></rdf:RDF>
</x:xmpmeta><?xpacket end="w"?>"""
LETTERS = b"""/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /L def /CMapType 2 def
1 begincodespacerange <00> <ff> endcodespacerange 1 beginbfchar <61> <0061> endbfchar endcmap end end"""


def of_weasyprint(path: Path, *, ids: bool = True) -> None:
    from weasyprint import HTML

    page = PAGE if ids else PAGE.replace('id="a"', "").replace('headers="a"', "")
    HTML(string=page).write_pdf(path, pdf_variant="pdf/ua-1")


def by_hand(path: Path, roles: dict[str, str], *, heading: str) -> None:
    """Write a page with a heading and a paragraph in a font of one letter, under names that a role map explains."""
    pdf = pikepdf.new()
    shape = pdf.make_stream(b"700 0 0 0 500 500 d1 0 0 500 500 re f")
    font = Dictionary(
        Type=Name.Font,
        Subtype=Name.Type3,
        FontBBox=[0, 0, 500, 500],
        FontMatrix=[0.001, 0, 0, 0.001, 0, 0],
        CharProcs=Dictionary(a=shape),
        Encoding=Dictionary(Type=Name.Encoding, Differences=Array([97, Name.a])),
        FirstChar=97,
        LastChar=97,
        Widths=[700],
        Resources=Dictionary(),
        ToUnicode=pdf.make_stream(LETTERS),
    )
    marked = (b"/%b << /MCID %d >> BDC BT /F 12 Tf 20 %d Td (a) Tj ET EMC" % (name, at, 90 - 30 * at)
              for at, name in enumerate((b"Head", b"Text")))  # fmt: skip
    page = Dictionary(
        Type=Name.Page,
        MediaBox=[0, 0, 200, 150],
        Resources=Dictionary(Font=Dictionary(F=pdf.make_indirect(font))),
        Contents=pdf.make_stream(b"\n".join(marked)),
        StructParents=0,
        Tabs=Name.S,
    )
    pdf.pages.append(pikepdf.Page(pdf.make_indirect(page)))
    root = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
    _tag(pdf, root, roles, heading=heading)
    pdf.Root.StructTreeRoot = root
    pdf.Root.MarkInfo, pdf.Root.Lang = Dictionary(Marked=True), String("en")
    pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    pdf.Root.Metadata = pdf.make_stream(PACKET)
    pdf.Root.Metadata.Type, pdf.Root.Metadata.Subtype = Name.Metadata, Name.XML
    pdf.save(path, fix_metadata_version=False)


def _tag(pdf: pikepdf.Pdf, root: Object, roles: dict[str, str], *, heading: str) -> None:
    page = pdf.pages[0].obj
    section = element(pdf, root, "Sect")
    parts = Array(
        [
            element(pdf, section, role, Pg=page, K=at)
            for at, role in enumerate((heading, "Standard"))
        ]
    )
    root.ParentTree = Dictionary(
        Kids=[pdf.make_indirect(Dictionary(Limits=[0, 0], Nums=[0, parts]))]
    )
    root.RoleMap = Dictionary({f"/{name}": Name(f"/{role}") for name, role in roles.items()})


def lay_out(root: Path, publication: str, files: Sequence[Path]) -> None:
    """Put files into a workspace as old issues of 2024, one a month."""
    folder = root / "issues" / publication
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "publication.yaml").write_text("title: Old\npublisher: The Office\npaper: A5\n")
    for month, file in enumerate(files, 1):
        key = f"2024-{month:02}"
        (folder / f"{key}.pdf").write_bytes(file.read_bytes())
        (folder / f"{key}.yaml").write_text(f"title: {file.stem}\ndate: {key}\nnumber: {month}\n")


def bound(root: Path, name: str) -> Path:
    done = run("-C", root, "volume", name)
    assert done.returncode == 0, done.stderr
    publication, _, year = name.partition("/")
    return root / "output" / publication / year / f"{publication}-{year}-volume.pdf"


def claims(path: Path) -> tuple[str | None, str | None]:
    with pikepdf.open(path) as pdf, pdf.open_metadata() as xmp:
        return xmp.get("pdfaid:part"), xmp.get("pdfuaid:part")


@pytest.fixture(scope="module")
def others(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Make files by two makers, whose role maps, IDs and ways to write headings do not agree."""
    folder = tmp_path_factory.mktemp("others")
    files = [folder / f"{name}.pdf" for name in ("weasy", "weasy-too", "levels", "depth")]
    of_weasyprint(files[0])
    of_weasyprint(files[1], ids=False)
    by_hand(files[2], {"Standard": "P", "Title": "H1"}, heading="Title")
    by_hand(files[3], {"Standard": "Div", "Title": "Head", "Head": "H"}, heading="Title")
    return files


@pytest.mark.slow
@pytest.mark.verapdf
def test_tagged_files_of_other_makers_pass_in_one_volume(
    others: list[Path], tmp_path: Path
) -> None:
    lay_out(tmp_path, "others", others)
    volume = bound(tmp_path, "others/2024")
    assert claims(volume) == (None, "1")
    assert validate([*others, volume]) == {path: {"ua1": []} for path in [*others, volume]}


ISSUE = """\
title: {title}
date: {key}
number: {number}
language: {language}
sections:
  - title: {title}
    articles:
      - {{heading: {title}, id: one, topics: [{title}], body: "| A |\\n| - |\\n| 1 |", related: [{other}/one]}}
"""


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Bind two issues in two languages, and an archive edition of which only the PDF is left."""
    root = tmp_path_factory.mktemp("mixed")
    issues = root / "issues" / "mixed"
    issues.mkdir(parents=True)
    (issues / "publication.yaml").write_text("title: Mixed\npublisher: The Office\npaper: A5\n")
    for number, language, title in ((1, "en", "Harbour"), (2, "de", "Hafen"), (3, "fr", "Port")):
        key, other = f"2024-0{number}", f"2024-0{number % 2 + 1}"
        text = ISSUE.format(title=title, key=key, number=number, language=language, other=other)
        (issues / f"{key}.yaml").write_text(text)
    assert run("-C", root, "build", "mixed", "--edition", "archive").returncode == 0
    made = root / "output" / "mixed" / "2024-03" / "mixed-2024-03-archive.pdf"
    (issues / "2024-03.pdf").write_bytes(made.read_bytes())
    (issues / "2024-03.yaml").write_text(
        "title: Port\ndate: 2024-03\nnumber: 3\nlanguage: fr\nheadings: [{title: Port, page: 1}]\n"
    )
    return bound(root, "mixed/2024")


@pytest.mark.slow
@pytest.mark.verapdf
def test_a_volume_of_new_and_old_issues_holds_what_it_claims(mixed: Path) -> None:
    assert claims(mixed) == ("3", "1")
    assert validate([mixed]) == {mixed.resolve(): {"3a": [], "ua1": []}}


@pytest.mark.slow
def test_a_rebuilt_file_is_not_believed(others: list[Path], tmp_path: Path) -> None:
    lost = tmp_path / "lost.pdf"
    lost.write_bytes(re.sub(rb"/Root \d+ 0 R", b"/Root 999 0 R", others[2].read_bytes()))
    lay_out(tmp_path, "others", [lost])
    done = run("-C", tmp_path, "volume", "others/2024")
    assert "this part was too damaged to be verified [volume-claim]" in done.stderr


@pytest.mark.slow
def test_a_file_that_is_no_archive_file_takes_the_claim(others: list[Path], tmp_path: Path) -> None:
    lay_out(tmp_path, "others", others[2:3])
    done = run("-C", tmp_path, "volume", "others/2024")
    assert "issues/others/2024-01.pdf: warning: the volume does not claim PDF/A-3a" in done.stderr
    assert done.stderr.count("[volume-claim]") == 1
