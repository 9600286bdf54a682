"""The role maps, class maps and namespaces of all parts, united.

If two parts mean different things by one name, the later part's gets another name, in its map and in its elements. So
does a standard type that a part maps to another: its meaning in the other parts must not change.
"""

import re
from collections.abc import Mapping

from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject, PdfObject

from printissue.volume.objects import comparable, dictionary, entry, items, name, raw, resolved
from printissue.volume.parts import Part
from printissue.volume.writer import VolumeWriter

_STANDARD = frozenset(
    re.findall(
        r"\w+",
        "Document Part Art Sect Div BlockQuote Caption TOC TOCI Index NonStruct Private "
        "P H H1 H2 H3 H4 H5 H6 L LI Lbl LBody Table TR TH TD THead TBody TFoot "
        "Span Quote Note Reference BibEntry Code Link Annot Ruby RB RT RP Warichu WT WP "
        "Figure Formula Form",
    )
)
"""The standard structure types (ISO 32000-1, 14.8.4)."""


class Roles:
    """The roles, classes and namespaces of all parts."""

    def __init__(self, writer: VolumeWriter) -> None:
        self._writer = writer
        self._roles: dict[str, str] = {}
        self._classes: dict[str, tuple[object, PdfObject]] = {}
        self._namespaces: dict[object, IndirectObject] = {}

    def add(self, part: Part) -> None:
        """Add the names of a part, and rename in it those that mean something else in the volume."""
        tree = part.structure
        roles = self._add_roles(dictionary(raw(tree, "/RoleMap")), part.key)
        classes = self._add_classes(dictionary(raw(tree, "/ClassMap")), part.key)
        self._add_namespaces(items(raw(tree, "/Namespaces")))
        if roles or classes:
            for element in part.elements():
                _rename(element, roles=roles, classes=classes)

    def role_map(self) -> DictionaryObject:
        """Return the role map."""
        return DictionaryObject({name(own): name(role) for own, role in self._roles.items()})

    def class_map(self) -> DictionaryObject:
        """Return the class map."""
        return DictionaryObject({name(own): value for own, (_, value) in self._classes.items()})

    def namespaces(self) -> ArrayObject:
        """Return the namespaces."""
        return ArrayObject(self._namespaces.values())

    def _add_roles(self, own: DictionaryObject, key: str) -> dict[str, str]:
        """Add a role map and return the new names of roles; a role mapped to a renamed one is renamed as well."""
        found = {role: entry(own, role) for role in own}
        roles = {str(role): str(to) for role, to in found.items() if isinstance(to, NameObject)}
        roles = {role: to for role, to in roles.items() if role != to}
        new: dict[str, str] = {}
        while clashing := [
            role
            for role, to in roles.items()
            if role not in new and self._clashes(role, new.get(to, to))
        ]:
            new |= {role: _unused(f"{role}-{key}", self._roles) for role in clashing}
        self._roles |= {new.get(role, role): new.get(to, to) for role, to in roles.items()}
        return new

    def _clashes(self, role: str, to: str) -> bool:
        return role[1:] in _STANDARD or self._roles.get(role, to) != to

    def _add_classes(self, own: DictionaryObject, key: str) -> dict[str, str]:
        new = {}
        for one in own:
            content = comparable(own.raw_get(one))
            if self._classes.get(one, (content,))[0] != content:
                new[str(one)] = _unused(f"{one}-{key}", self._classes)
            self._classes[new.get(one, str(one))] = content, own.raw_get(one)
        return new

    def _add_namespaces(self, own: list[PdfObject]) -> None:
        """Add namespaces; one that equals an earlier one is replaced by it."""
        for one in own:
            content = comparable(one)
            reference = one if isinstance(one, IndirectObject) else self._writer.add(one)
            first = self._namespaces.setdefault(content, reference)
            if first.idnum != reference.idnum:
                self._writer.substitutes[reference.idnum] = first.idnum


def _unused(wanted: str, used: Mapping[str, object]) -> str:
    number, new = 1, wanted
    while new in used:
        number += 1
        new = f"{wanted}-{number}"
    return new


def _rename(
    element: DictionaryObject, *, roles: Mapping[str, str], classes: Mapping[str, str]
) -> None:
    """Rename the role and the classes of an element; roles of other namespaces stay."""
    role = str(entry(element, "/S"))
    if role in roles and "/NS" not in element:
        element[NameObject("/S")] = name(roles[role])
    if classes and "/C" in element:
        element[NameObject("/C")] = _renamed_classes(raw(element, "/C"), classes)


def _renamed_classes(value: object, classes: Mapping[str, str]) -> PdfObject:
    """Rename the classes in `/C`: one name, or an array of names and revision numbers."""

    def renamed(one: NameObject) -> NameObject:
        return name(classes[one]) if one in classes else one

    known = resolved(value)
    if isinstance(known, NameObject):
        return renamed(known)
    row = (resolved(one) for one in items(known))
    return ArrayObject(renamed(one) if isinstance(one, NameObject) else one for one in row)
