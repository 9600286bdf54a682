"""Layout faults have a page and a box on it: checked on made-up pages and in whole issues."""

import json
import re
from pathlib import Path

import pypdfium2 as pdfium
import pytest

import workbench
from checkout import ROOT
from printissue import layout as stage
from printissue.assets.resources import Resources
from printissue.assets.stylesheets import Stylesheet
from printissue.core.findings import Finding

MM = 72 / 25.4
LINE = 13 / MM
"""The height of a line in mm."""
SHORT = '<p style="break-inside: avoid">Short.</p>'
CSS = """
@page { size: 80mm 100mm; margin: 10mm }
html { font: 9pt/13pt "Source Serif Pro"; orphans: 1; widows: 1 }
body, h3, p { margin: 0; padding: 0 }
h3 { font-size: 9pt; break-after: auto }
"""


@pytest.fixture(scope="module", autouse=True)
def loaded() -> None:
    stage.load(Resources.of(ROOT).fontconfig())


def faults(html: str, css: str = "") -> list[Finding]:
    page = f'<html lang="en"><body><main>{html}</main></body></html>'
    layout = stage.lay_out(
        stage.LayoutInput(page, (Stylesheet("own.css", CSS + css),), {}, "made-up")
    )
    return list(stage.faults(layout.document.pages, "made-up"))


def box(html: str, rule: str, css: str = "") -> tuple[float, ...]:
    (place,) = [one.place for one in faults(html, css) if one.rule == rule]
    assert place.box is not None
    return place.box


def test_a_stranded_heading_has_its_box() -> None:
    html = f"{SHORT * 16}<article><h3>Head</h3>{SHORT * 8}</article>"
    found = box(html, "layout-stranded-heading")
    assert found == pytest.approx((10, 10 + 16 * LINE, 60, LINE), abs=0.1)


def test_a_line_alone_has_its_box() -> None:
    three = "<p>one<br>two<br>three</p>"
    first = box(SHORT * 16 + three, "layout-widow")
    assert (first[0], first[1]) == pytest.approx((10, 10 + 16 * LINE), abs=0.1)
    last = box(SHORT * 15 + three, "layout-widow")
    assert (last[0], last[1], last[3]) == pytest.approx((10, 10, LINE), abs=0.1)


def test_a_line_alone_in_a_second_column_has_its_box() -> None:
    columns = "columns: 2; column-gap: 4mm; height: 80mm; column-fill: auto"
    html = f'<div style="{columns}">{SHORT * 15}<p>one<br>two<br>three</p></div>'
    found = box(html, "layout-widow")
    assert (found[0], found[1]) == pytest.approx((42, 10), abs=0.1)


def test_a_runt_has_the_box_of_its_line() -> None:
    html = f"{SHORT}<h3>A headline that is set in two lines and ends withal</h3>"
    found = box(html, "layout-runt", "h3 { font-size: 12pt; line-height: 13pt; width: 45mm }")
    assert (found[0], found[1], found[3]) == pytest.approx((10, 10 + 3 * LINE, LINE), abs=0.1)


def test_a_ladder_has_the_box_of_its_lines() -> None:
    words = "Incomprehensibilities notwithstanding, counterrevolutionaries institutionalised "
    css = "p { hyphens: auto; width: 26mm; text-align: justify }"
    (fault,) = [one for one in faults(f"<p>{words * 3}</p>", css) if "hyphen" in one.rule]
    lines = int(fault.message.split()[0])
    assert fault.place.box is not None
    left, top, width, height = fault.place.box
    assert lines > 2
    assert (left, height) == pytest.approx((10, lines * LINE), abs=0.1)
    assert width == pytest.approx(26, abs=0.5)
    assert (top - 10) % LINE == pytest.approx(0, abs=0.1)


def test_a_line_that_is_too_long_has_all_of_its_box() -> None:
    found = box(f"<p>{'W' * 50}</p>", "layout-overfull")
    assert found[0] == pytest.approx(10, abs=0.1)
    assert found[2] > 60


def test_an_empty_page_has_the_box_of_what_is_empty() -> None:
    half = SHORT * 8
    found = box(f'{half}<div style="break-before: page">{half}</div>', "layout-empty")
    assert found == pytest.approx((10, 10 + 8 * LINE, 60, 80 - 8 * LINE), abs=0.1)


# whole issues

SPOILT = """
p { orphans: 1; widows: 1 }
.body p { orphans: 1 !important; widows: 1 !important; width: 30mm; hyphenate-limit-chars: 3 2 2 !important }
.articles h3 { width: 44mm; font-size: 16pt !important; line-height: 21pt !important }
.articles h3, .articles article > header { break-after: auto !important; break-inside: auto !important }
"""
"""A theme with large headings, narrow columns and single lines allowed."""
RULES = {"layout-widow", "layout-hyphens", "layout-runt"}
SHEETS = (
    "page", "type", "markdown", "cover", "stories", "lookup", "extras", "back", "rtl",
)  # fmt: skip
GERMAN = (
    "Das Straßenbahnunternehmen verlängerte die Vorverkaufsfrist um vierzehn Tage. "
    "Im Geschwindigkeitsüberwachungsprotokoll stand nur ein Fahrrad. "
    "Wer früh aufsteht, hört die Bäckerei, ehe man sie riecht. "
)


def manuscript(fit: str) -> str:
    stories = "".join(
        f"      - heading: Wer früh aufsteht, hört Straßenbahnen\n"
        f"        grade: story\n"
        f"        body: {GERMAN * (2 + number % 5)}\n"
        for number in range(17)
    )
    head = workbench.ISSUE.split("sections:")[0] + fit
    return f"{head}sections:\n  - title: Neues\n    articles:\n{stories}"


def workspace(folder: Path, css: str, fit: str = "") -> Path:
    theme = (ROOT / "styles/bulletin/theme.yaml").read_text(encoding="utf-8")
    files = {
        f"styles/own/{name}.css": f'@import "!builtin/bulletin/{name}.css";\n' for name in SHEETS
    }
    files["styles/own/rtl.css"] += css
    others = r"(?m)^(?!sheets)\w+:\n  - \w+\.css\n|^  - volume\.css\n"
    theme = re.sub(others, "", theme)
    files["styles/own/theme.yaml"] = theme
    files["issues/update/2015-10.yaml"] = manuscript(fit)
    files["issues/update/publication.yaml"] = workbench.PUBLICATION + "theme: own\nlanguage: de\n"
    return workbench.lay_out_in_bulletin(folder, dict(files)).root


@pytest.fixture
def program(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> workbench.Program:
    return workbench.Program(monkeypatch, capsys)


def built(program: workbench.Program, root: Path) -> list[dict]:
    ended = program(root, "build", "--edition", "screen", "--format", "json")
    assert ended.code == 0, ended.out
    return [one for one in json.loads(ended.out)["findings"] if one["rule"].startswith("layout-")]


@pytest.mark.slow
def test_a_clean_issue_is_silent(tmp_path: Path, program: workbench.Program) -> None:
    assert built(program, workspace(tmp_path, "")) == []


@pytest.mark.slow
@pytest.mark.parametrize("fit", ["", "fit: {multiple: 1}\n"], ids=["plain", "fitted"])
def test_what_a_theme_spoils_is_found_where_it_is(
    tmp_path: Path, program: workbench.Program, fit: str
) -> None:
    found = built(program, workspace(tmp_path, SPOILT, fit))
    assert {one["rule"] for one in found} >= RULES
    with pdfium.PdfDocument(tmp_path / "output/update/2015-10/update-2015-10-screen.pdf") as pdf:
        for one in found:
            lines = text_in(pdf[one["place"]["page"] - 1], one["place"]["box"])
            said = one["message"]
            if one["rule"] == "layout-hyphens":
                assert len(lines) == int(said.split()[0])
            elif one["rule"] == "layout-widow":
                assert len(lines) == 1
            elif one["rule"] == "layout-runt":
                assert lines == [said.split("'")[-2]]
            elif one["rule"] == "layout-stranded-heading":
                assert " ".join(lines) == said.split("'")[1].removesuffix(" …")


def text_in(page: pdfium.PdfPage, box: list[float]) -> list[str]:
    """Return the lines of text in a box in mm from the top left."""
    left, top, width, height = (length * MM for length in box)
    high = page.get_height()
    text = page.get_textpage().get_text_bounded(left, high - top - height, left + width, high - top)
    return text.strip().splitlines()
