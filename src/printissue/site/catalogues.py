"""The OPDS 1.2 catalogues, by which reading systems find and download issues and volumes.

The catalogue of the site lists the newest issues and the publications; that of a publication its volumes and issues.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from printissue.site.addresses import absolute, catalogue_address, publication_address
from printissue.site.atom import add, add_link, add_person, as_bytes, latest, new_feed, timestamp
from printissue.site.feeds import page_links
from printissue.site.library import (
    Cover,
    DataFile,
    Download,
    IssueEntry,
    Library,
    PublicationEntry,
    VolumeEntry,
    brief,
    inputs_of,
)

PAGE_SIZE = 50
"""The number of entries on each page of a catalogue."""
NAVIGATION = "application/atom+xml;profile=opds-catalog;kind=navigation"
ACQUISITION = "application/atom+xml;profile=opds-catalog;kind=acquisition"

_OPDS = "http://opds-spec.org"
_DUBLIN_CORE = "http://purl.org/dc/terms/"
NEWEST = "opds/new.xml"
"""The catalogue of the newest issues of all publications."""

_Item = tuple[PublicationEntry, IssueEntry | VolumeEntry]


def catalogue_files(library: Library) -> Iterator[DataFile]:
    """Yield the catalogues of a site."""
    yield DataFile(catalogue_address(), partial(_root, library))
    newest = [pair for pair in library.issues() if pair[1].downloads][:PAGE_SIZE]
    yield _file(library, None, newest, page=1, pages=1)
    for publication in library.publications:
        items: list[_Item] = [(publication, one) for one in publication.volumes if one.downloads]
        items += [(publication, one) for one in publication.issues if one.downloads]
        pages = max(-(-len(items) // PAGE_SIZE), 1)
        for page in range(1, pages + 1):
            chosen = items[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
            yield _file(library, publication, chosen, page=page, pages=pages)


def _file(
    library: Library,
    publication: PublicationEntry | None,
    items: Sequence[_Item],
    *,
    page: int,
    pages: int,
) -> DataFile:
    issues = [issue for _, item in items for issue in _issues_of(item)]
    volumes = [
        replace(item, issues=(), terms=(), first_pages={})
        for _, item in items
        if isinstance(item, VolumeEntry)
    ]
    owners = {owner.key: brief(owner) for owner, _ in items}
    address = catalogue_address(publication.key, page=page) if publication else NEWEST
    return DataFile(
        address,
        partial(_acquisition, library, publication, items, page=page, pages=pages),
        inputs_of(
            issues, library.title, library.base_url, library.language, owners, volumes, pages
        ),
    )


def _issues_of(item: IssueEntry | VolumeEntry) -> tuple[IssueEntry, ...]:
    return item.issues if isinstance(item, VolumeEntry) else (item,)


def _root(library: Library) -> bytes:
    base = library.base_url
    feed = _catalogue(library, library.title, catalogue_address(), NAVIGATION, library.language)
    add(feed, "updated", latest([issue.day for _, issue in library.issues()]))
    add_person(feed, "author", library.title, base)
    newest = add(feed, "entry")
    add(newest, "id", absolute(base, NEWEST))
    add(newest, "title", library.title)
    add(newest, "updated", latest([issue.day for _, issue in library.issues()]))
    add(newest, "content", library.description or library.title, type="text")
    add_link(newest, f"{_OPDS}/sort/new", absolute(base, NEWEST), ACQUISITION)
    for publication in library.publications:
        entry = add(feed, "entry")
        add(entry, "id", absolute(base, publication.address))
        add(entry, "title", publication.title)
        add(entry, "updated", latest([issue.day for issue in publication.issues]))
        add(entry, "content", publication.subtitle or publication.publisher, type="text")
        address = catalogue_address(publication.key)
        add_link(entry, "subsection", absolute(base, address), ACQUISITION)
        add_link(entry, "alternate", absolute(base, publication.address), "text/html")
        newest_issue = publication.newest
        _add_cover(entry, base, newest_issue.cover if newest_issue else None)
    return as_bytes(feed)


def _acquisition(
    library: Library,
    publication: PublicationEntry | None,
    items: Sequence[_Item],
    *,
    page: int,
    pages: int,
) -> bytes:
    base, key = library.base_url, publication.key if publication else ""
    address = catalogue_address(key, page=page) if publication else NEWEST
    title = publication.title if publication else library.title
    language = publication.language if publication else library.language
    feed = _catalogue(library, title, address, ACQUISITION, language)
    add_link(feed, "up", absolute(base, catalogue_address()), NAVIGATION)
    home = absolute(base, publication_address(key) if publication else "")
    add_link(feed, "alternate", home, "text/html")
    for rel, number in page_links(page, pages):
        add_link(feed, rel, absolute(base, catalogue_address(key, page=number)), ACQUISITION)
    days = [day for _, one in items if (day := _day(one))]
    add(feed, "updated", latest(days))
    add_person(feed, "author", publication.publisher if publication else library.title, home)
    for owner, one in items:
        _add_entry(feed, base, owner, one)
    return as_bytes(feed)


def _catalogue(library: Library, title: str, address: str, kind: str, language: str) -> Any:  # noqa: ANN401
    base = library.base_url
    feed = new_feed({"dc": _DUBLIN_CORE, "opds": f"{_OPDS}/2010/catalog"}, language=language)
    add(feed, "id", absolute(base, address))
    add(feed, "title", title)
    add_link(feed, "self", absolute(base, address), kind)
    add_link(feed, "start", absolute(base, catalogue_address()), NAVIGATION)
    return feed


def _day(item: IssueEntry | VolumeEntry) -> Any:  # noqa: ANN401
    if isinstance(item, IssueEntry):
        return item.day
    return max((issue.day for issue in item.issues), default=None)


def _add_entry(
    feed: Any,  # noqa: ANN401
    base: str,
    publication: PublicationEntry,
    item: IssueEntry | VolumeEntry,
) -> None:
    entry, url = add(feed, "entry"), absolute(base, item.address)
    issues = _issues_of(item)
    day = max(issue.day for issue in issues)
    add(entry, "id", url)
    add(entry, "title", item.full_title if isinstance(item, IssueEntry) else item.title)
    add(entry, "updated", timestamp(day))
    add(entry, f"{{{_DUBLIN_CORE}}}language", item.language)
    issued = item.date if isinstance(item, IssueEntry) else item.year
    add(entry, f"{{{_DUBLIN_CORE}}}issued", issued)
    add(entry, f"{{{_DUBLIN_CORE}}}publisher", publication.publisher)
    if publication.issn:
        add(entry, f"{{{_DUBLIN_CORE}}}isPartOf", f"urn:ISSN:{publication.issn}")
    stories = [story for issue in issues for story in issue.stories()]
    authors = dict.fromkeys(name for story in stories for name in story.authors)
    for name in authors or [publication.publisher]:
        add_person(entry, "author", name)
    topics = dict.fromkeys(topic for story in stories for topic in story.topics)
    for topic in topics if isinstance(item, IssueEntry) else ():
        add(entry, "category", term=topic, label=topic)
    summary = item.headline or item.summary if isinstance(item, IssueEntry) else item.lacks
    if summary:
        add(entry, "summary", summary, type="text")
    if publication.rights:
        add(entry, "rights", publication.rights)
    add_link(entry, "alternate", url, "text/html")
    _add_cover(entry, base, item.cover)
    for one in item.downloads:
        _add_acquisition(entry, base, one)


def _add_acquisition(entry: Any, base: str, download: Download) -> None:  # noqa: ANN401
    add_link(
        entry,
        f"{_OPDS}/acquisition/open-access",
        absolute(base, download.address),
        download.media_type,
        hreflang=download.language,
        length=str(download.size),
        title=download.title,
    )


def _add_cover(entry: Any, base: str, cover: Cover | None) -> None:  # noqa: ANN401
    if cover:
        for rel, picture in (("image", cover.largest), ("image/thumbnail", cover.thumbnail)):
            address = absolute(base, picture.address)
            add_link(entry, f"{_OPDS}/{rel}", address, picture.media_type)
