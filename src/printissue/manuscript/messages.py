"""Messages and hints for the errors of the model, in the words of people who write manuscripts."""

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

MessageAndHint = tuple[str, str]

_EMAIL = ("is not an e-mail address", "for example office@example.org")
_FORMATS = {
    "year": ("is not a year", "write four digits, for example 2015"),
    "email": _EMAIL,
    "sender": _EMAIL,
    "reply_to": _EMAIL,
}
_MAX_LENGTH = 300
_DASH = re.compile("[\u2010-\u2015\u2212\u2022\u25e6\u00b7*]")
"""The characters that word processors write in place of the hyphen of a list item."""


def cut(message: str) -> str:
    """Return a message, shortened if it quotes a very long value."""
    return message if len(message) <= _MAX_LENGTH else f"{message[: _MAX_LENGTH - 1]}…"


def quoted(text: str) -> str:
    """Return a text of the manuscript in quotes, cut to at most 60 characters."""
    return repr(text if len(text) <= 60 else f"{text[:59]}…")


def character(char: str) -> str:
    """Return a character with its name: `а (U+0430 CYRILLIC SMALL LETTER A)`."""
    visible = f"{char} " if char.isprintable() else ""
    return f"{visible}(U+{ord(char):04X} {unicodedata.name(char, 'without a name')})"


def name(path: Path) -> str:
    """Return the name of a value: its key, or the number of an item of a list."""
    if not path:
        return "the file"
    if path[-1] == "":
        return "the key without a name"
    if isinstance(path[-1], int):
        return f"item {path[-1] + 1} of {name(path[:-1])}"
    return quoted(path[-1])


def kind(node: Node) -> str:
    """Return what a node is: a group of keys, a list or a text."""
    if isinstance(node, Mapping):
        return "a group of keys"
    return "a list" if isinstance(node, Sequence) else "a text"


def expected(root: type[Part], path: Path) -> str:
    """Return what the model expects at a path: a group of keys, a list or a text."""
    annotation = annotation_at(root, path)
    if part_of(annotation):
        return "a group of keys"
    return "a list" if takes_list(annotation) else "a text"


def no_value(root: type[Part], path: Path, *, written: str, comment: bool) -> MessageAndHint:
    """Return the message for a key or item without a value, or with only a `comment` in place of one.

    `written` is YAML's word for no value, if it is there.
    """
    if comment:
        hint = "put a text that starts with # in quotes"
        return f"{name(path)} has no value: # starts a comment", hint
    if written:
        hint = f"write a value, or remove the key; put the word itself in quotes: '{written}'"
        return f"{name(path)} has no value: {written} means 'no value' in YAML", hint
    return f"{name(path)} has no value", f"write a value{_or_remove(root, path)}"


def blank(root: type[Part], path: Path) -> MessageAndHint:
    """Return the message for a key or item whose text is empty."""
    if allowed := choices(annotation_at(root, path)):
        return f"{name(path)} is empty", f"choose from {', '.join(allowed)}"
    field = field_of(part_of(annotation_at(root, path[:-1])), str(path[-1]))
    example = f", for example {field.examples[0]}" if field and field.examples else ""
    return f"{name(path)} is empty", f"write a value{example}{_or_remove(root, path)}"


def _or_remove(root: type[Part], path: Path) -> str:
    """Return the second half of a hint: that an optional key, or an item, can be removed."""
    if isinstance(path[-1], int):
        return ", or remove the item"
    field = field_of(part_of(annotation_at(root, path[:-1])), path[-1])
    return "" if field and field.is_required() else ", or remove the key"


def unknown(root: type[Part], path: Path, meant: str) -> MessageAndHint:
    """Return the message for a key that its part does not have, with the key that was `meant` or where it belongs."""
    key = str(path[-1])
    if not key.strip():
        return "a key has no name", "write the name of the key before the ':'"
    part = part_of(annotation_at(root, path[:-1]))
    known = tuple(part.model_fields) if part else ()
    message = f"the key {quoted(key)} is not allowed {f'in {words(part)}' if part else 'here'}"
    where = [words(one) for one in owners(key, path[:-1], root)]
    belongs = f"{quoted(key)} belongs in {' or '.join(where)}" if 0 < len(where) <= 6 else ""
    if meant:
        foreign = [one for one in key if not one.isascii()]
        letter = f" It contains {character(foreign[0])}" if foreign else ""
        hint = f"did you mean {quoted(meant)}?" + (f" ({belongs})" if belongs else "")
        return message, hint + letter
    return message, belongs or f"allowed are {', '.join(known)}"


def missing(root: type[Part], path: Path) -> MessageAndHint:
    """Return the message for a required key that is missing, with its description and an example."""
    key = str(path[-1])
    part = part_of(annotation_at(root, path[:-1]))
    field = field_of(part, key)
    description = (field.description or "") if field else ""
    explained = f": {description[0].lower()}{description[1:].rstrip('.')}" if description else ""
    example = field.examples[0] if field and field.examples else "…"
    is_list = takes_list(annotation_at(root, path))
    hint = f"add '{key}:' with a list under it" if is_list else f"add '{key}: {example}'"
    return f"{words(part) if part else 'this'} needs the key {quoted(key)}{explained}", hint


def wrong_kind(root: type[Part], path: Path, node: Node) -> MessageAndHint:
    """Return the message for a text, a list or a group of keys where the model expects another of the three."""
    want, have = expected(root, path), kind(node)
    part = part_of(annotation_at(root, path))
    first = next(iter(part.model_fields)) if part else ""
    hints = {
        ("a list", "a text"): "write it on a line of its own, after '- '",
        ("a list", "a group of keys"): "start each item of the list with '- '",
        (
            "a text",
            "a list",
        ): "write one text, without '- '; put a text that starts with [ in quotes",
        (
            "a text",
            "a group of keys",
        ): "put a text in quotes if it has ': ' in it or starts with {",
        (
            "a group of keys",
            "a text",
        ): f"write its keys on the lines under it, indented: '{first}: {_example(node)}' and so on",
        ("a group of keys", "a list"): f"write its keys without '- ': '{first}: …' and so on",
    }
    hint = hints.get((want, have), "")
    if want == "a list" and isinstance(node, Scalar) and re.search(r"[,;]", node.text):
        hint = "write each item on a line of its own, after '- '"
    if want == "a list" and isinstance(node, Scalar) and _DASH.match(node.text):
        hint = f"start each item with '- ', a hyphen and a space; this is {character(node.text[0])}"
    return f"{name(path)} must be {want}, but this is {have}", hint


def _example(node: Node) -> str:
    """Return a short plain text for an example in a hint, or an ellipsis."""
    plain = isinstance(node, Scalar) and re.fullmatch(r"\w[^:#\n]{0,40}", node.text)
    return node.text if isinstance(node, Scalar) and plain else "…"


def wrong_value(root: type[Part], path: Path, text: str) -> MessageAndHint:
    """Return the message for a value that its key does not allow."""
    annotation = annotation_at(root, path)
    if takes_list(annotation):
        return f"{name(path)} is an empty list", "write at least one item"
    message = f"{quoted(text)} is not allowed for {name(path)}"
    if allowed := choices(annotation):
        meant = nearest(text, allowed)
        question = f"did you mean {quoted(meant)}? " if meant else ""
        return message, f"{question}allowed are {', '.join(allowed)}"
    if str(path[-1]) in _FORMATS:
        problem, hint = _FORMATS[str(path[-1])]
        return f"{quoted(text)} {problem}", hint
    return message, ""
