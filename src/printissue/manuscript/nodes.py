"""The tree that a YAML file makes: texts, lists and mappings, each with its index in the source."""

from collections.abc import Iterator
from dataclasses import dataclass, field

Path = tuple[str | int, ...]
"""The way to a value: keys, and numbers of list items from 0."""


@dataclass(frozen=True, slots=True)
class Scalar:
    """A text. `style` is the character that introduces it in YAML: a quotation mark, `|` or `>` (None: plain)."""

    index: int
    text: str
    style: str | None = None


@dataclass(frozen=True, slots=True)
class NoValue:
    """A place without a value: nothing is there (`empty`), or only YAML's word for it (`text`), or it was rejected."""

    index: int
    empty: bool
    text: str = ""


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list. It is not `complete` if the parser stopped before its end."""

    index: int
    items: list["Node"] = field(default_factory=list)
    complete: bool = True


@dataclass(frozen=True, slots=True)
class MappingEntry:
    """A value of a mapping, with the index of its key."""

    key_index: int
    value: "Node"


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys with their values, in the order of the file. It is not `complete` if the parser stopped before its end.

    `rejected` are keys whose value is not among the entries: duplicate keys and merge keys.
    """

    index: int
    entries: dict[str, MappingEntry] = field(default_factory=dict)
    complete: bool = True
    rejected: set[str] = field(default_factory=set)


Node = Scalar | NoValue | Sequence | Mapping


def child(node: Node, step: str | int) -> Node | None:
    """Return the node one step below another one, or None."""
    if isinstance(node, Mapping) and isinstance(step, str) and step in node.entries:
        return node.entries[step].value
    if isinstance(node, Sequence) and isinstance(step, int) and 0 <= step < len(node.items):
        return node.items[step]
    return None


def walk(node: Node, path: Path = ()) -> Iterator[tuple[Path, Node]]:
    """Yield a node and all nodes below it with their paths, in the order of the file."""
    yield path, node
    if isinstance(node, Mapping):
        for key, entry in node.entries.items():
            yield from walk(entry.value, (*path, key))
    elif isinstance(node, Sequence):
        for number, item in enumerate(node.items):
            yield from walk(item, (*path, number))


def to_plain(node: Node) -> object:
    """Return a node as dicts, lists and texts without white space at both ends; a missing value is None."""
    match node:
        case Mapping():
            return {key: to_plain(entry.value) for key, entry in node.entries.items()}
        case Sequence():
            return [to_plain(item) for item in node.items]
        case Scalar():
            return node.text.strip()
        case NoValue():
            return None
