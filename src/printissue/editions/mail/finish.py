"""The steps from the composed HTML to the message and its files."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import quote, urljoin

from printissue.assets.elements import Element, classes, parents, parse, text_of
from printissue.core.findings import Finding, Place
from printissue.core.folders import Contents
from printissue.editions import EditionSource
from printissue.editions.mail.message import content_id, message
from printissue.editions.mail.pictures import FOLDER, MailPicture, place_pictures
from printissue.editions.mail.shortening import MAX_BYTES, longest, shortened, take_links
from printissue.editions.mail.styles import MailStyles, mail_styles, markup
from printissue.editions.mail.tables import build_tables
from printissue.editions.mail.text import plain_text
from printissue.model.cross_references import cross_reference

INDEX = "index.html"
"""The HTML of the message, for sending services."""

ONLINE_FOLDER = "mail/"
"""The folder below the issue's address online that has the pictures of messages that link to them."""

_SEPARATED = frozenset({"facts", "numbers", "related"})
"""Classes of lines whose parts are separated by a point."""

_POINT = "\u2002·\u2002"


@dataclass(frozen=True, slots=True)
class _Html:
    """The HTML of a message and its pictures, whose addresses in it start with FOLDER."""

    text: str
    pictures: Mapping[str, MailPicture]

    @property
    def size(self) -> int:
        """The size in bytes."""
        return len(self.text.encode())

    def with_addresses(self, addresses: Mapping[str, str]) -> str:
        """Return the HTML with other addresses of its pictures, by their names."""
        return re.sub(
            rf'src="{FOLDER}([^"]+)"', lambda one: f'src="{addresses[one[1]]}"', self.text
        )


def finish(source: EditionSource) -> tuple[Contents, tuple[Finding, ...]]:
    """Return the files of a message and the findings: pictures, plain text, the message itself, and its HTML last."""
    if source.theme_files is None:
        raise ValueError("a message needs a theme")
    root = parse(source.html)
    links = take_links(root)
    _link_issues(root, source.publication.online or "")
    _separate(root)
    _isolate_addresses(root)
    text = plain_text(root)
    theme = source.theme_files
    styles = mail_styles(theme.theme, theme.mail_stylesheets, theme.mail_files)
    html, findings = _fitted(source, root, links, styles)
    base, more = _picture_base(source)
    embedded = {name: f"cid:{content_id(source, name)}" for name in html.pictures}
    online = {name: urljoin(base, f"{ONLINE_FOLDER}{FOLDER}{name}") for name in html.pictures}
    sent = html.with_addresses(online if base else embedded)
    name = source.record.identifier
    files = {
        **{FOLDER + one.name: one.content for one in html.pictures.values()},
        f"{name}.txt": text.encode(),
        f"{name}.eml": message(source, sent, text, () if base else html.pictures.values()),
        INDEX: (sent if base else html.text).encode(),
    }
    return files, (*findings, *more)


def _fitted(
    source: EditionSource, root: Element, links: Mapping[str, Element], styles: MailStyles
) -> tuple[_Html, tuple[Finding, ...]]:
    """Return the HTML with as few shortened stories as its greatest size allows."""
    whole = _html(root, source.files, styles)
    if whole.size <= MAX_BYTES:
        return whole, ()
    names = longest(root, links)
    made = {0: whole}

    def fits(count: int) -> bool:
        made[count] = _html(shortened(root, links, names[:count]), source.files, styles)
        return made[count].size <= MAX_BYTES

    counts = range(1, len(names) + 1)
    count = min(bisect_left(counts, True, key=fits) + 1, len(names))
    html = made.get(count, whole)
    place = Place(source.name)
    sizes = f"the HTML of the message has {_kilobytes(whole.size)}"
    if html.size <= MAX_BYTES:
        message = f"{sizes}, more than 102 kB: {len(names[:count])} of its stories are shortened"
        return html, (Finding("mail-shortened", place, message),)
    hint = "shorten the issue, or divide it into two"
    if not links:
        hint = (
            "add 'online' to publication.yaml, so that long stories can lead to the rest online; "
            "or shorten the issue"
        )
    elif html.size != whole.size:
        sizes += f", and {_kilobytes(html.size)} with all stories shortened"
    message = f"{sizes}; mail programs cut off what is beyond 102 kB"
    return html, (Finding("mail-size", place, message, hint),)


def _kilobytes(size: int) -> str:
    return f"{-(-size // 1000)} kB"


def _html(root: Element, files: Mapping[str, bytes], styles: MailStyles) -> _Html:
    """Return a page as mail programs need it."""
    page = styles.apply(root)
    _mark_links(page.root)
    pictures = place_pictures(page, files)
    build_tables(page)
    _remove_hints(page.root)
    page.write()
    return _Html(re.sub(r"\n\s*\n+", "\n", markup(page.root)), pictures)


def _picture_base(source: EditionSource) -> tuple[str, tuple[Finding, ...]]:
    """Return the address online that pictures are linked below; nothing if the message contains them."""
    if source.publication.mail.pictures == "embed":
        return "", ()
    if source.issue is not None and source.issue.online:
        return source.issue.online, ()
    message = "the message cannot link to its pictures, because the issue has no address online: it contains them"
    hint = "add 'online' to publication.yaml or to the issue, or write 'pictures: embed'"
    return "", (Finding("mail-pictures", Place(source.name), message, hint),)


def _link_issues(root: Element, online: str) -> None:
    """Lead links to stories of other issues to where these are online; without an address, only their words stay."""
    for link in root.iter("a"):
        found = cross_reference(link.get("href", ""))
        if found and online:
            link.set("href", f"{online.replace('{key}', found.folder)}#{quote(found.anchor)}")
        elif found:
            link.tag = "span"
            del link.attrib["href"]


def _separate(root: Element) -> None:
    """Put a point between the parts of lines of facts, which style sheets of other editions draw."""
    for line in root.iter("p"):
        if _SEPARATED & set(classes(line)):
            parts = [one for one in line if "label" not in classes(one)]
            for part in parts:
                part.tail = None if part is parts[-1] else _POINT


def _isolate_addresses(root: Element) -> None:
    """Let an address that is a link's text run from left to right, also in text from right to left."""
    for link in root.iter("a"):
        if text_of(link) and text_of(link) == link.get("href"):
            link.set("dir", "ltr")


def _mark_links(root: Element) -> None:
    """Put an arrow before the links of a list of links."""
    above = parents(root)
    for ordered in root.iter("ul"):
        if "links" in classes(ordered):
            rtl = _direction(ordered, above) == "rtl"
            for item in ordered:
                arrow = Element("span", {"aria-hidden": "true"})
                arrow.text = "←\u2002" if rtl else "→\u2002"
                item.insert(0, arrow)
                item.text = None


def _direction(element: Element, above: Mapping[Element, Element]) -> str:
    while "dir" not in element.attrib and element in above:
        element = above[element]
    return element.get("dir", "ltr")


def _remove_hints(root: Element) -> None:
    """Remove the attributes that are hints for the layout of PDFs."""
    for element in root.iter():
        for name in _hints(element.attrib):
            del element.attrib[name]


def _hints(names: Iterable[str]) -> list[str]:
    return [name for name in names if name.startswith("data-")]
