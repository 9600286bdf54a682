"""Layout faults: pages that have one, the same pages without, and the corrections of the next layout."""

from dataclasses import replace

import pytest

from checkout import ROOT
from printissue import layout as stage
from printissue.assets.resources import Resources
from printissue.assets.stylesheets import Stylesheet
from printissue.layout.grid import FitLimits

LINE = '<p style="break-inside: avoid">Short.</p>'
LONG = "Incomprehensibilities notwithstanding, counterrevolutionaries institutionalised "

CSS = """
@page { size: 80mm 100mm; margin: 10mm }
html { font: 9pt/13pt "Source Serif Pro"; orphans: 1; widows: 1 }
body, h3, p { margin: 0; padding: 0 }
h3 { break-after: auto }
"""


@pytest.fixture(scope="module", autouse=True)
def loaded() -> None:
    stage.load(Resources.of(ROOT).fontconfig())


def layout_input(html: str, css: str = "") -> stage.LayoutInput:
    page = f'<html lang="en"><body><main>{html}</main></body></html>'
    return stage.LayoutInput(page, (Stylesheet("own.css", CSS + css),), {}, "made-up")


def found(html: str, css: str = "") -> list[tuple[str, int | None]]:
    """Return the rule and page of each fault, without underfull pages, which most of these have."""
    layout = stage.lay_out(layout_input(html, css))
    faults = stage.faults(layout.document.pages, "made-up")
    return [(one.rule, one.place.page) for one in faults if one.rule != "layout-empty"]


def mended(html: str, css: str = "") -> list[str]:
    """Return the faults that remain after the corrections."""
    given = layout_input(html, css)
    first = stage.lay_out(given)
    second = stage.lay_out(
        replace(given, corrections=stage.find_corrections(first, FitLimits(13)), line=13)
    )
    faults = stage.faults(second.document.pages, "made-up")
    return [one.rule for one in faults if one.rule != "layout-empty"]


# headings


def test_a_heading_alone_at_the_foot_is_stranded() -> None:
    story = f"<article><h3>Head</h3>{LINE * 8}</article>"
    assert found(LINE * 16 + story) == [("layout-stranded-heading", 1)]


def test_one_line_under_a_heading_is_not_enough_but_two_are() -> None:
    story = f"<article><h3>Head</h3>{LINE * 8}</article>"
    assert found(LINE * 15 + story) == [("layout-stranded-heading", 1)]
    assert found(LINE * 14 + story) == []


def test_a_heading_at_the_foot_of_a_column_is_stranded() -> None:
    columns = (
        f'<div style="columns: 2"><article>{LINE * 13}<h3>Head</h3>{LINE * 14}</article></div>'
    )
    assert found(columns) == [("layout-stranded-heading", 1)]


def test_the_heading_of_a_short_piece_is_not_stranded() -> None:
    assert (
        found(f"{LINE * 15}<article><h3>Head</h3>{LINE}</article><article>{LINE}</article>") == []
    )


def test_the_heading_of_a_group_needs_no_more_text_than_the_group_has() -> None:
    group = f"<h3>For sale</h3><article><h3>Oars</h3>{LINE}</article>"
    assert found(f"{LINE * 14}{group}<div>{LINE}</div>") == []
    assert found(f"{LINE * 16}{group}<div>{LINE}</div>") == [("layout-stranded-heading", 1)]


def test_a_heading_above_columns_is_with_its_text() -> None:
    columns = f'<div style="columns: 2">{LINE * 6}</div>'
    assert found(f"<section><h3>Head</h3>{columns}</section>") == []


# lines


def test_a_line_alone_at_the_head_or_foot() -> None:
    three = "<p>one<br>two<br>three</p>"
    assert found(LINE * 15 + three) == [("layout-widow", 2)]
    assert found(LINE * 16 + three) == [("layout-widow", 1)]
    assert found(LINE * 14 + three) == []


def test_a_row_of_pictures_is_no_line() -> None:
    row = '<span style="display: inline-block; width: 40mm; height: 13pt"></span>'
    rows = f'<div style="line-height: 0; SIZE">{row * 3}</div>'
    assert found(LINE * 15 + rows.replace("SIZE", "font-size: 9pt")) == [("layout-widow", 2)]
    assert found(LINE * 15 + rows.replace("SIZE", "font-size: 0")) == []


def test_a_single_word_under_a_headline() -> None:
    html = "<h3>A headline that is set in two lines and ends withal</h3>"
    css = "h3 { font-size: 12pt; line-height: 13pt; width: 45mm }"
    assert found(html, css) == [("layout-runt", 1)]
    assert mended(html, css) == []


@pytest.mark.parametrize("end", ["<em>withal</em>", "<em>withal</em>.", "with<em>al</em>"])
def test_a_single_word_in_emphasis_is_mended_too(end: str) -> None:
    html = f"<h3>A headline that is set in two lines and ends {end}</h3>"
    css = "h3 { font-size: 12pt; line-height: 13pt; width: 45mm }"
    assert found(html, css) == [("layout-runt", 1)]
    assert mended(html, css) == []


def test_a_ladder_of_hyphens() -> None:
    html = f"<p>{LONG * 3}</p>"
    css = "p { hyphens: auto; width: 26mm; text-align: justify }"
    assert found(html, css) == [("layout-hyphens", 1)]
    assert found(html, css + "p { hyphens: manual; width: 50mm }") == []


def test_a_ladder_of_short_words_is_mended() -> None:
    html = f"<p>{'Yesterday somebody forgotten remembered internationally ' * 8}</p>"
    css = "html { hyphenate-limit-chars: 5 2 2 } p { hyphens: auto; width: 28mm }"
    assert found(html, css) == [("layout-hyphens", 1)]
    assert mended(html, css) == []


def test_a_word_that_is_alone_on_a_line_before_an_inline_element() -> None:
    words = "Chester Carlson wrote the date and the place on a glass slide, and took it off on waxed paper: "
    html = f"<p>{words}<em>10.-22.-38 ASTORIA</em>, and so on.</p>"
    # a width at which the text up to the element fits the second line only without the space after it
    css = "@page { size: 100mm } p { font-size: 9.6pt; width: 71mm }"
    assert found(html, css) == [("layout-broken-line", 1)]
    assert mended(html, css) == []
    # a long word has no space beside it, and a forced break is meant
    assert found(f"<p>A {'W' * 21} {words}.</p>", css) == []
    assert found(f"<p><b>On<br></b>{words}.</p>", css) == []
    assert found("<pre>On\nno account\never</pre>", css) == []


def test_a_line_that_is_too_long() -> None:
    assert found(f"<p>{'W' * 50}</p>") == [("layout-overfull", 1)]
    assert found(f"<p>{'W' * 10}</p>") == []


def test_spaces_at_the_end_of_a_line_are_not_too_long() -> None:
    css = "p { white-space: pre; font-size: 10pt }"
    room = "iiiii iiiii"
    assert found(f"<p>{room}{' ' * 200}</p>", css) == []
    assert found(f"<p>{room}<em>{' ' * 100} </em>{' ' * 100}</p>", css) == []
    assert found(f"<p>{room}{chr(0x3000) * 60}</p>", css) == []
    wrapped = "p { white-space: pre-wrap; font-size: 10pt; width: 30mm }"
    assert found(f"<p>{'moth '.join([''] * 60)}</p>", wrapped) == []
    # text after the spaces counts, and so do spaces that belong to a word
    assert found(f"<p>{room}{' ' * 200}x</p>", css) == [("layout-overfull", 1)]
    assert found(f"<p>{room}{chr(0xA0) * 200}</p>", css) == [("layout-overfull", 1)]
    assert found(f"<p>{'W' * 50}{' ' * 9}</p>", css) == [("layout-overfull", 1)]


def test_a_table_that_is_too_wide() -> None:
    cells = "".join(f"<td>Columnarium {n}</td>" for n in range(4))
    table = f"<table><tr>{cells}</tr></table>"
    assert found(table, "td { hyphens: none; white-space: nowrap }") == [("layout-overfull", 1)]
    assert found(table, "td { font-size: 4pt; padding: 0 }") == []


# pages


def test_an_underfull_page_is_reported_unless_it_is_the_last() -> None:
    half = LINE * 8
    layout = stage.lay_out(layout_input(f'{half}<div style="break-before: page">{half}</div>'))
    (fault,) = stage.faults(layout.document.pages, "made-up")
    assert (fault.rule, fault.place.page, fault.severity) == ("layout-empty", 1, "warning")
    assert "% full" in fault.message


def test_a_finding_quotes_the_first_words() -> None:
    layout = stage.lay_out(layout_input(f"<p>{'W' * 50}</p>"))
    (fault,) = stage.faults(layout.document.pages, "issues/a/2015-10.yaml")
    assert "'WWW" in fault.message
    assert str(fault.place) == "issues/a/2015-10.yaml, page 1, at 10 10 mm"
