"""Tag hints: what the layout knows about a box, but the tag tree does not say.

WeasyPrint writes one structure element for every *box*, without a reference to its HTML element: a paragraph on two
pages becomes two paragraphs, a table on three pages three tables, and `lang` is lost. The layout therefore adds a link
of size zero to such boxes. Its address, `x-printissue:...`, contains the missing facts. It gets into the tag tree
beside the content of the box, where the tagged editions read and remove it. No finished file has a tag hint.
"""

from dataclasses import dataclass, fields
from urllib.parse import parse_qsl

SCHEME = "x-printissue:"
"""The start of the address of a tag hint."""


@dataclass(frozen=True, slots=True)
class TagHint:
    """The facts about one box.

    Boxes of one HTML element have the same `part`. `actual` is the text that replaces the content; `expansion` is the
    meaning of an abbreviation; `hidden` content is decoration; a `block` is on lines of its own; `numbering` is the
    CSS name of the counter style of a list; an `inner` box is one of several boxes for the content of an element;
    `scope` is the attribute of a header cell; `note` is the name that links lead to, of a box that is a footnote.
    """

    part: str = ""
    tag: str = ""
    lang: str = ""
    role: str = ""
    actual: str = ""
    expansion: str = ""
    hidden: str = ""
    block: str = ""
    inner: str = ""
    scope: str = ""
    numbering: str = ""
    note: str = ""


def parse_hint(address: str) -> TagHint | None:
    """Return the tag hint in the address of an annotation; None for a real link."""
    if not address.startswith(SCHEME):
        return None
    known = {field.name for field in fields(TagHint)}
    pairs = parse_qsl(address.removeprefix(SCHEME))
    return TagHint(**{key: value for key, value in pairs if key in known})
