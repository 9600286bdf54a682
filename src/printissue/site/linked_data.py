"""Linked data (JSON-LD, schema.org) of publications, volumes, issues and stories, for the heads of their pages."""

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from printissue.site.addresses import absolute
from printissue.site.library import (
    Cover,
    Download,
    EventEntry,
    IssueEntry,
    Library,
    Picture,
    PublicationEntry,
    StoryEntry,
    VolumeEntry,
)

Data = dict[str, Any]
"""A node: its `@type` and properties. A node with only an `@id` refers to one of another page."""

_ESCAPES = {one: f"\\u{ord(one):04x}" for one in "<>&\u2028\u2029"}
"""The characters that could end the script element or a line of it, escaped as JSON allows."""


def as_script(data: Mapping[str, Any]) -> str:
    """Return a node as JSON-LD that can be the content of a `script` element, whatever texts it contains."""
    text = json.dumps({"@context": "https://schema.org", **data}, ensure_ascii=False)
    for character, escaped in _ESCAPES.items():
        text = text.replace(character, escaped)
    return text


def site_data(library: Library) -> Data:
    """Return the site as a WebSite."""
    return _node(
        "WebSite",
        id=library.base_url,
        name=library.title,
        url=library.base_url,
        description=library.description,
        inLanguage=library.language,
    )


def publication_data(library: Library, publication: PublicationEntry) -> Data:
    """Return a publication as a Periodical."""
    url = absolute(library.base_url, publication.address)
    return _node(
        "Periodical",
        id=url,
        name=publication.title,
        alternativeHeadline=publication.subtitle,
        url=url,
        issn=publication.issn,
        inLanguage=publication.language,
        publisher=_organization(publication),
        copyrightNotice=publication.rights,
        hasPart=[_reference(library, one.address) for one in publication.issues],
    )


def volume_data(library: Library, publication: PublicationEntry, volume: VolumeEntry) -> Data:
    """Return a volume as a PublicationVolume."""
    url = absolute(library.base_url, volume.address)
    return _node(
        "PublicationVolume",
        id=url,
        name=volume.title,
        url=url,
        volumeNumber=volume.number or volume.year,
        datePublished=volume.year,
        inLanguage=volume.language,
        publisher=_organization(publication),
        isPartOf=_periodical(library, publication),
        image=_cover(library, volume.cover),
        hasPart=[_reference(library, one.address) for one in volume.issues],
        encoding=_files(library, volume.downloads),
    )


def issue_data(library: Library, publication: PublicationEntry, issue: IssueEntry) -> Data:
    """Return an issue as a PublicationIssue, with references to its stories, its files and its events."""
    url = absolute(library.base_url, issue.address)
    return _node(
        "PublicationIssue",
        id=url,
        name=issue.full_title,
        url=url,
        issueNumber=issue.number,
        datePublished=issue.date,
        description=issue.headline or issue.summary,
        inLanguage=issue.language,
        pagination=_pagination(issue.first_folio, issue.last_folio),
        publisher=_organization(publication),
        isPartOf=_container(library, publication, issue),
        image=_cover(library, issue.cover),
        hasPart=[_reference(library, one.address) for one in issue.stories() if one.has_page],
        encoding=_files(library, issue.downloads),
        mentions=[_event(library, issue, one) for one in issue.events],
    )


def story_data(
    library: Library, publication: PublicationEntry, issue: IssueEntry, story: StoryEntry
) -> Data:
    """Return a story as an Article."""
    url = absolute(library.base_url, story.address)
    named = [("Person", one) for one in story.people] + [("Place", one) for one in story.places]
    return _node(
        "Article",
        id=url,
        headline=story.title,
        url=url,
        mainEntityOfPage=url,
        description=story.summary,
        articleSection=story.section,
        datePublished=issue.date,
        inLanguage=story.language,
        author=_persons(story) or _organization(publication),
        publisher=_organization(publication),
        isPartOf={
            **_reference(library, issue.address),
            **_node(
                "PublicationIssue",
                name=issue.full_title,
                issueNumber=issue.number,
                datePublished=issue.date,
                isPartOf=_container(library, publication, issue),
            ),
        },
        pageStart=story.first_folio,
        pageEnd=story.last_folio,
        keywords=", ".join(story.topics),
        about=[_node("Thing", name=name) for name in story.topics],
        mentions=[_node(kind, name=name) for kind, name in named],
        image=_picture(library, story.picture) or _cover(library, issue.cover),
    )


def _node(kind: str, *, id: str = "", **properties: object) -> Data:  # noqa: A002 - it becomes @id
    """Return a node without its empty properties."""
    node: Data = {"@type": kind, **({"@id": id} if id else {})}
    return node | {name: value for name, value in properties.items() if value}


def _reference(library: Library, address: str) -> Data:
    return {"@id": absolute(library.base_url, address)}


def _organization(publication: PublicationEntry) -> Data:
    web = publication.contact.web if publication.contact else None
    return _node("Organization", name=publication.publisher, url=web)


def _periodical(library: Library, publication: PublicationEntry) -> Data:
    url = absolute(library.base_url, publication.address)
    return _node("Periodical", id=url, name=publication.title, issn=publication.issn)


def _container(library: Library, publication: PublicationEntry, issue: IssueEntry) -> Data:
    """Return what an issue is part of: the numbered volume, if it has one, and the periodical."""
    periodical = _periodical(library, publication)
    if not issue.volume:
        return periodical
    bound = [one for one in publication.volumes if issue.key in one.first_pages]
    url = absolute(library.base_url, bound[0].address) if bound else ""
    return _node("PublicationVolume", id=url, volumeNumber=issue.volume, isPartOf=periodical)


def _pagination(first: str, last: str) -> str:
    return first if first == last else f"{first}–{last}"


def _files(library: Library, downloads: Sequence[Download]) -> list[Data]:
    return [
        _node(
            "MediaObject",
            name=one.title,
            contentUrl=absolute(library.base_url, one.address),
            encodingFormat=one.media_type,
            contentSize=str(one.size),
            sha256=one.sha256,
            inLanguage=one.language,
        )
        for one in downloads
    ]


def _picture(library: Library, picture: Picture | None) -> Data | None:
    if picture is None:
        return None
    url = absolute(library.base_url, picture.address)
    return _node("ImageObject", url=url, width=picture.width, height=picture.height)


def _cover(library: Library, cover: Cover | None) -> Data | None:
    return _picture(library, cover.largest) if cover else None


def _persons(story: StoryEntry) -> list[Data]:
    if not story.persons:
        return [_node("Person", name=name) for name in story.authors]
    return [
        _node(
            "Person",
            name=one.name,
            jobTitle=one.role,
            description=one.about,
            email=one.url.removeprefix("mailto:") if one.url.startswith("mailto:") else "",
            url=one.url if one.url.startswith("http") else "",
        )
        for one in story.persons
    ]


def _moment(day: dt.date, time: str, zone: str) -> str:
    """Return a day, or a time on it with its distance to UTC if the zone is known (ISO 8601)."""
    if not time:
        return day.isoformat()
    moment = dt.datetime.combine(day, dt.time.fromisoformat(time))
    return (moment.replace(tzinfo=ZoneInfo(zone)) if zone else moment).isoformat()


def _event(library: Library, issue: IssueEntry, event: EventEntry) -> Data:
    page = issue.reading.address if issue.reading else issue.address
    ends = event.end_time or not event.start_time or event.end != event.start
    return _node(
        "Event",
        name=event.title,
        startDate=_moment(event.start, event.start_time, event.zone),
        endDate=_moment(event.end, event.end_time, event.zone) if ends else "",
        description=event.description,
        inLanguage=event.language,
        location=_node("Place", name=event.place, address=event.place) if event.place else None,
        organizer=_node("Organization", name=event.organiser) if event.organiser else None,
        offers=_node("Offer", description=event.price) if event.price else None,
        sameAs=list(event.links),
        url=event.url or absolute(library.base_url, f"{page}#{event.anchor}"),
    )
