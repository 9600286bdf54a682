"""Write blocks as Markdown in which every character of the newsletter is printed as it is."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from pydantic_core import PydanticCustomError

from printissue.intake.blocks import UNKNOWN, Block, Span, trimmed
from printissue.model.text_types import check_url

_WIDTH = 100
_SPECIAL = re.compile(r"[\\`*_\[\]<>~|&{}$^]|==|(?<!\w):(?=[a-z][\w+-]*:)")
_INLINE = re.compile(
    r"[\\*_`]|\[(?=[^\]]*\][(\[])|<(?=[A-Za-z/!])|~(?=~)|(?<=[^\W_])[~^]|&(?=#?\w+;)"
)
_BARE = re.compile(
    r"\b(?:https?://[^\s<>\"]*[^\s<>\".,;:!?')\]}]|(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}\.[\w.-]*\w)"
)
_AT_START = re.compile(
    r"^(?:(?P<digits>\d{1,9})(?=[.)](?:\s|$))|(?=#{1,6}(?:\s|$)|[-+](?:\s|$)|=+\s*$|-[-\s]*$|!!!|:::|:\s))"
)


def inline(spans: Sequence[Span]) -> str:
    """Return spans as a line in which nothing is markup."""
    text = " ".join("".join(span.text for span in spans).split())
    return escape_inline(text)


def escape_inline(text: str) -> str:
    """Return a text for a key in which nothing is markup, and with nothing that Markdown reads as markup elsewhere."""
    return _INLINE.sub(r"\\\g<0>", text)


def markdown(blocks: Iterable[Block]) -> str:
    """Return blocks as Markdown; pictures and rules are left out."""
    blocks = _with_notes(list(blocks))
    parts: list[str] = []
    previous: Block | None = None
    depth = 0
    for block in blocks:
        if block.kind in ("picture", "rule"):
            continue
        in_list = block.kind == "item"
        follows = in_list and previous is not None and previous.kind == "item"
        depth = min(block.level, depth + 1 if follows else 0) if in_list else 0
        text = _block(block, depth)
        if text:
            # a blank line ends a list before one of the other kind
            other = (
                follows
                and not depth
                and previous is not None
                and (previous.marker == "-") != (block.marker == "-")
            )
            parts.append(("\n" if follows and not other else "\n\n") + text if parts else text)
            previous = block
    return "".join(parts)


def _with_notes(blocks: list[Block]) -> list[Block]:
    """Return blocks in which footnotes without a mark, and marks without a footnote, are text."""
    notes = [block.marker for block in blocks if block.kind == "note"]
    marks = {span.note for block in blocks for span in block.spans if block.kind != "note"}
    both = {number for number in notes if number in marks and notes.count(number) == 1}
    return [_with_marks(block, both) for block in blocks]


def _with_marks(block: Block, numbers: set[str]) -> Block:
    spans = tuple(
        replace(span, note="") if span.note not in numbers or block.kind == "note" else span
        for span in block.spans
    )
    if block.kind != "note" or block.marker in numbers:
        return replace(block, spans=spans)
    return replace(block, kind="paragraph", spans=(Span(f"[{block.marker}] "), *spans))


def _block(block: Block, depth: int) -> str:
    if block.kind == "table":
        return _table(block.rows)
    text = _prose(block.spans)
    if not text:
        return ""
    if block.kind == "heading":
        return f"### {' '.join(text.replace(chr(92) + chr(10), ' ').split())}"
    lines = [part for line in text.split("\n") for part in _wrapped(_safe_start(line))]
    if block.kind == "quote":
        return "\n".join(f"> {line}" for line in lines)
    if block.kind in ("item", "note"):
        first = f"{block.marker} " if block.kind == "item" else f"[^{block.marker}]: "
        rest = " " * (len(first) if block.kind == "item" else 4)
        indented = [f"{rest if number else first}{line}" for number, line in enumerate(lines)]
        return "\n".join(f"{'    ' * depth}{line}" for line in indented)
    return "\n".join(lines)


def _table(rows: Sequence[Sequence[str]]) -> str:
    def line(cells: Iterable[str]) -> str:
        return f"| {' | '.join(cells)} |"

    head, *body = ([_escaped(cell) for cell in row] for row in rows)
    return "\n".join([line(head), line("---" for _ in head), *map(line, body)])


def _prose(spans: Sequence[Span]) -> str:
    """Return spans with emphasis and links. A line break is a backslash and a line feed."""
    out = ""
    bare = [
        Span(span.text, url="" if span.url.startswith(UNKNOWN) else span.url) if span.url else span
        for span in spans
    ]
    spans = trimmed(bare)  # one link, whatever the emphasis in it
    for number, span in enumerate(spans):
        after = spans[number + 1].text if number + 1 < len(spans) else ""
        text = span.text
        core = text.strip(" \n")
        if not core:
            out += _breaks(text)
            continue
        start = text.index(core)
        out += _breaks(text[:start])
        tail = text[start + len(core) :]
        marked = _marked(span, core, out, tail + after)
        if marked.startswith("[") and out.endswith("!"):
            out = f"{out[:-1]}\\!"
        out += marked + _breaks(tail)
    return out.strip()


def _breaks(text: str) -> str:
    return re.sub(r" *\n *", r"\\\n", text)


def _marked(span: Span, core: str, before: str, after: str) -> str:
    if span.note:
        return f"[^{span.note}]"
    if span.url:
        label = " ".join(core.split())
        if label == span.url:
            return f"<{label}>"
        target = f"<{span.url}>" if re.search(r"[()]", span.url) else span.url
        return f"[{_escaped(label, addresses=False)}]({target})"
    if span.code and "`" not in core and "\n" not in core:
        return f"`{core}`"
    text = _breaks(_escaped(core))
    mark = "**" if span.bold else "*" if span.italic else ""
    apart = not before or before[-1] in " \n("
    ends = not after or after[0] in " \n.,;:)!?"
    words = re.match(r"\w", core) and re.search(r"\w$", core) and "\n" not in core
    return f"{mark}{text}{mark}" if mark and apart and ends and words else text


def _escaped(text: str, *, addresses: bool = True) -> str:
    """Return a text with a backslash before each character that Markdown could read as markup."""
    if not addresses:
        return _SPECIAL.sub(r"\\\g<0>", text)
    parts: list[str] = []
    end = 0
    for match in _BARE.finditer(text):
        if not _SPECIAL.search(match[0]) or not _is_address(match[0]):
            continue
        parts += [_SPECIAL.sub(r"\\\g<0>", text[end : match.start()]), f"<{match[0]}>"]
        end = match.end()
    return "".join([*parts, _SPECIAL.sub(r"\\\g<0>", text[end:])])


def _is_address(text: str) -> bool:
    try:
        return bool(check_url(text if ":" in text else f"mailto:{text}"))
    except PydanticCustomError:
        return False


def _safe_start(line: str) -> str:
    return _AT_START.sub(lambda match: f"{match['digits'] or ''}\\", line, count=1)


def _wrapped(line: str) -> list[str]:
    """Break a line before words that start with a letter, so that no part of it starts with a mark."""
    lines = [""]
    for word in line.split(" "):
        longer = f"{lines[-1]} {word}" if lines[-1] else word
        if len(longer) > _WIDTH and lines[-1] and re.match(r"[^\W\d_]", word):
            lines.append(word)
        else:
            lines[-1] = longer
    return lines
