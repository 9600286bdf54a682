"""The permanent addresses of a site: what each page and file is called, for good.

An address is a path from the root of the site, without a slash at its start: `monthly-update/2015-10/`. That of a page
ends with a slash, because the page is the `index.html` of a folder; `""` is the home page. `relative` makes a link from
it, which works in any subfolder of a host, and `absolute` a URL.

    PUBLICATION/                       a publication and all its issues
    PUBLICATION/latest/                leads to the newest issue
    PUBLICATION/KEY/                   an issue, with its downloads beside the page
    PUBLICATION/KEY/web/               the web edition of an issue
    PUBLICATION/KEY/stories/NAME/      a story
    PUBLICATION/volumes/YEAR/          a volume, with its downloads beside the page
    topics/  people/  places/          all terms of one kind
    topics/NAME/                       the stories of a term

Folders in `output/` have the same names, so the links between the pages of web editions and to PDFs stay right.
"""

import hashlib
import re
import unicodedata
from typing import Literal
from urllib.parse import quote, unquote

from printissue.core.keys import key_like

TermKind = Literal["topics", "people", "places"]
"""The kinds of terms of an index, each with pages of its own."""

TERM_KINDS: tuple[TermKind, ...] = ("topics", "people", "places")

HOME = ""
SITE_FOLDERS = frozenset(
    {*TERM_KINDS, "accessibility", "assets", "latest", "opds", "pagefind", "search"}
)
"""Folders of the site that no publication can be named after."""

PUBLICATION_FOLDERS = frozenset({"latest", "volumes", "opds"})
"""Folders of a publication that no issue can be named after."""

FEED, CATALOGUE, CALENDAR = "feed.xml", "opds/catalogue.xml", "events.ics"
SITEMAP, ROBOTS, NOT_FOUND = "sitemap.xml", "robots.txt", "404.html"
SEARCH_INDEX = "pagefind/"
YEARS_OF_INDEX, ISSUES_OF_INDEX = 3, 36
"""The years whose issues share an index of the search, and the most issues that an index has.

If an issue changes, only its index is made again; but a search loads parts of all of them.
"""


_SPELLABLE = re.compile("[a-z0-9\\s\u0300-\u036f,.'’()/–-]*")
"""Decomposed text that its name spells but for accents, spaces and a few points."""
_PLAIN = re.compile("[A-Za-z0-9/#=._-]*")


def publication_address(publication: str) -> str:
    """Return the address of the page of a publication."""
    return f"{publication}/"


def latest_address(publication: str) -> str:
    """Return the address that leads to the newest issue of a publication."""
    return f"{publication}/latest/"


def issue_address(publication: str, key: str) -> str:
    """Return the address of the page of an issue."""
    return f"{publication}/{key}/"


def reading_address(publication: str, key: str) -> str:
    """Return the address of the web edition of an issue."""
    return f"{publication}/{key}/web/"


def story_address(publication: str, key: str, name: str) -> str:
    """Return the address of the page of a story; `name` is its anchor without the key of the issue."""
    return f"{publication}/{key}/stories/{name}/"


def volume_address(publication: str, year: str) -> str:
    """Return the address of the page of a volume."""
    return f"{publication}/volumes/{year}/"


def terms_address(kind: TermKind) -> str:
    """Return the address of the page with all terms of a kind."""
    return f"{kind}/"


def term_address(kind: TermKind, name: str) -> str:
    """Return the address of the page of a term; `name` is its `term_name`."""
    return f"{kind}/{name}/"


def term_name(term: str, *, exact: bool = False) -> str:
    """Return the name of a term in its address: `print-shops` for Print shops, `zola-emile` for Zola, Émile.

    A digest follows where letters or signs of the term are not in its name (C++, Arabic), so that no other term can
    ever take the name; it does, too, with `exact`, for a term whose name another one has.
    """
    folded = unicodedata.normalize("NFC", term).casefold()
    name = key_like(folded)
    if name and not exact and _SPELLABLE.fullmatch(unicodedata.normalize("NFKD", folded)):
        return name
    digest = hashlib.sha256(folded.encode()).hexdigest()[:8]
    return "-".join(part for part in (name[:48].strip("-"), digest) if part)


def feed_address(publication: str = "", *, page: int = 1) -> str:
    """Return the address of the feed of a publication, or of all; `page` 1 has the newest issues."""
    name = FEED if page == 1 else FEED.replace(".", f"-{page}.")
    return _in(publication, name)


def catalogue_address(publication: str = "", *, page: int = 1) -> str:
    """Return the address of the OPDS catalogue of a publication, or of the one that lists all publications."""
    name = CATALOGUE if page == 1 else CATALOGUE.replace(".", f"-{page}.")
    return _in(publication, name)


def calendar_address(publication: str, key: str = "") -> str:
    """Return the address of the calendar of a publication, or of one issue."""
    return f"{publication}/{key}/{CALENDAR}" if key else f"{publication}/{CALENDAR}"


def search_folder(year: str, part: int = 1) -> str:
    """Return the address of an index of the search: the first one of a year and those beside it, or another part."""
    first = int(year) // YEARS_OF_INDEX * YEARS_OF_INDEX
    return f"{SEARCH_INDEX}{first:04}/" if part == 1 else f"{SEARCH_INDEX}{first:04}-{part}/"


def _in(publication: str, name: str) -> str:
    return f"{publication}/{name}" if publication else name


def absolute(base_url: str, address: str) -> str:
    """Return the URL of an address, which can have a fragment; `base_url` ends with a slash."""
    return f"{base_url}{_quoted(address)}"


def relative(address: str, *, start: str) -> str:
    """Return the link from the page at the address `start` to an address, which can have a fragment."""
    path, hash_mark, fragment = address.partition("#")
    *folders, name = path.split("/")
    here = start.split("/")[:-1]
    common = 0
    while common < min(len(folders), len(here)) and folders[common] == here[common]:
        common += 1
    link = "../" * (len(here) - common) + "".join(f"{one}/" for one in folders[common:]) + name
    return _quoted(f"{link or './'}{hash_mark}{fragment}")


def file_of(address: str) -> str:
    """Return the path of the file that a server sends for an address: `index.html` in its folder for a page."""
    path = unquote(address.partition("#")[0])
    return f"{path}index.html" if not path or path.endswith("/") else path


def _quoted(address: str) -> str:
    """Return an address as a URL writes it; most have nothing to escape, which is quicker to see than to do."""
    return address if _PLAIN.fullmatch(address) else quote(address, safe="/#!$&'()*+,;=@~%")
