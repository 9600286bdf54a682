"""Links: live ones on screen, numbered notes with readable addresses in print."""

import re
from dataclasses import dataclass, field

from markupsafe import Markup, escape

MIN_LONG_ADDRESS = 150
"""Characters from which an address breaks at zero-width spaces, because the layout takes minutes for many `wbr`."""

BREAK = "\u200b"
"""A zero-width space, where a line may break."""

JOINER = "\u2060"
"""A word joiner, where a line may not break."""

_LONG_PART = re.compile(r"[^/_\-.?&#=]{30}(?=[^/_\-.?&#=]{30})")
"""Thirty characters of a part that is too long for one line."""


@dataclass(slots=True)
class LinkNotes:
    """The links of an issue, numbered in the order in which the templates show them; an address has one number.

    With `live`, links are not numbered. An address of at most `short_address` characters is not numbered either: it is
    set after the words of its link. With `breaks`, addresses may break where readers expect it; in text from right
    to left, each break would reverse the order of an address's parts.
    """

    live: bool
    breaks: bool = True
    short_address: int = 0
    numbered: int = 0
    """The number of links so far that have a number."""
    _numbers: dict[str, int] = field(default_factory=dict)

    def mark(self, url: str, words: str = "") -> Markup:
        """Return what follows a link's words in print: its address if that is short, else the number of its note.

        Nothing follows words that are the short address.
        """
        address = bare(url)
        if len(address) <= self.short_address:
            following = Markup(' <bdi class="address" dir="ltr">{}</bdi>')
            return Markup("") if bare(words) == address else following.format(self.readable(url))
        self.numbered += 1
        number = self._numbers.setdefault(url, len(self._numbers) + 1)
        # after a letter or a digit, no line breaks; after other signs the number would be alone on its line
        last = words[-1:]
        joiner = JOINER if last and (not last.isalnum() or last >= "\u2e80") else ""
        return Markup('{}<sup class="note">{}</sup>').format(joiner, number)

    def link(self, label: str, url: str, *, following: str | None = None) -> Markup:
        """Return a link: live, or its words with its address or the number of its note.

        A short address is printed once if that of the `following` link in a list is the same.
        """
        if self.live:
            return Markup('<a href="{}">{}</a>').format(url, label)
        if following and bare(following) == bare(url) and len(bare(url)) <= self.short_address:
            return Markup('<span class="link">{}</span>').format(label)
        return Markup('<span class="link">{}{}</span>').format(label, self.mark(url, label))

    def all(self) -> list[tuple[int, Markup]]:
        """Return the notes so far: the number, and the address with places where it may break."""
        return [(number, self.readable(url)) for url, number in self._numbers.items()]

    def readable(self, url: str) -> Markup:
        """Return an address as people read it, without its scheme; it may break after `/` and before `.`."""
        mark, text = "<wbr>", bare(url)
        if len(url) > MIN_LONG_ADDRESS:
            mark, text = BREAK, _LONG_PART.sub(rf"\g<0>{BREAK}", text)
        text = str(escape(text))
        if self.breaks:
            for sign in ("/", "_", "-"):
                text = text.replace(sign, f"{sign}{mark}")
            for sign in (".", "?", "&amp;", "#", "="):
                text = text.replace(sign, f"{mark}{sign}")
        return Markup(text)


def bare(url: str) -> str:
    """Return an address without its scheme and last slash: `www.example.org`."""
    for scheme in ("https://", "http://", "mailto:", "tel:"):
        url = url.removeprefix(scheme)
    return url.removesuffix("/")
