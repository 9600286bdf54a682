"""The calendars (RFC 5545) of the events that issues announce: one of each issue, and one of each publication."""

import datetime as dt
from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from icalendar import Calendar, Event

from printissue.site.addresses import absolute, calendar_address
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
    calendar.add("name", title, parameters={"LANGUAGE": publication.language})
    calendar.add("x-wr-calname", title)
    for issue, event in sorted(events, key=lambda one: (one[1].start, one[1].end, one[1].anchor)):
        calendar.add_component(_event(library, issue, event))
    content: bytes = calendar.to_ical()
    return content


def _event(library: Library, issue: IssueEntry, event: EventEntry) -> Event:
    """Return an event of whole days. It ends on the day after its last one (RFC 5545, 3.6.1)."""
    host = urlsplit(library.base_url).hostname or "localhost"
    language = {"LANGUAGE": event.language}
    page = issue.reading.address if issue.reading else issue.address
    anchor = f"#{event.anchor}" if issue.reading else ""
    component = Event()
    component.add("uid", f"{event.anchor}@{event.publication}.{host}")
    component.add("dtstamp", dt.datetime.combine(issue.day, dt.time(), dt.UTC))
    component.add("dtstart", event.start)
    component.add("dtend", event.end + dt.timedelta(days=1))
    component.add("summary", event.title, parameters=language)
    if event.place:
        component.add("location", event.place, parameters=language)
    if event.organiser:
        component.add("contact", event.organiser, parameters=language)
    if event.description:
        component.add("description", event.description, parameters=language)
    component.add("url", event.url or absolute(library.base_url, f"{page}{anchor}"))
    component.add("transp", "TRANSPARENT")
    return component
