"""Authors, letters, advertisements, notices in groups, times of events and sections of mixed kinds, as HTML."""

import lxml.html
import pytest

from printissue.assets.resources import Resources
from printissue.html import HtmlOptions, compose
from printissue.model.cross_references import RelatedStory
from printissue.model.issue import Issue, Publication

PUBLICATION = Publication(title="Update", publisher="The Centre", timezone="Europe/Vienna")
PICTURE = {"file": "a.png", "alt": "A picture"}
SITE = "https://www.example.org/"


@pytest.fixture(scope="module")
def resources(tmp_path_factory) -> Resources:
    return Resources.of(tmp_path_factory.mktemp("people"))


def page_of(resources, *sections, layout="screen", language="en"):
    issue = Issue.model_validate(
        {"title": "October", "date": "2015-10", "language": language, "sections": list(sections)}
    )
    options = HtmlOptions(layout, "k", {"a.png": "pictures/1"}, live_links=layout != "print")
    composed, findings = compose(issue, PUBLICATION, resources, options=options)
    assert findings == ()
    assert composed is not None
    return lxml.html.fromstring(composed.html)


def texts(page, path: str) -> list[str]:
    return [" ".join(one.text_content().split()) for one in page.xpath(path)]


def news(**story):
    return {"title": "News", "articles": [{"heading": "One", "body": "Words.", **story}]}


AUTHORS = [
    "Ada",
    {"name": "Ben", "role": "pilot", "about": "Ben *flies*.", "portrait": PICTURE, "url": SITE},
]


def test_authors_are_in_the_by_line_and_described_below_the_story(resources):
    page = page_of(resources, news(authors=AUTHORS))
    assert texts(page, "//p[@class='byline']") == ["By Ada and Ben"]
    assert texts(page, "//*[@class='author-note']") == ["Ben, pilot Ben flies."]
    assert page.xpath("//*[@class='author-note']//img/@alt") == ["A picture"]
    assert page.xpath("//*[@class='author-note']//a/@href") == [SITE]


def test_the_role_of_a_single_author_is_in_the_by_line(resources):
    page = page_of(resources, news(authors=[{"name": "Ben", "role": "pilot"}]))
    assert texts(page, "//p[@class='byline']") == ["By Ben, pilot"]
    assert texts(page, "//*[@class='author-note']") == []


def test_a_letter_ends_with_its_signature_and_its_author(resources):
    author = {"name": "Ada Quay", "role": "editor", "portrait": PICTURE}
    page = page_of(resources, news(letter="yes", authors=[author], signature="Ada"))
    assert texts(page, "//article//p") == ["Words.", "Ada", "Ada Quay, editor"]
    assert [one.get("class") for one in page.xpath("//article//figure")] == ["portrait"]
    signed = page_of(resources, news(letter="yes", signature={"image": PICTURE}))
    assert signed.xpath("//div[@class='signature']//img/@alt") == ["A picture"]


def advertisement(**more):
    return {"title": "News", "articles": [], "lead": "L", "advertisements": [more]}


@pytest.mark.parametrize("layout", ["print", "screen", "web"])
@pytest.mark.parametrize(
    ("payer", "words"),
    [
        ({"advertiser": "Shop"}, "Anzeige Shop"),
        ({"sponsor": "Fund"}, "Mit freundlicher Unterstützung von Fund"),
        ({}, "In eigener Sache"),
    ],
)
def test_an_advertisement_says_what_it_is_in_each_layout(resources, layout, payer, words):
    section = advertisement(heading="Buy", **payer)
    page = page_of(resources, section, layout=layout, language="de")
    assert texts(page, "//p[@class='ad-label']") == [words]
    (group,) = page.xpath("//div[@role='group']")
    assert group.get("aria-label") == words.replace(" Shop", ": Shop").replace(" Fund", ": Fund")


def test_links_of_a_paid_advertisement_are_sponsored(resources):
    more = {"heading": "Buy", "body": f"[More]({SITE}more) & less", "url": SITE}
    links = "//*[contains(@class, 'advertisement')]//a"
    page = page_of(resources, advertisement(advertiser="Shop", **more))
    assert page.xpath(f"{links}/@rel") == ["sponsored", "sponsored"]
    assert page_of(resources, advertisement(**more)).xpath(f"{links}/@rel") == []
    printed = page_of(resources, advertisement(advertiser="Shop", **more), layout="print")
    assert texts(printed, "//p[@class='ad-address']") == ["www.example.org"]


def test_a_picture_of_an_advertisement_is_a_link_and_not_cropped(resources):
    page = page_of(resources, advertisement(sponsor="Fund", image=PICTURE, url=SITE, size="half"))
    (picture,) = page.xpath("//a[@rel='sponsored']/img")
    assert "data-crop" not in picture.attrib
    assert page.xpath("//div[contains(@class, 'wide advertisements')]")


def test_notices_of_a_group_have_a_heading_together(resources):
    notices = [
        {"heading": "Oars", "group": "For sale", "price": "€ 40", "contact": "Ella"},
        {"heading": "Anchor", "group": "For sale"},
        {"heading": "Berth", "group": "Wanted", "contact": {"email": "a@example.org"}},
        {"heading": "Thanks"},
    ]
    page = page_of(resources, {"title": "Small ads", "notices": notices})
    headings = [(one.tag, one.text) for one in page.xpath("//main//h3 | //main//h4")]
    assert headings == [
        ("h3", "For sale"),
        ("h4", "Oars"),
        ("h4", "Anchor"),
        ("h3", "Wanted"),
        ("h4", "Berth"),
        ("h3", "Thanks"),
    ]
    assert texts(page, "//span[@class='price']") == ["€ 40"]
    assert texts(page, "//p[contains(@class, 'contact-line')]") == [
        "Contact Ella",
        "Contact a@example.org",
    ]


@pytest.mark.parametrize(
    ("times", "language", "words"),
    [
        ({"start_time": "9:30"}, "en", "09:30"),
        ({"start_time": "18:30", "end_time": "20:00"}, "de", "18:30–20:00"),
        ({"start_time": "18:30", "end_time": "20:00"}, "en-US", "6:30 PM–8:00 PM"),
        (
            {"start_time": "18:30", "timezone": "Europe/London"},
            "en",
            "18:30 (Greenwich Mean Time)",
        ),
        (
            {"start_time": "10:00", "end": "2015-11-03", "end_time": "16:00"},
            "en",
            "2 Nov 10:00 – 3 Nov 16:00",
        ),
    ],
)
def test_times_are_those_of_the_language(resources, times, language, words):
    event = {"title": "Fair", "start": "2015-11-02", "price": "free", **times}
    section = {"title": "Dates", "events": [event]}
    page = page_of(resources, section, language=language)
    assert [one.replace("\u202f", " ") for one in texts(page, "//*[@class='time']")] == [words]


def test_items_of_mixed_kinds_stay_in_their_order(resources):
    items = [
        {"article": {"heading": "One"}},
        {"advertisement": {"heading": "Two"}},
        {
            "event": {
                "title": "Three",
                "start": "2015-11-02",
                "links": [{"label": "L", "url": SITE}],
            }
        },
        {"advertisement": {"heading": "Four", "size": "page"}},
        {"article": {"heading": "Five"}},
    ]
    page = page_of(resources, {"title": "All", "items": items})
    assert [one.get("class") for one in page.xpath("//section[@class='mixed']/div")] == [
        "items articles",
        "items lookup events",
        "wide advertisements",
        "items articles",
    ]
    headings = "//main//h3 | //main//*[@class='ad-heading']"
    assert texts(page, headings) == ["One", "Two", "Three", "Four", "Five"]
    assert texts(page, "//nav//li") == ["All", "One", "Five"]


def test_translations_are_named_in_their_languages(resources):
    others = [{"language": "de", "issue": "k-de"}, {"language": "he", "url": f"{SITE}he/"}]
    values = {"title": "October", "date": "2015-10", "sections": [news()], "translations": others}
    publication = PUBLICATION.model_copy(update={"online": f"{SITE}{{key}}/"})
    related = {"k-de/": RelatedStory("…", "…", "https://printissue.invalid/issue/p/k-de#x")}
    links = {}
    for layout in ("print", "web"):
        options = HtmlOptions(layout, "k", related=related, live_links=layout != "print")
        issue = Issue.model_validate(values)
        composed, findings = compose(issue, publication, resources, options=options)
        assert findings == ()
        assert composed is not None
        page = lxml.html.fromstring(composed.html)
        links[layout] = texts(page, "//*[@class='translations']//li")
    assert page.xpath("//*[@class='translations']//a/@hreflang") == ["de", "he"]
    assert page.xpath("//*[@class='translations']//li/@dir") == ["ltr", "rtl"]
    assert links["web"] == ["Deutsch", "עברית"]
    assert links["print"] == ["Deutsch www.example.org/k-de", "עברית www.example.org/he"]
