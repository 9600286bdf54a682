"""The index: terms with their merged pages, spellings brought together, years apart, authors with their stories."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printissue.html.index import PageReference, authors, index, merge_references
from printissue.model.volumes import BoundIssue, BoundSection, BoundStory, PageRange, Volume


def span(first: int, last: int | None = None) -> PageRange:
    """Return the span of pages that are numbered from 1."""
    last = first if last is None else last
    return PageRange(first - 1, last - 1, str(first), str(last))


def story(first: int, last: int | None = None, **more) -> BoundStory:
    return BoundStory(f"a--{first}", f"Story {first}", span(first, last), "en", **more)


def issue(key: str, *stories: BoundStory, **more) -> BoundIssue:
    sections = (BoundSection(f"{key}--news", "News", span(1), stories),)
    return BoundIssue(key, "Title", key, span(1, 40), "en", sections, **more)


def volume(*issues: BoundIssue, **more) -> Volume:
    return Volume("update", **{"year": "2025", "language": "en"} | more, issues=issues)


def references(*spans: PageRange) -> list[PageReference]:
    return [PageReference(one, story(one.first + 1)) for one in spans]


def written(*volumes: Volume, kind: str = "topics", language: str = "en") -> list[str]:
    """Write the entries of a kind as a line of text each."""
    lines = []
    for entry in index(volumes, language).get(kind, ()):
        places = [
            f"{one.volume.year}/{one.issue.key[5:]}: {', '.join(reference.span.folios for reference in one.references)}"
            for one in entry.locators
        ]
        lines.append(f"{entry.term} {'; '.join(places)}")
    return lines


# pages


@pytest.mark.parametrize(
    ("spans", "said"),
    [
        ([span(12), span(14, 15), span(16)], "12, 14–16"),
        ([span(2, 4), span(3)], "2–4"),
        ([span(3), span(2, 4), span(9)], "2–4, 9"),
        ([span(5), span(5)], "5"),
        ([span(2), span(3)], "2–3"),
        ([span(2, 3), span(2, 6)], "2–6"),
        (
            [PageRange(0, 0, "i", "i"), PageRange(1, 2, "ii", "1"), PageRange(4, 4, "3", "3")],
            "i–1, 3",
        ),
    ],
)
def test_pages_that_touch_are_merged(spans, said):
    assert (
        ", ".join(reference.span.folios for reference in merge_references(references(*spans)))
        == said
    )


def test_merged_pages_lead_to_the_story_they_begin_with():
    first, second = references(span(14, 15), span(16))
    assert merge_references([second, first])[0].story is first.story


@given(st.lists(st.tuples(st.integers(1, 30), st.integers(0, 4)), min_size=1, max_size=12))
def test_merging_keeps_every_page_and_leaves_gaps_between(pairs):
    spans = [span(first, first + more) for first, more in pairs]
    made = [reference.span for reference in merge_references(references(*spans))]
    pages = {page for one in spans for page in range(one.first, one.last + 1)}
    assert {page for one in made for page in range(one.first, one.last + 1)} == pages
    assert all(one.last + 1 < after.first for one, after in pairwise(made))


# entries


def test_entries_are_in_order_with_the_places_of_each_issue():
    made = volume(
        issue("2025-01", story(2, 4, topics=("type", "Álvarez press")), story(5, topics=("type",))),
        issue("2025-02", story(3, topics=("type", "42-line Bible"))),
    )
    assert written(made) == [
        "42-line Bible 2025/02: 3",
        "Álvarez press 2025/01: 2–4",
        "type 2025/01: 2–5; 2025/02: 3",
    ]


def test_spellings_are_brought_together_under_the_one_most_used():
    made = volume(
        issue("2025-01", story(2, topics=("Sans serif",)), story(4, topics=("sans  serif",))),
        issue("2025-02", story(3, topics=("sans serif",))),
    )
    assert written(made) == ["sans serif 2025/01: 2, 4; 2025/02: 3"]


def test_a_term_named_twice_in_a_story_is_found_there_once():
    assert written(volume(issue("2025-01", story(2, topics=("type", "type"))))) == [
        "type 2025/01: 2"
    ]


def test_kinds_are_apart_and_those_without_terms_are_left_out():
    made = volume(issue("2025-01", story(2, people=("Reading, Anna",), places=("Reading",))))
    found = index([made], "en")
    assert {kind: [one.term for one in entries] for kind, entries in found.items()} == {
        "people": ["Reading, Anna"],
        "places": ["Reading"],
    }
    assert index([volume(issue("2025-01"))], "en") == {}


def test_articles_of_topics_and_places_are_passed_over_not_those_of_people():
    made = volume(
        issue("2025-01", story(2, places=("The Hague", "Hull"), people=("A, Anna", "The, Tom")))
    )
    assert written(made, kind="places") == ["The Hague 2025/01: 2", "Hull 2025/01: 2"]
    assert [one.initial for one in index([made], "en")["people"]] == ["A", "T"]


def test_the_first_and_last_entry_of_a_letter_are_marked():
    made = volume(issue("2025-01", story(2, topics=("Ada", "Álv", "Bem", "42"))))
    entries = index([made], "en")["topics"]
    assert [(one.initial, one.last) for one in entries] == [
        ("0–9", True),
        ("A", False),
        ("", True),
        ("B", False),
    ]


def test_years_of_a_term_are_apart():
    one = issue("2024-01", story(2, topics=("type",)))
    other = issue("2025-01", story(3, topics=("type",)), story(9, topics=("type",)))
    both = volume(one, year="2024"), volume(other)
    assert written(*both) == ["type 2024/01: 2; 2025/01: 3, 9"]
    (entry,) = index(both, "en")["topics"]
    assert [(year.year, len(found)) for year, found in entry.years()] == [("2024", 1), ("2025", 1)]


def test_issues_of_the_same_key_in_two_years_are_not_mixed():
    both = [volume(issue("2025-01", story(2, topics=("type",))), year=year) for year in ("A", "B")]
    assert written(*both) == ["type A/01: 2; B/01: 2"]


# authors


def test_authors_are_in_the_order_of_their_last_names():
    first = story(2, authors=("Jane Smith", "Anna Abel"))
    second = story(5, authors=("Jane Smith",))
    made = volume(issue("2025-01", first), issue("2025-02", second))
    found = authors([made], "en")
    assert [(one.name, one.initial) for one in found] == [("Anna Abel", "A"), ("Jane Smith", "S")]
    assert [(issue.key, story) for _, issue, story in found[1].works] == [
        ("2025-01", first),
        ("2025-02", second),
    ]


def test_without_by_lines_there_are_no_authors():
    assert authors([volume(issue("2025-01", story(2)))], "en") == ()
    assert (
        authors([volume(issue("2025-01", replace(story(2), authors=("A",) * 2)))], "en")[
            0
        ].works.__len__()
        == 1
    )
