"""Markdown and lines of text as HTML: quotes of each language, levels of headings, links, and what no page can show."""

import re
from html.parser import HTMLParser
from urllib.parse import unquote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markupsafe import Markup

from printissue.html.markdown import inline, plain, prose

N = "\u202f"


def set_in(text: str, language: str = "en") -> str:
    """Return a paragraph's inner HTML."""
    html = str(prose(text, language, heading_level=4))
    assert html.startswith("<p>")
    return html.removeprefix("<p>").removesuffix("</p>\n")


# signs


@pytest.mark.parametrize(
    ("language", "text", "html"),
    [
        ("en", "\"a\" 'b'", "“a” ‘b’"),
        ("en-GB", '"a"', "“a”"),
        ("de-AT", "\"a\" 'b'", "„a“ ‚b‘"),
        ("es", "\"a\" 'b'", "«a» “b”"),
        ("fr", "\"a\" 'b'", f"«{N}a{N}» “b”"),
        ("ar", '"a"', "«a»"),
        ("pt", '"a"', "«a»"),
        ("en", "don't, rock 'n' roll", "don’t, rock ‘n’ roll"),
        ("en", "1990--95 -- and --- so on...", "1990–95 – and — so on…"),
        ("en", "already “set” – as it is", "already “set” – as it is"),
        ("en", "a < b & c > d", "a &lt; b &amp; c &gt; d"),
        ("en", "<b>no</b> <!-- html -->", "&lt;b&gt;no&lt;/b&gt; &lt;!-- html --&gt;"),
        ("en", "&copy; &lt;i&gt;", "© &lt;i&gt;"),
        ("en", r"\*plain\* \[x\]", "*plain* [x]"),
        ("en", '`"a" -- b`', "<code>&quot;a&quot; -- b</code>"),
        ("en", "snake_case_name 2*3*4", "snake_case_name 2<em>3</em>4"),
        ("en", "~~gone~~ **bold *both***", "<s>gone</s> <strong>bold <em>both</em></strong>"),
        ("en", "{{ no }} {% tag %}", "{{ no }} {% tag %}"),
        ("en", "one  \ntwo\\\nthree\nfour", "one<br />\ntwo<br />\nthree\nfour"),
    ],
)
def test_signs(language: str, text: str, html: str) -> None:
    assert set_in(text, language) == html


@pytest.mark.parametrize(
    ("text", "set_text"),
    [
        ("« Ah ! » dit-elle : quoi ?", f"«{N}Ah{N}!{N}» dit-elle{N}: quoi{N}?"),
        ("*Ah !* ; oui", f"<em>Ah{N}!</em> ; oui"),
        ("8:15, x.org", "8:15, x.org"),
        ("à 8:15", "à 8:15"),
        ("a\u00a0; b", f"a{N}; b"),
    ],
)
def test_french_spaces_are_narrow_and_tied(text: str, set_text: str) -> None:
    assert set_in(text, "fr") == set_text
    assert set_in(text, "fr-CA") == set_text
    assert N not in set_in(text, "en")


def test_french_spaces_in_lines_too() -> None:
    assert inline("« Ah ! » : *quoi ?*", "fr") == f"«{N}Ah{N}!{N}»{N}: <em>quoi{N}?</em>"
    assert plain("« Ah ! » : *quoi ?*", "fr") == f"«{N}Ah{N}!{N}»{N}: quoi{N}?"


def test_french_spaces_do_not_change_code() -> None:
    assert set_in("`a ; b`", "fr") == "<code>a ; b</code>"


@pytest.mark.parametrize(
    ("text", "html", "words"),
    [
        ("The *long* tide", "The <em>long</em> tide", "The long tide"),
        ("CO~2~ and m^2^", "CO<sub>2</sub> and m<sup>2</sup>", "CO2 and m2"),
        ("~5 km ^_^ C~x y~", "~5 km ^_^ C~x y~", "~5 km ^_^ C~x y~"),
        ("**Very** long", "<strong>Very</strong> long", "Very long"),
        ("A <b> & *c*", "A &lt;b&gt; &amp; <em>c</em>", "A <b> & c"),
        ("One\n  line", "One line", "One line"),
        ("# no heading", "# no heading", "# no heading"),
        ("- no list", "- no list", "- no list"),
        ("[no](https://x.org) `link`", "[no](https://x.org) `link`", "[no](https://x.org) `link`"),
        (r"\*plain\*", "*plain*", "*plain*"),
        ('"Quoted" -- so', "“Quoted” – so", "“Quoted” – so"),
    ],
)
def test_lines_take_emphasis_and_no_more(text: str, html: str, words: str) -> None:
    assert inline(text, "en") == html
    assert plain(text, "en") == words


# blocks


@pytest.mark.parametrize(
    ("written", "first", "levels"),
    [
        ("1 2 3", 4, "456"),
        ("1 4 2 6 3", 4, "45566"),
        ("3 3 1 2", 4, "4445"),
        ("6 1", 4, "44"),
        ("1 2 3 4 5 6", 3, "345666"),
        ("2 3 2 4", 3, "3434"),
    ],
)
def test_headings_start_where_they_belong_and_never_skip(
    written: str, first: int, levels: str
) -> None:
    text = "\n\n".join(f"{'#' * int(level)} H" for level in written.split())
    assert "".join(re.findall(r"<h(\d)>", prose(text, "en", heading_level=first))) == levels
    assert "".join(re.findall(r"</h(\d)>", prose(text, "en", heading_level=first))) == levels


def test_a_table_has_heads_with_scope_and_a_caption_of_its_own() -> None:
    html = prose("Table: *Boats*\n\n| a | b |\n|:-|-:|\n| 1 | |", "en", heading_level=4)
    assert "<caption><em>Boats</em></caption>" in html
    assert html.count('scope="col"') == 2
    assert "Table:" not in html
    assert "<p>" not in html


def test_words_that_only_look_like_a_caption_stay() -> None:
    assert set_in("Table: for two") == "Table: for two"
    html = prose("Tables:\n\n| a |\n|---|\n| 1 |", "en", heading_level=4)
    assert html.startswith("<p>Tables:</p>")
    assert "caption" not in html


def test_inserts_divide_the_text_evenly() -> None:
    inserts = [Markup("<i>1</i>"), Markup("<i>2</i>")]
    html = str(prose("a\n\nb\n\nc", "en", heading_level=4, inserts=inserts))
    assert re.findall(r">(\w)<", html) == ["a", "1", "b", "2", "c"]


@pytest.mark.parametrize("text", ["a", "- a\n- b", "# a"])
def test_inserts_of_a_short_text_follow_it_in_order(text: str) -> None:
    inserts = [Markup("<i>1</i>"), Markup("<i>2</i>")]
    html = str(prose(text, "en", heading_level=4, inserts=inserts))
    assert html.endswith("<i>1</i><i>2</i>")


# links


def test_a_link_is_live_or_carries_its_note() -> None:
    text = "see [the *log*](https://x.org/?a=1&b=2) and <https://y.org>"
    live = set_in(text)
    assert live == (
        'see <a href="https://x.org/?a=1&amp;b=2">the <em>log</em></a> '
        'and <a href="https://y.org">https://y.org</a>'
    )
    noted = prose(text, "en", heading_level=4, note=lambda url, _: f"({url.count('&')})")
    assert noted == (
        '<p>see <span class="link">the <em>log</em></span>(1) '
        'and <span class="link">https://y.org</span>(0)</p>\n'
    )


def test_no_attribute_can_be_broken_out_of() -> None:
    html = set_in('[x](<https://x.org/"onclick="y>)')
    seen: list[tuple[str, list[str]]] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            seen.append((tag, [name for name, _ in attrs]))

    Reader().feed(html)
    assert seen == [("a", ["href"])]


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("see https://x.org/a_b?c=1&d=2.", "see {https://x.org/a_b?c=1&amp;d=2}."),
        ("(www.x.org/a_(b)), ok", "({www.x.org/a_(b)}), ok"),
        ("“https://x.org/a”, »https://x.org/ü«", "“{https://x.org/a}”, »{https://x.org/ü}«"),
        (
            "**https://x.org/** *www.x.org*!",
            "<strong>{https://x.org/}</strong> <em>{www.x.org}</em>!",
        ),
        ("mail a.b@x.org, please", "mail {a.b@x.org}, please"),
        ("https://x.org/a--b…", "{https://x.org/a--b}…"),
        ("HTTP://X.ORG:80/#A", "{HTTP://X.ORG:80/#A}"),
        ("example.org, Node.js, Ende.Es", "example.org, Node.js, Ende.Es"),
        ("ftp://x.org //x.org https:// www. www.x", "ftp://x.org //x.org https:// www. www.x"),
        ("@office@example.social, 1.2.3.4", "@office@example.social, 1.2.3.4"),
        ("`https://x.org` https\\://x.org", "<code>https://x.org</code> https://x.org"),
        ("[www.y.org](https://x.org)", "{https://x.org|www.y.org}"),
    ],
)
def test_bare_addresses_become_links(text: str, html: str) -> None:
    shown = re.sub(r'<a href="([^"]*)">(.*?)</a>', _short_link, set_in(text))
    assert shown == html


def _short_link(match: re.Match[str]) -> str:
    href, words = match[1], match[2]
    same = unquote(href.removeprefix("mailto:").removeprefix("http://")) in (words, words[7:])
    return f"{{{words}}}" if same or unquote(href) == words else f"{{{href}|{words}}}"


def test_a_bare_address_is_noted_like_any_link() -> None:
    noted = prose("see www.x.org.", "en", heading_level=4, note=lambda url, _: f"({url})")
    assert noted == '<p>see <span class="link">www.x.org</span>(http://www.x.org).</p>\n'


def test_lines_have_no_links() -> None:
    assert inline("see https://x.org", "en") == "see https://x.org"


# whatever is written

markdown = st.text(st.sampled_from("ab #*_`~[]()<>!|-+.\"'&\\\n:1 »«é"), max_size=60)


@pytest.mark.parametrize("language", ["en", "fr"])
@given(text=markdown | st.text(max_size=60))
@example(text="| a |\n|-|\n\nTable: ")
@example(text="Table: \n\n| a |\n|-|")
@example(text="[](https://x.org)")
def test_any_text_gives_html_that_is_closed_and_ours(language: str, text: str) -> None:
    opened: list[str] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            assert {name for name, _ in attrs} <= {
                *["href", "src", "alt", "title", "style", "scope", "start", "class"]
            }
            if tag not in ("br", "hr", "img"):
                opened.append(tag)

        def handle_endtag(self, tag: str) -> None:
            if tag not in ("br", "hr", "img"):
                assert opened.pop() == tag

    reader = Reader()
    reader.feed(prose(text, language, heading_level=4))
    reader.feed(inline(text, language))
    reader.close()
    assert opened == []


@given(words=st.lists(st.from_regex(r"[a-z]{1,8}", fullmatch=True), min_size=1, max_size=12))
def test_no_word_is_lost(words: list[str]) -> None:
    text = " ".join(f"**{word}**" if number % 3 else word for number, word in enumerate(words))
    assert re.sub(r"<[^>]+>", "", set_in(text)).split() == words
    assert plain(text, "en").split() == words


LONG = "The tide waits for nobody, " * 20


@pytest.mark.parametrize(
    ("text", "start"),
    [
        (LONG, '<p><span aria-label="The"><span class="initial-letter">T</span>he</span> tide'),
        ("Short.", "<p>Short."),
        ("“" + LONG, "<p>“The"),
        ("*The* " + LONG, "<p><em>The</em>"),
        ("- " + LONG, "<ul>"),
        ("ميناء " * 90, "<p>ميناء"),
    ],
)
def test_only_a_long_text_that_begins_with_a_capital_has_an_initial(text, start):
    assert prose(text, "en", heading_level=3, initial=True).startswith(start)
