"""Places: the pages of each story of a file, from destinations and tag tree, and the folios on them."""

import io

import pikepdf
import pypdfium2
import pytest
from pikepdf import Array, Dictionary, Name, NumberTree, String

from conftest import OTHER_SAMPLE, Built
from printissue import html, manuscript
from printissue.model.volumes import PageRange
from printissue.volume.places import folios, places

TOP = 700.0


class File:
    """A file of blank pages, with destinations, labels and a tag tree as they are asked for."""

    def __init__(self, pages: int) -> None:
        self.pdf = pikepdf.new()
        for _ in range(pages):
            self.pdf.add_blank_page(page_size=(500, 800))
        self.names: dict[str, Array | Dictionary] = {}

    def page(self, number: int) -> pikepdf.Object:
        return self.pdf.pages[number].obj

    def name(self, name: str, page: int, top: float = TOP, left: float = 50.0) -> "File":
        self.names[name] = Array([self.page(page), Name.XYZ, left, top, 0])
        return self

    def stories(self, *stories: list[int]) -> "File":
        """Add a tag tree with an Art for each list of pages; every page has a paragraph."""
        document = self.pdf.make_indirect(Dictionary(S=Name.Document))
        arts = []
        for pages in stories:
            art = self.pdf.make_indirect(Dictionary(S=Name.Art, P=document))
            art.K = Array([Dictionary(S=Name.P, Pg=self.page(page), K=0) for page in pages])
            arts.append(art)
        document.K = Array([Dictionary(S=Name.Part, K=Array(arts))])
        self.pdf.Root.StructTreeRoot = self.pdf.make_indirect(Dictionary(K=document))
        return self

    def label(self, *ranges: tuple[int, Dictionary]) -> "File":
        tree = NumberTree.new(self.pdf)
        for page, label in ranges:
            tree[page] = label
        self.pdf.Root.PageLabels = tree.obj
        return self

    def bytes(self) -> bytes:
        pairs = [one for name in sorted(self.names) for one in (String(name), self.names[name])]
        self.pdf.Root.Names = Dictionary(Dests=Dictionary(Names=Array(pairs)))
        out = io.BytesIO()
        self.pdf.save(out)
        return out.getvalue()


def found(file: File, order: tuple[str, ...] = ()) -> dict[str, str]:
    return {name: span.folios for name, span in places(file.bytes(), order=order).items()}


def three() -> File:
    return File(6).name("k--a", 0).name("k--b", 2, top=300).name("k--c", 3, top=200)


def test_the_structure_tree_gives_the_last_page():
    assert found(three().stories([0, 1], [2, 3], [3, 4])) == {
        "k--a": "1–2",
        "k--b": "3–4",
        "k--c": "4–5",
    }


def test_what_others_follow_on_its_page_ends_there():
    file = File(4).name("k--s", 0).name("k--a", 0, top=600).name("k--b", 0, top=300)
    assert found(file.stories([0], [0, 1, 2])) == {"k--s": "1", "k--a": "1", "k--b": "1–3"}


def test_without_a_tree_the_next_name_gives_the_last_page():
    # b begins below the head of page 3: a may have ended above it; c at the head of page 5
    file = File(6).name("k--a", 0).name("k--b", 2, top=300).name("k--c", 4)
    assert found(file) == {"k--a": "1–3", "k--b": "3–4", "k--c": "5–6"}


def test_a_tree_without_articles_is_as_none():
    file = three()
    file.pdf.Root.StructTreeRoot = Dictionary(K=Dictionary(S=Name.Document, Pg=file.page(0), K=0))
    assert found(file)["k--a"] == "1–3"


def test_columns_are_read_one_after_the_other():
    file = File(3).name("k--a", 0, top=600).name("k--b", 0, top=650, left=260)
    assert found(file.stories([0], [0, 1])) == {"k--a": "1", "k--b": "1–2"}
    file.pdf.Root.ViewerPreferences = Dictionary(Direction=Name.R2L)
    assert found(file) == {"k--b": "1", "k--a": "1–2"}


def test_a_known_order_goes_before_what_is_seen():
    # a wide story below two columns begins at their left edge, and is read last
    file = File(3).name("k--a", 0, top=600, left=260).name("k--wide", 0, top=200)
    file.stories([0], [0, 1])
    assert found(file) == {"k--wide": "1", "k--a": "1–2"}
    assert found(file, order=("k--a", "k--wide", "k--gone")) == {"k--a": "1", "k--wide": "1–2"}


def test_nested_stories_and_marked_content_of_other_pages_count():
    file = File(5).name("k--a", 0)
    inner = Dictionary(S=Name.Art, K=Array([Dictionary(Type=Name.MCR, Pg=file.page(2), MCID=0)]))
    art = Dictionary(S=Name.Art, Pg=file.page(0), K=Array([0, inner]))
    file.pdf.Root.StructTreeRoot = Dictionary(K=Array([art]))
    assert found(file) == {"k--a": "1–3"}


def test_names_of_other_kinds_are_left_out():
    file = File(2).name("k---cover", 0).name("chapter", 0).name("2015-10--a", 1)
    assert found(file) == {"2015-10--a": "2"}


def test_damaged_destinations_are_passed_over():
    file = File(2).name("k--a", 1)
    file.names |= {
        "k--empty": Array([]),
        "k--number": Array([0, Name.Fit]),
        "k--null": Dictionary(S=Name.GoTo),
        "k--fit": Dictionary(D=Array([file.page(0), Name.Fit])),
        "k--gone": Array([file.pdf.make_indirect(Dictionary(Type=Name.Page)), Name.Fit]),
    }
    assert found(file) == {"k--fit": "1", "k--a": "2"}


def test_old_dictionaries_of_names_are_read():
    file = File(2)
    file.pdf.Root.Dests = Dictionary({"/k--a": Array([file.page(1), Name.Fit])})
    assert found(file) == {"k--a": "2"}


def test_a_tree_that_goes_in_circles_ends():
    file = File(2).name("k--a", 0).stories([0, 1])
    document = file.pdf.Root.StructTreeRoot.K
    document.K[0].K.append(document)
    document.K[0].K[0].K.append(document.K[0].K[0])
    assert found(file) == {"k--a": "1–2"}


@pytest.mark.parametrize(
    ("ranges", "said"),
    [
        ([], ["1", "2", "3", "4"]),
        ([(0, {"S": "/D", "St": 7})], ["7", "8", "9", "10"]),
        ([(0, {"S": "/r"}), (2, {"S": "/D"})], ["i", "ii", "1", "2"]),
        ([(0, {"S": "/R", "St": 9})], ["IX", "X", "XI", "XII"]),
        ([(0, {"S": "/a", "St": 26}), (3, {"S": "/A"})], ["z", "aa", "bb", "A"]),
        ([(0, {"P": "Cover"}), (1, {"P": "A-", "S": "/D"})], ["Cover", "A-1", "A-2", "A-3"]),
        ([(2, {"S": "/r"})], ["1", "2", "i", "ii"]),
        ([(0, {"S": "/r", "St": 1944})], ["mcmxliv", "mcmxlv", "mcmxlvi", "mcmxlvii"]),
    ],
)
def test_folios_follow_the_page_labels(ranges, said):
    file = File(4)
    labels = [
        (page, Dictionary({
            f"/{key}": Name(value) if key == "S" else String(value) if key == "P" else value
            for key, value in label.items()
        }))
        for page, label in ranges
    ]  # fmt: skip
    if labels:
        file.label(*labels)
    assert folios(file.pdf) == said


def test_folios_are_given_with_the_pages():
    file = three().stories([0, 1], [2, 3], [3, 4]).label((0, Dictionary(S=Name.D, St=41)))
    assert places(file.bytes())["k--b"] == PageRange(2, 3, "43", "44")


def test_every_story_of_a_built_issue_is_where_its_heading_is(built: Built):
    found = manuscript.read(built.workspace(OTHER_SAMPLE), OTHER_SAMPLE)[0]
    assert found is not None
    issue, language = found.issue, found.publication.language
    order = html.story_anchors(issue, OTHER_SAMPLE.key, language)
    path = built.path(OTHER_SAMPLE, "archive")
    spans = places(path, order=order)
    assert spans == places(path)
    assert list(spans) == list(order)
    with pypdfium2.PdfDocument(path) as pdf:
        texts = [_folded(page.get_textpage().get_text_range()) for page in pdf]
    for name, story in html.story_names(issue, OTHER_SAMPLE.key, language).items():
        span = spans[f"{OTHER_SAMPLE.key}--{name}"]
        assert _folded(story.heading)[:40] in texts[span.first]
        last = (story.body or "").strip().split("\n")[-1].split(". ")[-1]
        assert not last or any(
            _folded(last)[-20:] in texts[page] for page in (span.last, span.first)
        )


def _folded(text: str) -> str:
    return "".join(ch for ch in text if ch.isalnum()).lower()
