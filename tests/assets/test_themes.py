"""Themes and templates of a workspace: faulty ones with the findings that they must give, and ones that work."""

import base64
import io
import re
import subprocess
import sys
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from fontTools.subset import Subsetter
from fontTools.ttLib import TTFont

from checkout import ROOT
from printissue.assets.resources import Resources
from printissue.core.workspace import Workspace
from workbench import PUBLICATION, REF, contents, lay_out_in_bulletin, output_file, with_old_output

FOLDER = ROOT / "tests" / "cases" / "themes"
CASES = sorted(path for path in FOLDER.iterdir() if path.is_dir())
EXPECT = re.compile(rb"expect: (\S+) (\d+) ?(.*?)(?: \*/| #\})?$")


def files_of(case: Path) -> dict[str, bytes]:
    return {
        path.relative_to(case).as_posix(): path.read_bytes()
        for path in case.rglob("*")
        if path.is_file()
    }


def expected(case: Path) -> tuple[str, str, str]:
    """Read the one expectation of a case: the rule, the place on the line below, words of the finding."""
    for name, content in files_of(case).items():
        for number, line in enumerate(content.split(b"\n"), 1):
            if match := EXPECT.search(line):
                rule, column, words = (part.decode() for part in match.groups())
                return rule, f"{name}:{number + 1}:{column}", words
    raise AssertionError(f"{case.name} expects nothing")


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES, ids=lambda path: path.name)
def test_fault_is_one_located_line(case, tmp_path, program):
    workspace = with_old_output(lay_out_in_bulletin(tmp_path, files_of(case)))
    before = contents(tmp_path)
    ended = program(workspace, "build")
    rule, place, words = expected(case)
    messages = [line for line in ended.err.splitlines() if not line.startswith("  ")]
    assert ended.code == 4, ended.err
    assert len(messages) == 2, ended.err
    assert messages[0].startswith(f"{place}: error: "), ended.err
    assert messages[0].endswith(f" [{rule}]")
    assert words in ended.err
    assert "  | " in ended.err
    assert ended.err.splitlines()[2].strip(" |") == "^"
    assert "Traceback" not in ended.err
    assert ended.out == ""
    assert contents(tmp_path) == before


def test_cases_are_many():
    assert len(CASES) >= 30


# what works


@pytest.fixture
def screen(tmp_path, program):
    """Builds the screen edition of a workspace with these files, and opens it."""
    opened = []

    def build(files):
        ended = program(lay_out_in_bulletin(tmp_path, files), "build", "--edition", "screen")
        assert ended.code == 0, ended.err
        opened.append(pypdfium2.PdfDocument(output_file(Workspace(tmp_path), REF, "screen")))
        return opened[-1]

    yield build
    for one in opened:
        one.close()


def text_of(document) -> str:
    pages = [page.get_textpage() for page in document]
    return "\n".join(page.get_text_range() for page in pages)


def height_of(document, text: str) -> float:
    """Return the height in pt of the first place of a text on the first page."""
    page = document[0].get_textpage()
    found = page.search(text, match_case=True).get_next()
    assert found is not None, text
    _, bottom, _, top = page.get_charbox(found[0])
    return top - bottom


MASTHEAD = '.masthead .name::after { content: " of ours" }\n'


def test_sheet_of_the_workspace_replaces_one(screen):
    document = screen({"styles/bulletin/cover.css": MASTHEAD})
    assert "Update of ours" in text_of(document)
    assert height_of(document, "Update of ours") < 12


@pytest.mark.slow
def test_sheet_of_the_workspace_extends_one(screen):
    sheet = f'@import "!builtin/bulletin/cover.css";\n{MASTHEAD}'
    document = screen({"styles/bulletin/cover.css": sheet})
    assert "Update of ours" in text_of(document)
    assert height_of(document, "Update of ours") > 30


def test_theme_of_the_workspace_may_borrow_sheets(screen):
    theme = (
        "title: Ours\ninks:\n  ink: {cmyk: 0 100 100 0, rgb: '#aa0000'}\n"
        "  hairline: {cmyk: 0 0 0 20, rgb: '#cccccc'}\n  text: {cmyk: 0 0 0 100, rgb: '#000000'}\nsheets: [all.css]\n"
    )
    sheet = f'@import "!builtin/bulletin/type.css";\n:root {{ --tint: white; --soft: var(--tint) }}\n{MASTHEAD}'
    publication = f"{PUBLICATION}theme: ours\n"
    document = screen(
        {
            "issues/update/publication.yaml": publication,
            "styles/ours/theme.yaml": theme,
            "styles/ours/all.css": sheet,
        }
    )
    assert "Update of ours" in text_of(document)


def test_file_of_the_theme_is_used(screen):
    png = b"".join(
        base64.b64decode(part)
        for part in (
            b"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGNgYPgPAAEDAQAIicLs",
            b"AAAAAElFTkSuQmCC",
        )
    )
    sheet = '@import "!builtin/bulletin/cover.css";\n.masthead { background: url("art/dot.png") }\n'
    screen({"styles/bulletin/cover.css": sheet, "styles/bulletin/art/dot.png": png})


def test_template_of_the_workspace_overrides_one_block(screen):
    template = (
        '{% extends "!builtin/parts/articles.html.j2" %}\n'
        "{% block body %}<p>In place of the body.</p>{{ super() }}{% endblock %}\n"
    )
    text = text_of(screen({"templates/parts/articles.html.j2": template}))
    assert re.search(r"One\s+In place of the body\.\s+Some words\.", text)


def test_template_of_the_workspace_replaces_one(screen):
    files = {"templates/parts/articles.html.j2": '<h3 id="{{ anchor(item) }}">No body</h3>\n'}
    text = text_of(screen(files))
    assert "No body" in text
    assert "Some words." not in text


def test_label_of_the_workspace_overrides_one(screen):
    text = text_of(screen({"templates/labels/en.yaml": "in_this_issue: What is in it\n"}))
    assert "What is in it" in text
    assert "In this issue" not in text


def renamed_font(name: str) -> bytes:
    """Return an installed font with few glyphs, under another name."""
    source = next(path for path in Resources.of(FOLDER).font_files() if "Mono" in path.name)
    font = TTFont(source)
    subsetter = Subsetter()
    subsetter.populate(text="Update")
    subsetter.subset(font)
    for record in font["name"].names:
        if record.nameID in (1, 4, 6, 16):
            record.string = name if record.nameID != 6 else name.replace(" ", "")
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()


@pytest.mark.slow
def test_font_of_the_workspace_is_found(tmp_path):
    sheet = '.masthead .name { font-family: "Quay Grotesk"; font-size: 20pt }\n'
    files = {
        "styles/bulletin/cover.css": sheet,
        "styles/fonts/quay.ttf": renamed_font("Quay Grotesk"),
    }
    workspace = lay_out_in_bulletin(tmp_path, files)
    command = [sys.executable, "-m", "printissue", "build", "--edition", "screen"]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    with pikepdf.open(output_file(workspace, REF, "screen")) as pdf:
        names = {str(name) for page in pdf.pages for name in fonts_of(page)}
    assert any("Quay" in name for name in names), names


def fonts_of(page):
    return [font.BaseFont for font in page.resources.get("/Font", {}).values()]
