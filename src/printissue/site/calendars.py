"""The calendars (RFC 5545) of the events that issues announce: one of each issue, and one of each publication."""

import datetime as dt
from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from icalendar import Calendar, Component, Event

from printissue.site.addresses import absolute, calendar_address
from printissue.site.atom import xml_text
from printissue.site.library import EventEntry, IssueEntry, Library

CALENDAR_TYPE = "text/calendar"

_END = b"END:VCALENDAR\r\n"


def calendar_files(library: Library) -> Iterator[tuple[str, bytes]]:
    """Yield the calendars of a site by their addresses. Issues and publications without events have none."""
    for publication in library.publications:
        name, language = publication.key, publication.language
        announced: list[tuple[EventEntry, bytes]] = []
        for issue in publication.issues:
            if issue.events:
                own = [(one, _event(library, issue, one)) for one in issue.events]
                yield calendar_address(name, issue.key), _calendar(own, issue.full_title, language)
                announced += own
        if announced:
            yield calendar_address(name), _calendar(announced, publication.title, language)


def _calendar(events: Sequence[tuple[EventEntry, bytes]], title: str, language: str) -> bytes:
    """Return a calendar of events, each with its component, in the order of their days."""
    calendar = Calendar()
    calendar.add("prodid", "-//printissue//printissue//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    _add_text(calendar, "name", title, language)
    calendar.add("x-wr-calname", xml_text(title))
    ordered = sorted(events, key=lambda one: (one[0].start, one[0].end, one[0].anchor))
    components = b"".join(component for _, component in ordered)
    content: bytes = calendar.to_ical()
    return content.removesuffix(_END) + components + _END


def _event(library: Library, issue: IssueEntry, event: EventEntry) -> bytes:
    """Return the component of an event of whole days. It ends on the day after its last one (RFC 5545, 3.6.1)."""
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
    content: bytes = component.to_ical()
    return content


def _add_text(component: Component, name: str, text: str, language: str) -> None:
    """Add a text with its language; an empty text is left out. Control characters are not allowed (RFC 5545, 3.1)."""
    if text:
        component.add(name, xml_text(text), parameters={"LANGUAGE": language})
