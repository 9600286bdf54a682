"""A source map of Markdown: where each token is in the text, and which characters are printed as they are written.

markdown-it says on which lines a block is, but not where an inline token is within them. The parser here records what
each of its inline rules consumes.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_inline.state_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType

from printissue.html.markdown import bare_links, markdown_parser

MARKUP = "\0"
"""The placeholder of a character that is markup: a mark, an escape, code, the address of a link."""
BARE_URL = "\x01"
"""The placeholder of a character of a bare address."""


@dataclass(frozen=True, slots=True)
class TokenSpan:
    """An inline token with the part of its text block that it comes from: offsets `start` to `end`."""

    token: Token
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class TextBlock:
    """The text of a paragraph, heading or cell: `content` as written, without the marks of the block itself.

    `literal` has the same length: the characters that are printed as they are written, and MARKUP or BARE_URL in place
    of all others. `offsets` are those of the characters in the whole text. `number` is the index of the inline token
    in the document's tokens.
    """

    number: int
    content: str
    literal: str
    spans: tuple[TokenSpan, ...]
    offsets: tuple[int, ...]

    def offset(self, index: int) -> int:
        """Return the offset in the whole text of a character of `content`; past the end, that of the last one."""
        return self.offsets[min(index, len(self.offsets) - 1)] if self.offsets else 0


@dataclass(frozen=True, slots=True)
class MarkdownDocument:
    """A parsed text. `lines` are its lines, each after the offset of its start."""

    tokens: tuple[Token, ...]
    blocks: tuple[TextBlock, ...]
    lines: tuple[tuple[int, str], ...]
    references: dict[str, Any]

    def line_start(self, number: int) -> int:
        """Return the offset of a line's first character that is not blank."""
        start, line = self.lines[min(number, len(self.lines) - 1)]
        return start + len(line) - len(line.lstrip())


@dataclass(frozen=True, slots=True)
class _Consumed:
    """The source that one inline rule consumed, and the tokens that it made; none if it is only text."""

    start: int
    end: int
    tokens: tuple[Token, ...]


class _RecordingParser(ParserInline):
    """An inline parser that records in its environment what each rule consumes and which text is literal."""

    def __init__(self) -> None:
        super().__init__()
        self.ruler2.before("fragments_join", "record_literals", _record_literals)

    def parse(self, src: str, md: MarkdownIt, env: EnvType, tokens: list[Token]) -> list[Token]:
        outer, env["consumed"] = env.get("consumed"), []
        super().parse(src, md, env, tokens)
        if outer is not None:
            env["literals"].pop()  # the alternative text of a picture is part of the picture
        env["consumed"] = outer
        return tokens

    def tokenize(self, state: StateInline) -> None:
        rules = self.ruler.getRules("")
        end = state.posMax
        while state.pos < end:
            start, pending, known = state.pos, state.pending, len(state.tokens)
            may_nest = state.level < state.md.options["maxNesting"]
            if not (may_nest and any(rule(state, False) for rule in rules)):
                state.append_pending(state.src[start])
                state.pos = start + 1
            made = state.tokens[known:]
            flushed = len(made[0].content) if made and pending and made[0].type == "text" else 0
            if made:  # a bare address takes its scheme out of the pending text, a line break the spaces before it
                start -= len(pending) - flushed
            state.env["consumed"].append(_Consumed(start, state.pos, tuple(made[bool(flushed) :])))
        if state.pending:
            state.pushPending()


def _record_literals(state: StateInline) -> None:
    """Record the literal text and the spans of a text block, once the parser has paired its delimiters."""
    literal = list(state.src)
    spans: list[TokenSpan] = []
    for part in sorted(state.env["consumed"], key=lambda part: (part.start, -part.end)):
        if not part.tokens:
            literal[part.start : part.end] = state.src[part.start : part.end]
            continue
        literal[part.start : part.end] = MARKUP * (part.end - part.start)
        if part.tokens[0].type in ("sub_open", "sup_open"):
            start, end = part.start + 1, part.end - 1
            literal[start:end] = state.src[start:end]
            spans.append(TokenSpan(part.tokens[0], part.start, part.end))
            continue
        if state.src[part.start] in "*_~":
            spans += _delimiter_spans(part, literal, state.src)
            continue
        first = part.tokens[0]
        if first.markup == "linkify":
            literal[part.start : part.end] = BARE_URL * (part.end - part.start)
        elif first.type in ("softbreak", "hardbreak"):
            newline = state.src.index("\n", part.start)
            literal[newline] = "\n"
        spans.append(TokenSpan(first, part.start, part.end))
    text = "".join(literal)
    for match in bare_links().match(text) or ():
        length = match.last_index - match.index
        text = f"{text[: match.index]}{BARE_URL * length}{text[match.last_index :]}"
    state.env.setdefault("literals", []).append((text, tuple(spans)))


def _delimiter_spans(part: _Consumed, literal: list[str], source: str) -> Iterator[TokenSpan]:
    """Yield the spans that a run of delimiters opens or closes; write delimiters that are only text into `literal`."""
    start = part.start
    width = 2 if source[start] == "~" else 1
    for number, token in enumerate(part.tokens):
        length = 1 if width == 2 and number == 0 and (part.end - start) % 2 else width
        if token.type == "text" and token.content:
            literal[start : start + length] = source[start : start + length]
        elif token.type != "text":
            before = token.type == "strong_open"
            yield TokenSpan(token, start - before, start + length)
        start += length


@cache
def _parser() -> MarkdownIt:
    parser = markdown_parser(inline=_RecordingParser(), for_source=True)
    parser.options["html"] = True  # HTML tags are recognised so that they can be reported
    parser.disable(["linkify", "replacements", "smartquotes", "text_join"])
    parser.inline.ruler.enable(["linkify", "html_inline"])
    return parser


def parse_markdown(text: str) -> MarkdownDocument:
    """Parse a text as Markdown."""
    env: dict[str, Any] = {}
    tokens = _parser().parse(text, env)
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    lines = tuple(zip(starts, text.split("\n"), strict=False))
    return MarkdownDocument(
        tuple(tokens),
        tuple(_text_blocks(tokens, lines, env.get("literals", []))),
        lines,
        env.get("references", {}),
    )


def parse_line(text: str) -> TextBlock:
    """Parse a text as the content of one paragraph, whatever marks of blocks it starts with."""
    env: dict[str, Any] = {}
    _parser().inline.parse(text, _parser(), env, [])
    (literal, spans), *_ = env["literals"]
    return TextBlock(0, text, literal, spans, tuple(range(len(text))))


def _text_blocks(
    tokens: Sequence[Token],
    lines: Sequence[tuple[int, str]],
    literals: Sequence[tuple[str, tuple[TokenSpan, ...]]],
) -> Iterator[TextBlock]:
    inlines = ((number, token) for number, token in enumerate(tokens) if token.type == "inline")
    last_cell = (-1, 0)  # the line of the last cell of a table, and the column where the cell ends
    for (number, token), (literal, spans) in zip(inlines, literals, strict=True):
        first, last = token.map or (0, 0)
        opening = tokens[number - 1]
        if opening.type in ("th_open", "td_open"):
            column = last_cell[1] if last_cell[0] == first else 0
            written = token.content.replace("|", "\\|")
            column = max(lines[first][1].find(written, column), 0)
            last_cell = first, column + len(written)
            offsets = _cell_offsets(token.content, lines[first][0] + column)
        elif opening.type == "heading_open" and opening.markup.startswith("#"):
            start, line = lines[first]
            column = line.find(token.content, line.index("#") + len(opening.markup))
            offsets = list(range(start + column, start + column + len(token.content)))
        else:
            offsets = _paragraph_offsets(token.content, lines[first : max(last, first + 1)])
        yield TextBlock(number, token.content, literal, spans, tuple(offsets))


def _cell_offsets(content: str, start: int) -> list[int]:
    """Return the offsets of a cell's characters; a bar in a cell is written with a backslash."""
    offsets = []
    for character in content:
        start += character == "|"
        offsets.append(start)
        start += 1
    return offsets


def _paragraph_offsets(content: str, lines: Sequence[tuple[int, str]]) -> list[int]:
    """Return the offsets of a paragraph's characters: each of its lines is the end of a line of the text."""
    offsets: list[int] = []
    for part, (start, line) in zip(content.split("\n"), lines, strict=False):
        end = len(line) if line.endswith(part) else len(line.rstrip())
        first = start + end - len(part)
        offsets += range(first, first + len(part) + 1)  # with the line break
    return offsets[: len(content)]
