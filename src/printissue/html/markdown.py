"""Markdown and lines with emphasis as HTML, in the typography of their language."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from linkify_it import LinkifyIt
from markdown_it import MarkdownIt
from markdown_it.common.normalize_url import normalizeLink
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markupsafe import Markup, escape
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.subscript import sub_plugin
from mdit_py_plugins.superscript import superscript_plugin
from pydantic_core import PydanticCustomError

from printissue.html.markdown_blocks import (
    add_captions,
    add_containers,
    box_ranges,
    set_containers,
    set_pictures,
)
from printissue.html.markdown_renderer import AddressNote, ProseContext, Renderer
from printissue.model.text_types import check_url

MAX_NESTING = 40
"""Levels of nested Markdown that an edition shows; a list takes two. Each few more levels double the layout's time."""

NO_ABBREVIATIONS: Mapping[str, str] = {}

INITIAL_LENGTH = 320
"""The least length of a first paragraph with an initial, which would be higher than a shorter one."""

_CAPITALIZED = re.compile(r"[A-ZÀ-ÖØ-ÞΑ-ΩА-Я][^\W_]*(?!['’]?\w)")
"""A word that begins with a capital letter of a script that has initials: Latin, Greek, Cyrillic."""

QUOTES: dict[str, Sequence[str]] = {
    "en": "“”‘’",
    "de": "„“‚‘",
    "fr": ["«\u202f", "\u202f»", "“", "”"],
    "es": "«»“”",
    "ar": "«»“”",
    "it": "«»“”",
    "pl": "„”«»",
    "pt": "«»“”",
    "ru": "«»„“",
    "uk": "«»„“",
    "he": "””’’",
    "ja": "「」『』",
}
"""Double and single quotation marks by language, if not those of English (CLDR).

French double ones have a narrow no-break space inside.
"""


# parsers


class _BareLinks(LinkifyIt):  # type: ignore[misc] # the library has no types
    """A finder of what GitHub's Markdown links too: `http://…`, `https://…`, `www.…` and e-mail addresses.

    A name such as `example.org` stays text: in prose it is more often a missing space, a file or a company.
    """

    def match(self, text: str) -> list[Any] | None:  # the library's matches
        """Return the addresses in a text, in order; None where there are none."""
        matches = [_without_quotes(match) for match in super().match(text) or ()]
        return [match for match in matches if _is_address(match, text)] or None

    def match_at_start(self, text: str) -> Any | None:  # noqa: ANN401 - the library's match
        """Return the address that a text starts with, or None."""
        match = super().match_at_start(text)
        return match if match and _is_address(_without_quotes(match), text) else None


_CLOSING_QUOTES = re.compile("[«»“”„‹›‘’…]+$|[«»“”„‹›].*")


def _without_quotes(match: Any) -> Any:  # noqa: ANN401 - the library's match
    """Cut a match off before the quotation mark that follows the address."""
    length = len(match.raw)
    match.raw = _CLOSING_QUOTES.sub("", match.raw)
    excess = length - len(match.raw)
    if excess:
        match.last_index -= excess
        match.text, match.url = match.text[:-excess], match.url[:-excess]
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


def markdown_parser(
    quotes: Sequence[str] = "“”‘’", *, inline: ParserInline | None = None, for_source: bool = False
) -> MarkdownIt:
    """Return a parser of CommonMark with what newsletters need besides, without HTML.

    That is: tables, strikethrough, bare links, footnotes, definition lists, subscript, superscript and containers.
    `inline` is its parser of text. A parser `for_source` leaves notes in their places, and makes a token of every mark
    of a note, even where there is no such note.
    """
    options = {"html": False, "typographer": True, "linkify": True, "quotes": quotes}
    parser = MarkdownIt("commonmark", options)
    parser.inline = inline or parser.inline
    # the parser silently drops what is nested deeper than this; the check must see it to report it
    parser.options["maxNesting"] = MAX_NESTING + 10
    # accept every address, so that the check reports a wrong one instead of the page showing its source
    parser.validateLink = _any_link  # type: ignore[method-assign]
    parser.linkify = bare_links()
    parser.enable(["table", "strikethrough", "linkify", "replacements", "smartquotes"])
    parser.disable(["html_block", "html_inline"])
    add_containers(_raise_and_lower(parser.use(deflist_plugin)))
    return parser.use(
        footnote_plugin,
        inline=False,
        move_to_end=not for_source,
        always_match_refs=for_source,
    )


def _raise_and_lower(parser: MarkdownIt) -> MarkdownIt:
    """Add subscript and superscript to a parser."""
    parser.use(sub_plugin).use(superscript_plugin)
    parser.inline.ruler.after("emphasis", "lone_mark", _lone_mark)
    return parser


def _lone_mark(state: StateInline, silent: bool) -> bool:
    """Keep a ~ or ^ as text where it follows no word: `~5 km`, `^_^`. It is no subscript or superscript."""
    mark, before = state.src[state.pos], state.src[state.pos - 1 : state.pos] if state.pos else ""
    if mark not in "~^" or before.isalnum() or before in tuple(')]*_`"”’'):
        return False
    if not silent:
        state.pending += mark
    state.pos += 1
    return True


def _any_link(url: str) -> bool:
    return bool(url)


def _quotes(language: str) -> Sequence[str]:
    return QUOTES.get(language.split("-", maxsplit=1)[0], QUOTES["en"])


@cache
def _block_parser(language: str) -> MarkdownIt:
    return markdown_parser(_quotes(language))


@cache
def _inline_parser(language: str) -> MarkdownIt:
    parser = MarkdownIt("zero", {"typographer": True, "quotes": _quotes(language)})
    return _raise_and_lower(parser.enable(["emphasis", "escape", "replacements", "smartquotes"]))


# HTML


def prose(
    text: str,
    language: str,
    *,
    heading_level: int,
    note: AddressNote | None = None,
    inserts: Sequence[Markup] = (),
    abbreviations: Mapping[str, str] = NO_ABBREVIATIONS,
    initial: bool = False,
    context: ProseContext | None = None,
) -> Markup:
    """Return Markdown as HTML. Headings in it start at `heading_level` and skip no level.

    `note` takes a link's address and the end of its words, and returns the HTML to set after them; without it, links
    are live. `inserts` are spread evenly between the paragraphs. `abbreviations` maps short forms to their long forms.
    With `initial`, the first letter is in a span of its own, to be set large, if the text begins with enough of it.
    `context` is what the text of an issue refers to.
    """
    parser = _block_parser(language)
    tokens = parser.parse(text)
    _renumber_headings(tokens, heading_level)
    _scope_header_cells(tokens)
    add_captions(tokens)
    _narrow_french_spaces(tokens, language)
    _mark_abbreviations(tokens, abbreviations)
    if initial:
        _mark_initial(tokens)
    set_pictures(tokens)
    renderer = Renderer(parser)
    renderer.note, renderer.language = note, language
    renderer.context = context or ProseContext()
    renderer.notes = renderer.context.footnotes.of_text(language)
    renderer.notes.take(tokens)
    set_containers(tokens, heading_level, lambda words: inline(words, language))
    _spread(tokens, inserts)
    html = renderer.render(tokens, parser.options, {})
    if not renderer.context.footnotes.at_foot:
        html += renderer.end_notes(parser.options)
    return Markup(html)


def inline(text: str, language: str) -> Markup:
    """Return a line with emphasis, subscript and superscript as HTML."""
    parser = _inline_parser(language)
    return Markup(parser.renderer.render(_parse_line(text, language), parser.options, {}))


def plain(text: str, language: str) -> str:
    """Return a line without its emphasis marks, for metadata, bookmarks and names."""
    return _text_of(_parse_line(text, language))


def _parse_line(text: str, language: str) -> list[Token]:
    tokens = _inline_parser(language).parseInline(" ".join(text.split()))
    _narrow_french_spaces(tokens, language)
    return tokens


def _text_of(tokens: Sequence[Token]) -> str:
    return "".join(
        _text_of(token.children) if token.children else token.content for token in tokens
    )


# changes to the tokens


def _renumber_headings(tokens: Sequence[Token], first: int) -> None:
    """Renumber headings so that they start at level `first` and each is at most one deeper than the one before.

    Those in a box start one level deeper, below the heading of the box.
    """
    boxes = list(box_ranges(tokens))
    for start, end in boxes:
        _renumber(tokens[start:end], first + 1)
    inside = {index for start, end in boxes for index in range(start, end)}
    _renumber([token for index, token in enumerate(tokens) if index not in inside], first)


def _renumber(tokens: Sequence[Token], first: int) -> None:
    opening = [token for token in tokens if token.type == "heading_open"]
    closing = [token for token in tokens if token.type == "heading_close"]
    open_levels: list[int] = []
    for start, end in zip(opening, closing, strict=True):
        level = int(start.tag[1])
        while open_levels and open_levels[-1] >= level:
            open_levels.pop()
        open_levels.append(level)
        start.tag = end.tag = f"h{min(first + len(open_levels) - 1, 6)}"


def _scope_header_cells(tokens: Sequence[Token]) -> None:
    for token in tokens:
        if token.type == "th_open":
            token.attrSet("scope", "col")


_FRENCH_SPACE = re.compile(r"(?<=\S)[ \u00a0]([;:!?»])|(«)[ \u00a0](?=\S)")


def _narrow_french_spaces(tokens: Sequence[Token], language: str) -> None:
    """Make the spaces that French sets inside its quotes and before ; : ! and ? narrow and unbreakable."""
    if language.split("-", maxsplit=1)[0] != "fr":
        return
    for token in tokens:
        if token.type == "text":
            token.content = _FRENCH_SPACE.sub(_narrow, token.content)
        _narrow_french_spaces(token.children or (), language)


def _narrow(match: re.Match[str]) -> str:
    return f"\u202f{match[1]}" if match[1] else f"{match[2]}\u202f"


def _mark_abbreviations(tokens: Sequence[Token], abbreviations: Mapping[str, str]) -> None:
    """Wrap each short form that is a word by itself in `<abbr title="…">`."""
    if not abbreviations:
        return
    words = sorted(abbreviations, key=len, reverse=True)
    pattern = re.compile(rf"(?<!\w)({'|'.join(map(re.escape, words))})(?!\w)")
    for token in tokens:
        if token.children:
            token.children = [
                part
                for child in token.children
                for part in _split_at_abbreviations(child, pattern, abbreviations)
            ]


def _split_at_abbreviations(
    token: Token, pattern: re.Pattern[str], abbreviations: Mapping[str, str]
) -> Iterator[Token]:
    if token.type != "text":
        yield token
        return
    for number, part in enumerate(pattern.split(token.content)):
        if number % 2:
            html = f'<abbr title="{escape(abbreviations[part])}">{escape(part)}</abbr>'
            yield Token("html_inline", "", 0, content=html)
        elif part:
            yield Token("text", "", 0, content=part)


def _mark_initial(tokens: Sequence[Token]) -> None:
    """Wrap the first letter of a long first paragraph in `span.initial-letter`, and its word in a span that names it.

    The word is a text of its own for readers and programs that would read the letter and the rest one by one.
    """
    text = next((token for token in tokens[1:2] if token.type == "inline"), None)
    if text is None or tokens[0].type != "paragraph_open" or len(text.content) < INITIAL_LENGTH:
        return
    first = (text.children or [Token("", "", 0)])[0]
    word = _CAPITALIZED.match(first.content) if first.type == "text" else None
    if word is None:
        return
    html = (
        f'<span aria-label="{escape(word[0])}"><span class="initial-letter">{escape(word[0][0])}</span>'
        f"{escape(word[0][1:])}</span>"
    )
    first.content = first.content[word.end() :]
    assert text.children is not None
    text.children.insert(0, Token("html_inline", "", 0, content=html))


def _spread(tokens: list[Token], inserts: Sequence[Markup]) -> None:
    """Put each insert before a paragraph, so that they divide the text evenly."""
    starts = [
        number
        for number, token in enumerate(tokens)
        if token.type == "paragraph_open" and token.level == 0
    ]
    end = len(tokens)
    for number, insert in reversed(list(enumerate(inserts, 1))):
        paragraph = number * len(starts) // (len(inserts) + 1)
        index = starts[paragraph] if starts and paragraph else end
        tokens.insert(index, Token("html_block", "", 0, content=str(insert)))
