"""Heading levels: a file with headings H1 to H6 must not have bare H as well (ISO 14289-1, 7.4.4).

A file may tag each heading as H, whose level is its depth in the structure tree. Bound with files that use H1 to H6,
such headings get explicit levels.
"""

from collections.abc import Iterator, Mapping, Sequence

from pypdf.generic import ArrayObject, DictionaryObject, NameObject

from printissue.volume.objects import dictionary, entry, items, raw, resolved
from printissue.volume.parts import Part

_BARE = frozenset({"/H"})
_WITH_LEVEL = frozenset({"/H1", "/H2", "/H3", "/H4", "/H5", "/H6"})
_DEEPEST = 6


def level_headings(parts: Sequence[Part]) -> None:
    """Assign levels to bare headings if another part has headings with a level."""
    bare = {part.key: _roles(part, _BARE) for part in parts}
    found = [part for part in parts if _has(part, bare[part.key])]
    if found and any(_has(part, _roles(part, _WITH_LEVEL)) for part in parts):
        for part in found:
            _set_levels(part, bare[part.key])


def _roles(part: Part, standard: frozenset[str]) -> frozenset[str]:
    """Return standard roles with the part's own roles that are mapped to them."""
    mapped = dictionary(raw(part.structure, "/RoleMap"))
    roles = {str(role): str(entry(mapped, role)) for role in mapped}
    return standard | {role for role in roles if _standard_role(role, roles) in standard}


def _standard_role(role: str, roles: Mapping[str, str]) -> str:
    """Follow a role through a role map, which may be circular."""
    for _ in range(len(roles)):
        role = roles.get(role, role)
    return role


def _has(part: Part, roles: frozenset[str]) -> bool:
    return any(_is_heading(element, roles) for element in part.elements())


def _set_levels(part: Part, roles: frozenset[str]) -> None:
    """Assign levels to the headings of a part from the top, with no level skipped."""
    last = 0
    for element, depth in _elements(part, roles):
        if _is_heading(element, roles):
            last = min(depth, last + 1, _DEEPEST)
            element[NameObject("/S")] = NameObject(f"/H{last}")


def _elements(part: Part, roles: frozenset[str]) -> Iterator[tuple[DictionaryObject, int]]:
    """Yield the structure elements of a part in reading order, each with its depth counted in headings."""
    stack: list[tuple[object, int]] = [(part.structure, 0)]
    seen: set[int] = set()
    while stack:
        value, depth = stack.pop()
        element = dictionary(value)
        if id(element) in seen:
            continue
        seen.add(id(element))
        if "/S" in element:
            yield element, depth
        kids = _kids(element)
        inner = depth + any(_is_heading(dictionary(kid), roles) for kid in kids)
        stack += [(kid, inner) for kid in reversed(kids)]


def _kids(element: DictionaryObject) -> list[object]:
    """Return the kids of an element that may be elements."""
    kids = raw(element, "/K")
    row: list[object] = [*items(kids)] if isinstance(resolved(kids), ArrayObject) else [kids]
    return [kid for kid in row if isinstance(resolved(kid), DictionaryObject)]


def _is_heading(element: DictionaryObject, roles: frozenset[str]) -> bool:
    return "/NS" not in element and str(entry(element, "/S")) in roles
