"""Changes to the blocks of parsed Markdown: captions, pictures of a paragraph of their own, boxes and pull quotes."""

import re
from collections.abc import Callable, Iterator, Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.container import container_plugin

CONTAINERS = ("box", "quote", "wide")
"""The containers: `::: NAME words`, lines of Markdown, `:::`."""

TABLE_CAPTION, CODE_CAPTION = "Table: ", "Code: "
"""The start of a paragraph that is the caption of the table or the code after it."""


def add_containers(parser: MarkdownIt) -> MarkdownIt:
    """Add the containers to a parser."""
    for name in CONTAINERS:
        parser.use(container_plugin, name)
    return parser


def container_words(token: Token) -> str:
    """Return the words after the name of a container."""
    return token.info.strip().partition(" ")[2].strip()


def set_containers(tokens: list[Token], heading_level: int, line: Callable[[str], str]) -> None:
    """Turn boxes and pull quotes into HTML; `line` returns that of a line with emphasis.

    The words of a box are its heading, of the level of headings in the text; those of a pull quote are who said it.
    """
    by = ""
    for index, token in enumerate(tokens):
        html = ""
        words = line(container_words(token)) if token.nesting == 1 and token.info else ""
        if token.type == "container_box_open":
            heading = f"<h{heading_level}>{words}</h{heading_level}>\n" if words else ""
            html = f'<div class="box">\n{heading}<div class="body">\n'
        elif token.type == "container_box_close":
            html = "</div>\n</div>\n"
        elif token.type == "container_quote_open":
            by = words
            html = '<blockquote class="pull-quote">\n'
        elif token.type == "container_quote_close":
            html = f'<p class="by">{by}</p>\n</blockquote>\n' if by else "</blockquote>\n"
        if html:
            tokens[index] = Token("html_block", "", 0, content=html, level=token.level)


def has_wide_block(text: str) -> bool:
    """Return whether a text has something that is as wide as the page."""
    return bool(re.search(r"^ {0,3}:{3,} *wide\b", text, re.MULTILINE))


def box_ranges(tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """Yield where each box starts and ends among the tokens."""
    start = 0
    for index, token in enumerate(tokens):
        if token.type == "container_box_open":
            start = index
        elif token.type == "container_box_close":
            yield start, index


def add_captions(tokens: list[Token]) -> None:
    """Make a paragraph `Table: words` before a table its caption, and one `Code: words` that of code."""
    for number in range(len(tokens) - 3, 0, -1):
        text, following = tokens[number], tokens[number + 2]
        if text.type != "inline" or tokens[number - 1].type != "paragraph_open":
            continue
        first = (text.children or [text])[0]
        if following.type == "table_open" and first.content.startswith(TABLE_CAPTION):
            first.content = first.content.removeprefix(TABLE_CAPTION)
            tokens[number - 1 : number + 3] = [following, *_around(text, "caption")]
        elif following.type == "fence" and first.content.startswith(CODE_CAPTION):
            first.content = first.content.removeprefix(CODE_CAPTION)
            start = Token("figure_open", "figure", 1, block=True, attrs={"class": "code"})
            end = Token("figure_close", "figure", -1, block=True)
            tokens[number - 1 : number + 3] = [start, *_around(text, "figcaption"), following, end]


def _around(text: Token, tag: str) -> tuple[Token, Token, Token]:
    return Token(f"{tag}_open", tag, 1), text, Token(f"{tag}_close", tag, -1, block=True)


def set_pictures(tokens: list[Token]) -> None:
    """Make a paragraph of nothing but pictures a block of pictures."""
    for number in range(len(tokens) - 2, 0, -1):
        if pictures := alone_pictures(tokens, number):
            level = tokens[number - 1].level
            block = Token("pictures", "", 0, children=pictures, level=level, block=True)
            tokens[number - 1 : number + 2] = [block]


def alone_pictures(tokens: Sequence[Token], number: int) -> list[Token]:
    """Return the pictures of an inline token if it is a paragraph of nothing else."""
    token = tokens[number]
    children = token.children or []
    if token.type != "inline" or tokens[number - 1].type != "paragraph_open":
        return []
    blank = ("softbreak", "hardbreak")
    if not all(
        one.type in ("image", *blank) or (one.type == "text" and not one.content.strip())
        for one in children
    ):
        return []
    return [one for one in children if one.type == "image"]
