"""Access to the objects of a foreign file by their expected type: an object of another type counts as absent."""

from collections.abc import Iterator

from pikepdf import Array, Dictionary, Name, Stream, String

from printissue.pdf.objects import Raw, key_of, readable
from printissue.pdf.objects import text as any_text

Objgen = tuple[int, int]
"""An object's number and generation; (0, 0) for a direct object."""


def is_dictionary(value: Raw) -> bool:
    """Return whether a value is a dictionary, not that of a stream."""
    return isinstance(value, Dictionary)


def usable_keys(holder: Raw) -> list[str]:
    """Return the keys of a dictionary or stream that pikepdf can look up: those in UTF-8."""
    return [key for key in holder if key.isascii() or _is_utf8(key)]


def _is_utf8(key: str) -> bool:
    try:
        return bool(key.encode())
    except UnicodeEncodeError:
        return False


def values(holder: Raw) -> list[Raw]:
    """Return the values in an array, dictionary or stream."""
    return list(holder) if isinstance(holder, Array) else list(holder.values())


def dictionary_at(holder: Raw, key: str) -> Raw:
    """Return the dictionary at a key, or None."""
    value = holder.get(key)
    return value if isinstance(value, Dictionary) else None


def array_at(holder: Raw, key: str) -> list[Raw]:
    """Return the items of the array at a key; an empty list if there is none."""
    value = holder.get(key)
    return list(value) if isinstance(value, Array) else []


def name_at(holder: Raw, key: str) -> str:
    """Return the name at a key with its slash, or an empty string."""
    value = holder.get(key)
    return name_text(value) if isinstance(value, Name) else ""


def name_text(name: Raw) -> str:
    """Return a name with its slash; bytes that are not UTF-8 are read as Latin-1."""
    return readable(key_of(name))


def string(value: Raw) -> str:
    """Return a text string; an empty string for anything else."""
    return any_text(value) if isinstance(value, String) else ""


def display_text(value: Raw, most: int = 80) -> str:
    """Return a text string for messages: on one line, cut to `most` characters."""
    line = " ".join("".join(c if c.isprintable() else " " for c in string(value)).split())
    return line if len(line) <= most else f"{line[: most - 1]}…"


def reachable_objects(root: Raw) -> Iterator[Raw]:
    """Yield every dictionary and stream that `root` refers to, directly or not, each once."""
    seen: set[Objgen] = set()
    stack = [root]
    while stack:
        value = stack.pop()
        if value.is_indirect:
            if value.objgen in seen:
                continue
            seen.add(value.objgen)
        if not isinstance(value, Array):
            yield value
        stack.extend(one for one in values(value) if isinstance(one, Dictionary | Array | Stream))
