"""Documents of a book, whatever the templates of a workspace make."""

from xml.etree import ElementTree as ET

from epubfiles import XHTML
from printissue.assets.elements import parse
from printissue.editions.epub.documents import Document, documents_of, serialize
from printissue.editions.epub.markup import link_documents, set_properties
from printissue.editions.epub.navigation import complete_navigation


def story(name: str, more: str = "") -> str:
    return f'<article class="grade-story" id="k--{name}"{more}><h3>{name.title()}</h3></article>'


def documents(body: str) -> dict[str, Document]:
    page = f'<html lang="en"><title>An issue</title><body>{body}</body></html>'
    return {one.name: one for one in documents_of(parse(page))}


def read(document: Document) -> ET.Element:
    return ET.fromstring(serialize(document, ["styles/a.css"]))


def test_the_head_of_a_section_comes_with_its_first_story_and_its_end_with_the_last() -> None:
    found = documents(
        '<main><section class="articles" id="k--news"><header><h2>News</h2></header>'
        f'<div class="items">{story("one")}{story("two")}</div><p class="more">More</p></section></main>'
    )
    assert list(found) == ["one.xhtml", "two.xhtml"]
    assert [one.title for one in found.values()] == ["One", "Two"]
    texts = ["".join(read(one).itertext()).split() for one in found.values()]
    assert [one[-2:] for one in texts] == [["One", "NewsOne"], ["Two", "More"]]
    assert {one.kind for one in found.values()} == {"bodymatter"}


def test_briefs_that_follow_one_another_are_one_document() -> None:
    brief = [story(name).replace("grade-story", "grade-brief") for name in ("one", "two", "three")]
    arabic = brief[2].replace(" id=", ' lang="ar" id=')
    found = documents(
        f'<main><section id="k--news"><h2>News</h2><div class="items">{story("lead")}{brief[0]}{brief[1]}{arabic}'
        "</div><p>More</p></section></main>"
    )
    assert list(found) == ["lead.xhtml", "one.xhtml", "three.xhtml"]
    assert found["one.xhtml"].title == "One · Two"
    assert list(found["one.xhtml"].ids()) == ["k--one", "k--two"]


def test_stories_that_templates_put_elsewhere_stay_with_their_section() -> None:
    found = documents(f'<main><section id="k--a"><aside>{story("one")}</aside></section></main>')
    assert list(found) == ["one.xhtml"]
    assert found["one.xhtml"].content[0].tag == "section"


def test_names_are_not_used_twice_and_parts_without_content_are_left_out() -> None:
    found = documents(
        '<section id="k---back"><p>Cover</p></section><div> </div><nav><p>Other</p></nav>'
        '<main><section id="k--back"><h2>Back</h2></section><section id="k--nav">A</section></main>'
    )
    assert list(found) == ["back.xhtml", "part.xhtml", "back-2.xhtml", "nav-2.xhtml"]


def test_a_document_has_the_language_of_its_story_and_other_parts_keep_that_of_the_issue() -> None:
    found = documents(
        '<main><section id="k--a"><header><h2>News</h2></header><div class="items">'
        f'{story("one", """ lang="ar" """)}</div><p>More</p></section></main>'
    )
    page = read(found["one.xhtml"])
    assert (page.get("lang"), page.get("dir")) == ("ar", "rtl")
    section = next(page.iter(f"{XHTML}section"))
    assert (section.get("lang"), section.get("dir")) == ("en", "ltr")


def test_a_book_without_contents_gets_those_of_its_documents() -> None:
    found = list(
        documents(
            f'<main><section id="k--a">{story("one")}{story("two")}</section></main>'
        ).values()
    )
    complete_navigation(found, [], lambda name: name.title())
    assert [one.name for one in found] == ["one.xhtml", "two.xhtml", "nav.xhtml"]
    contents, landmarks = read(found[-1]).iter(f"{XHTML}nav")
    assert [one.text for one in contents.iter(f"{XHTML}a")] == ["One", "Two"]
    assert contents.get("hidden") is None
    assert [one.text for one in landmarks.iter(f"{XHTML}a")] == ["Text", "Contents"]


def test_links_lead_to_documents_and_become_text_without_a_target() -> None:
    found = list(
        documents(
            '<p id="k---a"><a href="#k--b">There</a> <a href="#c">Nowhere</a></p>'
            '<section id="k--b"><a href="#k--b">Here</a></section>'
        ).values()
    )
    link_documents(found)
    links = [one.get("href") for document in found for one in read(document).iter(f"{XHTML}a")]
    assert links == ["b.xhtml#k--b", "b.xhtml#k--b"]


def test_drawings_and_comments_of_templates_are_valid() -> None:
    found = documents(
        "<div><!-- a & b --><p>A<br>B</p><svg viewBox='0 0 1 1'><path d='M0 0'/></svg><span></span></div>"
    )
    (document,) = found.values()
    set_properties(document)
    assert document.properties == {"svg"}
    content = serialize(document, []).decode()
    assert "<br/>" in content
    assert "<span></span>" in content
    drawing = next(read(document).iter("{http://www.w3.org/2000/svg}svg"))
    assert drawing.get("viewBox") == "0 0 1 1"
