"""Reading a foreign file's objects: what is asked for, or nothing where something else is there."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from pikepdf import Array, Dictionary, Name, Stream, String

Value = Any
"""Whatever stands in a PDF: a number, text or truth value of Python's own, or an object of pikepdf's."""
Ref = tuple[int, int]
"""An object's number and generation; (0, 0) for one that stands inside another."""


def is_dictionary(value: Value) -> bool:
    """Tell whether a value is a dictionary, that of a stream not counted."""
    return isinstance(value, Dictionary)


def is_holder(value: Value) -> bool:
    """Tell whether a value can hold others."""
    return isinstance(value, Dictionary | Array | Stream)


def keys(holder: Value) -> list[str]:
    """List the keys under which a value can be got: pikepdf knows no others than those in UTF-8."""
    return [key for key in holder if key.isascii() or _is_utf8(key)]


def _is_utf8(key: str) -> bool:
    try:
        return bool(key.encode())
    except UnicodeEncodeError:
        return False


def values(holder: Value) -> list[Value]:
    """Give what stands in an array, dictionary or stream."""
    return list(holder) if isinstance(holder, Array) else list(holder.values())


def dictionary(holder: Value, key: str) -> Value:
    """Give the dictionary under a key, or None."""
    value = holder.get(key)
    return value if isinstance(value, Dictionary) else None


def items(holder: Value, key: str) -> list[Value]:
    """Give the items of the array under a key; none where there is no array."""
    value = holder.get(key)
    return list(value) if isinstance(value, Array) else []


def name(holder: Value, key: str) -> str:
    """Give the name under a key with its slash, or an empty text."""
    value = holder.get(key)
    return spelled(value) if isinstance(value, Name) else ""


def spelled(value: Value) -> str:
    """Give a name with its slash; bytes that are no UTF-8 as characters that no name has."""
    return bytes(value).decode("utf-8", "replace")


def number(value: Value) -> float | None:
    """Give a number, or None for anything else."""
    is_number = isinstance(value, int | Decimal) and not isinstance(value, bool)
    return float(value) if is_number else None


def text(value: Value) -> str:
    """Give a text string as far as it can be read."""
    if not isinstance(value, String):
        return ""
    try:
        return str(value)
    except (UnicodeDecodeError, ValueError):
        return bytes(value).decode("latin-1")


def shown(value: Value, most: int = 80) -> str:
    """Give a text as messages show it: on one line, cut to `most` characters."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text(value)).split())
    return line if len(line) <= most else f"{line[: most - 1]}…"


def ref(value: Value) -> Ref:
    """Give an object's number and generation."""
    number, generation = value.objgen
    return number, generation


def reachable(root: Value) -> Iterator[Value]:
    """Go through every dictionary and stream that is reached from `root`, each once."""
    seen: set[Ref] = set()
    stack = [root]
    while stack:
        value = stack.pop()
        if value.is_indirect:
            if ref(value) in seen:
                continue
            seen.add(ref(value))
        if not isinstance(value, Array):
            yield value
        stack.extend(one for one in values(value) if is_holder(one))
