"""The pages of a site: their addresses, their templates and the values that they show."""

import datetime as dt
import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from markupsafe import Markup

from printissue.assets.labels import short_date
from printissue.core.keys import key_like
from printissue.site import addresses
from printissue.site.addresses import TERM_KINDS
from printissue.site.content import with_root
from printissue.site.library import (
    IssueEntry,
    Library,
    PublicationEntry,
    StoryEntry,
    TermEntry,
    VolumeEntry,
    brief,
    inputs_of,
)
from printissue.site.metadata import Entry

POLICY = (
    "default-src 'none'; img-src 'self'; style-src 'self'; font-src 'self'; "
    "base-uri 'none'; form-action 'none'"
)
"""The Content-Security-Policy of pages without a script."""

SEARCH_POLICY = (
    "default-src 'none'; img-src 'self'; style-src 'self'; font-src 'self'; connect-src 'self'; "
    "script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; base-uri 'none'; form-action 'none'"
)
"""The Content-Security-Policy of the search page, whose script loads the index of pagefind, a WebAssembly program."""

SEARCH, STATEMENT, LATEST = "search/", "accessibility/", "latest/"

NEWEST_ON_HOME = 6
"""The newest issues of each publication whose covers are on the home page; all are in the list of years."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its address, its template with the values that only it has, and what it is about.

    `publication` is the one whose theme and language it has: for pages of the whole site, None. `trail` is the way from
    the home page to this one. `stylesheets` are the addresses of its own style sheets, in place of the theme's. A page
    that is served for any address has links from `root` instead of relative ones. `head` is HTML for its head. A page
    with a `web_page` is that page of a web edition with the bar that the template makes. `changed` is the day of its
    last change; search engines should find pages that are `listed`.
    """

    address: str
    template: str
    publication: PublicationEntry | None = None
    entry: Entry = None
    language: str = ""
    values: Mapping[str, object] = field(default_factory=dict)
    trail: tuple["Step", ...] = ()
    full_masthead: bool = False
    policy: str = POLICY
    stylesheets: tuple[str, ...] = ()
    root: str = ""
    head: str = ""
    web_page: Path | None = None
    changed: dt.date | None = None
    listed: bool = True


@dataclass(frozen=True, slots=True)
class Step:
    """A link to a page of the site: its title, or the label that is its title.

    An empty `language` is that of the page that the link is on.
    """

    title: str
    address: str
    language: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Content:
    """The HTML of a story; its digest stands for it in what a page is made from."""

    digest: str
    html: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class YearOfIssues:
    """A year: its issues, and the address of its volume, empty if it is not bound."""

    name: str
    issues: tuple[IssueEntry, ...]
    volume: str = ""


@dataclass(frozen=True, slots=True)
class ListedIssue:
    """An issue in the list of a year, by its date without the year."""

    short: str
    address: str


@dataclass(frozen=True, slots=True)
class ListedYear:
    """A year in the list of all issues, and the address of its volume."""

    name: str
    issues: tuple[ListedIssue, ...]
    volume: str = ""


@dataclass(frozen=True, slots=True)
class HomeEntry:
    """A publication on the home page: its newest issues, and all of them by year."""

    publication: PublicationEntry
    issues: tuple[IssueEntry, ...]
    years: tuple[ListedYear, ...]


@dataclass(frozen=True, slots=True)
class ListedTerm:
    """A term in the list of all terms, with the number of its stories."""

    term: str
    address: str
    count: int


@dataclass(frozen=True, slots=True)
class TermGroup:
    """The terms with the same initial letter."""

    initial: str
    anchor: str
    terms: tuple[ListedTerm, ...]


@dataclass(frozen=True, slots=True)
class ListedStory:
    """A story on the page of a term."""

    story: StoryEntry
    issue: IssueEntry
    publication: str


@dataclass(frozen=True, slots=True)
class PageGroup:
    """Pages that are listed together: all those of one issue, or a single page.

    The pages of an issue stay the same as long as its `inputs` and the file `web_page` do: they need not be listed
    again. Those of a group without inputs are always listed.
    """

    name: str
    pages: Callable[[], Iterator[Page]]
    inputs: str = ""
    web_page: Path | None = None


def groups_of(library: Library) -> Iterator[PageGroup]:
    """Yield the pages of a site, the home page first; those of an issue together."""
    return _Pages(library).groups()


def pages_of(library: Library) -> Iterator[Page]:
    """Yield all pages of a site, the home page first."""
    for group in groups_of(library):
        yield from group.pages()


def brief_issue(issue: IssueEntry) -> IssueEntry:
    """Return an issue without its contents, for pages that only name it."""
    return replace(issue, sections=(), events=())


def search_indexes(library: Library) -> dict[str, list[IssueEntry]]:
    """Return the issues of each index of the search by its address, the newest index first.

    A new issue is the last one of an index, so it changes no other one.
    """
    oldest_first = [issue for _, issue in library.issues() if issue.reading][::-1]
    indexes: dict[str, list[IssueEntry]] = {}
    most = addresses.ISSUES_OF_INDEX
    for _, same in groupby(oldest_first, key=lambda one: addresses.search_folder(one.year)):
        issues = list(same)
        for number, start in enumerate(range(0, len(issues), most), 1):
            indexes[addresses.search_folder(issues[0].year, number)] = issues[start : start + most]
    return dict(reversed(indexes.items()))


def named_issue(issue: IssueEntry) -> IssueEntry:
    """Return an issue with no more than its name, date and cover, for lists of many issues."""
    return replace(
        issue,
        sections=(),
        events=(),
        downloads=(),
        reading=None,
        summary="",
        lead_html="",
    )


def brief_story(story: StoryEntry) -> StoryEntry:
    """Return a story without its text and its terms."""
    return replace(
        story, content_html="", digest="", summary="", topics=(), people=(), places=(), picture=None
    )


class _Pages:
    """The pages of a library."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._publications = {one.key: one for one in library.publications}
        self._brief = {key: brief(one) for key, one in self._publications.items()}
        self._only = len(self._publications) == 1
        self._issues = {
            (issue.publication, issue.key): brief_issue(issue) for _, issue in library.issues()
        }
        self._named = {name: named_issue(issue) for name, issue in self._issues.items()}
        self._term_links = {
            (one.kind, one.term.casefold()): (number, Step(one.term, one.address))
            for number, one in enumerate(library.terms)
        }

    def groups(self) -> Iterator[PageGroup]:
        for page in self._first_pages():
            yield PageGroup(page.address, partial(iter, (page,)))
        for publication in self._publications.values():
            yield from self._issue_groups(publication)
        yield from map(self._term_group, self._library.terms)
        for page in self._last_pages():
            yield PageGroup(page.address, partial(iter, (page,)))

    def _first_pages(self) -> Iterator[Page]:
        yield self._home()
        for publication in self._publications.values():
            yield self._publication(publication)
            if publication.newest:
                address = addresses.latest_address(publication.key)
                yield self._latest(address, publication, publication.newest)
            yield from (self._volume(publication, one) for one in publication.volumes)

    def _last_pages(self) -> Iterator[Page]:
        for kind in TERM_KINDS:
            if terms := self._library.terms_of(kind):
                yield self._terms(kind, terms)
        yield from self._others()

    def _home(self) -> Page:
        newest = next(self._library.issues(), None)
        values = {
            "newest": newest and self._briefly(newest[1]),
            "lead": _lead(newest[1] if newest else None, addresses.HOME),
            "entries": tuple(map(self._home_entry, self._publications.values())),
        }
        only = next(iter(self._brief.values())) if self._only else None
        return Page(
            addresses.HOME,
            "site/home.html.j2",
            publication=only,
            values=values,
            full_masthead=True,
        )

    def _home_entry(self, publication: PublicationEntry) -> HomeEntry:
        listed = tuple(
            ListedYear(
                year.name,
                tuple(
                    ListedIssue(short_date(one.date, publication.language), one.address)
                    for one in reversed(year.issues)
                ),
                year.volume,
            )
            for year in self._years(publication)
        )
        newest = tuple(map(self._name, publication.issues[:NEWEST_ON_HOME]))
        return HomeEntry(self._brief[publication.key], newest, listed)

    def _publication(self, publication: PublicationEntry) -> Page:
        values = {
            "newest": publication.newest and self._briefly(publication.newest),
            "lead": _lead(publication.newest, publication.address),
            "years": tuple(self._years(publication)),
        }
        return self._page(
            publication.address,
            "site/publication.html.j2",
            publication,
            entry=publication,
            values=values,
            trail=self._trail(publication),
            full_masthead=True,
        )

    def _years(self, publication: PublicationEntry) -> Iterator[YearOfIssues]:
        volumes = {one.year: one.address for one in publication.volumes}
        for year, issues in groupby(publication.issues, key=lambda one: one.year):
            yield YearOfIssues(year, tuple(map(self._name, issues)), volumes.get(year, ""))

    def _latest(self, address: str, publication: PublicationEntry, issue: IssueEntry) -> Page:
        return self._page(
            address,
            "site/latest.html.j2",
            publication,
            entry=issue,
            language=issue.language,
            values={"issue": self._briefly(issue), "lead": _lead(issue, address)},
            trail=(*self._trail(publication), Step("", address, label="newest_issue")),
            listed=False,
        )

    def _issue_groups(self, publication: PublicationEntry) -> Iterator[PageGroup]:
        """Yield the pages of each issue."""
        issues = publication.issues
        volumes = {key: one.address for one in publication.volumes for key in one.first_pages}
        library = self._library
        common = (self._brief[publication.key], library.title, library.language, library.base_url)
        start = hashlib.sha256(repr(common).encode()).hexdigest()
        for newer, issue, older in zip((None, *issues), issues, (*issues[1:], None), strict=False):
            neighbours = [one for one in (older, newer) if one]
            steps = {
                one.address: one.title for story in issue.stories() for one in self._terms_of(story)
            }
            yield PageGroup(
                issue.address,
                partial(self._issue_pages, publication, issue, older, newer),
                inputs_of(
                    (issue, *neighbours), older is None, volumes.get(issue.key), steps, start
                ),
                self._web_page(issue),
            )

    def _issue_pages(
        self,
        publication: PublicationEntry,
        issue: IssueEntry,
        previous: IssueEntry | None,
        following: IssueEntry | None,
    ) -> Iterator[Page]:
        trail = (*self._trail(publication), Step(issue.date_words, issue.address))
        values = {
            "issue": _without_texts(issue),
            "previous": previous and self._name(previous),
            "next": following and self._name(following),
            "downloads": issue.downloads,
            "lead": _lead(issue, issue.address),
        }
        yield self._page(
            issue.address,
            "site/issue.html.j2",
            publication,
            entry=issue,
            language=issue.language,
            values=values,
            trail=trail,
            changed=issue.day,
        )
        yield from self._reading_page(publication, issue, trail)
        yield from self._story_pages(publication, issue, trail)

    def _web_page(self, issue: IssueEntry) -> Path | None:
        """Return the page of the web edition of an issue, if there is one."""
        if issue.reading is None:
            return None
        source = self._library.files.get(f"{issue.reading.address}index.html")
        return source if isinstance(source, Path) else None

    def _reading_page(
        self, publication: PublicationEntry, issue: IssueEntry, trail: tuple[Step, ...]
    ) -> Iterator[Page]:
        source = self._web_page(issue)
        if issue.reading and source:
            yield self._page(
                issue.reading.address,
                "site/parts/bar.html.j2",
                publication,
                entry=issue,
                language=issue.language,
                trail=(*trail, Step("", issue.reading.address, label="whole_issue")),
                web_page=source,
                changed=issue.day,
            )

    def _story_pages(
        self, publication: PublicationEntry, issue: IssueEntry, trail: tuple[Step, ...]
    ) -> Iterator[Page]:
        stories = [one for one in issue.stories() if one.has_page]
        for number, story in enumerate(stories):
            values = {
                "issue": replace(self._name(issue), reading=issue.reading),
                "story": replace(brief_story(story), name=story.name),
                "content": Content(
                    story.digest, with_root(story.content_html, _root(story.address))
                ),
                "previous": brief_story(stories[number - 1]) if number else None,
                "next": brief_story(stories[number + 1]) if number + 1 < len(stories) else None,
                "terms": self._terms_of(story),
            }
            yield self._page(
                story.address,
                "site/story.html.j2",
                publication,
                entry=story,
                language=issue.language,
                values=values,
                trail=(*trail, Step(story.title, story.address, story.language)),
                stylesheets=issue.reading.stylesheets if issue.reading else (),
                changed=issue.day,
            )

    def _terms_of(self, story: StoryEntry) -> tuple[Step, ...]:
        """Return the terms of a story with the addresses of their pages."""
        named = {(kind, term.casefold()) for kind in TERM_KINDS for term in getattr(story, kind)}
        links = sorted(self._term_links[one] for one in named if one in self._term_links)
        return tuple(step for _, step in links)

    def _volume(self, publication: PublicationEntry, volume: VolumeEntry) -> Page:
        index = {
            kind: tuple(_brief_term(one) for one in volume.terms if one.kind == kind)
            for kind in TERM_KINDS
        }
        values = {
            "volume": replace(volume, issues=tuple(map(self._name, volume.issues)), terms=()),
            "index": {kind: terms for kind, terms in index.items() if terms},
            "downloads": volume.downloads,
        }
        return self._page(
            volume.address,
            "site/volume.html.j2",
            publication,
            entry=volume,
            language=volume.language,
            values=values,
            trail=(*self._trail(publication), Step(volume.title, volume.address)),
        )

    def _terms(self, kind: addresses.TermKind, terms: Sequence[TermEntry]) -> Page:
        groups: list[TermGroup] = []
        for initial, same in groupby(terms, key=lambda one: one.initial):
            listed = tuple(ListedTerm(one.term, one.address, len(one.references)) for one in same)
            anchor = f"{kind}-{key_like(initial) or len(groups)}"
            groups.append(TermGroup(initial, anchor, listed))
        address = addresses.terms_address(kind)
        return self._own_page(
            address,
            "site/terms.html.j2",
            Step("", address, label=f"index_{kind}"),
            values={"kind": kind, "groups": tuple(groups)},
        )

    def _term_group(self, term: TermEntry) -> PageGroup:
        """Return the page of a term."""
        keys = dict.fromkeys(one.story.publication for one in term.references)
        inputs = inputs_of(
            (one.issue for one in term.references),
            [one.story.address for one in term.references],
            [self._brief[key].title for key in keys],
            (term.term, self._library.title, self._library.base_url),
        )
        return PageGroup(term.address, lambda: iter((self._term(term),)), inputs)

    def _term(self, term: TermEntry) -> Page:
        stories = tuple(
            ListedStory(
                brief_story(one.story),
                self._name(one.issue),
                self._brief[one.story.publication].title,
            )
            for one in term.references
        )
        return self._own_page(
            term.address,
            "site/term.html.j2",
            Step("", addresses.terms_address(term.kind), label=f"index_{term.kind}"),
            Step(term.term, term.address),
            entry=term,
            values={"term": replace(term, references=()), "stories": stories},
        )

    def _others(self) -> Iterator[Page]:
        newest = next(self._library.issues(), None)
        if newest:
            yield self._latest(LATEST, *newest)
        yield self._own_page(
            SEARCH,
            "site/search.html.j2",
            Step("", SEARCH, label="search"),
            values={"indexes": tuple(search_indexes(self._library))},
            policy=SEARCH_POLICY,
            listed=False,
        )
        if statement := self._library.accessibility:
            step = Step("", STATEMENT, label="accessibility")
            values = {"statement": statement}
            yield self._own_page(STATEMENT, "site/accessibility.html.j2", step, values=values)
        yield self._own_page(
            addresses.NOT_FOUND,
            "site/not_found.html.j2",
            Step("", addresses.NOT_FOUND, label="not_found"),
            values={"newest": newest and self._name(newest[1])},
            root=urlsplit(self._library.base_url).path,
            listed=False,
        )

    def _page(
        self,
        address: str,
        template: str,
        publication: PublicationEntry,
        **values: Any,  # noqa: ANN401 - the fields of Page
    ) -> Page:
        """Return a page of a publication."""
        return Page(address, template, publication=self._brief[publication.key], **values)

    def _own_page(self, address: str, template: str, *steps: Step, **values: Any) -> Page:  # noqa: ANN401
        """Return a page of the whole site."""
        trail = (Step(self._library.title, addresses.HOME), *steps)
        return Page(address, template, trail=trail, **values)

    def _trail(self, publication: PublicationEntry) -> tuple[Step, ...]:
        home = Step(self._library.title, addresses.HOME, self._library.language)
        own = Step(publication.title, publication.address, publication.language)
        return (own,) if self._only and own.title == home.title else (home, own)

    def _briefly(self, issue: IssueEntry) -> IssueEntry:
        return self._issues[issue.publication, issue.key]

    def _name(self, issue: IssueEntry) -> IssueEntry:
        return self._named[issue.publication, issue.key]


def _lead(issue: IssueEntry | None, address: str) -> Markup:
    """Return the lead of an issue for the page at an address."""
    return Markup(with_root(issue.lead_html, _root(address)) if issue else "")


def _root(address: str) -> str:
    """Return the way from a page to the root of the site: `../` for each folder."""
    return "../" * address.count("/")


def _without_texts(issue: IssueEntry) -> IssueEntry:
    """Return an issue whose stories have no text."""
    sections = tuple(
        replace(one, stories=tuple(map(brief_story, one.stories))) for one in issue.sections
    )
    return replace(issue, sections=sections, events=())


def _brief_term(term: TermEntry) -> TermEntry:
    references = tuple(
        replace(one, issue=named_issue(one.issue), story=brief_story(one.story))
        for one in term.references
    )
    return replace(term, references=references)


def tools_of(library: Library) -> tuple[Step, ...]:
    """Return the links that each page has: to all issues, to the lists of terms, and to the search."""
    steps = [
        Step("", addresses.terms_address(kind), label=f"index_{kind}")
        for kind in TERM_KINDS
        if library.terms_of(kind)
    ]
    if len(library.publications) == 1:
        steps.insert(0, Step("", library.publications[0].address, label="all_issues"))
    return (*steps, Step("", SEARCH, label="search"))
