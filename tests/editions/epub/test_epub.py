"""The e-book: the samples and an issue of many languages, complete, valid, and as accessible as it says."""

import re
import zipfile
from pathlib import Path, PurePosixPath
from urllib.parse import unquote
from xml.etree.ElementTree import Element

import pypdfium2
import pytest

from conftest import OTHER_SAMPLE, SAMPLE, copy_sample
from epubfiles import LANG, OPS, XHTML, Book, ace, epubcheck, text_of
from made_up import (
    FULL_PICTURES,
    KEY,
    OLDER,
    SITE,
    MadeUp,
    arabic,
    full,
    magazine,
    markdown,
    mixed,
    tables,
    write,
)
from printissue import manuscript, pipeline
from printissue.assets.resources import builtin_root
from printissue.core.workspace import IssueRef, Workspace
from printissue.model.editions import EDITIONS
from printissue.model.page_starts import letters_of
from printissue.pipeline.reporting import Made
from test_words import beside, texts, wanted
from wordcheck import Words, words
from workbench import PLAIN_THEME, REF, RecordingReporter, lay_out

MADE_UP = IssueRef("made-up", KEY)
THEMES = {SAMPLE: "bulletin", OTHER_SAMPLE: "imprint"}
EVERY = pytest.mark.parametrize(
    "ref", [MADE_UP, *(pytest.param(one, marks=pytest.mark.slow) for one in THEMES)], ids=str
)


def made_up() -> MadeUp:
    """An issue with every field of the model, an item in each of six languages, tables and lists, in a plain theme."""
    first, others = full(), (mixed(), tables(), markdown(), magazine())
    sections = [section for one in (first, *others) for section in one.issue["sections"]]
    publication = first.publication | {"theme": "plain", "online": f"{SITE}{{key}}/"}
    return MadeUp(
        "made-up", first.issue | {"sections": sections}, publication, FULL_PICTURES, OLDER
    )


class Books:
    """Books in one workspace, each built when it is first asked for."""

    def __init__(self, root: Path) -> None:
        self.workspace = Workspace(root)
        self.printed = Path()
        self._made: dict[IssueRef, Book] = {}

    def __getitem__(self, ref: IssueRef) -> Book:
        """Return a book; that of the made-up issue is built with its print edition, `printed`."""
        if ref not in self._made and ref == MADE_UP:
            print_edition, book = build(self.workspace, ref, names=("print", "epub"))
            self.printed, self._made[ref] = print_edition.path, Book(book.path)
        elif ref not in self._made:
            self._made[ref] = Book(build(self.workspace, ref)[0].path)
        return self._made[ref]


@pytest.fixture(scope="module")
def books(tmp_path_factory) -> Books:
    root = tmp_path_factory.mktemp("books")
    for name, content in PLAIN_THEME.items():
        target = root / name.replace("bulletin", "plain")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(content.replace("h1,", "ul { list-style: disc }\nh1,"), encoding="utf-8")
    write(root, [made_up()])
    for ref, theme in THEMES.items():
        copy_sample(root, ref)
        copy_without_fit(root, theme)
    return Books(root)


def copy_without_fit(root: Path, theme: str) -> None:
    """Put a theme into a workspace that does not fill pages, which takes most of the time of a layout."""
    settings = (builtin_root() / f"styles/{theme}/theme.yaml").read_text(encoding="utf-8")
    target = root / f"styles/{theme}/theme.yaml"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(re.sub("(?m)^fit:\n(  .*\n)+", "", settings), encoding="utf-8")


def build(workspace: Workspace, *refs: IssueRef, names: tuple[str, ...] = ("epub",)) -> list[Made]:
    """Build editions of issues; one that is not made fails."""
    reporter = RecordingReporter()
    options = pipeline.BuildOptions(refs, tuple(EDITIONS[name] for name in names))
    made = pipeline.build(workspace, options, reporter)
    assert len(made) == len(refs) * len(names), reporter.findings
    return made


# what the checkers say


@pytest.mark.slow
@EVERY
def test_epubcheck_finds_no_errors_and_no_warnings(books, ref, tmp_path) -> None:
    assert epubcheck(books[ref].path, tmp_path) == []


@pytest.mark.slow
@EVERY
def test_ace_finds_no_violations(books, ref, tmp_path) -> None:
    assert ace(books[ref].path, tmp_path) == []


# what the checkers do not see


@EVERY
def test_the_type_is_first_and_stored_and_all_entries_have_the_cover_date(books, ref) -> None:
    book = books[ref]
    first, *others = book.entries
    assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
    assert not first.extra
    assert book.files["mimetype"] == b"application/epub+zip"
    day = (int(ref.key[:4]), int(ref.key[5:7]), 1, 0, 0, 0)
    assert {one.date_time for one in book.entries} == {day}
    assert {one.external_attr >> 16 for one in book.entries} == {0o100644}
    assert "META-INF/container.xml" in {one.filename for one in others}


@EVERY
def test_the_manifest_lists_each_file_and_each_file_is_used(books, ref) -> None:
    book = books[ref]
    assert set(book.items) == set(book.files) - {
        "mimetype",
        "META-INF/container.xml",
        "package.opf",
    }
    pages = [book.files[name].decode() for name in book.files if name.endswith((".xhtml", ".css"))]
    for name in book.items:
        assert any(PurePosixPath(name).name in page for page in pages), name
    assert [name for name, one in book.items.items() if one.get("properties") == "nav"] == [
        "nav.xhtml"
    ]
    (cover,) = [one for one in book.items.values() if one.get("properties") == "cover-image"]
    assert cover.get("media-type") == "image/jpeg"
    metas = {one.get("name"): one.get("content") for one in book.package.iter() if one.get("name")}
    assert metas == {"cover": cover.get("id")}


@EVERY
def test_links_within_the_book_lead_to_its_documents_and_nothing_is_loaded(books, ref) -> None:
    book = books[ref]
    for name, page in book.documents.items():
        assert len(set(book.ids(name))) == len(book.ids(name))
        for element in page.iter():
            for key in ("href", "src"):
                address = element.get(key)
                if address is None:
                    continue
                if re.match(r"[a-z]+:", address):
                    assert element.tag == f"{XHTML}a", address
                    assert "printissue.invalid" not in address
                    continue
                target, _, anchor = unquote(address).partition("#")
                assert target in book.files, address
                assert not anchor or anchor in book.ids(target), address


@EVERY
def test_every_word_of_the_manuscript_is_in_the_book(books, ref) -> None:
    found, _ = manuscript.read(books.workspace, ref)
    assert found is not None
    there = Words(words(books[ref].text()))
    lost = [
        path
        for path, text in texts(found)
        if (look_for := wanted(path, text)) and there.after(look_for, gap=beside(found)) is None
    ]
    assert lost == []


def test_every_address_of_the_manuscript_is_a_link(books) -> None:
    source = (books.workspace.root / f"issues/made-up/{KEY}.yaml").read_text(encoding="utf-8")
    publication = (books.workspace.root / "issues/made-up/publication.yaml").read_text(
        encoding="utf-8"
    )
    given = set(re.findall(r"(?:https://www\.example\.org/|tel:)[^\s)\]>'\"{}]*", source))
    given |= set(re.findall(r"https://www\.example\.org/rules", publication))
    links = {
        link.get("href")
        for page in books[MADE_UP].documents.values()
        for link in page.iter(f"{XHTML}a")
    }
    assert given - links == set()
    assert f"{SITE}2024-02/#2024-02--older-story" in links


def _classes(page: Element) -> list[str]:
    """Return the first class of each article."""
    return [one.get("class", "").split(" ")[0] for one in page.iter(f"{XHTML}article")]


@EVERY
def test_a_story_or_briefs_are_a_document_with_the_levels_of_headings_of_a_book(books, ref) -> None:
    book = books[ref]
    stories = {
        name: grades
        for name, page in book.documents.items()
        if (grades := [one for one in _classes(page) if one.startswith("grade-")])
    }
    assert len(stories) > 4
    assert all(len(one) == 1 or set(one) == {"grade-brief"} for one in stories.values())
    for name, page in book.documents.items():
        tags = [str(one.tag).removeprefix(XHTML) for one in page.iter()]
        levels = [int(tag[1]) for tag in tags if re.fullmatch("h[1-6]", tag)]
        assert levels or name == "cover.xhtml"
        assert levels[:1] in ([], [1], [2])
        if name in stories:
            assert 2 in levels
        assert text_of(page).strip() or name == "cover.xhtml"


@EVERY
def test_the_contents_name_every_part_in_the_order_of_reading(books, ref) -> None:
    book = books[ref]
    names = list(book.documents)
    order = [names.index(target.partition("#")[0]) for _, target in book.nav("toc")]
    assert order == sorted(order)
    assert {names[one] for one in order} == set(names) - {"cover.xhtml", "nav.xhtml"}
    kinds = ["cover", "titlepage", "toc", "bodymatter", "colophon"]
    navs = book.documents["nav.xhtml"].iter(f"{XHTML}nav")
    landmarks = next(one for one in navs if one.get(f"{OPS}type") == "landmarks")
    assert [one.get(f"{OPS}type") for one in landmarks.iter(f"{XHTML}a")] == kinds


@EVERY
def test_every_page_break_has_its_number_and_is_in_the_list_of_pages(books, ref) -> None:
    book = books[ref]
    breaks = [
        (one.get("aria-label", ""), f"{name}#{one.get('id')}")
        for name, page in book.documents.items()
        for one in page.iter()
        if one.get("role") == "doc-pagebreak"
    ]
    assert breaks == book.nav("page-list")
    assert [folio for folio, _ in breaks] == sorted({folio for folio, _ in breaks}, key=int)
    assert breaks[0] == ("1", "cover.xhtml#page-1")
    assert len(breaks) >= 7
    assert not [
        heading
        for page in book.documents.values()
        for level in range(1, 7)
        for heading in page.iter(f"{XHTML}h{level}")
        if any(one.get("role") for one in heading.iter())
    ]


def test_pages_begin_where_they_begin_in_the_print_edition(books) -> None:
    book = books[MADE_UP]
    with pypdfium2.PdfDocument(books.printed) as pdf:
        printed = [letters_of(page.get_textpage().get_text_range()) for page in pdf]
    checked = 0
    for folio, target in book.nav("page-list")[1:]:
        name, _, anchor = target.partition("#")
        after = _letters_after(book.documents[name], anchor)[:12]
        if after and after.isascii():  # PDFium reads Hebrew and Arabic lines from the left
            assert after in printed[int(folio) - 1], (folio, after)
            checked += 1
    assert checked > 5


def _letters_after(page: Element, anchor: str) -> str:
    """Return the letters that follow a page break in its document, up to the next one."""
    breaks = [one for one in page.iter() if one.get("role") == "doc-pagebreak"]
    for one in breaks:
        one.text = "\uffff" if one.get("id") == anchor else "\ufffe"
    after = text_of(page).partition("\uffff")[2].partition("\ufffe")[0]
    for one in breaks:
        one.text = None
    return letters_of(after)


# languages


def test_parts_have_their_language_and_direction(books) -> None:
    book = books[MADE_UP]
    first, *others = book.meta("language")
    assert (first, set(others)) == ("en-GB", {"en", "de", "fr", "es", "ar", "he", "de-AT"})
    for page in book.documents.values():
        assert page.get("lang") == page.get(LANG)
        assert page.get("dir") == ("rtl" if page.get("lang") in ("ar", "he") else "ltr")
        for element in page.iter():
            assert element.get("lang") == element.get(LANG)
    stories = {page.get("lang") for page in book.documents.values()}
    assert stories == {"en-GB", "en", "de", "fr", "es", "ar", "he"} - {"en"}


@pytest.mark.slow
def test_a_book_from_right_to_left_has_its_fonts_and_the_direction_of_its_pages(tmp_path) -> None:
    one = arabic()
    workspace = lay_out(tmp_path)
    write(workspace.root, [one])
    (made,) = build(workspace, IssueRef(one.name, KEY))
    book = Book(made.path)
    spine = next(one for one in book.package.iter() if one.tag.endswith("spine"))
    assert spine.get("page-progression-direction") == "rtl"
    assert [name for name in book.files if name.startswith("fonts/amiri-")]
    assert "styles/fonts.css" in book.files["nav.xhtml"].decode()
    (summary,) = book.meta("schema:accessibilitySummary")
    assert "تكبير" in summary


# metadata


def test_the_metadata_says_what_the_book_is_and_how_accessible(books) -> None:
    book = books[MADE_UP]
    assert book.meta("title") == ["The Harbour Letter: Spring double issue"]
    assert book.meta("creator")[:3] == ["Ada Quay", "Ben Mole", "Cleo Pier"]
    assert book.meta("publisher") == ["Harbour Office & Sons"]
    assert book.meta("date") == [KEY]
    assert book.meta("dcterms:modified") == ["2024-03-01T00:00:00Z"]
    assert book.meta("belongs-to-collection") == ["The Harbour Letter"]
    assert book.meta("dcterms:identifier") == ["urn:issn:1234-5679"]
    assert book.meta("pageBreakSource") == book.meta("source") != book.meta("identifier")
    assert book.meta("schema:accessMode") == ["textual", "visual"]
    assert book.meta("schema:accessModeSufficient") == ["textual,visual", "textual"]
    assert book.meta("schema:accessibilityHazard") == ["none"]
    assert book.meta("schema:accessibilityFeature") == [
        *("ARIA", "alternativeText", "displayTransformability", "pageBreakMarkers"),
        *("pageNavigation", "readingOrder", "structuralNavigation", "tableOfContents", "unlocked"),
    ]
    assert book.meta("schema:accessibilitySummary")[0].startswith("The text can be enlarged")


def test_every_picture_has_a_description_or_is_decorative(books) -> None:
    book = books[MADE_UP]
    pictures = [one for page in book.documents.values() for one in page.iter(f"{XHTML}img")]
    assert len(pictures) > 5
    assert None not in [one.get("alt") for one in pictures]
    assert pictures[0].get("alt", "").startswith("Cover: The Harbour Letter, Spring double issue.")


# builds


@pytest.mark.slow
def test_the_same_issue_is_the_same_book(tmp_path) -> None:
    contents = []
    for name in ("one", "other"):
        (made,) = build(lay_out(tmp_path / name), REF)
        assert made.path == tmp_path / name / "output/update/2015-10/update-2015-10.epub"
        assert made.pages is None
        contents.append(made.path.read_bytes())
    assert contents[0] == contents[1]
