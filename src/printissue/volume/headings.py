"""Headings: a volume has those with a level of their own, H1 to H6; one kind excludes the other (ISO 14289-1, 7.4.4).

A file may call each heading H, whose level is how deep it lies. Bound with others, such headings get their levels.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject

from printissue.volume.parts import Part
from printissue.volume.stock import Stock
from printissue.volume.values import dictionary, entry, items, raw, resolved

_BARE, _LEVELLED = re.compile(r"/H"), re.compile(r"/H[1-6]")
_STANDARD = ("/H", "/H1", "/H2", "/H3", "/H4", "/H5", "/H6")
_DEEPEST = 6


def level_headings(stock: Stock, parts: Sequence[Part]) -> None:
    """Give headings without a level theirs, where other parts have headings with one."""
    bare = {part.piece.key: _names(part, _BARE) for part in parts}
    found = [part for part in parts if _has(stock, part, bare[part.piece.key])]
    if found and any(_has(stock, part, _names(part, _LEVELLED)) for part in parts):
        for part in found:
            _level(stock, part, bare[part.piece.key])


def _names(part: Part, standard: re.Pattern[str]) -> frozenset[str]:
    """Give the names that a part has for standard headings, those mapped to them included."""
    mapped = dictionary(raw(entry(part.catalogue, "/StructTreeRoot"), "/RoleMap"))
    roles = {str(name): str(entry(mapped, name)) for name in mapped}
    names = [name for name in roles if standard.fullmatch(_role(name, roles))]
    return frozenset([*names, *filter(standard.fullmatch, _STANDARD)])


def _role(name: str, roles: Mapping[str, str]) -> str:
    """Follow a name through a role map, which may run in a circle."""
    for _ in range(len(roles)):
        name = roles.get(name, name)
    return name


def _has(stock: Stock, part: Part, names: frozenset[str]) -> bool:
    """Tell whether a part has an element of such a name; only where names are its own all elements are read."""
    plain = [name.encode() for name in names if name in _STANDARD]
    heads = stock.heads
    if any(b"/S %b " % name in heads[number] for number in part.numbers for name in plain):
        return True
    return len(plain) < len(names) and any(
        _is_called(stock.value(number), names)
        for number in part.numbers
        if b"/S /" in heads[number]
    )


def _level(stock: Stock, part: Part, names: frozenset[str]) -> None:
    """Give a part's headings their levels from the top, one deeper below each heading."""
    last = 0
    for number, element, depth in _elements(part, names):
        if _is_called(element, names):
            last = min(depth, last + 1, _DEEPEST)
            element[NameObject("/S")] = NameObject(f"/H{last}")
            stock.put(number, stock.value(number))


def _elements(part: Part, names: frozenset[str]) -> Iterator[tuple[int, DictionaryObject, int]]:
    """Go through a part's elements in the order of reading; with each the object it stands in, and its depth."""
    root = raw(part.catalogue, "/StructTreeRoot")
    stack: list[tuple[int, object, int]] = [(0, root, 0)]
    seen: set[int] = set()
    while stack:
        holder, value, depth = stack.pop()
        if isinstance(value, IndirectObject):
            if value.idnum in seen:
                continue
            seen.add(value.idnum)
            holder = value.idnum
        element = dictionary(value)
        if "/S" in element:
            yield holder, element, depth
        kids = _kids(element)
        inner = depth + any(_is_called(kid, names) for kid in kids)
        stack += [(holder, kid, inner) for kid in reversed(kids)]


def _kids(element: DictionaryObject) -> list[object]:
    """Give what may be an element below another."""
    kids = raw(element, "/K")
    row: list[object] = [*items(kids)] if isinstance(resolved(kids), ArrayObject) else [kids]
    return [kid for kid in row if isinstance(resolved(kid), DictionaryObject)]


def _is_called(value: object, names: frozenset[str]) -> bool:
    element = resolved(value)
    return (
        isinstance(element, DictionaryObject)
        and str(entry(element, "/S")) in names
        and "/NS" not in element
    )
