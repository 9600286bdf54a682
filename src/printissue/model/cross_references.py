"""Cross-references from one issue to a story of another one.

The HTML has an address with a scheme of its own. The tagged editions turn it into a link to the archive file of the
other issue (GoToR, ISO 32000-1, 12.6.4.3), which the screen edition leaves out. A volume that contains both issues
turns it into a link within the volume.
"""

from dataclasses import dataclass
from urllib.parse import parse_qs, quote, unquote, urlencode, urlsplit

from printissue.core.workspace import IssueRef

ISSUE_ORIGIN = "https://printissue.invalid/issue/"
"""The start of the address of a place in another issue."""

PAGE_PREFIX = "page="
"""The start of an anchor in a back issue, which has no named destinations; the page number, from 1, follows."""

_DESCRIPTION = "to"


@dataclass(frozen=True, slots=True)
class RelatedStory:
    """A story that another one refers to: its heading, its issue in words, its address."""

    heading: str
    issue: str
    address: str

    @property
    def inside(self) -> bool:
        """True if the story is in the same file."""
        return self.address.startswith("#")


@dataclass(frozen=True, slots=True)
class CrossReference:
    """A place in the file of another issue: the folder, the file, and the name of a destination or a page.

    `description` describes the target if the text of the link does not.
    """

    folder: str
    file: str
    anchor: str
    description: str = ""

    @property
    def page(self) -> int | None:
        """The page from 0, if the anchor is a page; otherwise None."""
        number = self.anchor.removeprefix(PAGE_PREFIX)
        return (
            int(number) - 1 if self.anchor.startswith(PAGE_PREFIX) and number.isdecimal() else None
        )


def archive_name(ref: IssueRef) -> str:
    """Return the name of the archive file of an issue; other files refer to it by this name."""
    return f"{ref.publication}-{ref.key}-archive.pdf"


def address(ref: IssueRef, anchor: str, description: str = "") -> str:
    """Return the address of a place in an issue. `anchor` is the name of a destination, or `page=` and a number."""
    query = f"?{urlencode({_DESCRIPTION: description})}" if description else ""
    return f"{ISSUE_ORIGIN}{ref.publication}/{ref.key}{query}#{quote(anchor)}"


def cross_reference(target: str) -> CrossReference | None:
    """Return the cross-reference of an address that `address` returned; None for any other address."""
    if not target.startswith(ISSUE_ORIGIN):
        return None
    parts = urlsplit(target)
    publication, _, key = parts.path.removeprefix("/issue/").partition("/")
    name = archive_name(IssueRef(publication, key))
    description = parse_qs(parts.query).get(_DESCRIPTION, [""])[0]
    return CrossReference(key, name, unquote(parts.fragment), description)
