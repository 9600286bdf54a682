"""The metadata of pages: linked data, Open Graph, citation tags, and addresses."""

import json
import re

import lxml.html
import pytest

from printissue.site.addresses import absolute, file_of, relative, term_name
from printissue.site.content import read_web_page, with_root, without_unknown_stories
from printissue.site.library import Library
from printissue.site.metadata import PageMetadata, feed_links
from sitelibrary import BASE, HOSTILE, library


@pytest.fixture(scope="module")
def site() -> Library:
    return library(13)


def entries(site: Library) -> dict[str, object]:
    publication = site.publications[0]
    issue = publication.issues[0]
    found = [publication, publication.volumes[0], issue, next(issue.stories()), site.terms[0]]
    return {"": None} | {one.address: one for one in found}


def head(site: Library, address: str, entry: object):
    html = PageMetadata(site).head_html(address, entry)
    return lxml.html.document_fromstring(f"<!doctype html><head>{html}</head><body></body>").head


def linked_data(site: Library, address: str, entry: object) -> dict[str, object] | None:
    [script] = head(site, address, entry).findall("script") or [None]
    return None if script is None else json.loads(script.text)


def test_each_page_has_a_head_that_no_text_can_break(site):
    for address, entry in entries(site).items():
        elements = head(site, address, entry)
        assert {one.tag for one in elements} <= {"link", "meta", "script"}, address
        assert not "".join(one.tail or "" for one in elements).strip()
        assert elements.find("link[@rel='canonical']").get("href") == f"{BASE}{address}"
        data = linked_data(site, address, entry)
        assert data is None or data["@context"] == "https://schema.org"


@pytest.mark.parametrize(
    ("kind", "required"),
    [
        ("WebSite", {"name", "url", "inLanguage"}),
        ("Periodical", {"name", "issn", "url", "publisher", "hasPart"}),
        ("PublicationVolume", {"volumeNumber", "isPartOf", "hasPart", "encoding"}),
        ("PublicationIssue", {"issueNumber", "datePublished", "isPartOf", "hasPart", "encoding"}),
        ("Article", {"headline", "author", "datePublished", "isPartOf", "pageStart", "image"}),
    ],
)
def test_linked_data_has_the_properties_of_its_type(site, kind, required):
    nodes = [linked_data(site, address, entry) for address, entry in entries(site).items()]
    [node] = [one for one in nodes if one and one["@type"] == kind]
    assert required <= set(node)
    assert node["@id"].startswith(BASE)


def test_a_story_is_part_of_its_issue_volume_and_periodical(site):
    issue = site.publications[0].issues[0]
    story = next(issue.stories())
    node = linked_data(site, story.address, story)
    assert node["headline"] == HOSTILE
    assert node["author"][1] == {"@type": "Person", "name": "Ben"}
    chain = [node["isPartOf"]]
    while "isPartOf" in chain[-1]:
        chain.append(chain[-1]["isPartOf"])
    types = ["PublicationIssue", "PublicationVolume", "Periodical"]
    assert [one["@type"] for one in chain] == types
    assert chain[-1]["issn"] == "1234-5679"


def test_a_story_has_citation_tags(site):
    issue = site.publications[0].issues[0]
    story = next(issue.stories())
    pairs = [(one.key, one.content) for one in PageMetadata(site).citation(story)]
    values = dict(pairs)
    assert [value for key, value in pairs if key == "citation_author"][1] == "Ben"
    assert values["citation_publication_date"] == issue.date.replace("-", "/")
    assert values["citation_issn"] == "1234-5679"
    assert (values["citation_firstpage"], values["citation_lastpage"]) == ("2", "3")
    assert values["citation_pdf_url"] == f"{BASE}{issue.downloads[0].address}"


def test_pages_name_their_feeds(site):
    assert [one.label for one in feed_links(site)] == ["news_feed", "catalogue_feed"]
    names = [one.label for one in feed_links(site, "news")]
    assert names == ["news_feed", "catalogue_feed", "calendar_feed"]
    story = next(site.publications[0].issues[0].stories())
    links = head(site, story.address, story).findall("link[@rel='alternate']")
    assert links[0].get("href") == "../../../feed.xml"


# addresses and content


@pytest.mark.parametrize(
    ("address", "start", "link"),
    [
        ("", "", "./"),
        ("", "a/b/", "../../"),
        ("a/b/", "a/c/", "../b/"),
        ("a/b/", "a/b/", "./"),
        ("a/b/#x", "a/b/", "./#x"),
        ("a/feed.xml", "a/b/", "../feed.xml"),
        ("a/b/web/#2015-10--x", "a/b/", "web/#2015-10--x"),
    ],
)
def test_links_are_relative(address, start, link):
    assert relative(address, start=start) == link


def test_addresses_are_those_of_files():
    assert file_of("") == "index.html"
    assert file_of("a/b/#x") == "a/b/index.html"
    assert file_of("a/feed.xml") == "a/feed.xml"
    assert absolute(BASE, "a/#é") == f"{BASE}a/#%C3%A9"


def test_terms_have_short_names_and_those_of_other_scripts_a_digest():
    assert term_name("Print shops") == "print-shops"
    assert term_name("Zola, Émile") == "zola-emile"
    assert term_name("Große Straße") == "grosse-strasse"
    assert term_name("C") == "c"
    assert re.fullmatch("c-[0-9a-f]{8}", term_name("C++"))
    assert term_name("C++") == term_name("c++")
    assert term_name("C++") != term_name("C#")
    assert re.fullmatch("c-[0-9a-f]{8}", term_name("C", exact=True))
    for term in ("طباعة", "印刷", "*"):
        assert re.fullmatch("[0-9a-f]{8}", term_name(term))


PAGE = """<!doctype html><html lang="en"><head><link rel="stylesheet" href="styles/a.css"></head><body><main>
<section class="articles" id="k--news"><header class="section-head"><h2>News</h2>
<div class="section-lead"><p>Lead.</p></div></header>
<div class="items"><article class="grade-story" id="k--one"><header><h3>One</h3></header>
<picture><source srcset="pictures/a-480.webp 480w, pictures/a-800.webp 800w"><img src="pictures/a.jpg" alt="A &lt; B"
width="8" height="6"></picture>
<div class="body"><p>First &amp;
last.</p><h4>Below</h4><p><a href="#k--two">two</a> <a href="../../o/web/index.html#o--three">three</a>
<a href="https://example.org/">out</a></p></div><p class="topics">T</p></article></div>
<p class="more"><a href="#k--news">More</a></p></section></main></body></html>"""


def test_stories_are_taken_from_the_page_of_a_web_edition():
    page = read_web_page(PAGE.encode(), lambda address: f"t/{address}")
    story = page.stories["k--one"]
    assert page.stylesheets == ("t/styles/a.css",)
    assert story.opening == "First & last."
    assert story.picture == ("t/pictures/a.jpg", 8, 6)
    html = with_root(story.html, "../")
    assert "<h2>Below</h2>" in html
    assert 'srcset="../t/pictures/a-480.webp 480w, ../t/pictures/a-800.webp 800w"' in html
    assert 'href="https://example.org/"' in html
    assert "topics" not in html
    assert "<header>" not in html
    section = page.sections["k--news"]
    assert section.lead == "<p>Lead.</p>"
    assert with_root(section.html, "") == '<p class="more"><a href="t/#k--news">More</a></p>'


def test_links_to_stories_that_are_not_on_the_site_become_text():
    page = read_web_page(PAGE.encode(), lambda one: f"news/stories/{one.rpartition('-')[2]}/")
    html = page.stories["k--one"].html
    assert (
        without_unknown_stories(html, {"news/stories/two/", "news/stories/three/"}.__contains__)
        == html
    )
    kept = without_unknown_stories(html, {"news/stories/two/"}.__contains__)
    assert "two</a>" in kept
    assert "three</a>" not in kept
    assert "three" in kept
