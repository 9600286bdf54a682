"""Each edition is what docs/editions.md says: read from finished files of the sample and all made-up issues."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest

import made_up
from conftest import EVERY_ISSUE, ROOT, Built, run
from printfiles import BLACK, breaches, page_marks
from printissue import html, manuscript
from printissue.core.workspace import IssueRef, Workspace
from printissue.manuscript import Manuscript
from wordcheck import words
from workbench import output_file

MM = 72 / 25.4
PRISM = "{http://prismstandard.org/namespaces/basic/3.0/}"
A4, A5, LETTER = (210.0, 297.0), (148.0, 210.0), (215.9, 279.4)
SHOPS = {
    "offset-eu": ((3.0, 3.0, 3.0, 3.0), 4, "FOGRA39", "FOGRA39L_coated.icc"),
    "offset-eu-uncoated": ((3.0, 3.0, 3.0, 3.0), 4, "FOGRA47", "FOGRA47L_uncoated.icc"),
    "print-on-demand": ((3.175, 3.175, 3.175, 0.0), 2, "FOGRA39", "FOGRA39L_coated.icc"),
    "office": ((0.0, 0.0, 0.0, 0.0), 1, "FOGRA47", "FOGRA47L_uncoated.icc"),
    "offset-us": ((3.175, 3.175, 3.175, 3.175), 4, "CGATS TR 006", "GRACoL_TR006_coated.icc"),
}
"""By printer: bleed in mm (top, bottom, outer, inner), page multiple, condition, profile."""

TAGGED = pytest.mark.parametrize("edition", ["archive", "screen"])
ALL = pytest.mark.parametrize("edition", ["print", "archive", "screen"])


def source(built: Built, ref: IssueRef) -> Manuscript:
    """Read an issue as the program does."""
    found, findings = manuscript.read(built.workspace(ref), ref)
    assert found is not None, findings
    return found


def paper(found: Manuscript) -> tuple[float, float]:
    own = A5 if found.publication.theme == "imprint" else A4
    return {"A4": A4, "A5": A5, "Letter": LETTER}.get(found.publication.paper or "", own)


def backwards(found: Manuscript) -> bool:
    language = found.issue.language or found.publication.language
    return language in ("ar", "he")


# the print edition


def edges(inner: Any, outer: Any) -> list[float]:
    """Return how far one box extends beyond another, in mm: left, bottom, right, top."""
    signs = (1, 1, -1, -1)
    return [
        float(a - b) * sign / MM for a, b, sign in zip(inner, outer, signs, strict=True)
    ]  # fmt: skip


def check_boxes(
    pdf: pikepdf.Pdf, *, trim: tuple[float, float], bleed: tuple[float, ...], rtl: bool
) -> list[list[float]]:
    """Check TrimBox and BleedBox of every page to 0.01 pt; return how far the media extends beyond the trim."""
    top, bottom, outer, inner = bleed
    rooms = []
    for number, page in enumerate(pdf.pages, 1):
        raw = page.obj
        assert "/CropBox" not in raw
        assert "/ArtBox" not in raw
        box = [float(value) for value in raw.TrimBox]
        size = (box[2] - box[0], box[3] - box[1])
        assert size == pytest.approx([side * MM for side in trim], abs=0.01)
        inner_left = (number % 2 == 1) != rtl
        left, right = (inner, outer) if inner_left else (outer, inner)
        wanted = pytest.approx([left, bottom, right, top], abs=0.01 / MM)
        assert edges(raw.TrimBox, raw.BleedBox) == wanted
        rooms.append(edges(raw.TrimBox, raw.MediaBox))
    return rooms


def check_intent(pdf: pikepdf.Pdf, condition: str, profile: str) -> None:
    (intent,) = pdf.Root.OutputIntents
    assert intent.S == "/GTS_PDFX"
    assert str(intent.OutputConditionIdentifier) == condition
    assert str(intent.RegistryName) == "http://www.color.org"
    content = intent.DestOutputProfile.read_bytes()
    assert content[12:20] == b"prtrCMYK"
    assert content == (ROOT / "styles" / "icc" / profile).read_bytes()


@EVERY_ISSUE
def test_print_is_a_press_file(built: Built, ref: IssueRef) -> None:
    found = source(built, ref)
    bleed, multiple, condition, profile = SHOPS[found.publication.printer]
    with built.open(ref, "print") as pdf:
        assert breaches(pdf) == []
        assert not any("/Annots" in page.obj for page in pdf.pages)
        rooms = check_boxes(pdf, trim=paper(found), bleed=bleed, rtl=backwards(found))
        for page, room in zip(pdf.pages, rooms, strict=True):
            assert page.obj.MediaBox == page.obj.BleedBox, room
        assert len(pdf.pages) % multiple == 0
        check_intent(pdf, condition, profile)
        assert pdf.pdf_version == "1.6"
        assert pdf.trailer.Info.Trapped == "/False"
        with pdf.open_metadata() as xmp:
            assert xmp["{http://www.npes.org/pdfx/ns/id/}GTS_PDFXVersion"] == "PDF/X-4"


@EVERY_ISSUE
def test_black_text_is_one_ink_and_overprints(built: Built, ref: IssueRef) -> None:
    with built.open(ref, "print") as pdf:
        texts = [
            mark
            for number in range(1, len(pdf.pages) + 1)
            for mark in page_marks(pdf, number)
            if mark.operator in ("Tj", "TJ")
        ]
    black = [mark for mark in texts if mark.fill == BLACK]
    assert black
    assert all(mark.fill_overprints for mark in black)
    rich = [mark.fill for mark in texts if isinstance(mark.fill, tuple) and mark.fill[3] > 0.9]
    assert set(rich) == {BLACK}


PRINTERS = """\
five: {title: Five, bleed: {top: 5mm, bottom: 5mm, outer: 5mm, inner: 5mm}}
five-marks: {title: Five, bleed: {top: 5mm, bottom: 5mm, outer: 5mm, inner: 5mm}, marks: yes}
spine: {title: Spine, bleed: {inner: 0}}
spine-marks: {title: Spine, bleed: {inner: 0}, marks: yes, marks_offset: 6 mm}
"""


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Return a workspace with printers of its own, an issue from left to right and one from right to left."""
    root = tmp_path_factory.mktemp("shop")
    article = {"heading": "גשר חדש", "body": "הרכבת איחרה שוב."}
    sections = [{"title": "ידיעות", "articles": [article]}]
    hebrew = made_up.MadeUp("hebrew", {"sections": sections}, {"language": "he"})
    made_up.write(root, [made_up.single(), hebrew])
    (root / "printers.yaml").write_text(PRINTERS, encoding="utf-8")
    return Workspace(root)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("printer", "bleed", "offset"),
    [
        ("five", (5, 5, 5, 5), None),
        ("five-marks", (5, 5, 5, 5), 5),
        ("spine", (3, 3, 3, 0), None),
        ("spine-marks", (3, 3, 3, 0), 6),
    ],
)
def test_other_printers_get_their_boxes(
    shop: Workspace, printer: str, bleed: tuple[float, ...], offset: float | None
) -> None:
    done = run("-C", shop.root, "build", "--edition", "print", "--printer", printer)
    assert done.returncode == 0, done.stderr
    for name, rtl in (("single", False), ("hebrew", True)):
        with pikepdf.open(output_file(shop, IssueRef(name, made_up.KEY), "print")) as pdf:
            rooms = check_boxes(pdf, trim=A4, bleed=bleed, rtl=rtl)
            assert breaches(pdf) == []
            if offset is None:
                assert all(page.obj.MediaBox == page.obj.BleedBox for page in pdf.pages)
            else:
                assert all(min(room) >= offset + 5 for room in rooms)
                assert len({tuple(map(float, page.obj.MediaBox)) for page in pdf.pages}) == 1


# the archive edition


@EVERY_ISSUE
def test_archive_holds_its_sources(built: Built, ref: IssueRef) -> None:
    found = source(built, ref)
    folder = built.workspace(ref).issues / ref.publication
    wanted = {f"{ref.publication}-{ref.key}.yaml": built.workspace(ref).issue_file(ref)}
    wanted |= {Path(one.file).name: folder / one.file for _, one in manuscript.pictures(found)}
    with built.open(ref, "archive") as pdf:
        held = {name: spec.get_file().read_bytes() for name, spec in pdf.attachments.items()}
        assert held == {name: path.read_bytes() for name, path in wanted.items()}
        specs = [spec.obj for spec in pdf.attachments.values()]
        assert all(spec.AFRelationship == "/Source" for spec in specs)
        assert {one.objgen for one in pdf.Root.AF} == {spec.objgen for spec in specs}
        assert len(pdf.Root.AF) == len(specs)
        (intent,) = pdf.Root.OutputIntents
        assert intent.S == "/GTS_PDFA1"


@EVERY_ISSUE
@ALL
def test_metadata_is_the_manuscripts(built: Built, ref: IssueRef, edition: str) -> None:
    found = source(built, ref)
    issue, publication = found.issue, found.publication
    with built.open(ref, edition) as pdf, pdf.open_metadata() as xmp:
        wanted = {
            "dc:publisher": {publication.publisher},
            "dc:language": {issue.language or publication.language},
            "dc:date": [issue.date],
            f"{PRISM}publicationName": publication.title,
            f"{PRISM}coverDate": issue.date,
            f"{PRISM}issn": publication.issn,
            f"{PRISM}volume": issue.volume,
            f"{PRISM}number": issue.number,
            "dc:rights": publication.rights,
        }
        assert {key: xmp.get(key) for key in wanted} == wanted
        words = html.describe(issue, publication)
        assert xmp["dc:title"] == words.title == str(pdf.trailer.Info.Title)
        articles = [one for section in issue.sections for one in section.stories]
        authors = list(dict.fromkeys(who.name for one in articles for who in one.authors))
        assert xmp.get("dc:creator", []) == authors
        assert str(pdf.trailer.Info.get("/Author", "")) == "; ".join(authors)


# both editions for reading


@EVERY_ISSUE
@TAGGED
def test_links_say_where_they_lead(built: Built, ref: IssueRef, edition: str) -> None:
    wanted = set(addresses(source(built, ref)))
    with built.open(ref, edition) as pdf:
        notes = [one for page in pdf.pages for one in page.obj.get("/Annots", ())]
        assert all(one.Subtype == "/Link" for one in notes)
        assert all(str(one.Contents).strip() for one in notes)
        # a screen edition keeps its links to other issues hidden, for the volume
        hidden = [one for one in notes if int(one.F) == 2]
        assert all(one.A.S == "/GoToR" for one in hidden)
        assert edition == "screen" or not hidden
        notes = [one for one in notes if one not in hidden]
        assert {int(one.F) for one in notes} <= {4}
        outside = [one for one in notes if "/A" in one and one.A.S == "/URI"]
        found = {str(one.A.URI) for one in outside}
        said = {(str(one.A.URI), " ".join(words(str(one.Contents)))) for one in outside}
    assert wanted <= found
    labels = {(url, " ".join(words(label))) for url, label in labelled(source(built, ref))}
    assert labels - said == set()


def labelled(found: Manuscript) -> Iterator[tuple[str, str]]:
    """Return address and label of the links under the items of an issue."""
    for section in found.issue.sections:
        for item in (*getattr(section, section.kind), section):
            for one in (*getattr(item, "links", ()), *getattr(item, "more", ())):
                yield one.url, one.label


def addresses(found: Manuscript) -> Iterator[str]:
    """Return the addresses under `url` keys that an issue shows."""
    issue = found.issue.model_dump(mode="json")
    issue["connect"] = issue["connect"] or found.publication.model_dump()["connect"]
    yield from _addresses(issue)
    if issue["online"]:
        yield issue["online"]


def _addresses(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from (one for key, one in value.items() if key == "url" and one)
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from _addresses(one)


@EVERY_ISSUE
def test_screen_is_small_and_opens_well(built: Built, ref: IssueRef) -> None:
    found = source(built, ref)
    assert b"/ObjStm" in built.path(ref, "screen").read_bytes()
    assert b"/ObjStm" not in built.path(ref, "archive").read_bytes()
    with built.open(ref, "screen") as pdf:
        assert str(pdf.Root.Lang) == (found.issue.language or found.publication.language)
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
        assert (pdf.Root.ViewerPreferences.get("/Direction") == "/R2L") == backwards(found)
        assert len(pdf.attachments) == 0
        coarsest: dict[Any, float] = {}
        for name, ppi in placed_images(pdf):
            coarsest[name] = min(ppi, coarsest.get(name, ppi))
    assert max(coarsest.values(), default=0) <= 155


def test_archive_keeps_the_pixels(built: Built) -> None:
    ref = IssueRef("gallery", made_up.KEY)
    with built.open(ref, "archive") as full, built.open(ref, "screen") as small:
        assert max(ppi for _, ppi in placed_images(full)) > 300
        assert [name for name, _ in placed_images(small)]


def placed_images(pdf: pikepdf.Pdf) -> Iterator[tuple[Any, float]]:
    """Return every picture of pixels that is drawn: its object, and the lower ppi of its two directions."""
    for page in pdf.pages:
        yield from _placed(page.obj, page.obj.Resources, pikepdf.Matrix())


def _placed(content: Any, resources: Any, matrix: pikepdf.Matrix) -> Iterator[tuple[Any, float]]:
    stack = [matrix]
    for one in pikepdf.parse_content_stream(content):
        name, operands = str(one.operator), one.operands
        if name == "q":
            stack.append(stack[-1])
        elif name == "Q":
            stack.pop()
        elif name == "cm":
            stack[-1] = pikepdf.Matrix(*map(float, operands)) @ stack[-1]
        elif name == "Do":
            thing = resources.XObject[operands[0]]
            if thing.Subtype == "/Form":
                own = pikepdf.Matrix(thing.Matrix) if "/Matrix" in thing else pikepdf.Matrix()
                inner = own @ stack[-1]
                yield from _placed(thing, thing.get("/Resources", resources), inner)
            else:
                a, b, c, d, _, _ = stack[-1].shorthand
                wide, high = (a * a + b * b) ** 0.5, (c * c + d * d) ** 0.5
                ppi = min(int(thing.Width) / wide, int(thing.Height) / high) * 72
                yield thing.objgen, ppi


# all editions


@EVERY_ISSUE
@ALL
def test_bookmarks_name_every_section_and_item(built: Built, ref: IssueRef, edition: str) -> None:
    found = source(built, ref)
    language = found.issue.language or found.publication.language
    wanted = []
    for section in found.issue.sections:
        wanted.append(_plain(section.title, language))
        for kind, _, item in section.placed_items():
            if kind != "advertisements":
                title = item.heading if hasattr(item, "heading") else item.title
                wanted.append(_plain(title, item.language or language))
    with built.open(ref, edition) as pdf:
        shown = list(outline(pdf))
    left = iter(" ".join(title.split()) for title, _ in shown)
    assert [title for title in wanted if title not in left] == []
    pages = [page for _, page in shown]
    assert pages == sorted(pages)


def _plain(text: str, language: str) -> str:
    from printissue.html.markdown import plain

    return " ".join(plain(text, language).split())


def outline(pdf: pikepdf.Pdf) -> Iterator[tuple[str, int]]:
    """Return all bookmarks in order: title and page (from 0)."""
    numbers = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}
    names = dict(destinations(pdf))
    waiting = [pdf.Root.Outlines.First] if "/Outlines" in pdf.Root else []
    while waiting:
        item = waiting.pop()
        target: Any = item.Dest if "/Dest" in item else item.A.D
        target = names[str(target)] if isinstance(target, pikepdf.String) else target
        yield str(item.Title), numbers[target[0].objgen]
        waiting += [item[key] for key in ("/Next", "/First") if key in item]


def destinations(pdf: pikepdf.Pdf) -> Iterator[tuple[str, Any]]:
    """Return all named destinations."""
    names = pdf.Root.get("/Names", pikepdf.Dictionary())
    waiting: list[Any] = [names.Dests] if "/Dests" in names else []
    while waiting:
        node = waiting.pop()
        waiting += list(node.get("/Kids", ()))
        flat = list(node.get("/Names", ()))
        for name, value in zip(flat[::2], flat[1::2], strict=True):
            yield str(name), value.D if isinstance(value, pikepdf.Dictionary) else value


@EVERY_ISSUE
@TAGGED
def test_names_to_jump_to_carry_the_issues_key(built: Built, ref: IssueRef, edition: str) -> None:
    with built.open(ref, edition) as pdf:
        names = [name for name, _ in destinations(pdf)]
    assert names
    assert [one for one in names if not one.startswith(f"{ref.key}--")] == []


@EVERY_ISSUE
@ALL
def test_page_labels_are_the_printed_folios(built: Built, ref: IssueRef, edition: str) -> None:
    found = source(built, ref)
    with built.open(ref, edition) as pdf:
        labels = [page.label for page in pdf.pages]
        trims = [list(map(float, page.obj.TrimBox)) for page in pdf.pages]
    assert labels == [str(number) for number in range(1, len(labels) + 1)]
    shown = folios(built.path(ref, edition), trims, rtl=backwards(found))
    assert shown[1:-1] == labels[1:-1]
    covered = found.publication.theme != "digest"
    assert (shown[0] != labels[0]) == covered  # contents may be in that corner of a cover
    with pypdfium2.PdfDocument(built.path(ref, edition)) as opened:
        last = opened[len(opened) - 1].get_textpage().get_text_range()
    # the numbers of links may be at the foot of the last page, each before its address
    links = re.findall(r"(?m)^(\d+)\s+\S+\.\S", last) if edition == "print" else []
    assert shown[-1] in ("", labels[-1], *links)


def folios(path: Path, trims: list[list[float]], *, rtl: bool) -> list[str]:
    """Read the outermost number at the foot of each page, before any words."""
    with pypdfium2.PdfDocument(path) as pdf:
        return [
            _folio(page.get_textpage(), trim, outer_right=(number % 2 == 1) != rtl)
            for number, (page, trim) in enumerate(zip(pdf, trims, strict=True), 1)
        ]


def _folio(text: pypdfium2.PdfTextPage, trim: list[float], *, outer_right: bool) -> str:
    left, bottom, right, _ = trim
    found, same = "", 0
    for width in range(15, 30):
        side = width * MM
        edges = (right - side, right) if outer_right else (left, left + side)
        said = text.get_text_bounded(edges[0], bottom, edges[1], bottom + 28 * MM).strip()
        same = same + 1 if said and said == found else 0
        if (said and not said.isdecimal()) or same == 3:
            break  # words, or nothing more for 3 mm
        found = said or found
    return found
