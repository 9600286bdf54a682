"""Footnotes of Markdown: their marks, their places, and the links between the two."""

import re

import pytest

from printissue.html.footnotes import Footnotes
from printissue.html.markdown import prose
from printissue.html.markdown_renderer import TEASER, ProseContext

TEXT = """
First[^b] and second.[^a] Again.[^b]

[^a]: Note *a*, see [there](https://example.org/x).

[^b]: Note
    b.

    Its second paragraph.
"""


def notes_of(text: str, language: str = "en", **values: bool) -> tuple[str, Footnotes]:
    notes = Footnotes("2015-10---{}".format, **values)
    return str(prose(text, language, heading_level=4, context=ProseContext(notes))), notes


def targets(html: str) -> list[str]:
    return re.findall(r'href="#([^"]+)"', html)


@pytest.mark.parametrize("at_foot", [True, False])
def test_every_link_leads_to_its_note_and_back(at_foot: bool) -> None:
    html, _ = notes_of(TEXT, at_foot=at_foot)
    ids = re.findall(r' id="([^"]+)"', html)
    assert len(ids) == len(set(ids)) == 4
    assert set(targets(html)) == set(ids)
    assert len(targets(html)) == 5


def test_notes_follow_their_text_in_the_order_of_their_marks() -> None:
    html, _ = notes_of(TEXT)
    text, _, notes = html.partition('<div class="footnotes">')
    assert re.findall(r'"doc-noteref">(\d)<', text) == ["1", "2", "1"]
    assert re.findall(r'"doc-backlink">(\d)</a> (Note.*?)</p>', notes) == [
        ("1", "Note b."),
        ("2", 'Note <em>a</em>, see <a href="https://example.org/x">there</a>.'),
    ]
    assert "<p>Its second paragraph.</p>" in notes


def test_a_note_at_the_foot_follows_its_first_mark_in_one_line() -> None:
    html, _ = notes_of(TEXT, at_foot=True)
    (first, second) = re.findall(r'</sup><span class="footnote".*?</span>', html, re.DOTALL)
    assert "Note b.<br>Its second paragraph.</span>" in first
    assert "\n" not in first + second
    assert html.endswith("</p>\n")


def test_numbers_count_through_the_issue_at_the_foot_and_in_each_text_elsewhere() -> None:
    for at_foot, expected in ((True, ["1", "2"]), (False, ["1", "1"])):
        context = ProseContext(Footnotes(str, at_foot=at_foot))
        pages = [
            str(prose("a[^1]\n\n[^1]: x", "en", heading_level=4, context=context)) for _ in "ab"
        ]
        assert [re.findall(r'class="note-number"[^>]*>(\d)', one)[0] for one in pages] == expected
        assert set(targets(pages[0])).isdisjoint(targets(pages[1]))


@pytest.mark.parametrize(("language", "marks"), [("en", "ab"), ("ar", "أب"), ("de-AT", "ab")])
def test_notes_have_letters_where_addresses_have_numbers(language: str, marks: str) -> None:
    html, _ = notes_of(TEXT, language, at_foot=True, letters=True)
    assert re.findall(r'class="note-number"[^>]*>(\w)<', html) == list(marks)


def test_after_z_come_two_letters() -> None:
    text = " ".join(f"x[^{n}]" for n in range(28)) + "".join(f"\n\n[^{n}]: n" for n in range(28))
    html, _ = notes_of(text, at_foot=True, letters=True)
    assert re.findall(r'class="note-number"[^>]*>(\w+)<', html)[25:] == ["z", "aa", "ab"]


def test_a_teaser_has_no_notes() -> None:
    html = prose("a[^1] b\n\n[^1]: x", "en", heading_level=4, context=TEASER)
    assert html == "<p>a b</p>\n"


def test_a_link_in_a_note_is_spelled_out_in_print() -> None:
    html = str(
        prose(
            TEXT,
            "en",
            heading_level=4,
            note=lambda *_: "<1>",
            context=ProseContext(Footnotes(str, at_foot=True), lambda url, _: f"<{url}>"),
        )
    )
    assert '<span class="link">there</span><https://example.org/x>' in html
