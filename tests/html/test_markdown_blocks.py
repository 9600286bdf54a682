"""What an issue's Markdown places in a text: boxes, pull quotes, pictures, code, links to stories."""

import re

import pytest

from printissue.html.code import highlighted
from printissue.html.markdown import prose
from printissue.html.markdown_renderer import PictureInText, ProseContext
from printissue.html.text_references import figures_after, story_links, text_pictures
from printissue.model.issue import Issue
from printissue.model.parts import Article


def _words(picture: PictureInText) -> str:
    return f"{picture.file}|{picture.alt}|{picture.caption}"


def html_of(text: str, **values: object) -> str:
    context = ProseContext(
        story=lambda name, language: ("<a>", f"</a> ({name}, {language})"),
        figures=lambda pictures, _: f"<figure>{'; '.join(map(_words, pictures))}</figure>\n",
        **values,  # type: ignore[arg-type]
    )
    return str(prose(text, "en", heading_level=4, context=context))


def issue_with(*bodies: str) -> Issue:
    stories = [{"heading": f"Story {n}", "body": body} for n, body in enumerate(bodies)]
    section = {"title": "S", "articles": stories}
    return Issue.model_validate({"title": "T", "date": "2015-10", "sections": [section]})


def test_a_box_has_its_heading_and_its_own_levels_of_headings() -> None:
    html = html_of("# A\n\n::: box Opening *hours*\n# B\n\ntext\n:::\n\n## C")
    assert re.findall(r"<(h\d)>(.*?)</", html) == [
        ("h4", "A"),
        ("h4", "Opening <em>hours<"[:-1]),
        ("h5", "B"),
        ("h5", "C"),
    ]
    assert (
        html.index('<div class="box">') < html.index("Opening") < html.index('<div class="body">')
    )


def test_a_quote_has_who_said_it_after_its_text() -> None:
    html = html_of("::: quote Ada *Example*\nWords.\n:::\n\n::: quote\nMore.\n:::")
    first, second = re.findall(
        r'<blockquote class="pull-quote">\n(.*?)</blockquote>', html, re.DOTALL
    )
    assert first == '<p>Words.</p>\n<p class="by">Ada <em>Example</em></p>\n'
    assert second == "<p>More.</p>\n"


def test_inserts_are_not_spread_into_a_box() -> None:
    html = str(prose("::: box A\na\n\nb\n:::", "en", heading_level=4, inserts=["<hr>"]))  # type: ignore[list-item]
    assert html.endswith("</div>\n</div>\n<hr>")


def test_pictures_take_the_place_of_their_paragraph() -> None:
    html = html_of('a\n\n![One](p/1%20a.png "A *caption*")\n\n![2](2.png)\n![3](3.png)')
    assert "<p>a</p>\n<figure>p/1 a.png|One|A *caption*</figure>" in html
    assert html.endswith("<figure>2.png|2|; 3.png|3|</figure>\n")


def test_what_is_wide_is_between_what_the_template_closes_and_opens_again() -> None:
    html = html_of(
        "a\n\n::: wide\n| a |\n|---|\n| b |\n:::\n\nc", across=("</section>", "<section>")
    )
    assert re.search(
        r'</section><div class="across">\s*<table>.*</table>\s*</div>\s*<section>', html, re.DOTALL
    )


def test_a_caption_of_code() -> None:
    html = html_of("Code: How *to*\n\n```python\nx = 1\n```\n\nCode: no caption")
    assert '<figure class="code">\n<figcaption>How <em>to</em></figcaption>' in html.replace(
        "\n<figcaption>", "\n<figcaption>"
    )
    assert html.endswith("<p>Code: no caption</p>\n")


@pytest.mark.parametrize(
    ("language", "code", "html"),
    [
        ("python", "def f(): # <a>", "{keyword|def} {definition|f}(): {comment|# &lt;a&gt;}"),
        ("html", "<b>x</b>", "&lt;{keyword|b}&gt;x&lt;/{keyword|b}&gt;"),
        ("sql", "select 'a'", "{keyword|select} {text|&#39;a&#39;}"),
        ("no-such-language", "<b>", "&lt;b&gt;"),
    ],
)
def test_the_words_of_code_are_marked(language: str, code: str, html: str) -> None:
    marked = re.sub(
        r'<span class="code-(\w+)">(.*?)</span>', r"{\1|\2}", str(highlighted(code, language))
    )
    assert marked == html


def test_links_to_stories() -> None:
    assert (
        html_of("see [*the* story](#a-b) x") == "<p>see <a><em>the</em> story</a> (a-b, en) x</p>\n"
    )
    assert prose("see [x](#a)", "en", heading_level=4) == "<p>see x</p>\n"
    links = list(story_links(issue_with("a", "see [x](#a) and\n> [y][z]\n\n[z]: #2015-09/b")))
    path = ("sections", 0, "articles", 1, "body")
    assert links == [(path, 4, "a"), (path, 18, "2015-09/b")]


def test_the_pictures_of_texts() -> None:
    issue = issue_with(
        "a\n\n![One](1.png)\n\n::: box A\n![Two](<2 b.png> 'x')\n:::\n\n`![3](3.png)`"
    )
    found = [(offset, picture) for _, offset, picture in text_pictures(issue)]
    assert found == [(3, PictureInText("1.png", "One")), (28, PictureInText("2 b.png", "Two", "x"))]


def test_a_figure_that_the_text_places_is_not_after_it() -> None:
    figures = [{"file": name, "alt": "A"} for name in ("1.png", "2.png")]
    story = Article.model_validate({"heading": "H", "body": "a\n\n![](2.png)", "figures": figures})
    assert [one.file for one in figures_after(story)] == ["1.png"]
