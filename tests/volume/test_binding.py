"""Binding as a whole: what a volume keeps of its parts, on built issues and on small files."""

import io
from dataclasses import replace
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from pikepdf import Name

from conftest import BUILT, QUICK, Built
from printissue.volume import PartFile, PartRange, bind
from structure import walk
from verapdf import validate
from volumefiles import (
    OPTIONS,
    attach,
    bookmarks,
    labels,
    landings,
    part_file,
    plain,
    saved,
    tagged,
    texts,
    tops,
    volume,
)

# built issues


@pytest.fixture(
    scope="module",
    params=[QUICK, pytest.param(BUILT, marks=pytest.mark.slow)],
    ids=["quick", "all"],
)
def built_parts(built: Built, request: pytest.FixtureRequest) -> list[PartFile]:
    """Return the archive editions of the samples and of made-up issues."""
    return [
        PartFile(
            key=f"{ref.publication}-{ref.key}",
            title=f"{ref}",
            content=built.path(ref, "archive"),
            language="en",
            file=built.path(ref, "archive").name,
        )
        for ref in request.param
    ]


@pytest.fixture(scope="module")
def bound(built_parts: list[PartFile]) -> bytes:
    content, _, findings = bind(built_parts, OPTIONS)
    assert [finding for finding in findings if finding.rule != "volume-link"] == []
    return content


def test_a_volume_of_built_issues_is_valid(bound: bytes) -> None:
    with pikepdf.open(io.BytesIO(bound)) as pdf:
        assert pdf.check_pdf_syntax() == []
        assert walk(pdf).faults == []


def test_the_pages_look_and_read_like_those_of_the_parts(
    built_parts: list[PartFile], bound: bytes
) -> None:
    whole, at = pypdfium2.PdfDocument(bound), 0
    for one in built_parts:
        part = pypdfium2.PdfDocument(one.content)
        for page in part:
            assert said(whole[at]) == said(page), (one.key, at)
            if at % 3 == 0:
                drawn = bytes(page.render(scale=0.5).buffer)
                assert bytes(whole[at].render(scale=0.5).buffer) == drawn, (one.key, at)
            at += 1
    assert at == len(whole)


def said(page: pypdfium2.PdfPage) -> list[str]:
    """Return a page's letters.

    Their order, and which way a bracket opens, are pdfium's guess: it asks if the whole file is read from the right.
    """
    words = page.get_textpage().get_text_range().replace(")", "(")
    return sorted("".join(words.split()))


def test_the_links_lead_where_they_led(built_parts: list[PartFile], bound: bytes) -> None:
    with pikepdf.open(io.BytesIO(bound)) as pdf:
        now = landings(pdf)
    first = 0
    for one in built_parts:
        with pikepdf.open(one.content) as part:
            for number, then in enumerate(landings(part)):
                moved = [aim + first if isinstance(aim, int) else aim for aim in then]
                assert len(now[first + number]) == len(moved)
                for aim, old in zip(now[first + number], moved, strict=True):
                    assert aim == old or str(old).endswith("-archive.pdf"), (one.key, number, old)
            first += len(part.pages)


def test_the_volume_keeps_every_attachment(built_parts: list[PartFile], bound: bytes) -> None:
    kept: list[bytes] = []
    for one in built_parts:
        with pikepdf.open(one.content) as part:
            kept += [file.get_file().read_bytes() for file in part.attachments.values()]
    with pikepdf.open(io.BytesIO(bound)) as pdf:
        files = [file.get_file().read_bytes() for file in pdf.attachments.values()]
        associated = [file.objgen for file in pdf.Root.AF]
    assert sorted(files) == sorted(kept)
    assert len(set(associated)) == len(associated) == len(kept)


def test_the_volume_is_smaller_than_its_parts(built_parts: list[PartFile], bound: bytes) -> None:
    together = sum(len(one.content.read_bytes()) for one in built_parts)  # type: ignore[union-attr]
    assert len(bound) < (0.95 if len(built_parts) == len(QUICK) else 0.8) * together


def test_the_same_parts_make_the_same_bytes(built_parts: list[PartFile], bound: bytes) -> None:
    assert bind(built_parts, OPTIONS)[0] == bound


@pytest.mark.verapdf
def test_verapdf_finds_nothing(bound: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("volume") / "volume.pdf"
    path.write_bytes(bound)
    assert validate([path]) == {path: {"3a": [], "ua1": []}}


def test_screen_editions_can_be_bound_too(built: Built) -> None:
    part_files = [
        PartFile(f"{ref.publication}-{ref.key}", str(ref), built.path(ref, "screen"), "en")
        for ref in QUICK[:3]
    ]
    content, bound, findings = bind(part_files, replace(OPTIONS, claims=frozenset({"pdfua-1"})))
    assert findings == ()
    assert bound.claims == {"pdfua-1"}
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert walk(pdf).faults == []


# small files


def test_the_result_describes_the_volume() -> None:
    bound = volume(part_file("a", tagged("A")), part_file("b", tagged("B", 3))).bound
    assert bound.ranges == (PartRange("a", 1, 2), PartRange("b", 3, 5))
    assert (bound.pages, bound.elements, bound.links) == (5, 12, 5)
    assert bound.claims == {"pdfa-3a", "pdfua-1"}


def test_pages_are_in_the_order_of_the_parts() -> None:
    made = volume(part_file("b", plain("B", 1)), part_file("a", plain("A", 2)))
    assert texts(made.pdf) == ["B page 1", "A page 1", "A page 2"]


def test_a_single_part_makes_a_volume() -> None:
    made = volume(part_file("a", tagged("A")))
    assert walk(made.pdf).faults == []
    assert landings(made.pdf) == [[2], [1]]


def test_a_volume_of_volumes_is_whole() -> None:
    """A bound volume can be bound again: object streams, nested bookmarks, a branching parent tree."""
    inner = saved(volume(part_file("a", tagged("A")), part_file("b", tagged("B"))).pdf)
    made = volume(part_file("one", inner), part_file("two", inner))
    assert walk(made.pdf).faults == []
    assert landings(made.pdf) == [[2], [1], [4], [3], [6], [5], [8], [7]]
    assert [row[0] for row in bookmarks(made.pdf)[0][3]] == ["Issue one", "Issue two"]
    assert labels(made.pdf) == ["1", "2"] * 4


def test_a_hundred_equal_parts_do_not_mix() -> None:
    content = tagged("A", 2, lambda pdf: attach(pdf, "a.txt", b"the same"))
    made = volume(*(part_file(f"k{number}", content) for number in range(100)))
    assert walk(made.pdf).faults == []
    assert [row[0] for row in landings(made.pdf)] == [
        at for first in range(1, 200, 2) for at in (first + 1, first)
    ]
    assert len(made.pdf.attachments) == 100


def test_a_path_is_read_as_well_as_bytes(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(plain("A"))
    assert texts(volume(PartFile("a", "A", path, "en")).pdf) == ["A page 1", "A page 2"]


def test_what_pages_inherit_stays_theirs() -> None:
    def inherit(pdf: pikepdf.Pdf) -> None:
        pdf.Root.Pages.Rotate = 90
        pdf.Root.Pages.CropBox = pikepdf.Array([10, 10, 100, 100])

    made = volume(part_file("a", plain("A", 1, inherit)), part_file("b", plain("B", 1)))
    first, second = made.pdf.pages
    assert [
        int(page.obj.get("/Rotate", page.obj.Parent.get("/Rotate", 0))) for page in made.pdf.pages
    ] == [90, 0]
    assert list(first.cropbox) == [10, 10, 100, 100]
    assert list(second.cropbox) == [0, 0, 200, 150]


def test_pages_hang_from_one_tree_with_true_counts() -> None:
    made = volume(part_file("a", plain("A", 3)), part_file("b", plain("B", 1)))
    top = made.pdf.Root.Pages
    assert int(top.Count) == 4
    assert [int(kid.Count) for kid in top.Kids] == [3, 1]
    assert all(kid.Parent.objgen == top.objgen for kid in top.Kids)


def test_a_page_that_occurs_twice_in_a_file_occurs_twice_in_the_volume() -> None:
    def repeat(pdf: pikepdf.Pdf) -> None:
        pdf.Root.Pages.Kids.append(pdf.Root.Pages.Kids[0])
        pdf.Root.Pages.Count = 3

    made = volume(part_file("a", plain("A", 2, repeat)))
    assert texts(made.pdf) == ["A page 1", "A page 2", "A page 1"]


@pytest.mark.parametrize(("version", "expected"), [("1.4", "1.7"), ("1.7", "1.7"), ("2.0", "2.0")])
def test_the_version_is_the_highest_of_the_parts(version: str, expected: str) -> None:
    with pikepdf.open(io.BytesIO(plain("A"))) as pdf:
        content = saved(pdf, force_version=version)
    made = volume(part_file("b", plain("B")), part_file("a", content))
    assert made.pdf.pdf_version == expected


def test_the_volume_describes_itself_alike_in_both_places() -> None:
    made = volume(part_file("a", tagged("A")))
    info = made.pdf.trailer.Info
    assert str(info.Title) == "Update 2025"
    with made.pdf.open_metadata() as xmp:
        assert xmp["dc:title"] == "Update 2025"
        assert xmp["{http://prismstandard.org/namespaces/basic/3.0/}publicationName"] == "Update"
        assert str(info.Producer) == xmp["pdf:Producer"]
    assert "/Filter" not in made.pdf.Root.Metadata


def test_titles_of_any_letters_are_kept() -> None:
    title = "/Fühling (2025) – 印刷"
    one = part_file("a", tagged("A"), title=title)
    made = volume(one, options=replace(OPTIONS, title="(Ж"))
    assert bookmarks(made.pdf) == [("(Ж", 1, True, [(title, 1, False, [])])]
    assert str(tops(made.pdf)[0].T) == title


# what cannot be bound


def encrypted() -> bytes:
    with pikepdf.open(io.BytesIO(plain("A"))) as pdf:
        return saved_with_password(pdf)


def saved_with_password(pdf: pikepdf.Pdf) -> bytes:
    target = io.BytesIO()
    pdf.save(target, encryption=pikepdf.Encryption(owner="o", user="u"))
    return target.getvalue()


def without_password() -> bytes:
    with pikepdf.open(io.BytesIO(plain("A"))) as pdf:
        target = io.BytesIO()
        pdf.save(target, encryption=pikepdf.Encryption(owner="o", user=""))
        return target.getvalue()


def empty() -> bytes:
    return saved(pikepdf.new())


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (encrypted(), "encrypted"),
        (without_password(), "encrypted"),
        (empty(), "no pages"),
        (b"", "cannot be read"),
        (b"%PDF-1.7\nnonsense", "cannot be read"),
        (b"GIF89a", "cannot be read"),
    ],
    ids=["password", "no password", "no pages", "nothing", "nonsense", "another kind"],
)
def test_what_cannot_be_bound_is_named(content: bytes, why: str) -> None:
    made, bound, findings = bind([part_file("a", plain("A")), part_file("b", content)], OPTIONS)
    assert (made, bound.pages) == (b"", 0)
    assert [(one.rule, one.severity, one.place.file) for one in findings] == [
        ("volume-part", "error", "b.pdf")
    ]
    assert why in findings[0].message


def test_all_that_cannot_be_bound_is_named_at_once() -> None:
    _, _, findings = bind([part_file("a", b"x"), part_file("b", b"y")], OPTIONS)
    assert [one.place.file for one in findings] == ["a.pdf", "b.pdf"]


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    gone = tmp_path / "gone.pdf"
    _, _, findings = bind([PartFile("a", "A", gone, "en", file="gone.pdf")], OPTIONS)
    assert [(one.rule, one.place.file) for one in findings] == [("volume-part", "gone.pdf")]


def test_nothing_makes_no_volume() -> None:
    assert bind([], OPTIONS)[0] == b""


def test_rotated_pages_and_named_things_of_an_untagged_file_stay() -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        pdf.pages[0].obj.Rotate = 270
        pdf.pages[0].obj.Foreign = Name.Kept

    made = volume(part_file("a", plain("A", 1, change)))
    assert (made.pdf.pages[0].obj.Rotate, made.pdf.pages[0].obj.Foreign) == (270, Name.Kept)
