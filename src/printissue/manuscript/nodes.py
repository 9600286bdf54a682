"""The tree that a manuscript's YAML makes: text, lists and mappings, each with its index in the source."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

Path = tuple[str | int, ...]
"""The way to a value: keys and numbers of list items (from 0)."""


@dataclass(frozen=True, slots=True)
class Scalar:
    """A text; `style` is YAML's sign for how it is written (None: plain)."""

    index: int
    text: str
    style: str | None = None


@dataclass(frozen=True, slots=True)
class Hole:
    """Where a value should be: nothing stands there, or something that was refused."""

    index: int
    empty: bool


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list; not `whole` where the parser gave up before its end."""

    index: int
    items: list["Node"] = field(default_factory=list)
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Entry:
    """A value of a mapping with the index of its key."""

    key_index: int
    value: "Node"


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys with their values, in the order of writing; not `whole` where the parser gave up before its end.

    `refused` are keys with a value that is not among the entries, since the key stands there already or is a merge key.
    """

    index: int
    entries: dict[str, Entry] = field(default_factory=dict)
    whole: bool = True
    refused: set[str] = field(default_factory=set)


Node = Scalar | Hole | Sequence | Mapping


def child(node: Node, part: str | int) -> Node | None:
    """Give what lies one step below a node, or None."""
    if isinstance(node, Mapping) and isinstance(part, str) and part in node.entries:
        return node.entries[part].value
    if isinstance(node, Sequence) and isinstance(part, int) and 0 <= part < len(node.items):
        return node.items[part]
    return None


def walk(node: Node, path: Path = ()) -> Iterator[tuple[Path, Node]]:
    """Go through a node and all below it, in the order of writing."""
    yield path, node
    if isinstance(node, Mapping):
        for key, entry in node.entries.items():
            yield from walk(entry.value, (*path, key))
    elif isinstance(node, Sequence):
        for number, item in enumerate(node.items):
            yield from walk(item, (*path, number))


def plain(node: Node) -> object:
    """Give a node as dicts, lists and texts without white space at their ends; a hole is None."""
    match node:
        case Mapping():
            return {key: plain(entry.value) for key, entry in node.entries.items()}
        case Sequence():
            return [plain(item) for item in node.items]
        case Scalar():
            return node.text.strip()
        case Hole():
            return None


_SPACE = " \n\t\r"
_DOUBLE = re.compile(r"\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[\s\S])|[^ \n]")
_BLANK_ESCAPE = re.compile(r"\\(?:[ \nntr\t]|(?:x|u00|U000000)(?:20|0[9aAdD]))")


def indices(source: str, scalar: Scalar) -> list[int]:
    """Give, for every character of a scalar's text, its index in the source.

    YAML folds and indents, but it neither adds nor drops a character that is not blank: these stand in the source in
    the same order. A blank is taken to be just behind its predecessor.
    """
    marks = _inked(source, scalar)
    last = scalar.index
    found = []
    for character in scalar.text:
        last = last + 1 if character in _SPACE else next(marks, last)
        found.append(last)
    return found


def _inked(source: str, scalar: Scalar) -> Iterator[int]:
    """Go through the indices of the characters of a scalar that are not blank."""
    start = scalar.index
    if scalar.style is None:
        return _starts(r"[^ \n]", source, start)
    if scalar.style == "'":
        return _starts(r"''|[^ \n]", source, start + 1)
    if scalar.style == '"':
        found = _DOUBLE.finditer(source, start + 1)
        return (match.start() for match in found if not _BLANK_ESCAPE.fullmatch(match[0]))
    return _starts(r"[^ \n]", source, max(start, source.find("\n", start)))


def _starts(pattern: str, source: str, start: int) -> Iterator[int]:
    return (match.start() for match in re.compile(pattern).finditer(source, start))
