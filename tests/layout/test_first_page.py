"""The first page by itself: what it shows of itself and of the pages that it refers to is as in the whole layout."""

import pytest

from printissue import layout as stage
from printissue.assets.resources import Resources
from printissue.assets.stylesheets import Stylesheet
from printissue.layout import LayoutInput
from printissue.layout.engine import Box

pytestmark = pytest.mark.filterwarnings(
    "ignore:unclosed file.*sRGB:ResourceWarning", "ignore:Exception ignored.*sRGB"
)
CSS = """
@page { size: 60mm 40mm; margin: 5mm }
@page :first { counter-reset: page 7 }
html { font: 10pt/5mm "Source Serif Pro" }
* { margin: 0; padding: 0 }
a::after { content: " " target-counter(attr(href url), page) }
section { break-after: page }
"""
STORY = "<p>Some words of a story. </p>" * 9
BODY = (
    '<section id="cover"><a href="#one">One</a> <a href="#two">Two</a> <a href="#end">End</a></section>'
    f'<main><h2 id="one">One</h2>{STORY}<h2 id="two">Two</h2>{STORY}</main><div id="end">End</div>'
)


@pytest.fixture(scope="module", autouse=True)
def loaded(tmp_path_factory):
    stage.load(Resources.of(tmp_path_factory.mktemp("empty")).fontconfig())


def layout_input(body: str) -> LayoutInput:
    html = f'<html lang="en"><title>A</title><body>{body}</body></html>'
    return LayoutInput(html, (Stylesheet("styles/a/a.css", CSS),), {}, "a.yaml")


def words(box: Box) -> str:
    own = box.text if box.kind == "text" else ""
    return " ".join(f"{own} {' '.join(map(words, box.children))}".split())


def test_the_first_page_has_the_page_numbers_of_the_whole_layout() -> None:
    source = layout_input(BODY)
    whole = stage.lay_out(source)
    page = stage.first_page(source, whole)
    expected = words(whole.laid_out[0].root)
    assert words(page.laid_out[0].root) == expected == "One 8 Two 9 End 11"
    assert "".join(words(one.root) for one in page.laid_out[1:]) == ""


def test_a_part_that_begins_on_the_first_page_stays() -> None:
    source = layout_input(f'<h1 id="cover">Name</h1><main><h2 id="one">One</h2>{STORY}</main>')
    whole = stage.lay_out(source)
    page = stage.first_page(source, whole)
    assert words(page.laid_out[0].root) == words(whole.laid_out[0].root)
    assert words(page.laid_out[0].root).startswith("Name One Some words")


def test_without_a_whole_layout_there_is_no_page() -> None:
    assert stage.first_page(layout_input(BODY), stage.Layout(None)).document is None
