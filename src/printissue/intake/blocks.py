"""The parts of a newsletter, whatever its format: blocks of text with links and emphasis, and pictures."""

import re
from dataclasses import dataclass, field, replace
from typing import Literal

MAX_BYTES = 20_000_000
"""The size of the largest newsletter that is read. Mail servers rarely accept more."""

MAX_BLOCKS = 20_000
"""The most paragraphs, headings and list items of a newsletter; the YAML of an issue can have 50,000 nodes."""

MAX_LETTERS = 2_000_000
"""The most characters of visible text; the YAML of an issue can have 2 MiB."""

MAX_TAGS = 200_000
"""The most tags of an HTML document that is read. Real newsletters have up to about 20,000."""

MAX_DEPTH = 400
"""The deepest nesting of HTML elements that is read. Real newsletters have up to about 100 levels."""

UNKNOWN = "#"
"""The start of the address of a link that the newsletter hides; a number follows, so that other links differ."""

_BAD = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff\ufffe\uffff\ud800-\udfff\u200b-\u200f\u2060\u034f\u00ad]"
)
"""Control characters that a manuscript must not have, and invisible padding of mails."""

_LONG = re.compile(r"\w{150}(?=\w)")

Kind = Literal["heading", "paragraph", "item", "quote", "table", "picture", "rule", "code", "note"]


class UnreadableError(Exception):
    """A newsletter cannot be read. `message` says why, `hint` what to do, `line` where (from 1)."""

    def __init__(self, message: str, hint: str = "", line: int | None = None) -> None:
        super().__init__(message)
        self.message, self.hint, self.line = message, hint, line


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text with one look. `url` is the address of a link, or empty, or starts with `UNKNOWN`.

    A line feed is a forced line break. `note` is the number of the footnote whose mark this is.
    """

    text: str
    bold: bool = False
    italic: bool = False
    code: bool = False
    url: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture: its address as the newsletter has it, and its bytes if they are part of the newsletter."""

    source: str
    alt: str = ""
    caption: str = ""
    data: bytes | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """A block of text, a table (`rows` of cells) or a picture.

    `level` is the rank of a heading (1 is the highest, 0 unknown), or the depth of a list item (from 0). `marker` is
    the mark of a list item: `-` or a number; of a footnote, its number.
    """

    kind: Kind
    spans: tuple[Span, ...] = ()
    level: int = 0
    marker: str = "-"
    rows: tuple[tuple[str, ...], ...] = ()
    picture: Picture | None = None

    @property
    def text(self) -> str:
        """The text without emphasis and addresses, on one line."""
        if self.rows:
            return " ".join(" ".join(row) for row in self.rows)
        return " ".join("".join(span.text for span in self.spans).split())

    @property
    def linked(self) -> bool:
        """True if all words are in links."""
        return bool(self.text) and all(
            span.url or not re.search(r"\w", span.text) for span in self.spans
        )


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A piece of a newsletter that is not in the draft, and why."""

    what: str
    why: str


@dataclass(frozen=True, slots=True)
class Newsletter:
    """A newsletter as blocks, with what its headers or front matter say. `name` is for messages."""

    name: str
    blocks: tuple[Block, ...]
    title: str = ""
    date: str = ""
    authors: tuple[str, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    notes: tuple[str, ...] = field(default=())


def clean(text: str) -> str:
    """Return a text without control characters and invisible padding; line ends are line feeds."""
    text = re.sub("\r\n?|[\x0b\x0c\x85\u2028\u2029]", "\n", text).replace("\t", " ")
    return _LONG.sub(lambda match: f"{match[0]}\u200b", _BAD.sub("", text))


def trimmed(spans: list[Span]) -> tuple[Span, ...]:
    """Return spans without white space at both ends; runs of it become one space, or one line feed."""
    looks: list[Span] = []
    texts: list[list[str]] = []
    gap = "\n"  # nothing precedes, so white space is dropped
    for span in spans:
        text = re.sub(r"[ \u00a0]*\n[ \u00a0\n]*", "\n", re.sub(r"[ \u00a0]+", " ", span.text))
        if gap and text[:1] in (" ", "\n"):
            text = text[1:]
        if not text:
            continue
        gap = text[-1] if text[-1] in " \n" else ""
        look = replace(span, text="")
        if not looks or looks[-1] != look:
            looks.append(look)
            texts.append([])
        texts[-1].append(text)
    result = [replace(look, text="".join(parts)) for look, parts in zip(looks, texts, strict=True)]
    while result and not result[-1].text.rstrip():
        result.pop()
    if result:
        result[-1] = replace(result[-1], text=result[-1].text.rstrip())
    return tuple(result)
