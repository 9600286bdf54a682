"""Write a draft as YAML, with block scalars for Markdown and comments above keys."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

_PLAIN = re.compile(
    r"https?://[\w./?=%+~-]*[\w/]|[^\W_][^\n#:\"\\{}\[\]*|>`\u0080-\u00a0\u2000-\u200f\u2028-\u202f]*(?<!\s)"
)
"""Texts that need no quotes, whatever follows them on the line."""


@dataclass(frozen=True, slots=True)
class Prose:
    """A text in Markdown, written as a block scalar."""

    text: str


@dataclass(frozen=True, slots=True)
class Guess:
    """A value with the reason for it: a comment above its key."""

    value: "Node"
    why: str


@dataclass(frozen=True, slots=True)
class Item:
    """An item of a list with comments above it."""

    value: "Node"
    comments: tuple[str, ...] = ()


Node = str | Prose | Guess | Item | Mapping[str, "Node"] | Sequence["Node"]


def as_yaml(tree: Mapping[str, Node]) -> str:
    """Return a draft as YAML."""
    return "".join(f"{line}\n" for line in _mapping(tree, ""))


def comment(text: str) -> str:
    """Return a text as a comment line."""
    return f"# {' '.join(text.split())}"


def texts(node: Node) -> Iterator[str]:
    """Yield the values of a draft in order, without addresses and the backslashes of Markdown."""
    match node:
        case str():
            yield re.sub(r"\\([\\*_])", r"\1", node)
        case Prose():
            bare = re.sub(r"(?<!\\)(?:\]\(<?[^\s)]*>?\)|[\[*`])", "", node.text)
            yield re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", bare)
        case Guess() | Item():
            yield from texts(node.value)
        case Mapping():
            for key, value in node.items():
                if key not in ("url", "file", "alt", "language", "decorative"):
                    yield from texts(value)
        case _:
            for value in node:
                yield from texts(value)


def _mapping(tree: Mapping[str, Node], indent: str) -> Iterator[str]:
    for key, value in tree.items():
        if isinstance(value, Guess):
            yield f"{indent}{comment(f'guessed: {value.why}')}"
        yield from _entry(f"{indent}{key}:", value, indent)


def _entry(head: str, value: Node, indent: str) -> Iterator[str]:
    match value:
        case str():
            yield f"{head} {_scalar(value)}"
        case Prose():
            yield f"{head} |"
            for line in value.text.split("\n"):
                yield f"{indent}  {line}".rstrip() if line.strip() else ""
        case Guess() | Item():
            yield from _entry(head, value.value, indent)
        case Mapping():
            yield head
            yield from _mapping(value, f"{indent}  ")
        case _ if not value:
            yield f"{head} []"
        case _:
            yield head
            for number, item in enumerate(value):
                if number and isinstance(item, Item):
                    yield ""  # stories and sections are set apart
                yield from _item(item, f"{indent}  ")


def _item(item: Node, indent: str) -> Iterator[str]:
    if isinstance(item, Item):
        yield from (f"{indent}{comment(text)}" for text in item.comments)
        item = item.value
    if isinstance(item, str):
        yield f"{indent}- {_scalar(item)}"
        return
    assert isinstance(item, Mapping)
    started = False
    for line in _mapping(item, f"{indent}  "):
        if not line:
            yield line
            continue
        is_comment = line.lstrip().startswith("#")
        if started or is_comment:
            yield line if started else f"{indent}{line.lstrip()}"
        else:
            yield f"{indent}- {line[len(indent) + 2 :]}"
            started = True


def _scalar(text: str) -> str:
    """Return a text as a plain scalar if that is safe, otherwise in double quotes. Every value is read as a text."""
    text = " ".join(text.split())
    return text if _PLAIN.fullmatch(text) else json.dumps(text, ensure_ascii=False)
