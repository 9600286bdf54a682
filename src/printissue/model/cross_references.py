"""Siblings: how the pages of one file name a story of another issue, and what an archive file makes of it.

A galley writes an address of our own; the access stage turns it into a link to the other issue's archive file
(GoToR, ISO 32000-1 12.6.4.3), which is hidden in a screen edition; a volume that holds both makes it a link inside
itself.
"""

from dataclasses import dataclass
from urllib.parse import parse_qs, quote, unquote, urlencode, urlsplit

from printissue.core.workspace import IssueRef

ISSUE_ORIGIN = "https://printissue.invalid/issue/"
"""The origin of addresses in other issues."""

PAGE_PREFIX = "page="
"""How the anchor of an old issue, which has no names, begins: a page from 1 follows."""

_DESCRIPTION = "to"


@dataclass(frozen=True, slots=True)
class RelatedStory:
    """A story that another one refers to: its heading, its issue in words, its address; `inside` the same file."""

    heading: str
    issue: str
    address: str

    @property
    def inside(self) -> bool:
        """Tell whether the story is in the same file."""
        return self.address.startswith("#")


@dataclass(frozen=True, slots=True)
class CrossReference:
    """A place in another issue's file: the issue's folder, the file's name, and the destination's name or page.

    `description` says what is there, where the text of the link does not.
    """

    folder: str
    file: str
    anchor: str
    description: str = ""

    @property
    def page(self) -> int | None:
        """Give the page from 0, where the place is named by its page."""
        number = self.anchor.removeprefix(PAGE_PREFIX)
        return (
            int(number) - 1 if self.anchor.startswith(PAGE_PREFIX) and number.isdecimal() else None
        )


def archive_name(ref: IssueRef) -> str:
    """Give the name of an issue's archive file, by which other files refer to it."""
    return f"{ref.publication}-{ref.key}-archive.pdf"


def address(ref: IssueRef, anchor: str, description: str = "") -> str:
    """Return the address of a place in an issue: the name of a destination, or `page=` and a number."""
    query = f"?{urlencode({_DESCRIPTION: description})}" if description else ""
    return f"{ISSUE_ORIGIN}{ref.publication}/{ref.key}{query}#{quote(anchor)}"


def cross_reference(target: str) -> CrossReference | None:
    """Return what an address names that `address` wrote; None for any other one."""
    if not target.startswith(ISSUE_ORIGIN):
        return None
    parts = urlsplit(target)
    publication, _, key = parts.path.removeprefix("/issue/").partition("/")
    name = archive_name(IssueRef(publication, key))
    description = parse_qs(parts.query).get(_DESCRIPTION, [""])[0]
    return CrossReference(key, name, unquote(parts.fragment), description)
