"""Binding from end to end: a year of short issues and a back issue, its manifest, its bag, and the index."""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from printfiles import everything
from printissue import pipeline
from printissue.assets.resources import Resources
from printissue.core.errors import UsageError
from printissue.core.workspace import IssueRef, Workspace
from printissue.model.volumes import BoundIssue, PageRange, Volume
from printissue.pipeline import VolumeOptions, YearRef, binding, parse_year
from printissue.pipeline.gathering import gather
from workbench import RecordingReporter, output_file
from yearfiles import ISSUE, lay_out, old_pdf

YEAR = YearRef("news", "2024")


def bind(workspace: Workspace, **choices: object) -> RecordingReporter:
    reporter = RecordingReporter()
    pipeline.bind(workspace, [VolumeOptions(YEAR, **choices)], reporter)  # type: ignore[arg-type]
    return reporter


@pytest.fixture(scope="module")
def bound(tmp_path_factory: pytest.TempPathFactory) -> tuple[Workspace, RecordingReporter]:
    workspace = lay_out(tmp_path_factory.mktemp("year"))
    return workspace, bind(workspace, bag=True)


@pytest.fixture(scope="module")
def volume(bound: tuple[Workspace, RecordingReporter]) -> pikepdf.Pdf:
    workspace, _ = bound
    with pikepdf.open(folder_of(workspace) / "news-2024-volume.pdf") as pdf:
        yield pdf


def folder_of(workspace: Workspace) -> Path:
    return workspace.volume_folder("news", "2024")


def manifest_of(workspace: Workspace) -> dict[str, object]:
    return json.loads((folder_of(workspace) / "manifest.json").read_text())


def test_the_year_is_bound_with_its_manifest_and_bag(
    bound: tuple[Workspace, RecordingReporter],
) -> None:
    workspace, reporter = bound
    assert sorted(path.name for path in folder_of(workspace).iterdir()) == [
        "manifest.json", "news-2024-bag", "news-2024-volume.pdf",
    ]  # fmt: skip
    assert reporter.events[-3:] == [
        "news/2024: archive volume", "news/2024: packing the bag", "news/2024: bag",
    ]  # fmt: skip


def test_with_an_untagged_back_issue_the_volume_makes_no_claims(
    bound: tuple[Workspace, RecordingReporter], volume: pikepdf.Pdf
) -> None:
    _, reporter = bound
    claims = [one for one in reporter.findings if one.rule == "volume-claim"]
    assert {one.place.file for one in claims} == {"issues/news/2024-03.pdf"}
    metadata = volume.Root.Metadata.read_bytes()
    assert b"pdfaid" not in metadata
    assert b"pdfuaid" not in metadata


def test_pieces_are_in_order_with_their_page_labels(
    bound: tuple[Workspace, RecordingReporter], volume: pikepdf.Pdf
) -> None:
    workspace, _ = bound
    entry = manifest_of(workspace)["volumes"]["archive"]
    keys = [part["key"] for part in entry["parts"]]
    assert keys == ["front", *(f"news-2024-0{month}" for month in (1, 2, 3, 4)), "back"]
    assert entry["parts"][0]["first_page"] == 1
    assert entry["parts"][-1]["last_page"] == len(volume.pages) == entry["pages"]
    assert volume.pages[0].label == "i"
    assert volume.pages[entry["parts"][1]["first_page"] - 1].label == "1"


def test_removals_from_a_back_issue_are_recorded(
    bound: tuple[Workspace, RecordingReporter],
) -> None:
    workspace, _ = bound
    parts = manifest_of(workspace)["volumes"]["archive"]["parts"]
    (old,) = [part for part in parts if part["original"]]
    assert old["original"]["file"] == "issues/news/2024-03.pdf"
    assert any("JavaScript" in one for one in old["removals"])
    assert old["file"] == ""


@pytest.mark.slow
def test_a_volume_without_an_index_has_no_pages_for_one(tmp_path: Path) -> None:
    workspace = lay_out(tmp_path, months=(1,))
    issues = tmp_path / "issues" / "news"
    for name in ("2024-03.yaml", "2024-03.pdf"):
        (issues / name).unlink()
    lines = (issues / "2024-01.yaml").read_text().splitlines()
    named = ("authors:", "topics:", "people:", "places:")
    kept = [line for line in lines if not line.strip().startswith(named)]
    (issues / "2024-01.yaml").write_text("\n".join(kept))
    assert [one.rule for one in bind(workspace).findings if one.severity == "error"] == []
    parts = manifest_of(workspace)["volumes"]["archive"]["parts"]
    assert [part["key"] for part in parts] == ["front", "news-2024-01"]
    reporter = RecordingReporter()
    pipeline.verify(workspace, [YEAR], reporter)
    assert reporter.findings == []
    with pytest.raises(UsageError, match="have no entries for an index"):
        pipeline.index(workspace, "news", RecordingReporter(), strict=False)


def titles(items: list[pikepdf.OutlineItem]) -> list[object]:
    return [(item.title, titles(item.children)) for item in items]


def test_bookmarks_reach_from_the_volume_to_stories(volume: pikepdf.Pdf) -> None:
    with volume.open_outline() as outline:
        ((title, pieces),) = titles(outline.root)
    assert title == "News 2024"
    named = dict(pieces)
    assert "January 2024 · Issue 1" in named
    assert named["March 2024"] == [("An old story", [])]
    assert "A story of 2024-01" in str(named["January 2024 · Issue 1"])


def page_of(pdf: pikepdf.Pdf, goal: object) -> int:
    numbers = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}
    if isinstance(goal, pikepdf.String):
        goal = pikepdf.NameTree(pdf.Root.Names.Dests)[str(goal)]
    target = goal.D if isinstance(goal, Dictionary) else goal
    assert isinstance(target, Array)
    return numbers[target[0].objgen]


def links(pdf: pikepdf.Pdf, page: int) -> list[int]:
    annots = pdf.pages[page].obj.get("/Annots", [])
    actions = [annot.get("/A", annot) for annot in annots if annot.Subtype == Name.Link]
    return [page_of(pdf, one.get("/D", one.get("/Dest"))) for one in actions if "/URI" not in one]


def first_pages(workspace: Workspace) -> dict[str, int]:
    parts = manifest_of(workspace)["volumes"]["archive"]["parts"]
    return {part["key"]: part["first_page"] - 1 for part in parts}


def test_links_between_issues_and_from_the_contents_lead_inside(
    bound: tuple[Workspace, RecordingReporter], volume: pikepdf.Pdf
) -> None:
    workspace, _ = bound
    first = first_pages(workspace)
    within = {goal for page in range(first["news-2024-01"]) for goal in links(volume, page)}
    assert first["news-2024-03"] + 1 in within
    assert within & set(range(first["news-2024-04"], first["back"]))
    february = range(first["news-2024-02"], first["news-2024-03"])
    outward = {goal for page in february for goal in links(volume, page)}
    assert outward & set(range(first["news-2024-01"], first["news-2024-02"]))


def notes(pdf: pikepdf.Pdf, pages: range) -> list[str]:
    found = [annot for page in pages for annot in pdf.pages[page].obj.get("/Annots", [])]
    return [str(annot.Contents) for annot in found]


def test_links_of_the_volumes_own_pages_name_their_target_and_page(
    bound: tuple[Workspace, RecordingReporter], volume: pikepdf.Pdf
) -> None:
    workspace, _ = bound
    first = first_pages(workspace)
    front = notes(volume, range(first["news-2024-01"]))
    assert "January 2024, Issue 1, page 1" in front
    assert any(re.fullmatch(r"A story of 2024-02, February 2024, page \d", one) for one in front)
    assert "An old story, March 2024, page 2" in front
    back = notes(volume, range(first["back"], len(volume.pages)))
    assert back
    assert all(re.search(r"^.*2024.*, page \d+$", one) for one in (*front, *back))


def test_the_index_begins_on_a_right_hand_page(
    bound: tuple[Workspace, RecordingReporter], volume: pikepdf.Pdf
) -> None:
    workspace, _ = bound
    pages = range(first_pages(workspace)["back"], len(volume.pages))
    index = next(page for page in pages if "/Annots" in volume.pages[page].obj)
    assert index % 2 == 0  # counted from 0
    assert volume.pages[index].label in ("i", "iii", "v", "vii", "ix", "xi")
    assert {volume.pages[page].label for page in pages if page < index} <= {""}


@pytest.mark.parametrize("continuous", [True, False])
@pytest.mark.parametrize("front", [3, 4, 5, 6])
@pytest.mark.parametrize("pages", [7, 8, 9])
def test_the_back_begins_on_an_odd_folio_and_an_odd_page(
    front: int, pages: int, continuous: bool
) -> None:
    span = PageRange(0, pages - 1, "1", str(pages))
    issue = BoundIssue("2024-01", "x", "2024-01", span, "en")
    volume = Volume("news", "2024", "en", (issue,), continuous=continuous, front_pages=front)
    blank, first = binding._blank_before_back(volume), binding._first_of_back(volume)
    assert (front + pages + blank + 1) % 2 == 1
    assert first % 2 == 1
    assert first - (pages if continuous else front) in (1, 2)
    *before, label = binding._back_labels(volume)
    assert (label.page, label.first) == (int(blank), first)
    assert [one.style for one in before] == [""] * blank


def hidden(pdf: pikepdf.Pdf) -> list[str]:
    annots = [annot for page in pdf.pages for annot in page.obj.get("/Annots", [])]
    return [str(annot.A.F) for annot in annots if int(annot.F) & 2]


def roles(pdf: pikepdf.Pdf) -> list[str]:
    found = [one for one in pdf.objects if isinstance(one, Dictionary) and "/S" in one]
    return [str(one.S) for one in found if one.get("/Type") == Name.StructElem]


@pytest.mark.slow
def test_a_screen_volume_is_bound_from_the_screen_editions(
    bound: tuple[Workspace, RecordingReporter],
) -> None:
    workspace, _ = bound
    file = folder_of(workspace) / "news-2024-volume-screen.pdf"
    bind(workspace, form="screen")
    before = file.read_bytes()
    second = output_file(workspace, IssueRef("news", "2024-02"), "screen")
    with pikepdf.open(second) as pdf:
        assert hidden(pdf) == ["../2024-01/news-2024-01-archive.pdf"]
        assert roles(pdf).count("/Link") == len(notes(pdf, range(len(pdf.pages)))) - 1
    with pikepdf.open(file) as pdf:
        assert hidden(pdf) == []
        first = first_pages(workspace)
        february = range(first["news-2024-02"], first["news-2024-03"])
        outward = {goal for page in february for goal in links(pdf, page)}
        assert outward & set(range(first["news-2024-01"], first["news-2024-02"]))
    again = bind(workspace, form="screen")
    assert not [event for event in again.events if event.endswith("setting pages")]
    assert file.read_bytes() == before
    second.unlink()
    fresh = bind(workspace, form="screen")
    assert [event for event in fresh.events if event.endswith("setting pages")] == [
        "news/2024-02: setting pages"
    ]
    assert file.read_bytes() == before
    reporter = RecordingReporter()
    pipeline.verify(workspace, [YEAR], reporter)
    assert {one.rule for one in reporter.findings} <= {"bag-stale"}


@pytest.mark.slow
def test_no_output_holds_an_internal_address(bound: tuple[Workspace, RecordingReporter]) -> None:
    workspace, _ = bound
    pipeline.index(workspace, "news", RecordingReporter(), strict=False)
    bind(workspace, form="screen")
    files = [path for path in (workspace.root / "output").rglob("*") if path.is_file()]
    assert {path.suffix for path in files} >= {".pdf", ".json", ".html", ".txt"}
    internal = ["printissue.invalid", "x-printissue:", str(workspace.root)]
    wanted = [one.encode(how) for one in internal for how in ("utf-8", "utf-16-be", "utf-16-le")]
    found = [
        (path.name, one)
        for path in files
        for piece in said_in(path)
        for one in wanted
        if one in piece
    ]
    assert found == []


def said_in(path: Path) -> Iterator[bytes]:
    """Yield the bytes of a file and, of a PDF, every string and every decoded stream, attachments among them."""
    yield path.read_bytes()
    if path.suffix == ".pdf":
        with pikepdf.open(path) as pdf:
            for thing in (pdf.trailer, *everything(pdf)):
                if isinstance(thing, pikepdf.String):
                    yield bytes(thing)
                    yield str(thing).encode()
                elif isinstance(thing, pikepdf.Stream):
                    with suppress(pikepdf.PdfError):  # a picture
                        yield thing.read_bytes()


@pytest.mark.slow
def test_a_second_binding_uses_the_files_in_output(
    bound: tuple[Workspace, RecordingReporter],
) -> None:
    workspace, _ = bound
    file = folder_of(workspace) / "news-2024-volume.pdf"
    before = file.read_bytes()
    reporter = bind(workspace, bag=True)
    assert not [event for event in reporter.events if "archive" in event and "volume" not in event]
    assert file.read_bytes() == before


def test_a_volume_is_verified_until_something_changes(
    bound: tuple[Workspace, RecordingReporter],
) -> None:
    workspace, _ = bound
    reporter = RecordingReporter()
    pipeline.verify(workspace, [YEAR], reporter)
    assert reporter.findings == []
    target = output_file(workspace, IssueRef("news", "2024-01"), "archive")
    kept = target.read_bytes()
    target.write_bytes(kept + b" ")
    try:
        pipeline.verify(workspace, [YEAR], reporter)
    finally:
        target.write_bytes(kept)
    assert "2024-01" in str([one.place for one in reporter.findings])


@pytest.mark.slow
def test_the_index_covers_all_years(bound: tuple[Workspace, RecordingReporter]) -> None:
    workspace, _ = bound
    reporter = RecordingReporter()
    pdf, html = pipeline.index(workspace, "news", reporter, strict=False)
    assert {one.rule for one in reporter.findings} == {"old-removed"}
    page = html.path.read_text(encoding="utf-8")
    assert "../2024/news-2024-volume.pdf#page=" in page
    assert "scanning" in page
    with pikepdf.open(pdf.path) as index:
        assert len(index.pages) == pdf.pages


def test_an_index_needs_a_volume(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no volume of news is bound yet"):
        pipeline.index(lay_out(tmp_path), "news", RecordingReporter(), strict=False)


def test_a_pdf_without_description_is_reported(tmp_path: Path) -> None:
    workspace = lay_out(tmp_path)
    issues = tmp_path / "issues" / "news"
    for name in ("2024-06", "2023-01", "supplement"):
        old_pdf(issues / f"{name}.pdf")
    _, findings = gather(workspace, YEAR, Resources.of(workspace.root), allow_gaps=True)
    files = [one.place.file for one in findings if one.rule == "old-undescribed"]
    assert files == ["issues/news/2024-06.pdf", "issues/news/supplement.pdf"]


def stopped(workspace: Workspace, **choices: object) -> list[str]:
    reporter = bind(workspace, **choices)
    assert not folder_of(workspace).exists()
    return [one.rule for one in reporter.findings]


def test_a_gap_stops_the_binding_unless_it_is_allowed(tmp_path: Path) -> None:
    workspace = lay_out(tmp_path, months=(1,), frequency="monthly")
    assert stopped(workspace) == ["volume-gap", "old-removed"]


FAULTS: dict[str, tuple[Callable[[Path], object], str]] = {
    "a doubled number": (
        lambda news: (news / "2024-02.yaml").write_text(
            ISSUE.format(title="x", date="2024-02", number=1, related="story")
        ),
        "volume-number",
    ),
    "an issue with errors": (
        lambda news: (news / "2024-02.yaml").write_text("title: x\n"),
        "missing-key",
    ),
    "an old issue that is none": (
        lambda news: (news / "2024-03.pdf").write_bytes(b"no PDF"),
        "old-unreadable",
    ),
    "a heading beyond the end": (lambda news: old_pdf(news / "2024-03.pdf", 1), "old-heading-page"),
}


@pytest.mark.slow
@pytest.mark.parametrize("fault", FAULTS)
def test_errors_stop_the_binding(tmp_path: Path, fault: str) -> None:
    workspace = lay_out(tmp_path)
    plant, rule = FAULTS[fault]
    plant(workspace.issues / "news")
    assert rule in stopped(workspace)


def test_a_year_without_issues(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="news has no issue of 1999"):
        pipeline.bind(
            lay_out(tmp_path), [VolumeOptions(YearRef("news", "1999"))], RecordingReporter()
        )


@pytest.mark.parametrize("name", ["news", "news/", "news/99", "news/x024", "/", ""])
def test_an_invalid_volume_name_is_refused(name: str) -> None:
    with pytest.raises(UsageError):
        parse_year(name)
