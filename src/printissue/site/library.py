"""The library: everything that a site shows, as values. `printissue.pipeline` gathers it from a workspace.

Addresses are paths from the root of the site (see `addresses`). Texts are plain, without markup, unless their names end
with `html` or their description says otherwise.
"""

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from printissue.assets.theme_files import ThemeFiles
from printissue.model.issue import Contact, Frequency
from printissue.model.parts import Link
from printissue.model.site import AccessibilityStatement
from printissue.model.text_types import first_day
from printissue.site import addresses
from printissue.site.addresses import TermKind

_CLAIMS = {"pdfa-3a": "PDF/A-3a", "pdfua-1": "PDF/UA-1", "pdfx-4": "PDF/X-4"}
_FORMATS = {"application/pdf": "PDF", "application/epub+zip": "EPUB", "text/html": "HTML"}

SiteFile = Path | bytes
"""A file to copy into the site, or its content."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture file of the site, with its size in px."""

    address: str
    width: int
    height: int
    media_type: str


@dataclass(frozen=True, slots=True)
class Cover:
    """The first page of an issue or volume as pictures of several widths, narrowest first, with a text alternative."""

    pictures: tuple[Picture, ...]
    alt: str

    @property
    def thumbnail(self) -> Picture:
        """The narrowest picture."""
        return self.pictures[0]

    @property
    def largest(self) -> Picture:
        """The widest picture."""
        return self.pictures[-1]


@dataclass(frozen=True, slots=True)
class Download:
    """A file that readers can download.

    `edition` is the name of an edition, of a form of the volume (`archive`, `screen`), or `original` for the PDF of a
    back issue. `size` is in bytes; `pages` is None for a file without pages. `purpose` is a sentence that says what
    the file is for, in the language of the publication; `title` names it in a few words.
    """

    address: str
    edition: str
    title: str
    purpose: str
    media_type: str
    size: int
    sha256: str
    language: str
    pages: int | None = None
    claims: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The name of the file."""
        return self.address.rpartition("/")[2]

    @property
    def format(self) -> str:
        """The name of its format, with the standards that it claims: `PDF/A-3a, PDF/UA-1`, `EPUB`."""
        claims = [_CLAIMS[one] for one in sorted(self.claims) if one in _CLAIMS]
        name = _FORMATS.get(self.media_type, self.name.rpartition(".")[2].upper())
        return ", ".join(claims) or name


@dataclass(frozen=True, slots=True)
class AuthorEntry:
    """A person who wrote a story: name, office, a line about the person, and the address of a page or for e-mail."""

    name: str
    role: str = ""
    about: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class StoryEntry:
    """A story of an issue.

    `address` is that of its own page. A story of a back issue has none, and `address` is its page in the PDF.
    `anchor` is its id in the web edition and the PDFs (`2015-10--valletta-summit`), `name` the part after the key.
    `content_html` is the story without its heading, with addresses from `content.ROOT`; empty for back issues.
    `folios` are the printed page numbers (`12`, `14–16`), empty if no PDF was built; `page` is the page of the PDF,
    from 1. `summary` is the standfirst, or else the opening. `digest` is the SHA-256 of `content_html`.
    `persons` are the authors with what else is known of them; empty for a back issue.
    """

    publication: str
    key: str
    address: str
    anchor: str
    name: str
    title: str
    title_html: str
    section: str
    language: str
    kicker: str = ""
    standfirst: str = ""
    summary: str = ""
    authors: tuple[str, ...] = ()
    persons: tuple[AuthorEntry, ...] = ()
    content_html: str = field(default="", repr=False)
    digest: str = ""
    folios: str = ""
    first_folio: str = ""
    last_folio: str = ""
    page: int | None = None
    topics: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    picture: Picture | None = None

    @property
    def has_page(self) -> bool:
        """True if the story has a page of its own."""
        return bool(self.name)


@dataclass(frozen=True, slots=True)
class SectionEntry:
    """A section of an issue: `kind` is articles, notices, readings or events. Only articles have stories.

    `lead_html` is the text under its title; `content_html` is all that is not a story: notices, readings, events, and
    the lines at the end. Both have addresses from `content.ROOT`, and are empty without a web edition.
    """

    anchor: str
    title: str
    kind: str
    stories: tuple[StoryEntry, ...] = ()
    folios: str = ""
    lead_html: str = field(default="", repr=False)
    content_html: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class EventEntry:
    """An event that an issue announces; `end` is its last day. `url` is the page that the manuscript names.

    Times are written as HH:MM, empty if they are not known; `zone` is their time zone. `links` are further addresses.
    """

    publication: str
    key: str
    anchor: str
    title: str
    start: dt.date
    end: dt.date
    days: str
    language: str
    place: str = ""
    organiser: str = ""
    description: str = ""
    url: str = ""
    start_time: str = ""
    end_time: str = ""
    zone: str = ""
    price: str = ""
    links: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadingPages:
    """The web edition of an issue: the addresses of its page, which has the anchors of parts, and its style sheets."""

    address: str
    stylesheets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TranslationEntry:
    """The same issue in another language: the language and its name in itself, and the address of the issue.

    The address is one from the root of the site, or a URL.
    """

    language: str
    name: str
    address: str


@dataclass(frozen=True, slots=True)
class IssueEntry:
    """An issue. `date` is the cover date, a month or a day, and `date_words` the same in words.

    `title` is its own title, `full_title` the one that names the publication too. `headline` and `summary` are the
    headline and the lead of the spotlight, `lead_html` the lead with its markup. A back issue is a PDF without a web
    edition; its stories have no content. `digest` is a SHA-256 of all that the issue shows: what is made only from an
    issue stays the same while it does.
    """

    publication: str
    key: str
    kind: Literal["issue", "back-issue"]
    title: str
    full_title: str
    date: str
    date_words: str
    language: str
    number: str = ""
    volume: str = ""
    headline: str = ""
    summary: str = ""
    lead_html: str = field(default="", repr=False)
    cover: Cover | None = None
    sections: tuple[SectionEntry, ...] = ()
    events: tuple[EventEntry, ...] = ()
    translations: tuple[TranslationEntry, ...] = ()
    downloads: tuple[Download, ...] = ()
    reading: ReadingPages | None = None
    pages: int | None = None
    first_folio: str = ""
    last_folio: str = ""
    digest: str = field(default="", repr=False)

    @property
    def address(self) -> str:
        """The permanent address of the issue."""
        return addresses.issue_address(self.publication, self.key)

    @property
    def day(self) -> dt.date:
        """The cover date as a day: the first of the month if the date is a month."""
        return first_day(self.date)

    @property
    def year(self) -> str:
        """The year of the cover date."""
        return self.date[:4]

    def stories(self) -> Iterator[StoryEntry]:
        """Yield all stories, in reading order."""
        for section in self.sections:
            yield from section.stories


@dataclass(frozen=True, slots=True)
class TermReference:
    """A story on the page of a term."""

    issue: IssueEntry
    story: StoryEntry


@dataclass(frozen=True, slots=True)
class TermEntry:
    """A term of the index and its stories, newest issue first.

    `name` is the one in its address. `initial` is the letter that it is listed under; empty in scripts without an
    alphabet.
    """

    kind: TermKind
    term: str
    name: str
    initial: str
    references: tuple[TermReference, ...]

    @property
    def address(self) -> str:
        """The permanent address of the term."""
        return addresses.term_address(self.kind, self.name)


@dataclass(frozen=True, slots=True)
class VolumeEntry:
    """A bound volume: its issues in order, and its index, in which terms have only the stories of these issues.

    `pages` of the volume's file by issue key are the page numbers, from 1, on which each issue begins. `lacks` says
    which issues are missing, empty if the volume is complete.
    """

    publication: str
    year: str
    title: str
    language: str
    number: str = ""
    issues: tuple[IssueEntry, ...] = ()
    downloads: tuple[Download, ...] = ()
    terms: tuple[TermEntry, ...] = ()
    first_pages: Mapping[str, int] = field(default_factory=dict)
    lacks: str = ""
    cover: Cover | None = None

    @property
    def address(self) -> str:
        """The permanent address of the volume."""
        return addresses.volume_address(self.publication, self.year)


@dataclass(frozen=True, slots=True)
class PublicationEntry:
    """A publication: its issues and volumes, newest first.

    `colours` are those of the theme on screen, as `#rrggbb` by name, and `dark_colours` those of dark pages.
    """

    key: str
    title: str
    language: str
    publisher: str
    subtitle: str = ""
    issn: str = ""
    frequency: Frequency = "irregular"
    rights: str = ""
    imprint_html: str = ""
    contact: Contact | None = None
    connect: tuple[Link, ...] = ()
    theme: str = ""
    theme_files: ThemeFiles | None = None
    colours: Mapping[str, str] = field(default_factory=dict)
    dark_colours: Mapping[str, str] = field(default_factory=dict)
    issues: tuple[IssueEntry, ...] = ()
    volumes: tuple[VolumeEntry, ...] = ()

    @property
    def address(self) -> str:
        """The permanent address of the publication."""
        return addresses.publication_address(self.key)

    @property
    def newest(self) -> IssueEntry | None:
        """The newest issue; None if there is none."""
        return self.issues[0] if self.issues else None


@dataclass(frozen=True, slots=True)
class Library:
    """Everything that a site shows.

    `base_url` ends with a slash. `terms` are those of all publications, by kind and then in the order of the site's
    language. `files` are the files to copy into the site, by address: downloads, web editions, covers.
    """

    title: str
    base_url: str
    language: str
    description: str = ""
    about_html: str = ""
    contact: Contact | None = None
    accessibility: AccessibilityStatement | None = None
    publications: tuple[PublicationEntry, ...] = ()
    terms: tuple[TermEntry, ...] = ()
    files: Mapping[str, SiteFile] = field(default_factory=dict)

    def issues(self) -> Iterator[tuple[PublicationEntry, IssueEntry]]:
        """Yield the issues of all publications, newest first."""
        pairs = [(one, issue) for one in self.publications for issue in one.issues]
        yield from sorted(pairs, key=lambda pair: (pair[1].day, pair[1].key), reverse=True)

    def terms_of(self, kind: TermKind) -> tuple[TermEntry, ...]:
        """Return the terms of a kind, in order."""
        return tuple(term for term in self.terms if term.kind == kind)


@dataclass(frozen=True, slots=True)
class DataFile:
    """A file of the site that a program reads: its address, and the function that returns its content.

    `inputs` is a digest of the values that it is made from; it is empty for a file that must be made in each run.
    """

    address: str
    make: Callable[[], bytes]
    inputs: str = ""


def inputs_of(issues: Iterable[IssueEntry], *others: object) -> str:
    """Return the digest of issues and other values, by which a file is made; empty if an issue has no digest."""
    digests = [issue.digest for issue in issues]
    text = repr((digests, *others))
    return hashlib.sha256(text.encode()).hexdigest() if all(digests) else ""


def brief(publication: PublicationEntry) -> PublicationEntry:
    """Return a publication without its issues, volumes and theme, for what shows none of them."""
    return replace(publication, issues=(), volumes=(), theme_files=None)
