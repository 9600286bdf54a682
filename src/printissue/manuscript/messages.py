"""The words for what the model refuses: never its own jargon, always what is there and what to write."""

import re
import unicodedata

from printissue.manuscript.model_paths import (
    annotation_at,
    choices,
    field_of,
    nearest,
    owners,
    part_of,
    takes_list,
    words,
)
from printissue.manuscript.nodes import Mapping, Node, Path, Scalar, Sequence
from printissue.model.parts import Part

Words = tuple[str, str]
"""A message and a hint."""

_FORMS = {
    "year": ("is no year", "four digits, for example 2015"),
    "email": ("is no e-mail address", "for example office@example.org"),
}
_LONGEST = 300
_DASH = re.compile("[\u2010-\u2015\u2212\u2022\u25e6\u00b7*]")
"""What stands for the hyphen of a list in a word processor."""


def cut(message: str) -> str:
    """Cut a message that quotes a very long value."""
    return message if len(message) <= _LONGEST else f"{message[: _LONGEST - 1]}…"


def quoted(text: str) -> str:
    """Quote a word of the manuscript, cut to what a message can hold."""
    return repr(text if len(text) <= 60 else f"{text[:59]}…")


def character(one: str) -> str:
    """Name a character: `а (U+0430 CYRILLIC SMALL LETTER A)`."""
    shown = f"{one} " if one.isprintable() else ""
    return f"{shown}(U+{ord(one):04X} {unicodedata.name(one, 'without a name')})"


def name(path: Path) -> str:
    """Name a value as a reader finds it: its key, or the number of an item of a list."""
    if not path:
        return "the file"
    if path[-1] == "":
        return "the key without a name"
    if isinstance(path[-1], int):
        return f"item {path[-1] + 1} of {name(path[:-1])}"
    return quoted(path[-1])


def kind(node: Node) -> str:
    """Name what a node is."""
    return (
        "keys with values"
        if isinstance(node, Mapping)
        else "a list"
        if isinstance(node, Sequence)
        else "a text"
    )


def wanted(root: type[Part], path: Path) -> str:
    """Name what the model takes at a path."""
    annotation = annotation_at(root, path)
    return (
        "keys with values"
        if part_of(annotation)
        else "a list"
        if takes_list(annotation)
        else "a text"
    )


def empty(root: type[Part], path: Path, *, written: str, comment: bool) -> Words:
    """Say that a key or item has no value, or only a `comment` in place of one.

    `written` is the word that YAML has for no value, where there is one.
    """
    if comment:
        hint = "put a text that starts with # in quotes"
        return f"{name(path)} has no value: what follows a # is a comment", hint
    if written:
        hint = f"write one, or leave it out; where the word is meant, quote it: '{written}'"
        return f"{name(path)} has no value: {written} is YAML's word for none", hint
    field = field_of(part_of(annotation_at(root, path[:-1])), str(path[-1]))
    needed = field is not None and field.is_required()
    return f"{name(path)} has no value", "write one" if needed else "write one, or leave it out"


def blank(root: type[Part], path: Path) -> Words:
    """Say that a key or item has a text without a character in it, and how it may look."""
    part = part_of(annotation_at(root, path[:-1]))
    field = field_of(part, str(path[-1]))
    if taken := choices(annotation_at(root, path)):
        return f"{name(path)} is empty", f"it takes {', '.join(taken)}"
    example = f", for example {field.examples[0]}" if field and field.examples else ""
    leave = "" if field and field.is_required() else ", or leave it out"
    return f"{name(path)} is empty", f"write a value{example}{leave}"


def unknown(root: type[Part], path: Path, meant: str) -> Words:
    """Say that a part has no such key, and which was meant or where it belongs."""
    key = str(path[-1])
    if not key.strip():
        return "a key has no name", "write the name of the key before the ':'"
    part = part_of(annotation_at(root, path[:-1]))
    known = tuple(part.model_fields) if part else ()
    message = f"{words(part) if part else 'this'} has no key {quoted(key)}"
    where = [words(one) for one in owners(key, path[:-1], root)]
    belongs = f"{quoted(key)} belongs in {' or '.join(where)}" if 0 < len(where) <= 4 else ""
    if meant:
        odd = [one for one in key if not one.isascii()]
        letter = f" It has {character(odd[0])} in it" if odd else ""
        hint = f"did you mean {quoted(meant)}?" + (f" ({belongs})" if belongs else "")
        return message, hint + letter
    return message, belongs or f"it takes {', '.join(known)}"


def missing(root: type[Part], path: Path) -> Words:
    """Say that a part lacks a key, what the key is and how it may look."""
    key = str(path[-1])
    part = part_of(annotation_at(root, path[:-1]))
    field = field_of(part, key)
    meaning = (field.description or "") if field else ""
    said = f": {meaning[0].lower()}{meaning[1:].rstrip('.')}" if meaning else ""
    example = field.examples[0] if field and field.examples else "…"
    below = takes_list(annotation_at(root, path))
    hint = f"add '{key}:' with a list under it" if below else f"add '{key}: {example}'"
    return f"{words(part) if part else 'this'} needs {quoted(key)}{said}", hint


def wrong_kind(root: type[Part], path: Path, node: Node) -> Words:
    """Say that a value is a text, a list or keys where something else is wanted."""
    want, have = wanted(root, path), kind(node)
    part = part_of(annotation_at(root, path))
    first = next(iter(part.model_fields)) if part else ""
    hints = {
        ("a list", "a text"): "put it on a line of its own, after '- '",
        ("a list", "keys with values"): "start each item of the list with '- '",
        ("a text", "a list"): "write one text, without '- '; quote a text that starts with [",
        ("a text", "keys with values"): "quote a text that has ': ' in it or starts with {",
        (
            "keys with values",
            "a text",
        ): f"write its keys on the lines under it, indented: '{first}: {_shown(node)}' and so on",
        ("keys with values", "a list"): f"write its keys without '- ': '{first}: …' and so on",
    }
    hint = hints.get((want, have), "")
    if want == "a list" and isinstance(node, Scalar) and re.search(r"[,;]", node.text):
        hint = "write each on a line of its own, after '- '"
    if want == "a list" and isinstance(node, Scalar) and _DASH.match(node.text):
        hint = (
            f"an item of a list starts with '- ' (a hyphen), and this is {character(node.text[0])}"
        )
    return f"{name(path)} takes {want}, and this is {have}", hint


def _shown(node: Node) -> str:
    """Return a short text as it may be written behind a key."""
    plain = isinstance(node, Scalar) and re.fullmatch(r"\w[^:#\n]{0,40}", node.text)
    return node.text if isinstance(node, Scalar) and plain else "…"


def wrong_value(root: type[Part], path: Path, text: str) -> Words:
    """Say that a value is none of those that its key takes."""
    annotation = annotation_at(root, path)
    if takes_list(annotation):
        return f"{name(path)} is an empty list", "write at least one item"
    if taken := choices(annotation):
        meant = nearest(text, taken)
        ask = f"did you mean {quoted(meant)}? " if meant else ""
        return (
            f"{quoted(text)} is nothing that {name(path)} takes",
            f"{ask}it takes {', '.join(taken)}",
        )
    form, hint = _FORMS.get(str(path[-1]), (f"is nothing that {name(path)} takes", ""))
    return f"{quoted(text)} {form}", hint
