"""Issues as a volume lists them: from a manuscript with the pages of its parts, and from an old issue's headings."""

import pytest

from printissue.html import bound_issue, bound_old_issue, story_anchors
from printissue.model.back_issues import BackIssue
from printissue.model.cross_references import PAGE_PREFIX
from printissue.model.issue import Issue, Publication
from printissue.model.volumes import PageRange

PUBLICATION = Publication(title="Update", publisher="The Centre", language="fr")
ISSUE = Issue.model_validate(
    {
        "title": "October",
        "date": "2015-10",
        "number": "10",
        "volume": "3",
        "spotlight": {"heading": "A *line*", "lead": "Words."},
        "sections": [
            {
                "title": "News",
                "articles": [
                    {
                        "heading": "One",
                        "authors": ["Jane Smith"],
                        "topics": ["type"],
                        "people": ["Orsi, Luigi"],
                        "places": ["Parma"],
                    },
                    {"heading": "Two", "language": "de"},
                ],
            },
            {"title": "Dates", "events": [{"title": "Fair", "start": "2015-10-19"}]},
        ],
    }
)
ALL = PageRange(0, 7, "1", "8")
SPANS = {
    "k--news": PageRange(1, 1, "2", "2"),
    "k--one": PageRange(1, 3, "2", "4"),
    "k--two": PageRange(4, 5, "5", "6"),
    "k--dates": PageRange(6, 6, "7", "7"),
    "k--fair": PageRange(6, 7, "7", "8"),
}


def bound(**more):
    return bound_issue(ISSUE, PUBLICATION, more.pop("spans", SPANS), key="k", pages=ALL, **more)


def test_anchors_are_in_the_order_of_reading():
    assert story_anchors(ISSUE, "k", "fr") == tuple(SPANS)


def test_an_issue_is_described():
    made = bound(offset=12)
    assert (made.key, made.number, made.volume, made.date) == ("k", "10", "3", "2015-10")
    assert (made.headline, made.language, made.anchor) == ("A *line*", "fr", "k---cover")
    assert (made.span, made.offset) == (ALL, 12)


def test_a_section_reaches_as_far_as_what_is_in_it():
    news, dates = bound().sections
    assert news.span == PageRange(1, 5, "2", "6")
    assert dates.span == PageRange(6, 7, "7", "8")
    assert dates.stories == ()


def test_a_story_has_its_own_language_and_what_the_index_asks_for():
    one, two = bound().stories()
    assert (one.heading, one.anchor, one.span, one.language) == (
        "One",
        "k--one",
        SPANS["k--one"],
        "fr",
    )
    assert (one.authors, one.topics) == (("Jane Smith",), ("type",))
    assert (one.people, one.places) == (("Orsi, Luigi",), ("Parma",))
    assert two.language == "de"


def test_what_has_no_place_is_not_listed():
    made = bound(spans={"k--two": SPANS["k--two"]})
    assert [section.title for section in made.sections] == ["News"]
    assert [story.heading for story in made.stories()] == ["Two"]
    assert bound(spans={}).sections == ()


def old(*pages: int, **more) -> BackIssue:
    headings = [{"title": f"On {page}", "page": str(page), "topics": ["type"]} for page in pages]
    return BackIssue.model_validate(
        {"title": "March", "date": "2014-03", "headings": headings, **more}
    )


def folios(count: int) -> list[str]:
    return [f"f{page}" for page in range(1, count + 1)]


@pytest.mark.parametrize(
    ("pages", "spans"),
    [
        ([1], [(0, 9)]),
        ([2, 5, 9], [(1, 3), (4, 7), (8, 9)]),
        ([3, 3, 4], [(2, 2), (2, 2), (3, 9)]),
        ([5, 2], [(4, 4), (1, 9)]),
        ([99], [(9, 9)]),
    ],
)
def test_a_story_of_an_old_issue_goes_on_to_the_next_one(pages, spans):
    made = bound_old_issue(old(*pages), PUBLICATION, folios(10), key="2014-03", offset=4)
    assert [(one.span.first, one.span.last) for one in made.stories()] == spans
    assert all(one.span.first_folio == f"f{one.span.first + 1}" for one in made.stories())
    assert (made.span, made.offset, made.headline) == (PageRange(0, 9, "f1", "f10"), 4, "")


def test_parts_of_an_old_issue_are_named_by_their_pages():
    made = bound_old_issue(old(4, language="de"), PUBLICATION, folios(6), key="2014-03")
    (story,) = made.stories()
    assert (made.anchor, story.anchor) == (f"{PAGE_PREFIX}1", f"{PAGE_PREFIX}4")
    assert (made.language, story.language, story.topics) == ("de", "de", ("type",))
    assert made.sections[0].title == ""


def test_an_old_issue_without_headings_has_no_sections():
    assert bound_old_issue(old(), PUBLICATION, folios(3), key="2014-03").sections == ()
