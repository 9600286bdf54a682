"""Word files become drafts: headings with and without styles, lists, tables, footnotes, links and pictures."""

import io
import zipfile

import pytest
import yaml

from made_up_pictures import encoded, scene
from printissue import intake
from printissue.html.markdown_checks import faults
from wordfiles import link, note, paragraph, picture, run, table, word_file

BOLD, LARGE = "<w:b/>", "<w:sz w:val='32'/>"


def draft(*blocks, **parts):
    (newsletter,) = intake.read_newsletters("march.docx", word_file(*blocks, **parts), {})
    made = intake.arrange(newsletter, "2024-03")
    return made, yaml.load(intake.as_yaml(made.tree), yaml.BaseLoader)


def test_a_word_file_with_styles() -> None:
    image = encoded(scene(), "PNG")
    made, issue = draft(
        paragraph("Harbour News", "Title"),
        paragraph("4 March 2024"),
        paragraph("A crane comes home 3", "TOC1"),
        paragraph("News", "Heading1"),
        paragraph("A crane comes home", "Heading2"),
        paragraph(
            run("It was in a garden.") + note(1) + run(" ") + link("Read the report") + run(".")
        ),
        paragraph(picture("crane.png", "A crane") + picture("chart.emf", "A chart")),
        table(("Year", "Cranes"), ("1911", "12")),
        paragraph("Fewer eels", "Heading2"),
        paragraph(run("Nobody knows ") + run("why", "<w:i/>") + run(".")),
        links=("https://www.example.org/crane",),
        notes=("Of 1911.",),
        media={"crane.png": image, "chart.emf": b"EMF"},
        title="Normal.dotm",
    )
    assert (issue["title"], issue["date"]) == ("Harbour News", "2024-03-04")
    (section,) = issue["sections"]
    crane, eels = section["articles"]
    assert [section["title"], crane["heading"], eels["heading"]] == [
        "News",
        "A crane comes home",
        "Fewer eels",
    ]
    assert crane["body"] == (
        "It was in a garden.[^1] [Read the report](https://www.example.org/crane).\n\n"
        "| Year | Cranes |\n| --- | --- |\n| 1911 | 12 |\n\n"
        "[^1]: Of 1911.\n"
    )
    assert eels["body"] == "Nobody knows *why*.\n"
    assert crane["image"] == {"file": "2024-03/picture-1.png", "alt": "A crane"}
    assert made.pictures == {"picture-1.png": image}
    assert {(one.what, one.why) for one in made.left_out} == {
        ("A crane comes home 3", "list of contents"),
        ("A chart", "a picture in the format EMF, which pages cannot show"),
    }


def test_a_footnote_follows_the_story_of_its_mark() -> None:
    _, issue = draft(
        paragraph("March 2024", "Title"),
        paragraph("News", "Heading1"),
        paragraph(run("A crane") + note(1), "Heading2"),
        paragraph(run("It was in a garden") + note(2) + run(", where it stood.")),
        paragraph("Fewer eels", "Heading2"),
        paragraph(run("Nobody knows why.") + note(3)),
        notes=("Of 1911.", "Of a *gardener* in Malmö. " * 8, "[Not] the eels."),
    )
    crane, eels = issue["sections"][0]["articles"]
    assert crane["heading"] == "A crane[1]"
    text, first, second = crane["body"].split("\n\n")
    assert text == "It was in a garden[^2], where it stood."
    assert first == "\\[1\\] Of 1911."  # a heading has no notes
    start, *rest = second.splitlines()
    assert start.startswith("[^2]: Of a \\*gardener\\* in Malmö.")
    assert rest and all(line.startswith("    ") for line in rest)
    assert eels["body"] == "Nobody knows why.[^3]\n\n[^3]: \\[Not\\] the eels.\n"
    for one in (crane, eels):
        assert not list(faults(one["body"]))


def test_headings_are_found_by_sizes_of_runs_and_of_inherited_styles() -> None:
    _, issue = draft(
        paragraph(run("Harbour News, March 2024", LARGE)),
        paragraph("News from the quay", "Big"),
        paragraph(run("A crane comes home", "<w:sz w:val='28'/>")),
        paragraph("It was in a garden. " * 5),
        paragraph(run("Fewer eels", "<w:sz w:val='28'/>")),
        paragraph("Nobody knows why. " * 5),
        title="Harbour News, March 2024",
    )
    assert issue["title"] == "Harbour News, March 2024"
    (section,) = issue["sections"]
    assert section["title"] == "News from the quay"
    assert [one["heading"] for one in section["articles"]] == ["A crane comes home", "Fewer eels"]


def test_bold_lines_are_headings_where_nothing_else_is() -> None:
    _, issue = draft(
        paragraph("March 2024"),
        paragraph(run("A crane comes home", BOLD)),
        paragraph("It was in a garden. " * 5),
    )
    (section,) = issue["sections"]
    assert [one["heading"] for one in section["articles"]] == ["A crane comes home"]


def test_a_word_file_is_known_by_its_contents() -> None:
    data = word_file(paragraph("Some words of March 2024."))
    (newsletter,) = intake.read_newsletters("newsletter", data, {})
    assert [block.text for block in newsletter.blocks] == ["Some words of March 2024."]


def archive(**files: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in files.items():
            made.writestr(name, content)
    return target.getvalue()


BOMB = {"word/document.xml": "<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>"}


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("a.docx", b"PK\x03\x04nothing", "the file is a ZIP archive without a Word file"),
        ("a.docx", b"no ZIP at all", "the Word file is damaged (BadZipFile)"),
        ("a.zip", archive(a=b"b"), "the file is a ZIP archive without a Word file"),
        (
            "a.doc",
            b"\xd0\xcf\x11\xe0\xa1\xb1",
            "the file is an old Word file or one with a password",
        ),
        ("a.docx", word_file("<w:p>"), "the Word file is damaged (ExpatError)"),
        (
            "a.docx",
            word_file(more=BOMB),
            "the Word file declares a document type, which is not read",
        ),
        (
            "a.docx",
            word_file(paragraph("x" * 6_000_000)),
            "the Word file is too large for a newsletter",
        ),
        (
            "a.docx",
            word_file("<w:sdt><w:sdtContent>" * 2000 + "</w:sdtContent></w:sdt>" * 2000),
            "nested",
        ),
        ("a.docx", word_file(paragraph(picture("a.png")), media={"a.png": b"\x89PNG"}), "no words"),
    ],
    ids=lambda value: value[:20] if isinstance(value, str) else "",
)
def test_a_word_file_that_cannot_be_read_is_refused(name: str, data: bytes, message: str) -> None:
    with pytest.raises(intake.UnreadableError) as raised:
        intake.read_newsletters(name, data, {})
    assert message in raised.value.message
