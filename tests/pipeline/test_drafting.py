"""`printissue intake` writes drafts that pass `check`, and changes no file that exists."""

import json
import re
from pathlib import Path

import jsonschema
import pytest

from made_up_pictures import encoded, scene
from printissue import pipeline
from printissue.core.results import schema
from printissue.core.workspace import Workspace
from printissue.intake import FetchError
from wordcheck import Words, words, words_by_page
from wordfiles import paragraph, picture, word_file
from workbench import RecordingReporter, contents

CASES = Path(__file__).parents[1] / "cases" / "intake"
PUBLICATION = (
    "title: Harbour News\npublisher: The Harbour\nbase_url: https://www.example.org/news\n"
)


@pytest.fixture
def workspace(tmp_path):
    """Return a workspace of one publication without issues."""
    folder = tmp_path / "issues" / "harbour"
    folder.mkdir(parents=True)
    (folder / "publication.yaml").write_text(PUBLICATION, encoding="utf-8")
    return Workspace(tmp_path)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("harbour.txt", "2024-03"),
        ("harbour.html", "2024-03"),
        ("harbour.md", "2024-05"),
        ("harbour.atom", "2024-06"),
    ],
)
def test_a_draft_passes_check(workspace, program, name, key) -> None:
    ended = program(workspace, "intake", str(CASES / name))
    assert (ended.code, ended.out) == (0, f"issues/harbour/{key}.yaml\n"), ended.err
    checked = program(workspace, "check")
    assert checked.code == 0
    assert "0 errors, 0 warnings" in checked.err


@pytest.mark.slow
def test_a_draft_builds_at_once_and_the_print_edition_has_every_word(workspace, program) -> None:
    assert program(workspace, "intake", str(CASES / "harbour.txt")).code == 0
    ended = program(workspace, "build", "--edition", "print")
    assert ended.code == 0, ended.err
    (file,) = (workspace.root / "output").rglob("*-print.pdf")
    printed = Words(words_by_page(file), notes=True)
    # the first line is for the mail only; links, places and the titles of columns are set apart
    lines = (CASES / "harbour.txt").read_text(encoding="utf-8").splitlines()[1:]
    apart = (
        r"\||: |\bin (?=[A-Z])|\bor |-|(?<=vacancies) |(?<=publications) |(?<=media) |(?<=issue) "
    )
    parts = [part for line in lines for part in re.split(apart, line)]
    wanted = [found for part in parts if (found := words(part))]
    assert [one for one in wanted if printed.after(one, gap=2) is None] == []


@pytest.mark.slow
def test_pictures_beside_the_html_are_saved_and_others_are_listed(
    workspace, program, tmp_path
) -> None:
    page = tmp_path / "mail" / "march.html"
    page.parent.mkdir()
    text = (CASES / "harbour.html").read_text(encoding="utf-8")
    page.write_text(text.replace("</body>", '<img src="../secret.png"></body>'), encoding="utf-8")
    (page.parent / "crane.png").write_bytes(encoded(scene(), "PNG"))
    (tmp_path / "secret.png").write_bytes(encoded(scene(), "PNG"))
    ended = program(workspace, "intake", str(page), "--format", "json")
    assert ended.code == 0, ended.err
    values = json.loads(ended.out)
    jsonschema.Draft202012Validator(schema()).validate(values)
    (draft,) = values["drafts"]
    assert draft["file"] == "issues/harbour/2024-03.yaml"
    assert "https://cdn.example.org/ship.jpg" in draft["pictures_not_fetched"]
    assert {"what": "Nobody sees this.", "why": "hidden text"} in draft["left_out"]
    assert sorted(one["path"] for one in values["files"]) == [
        "issues/harbour/2024-03.yaml",
        "issues/harbour/2024-03/crane.png",
    ]
    text = workspace.issues.joinpath("harbour/2024-03.yaml").read_text(encoding="utf-8")
    assert "# picture, not fetched: https://cdn.example.org/ship.jpg" in text
    assert program(workspace, "check").code == 0


def test_a_damaged_picture_is_left_out(workspace, program, tmp_path) -> None:
    page = tmp_path / "march.html"
    page.write_bytes((CASES / "harbour.html").read_bytes())
    (tmp_path / "crane.png").write_bytes(b"\x89PNG\r\n\x1a\nnothing")
    ended = program(workspace, "intake", str(page))
    assert (ended.code, ended.out) == (0, "issues/harbour/2024-03.yaml\n"), ended.err


def test_an_issue_that_exists_is_never_changed(workspace, program) -> None:
    assert program(workspace, "intake", str(CASES / "harbour.txt")).code == 0
    before = contents(workspace.root)
    for options in ((), ("--output", "issues/harbour/2024-03.yaml")):
        ended = program(workspace, "intake", str(CASES / "harbour.html"), *options)
        assert ended.code == 2
        assert "issues/harbour/2024-03.yaml exists already" in ended.err
    assert contents(workspace.root) == before


def test_links_without_an_address_lead_to_the_publication(workspace, program) -> None:
    program(workspace, "intake", str(CASES / "harbour.txt"), "-o", "issues/harbour/2024-04.yaml")
    text = workspace.issues.joinpath("harbour/2024-04.yaml").read_text(encoding="utf-8")
    assert "date: 2024-04\n" in text
    assert "url: https://www.example.org/news\n" in text
    assert "# left out, for the mail only: If this mail is not displayed properly" in text


def test_several_publications_or_none_need_a_name(workspace, program) -> None:
    other = workspace.issues / "letter" / "publication.yaml"
    other.parent.mkdir()
    other.write_text(PUBLICATION, encoding="utf-8")
    case = str(CASES / "harbour.txt")
    ended = program(workspace, "intake", case)
    assert ended.code == 2
    assert "hint: the publications are: harbour, letter" in ended.err
    assert program(workspace, "intake", case, "--publication", "letter").code == 0
    assert program(workspace, "intake", case, "--publication", "leter").code == 2
    words = (case.replace(".txt", ".md"), "--publication", "letter", "-o", "x.yaml")
    ended = program(workspace, "intake", case, *words)
    assert "--output names one file" in ended.err


@pytest.mark.slow
def test_what_cannot_be_read_is_a_finding_and_the_rest_is_written(
    workspace, program, tmp_path
) -> None:
    deep, undated = tmp_path / "deep.html", tmp_path / "undated.txt"
    deep.write_text("<div>" * 5000 + "words", encoding="utf-8")
    undated.write_text("A title\n\nSome words.\n", encoding="utf-8")
    ended = program(workspace, "intake", str(deep), str(undated), str(CASES / "harbour.md"))
    assert ended.code == 3
    assert "deep.html: error: the HTML is nested deeper than 400 levels [intake-file]" in ended.err
    assert "undated.txt: error: no date was found in the newsletter [intake-date]" in ended.err
    assert ended.out == "issues/harbour/2024-05.yaml\n"


def test_a_draft_with_characters_of_no_font_is_written(workspace, program, tmp_path) -> None:
    page = tmp_path / "march.txt"
    page.write_text("March 2024 News\n\nWritten in Gothic: \U00010330.\n", encoding="utf-8")
    ended = program(workspace, "intake", str(page))
    assert (ended.code, ended.out) == (3, "issues/harbour/2024-03.yaml\n")
    assert "[unknown-glyph]" in ended.err


def test_a_folder_that_cannot_be_written_is_a_write_error(workspace, program) -> None:
    (workspace.root / "file").write_text("", encoding="utf-8")
    case = str(CASES / "harbour.txt")
    assert program(workspace, "intake", case, "-o", "file/2024-03.yaml").code == 8


def test_the_same_newsletter_gives_the_same_bytes(workspace, program) -> None:
    for name in ("first", "second"):
        program(workspace, "intake", str(CASES / "harbour.html"), "-o", f"{name}.yaml")
    first, second = ((workspace.root / f"{name}.yaml").read_bytes() for name in ("first", "second"))
    assert first == second


class Reporter(RecordingReporter):
    """A reporter that keeps notes, too."""

    def noted(self, ref, note):
        self.events.append(f"{ref}: {note}")


class Pictures:
    """A fetcher that has some pictures, and refuses all others."""

    def __init__(self, **known: bytes) -> None:
        self._known = known

    def fetch(self, url: str) -> bytes:
        name = url.rpartition("/")[2].partition(".")[0]
        if name not in self._known:
            raise FetchError("the server answers 404")
        return self._known[name]


def test_pictures_on_the_web_are_fetched_if_that_is_asked_for(workspace, program, tmp_path) -> None:
    page = tmp_path / "march.html"
    addresses = [f"https://cdn.example.org/{name}.png" for name in ("ship", "dot", "bad", "gone")]
    images = "".join(f'<p>Words of a story.</p><img src="{one}" alt="A">' for one in addresses)
    page.write_text(f"<h1>March 2024</h1><h2>Ships</h2>{images}", encoding="utf-8")
    ship, dot = encoded(scene(), "PNG"), encoded(scene().resize((20, 20)), "PNG")
    known = Pictures(ship=ship, dot=dot, bad=b"\x89PNG\r\n\x1a\n")
    reporter = Reporter()
    options = pipeline.IntakeOptions((page,), fetch=True)
    (draft,) = pipeline.make_drafts(workspace, options, reporter, fetcher=known)
    assert reporter.findings == []
    assert (workspace.issues / "harbour/2024-03/ship.png").read_bytes() == ship
    assert draft["pictures_not_fetched"] == (addresses[2], addresses[3])
    reasons = {one["what"]: one["why"] for one in draft["left_out"]}
    assert reasons[addresses[3]] == "not fetched: the server answers 404"
    assert reasons[addresses[2]].startswith("not fetched: ")
    assert reasons["A"] == "icon"
    assert program(workspace, "check").code == 0


def test_a_word_file_becomes_a_draft_with_its_pictures(workspace, program, tmp_path) -> None:
    file = tmp_path / "march.docx"
    blocks = [paragraph("Harbour News", "Title"), paragraph("March 2024")]
    blocks += [
        paragraph("Ships", "Heading1"),
        paragraph("A ship came in."),
        paragraph(picture("ship.png", "A ship")),
    ]
    file.write_bytes(word_file(*blocks, media={"ship.png": encoded(scene(), "PNG")}))
    ended = program(workspace, "intake", str(file))
    assert ended.code == 0, ended.err
    assert program(workspace, "check").code == 0
    assert (workspace.issues / "harbour/2024-03/picture-1.png").is_file()
