"""Read plain text as blocks. Lines that were broken at a fixed width are joined."""

import re
from collections.abc import Iterator

from printissue.intake.blocks import Block, Newsletter, Span, clean, trimmed
from printissue.intake.links import unwrap, usable

_ITEM = re.compile(r"^(?:[*•·▪●◦+-]|(?P<number>[0-9]{1,3})[.)])\s+(?=\S)")
_RULE = re.compile(r"^[\s*_=~#.–—-]{3,}$")
_UNDERLINE = re.compile(r"^(={3,}|-{3,}|~{3,})$")
_ADDRESS = re.compile(r"\(?<?\b((?:https?://|mailto:)[^\s<>\"]+)>?")
_HEADING_WORDS = 30
_LABELS = (
    r"in this (?:issue|edition|newsletter|month)|connect with us|follow us|contact us|(?:current )?vacancies"
    r"|(?:latest )?publications|upcoming events|events|other news(?: from \w+)?|latest news|press releases"
    r"|\w+ in the media|in the media|multimedia"
)
"""Usual titles of sections. Newsletters print them beside each other, so that their text has several on a line."""

_LABEL = re.compile(rf"(?:{_LABELS})(?= [A-Z]|$)", re.IGNORECASE)


def read_plain(
    name: str, text: str, *, flowed: bool = False, delete_space: bool = False
) -> Newsletter:
    """Return the blocks of a plain text; `flowed` and `delete_space` are the parameters of RFC 3676."""
    text = clean(text)
    lines = [line.rstrip(" ") if not flowed else line for line in text.split("\n")]
    if flowed:
        lines = _reflowed(lines, "" if delete_space else " ")
    width = _width(lines)
    blocks: list[Block] = []
    group: list[str] = []
    for line in [*lines, ""]:
        if line.strip():
            group.append(line.strip())
        elif group:
            blocks += _group(group, width)
            group = []
    return Newsletter(name, tuple(blocks))


def _reflowed(lines: list[str], joint: str) -> list[str]:
    """Join lines that end in a space with the next one (format=flowed)."""
    result: list[str] = []
    open_line = False
    for raw in lines:
        line = raw.removeprefix(" ") if raw.startswith(" ") else raw
        if open_line and line.strip():
            result[-1] = result[-1].rstrip(" ") + joint + line
        else:
            result.append(line)
        open_line = line.endswith(" ") and line != "-- " and bool(line.strip())
    return [line.rstrip() for line in result]


def _width(lines: list[str]) -> int:
    """Return the width at which lines were broken, or 0 if they were not."""
    lengths = sorted(len(line) for line in lines if line.strip())
    if not lengths or lengths[-1] > 120:
        long = [length for length in lengths if length > 120]
        if not lengths or len(long) * 50 > len(lengths):
            return 0
        lengths = lengths[: -len(long)]
    return lengths[len(lengths) * 95 // 100] if lengths and lengths[-1] >= 50 else 0


def _group(lines: list[str], width: int) -> Iterator[Block]:
    """Yield the blocks of lines without an empty line between them."""
    open_lines: list[str] = []
    previous = ""
    for line in lines:
        joins = bool(open_lines) and width and not _starts(line)
        fits = len(previous) + 1 + len(line.split(" ", 1)[0]) <= width - 2
        if _UNDERLINE.match(line) and len(open_lines) == 1:
            yield Block("heading", _spans(open_lines[0]), level=1 if line[0] == "=" else 2)
            open_lines = []
        elif joins and not fits and not _RULE.match(line):
            open_lines.append(line)
        else:
            yield from _blocks(open_lines)
            open_lines = [line]
        previous = line
    yield from _blocks(open_lines)


def _starts(line: str) -> bool:
    """Return whether a line starts a block, whatever precedes it."""
    return bool(_ITEM.match(line) or line.startswith((">", "[1]")))


def _blocks(lines: list[str]) -> Iterator[Block]:
    text = " ".join(lines)
    if not text:
        return
    if _RULE.match(text):
        yield Block("rule")
    elif match := _ITEM.match(text):
        marker = f"{match['number']}." if match["number"] else "-"
        yield Block("item", _spans(text[match.end() :]), marker=marker)
    elif text.startswith(">"):
        yield Block("quote", _spans(" ".join(line.lstrip("> ") for line in lines)))
    elif text.startswith("#") and re.match(r"#{1,6} \S", text):
        level = len(text) - len(text.lstrip("#"))
        yield Block("heading", _spans(text.strip("# ")), level=level)
    elif len(lines) == 1 and _may_head(text):
        yield from (Block("heading", _spans(part)) for part in _split(text))
    else:
        yield Block("paragraph", _spans(text))


def _may_head(text: str) -> bool:
    """Return whether a line can be a heading: short, without a full stop and without links."""
    if len(text) > 240 or len(text.split()) > _HEADING_WORDS or _ADDRESS.search(text):
        return False
    return not re.search(r"[.,;:…]$|\s\|\s|@\w+\.\w", text) and bool(re.search(r"[^\W\d_]", text))


def is_section_title(text: str) -> bool:
    """Return whether a line is the usual title of a section, such as `Upcoming events`."""
    return re.fullmatch(_LABELS, text, re.IGNORECASE) is not None


def _split(text: str) -> Iterator[str]:
    """Yield the titles in a line: it has several if it starts with a title that is often beside others."""
    while match := _LABEL.match(text):
        rest = text[match.end() :].strip()
        if not rest:
            break
        yield match[0]
        text = rest
    yield text


def _spans(text: str) -> tuple[Span, ...]:
    """Return the spans of a text; addresses are links."""
    spans: list[Span] = []
    end = 0
    for match in _ADDRESS.finditer(text):
        raw = match[1].rstrip(".,;:!?'")
        if raw.endswith(")") and "(" not in raw:
            raw = raw.rstrip(")")
        url = usable(raw)
        if url:
            label = raw if unwrap(raw) == raw else url  # the words of a redirect are none
            spans += [Span(text[end : match.start(1)]), Span(label, url=url)]
            end = match.start(1) + len(raw)
    return trimmed([*spans, Span(text[end:])])
