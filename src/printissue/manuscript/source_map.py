"""The source map: where each value of a YAML file, and each character of a value, is in the file.

YAML drops indentation, folds lines and decodes escapes. To find the index of a character, each style is read here a
second time by its own rules (YAML 1.2, chapters 7.3 and 8.1, as PyYAML applies them).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from printissue.core.findings import Place
from printissue.manuscript.nodes import Mapping, Node, Path, Scalar, child
from printissue.manuscript.source import Source


@dataclass(frozen=True, slots=True)
class SourceMap:
    """The places of a file's keys and values, by their paths in the model such as `("sections", 0, "title")`."""

    source: Source
    tree: Mapping

    def of(self, path: Path, *, offset: int | None = None) -> Place:
        """Return the place of a value, or of the nearest value above it that is in the file.

        With `offset`, return the place of that character, from 0, of the text in the model.
        """
        node = self._nearest(path)
        if offset is None or not isinstance(node, Scalar):
            return self.source.place(node.index)
        return self.source.place(self._index(node, offset))

    def key(self, path: Path) -> Place:
        """Return the place of a value's key, or of the value itself if it is an item of a list."""
        above = self._nearest(path[:-1])
        if path and isinstance(above, Mapping) and (entry := above.entries.get(str(path[-1]))):
            return self.source.place(entry.key_index)
        return self.of(path)

    def characters(self, path: Path, offsets: list[int]) -> list[Place]:
        """Return the places of several characters of one value, in the order of `offsets`."""
        node = self._nearest(path)
        if not isinstance(node, Scalar):
            return [self.source.place(node.index)] * len(offsets)
        indices, leading = character_indices(self.source.text, node), _leading_blanks(node)
        last = len(indices) - 1
        return [self.source.place(indices[min(leading + offset, last)]) for offset in offsets]

    def _nearest(self, path: Path) -> Node:
        node: Node = self.tree
        for step in path:
            below = child(node, step)
            if below is None:
                break
            node = below
        return node

    def _index(self, node: Scalar, offset: int) -> int:
        text = node.text[: _leading_blanks(node) + offset + 1]
        indices = character_indices(self.source.text, Scalar(node.index, text, node.style))
        return indices[-1] if indices else node.index


def _leading_blanks(node: Scalar) -> int:
    """Return the number of white-space characters at the start of a text; the model drops them."""
    return len(node.text) - len(node.text.lstrip())


_PROPERTIES = re.compile(r"(?:[&!][^ \n]*[ \n]+)*")
_FOLD = r" +(?:\n[ \n]*)?|\n[ \n]*"
_ESCAPE = r"\\(?:\n[ \n]*|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[\s\S])"
_PIECES = {
    None: re.compile(rf"{_FOLD}|[\s\S]"),
    "'": re.compile(rf"{_FOLD}|''|[\s\S]"),
    '"': re.compile(rf"{_FOLD}|{_ESCAPE}|[\s\S]"),
}
"""By style: white space, which is folded if it has a line break, an escape, or another character."""


def character_indices(source: str, scalar: Scalar) -> list[int]:
    """Return the index in the source of every character of a scalar's text.

    The index of an escape is that of its backslash. The index of a line break, or of the space that it is folded
    into, is that of the end of the line.
    """
    length = len(scalar.text)
    match = _PROPERTIES.match(source, scalar.index)
    start = match.end() if match else scalar.index
    if scalar.style in ("|", ">"):
        written = _block(source, start, scalar.text, folded=scalar.style == ">")
    else:
        written = _flow(source, start + (scalar.style is not None), scalar.style)
    indices = list(islice(written, length))
    return indices + [indices[-1] if indices else start] * (length - len(indices))


def _flow(source: str, start: int, style: str | None) -> Iterator[int]:
    """Yield the indices of the characters of a plain or quoted scalar, and of all text after it."""
    for match in _PIECES[style].finditer(source, start):
        piece, at = match[0], match.start()
        ends = [at + number for number, character in enumerate(piece) if character == "\n"]
        if piece.startswith("\\\n"):
            yield from ends[1:]
        elif ends:
            yield from ends[1:] or ends  # of several, YAML drops the first; a single one is a space
        else:
            yield from range(at, at + (len(piece) if piece.isspace() else 1))


def _block(source: str, start: int, text: str, *, folded: bool) -> Iterator[int]:
    """Yield the indices of the characters of a literal or folded scalar, and of its last line breaks."""
    at = source.find("\n", start) + 1 or len(source)
    indent = _indent(source, at, text)
    last: int | None = None  # the end of the previous content line
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
    """Return the indentation of a block: the number of spaces that a line has in the source, but not in the text."""
    match = re.compile(r"((?: *\n)*)( *)").match(source, start)
    blank, lead = match.groups() if match else ("", "")
    line = next((line for line in text.split("\n") if line.strip(" ")), "")
    if line:
        return len(lead) - (len(line) - len(line.lstrip(" ")))
    # all lines are blank: the longest line of the source is the longest of the text
    return max(map(len, f"{blank}{lead}".split("\n"))) - max(map(len, text.split("\n")))
