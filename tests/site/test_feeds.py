"""The feeds, catalogues, calendars and sitemaps of a site: valid, complete, and the same bytes twice."""

import datetime as dt

import feedparser
import pytest
from icalendar import Calendar
from lxml import etree

from printissue.site.addresses import file_of
from printissue.site.data import data_files
from printissue.site.library import Library
from printissue.site.sitemaps import MAX_PAGES, sitemap_files
from sitelibrary import ARABIC, BASE, HOSTILE, library

VISIBLE = HOSTILE.replace("\x08", "")
"""The hostile text without the character that XML cannot contain."""

ATOM = etree.RelaxNG(
    etree.fromstring("""
<grammar xmlns="http://relaxng.org/ns/structure/1.0" ns="http://www.w3.org/2005/Atom"
    datatypeLibrary="http://www.w3.org/2001/XMLSchema-datatypes">
  <start><element name="feed"><ref name="lang"/><interleave>
    <ref name="head"/>
    <zeroOrMore><ref name="author"/></zeroOrMore>
    <optional><element name="subtitle"><text/></element></optional>
    <optional><element name="generator"><text/></element></optional>
    <zeroOrMore><element name="entry"><optional><ref name="lang"/></optional><interleave>
      <ref name="head"/>
      <zeroOrMore><ref name="author"/></zeroOrMore>
      <zeroOrMore><element name="contributor"><ref name="person"/></element></zeroOrMore>
      <zeroOrMore><element name="category">
        <attribute name="term"/><optional><attribute name="label"/></optional>
      </element></zeroOrMore>
      <optional><element name="published"><ref name="time"/></element></optional>
      <optional><element name="summary"><ref name="type"/><text/></element></optional>
      <optional><element name="content"><ref name="type"/><text/></element></optional>
      <zeroOrMore><element>
        <nsName ns="http://purl.org/dc/terms/"/><text/>
      </element></zeroOrMore>
    </interleave></element></zeroOrMore>
  </interleave></element></start>
  <define name="head"><interleave>
    <element name="id"><data type="anyURI"><param name="pattern">https://.+</param></data></element>
    <element name="title"><data type="string"><param name="minLength">1</param></data></element>
    <element name="updated"><ref name="time"/></element>
    <optional><element name="rights"><text/></element></optional>
    <oneOrMore><element name="link">
      <attribute name="rel"/>
      <attribute name="href"><data type="anyURI"><param name="pattern">https://.+</param></data></attribute>
      <optional><attribute name="type">
        <data type="string"><param name="pattern">.+/.+</param></data>
      </attribute></optional>
      <optional><attribute name="hreflang"><data type="language"/></attribute></optional>
      <optional><attribute name="title"/></optional>
      <optional><attribute name="length"><data type="positiveInteger"/></attribute></optional>
    </element></oneOrMore>
  </interleave></define>
  <define name="author"><element name="author"><ref name="person"/></element></define>
  <define name="person"><element name="name"><text/></element>
    <optional><element name="uri"><data type="anyURI"/></element></optional></define>
  <define name="time"><data type="dateTime"/></define>
  <define name="type"><optional><attribute name="type"><choice>
    <value>text</value><value>html</value></choice></attribute></optional></define>
  <define name="lang"><attribute name="xml:lang"><data type="language"/></attribute></define>
</grammar>""")
)
"""The grammar of RFC 4287 for what our feeds use of it."""


@pytest.fixture(scope="module")
def site() -> Library:
    return library()


def made_files(site: Library) -> dict[str, bytes]:
    pages = {"": "", "news/": "2024-11-01"}
    return {one.address: one.make() for one in data_files(site, pages)}


@pytest.fixture(scope="module")
def files(site: Library) -> dict[str, bytes]:
    return made_files(site)


def hrefs(content: bytes) -> list[str]:
    return [one.get("href") for one in etree.fromstring(content).iter("{*}link")]


def test_feeds_and_catalogues_follow_the_grammar_of_atom(files):
    documents = [name for name in files if name.endswith(".xml") and name != "sitemap.xml"]
    assert len(documents) == 7
    for name in documents:
        assert ATOM.validate(etree.fromstring(files[name])), (name, ATOM.error_log)


def test_a_feed_reader_gets_each_issue_with_its_text_and_its_files(files, site):
    feed = feedparser.parse(files["news/feed.xml"])
    assert not feed.bozo
    assert feed.feed.title == f"News {VISIBLE}"
    first, newest = feed.entries[0], site.publications[0].issues[0]
    assert first.id == f"{BASE}{newest.address}"
    assert first.title == VISIBLE
    assert first.updated == f"{newest.key}-01T00:00:00Z"
    assert [(one.href, one.type, one.length) for one in first.enclosures] == [
        (f"{BASE}{one.address}", one.media_type, "1234") for one in newest.downloads
    ]
    html = etree.fromstring(files["news/feed.xml"]).findtext(".//{*}content")
    assert '<h3><a href="https://news.example.org/letters/news/' in html
    assert "<h4>Below</h4>" in html
    assert f'<div lang="ar" dir="rtl">\n<h3><a href="{BASE}news/2024-11/stories/two/">' in html
    assert "printissue.invalid" not in html
    assert "<b>" not in html


def test_all_pages_of_a_feed_have_each_issue_once(files):
    seen, page = [], "news/feed.xml"
    while page:
        feed = feedparser.parse(files[page])
        seen += [one.id for one in feed.entries]
        links = {one.rel: one.href.removeprefix(BASE) for one in feed.feed.links}
        assert links["self"] == page
        assert (links["first"], links["last"]) == ("news/feed.xml", "news/feed-3.xml")
        page = links.get("next", "")
    assert len(seen) == len(set(seen)) == 23
    assert seen == sorted(seen, reverse=True)


def test_the_catalogue_leads_to_all_that_can_be_downloaded(files):
    root = etree.fromstring(files["opds/catalogue.xml"])
    links = {one.get("rel"): one.get("href").removeprefix(BASE) for one in root.iter("{*}link")}
    newest, publication = files[links["http://opds-spec.org/sort/new"]], files[links["subsection"]]
    assert len(feedparser.parse(newest).entries) == 23
    entries = etree.fromstring(publication).findall("{*}entry")
    assert len(entries) == 24
    assert entries[0].findtext("{*}title") == f"News 2023 {VISIBLE}"
    for entry in entries:
        kinds = {one.get("rel"): one.get("type") for one in entry.findall("{*}link")}
        assert kinds["http://opds-spec.org/image/thumbnail"] == "image/jpeg"
        assert "http://opds-spec.org/acquisition/open-access" in kinds
        assert entry.findtext("{http://purl.org/dc/terms/}language") == "en"


def test_every_address_in_feeds_is_that_of_a_page_or_file(files, site):
    known = set(files) | {"", "news/", "news/volumes/2023/"}
    for _, issue in site.issues():
        known |= {issue.address, *(one.address for one in (*issue.downloads, *issue.stories()))}
        known |= {one.address for one in issue.cover.pictures}
    volume = site.publications[0].volumes[0]
    known |= {one.address for one in (*volume.downloads, *volume.cover.pictures)}
    for name, content in files.items():
        if name.endswith(".xml") and name != "sitemap.xml":
            assert {one.removeprefix(BASE) for one in hrefs(content)} <= known, name
    html = etree.fromstring(files["news/feed.xml"]).findtext(".//{*}content")
    links = etree.HTML(html).xpath("//@href | //@src")
    assert links
    assert {one.removeprefix(BASE) for one in links} <= known


def test_a_calendar_has_whole_days_that_end_on_the_day_after(files):
    calendar = Calendar.from_ical(files["news/2024-11/events.ics"])
    assert "news/2023-01/events.ics" not in files
    [event] = calendar.walk("VEVENT")
    assert (event.start, event.end) == (dt.date(2024, 10, 19), dt.date(2024, 10, 24))
    assert event["DTSTAMP"].dt == dt.datetime(2024, 11, 1, tzinfo=dt.UTC)
    assert event["UID"] == "2024-11--fair@news.news.example.org"
    assert event["SUMMARY"] == VISIBLE
    assert event["LOCATION"] == "Vienna, Hall; 1"
    assert event["DESCRIPTION"] == f"First line\nsecond, {ARABIC * 20}"
    assert event["URL"] == f"{BASE}news/2024-11/web/#2024-11--fair"
    lines = files["news/2024-11/events.ics"].split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert all(one.replace("\u2028", "").isprintable() for one in map(bytes.decode, lines))
    assert len(Calendar.from_ical(files["news/events.ics"]).walk("VEVENT")) == 22


def test_the_sitemap_lists_the_pages_with_their_days(files):
    entries = etree.fromstring(files["sitemap.xml"])
    values = [tuple(one.text for one in entry) for entry in entries]
    assert values == [(BASE,), (f"{BASE}news/", "2024-11-01")]
    assert files["robots.txt"].endswith(f"Sitemap: {BASE}sitemap.xml\n".encode())


def test_more_pages_than_a_sitemap_can_have_are_in_several():
    pages = {f"p{number}/": "" for number in range(MAX_PAGES + 1)}
    made = {one.address: one.make() for one in sitemap_files(BASE, pages)}
    assert set(made) == {"sitemap.xml", "sitemap-1.xml", "sitemap-2.xml", "robots.txt"}
    assert len(etree.fromstring(made["sitemap-1.xml"])) == MAX_PAGES
    locations = [one.text for one in etree.fromstring(made["sitemap.xml"]).iter("{*}loc")]
    assert locations == [f"{BASE}sitemap-1.xml", f"{BASE}sitemap-2.xml"]


def test_equal_libraries_make_equal_files(files):
    assert made_files(library()) == files
    assert all(file_of(name) == name for name in files)
