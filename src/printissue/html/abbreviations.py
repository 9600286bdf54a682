"""Abbreviations: short forms in a text, each marked with what the manuscript says it stands for."""

import re
from collections.abc import Iterator, Mapping, Sequence

from markdown_it.token import Token
from markupsafe import escape


def mark_abbreviations(tokens: Sequence[Token], known: Mapping[str, str]) -> None:
    """Wrap each known short form that stands as a word of its own in `<abbr title="…">`."""
    if not known:
        return
    words = sorted(known, key=len, reverse=True)
    pattern = re.compile(rf"(?<!\w)({'|'.join(map(re.escape, words))})(?!\w)")
    for token in tokens:
        if token.children:
            token.children = [
                piece for child in token.children for piece in _pieces(child, pattern, known)
            ]


def _pieces(token: Token, pattern: re.Pattern[str], known: Mapping[str, str]) -> Iterator[Token]:
    if token.type != "text":
        yield token
        return
    for number, piece in enumerate(pattern.split(token.content)):
        if number % 2:
            markup = f'<abbr title="{escape(known[piece])}">{escape(piece)}</abbr>'
            yield Token("html_inline", "", 0, content=markup)
        elif piece:
            yield Token("text", "", 0, content=piece)
