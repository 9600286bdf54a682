"""The calendars (RFC 5545) of the events that issues announce: one of each issue, and one of each publication."""

import datetime as dt
from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from icalendar import Calendar, Component, Event

from printissue.site.addresses import absolute, calendar_address
from printissue.site.atom import xml_text
from printissue.site.library import EventEntry, IssueEntry, Library, PublicationEntry

CALENDAR_TYPE = "text/calendar"


def calendar_files(library: Library) -> Iterator[tuple[str, bytes]]:
    """Yield the calendars of a site by their addresses. Issues and publications without events have none."""
    for publication in library.publications:
        announced = [(issue, event) for issue in publication.issues for event in issue.events]
        if announced:
            title = publication.title
            content = _calendar(library, publication, announced, title=title)
            yield calendar_address(publication.key), content
        for issue in publication.issues:
            if issue.events:
                own = [(issue, event) for event in issue.events]
                content = _calendar(library, publication, own, title=issue.full_title)
                yield calendar_address(publication.key, issue.key), content


def _calendar(
    library: Library,
    publication: PublicationEntry,
    events: Sequence[tuple[IssueEntry, EventEntry]],
    *,
    title: str,
) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", "-//printissue//printissue//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    _add_text(calendar, "name", title, publication.language)
    calendar.add("x-wr-calname", xml_text(title))
    for issue, event in sorted(events, key=lambda one: (one[1].start, one[1].end, one[1].anchor)):
        calendar.add_component(_event(library, issue, event))
    content: bytes = calendar.to_ical()
    return content


def _event(library: Library, issue: IssueEntry, event: EventEntry) -> Event:
    """Return an event of whole days. It ends on the day after its last one (RFC 5545, 3.6.1)."""
    host = urlsplit(library.base_url).hostname or "localhost"
    page = issue.reading.address if issue.reading else issue.address
    anchor = f"#{event.anchor}" if issue.reading else ""
    component = Event()
    component.add("uid", f"{event.anchor}@{event.publication}.{host}")
    component.add("dtstamp", dt.datetime.combine(issue.day, dt.time(), dt.UTC))
    component.add("dtstart", event.start)
    component.add("dtend", event.end + dt.timedelta(days=1))
    _add_text(component, "summary", event.title, event.language)
    _add_text(component, "location", event.place, event.language)
    _add_text(component, "contact", event.organiser, event.language)
    _add_text(component, "description", event.description, event.language)
    component.add("url", event.url or absolute(library.base_url, f"{page}{anchor}"))
    component.add("transp", "TRANSPARENT")
    return component


def _add_text(component: Component, name: str, text: str, language: str) -> None:
    """Add a text with its language; an empty text is left out. Control characters are not allowed (RFC 5545, 3.1)."""
    if text:
        component.add(name, xml_text(text), parameters={"LANGUAGE": language})
