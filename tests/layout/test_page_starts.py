"""Page starts: for each page the place in the HTML where it begins, whatever the layout adds, repeats or moves."""

import pytest

from printissue import layout as stage
from printissue.assets.resources import Resources
from printissue.assets.stylesheets import Stylesheet
from printissue.layout import Correction, LayoutInput, page_starts
from printissue.model.page_starts import PageStart, letters_of

pytestmark = pytest.mark.filterwarnings(
    "ignore:unclosed file.*sRGB:ResourceWarning", "ignore:Exception ignored.*sRGB"
)
CSS = """
@page { size: 60mm 40mm; margin: 5mm; @bottom-center { content: counter(page) } }
html { font: 10pt/5mm "Source Serif Pro"; hyphens: auto }
* { margin: 0; padding: 0; orphans: 1; widows: 1 }
h2::before { content: "Generated " }
.new { break-before: page }
"""
LINE = "Typesetters divide extraordinarily long sentences. "


@pytest.fixture(scope="module", autouse=True)
def loaded(tmp_path_factory):
    stage.load(Resources.of(tmp_path_factory.mktemp("empty")).fontconfig())


def starts(body: str, corrections=None, *, first_folio: int = 1) -> tuple[PageStart, ...]:
    html = f'<html lang="en"><title>A</title><body>{body}</body></html>'
    sheets = (Stylesheet("styles/a/a.css", CSS),)
    laid = stage.lay_out(LayoutInput(html, sheets, {}, "a.yaml", corrections or {}))
    assert laid.findings == ()
    return page_starts(laid, html, first_folio=first_folio)


def test_a_page_begins_at_its_first_letter_in_the_nearest_element_with_an_id() -> None:
    body = '<p>First.</p><article id="a"><h2 class="new">A story</h2><p>Text.</p></article>'
    assert starts(body, first_folio=7) == (
        PageStart("7", "", 0, "firstastorytext"),
        PageStart("8", "a", 0, "astorytext"),
    )


def test_a_page_that_begins_in_a_divided_word_counts_letters_not_hyphens() -> None:
    text = LINE * 12
    one, two, *_ = starts(f'<p id="a">{text}</p>')
    assert (one.anchor, one.letters) == ("a", 0)
    assert two.anchor == "a"
    assert letters_of(text)[two.letters :].startswith(two.text)
    assert 150 < two.letters < 350


def test_numbers_of_notes_and_repeated_heads_of_tables_are_no_place_in_the_text() -> None:
    rows = "".join(f"<tr><td>Row {number}</td></tr>" for number in range(10, 20))
    table = f"<table><thead><tr><th>Head</th></tr></thead><tbody>{rows}</tbody></table>"
    _, *later = starts(f'<div id="a"><p>One<sup class="note">12</sup>.</p>{table}</div>')
    assert [one.text[:5] for one in later] == ["row13", "row17"]
    assert later[0].letters == len("oneheadrow10row11row12")


def test_a_picture_that_the_layout_moved_begins_no_page() -> None:
    body = (
        '<div id="a"><figure><figcaption class="new">Caption</figcaption></figure>'
        '<p>One.</p><p>Two.</p></div><p id="b">Three.</p>'
    )
    plain = starts(body)
    moved = starts(body, {"a 2": Correction(after="a 5")})
    assert [(one.anchor, one.text) for one in plain] == [("a", "captiononetwothree")]
    assert [one.text for one in moved] == ["onetwothree", "three"]


def test_pages_that_templates_add_have_no_start() -> None:
    assert letters_of("12 Äpfel, «Straße»_") == "12äpfelstraße"
    html = '<html lang="en"><title>A</title><body><p id="a">One.</p></body></html>'
    added = html.replace("</body>", '<section><p class="new">Notes</p></section></body>')
    sheets = (Stylesheet("styles/a/a.css", CSS),)
    laid = stage.lay_out(LayoutInput(added, sheets, {}, "a.yaml"))
    assert [one.folio for one in page_starts(laid, html)] == ["1"]
