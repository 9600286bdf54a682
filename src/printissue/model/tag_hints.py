"""Marks: what the press knows of a box and a tag tree does not say, carried from the press to the access stage.

WeasyPrint writes one structure element for every *box*, and tells nothing of the HTML element that it belongs to:
a paragraph over two pages becomes two paragraphs, a table three tables, `lang` is lost. The press therefore leaves a
link of no size on such boxes. Its address, `x-printissue:...`, says what is missing; it lands in the tag tree beside
the box's content, where the access stage reads it and takes it away. No mark is ever in a finished file.
"""

from dataclasses import dataclass, fields
from urllib.parse import parse_qsl

SCHEME = "x-printissue:"
"""How the address of a mark starts."""


@dataclass(frozen=True, slots=True)
class TagHint:
    """What is known of one box.

    Boxes of one HTML element share the same `part`. `actual` replaces the content as text; `expansion` is what an
    abbreviation stands for; `hidden` content is decoration; a `block` stands on lines of its own; `numbering` is the
    CSS name of a list's counter style, an `inner` box is one of several that an element's content is laid out in;
    `scope` is a header cell's attribute.
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


def parse_hint(address: str) -> TagHint | None:
    """Read an annotation's address; None where it is a real link."""
    if not address.startswith(SCHEME):
        return None
    known = {field.name for field in fields(TagHint)}
    pairs = parse_qsl(address.removeprefix(SCHEME))
    return TagHint(**{key: value for key, value in pairs if key in known})
