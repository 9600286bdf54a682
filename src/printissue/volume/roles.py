"""What tags are called: the parts' role maps, class maps and namespaces, united.

Where two parts mean different things by one name, the later one's gets a name of its own, in its map and in its
elements. So does a standard type that a part maps to another: what the others mean by it must stay.
"""

import re
from collections.abc import Mapping

from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject, PdfObject

from printissue.volume.parts import Part
from printissue.volume.stock import Stock
from printissue.volume.values import dictionary, entry, items, picture, raw, resolved

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


class Vocabulary:
    """The names of all parts together."""

    def __init__(self) -> None:
        self._roles: dict[str, str] = {}
        self._classes: dict[str, tuple[object, PdfObject]] = {}
        self._namespaces: dict[object, IndirectObject] = {}
        self._order: list[IndirectObject] = []

    def take(self, stock: Stock, part: Part) -> None:
        """Take a part's names in, and rename in it what means something else in the volume."""
        tree = entry(part.catalogue, "/StructTreeRoot")
        roles = self._take_roles(dictionary(raw(tree, "/RoleMap")), part.piece.key)
        classes = self._take_classes(dictionary(raw(tree, "/ClassMap")), part.piece.key)
        self._take_namespaces(stock, items(raw(tree, "/Namespaces")))
        if roles or classes:
            for number in part.numbers:
                if b"/S /" in stock.heads[number]:
                    _rename(stock, number, roles=roles, classes=classes)

    def roles(self) -> DictionaryObject:
        """Give the role map."""
        return DictionaryObject({NameObject(k): NameObject(v) for k, v in self._roles.items()})

    def classes(self) -> DictionaryObject:
        """Give the class map."""
        return DictionaryObject({NameObject(k): v for k, (_, v) in self._classes.items()})

    def namespaces(self) -> ArrayObject:
        """Give the namespaces."""
        return ArrayObject(self._order)

    def _take_roles(self, own: DictionaryObject, key: str) -> dict[str, str]:
        """Take in a role map, and give what is renamed: a name that stands for a renamed one is renamed as well."""
        found = {name: entry(own, name) for name in own}
        roles = {name: str(role) for name, role in found.items() if isinstance(role, NameObject)}
        roles = {name: role for name, role in roles.items() if name != role}
        new: dict[str, str] = {}
        while clashing := [
            name
            for name, role in roles.items()
            if name not in new and self._clashes(name, new.get(role, role))
        ]:
            new |= {name: _free(f"{name}-{key}", self._roles) for name in clashing}
        self._roles |= {new.get(name, name): new.get(role, role) for name, role in roles.items()}
        return new

    def _clashes(self, name: str, role: str) -> bool:
        return name[1:] in _STANDARD or self._roles.get(name, role) != role

    def _take_classes(self, own: DictionaryObject, key: str) -> dict[str, str]:
        new = {}
        for name in own:
            looks = picture(own.raw_get(name))
            if self._classes.get(name, (looks,))[0] != looks:
                new[name] = _free(f"{name}-{key}", self._classes)
            self._classes[new.get(name, name)] = looks, own.raw_get(name)
        return new

    def _take_namespaces(self, stock: Stock, own: list[PdfObject]) -> None:
        """Take namespaces in; one that is there already leads to the first of its kind."""
        for one in own:
            looks = picture(one)
            reference = one if isinstance(one, IndirectObject) else stock.add(one)
            if looks in self._namespaces:
                stock.same[reference.idnum] = self._namespaces[looks].idnum
            else:
                self._namespaces[looks] = reference
                self._order.append(reference)


def _free(name: str, taken: Mapping[str, object]) -> str:
    number, new = 1, name
    while new in taken:
        number += 1
        new = f"{name}-{number}"
    return new


def _rename(
    stock: Stock, number: int, *, roles: Mapping[str, str], classes: Mapping[str, str]
) -> None:
    """Rename the role and the classes of an element, where it is one; roles of other namespaces stay."""
    element = stock.value(number)
    if not isinstance(element, DictionaryObject) or not _is_element(element):
        return
    changes: dict[NameObject, PdfObject] = {}
    role = str(entry(element, "/S"))
    if role in roles and "/NS" not in element:
        changes[NameObject("/S")] = NameObject(roles[role])
    if classes and "/C" in element:
        changes[NameObject("/C")] = _classes(raw(element, "/C"), classes)
    if changes:
        element.update(changes)
        stock.put(number, element)


def _is_element(value: DictionaryObject) -> bool:
    """Tell whether a dictionary is a structure element; some makers leave its type out."""
    kind = entry(value, "/Type")
    return kind == "/StructElem" or (kind is None and "/P" in value and "/S" in value)


def _classes(value: object, classes: Mapping[str, str]) -> PdfObject:
    """Rename in `/C`: a name, or an array of names and revision numbers."""
    known = resolved(value)
    if isinstance(known, NameObject):
        return NameObject(classes.get(str(known), str(known)))
    row = (resolved(one) for one in items(known))
    return ArrayObject(
        NameObject(classes.get(str(one), str(one))) if isinstance(one, NameObject) else one
        for one in row
    )
