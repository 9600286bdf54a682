"""Words: Markdown and inline text as HTML, with the language's quotes."""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from markupsafe import Markup, escape

from printissue.html.abbreviations import mark_abbreviations
from printissue.html.markdown import markdown_parser

NONE: Mapping[str, str] = {}
"""No abbreviations."""

QUOTES: dict[str, Sequence[str]] = {
    "en": "“”‘’",
    "de": "„“‚‘",
    "fr": ["«\u202f", "\u202f»", "“", "”"],
    "es": "«»“”",
    "ar": "«»“”",
}
"""Double and single quotation marks by language; French ones keep a narrow space inside."""


@cache
def _markdown(language: str) -> MarkdownIt:
    return markdown_parser(QUOTES.get(language.split("-", maxsplit=1)[0], QUOTES["en"]))


@cache
def _inline(language: str) -> MarkdownIt:
    quotes = QUOTES.get(language.split("-", maxsplit=1)[0], QUOTES["en"])
    parser = MarkdownIt("zero", {"typographer": True, "quotes": quotes})
    return parser.enable(["emphasis", "escape", "replacements", "smartquotes"])


class _Renderer(RendererHTML):
    """Writes the tokens; links go through `note`, so that the print layout can number them."""

    note: Callable[[str], str] | None = None

    def link_open(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        url = str(tokens[idx].attrGet("href"))
        env.setdefault("open", []).append(url)
        return '<span class="link">' if self.note else f'<a href="{escape(url)}">'

    def link_close(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        url = env["open"].pop()
        return f"</span>{self.note(url)}" if self.note else "</a>"


def prose(
    text: str,
    language: str,
    *,
    heading_level: int,
    note: Callable[[str], str] | None = None,
    inserts: Sequence[Markup] = (),
    abbreviations: Mapping[str, str] = NONE,
) -> Markup:
    """Turn Markdown into HTML. Headings inside start at `heading_level` and never skip one.

    `note` gets each link's URL and gives what stands after its text; without it links are live.
    `inserts` are set between paragraphs, evenly over the text; `abbreviations` are marked with
    what they stand for.
    """
    parser = _markdown(language)
    tokens = parser.parse(text)
    _set_headings(tokens, heading_level)
    _scope_headers(tokens)
    _caption_tables(tokens)
    _space(tokens, language)
    mark_abbreviations(tokens, abbreviations)
    _insert(tokens, inserts)
    renderer = _Renderer(parser)
    renderer.note = note
    return Markup(renderer.render(tokens, parser.options, {}))


def _insert(tokens: list[Token], inserts: Sequence[Markup]) -> None:
    """Put each insert before a paragraph, so that they divide the text evenly."""
    starts = [
        number
        for number, token in enumerate(tokens)
        if token.type == "paragraph_open" and token.level == 0
    ]
    end = len(tokens)
    for number, insert in reversed(list(enumerate(inserts, 1))):
        part = number * len(starts) // (len(inserts) + 1)
        at = starts[part] if starts and part else end
        tokens.insert(at, Token("html_block", "", 0, content=str(insert)))


def _caption_tables(tokens: list[Token]) -> None:
    """Make a paragraph `Table: words` that stands before a table its caption."""
    for number in range(len(tokens) - 3, 0, -1):
        inline_, table = tokens[number], tokens[number + 2]
        if inline_.type == "inline" and table.type == "table_open" and inline_.children:
            first = inline_.children[0]
            if tokens[number - 1].type == "paragraph_open" and first.content.startswith("Table: "):
                first.content = first.content.removeprefix("Table: ")
                caption = Token("caption_open", "caption", 1), Token("caption_close", "caption", -1)
                moved = [table, caption[0], inline_, caption[1]]
                tokens[number - 1 : number + 3] = moved


_FRENCH_SPACE = re.compile(r"(?<=\S)[ \u00a0]([;:!?»])|(«)[ \u00a0](?=\S)")


def _space(tokens: Sequence[Token], language: str) -> None:
    """Narrow and tie the spaces that French sets inside of its quotes and before ; : ! and ?."""
    if language.split("-", maxsplit=1)[0] != "fr":
        return
    for token in tokens:
        if token.type == "text":
            token.content = _FRENCH_SPACE.sub(_narrow, token.content)
        _space(token.children or (), language)


def _narrow(match: re.Match[str]) -> str:
    return f"\u202f{match[1]}" if match[1] else f"{match[2]}\u202f"


def inline(text: str, language: str) -> Markup:
    """Turn a line with emphasis into HTML."""
    parser = _inline(language)
    return Markup(parser.renderer.render(_line(text, language), parser.options, {}))


def plain(text: str, language: str) -> str:
    """Give a line without its emphasis marks: for metadata, bookmarks and names."""
    return _text_of(_line(text, language))


def _line(text: str, language: str) -> list[Token]:
    tokens = _inline(language).parseInline(" ".join(text.split()))
    _space(tokens, language)
    return tokens


def _text_of(tokens: Sequence[Token]) -> str:
    return "".join(
        _text_of(token.children) if token.children else token.content for token in tokens
    )


def _set_headings(tokens: Sequence[Token], first: int) -> None:
    """Give headings the levels below `first`, each at most one deeper than the one before."""
    opened = [token for token in tokens if token.type == "heading_open"]
    closed = [token for token in tokens if token.type == "heading_close"]
    stack: list[int] = []
    for start, end in zip(opened, closed, strict=True):
        level = int(start.tag[1])
        while stack and stack[-1] >= level:
            stack.pop()
        stack.append(level)
        start.tag = end.tag = f"h{min(first + len(stack) - 1, 6)}"


def _scope_headers(tokens: Sequence[Token]) -> None:
    for token in tokens:
        if token.type == "th_open":
            token.attrSet("scope", "col")
