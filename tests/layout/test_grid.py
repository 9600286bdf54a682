"""The grid: made-up pages whose lines are off it, and the same pages corrected; then a sample issue."""

import ctypes
from collections.abc import Iterator
from itertools import pairwise

import pypdfium2 as pdfium
import pytest
from pypdfium2 import raw

from checkout import ROOT
from printissue import (
    layout as stage,
)
from printissue.assets.resources import Resources
from printissue.assets.stylesheets import Stylesheet
from printissue.core.workspace import IssueRef, Workspace
from printissue.layout.flow import body_size, flow_items, on_grid
from printissue.layout.grid import PT, FitLimits
from printissue.model.editions import EDITIONS
from printissue.pipeline import NO_CHOICE, load
from printissue.pipeline.issue import make_editions

FIT = FitLimits(13, (0.85, 1.15))
WORDS = "Lines of type are cast one after another, and each is as high as all the others. " * 4

CSS = """
@page { size: 120mm 160mm; margin: 10mm 10mm 12.9mm }
html { font: 9pt/13pt "Source Serif Pro"; orphans: 2; widows: 2 }
body, h2, h3, p, ul, figure, table { margin: 0; padding: 0 }
.two { columns: 2; column-gap: 5mm }
h2 { font-size: 15pt; line-height: 19.5pt; padding-bottom: 4pt; break-after: avoid }
h3 { font-size: 11pt; line-height: 14pt; padding-bottom: 3pt; break-after: avoid }
.small { font-size: 7pt; line-height: 9.75pt; padding-top: 3pt }
.box { background: #eee; padding: 5pt; margin: 7pt 0; break-inside: avoid; font-size: 8pt }
ul { margin: 6.5pt 0 }
table { margin: 6.5pt 0; font-size: 7pt; border-collapse: collapse; border-bottom: 1pt solid }
hr { border: 0; border-top: 0.5pt solid; margin: 5pt 0 }
"""
TEXT = f"<p>{WORDS}</p>"
ODD = {
    "heading": "<h3>A heading</h3>",
    "heading of two lines": f"<h3>{WORDS[:50]}</h3>",
    "small print": f'<p class="small">{WORDS[:150]}</p>',
    "box": f'<div class="box"><h3>A box</h3><p>{WORDS}</p></div>',
    "list": f"<ul><li>{WORDS[:70]}</li><li>{WORDS[:30]}</li></ul>",
    "table": "<table><tr><td>one</td><td>two</td></tr><tr><td>three</td><td>four</td></tr></table>",
    "rule": "<hr>",
    "rule in a frame": f'<div style="padding: 3pt 0 4pt; border-bottom: 1pt solid">{TEXT}</div>',
    "rule in a frame, the last of a part": '<section style="margin-bottom: 26pt"><div style="padding: 3pt 0 4pt;'
    f' border-bottom: 1pt solid; margin-bottom: 6pt">{TEXT}</div></section>',
    "margins that collapse": f'<div style="margin: 5pt 0 9pt"><p style="margin: 7pt 0 2pt">{WORDS}</p></div>',
    "lines beside blocks": f"<ul><li>{WORDS[:40]}<ul><li>{WORDS[:60]}</li></ul></li></ul>",
}


@pytest.fixture(scope="module", autouse=True)
def loaded() -> None:
    stage.load(Resources.of(ROOT).fontconfig())


def layout_input(html: str) -> stage.LayoutInput:
    return stage.LayoutInput(
        f"<body><main>{html}</main></body>", (Stylesheet("own.css", CSS),), {}, "made-up"
    )


def fitted(html: str) -> stage.Layout:
    """Lay out HTML, and once more with the corrections that this layout needs."""
    first = stage.lay_out(layout_input(html))
    assert first.findings == ()
    given = stage.find_corrections(first, FIT)
    return stage.lay_out(
        stage.LayoutInput(
            layout_input(html).html, layout_input(html).stylesheets, {}, "made-up", given, FIT.line
        )
    )


def odd(layout: stage.Layout) -> float:
    """Return the largest distance in pt of a line of text for reading from the grid that begins with the page."""
    line = FIT.line * PT
    leaves = flow_items(layout.document.pages)
    size = body_size(leaves, line)
    lines = [one for leaf in leaves if on_grid(leaf, line, size) for one in leaf.lines]
    assert len(lines) > 20
    rests = [(one.y - 10 / 25.4 * 96) % line for one in lines]
    return max(min(rest, line - rest) for rest in rests) / PT


@pytest.mark.parametrize("kind", ODD)
def test_what_is_odd_leaves_the_grid_and_is_brought_back(kind: str) -> None:
    html = f'<div class="two">{(TEXT + ODD[kind]) * 7}{TEXT}</div>'
    assert odd(stage.lay_out(layout_input(html))) > 0.5, "the case is no case"
    assert odd(fitted(html)) < 0.1


def test_the_space_between_a_head_and_its_text_is_the_same_everywhere() -> None:
    heads = [
        f"<article><header><h2>{WORDS[:length]}</h2></header>{TEXT}</article>"
        for length in (20, 60, 130)
    ]
    layout = fitted(f'<div class="two">{TEXT}{"".join(heads)}</div>')
    assert odd(layout) < 0.1
    spaces = {
        round(one.boxes[0].foot, 2)
        for one in flow_items(layout.document.pages)
        if one.element.tag == "h2"
    }
    assert spaces == {round(4 * PT, 2)}


@pytest.mark.slow
def test_all_together_over_pages() -> None:
    html = f'<h2>Head</h2><div class="two">{TEXT.join(ODD.values()) * 3}</div>'
    layout = fitted(html)
    assert layout.pages > 2
    assert odd(layout) < 0.1


def test_what_follows_columns_is_on_the_grid_too() -> None:
    columns = f'<div class="two">{TEXT}{ODD["heading"]}{TEXT}</div>'
    assert odd(fitted(f"<h2>Head</h2>{columns}<h2>Head</h2>{columns}<h2>Head</h2>{columns}")) < 0.1


@pytest.mark.parametrize("texts", [2, 3, 4, 5])
def test_what_follows_columns_that_end_with_a_box_is_on_the_grid(texts: int) -> None:
    columns = f'<div class="two">{TEXT * texts}{ODD["box"]}</div>'
    assert odd(fitted(f"{columns}<h2>Head</h2>{columns}<h2>Head</h2>{columns}")) < 0.1


@pytest.mark.parametrize("padding", [1, 4, 7, 10])
def test_what_follows_columns_is_on_the_grid_where_a_box_ends_the_first(padding: int) -> None:
    box = f'<div class="box" style="padding: {padding}pt 5pt"><p>{WORDS[:130]}</p></div>'
    columns = f'<div class="two"><p>{WORDS[:160]}</p>{box}<p>{WORDS[:210]}</p></div>'
    layout = fitted(f"{columns}<h2>Head</h2>{TEXT * 2}")
    assert layout.pages == 1
    assert odd(layout) < 0.1


@pytest.mark.parametrize("texts", [2, 3, 4, 5])
def test_what_follows_a_table_that_was_broken_is_on_the_grid(texts: int) -> None:
    rows = "<tr><td>one</td><td>two</td></tr>" * 9
    table = f"<table><thead><tr><th>A</th><th>B</th></tr></thead><tbody>{rows}</tbody></table>"
    assert odd(fitted(f"{TEXT * texts}{table}{TEXT * 6}")) < 0.1


def test_closing_up_moves_links_too() -> None:
    columns = f'<div class="two">{TEXT}{ODD["heading"]}{TEXT}</div>'
    layout = fitted(
        f'{columns}<h2>Head</h2>{columns}<h2><a href="https://x.example/">Link</a></h2>'
    )
    (link,) = [one for page in layout.document.pages for one in page._page.links]
    _, _, rectangle, box = link
    assert rectangle[1] == pytest.approx(box.position_y, abs=2)


def test_corrections_are_the_same_whatever_pages_are_added() -> None:
    added = "<section><p>notes</p></section>"
    first = stage.lay_out(layout_input(f'<div class="two" id="a">{TEXT}</div><p id="b">End</p>'))
    other = stage.lay_out(
        layout_input(f'<div class="two" id="a">{TEXT}</div>{added}<p id="b">End</p>')
    )
    assert set(first.names.values()) <= set(other.names.values())


def test_whole_lines_need_no_corrections() -> None:
    assert stage.find_corrections(stage.lay_out(layout_input(TEXT * 3)), FIT) == {}


# the sample, on the PDF itself


def origins(page: pdfium.PdfPage, size: float) -> Iterator[tuple[float, float]]:
    """Yield the place of each letter of a size: from the left, and from the top, in pt."""
    text = page.get_textpage()
    x, y, matrix = ctypes.c_double(), ctypes.c_double(), raw.FS_MATRIX()
    for number in range(text.count_chars()):
        raw.FPDFText_GetMatrix(text.raw, number, ctypes.byref(matrix))
        height = raw.FPDFText_GetFontSize(text.raw, number) * abs(matrix.d)
        if abs(height - size) < 0.06 and chr(raw.FPDFText_GetUnicode(text.raw, number)).isalpha():
            raw.FPDFText_GetCharOrigin(text.raw, number, ctypes.byref(x), ctypes.byref(y))
            yield x.value, page.get_height() - y.value


@pytest.fixture(scope="module")
def sample() -> pdfium.PdfDocument:
    resources = Resources.of(ROOT)
    job, _ = load.read(
        Workspace(ROOT), IssueRef("monthly-update", "2015-10"), resources, choice=NO_CHOICE
    )
    assert job is not None
    pressed = make_editions(job, (EDITIONS["print"],), resources.fontconfig())
    return pdfium.PdfDocument(pressed.files["print"])


def test_the_sample_keeps_its_pages(sample: pdfium.PdfDocument) -> None:
    assert len(sample) == 8


def test_lines_of_the_sample_are_level(sample: pdfium.PdfDocument) -> None:
    checked = 0
    for page in sample:
        lines = sorted({round(y, 2) for _, y in origins(page, 9.5)})
        for above, below in pairwise(lines):
            rest = (below - above) % 13
            assert min(rest, 13 - rest) < 0.5, (above, below)
            checked += 1
    assert checked > 100
