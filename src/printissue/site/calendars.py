"""The calendars (RFC 5545) of the events that issues announce: one of each issue, and one of each publication.

icalendar is loaded only when an event is made: with its time zones, that takes a third of a second.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from functools import partial
from importlib.metadata import version
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from printissue.assets.web_cache import cached
from printissue.site.addresses import absolute, calendar_address
from printissue.site.atom import xml_text
from printissue.site.library import DataFile, EventEntry, IssueEntry, Library, inputs_of

if TYPE_CHECKING:
    from icalendar import Component

CALENDAR_TYPE = "text/calendar"

_BEGIN, _END = b"BEGIN:VEVENT\r\n", b"END:VCALENDAR\r\n"
_MADE_BY = version("icalendar"), 2
"""The version of icalendar, and of what is made here; both decide on the bytes of a calendar."""


def calendar_files(library: Library) -> Iterator[DataFile]:
    """Yield the calendars of a site. Issues and publications without events have none."""
    base = library.base_url
    for publication in library.publications:
        issues = [issue for issue in publication.issues if issue.events]
        for issue in issues:
            address = calendar_address(publication.key, issue.key)
            yield DataFile(address, partial(_cached, library, issue), inputs_of([issue], base))
        if issues:
            title, language = publication.title, publication.language
            yield DataFile(
                calendar_address(publication.key),
                partial(_whole, library, issues, title, language),
                inputs_of(issues, base, title, language),
            )


def _whole(library: Library, issues: Sequence[IssueEntry], title: str, language: str) -> bytes:
    """Return the calendar of a publication: the events of its issues."""
    head = cached(partial(_calendar, title, language), "calendar", _MADE_BY, title, language)
    calendars = [_cached(library, issue) for issue in issues]
    events = [one[one.index(_BEGIN) : -len(_END)] for one in calendars]
    zones = _time_zones([event for issue in issues for event in issue.events])
    return head.removesuffix(_END) + zones + b"".join(events) + _END


def _cached(library: Library, issue: IssueEntry) -> bytes:
    """Return the calendar of an issue; to make it takes a millisecond for each event."""
    parts = (library.base_url, issue.address, issue.full_title, issue.date, issue.reading)
    events = sorted(issue.events, key=lambda one: (one.start, one.end, one.anchor))

    def make() -> bytes:
        components = [_event(library, issue, one) for one in events]
        head = _calendar(issue.full_title, issue.language)
        return head.removesuffix(_END) + _time_zones(events) + b"".join(components) + _END

    return cached(make, "events", _MADE_BY, *parts, issue.language, events)


def _calendar(title: str, language: str) -> bytes:
    """Return a calendar without events."""
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", "-//printissue//printissue//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    _add_text(calendar, "name", title, language)
    calendar.add("x-wr-calname", xml_text(title))
    content: bytes = calendar.to_ical()
    return content


def _event(library: Library, issue: IssueEntry, event: EventEntry) -> bytes:
    """Return the component of an event.

    One of whole days ends on the day after its last one (RFC 5545, 3.6.1). One with a time is in its time zone; without
    a zone, its time is the same everywhere ("floating", 3.3.5).
    """
    from icalendar import Event

    host = urlsplit(library.base_url).hostname or "localhost"
    page = issue.reading.address if issue.reading else issue.address
    anchor = f"#{event.anchor}" if issue.reading else ""
    component = Event()
    component.add("uid", f"{event.anchor}@{event.publication}.{host}")
    component.add("dtstamp", dt.datetime.combine(issue.day, dt.time(), dt.UTC))
    start, end = _span(event)
    component.add("dtstart", start)
    if end is not None:
        component.add("dtend", end)
    _add_text(component, "summary", event.title, event.language)
    _add_text(component, "location", event.place, event.language)
    _add_text(component, "contact", event.organiser, event.language)
    _add_text(component, "description", event.description, event.language)
    component.add("url", event.url or absolute(library.base_url, f"{page}{anchor}"))
    component.add("transp", "TRANSPARENT")
    content: bytes = component.to_ical()
    return content


def _span(event: EventEntry) -> tuple[dt.date, dt.date | None]:
    """Return the start of an event, and the moment or day at which it is over; None if that is not known."""
    after = event.end + dt.timedelta(days=1)
    if not event.start_time:
        return event.start, after
    end = None
    if event.end_time:
        end = _moment(event.end, event.end_time, event.zone)
    elif event.end != event.start:
        end = _moment(after, "00:00", event.zone)
    return _moment(event.start, event.start_time, event.zone), end


def _moment(day: dt.date, time: str, zone: str) -> dt.datetime:
    tzinfo = ZoneInfo(zone) if zone else None
    return dt.datetime.combine(day, dt.time.fromisoformat(time), tzinfo)


def _time_zones(events: Sequence[EventEntry]) -> bytes:
    """Return the definitions of the time zones of events (RFC 5545, 3.6.5), for the years of these events."""
    timed = [one for one in events if one.start_time and one.zone not in ("", "UTC")]
    if not timed:
        return b""
    from icalendar import Timezone

    first = dt.date(min(one.start.year for one in timed), 1, 1)
    last = dt.date(max(one.end.year for one in timed) + 1, 1, 1)
    zones = sorted({one.zone for one in timed})
    return b"".join(
        Timezone.from_tzid(zone, first_date=first, last_date=last).to_ical() for zone in zones
    )


def _add_text(component: "Component", name: str, text: str, language: str) -> None:
    """Add a text with its language; an empty text is left out. Control characters are not allowed (RFC 5545, 3.1)."""
    if text:
        component.add(name, xml_text(text), parameters={"LANGUAGE": language})
