"""The metadata in the head of a page: canonical address, Open Graph, Highwire citation tags, feeds, linked data."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import escape

from printissue.site import linked_data
from printissue.site.addresses import (
    absolute,
    calendar_address,
    catalogue_address,
    feed_address,
    relative,
)
from printissue.site.atom import FEED_TYPE
from printissue.site.calendars import CALENDAR_TYPE
from printissue.site.catalogues import ACQUISITION, NAVIGATION
from printissue.site.library import (
    Cover,
    IssueEntry,
    Library,
    Picture,
    PublicationEntry,
    StoryEntry,
    TermEntry,
    VolumeEntry,
)
from printissue.site.linked_data import as_script

Entry = PublicationEntry | VolumeEntry | IssueEntry | StoryEntry | TermEntry | None
"""The subject of a page; None for a page of the whole site."""

_RASTER = ("image/jpeg", "image/png", "image/webp", "image/gif")
"""The types of pictures that services show with a shared link."""


@dataclass(frozen=True, slots=True)
class FeedLink:
    """A feed, catalogue or calendar; `label` is the name of the label that describes it."""

    label: str
    address: str
    media_type: str


@dataclass(frozen=True, slots=True)
class Meta:
    """A `meta` element. `attribute` is `name` or, for Open Graph, `property`."""

    attribute: str
    key: str
    content: str


def feed_links(library: Library, publication: str = "") -> tuple[FeedLink, ...]:
    """Return the feeds of a publication, or those of the whole site."""
    links = [
        FeedLink("news_feed", feed_address(publication), FEED_TYPE),
        FeedLink(
            "catalogue_feed",
            catalogue_address(publication),
            ACQUISITION if publication else NAVIGATION,
        ),
    ]
    shown = next((one for one in library.publications if one.key == publication), None)
    if shown and any(issue.events for issue in shown.issues):
        links.append(FeedLink("calendar_feed", calendar_address(publication), CALENDAR_TYPE))
    return tuple(links)


class PageMetadata:
    """Makes the metadata of the pages of a library."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._publications = {one.key: one for one in library.publications}
        self._issues = {(one.key, issue.key): issue for one, issue in library.issues()}
        self._feeds = {key: feed_links(library, key) for key in ("", *self._publications)}
        self._newest = next((issue for _, issue in library.issues()), None)

    def head_html(self, address: str, entry: Entry = None) -> str:
        """Return the elements for the head of the page at an address, one a line: links, `meta` and linked data."""
        lines = [f'<link rel="canonical" href="{escape(self._url(address))}">']
        publication = self._publication_of(entry)
        title = escape(publication.title if publication else self._library.title)
        for one in self._feeds[publication.key if publication else ""]:
            href = escape(relative(one.address, start=address))
            lines.append(
                f'<link rel="alternate" type="{one.media_type}" title="{title}" href="{href}">'
            )
        for other in entry.translations if isinstance(entry, IssueEntry) else ():
            inside = "://" not in other.address
            target = escape(self._url(other.address) if inside else other.address)
            lines.append(f'<link rel="alternate" hreflang="{other.language}" href="{target}">')
        lines += [
            f'<meta {one.attribute}="{one.key}" content="{escape(one.content)}">'
            for one in self.metas(address, entry)
        ]
        if data := self._linked_data(address, entry):
            lines.append(f'<script type="application/ld+json">{as_script(data)}</script>')
        return "\n".join(lines)

    def metas(self, address: str, entry: Entry = None) -> Iterator[Meta]:
        """Yield the description, the Open Graph values and, of a story, the Highwire values of a page."""
        description = _description(self._library, entry)
        if description:
            yield Meta("name", "description", description)
        picture = self._shared_picture(entry)
        values = [
            ("og:title", _title(self._library, entry)),
            ("og:description", description),
            ("og:type", "article" if isinstance(entry, StoryEntry) else "website"),
            ("og:url", self._url(address)),
            ("og:site_name", self._library.title),
            ("og:locale", _locale(_language(self._library, entry))),
            *(self._picture_values(picture) if picture else ()),
            *(self._article_values(entry) if isinstance(entry, StoryEntry) else ()),
        ]
        yield from (Meta("property", key, value) for key, value in values if value)
        yield Meta("name", "twitter:card", "summary_large_image" if picture else "summary")
        if isinstance(entry, StoryEntry):
            yield from self.citation(entry)

    def citation(self, story: StoryEntry) -> Iterator[Meta]:
        """Yield the Highwire values of a story, by which catalogues of scholarly literature index it."""
        publication, issue = self._issue_of(story)
        pdf = next((one for one in issue.downloads if one.media_type == "application/pdf"), None)
        values = [
            ("title", story.title),
            *(("author", name) for name in story.authors),
            ("publication_date", issue.date.replace("-", "/")),
            ("journal_title", publication.title),
            ("publisher", publication.publisher),
            ("issn", publication.issn),
            ("volume", issue.volume),
            ("issue", issue.number),
            ("firstpage", story.first_folio),
            ("lastpage", story.last_folio),
            ("language", story.language),
            *(("keywords", topic) for topic in story.topics),
            ("fulltext_html_url", self._url(story.address)),
            ("pdf_url", self._url(pdf.address) if pdf else ""),
        ]
        yield from (Meta("name", f"citation_{key}", value) for key, value in values if value)

    def _url(self, address: str) -> str:
        return absolute(self._library.base_url, address)

    def _issue_of(self, story: StoryEntry) -> tuple[PublicationEntry, IssueEntry]:
        issue = self._issues[story.publication, story.key]
        return self._publications[story.publication], issue

    def _publication_of(self, entry: Entry) -> PublicationEntry | None:
        if isinstance(entry, PublicationEntry):
            return entry
        if entry is None or isinstance(entry, TermEntry):
            return None
        return self._publications[entry.publication]

    def _picture_values(self, picture: Picture) -> list[tuple[str, str]]:
        return [
            ("og:image", self._url(picture.address)),
            ("og:image:type", picture.media_type),
            ("og:image:width", str(picture.width)),
            ("og:image:height", str(picture.height)),
        ]

    def _article_values(self, story: StoryEntry) -> list[tuple[str, str]]:
        _, issue = self._issue_of(story)
        return [
            ("article:published_time", issue.day.isoformat()),
            ("article:section", story.section),
            *(("article:tag", topic) for topic in story.topics),
        ]

    def _shared_picture(self, entry: Entry) -> Picture | None:
        """Return the picture that services show with a link: that of the story, or a cover."""
        cover: Cover | None = None
        match entry:
            case StoryEntry():
                if entry.picture and entry.picture.media_type in _RASTER:
                    return entry.picture
                cover = self._issue_of(entry)[1].cover
            case IssueEntry() | VolumeEntry():
                cover = entry.cover
            case PublicationEntry():
                cover = entry.newest.cover if entry.newest else None
            case None:
                cover = self._newest.cover if self._newest else None
        return cover.largest if cover else None

    def _linked_data(self, address: str, entry: Entry) -> linked_data.Data | None:
        """Return the node of what the page is about; None for terms and for pages of the site other than the first."""
        library = self._library
        match entry:
            case PublicationEntry():
                return linked_data.publication_data(library, entry)
            case VolumeEntry():
                publication = self._publications[entry.publication]
                return linked_data.volume_data(library, publication, entry)
            case IssueEntry():
                publication = self._publications[entry.publication]
                return linked_data.issue_data(library, publication, entry)
            case StoryEntry():
                return linked_data.story_data(library, *self._issue_of(entry), entry)
            case None if not address:
                return linked_data.site_data(library)
        return None


def _title(library: Library, entry: Entry) -> str:
    match entry:
        case IssueEntry():
            return entry.full_title
        case TermEntry():
            return entry.term
        case None:
            return library.title
    return entry.title


def _description(library: Library, entry: Entry) -> str:
    match entry:
        case PublicationEntry():
            return entry.subtitle
        case IssueEntry():
            return entry.headline or entry.summary
        case StoryEntry():
            return entry.summary
        case None:
            return library.description
    return ""


def _language(library: Library, entry: Entry) -> str:
    return library.language if entry is None or isinstance(entry, TermEntry) else entry.language


def _locale(language: str) -> str:
    """Return a language tag with a region as Open Graph writes it: `pt_BR`; empty without a region."""
    match = re.fullmatch("([a-z]{2,3})(?:-[A-Za-z]{4})?-([A-Z]{2})", language)
    return f"{match[1]}_{match[2]}" if match else ""
