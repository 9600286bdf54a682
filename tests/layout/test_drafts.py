"""Drafts: pages whose HTML has not changed are taken from the last draft, the others are those of a whole layout."""

from dataclasses import replace

import pytest

from checkout import ROOT
from printissue import layout as stage
from printissue.assets.resources import Resources
from printissue.assets.stylesheets import Stylesheet
from printissue.layout import Drafts, LayoutInput
from printissue.layout.engine import ParsedHtml, _ColumnBalance

CSS = """
@page { size: 60mm 90mm; margin: 8mm; @bottom-center { content: string(section) ' ' counter(page) } }
html { font: 10px/12px serif }
h1 { string-set: section content(text); font-size: 12px; margin: 0 }
p { margin: 0 0 12px; orphans: 2; widows: 2 }
section { break-before: page }
.columns { column-count: 2; column-gap: 4mm }
.entry::after { content: target-counter(attr(href), page) }
"""
WORDS = "Ships came from everywhere to see the harbour, and all of them stayed until the lighthouse was lit. "


def issue(*, second: str = "", rest: str = "", title: str = "Two", contents: str = "") -> str:
    """Return an issue of four pages and a contents page."""
    return (
        f'<html lang="en"><head><title>T</title></head><body><nav id="nav">{contents}'
        '<a class="entry" href="#two">Two</a></nav><main>'
        f'<section id="one"><h1>One</h1><div class="columns" id="text"><p>{WORDS * 3}</p><p>End.</p></div></section>'
        f'<section id="two"><h1>{title}</h1><p>{WORDS}{second}</p>{rest}<p>{WORDS}</p></section>'
        f'<section id="three"><h1>Three</h1><p>{WORDS}</p></section></main></body></html>'
    )


def given(html: str) -> LayoutInput:
    return LayoutInput(html, (Stylesheet("a.css", CSS),), {}, "issue.yaml")


@pytest.fixture(scope="module", autouse=True)
def loaded() -> None:
    stage.load(Resources.of(ROOT).fontconfig())


def raw(layout: stage.Layout) -> bytes:
    return stage.write(layout, "issue.yaml", tagged=False)[0]


@pytest.mark.parametrize(
    ("changed", "kept"),
    [
        ({}, [0, 1, 2, 3]),
        ({"second": "One more."}, [0, 1, 3]),
        ({"rest": "<p>A new paragraph.</p>"}, [0, 1, 3]),
        ({"title": "Another title for the margin"}, []),
        ({"second": WORDS * 9}, []),  # one more page
        ({"contents": "<p>New in the contents.</p>"}, []),
    ],
)
def test_a_draft_is_the_whole_layout_with_the_pages_that_have_not_changed(changed, kept) -> None:
    drafts = Drafts()
    first = drafts.lay_out(given(issue()), {})
    assert first.pages == 4
    assert raw(first) == raw(stage.lay_out(given(issue())))
    before = first.document._document.pages
    layout = drafts.lay_out(given(issue(**changed)), {})
    pages = layout.document._document.pages
    assert [n for n, one in enumerate(pages) if n < 4 and one is before[n]] == kept
    assert raw(layout) == raw(stage.lay_out(given(issue(**changed))))
    # the next draft starts from pages of different drafts
    layout = drafts.lay_out(given(issue()), {})
    assert raw(layout) == raw(first)


def test_a_draft_with_other_style_sheets_is_laid_out_as_a_whole() -> None:
    drafts = Drafts()
    drafts.lay_out(given(issue()), {})
    other = (Stylesheet("a.css", CSS.replace("10px/12px", "9px/12px")),)
    changed = LayoutInput(issue(), other, {}, "issue.yaml")
    assert raw(drafts.lay_out(changed, {})) == raw(stage.lay_out(changed))


def test_columns_keep_their_height_until_their_text_changes() -> None:
    html = issue()
    exact = stage.lay_out(given(html))
    heights = stage.column_heights(exact, html)
    assert list(heights) == ["text 1"]
    drafts = Drafts()
    draft = drafts.lay_out(given(html), heights)
    printed = stage.printed_pages(draft.laid_out)
    assert all(
        one.looks_like(other)
        for one, other in zip(printed, stage.printed_pages(exact.laid_out), strict=True)
    )
    longer = html.replace("<p>End.</p>", f"<p>{WORDS * 2}</p>")
    assert raw(drafts.lay_out(given(longer), heights)) == raw(stage.lay_out(given(longer)))


def test_columns_of_which_a_word_changes_keep_their_height(monkeypatch) -> None:
    html = issue()
    exact = stage.lay_out(given(html))
    heights = stage.column_heights(exact, html)
    drafts = Drafts()
    drafts.lay_out(given(html), heights)
    balanced: list[float] = []
    search = _ColumnBalance.height

    def height(self: _ColumnBalance, average: float) -> float:
        balanced.append(average)
        return search(self, average)

    monkeypatch.setattr(_ColumnBalance, "height", height)
    changed = html.replace("<p>End.</p>", "<p>End!</p>")
    draft = drafts.lay_out(given(changed), heights)
    assert balanced == []
    whole = stage.lay_out(given(changed))
    assert balanced
    for one, other in zip(*map(stage.printed_pages, (draft.laid_out, whole.laid_out)), strict=True):
        assert one.looks_like(other)


def test_columns_that_do_not_fit_their_height_are_balanced_at_once_from_then_on(
    monkeypatch,
) -> None:
    html = issue()
    heights = stage.column_heights(stage.lay_out(given(html)), html)
    low = {name: replace(one, height=one.height / 2) for name, one in heights.items()}
    drafts = Drafts()
    drafts.lay_out(given(html), low)
    made: list[object] = []
    again = ParsedHtml.lay_out_again

    def lay_out_again(self: ParsedHtml, *values: object) -> object:
        made.append(values)
        return again(self, *values)

    monkeypatch.setattr(ParsedHtml, "lay_out_again", lay_out_again)
    changed = html.replace("<p>End.</p>", "<p>End!</p>")
    draft = drafts.lay_out(given(changed), low)
    assert len(made) == 1
    assert raw(draft) == raw(stage.lay_out(given(changed)))


NOTED = CSS + "i { float: footnote } .columns { column-count: auto }"


def noted(*, first: str = "", second: str = "", more: str = "") -> LayoutInput:
    """Return an issue of three pages, of which the first and the last have a footnote."""
    html = (
        f'<html lang="en"><body><section id="one"><h1>One</h1><p>{WORDS}{first}<i>First.</i></p></section>'
        f'<section id="two"><h1>Two</h1><p>{WORDS}{second}</p></section>'
        f'<section id="three"><h1>Three</h1><p>{WORDS}{more}<i>Last.</i></p></section></body></html>'
    )
    return LayoutInput(html, (Stylesheet("a.css", NOTED),), {}, "issue.yaml")


@pytest.mark.parametrize(
    ("changed", "kept"),
    [
        ({"first": "One more."}, [1, 2]),
        ({"second": "One more."}, [0, 2]),
        ({"more": "One more."}, [0, 1]),
        ({"second": "Noted.<i>A new one.</i>"}, []),
    ],
)
def test_a_page_with_footnotes_is_made_again(changed, kept) -> None:
    drafts = Drafts()
    before = drafts.lay_out(noted(), {}).document._document.pages
    layout = drafts.lay_out(noted(**changed), {})
    pages = layout.document._document.pages
    known = dict(enumerate(before))
    assert [n for n, one in enumerate(pages) if one is known.get(n)] == kept
    assert raw(layout) == raw(stage.lay_out(noted(**changed)))
    assert raw(drafts.lay_out(noted(), {})) == raw(stage.lay_out(noted()))


def test_a_footnote_that_goes_to_the_next_page_ends_the_keeping_of_pages() -> None:
    drafts = Drafts()
    whole = [stage.lay_out(noted(first=" ".join(["word"] * n))) for n in range(60, 140, 4)]
    pages = [len(one.document._document.pages) for one in whole]
    assert {3, 4} <= set(pages)
    drafts.lay_out(noted(), {})
    for n, one in zip(range(60, 140, 4), whole, strict=True):
        assert raw(drafts.lay_out(noted(first=" ".join(["word"] * n)), {})) == raw(one)


def test_a_page_that_cannot_be_made_again_is_laid_out_with_all_others(monkeypatch) -> None:
    drafts = Drafts()
    drafts.lay_out(given(issue()), {})

    def fail(*_: object) -> None:
        raise IndexError("no such child")

    monkeypatch.setattr(ParsedHtml, "lay_out_again", fail)
    changed = given(issue(second="One more."))
    assert raw(drafts.lay_out(changed, {})) == raw(stage.lay_out(changed))
