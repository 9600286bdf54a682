"""Store objects of equal content once: fonts, profiles, images, forms, whatever their names.

An object is compared when all objects that it refers to have been. Objects in a circle (pages, elements, bookmarks) and
objects that lead to one are never reached, so they are never merged.
"""

from collections import deque
from collections.abc import Iterator

from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    PdfObject,
    StreamObject,
)

from printissue.volume.objects import entry, scalar, stored, values
from printissue.volume.writer import VolumeWriter

_UNIQUE_KEYS = frozenset(["/StructParent", "/StructParents", "/Rect", "/FT", "/MCID"])
_UNIQUE_TYPES = frozenset(
    [
        "/Page",
        "/Pages",
        "/OCG",
        "/Annot",
        "/MCR",
        "/OBJR",
        "/Catalog",
        "/StructTreeRoot",
        "/StructElem",
    ]
)
"""An object with one of these keys or types is unique even if another looks the same: a layer can be switched."""


def deduplicate(writer: VolumeWriter) -> int:
    """Replace equal objects by one of them. Return the number of objects that are replaced."""
    _share_form_entries(writer)
    candidates = dict(_candidates(writer))
    references = {
        number: {writer.substitute(one.idnum) for one in _references(value)}
        for number, value in candidates.items()
    }
    users: dict[int, list[int]] = {}
    for number, targets in references.items():
        for target in targets:
            users.setdefault(target, []).append(number)
    waiting = {number: len(targets) for number, targets in references.items()}
    ready = deque(number for number, count in waiting.items() if count == 0)
    first: dict[object, int] = {}
    before = len(writer.substitutes)
    while ready:
        number = ready.popleft()
        known = first.setdefault(_content(writer, candidates[number]), number)
        if known != number:
            writer.substitutes[number] = known
        for user in users.get(number, ()):
            waiting[user] -= 1
            if waiting[user] == 0:
                ready.append(user)
    return len(writer.substitutes) - before


def _share_form_entries(writer: VolumeWriter) -> None:
    """Make the resources and the group of every form an object, which other forms can share."""
    for _, value in list(writer.numbered()):
        if isinstance(value, StreamObject) and entry(value, "/Subtype") == "/Form":
            for key in ("/Group", "/Resources"):
                if type(value.get(key)) is DictionaryObject:
                    value[NameObject(key)] = writer.add(value.raw_get(key))


def _candidates(writer: VolumeWriter) -> Iterator[tuple[int, PdfObject]]:
    """Yield what can be shared: dictionaries and arrays that are not empty, and streams.

    An empty one may be filled later, on one page and not on the other.
    """
    content = set[int]()
    for _, value in writer.numbered():
        for one in _nested(value):
            if isinstance(one, DictionaryObject):
                for key in ("/Obj", "/Stm"):
                    target = one.get(key)
                    if isinstance(target, IndirectObject):
                        content.add(target.idnum)
    for number, value in writer.numbered():
        if number in content or not isinstance(value, DictionaryObject | ArrayObject):
            continue
        if (len(value) or isinstance(value, StreamObject)) and not any(
            map(_is_unique, _nested(value))
        ):
            yield number, value


def _nested(value: object) -> Iterator[object]:
    """Yield a value and all dictionaries and arrays that are written directly in it."""
    waiting = [value]
    while waiting:
        node = waiting.pop()
        yield node
        waiting += (one for one in values(node) if isinstance(one, DictionaryObject | ArrayObject))


def _references(value: object) -> Iterator[IndirectObject]:
    for node in _nested(value):
        yield from (one for one in values(node) if isinstance(one, IndirectObject))


def _is_unique(node: object) -> bool:
    return isinstance(node, DictionaryObject) and (
        not _UNIQUE_KEYS.isdisjoint(node.keys()) or str(node.get("/Type")) in _UNIQUE_TYPES
    )


def _content(writer: VolumeWriter, value: object) -> object:
    """Return the content of an object in a form that can be compared and hashed."""
    if isinstance(value, IndirectObject):
        return ("reference", writer.substitute(value.idnum))
    if isinstance(value, DictionaryObject):
        entries = tuple(
            (key, _content(writer, dict.__getitem__(value, key))) for key in sorted(value.keys())
        )
        return ("stream", entries, stored(value)) if isinstance(value, StreamObject) else entries
    if isinstance(value, ArrayObject):
        return ("array", *(_content(writer, one) for one in list.__iter__(value)))
    return scalar(value)
