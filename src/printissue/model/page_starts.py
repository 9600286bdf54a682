"""The places in a text where the pages of its paged editions begin."""

import re
from dataclasses import dataclass
from xml.etree.ElementTree import Element


@dataclass(frozen=True, slots=True)
class PageStart:
    """The beginning of a page: its folio, and the place in the HTML of an issue.

    The place is `letters` letters after the start of the element with the id `anchor`, in the order of the HTML. If the
    place is in no element with an id, `anchor` is empty. `text` are the letters that follow. `letters_of` says what is
    a letter.
    """

    folio: str
    anchor: str
    letters: int
    text: str


_NOTE_CLASS = "note"
"""The class of the number of a note: only editions with printed addresses have it."""

_NO_LETTER = re.compile(r"[\W_]+")


def letters_of(text: str) -> str:
    """Return the letters and digits of a text in lower case: all that layouts and editions show alike."""
    return _NO_LETTER.sub("", text.lower())


def counts(element: Element) -> bool:
    """Return whether the letters of an element's own text count.

    Those of titles, comments, numbers of notes and inline SVG do not.
    """
    tag = element.tag if isinstance(element.tag, str) else "title"
    return tag != "title" and "}" not in tag and _NOTE_CLASS not in element.get("class", "").split()
