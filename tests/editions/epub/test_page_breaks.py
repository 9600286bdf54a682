"""Page breaks: in the text where a page of the print edition begins, never in a heading, and in their order."""

from printissue.assets.elements import parse
from printissue.editions.epub.page_breaks import mark_pages
from printissue.model.page_starts import PageStart

BODY = """\
<section id="cover"><img alt=""></section><section id="title"><p>Lead words here.</p></section>
<nav id="contents"><ol><li>A story</li></ol></nav>
<main><section id="s"><h2>Section</h2><article id="a"><h3>A <em>story</em></h3>
<p>First of two <b>bold words</b> here.</p><figure><img alt="x"><figcaption>Caption</figcaption></figure>
<ul><li>Item one</li><li>Item two</li></ul></article></section></main>"""


def marked(*starts: PageStart) -> tuple[str, list[str]]:
    """Return the body with each page break as its folio in brackets, and the folios of the pages that it has."""
    root = parse(f"<title>T</title><body>{BODY}</body>")
    pages = mark_pages(root, starts)
    for one in root.iter():
        if one.get("role") == "doc-pagebreak":
            one.text = f"[{one.get('aria-label')}]"
            assert one.get("epub:type") == "pagebreak"
    return "".join(next(root.iter("body")).itertext()), [one.folio for one in pages]


def start(folio: str, anchor: str, letters: int = 0, text: str = "") -> PageStart:
    return PageStart(folio, anchor, letters, text)


def test_a_break_within_a_paragraph_comes_before_the_word() -> None:
    text, _ = marked(start("2", "a", len("astoryfirstoftw")), start("3", "a", 24))
    assert "First of [2]two bold [3]words here." in text


def test_a_break_comes_before_the_text_of_its_page_if_the_book_has_more_letters_before_it() -> None:
    text, _ = marked(start("2", "a", 12, "boldwordshere"), start("3", "a", 24, "notinthebook"))
    assert "two [2]bold [3]words" in text


def test_a_break_comes_before_a_heading_and_a_figure_not_in_them() -> None:
    root = parse(f"<title>T</title><body>{BODY}</body>")
    caption = len("astoryfirstoftwoboldwordshere")
    mark_pages(root, [start("2", "s", len("section")), start("3", "a", caption)])
    article = next(root.iter("article"))
    assert [one.tag for one in article] == ["div", "h3", "p", "div", "figure", "ul"]


def test_a_break_in_a_list_is_in_its_item() -> None:
    text, _ = marked(start("2", "a", len("astoryfirstoftwoboldwordsherecaptionitemone")))
    assert "Item one[2]Item two" in text


def test_pages_that_begin_at_the_same_place_keep_their_order() -> None:
    text, _ = marked(start("2", "a"), start("3", "a"), start("4", "a", 6), start("5", "a", 6))
    assert "[2][3]A story\n[4][5]First" in text


def test_a_page_of_the_cover_or_the_contents_is_marked_where_the_book_has_its_words() -> None:
    text, folios = marked(
        start("1", "cover"),
        start("2", "cover", 30, "leadwordshere"),
        start("3", "contents", 5),
        start("4", "", 0, "sectionastory"),
        start("5", "elsewhere", 3, "notinthebook"),
    )
    assert folios == ["1", "2", "3", "4"]
    assert "[1][2]Lead words here.[3]" in text
    assert "[4]Section" in text


def test_an_id_that_is_taken_is_not_used_twice() -> None:
    root = parse('<title>T</title><body><p id="page-2">A</p><p id="b">B</p></body>')
    (page,) = mark_pages(root, [start("2", "b")])
    assert page.anchor == "page-2-"


def test_a_page_that_is_out_of_order_is_left_out() -> None:
    text, folios = marked(
        start("2", "a"), start("3", "cover", 30, "notinthebook"), start("4", "a", 6)
    )
    assert folios == ["2", "4"]
    assert "[3]" not in text
