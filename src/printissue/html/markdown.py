"""The Markdown that manuscripts take, as a parser, and the bare addresses in it that become links."""

import re
from collections.abc import Sequence
from functools import cache
from typing import Any

from linkify_it import LinkifyIt
from markdown_it import MarkdownIt
from markdown_it.common.normalize_url import normalizeLink
from pydantic_core import PydanticCustomError

from printissue.model.text_types import check_url

DEEPEST = 40
"""Levels of Markdown that an edition shows: a list takes two of them. The layout's time doubles with each few more."""


class _BareLinks(LinkifyIt):  # type: ignore[misc] # the library has no types
    """Finds what GitHub's Markdown links too: `http://…`, `https://…`, `www.…` and e-mail addresses.

    A name such as `example.org` stays text: in prose it is more often a missing space, a file or a company.
    """

    def match(self, text: str) -> list[Any] | None:  # the library's matches
        """Return the addresses of a text, in order; None where it has none."""
        found = [_cut(one) for one in super().match(text) or ()]
        return [one for one in found if _is_address(one, text)] or None

    def match_at_start(self, text: str) -> Any | None:  # noqa: ANN401 - the library's match
        """Return the address that a text starts with, or None."""
        found = super().match_at_start(text)
        return found if found and _is_address(_cut(found), text) else None


_QUOTES = re.compile("[«»“”„‹›‘’…]+$|[«»“”„‹›].*")


def _cut(match: Any) -> Any:  # noqa: ANN401 - the library's match
    """Cut off a match the quotation mark that closes behind the address, with all that follows."""
    whole = len(match.raw)
    match.raw = _QUOTES.sub("", match.raw)
    over = whole - len(match.raw)
    if over:
        match.last_index -= over
        match.text, match.url = match.text[:-over], match.url[:-over]
    return match


def _is_address(match: Any, text: str) -> bool:  # noqa: ANN401 - the library's match
    """Return whether a match is an address that a reader may follow."""
    if not match.schema and not re.match(r"www\.", match.raw, re.IGNORECASE):
        return False
    if match.schema == "mailto:" and text[: match.index].endswith("@"):
        return False  # a name of the Fediverse: @office@example.social
    try:
        check_url(normalizeLink(match.url))
    except PydanticCustomError:
        return False
    return True


@cache
def bare_links() -> LinkifyIt:
    """Return the finder of bare addresses."""
    finder = _BareLinks(options={"fuzzy_link": True, "fuzzy_email": True, "fuzzy_ip": False})
    return finder.add("ftp:", None).add("//", None)


def markdown_parser(quotes: Sequence[str] = "“”‘’") -> MarkdownIt:
    """Return a parser of CommonMark with tables, strikethrough and bare links, without HTML."""
    options = {"html": False, "typographer": True, "linkify": True, "quotes": quotes}
    parser = MarkdownIt("commonmark", options)
    # the parser drops in silence what stands deeper; it must see that there is something
    parser.options["maxNesting"] = DEEPEST + 10
    # whatever a link names, it becomes a link, so that a wrong one is found and not printed as text
    parser.validateLink = _any_link  # type: ignore[method-assign]
    parser.linkify = bare_links()
    parser.enable(["table", "strikethrough", "linkify", "replacements", "smartquotes"])
    parser.disable(["html_block", "html_inline"])
    return parser


def _any_link(url: str) -> bool:
    return bool(url)
