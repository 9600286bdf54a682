"""Times of events in the calendars and the linked data of a site, and authors in its linked data."""

import datetime as dt
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from printissue.site.calendars import calendar_files
from printissue.site.library import AuthorEntry, EventEntry, Library, TranslationEntry
from printissue.site.linked_data import issue_data, story_data
from printissue.site.metadata import PageMetadata
from sitelibrary import library


def with_event(**times: object) -> Library:
    """Return a library of one issue with one event."""
    whole = library()
    publication = whole.publications[0]
    issue = next(one for one in publication.issues if one.events)
    day = dt.date(2024, 10, 19)
    entry = EventEntry("news", issue.key, "a", "Fair", day, day, "19 October", "en")
    entry = replace(entry, **times)
    issue = replace(issue, events=(entry,))
    return replace(whole, publications=(replace(publication, issues=(issue,), volumes=()),))


def event_in(site: Library, name: str = "news/events.ics") -> tuple[Calendar, object]:
    calendar = Calendar.from_ical(
        next(one for one in calendar_files(site) if one.address == name).make()
    )
    [event] = calendar.walk("VEVENT")
    return calendar, event


def test_a_time_has_its_zone_and_calendars_define_it():
    site = with_event(start_time="18:30", end_time="20:00", zone="Europe/Vienna")
    vienna = ZoneInfo("Europe/Vienna")
    for name in [one.address for one in calendar_files(site)]:
        calendar, event = event_in(site, name)
        assert event.start == dt.datetime(2024, 10, 19, 18, 30, tzinfo=vienna)
        assert event.end == dt.datetime(2024, 10, 19, 20, 0, tzinfo=vienna)
        assert event["DTSTART"].params["TZID"] == "Europe/Vienna"
        [zone] = calendar.walk("VTIMEZONE")
        assert zone["TZID"] == "Europe/Vienna"


@pytest.mark.parametrize(
    ("times", "start", "end"),
    [
        ({"start_time": "18:30"}, "2024-10-19T18:30:00", None),
        (
            {"start_time": "18:30", "end": dt.date(2024, 10, 20)},
            "2024-10-19T18:30:00",
            "2024-10-21T00:00:00",
        ),
        ({}, "2024-10-19", "2024-10-20"),
    ],
)
def test_a_time_without_a_zone_is_the_same_everywhere(times, start, end):
    calendar, event = event_in(with_event(**times))
    assert event["DTSTART"].dt.isoformat() == start
    assert (event["DTEND"].dt.isoformat() if "DTEND" in event else None) == end
    assert calendar.walk("VTIMEZONE") == []


def test_linked_data_has_the_times_the_price_and_the_links_of_an_event():
    site = with_event(
        start_time="18:30", zone="Europe/Vienna", price="€ 5", links=("https://example.org/map",)
    )
    publication = site.publications[0]
    [event] = issue_data(site, publication, publication.issues[0])["mentions"]
    assert event["startDate"] == "2024-10-19T18:30:00+02:00"
    assert "endDate" not in event
    assert event["offers"] == {"@type": "Offer", "description": "€ 5"}
    assert event["sameAs"] == ["https://example.org/map"]


def test_linked_data_says_what_is_known_of_an_author():
    site = with_event()
    publication = site.publications[0]
    issue = publication.issues[0]
    story = next(issue.stories())
    persons = (AuthorEntry("Ada", "pilot", "She flies.", "mailto:ada@example.org"),)
    story = replace(story, authors=("Ada",), persons=persons)
    assert story_data(site, publication, issue, story)["author"] == [
        {
            "@type": "Person",
            "name": "Ada",
            "jobTitle": "pilot",
            "description": "She flies.",
            "email": "ada@example.org",
        }
    ]


def test_an_issue_leads_to_its_translations():
    site = with_event()
    publication = site.publications[0]
    others = (
        TranslationEntry("de", "Deutsch", "news/2024-11-de/"),
        TranslationEntry("fr", "Français", "https://example.org/fr/"),
    )
    issue = replace(publication.issues[0], translations=others)
    head = PageMetadata(site).head_html(issue.address, issue)
    assert f'hreflang="de" href="{site.base_url}news/2024-11-de/"' in head
    assert 'hreflang="fr" href="https://example.org/fr/"' in head
