"""Where each piece of a Markdown text is written, and which of its characters are printed as they are.

The parser says on which lines a block is, but not where inside them a piece of it is. Here it notes every step that it
takes through the text of a block.
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

TAKEN = "\0"
"""In place of a character that Markdown takes: a mark, an escape, code, the address of a link."""
ADDRESS = "\x01"
"""In place of a character of a bare address."""


@dataclass(frozen=True, slots=True)
class Span:
    """A token with the part of its passage that it is made from."""

    token: Token
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Passage:
    """The text of a paragraph, heading or cell: `content` as written, without what makes it one.

    `literal` is as long: what is printed as it is written stands there, other characters are TAKEN or ADDRESS.
    `origins` are the offsets of the characters in the whole text. `number` is that of its token in the document.
    """

    number: int
    content: str
    literal: str
    spans: tuple[Span, ...]
    origins: tuple[int, ...]

    def origin(self, offset: int) -> int:
        """Return the offset in the whole text; what lies behind the last character is there."""
        return self.origins[min(offset, len(self.origins) - 1)] if self.origins else 0


@dataclass(frozen=True, slots=True)
class Document:
    """A text as Markdown reads it. `lines` are its lines, each with the offset of its start."""

    tokens: tuple[Token, ...]
    passages: tuple[Passage, ...]
    lines: tuple[tuple[int, str], ...]
    references: dict[str, Any]

    def line_start(self, number: int) -> int:
        """Return the offset of a line's first character that is not blank."""
        start, line = self.lines[min(number, len(self.lines) - 1)]
        return start + len(line) - len(line.lstrip())


@dataclass(frozen=True, slots=True)
class _Step:
    """What a rule took: tokens came of it, or text where there are none."""

    start: int
    end: int
    tokens: tuple[Token, ...]


class _Inline(ParserInline):
    """Notes its steps in the environment, and paints each text once its delimiters are known."""

    def __init__(self) -> None:
        super().__init__()
        self.ruler2.before("fragments_join", "paint", _paint)

    def parse(self, src: str, md: MarkdownIt, env: EnvType, tokens: list[Token]) -> list[Token]:
        outer, env["steps"] = env.get("steps"), []
        super().parse(src, md, env, tokens)
        if outer is not None:
            env["painted"].pop()  # the words of a picture: they are steps of a step
        env["steps"] = outer
        return tokens

    def tokenize(self, state: StateInline) -> None:
        rules = self.ruler.getRules("")
        end = state.posMax
        while state.pos < end:
            start, pending, known = state.pos, state.pending, len(state.tokens)
            deeper = state.level < state.md.options["maxNesting"]
            if not (deeper and any(rule(state, False) for rule in rules)):
                state.append_pending(state.src[start])
                state.pos = start + 1
            made = state.tokens[known:]
            flushed = len(made[0].content) if made and pending and made[0].type == "text" else 0
            if made:  # a bare address takes back its scheme, a line break the blanks before it
                start -= len(pending) - flushed
            state.env["steps"].append(_Step(start, state.pos, tuple(made[bool(flushed) :])))
        if state.pending:
            state.pushPending()


def _paint(state: StateInline) -> None:
    """Tell what is text from what is not, now that the parser knows which delimiters belong together."""
    literal = list(state.src)
    spans: list[Span] = []
    for step in sorted(state.env["steps"], key=lambda step: (step.start, -step.end)):
        if not step.tokens:
            literal[step.start : step.end] = state.src[step.start : step.end]
            continue
        literal[step.start : step.end] = TAKEN * (step.end - step.start)
        if state.src[step.start] in "*_~":
            spans += _delimiters(step, literal, state.src)
            continue
        first = step.tokens[0]
        if first.markup == "linkify":
            literal[step.start : step.end] = ADDRESS * (step.end - step.start)
        elif first.type in ("softbreak", "hardbreak"):
            at = state.src.index("\n", step.start)
            literal[at] = "\n"
        spans.append(Span(first, step.start, step.end))
    painted = "".join(literal)
    for match in bare_links().match(painted) or ():
        length = match.last_index - match.index
        painted = f"{painted[: match.index]}{ADDRESS * length}{painted[match.last_index :]}"
    state.env.setdefault("painted", []).append((painted, tuple(spans)))


def _delimiters(step: _Step, literal: list[str], source: str) -> Iterator[Span]:
    """Yield what a run of delimiters opens; write into `literal` those that are only text."""
    at = step.start
    width = 2 if source[at] == "~" else 1
    for number, token in enumerate(step.tokens):
        length = 1 if width == 2 and number == 0 and (step.end - at) % 2 else width
        if token.type == "text" and token.content:
            literal[at : at + length] = source[at : at + length]
        elif token.type != "text":
            before = token.type == "strong_open"
            yield Span(token, at - before, at + length)
        at += length


@cache
def _parser() -> MarkdownIt:
    parser = markdown_parser()
    parser.inline = _Inline()
    parser.options["html"] = True  # tags are recognised, to be reported
    parser.disable(["linkify", "replacements", "smartquotes", "text_join", "html_block"])
    parser.inline.ruler.enable("linkify")
    return parser


def document(text: str) -> Document:
    """Read a text as Markdown."""
    env: dict[str, Any] = {}
    tokens = _parser().parse(text, env)
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    lines = tuple(zip(starts, text.split("\n"), strict=False))
    return Document(
        tuple(tokens),
        tuple(_passages(tokens, lines, env.get("painted", []))),
        lines,
        env.get("references", {}),
    )


def line(text: str) -> Passage:
    """Read a text as if it were one paragraph, whatever marks stand at its start."""
    env: dict[str, Any] = {}
    _parser().inline.parse(text, _parser(), env, [])
    (painted, spans), *_ = env["painted"]
    return Passage(0, text, painted, spans, tuple(range(len(text))))


def _passages(
    tokens: Sequence[Token],
    lines: Sequence[tuple[int, str]],
    painted: Sequence[tuple[str, tuple[Span, ...]]],
) -> Iterator[Passage]:
    inner = ((number, token) for number, token in enumerate(tokens) if token.type == "inline")
    cursor = (-1, 0)  # the row of a table, and how far its cells have been found
    for (number, token), (literal, spans) in zip(inner, painted, strict=True):
        first, last = token.map or (0, 0)
        kind = tokens[number - 1]
        if kind.type in ("th_open", "td_open"):
            column = cursor[1] if cursor[0] == first else 0
            written = token.content.replace("|", "\\|")
            at = max(lines[first][1].find(written, column), 0)
            cursor = first, at + len(written)
            origins = _cell(token.content, lines[first][0] + at)
        elif kind.type == "heading_open" and kind.markup.startswith("#"):
            start, text = lines[first]
            column = text.index("#")
            at = text.find(token.content, column + len(kind.markup))
            origins = list(range(start + at, start + at + len(token.content)))
        else:
            origins = _paragraph(token.content, lines[first:last])
        yield Passage(number, token.content, literal, spans, tuple(origins))


def _cell(content: str, start: int) -> list[int]:
    """Return the offsets of a cell's characters; a bar in it is written with a backslash."""
    origins = []
    for character in content:
        start += character == "|"
        origins.append(start)
        start += 1
    return origins


def _paragraph(content: str, lines: Sequence[tuple[int, str]]) -> list[int]:
    """Return the offsets of a paragraph's characters: each line is the end of one that is written."""
    origins: list[int] = []
    for piece, (start, text) in zip(content.split("\n"), lines, strict=False):
        end = len(text) if text.endswith(piece) else len(text.rstrip())
        at = start + end - len(piece)
        origins += range(at, at + len(piece) + 1)  # with the line break
    return origins[: len(content)]
