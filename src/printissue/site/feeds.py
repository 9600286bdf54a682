"""The Atom feeds (RFC 4287): one of each publication with all its issues, and one of the newest issues of all.

An entry is an issue with its full text. Its downloads are enclosures. All times are those of cover dates.
"""

import re
from collections.abc import Iterator, Sequence
from functools import partial
from html import escape
from itertools import islice
from typing import Any

from printissue.assets.labels import direction
from printissue.site.addresses import (
    absolute,
    feed_address,
    publication_address,
)
from printissue.site.atom import (
    FEED_TYPE,
    XML,
    add,
    add_link,
    add_person,
    as_bytes,
    latest,
    new_feed,
    timestamp,
)
from printissue.site.content import with_root
from printissue.site.library import (
    DataFile,
    IssueEntry,
    Library,
    PublicationEntry,
    SectionEntry,
    StoryEntry,
    brief,
    inputs_of,
)

PAGE_SIZE = 10
"""The number of issues on each page of a feed (RFC 5005, section 3)."""

_HEADING = re.compile(r"<(/?)h([2-5])(?=[ >])")


def feed_files(library: Library) -> Iterator[DataFile]:
    """Yield the feeds of a site."""
    newest = list(islice(library.issues(), PAGE_SIZE))
    yield _file(library, None, newest, page=1, pages=1)
    for publication in library.publications:
        issues = publication.issues
        pages = max(-(-len(issues) // PAGE_SIZE), 1)
        for page in range(1, pages + 1):
            chosen = issues[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
            pairs = [(publication, issue) for issue in chosen]
            yield _file(library, publication, pairs, page=page, pages=pages)


def _file(
    library: Library,
    publication: PublicationEntry | None,
    issues: Sequence[tuple[PublicationEntry, IssueEntry]],
    *,
    page: int,
    pages: int,
) -> DataFile:
    site = (library.title, library.base_url, library.language, library.description)
    owners = {owner.key: brief(owner) for owner, _ in issues}
    return DataFile(
        feed_address(publication.key if publication else "", page=page),
        partial(_feed, library, publication, issues, page=page, pages=pages),
        inputs_of((issue for _, issue in issues), site, owners, page, pages),
    )


def _feed(
    library: Library,
    publication: PublicationEntry | None,
    issues: Sequence[tuple[PublicationEntry, IssueEntry]],
    *,
    page: int,
    pages: int,
) -> bytes:
    base, key = library.base_url, publication.key if publication else ""
    home = absolute(base, publication_address(key) if publication else "")
    feed = new_feed({}, language=publication.language if publication else library.language)
    add(feed, "id", home)
    add(feed, "title", publication.title if publication else library.title)
    if subtitle := publication.subtitle if publication else library.description:
        add(feed, "subtitle", subtitle)
    add(feed, "updated", latest([issue.day for _, issue in issues]))
    add_person(feed, "author", publication.publisher if publication else library.title)
    if publication and publication.rights:
        add(feed, "rights", publication.rights)
    add(feed, "generator", "printissue")
    add_link(feed, "self", absolute(base, feed_address(key, page=page)), FEED_TYPE)
    add_link(feed, "alternate", home, "text/html")
    for rel, number in page_links(page, pages):
        add_link(feed, rel, absolute(base, feed_address(key, page=number)), FEED_TYPE)
    for owner, issue in issues:
        _add_entry(feed, library, owner, issue, named=publication is None)
    return as_bytes(feed)


def page_links(page: int, pages: int) -> Iterator[tuple[str, int]]:
    """Yield the relations of a page of a feed to other pages, with their numbers (RFC 5005, section 3)."""
    if pages > 1:
        yield "first", 1
        yield "last", pages
    if page > 1:
        yield "previous", page - 1
    if page < pages:
        yield "next", page + 1


def _add_entry(
    feed: Any,  # noqa: ANN401
    library: Library,
    publication: PublicationEntry,
    issue: IssueEntry,
    *,
    named: bool,
) -> None:
    """Append the entry of an issue; in a feed of several publications, it is `named` with its publication."""
    base, url = library.base_url, absolute(library.base_url, issue.address)
    entry = add(feed, "entry")
    if issue.language != publication.language or named:
        entry.set(f"{{{XML}}}lang", issue.language)
    add(entry, "id", url)
    add(entry, "title", issue.full_title if named else issue.title)
    add(entry, "published", timestamp(issue.day))
    add(entry, "updated", timestamp(issue.day))
    if named:
        add_person(entry, "author", publication.publisher)
    stories = tuple(issue.stories())
    for name in dict.fromkeys(author for story in stories for author in story.authors):
        add_person(entry, "contributor", name)
    for topic in dict.fromkeys(topic for story in stories for topic in story.topics):
        add(entry, "category", term=topic)
    add_link(entry, "alternate", url, "text/html", hreflang=issue.language)
    for one in issue.downloads:
        add_link(
            entry,
            "enclosure",
            absolute(base, one.address),
            one.media_type,
            hreflang=one.language,
            length=str(one.size),
            title=one.title,
        )
    if summary := issue.headline or issue.summary:
        add(entry, "summary", summary)
    add(entry, "content", issue_html(issue, base), type="html")


def issue_html(issue: IssueEntry, base_url: str) -> str:
    """Return the text of an issue as HTML: its cover, its lead, and its sections with their stories."""
    parts = list(_issue_parts(issue, base_url))
    attributes = f'lang="{issue.language}" dir="{direction(issue.language)}"'
    return with_root(f"<div {attributes}>\n{chr(10).join(parts)}\n</div>", base_url)


def _issue_parts(issue: IssueEntry, base_url: str) -> Iterator[str]:
    if issue.cover:
        picture = issue.cover.largest
        source = escape(absolute(base_url, picture.address))
        size = f'width="{picture.width}" height="{picture.height}"'
        yield f'<p><img src="{source}" alt="{escape(issue.cover.alt)}" {size}></p>'
    if issue.headline:
        yield f"<h2>{escape(issue.headline, quote=False)}</h2>"
    yield issue.lead_html
    for section in issue.sections:
        yield from _section_parts(section, issue, base_url)


def _section_parts(section: SectionEntry, issue: IssueEntry, base_url: str) -> Iterator[str]:
    if section.title:
        yield f"<h2>{escape(section.title, quote=False)}</h2>"
    yield _lower(section.lead_html)
    for story in section.stories:
        yield from _story_parts(story, issue, base_url)
    yield _lower(section.content_html)


def _story_parts(story: StoryEntry, issue: IssueEntry, base_url: str) -> Iterator[str]:
    other = story.language != issue.language
    if other:
        yield f'<div lang="{story.language}" dir="{direction(story.language)}">'
    yield f'<h3><a href="{escape(absolute(base_url, story.address))}">{story.title_html}</a></h3>'
    if story.standfirst:
        yield f"<p><em>{escape(story.standfirst, quote=False)}</em></p>"
    if story.authors:
        yield f"<p>{escape(', '.join(story.authors), quote=False)}</p>"
    yield _lower(story.content_html, by=2)
    if other:
        yield "</div>"


def _lower(content: str, by: int = 1) -> str:
    """Return HTML of a library with its headings some levels lower."""
    return _HEADING.sub(lambda one: f"<{one[1]}h{min(int(one[2]) + by, 6)}", content)
