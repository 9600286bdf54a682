"""Where each character of a scalar's text is written, in every style that YAML has.

YAML drops indentation, folds lines and decodes escapes. Each style is read here once more by its own rules (YAML 1.2,
chapters 7.3 and 8.1, as PyYAML applies them), with the index of every character that comes out.
"""

import re
from collections.abc import Iterator
from itertools import islice

from printissue.manuscript.nodes import Scalar

_PROPERTIES = re.compile(r"(?:[&!][^ \n]*[ \n]+)*")
_FOLD = r" +(?:\n[ \n]*)?|\n[ \n]*"
_ESCAPE = r"\\(?:\n[ \n]*|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[\s\S])"
_PIECES = {
    None: re.compile(rf"{_FOLD}|[\s\S]"),
    "'": re.compile(rf"{_FOLD}|''|[\s\S]"),
    '"': re.compile(rf"{_FOLD}|{_ESCAPE}|[\s\S]"),
}
"""By style: blanks, which a line break among them folds, an escape, or another character."""


def indices(source: str, scalar: Scalar) -> list[int]:
    """Return, for every character of a scalar's text, its index in the source.

    An escape counts as its backslash, a line break or the space it is folded into as the end of the line.
    """
    wanted = len(scalar.text)
    match = _PROPERTIES.match(source, scalar.index)
    start = match.end() if match else scalar.index
    if scalar.style in ("|", ">"):
        found = _block(source, start, scalar.text, folded=scalar.style == ">")
    else:
        found = _flow(source, start + (scalar.style is not None), scalar.style)
    written = list(islice(found, wanted))
    return written + [written[-1] if written else start] * (wanted - len(written))


def _flow(source: str, start: int, style: str | None) -> Iterator[int]:
    """Yield the indices of a plain or quoted scalar's characters, and of whatever follows it."""
    for match in _PIECES[style].finditer(source, start):
        piece, at = match[0], match.start()
        ends = [at + number for number, character in enumerate(piece) if character == "\n"]
        if piece.startswith("\\\n"):
            yield from ends[1:]
        elif ends:
            yield from ends[1:] or ends  # the first of several is dropped, a single one is a space
        else:
            yield from range(at, at + (len(piece) if piece.isspace() else 1))


def _block(source: str, start: int, text: str, *, folded: bool) -> Iterator[int]:
    """Yield the indices of a literal or folded scalar's characters, and of whatever follows it."""
    at = source.find("\n", start) + 1 or len(source)
    indent = _indent(source, at, text)
    last: int | None = None  # the end of the content line before
    ends: list[int] = []  # the ends of the empty lines since
    was_flush = False
    while at < len(source):
        end = source.find("\n", at)
        end = end if end >= 0 else len(source)
        content = at + indent
        if end <= content and not source[at:end].strip(" "):
            ends.append(end)
        elif source[at:content].strip(" "):
            break  # less indented: the block has ended
        else:
            is_flush = source[content] != " "
            fold = folded and was_flush and is_flush and last is not None
            if last is not None and not (fold and ends):
                yield last
            yield from (*ends, *range(content, end))
            last, ends, was_flush = end, [], is_flush
        at = end + 1
    yield from (*([] if last is None else [last]), *ends)


def _indent(source: str, start: int, text: str) -> int:
    """Return how far a block's lines are indented: what a line has in the source, but not in the text."""
    match = re.compile(r"((?: *\n)*)( *)").match(source, start)
    blank, lead = match.groups() if match else ("", "")
    line = next((line for line in text.split("\n") if line.strip(" ")), "")
    if line:
        return len(lead) - (len(line) - len(line.lstrip(" ")))
    # no line has anything but blanks: the longest ones are the same
    return max(map(len, f"{blank}{lead}".split("\n"))) - max(map(len, text.split("\n")))
