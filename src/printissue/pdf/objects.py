"""Access to the objects of any file: names and strings of any bytes, numbers, inherited attributes."""

import re
from functools import lru_cache
from typing import Any

import pikepdf

Raw = Any
"""An object of a file, of any type: check it before you use it."""
MAX_PARENTS = 64
"""The ancestors of a page that are searched for an attribute."""
LARGEST = 1e9
"""The bound of numbers that can measure anything on a page."""


class ContentError(ValueError):
    """A fault of a file that cannot be interpreted. The message is for users."""


BROKEN = (
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    ArithmeticError,
    NotImplementedError,
    RecursionError,
    pikepdf.PdfError,
)
"""The exceptions that reading a damaged object may raise."""


def reason(error: Exception, otherwise: str = "it is damaged") -> str:
    """Return an error's message for users: our own, never that of Python or of a library."""
    return str(error) if isinstance(error, ContentError) else otherwise


def text(value: object) -> str:
    """Return a name (with its slash), a string or a number as text; an empty string for anything else.

    Bytes in names that are not UTF-8 are read as Latin-1, in which many old programs wrote them.
    """
    if isinstance(value, pikepdf.Name | pikepdf.String):
        try:
            return str(value)
        except ValueError:
            return bytes(value).decode("latin-1")
    if isinstance(value, str):
        return readable(value)
    return "" if value is None or isinstance(value, pikepdf.Object) else str(value)


def readable(name: str) -> str:
    """Return a name that may have raw bytes as surrogates (PEP 383) as text."""
    if name.isascii():
        return name
    raw = name.encode("utf-8", "surrogateescape")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def key_of(value: object) -> str:
    """Return a name as pikepdf's dictionaries list it among their keys: raw bytes become surrogates."""
    if isinstance(value, str):
        return value
    if isinstance(value, pikepdf.Name):
        return bytes(value).decode("utf-8", "surrogateescape")
    return ""


@lru_cache(maxsize=4096)
def name_object(key: str) -> Raw:
    """Return the name object of a key of any bytes. Raise ContentError for an empty name."""
    if len(key) < 2:
        raise ContentError("a name is empty")
    if key.isascii():
        return pikepdf.Name(key)
    raw = key[1:].encode("utf-8", "surrogateescape")
    return pikepdf.Object.parse(b"/" + b"".join(b"#%02x" % one for one in raw))


def entry(table: Raw, key: object) -> Raw:
    """Return an entry of a dictionary by a name of any bytes; None if there is none."""
    if not isinstance(table, pikepdf.Dictionary | pikepdf.Stream):
        return None
    if isinstance(key, str):
        return table.get(key if key.isascii() else name_object(key))
    return table.get(key) if isinstance(key, pikepdf.Name) else None


def string_entry(table: Raw, key: str) -> str:
    """Return an entry that is a text string, without white space around it; an empty string for anything else."""
    value = table.get(key)
    return text(value).strip() if isinstance(value, pikepdf.String) else ""


def dictionary(value: Raw) -> Raw:
    """Return a dictionary, or an empty one instead of anything else."""
    return value if isinstance(value, pikepdf.Dictionary) else pikepdf.Dictionary()


def number(value: object, most: float = LARGEST) -> float | None:
    """Return a PDF number as a float; None for anything else and for numbers of `most` or more."""
    if isinstance(value, bool | pikepdf.String | pikepdf.Name | str | bytes):
        return None
    try:
        read = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        return None
    return read if abs(read) < most else None


def numbers(value: Raw) -> tuple[float, ...]:
    """Return an array's numbers, or an empty tuple for None. Raise TypeError or ValueError for anything else."""
    return () if value is None else tuple(float(one) for one in value)


def inherited(page: Raw, key: str) -> Raw:
    """Return a page's attribute, its own or an inherited one, or None (ISO 32000-1, 7.7.3.4)."""
    for _ in range(MAX_PARENTS):
        if not isinstance(page, pikepdf.Dictionary):
            return None
        if key in page:
            return page[key]
        page = page.get("/Parent")
    return None


def annotations(page: Raw) -> list[Raw]:
    """Return a page's annotations that are dictionaries."""
    listed = page.get("/Annots")
    if not isinstance(listed, pikepdf.Array):
        return []
    return [one for one in listed if isinstance(one, pikepdf.Dictionary)]


_SUBSET = re.compile(r"^/?(?:[A-Z]{6}\+)?")


def font_name(font: Raw) -> str:
    """Return a font's name without its subset tag; a Type 3 font may have a Name instead of a BaseFont."""
    value = font.get("/BaseFont")
    return _SUBSET.sub("", text(font.get("/Name") if value is None else value))
