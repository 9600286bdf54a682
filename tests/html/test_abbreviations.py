"""Short forms are marked where they stand as words, with what they stand for, and nowhere else."""

import pytest

from printissue.html.markdown import prose

KNOWN = {"ISSN": "International Standard Serial Number", "IS": "Information System"}


def html(text, known=KNOWN):
    return str(prose(text, "en", heading_level=4, abbreviations=known))


def marked(short):
    return f'<abbr title="{KNOWN[short]}">{short}</abbr>'


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("The ISSN.", f"<p>The {marked('ISSN')}.</p>\n"),
        ("(ISSN) and *IS*", f"<p>({marked('ISSN')}) and <em>{marked('IS')}</em></p>\n"),
        ("ISSNX, XIS", "<p>ISSNX, XIS</p>\n"),
        ("`ISSN`", "<p><code>ISSN</code></p>\n"),
    ],
)
def test_words_of_their_own_are_marked(text, wanted):
    assert html(text) == wanted


def test_nothing_is_marked_where_nothing_is_known():
    assert html("The ISSN.", {}) == "<p>The ISSN.</p>\n"


def test_long_forms_are_escaped():
    assert 'title="A &lt;b&gt; &amp; C"' in html("ABC", {"ABC": "A <b> & C"})


def test_a_link_keeps_its_address():
    page = html("[The ISSN](https://example.org/ISSN)")
    assert 'href="https://example.org/ISSN"' in page
    assert marked("ISSN") in page
