"""The tree that a manuscript's YAML makes: text, lists and mappings, each with its index in the source."""

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
    """Where a value should be: nothing or YAML's word for it (`text`), or something that was refused."""

    index: int
    empty: bool
    text: str = ""


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
