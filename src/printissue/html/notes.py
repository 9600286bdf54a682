"""Links: live ones on screen, numbered notes with readable addresses in print."""

import re
from dataclasses import dataclass, field

from markupsafe import Markup, escape

LONG = 150
"""Letters of an address from which it breaks at characters in place of elements, of which the layout takes minutes."""

BREAK = "\u200b"
"""A zero-width space: a line may break there."""

_WHOLE = re.compile(r"[^/_\-.?&#=]{30}(?=[^/_\-.?&#=]{30})")
"""Thirty letters of a part that is so long that it has to break somewhere."""


@dataclass(slots=True)
class LinkNotes:
    """Numbers the links of an issue as the templates show them; an address has one number.

    `live` leaves links as they are. `breaks` lets addresses break where people expect it; among
    letters from right to left, each break would turn the order of an address's parts.
    """

    live: bool
    breaks: bool = True
    _numbers: dict[str, int] = field(default_factory=dict)

    def mark(self, url: str) -> Markup:
        """Give what stands after a link's words in print: its note's number."""
        number = self._numbers.setdefault(url, len(self._numbers) + 1)
        return Markup('<sup class="note">{}</sup>').format(number)

    def link(self, label: str, url: str) -> Markup:
        """Give a link: live, or its words with the number of its note."""
        if self.live:
            return Markup('<a href="{}">{}</a>').format(url, label)
        return Markup('<span class="link">{}{}</span>').format(label, self.mark(url))

    def all(self) -> list[tuple[int, Markup]]:
        """List the notes so far: number, and address with places where it may break."""
        return [(number, self.readable(url)) for url, number in self._numbers.items()]

    def readable(self, url: str) -> Markup:
        """Return an address as people read it: bare; it may break after `/` and before `.`."""
        mark, text = "<wbr>", bare(url)
        if len(url) > LONG:
            mark, text = BREAK, _WHOLE.sub(rf"\g<0>{BREAK}", text)
        text = str(escape(text))
        if self.breaks:
            for sign in ("/", "_", "-"):
                text = text.replace(sign, f"{sign}{mark}")
            for sign in (".", "?", "&amp;", "#", "="):
                text = text.replace(sign, f"{mark}{sign}")
        return Markup(text)


def bare(url: str) -> str:
    """Give an address without its scheme and last slash: `www.example.org`."""
    for scheme in ("https://", "http://", "mailto:", "tel:"):
        url = url.removeprefix(scheme)
    return url.removesuffix("/")
