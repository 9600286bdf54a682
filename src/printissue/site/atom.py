"""Elements of Atom (RFC 4287) documents: the feeds and the OPDS catalogues."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from typing import Any

from lxml import etree

ATOM = "http://www.w3.org/2005/Atom"
XML = "http://www.w3.org/XML/1998/namespace"

FEED_TYPE = "application/atom+xml"

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def xml_text(text: str) -> str:
    """Return a text without the characters that XML 1.0 cannot contain, such as control characters."""
    return _NOT_XML.sub("", text)


def new_feed(namespaces: Mapping[str | None, str], *, language: str) -> Any:  # noqa: ANN401 - lxml has no types
    """Return an empty feed with the prefixes of further namespaces."""
    feed = etree.Element(f"{{{ATOM}}}feed", nsmap={None: ATOM, **namespaces})
    feed.set(f"{{{XML}}}lang", language)
    return feed


def add(parent: Any, name: str, text: str = "", **attributes: str) -> Any:  # noqa: ANN401
    """Append an element of Atom, or of the namespace in `name` (`{…}issued`), and return it.

    Attributes with empty values are left out.
    """
    element = etree.SubElement(parent, name if name.startswith("{") else f"{{{ATOM}}}{name}")
    for key, value in attributes.items():
        if value:
            element.set(key, xml_text(value))
    if text:
        element.text = xml_text(text)
    return element


def add_link(parent: Any, rel: str, href: str, media_type: str = "", **attributes: str) -> None:  # noqa: ANN401
    """Append a link."""
    add(parent, "link", rel=rel, href=href, type=media_type, **attributes)


def add_person(parent: Any, kind: str, name: str, uri: str = "") -> None:  # noqa: ANN401
    """Append an author or contributor."""
    person = add(parent, kind)
    add(person, "name", name)
    if uri:
        add(person, "uri", uri)


def timestamp(day: dt.date) -> str:
    """Return the beginning of a day in UTC."""
    return f"{day.isoformat()}T00:00:00Z"


def latest(days: Sequence[dt.date]) -> str:
    """Return the beginning of the last of several days; that of the epoch without any."""
    return timestamp(max(days, default=dt.date(1970, 1, 1)))


def as_bytes(root: Any) -> bytes:  # noqa: ANN401
    """Return a document as XML in UTF-8."""
    etree.indent(root, space="")
    content: bytes = etree.tostring(root, encoding="utf-8", xml_declaration=True)
    return content + b"\n"
