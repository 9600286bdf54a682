"""The structure tree of any file: its elements with their standard types, content, objects and pages.

ISO 32000-1, 14.7 and 14.8; namespaces by ISO 32000-2, 14.7.4.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

import pikepdf
from pikepdf import Object

from printissue.pdf.objects import dictionary, entry, key_of, number, string_entry

STANDARD = frozenset(
    {
        *("Document", "DocumentFragment", "Part", "Art", "Sect", "Div", "Aside", "BlockQuote"),
        *("Caption", "TOC", "TOCI", "Index", "NonStruct", "Private", "Artifact"),
        *("H", "Title", "P", "FENote", "Sub", "L", "LI", "Lbl", "LBody"),
        *("Table", "TR", "TH", "TD", "THead", "TBody", "TFoot"),
        *("Span", "Em", "Strong", "Quote", "Note", "Reference", "BibEntry", "Code", "Link"),
        *("Annot", "Ruby", "RB", "RT", "RP", "Warichu", "WT", "WP", "Figure", "Formula", "Form"),
    }
)
"""The standard structure types of PDF 1.7 and 2.0 (14.8.4 of ISO 32000-1 and -2), except numbered headings."""
PDF_2 = frozenset(
    {"DocumentFragment", "Aside", "Artifact", "Title", "FENote", "Sub", "Em", "Strong"}
)
"""The types that are standard only in PDF 2.0: a file of PDF 1.7 may map them to others."""
_HEADING = re.compile(r"H[1-9]\d?")
_MAX_ROLES = 32
"""The longest chain of roles that is followed."""
_MAX_ELEMENTS = 500_000
"""The elements of a tree that are read."""


class ContentReference(NamedTuple):
    """A reference to marked content: the key of its stream in the parent tree, and its MCID."""

    key: int | None
    mcid: int


class ObjectReference(NamedTuple):
    """A reference to an annotation or an XObject, on a page (from 1)."""

    target: Object
    page: int | None


@dataclass(eq=False, slots=True)
class StructureElement:
    """A structure element: its type in the file, its standard type, and its page (from 1).

    `standard` is empty if its type is mapped to no standard type. `items` are its kids, content and objects in reading
    order.
    """

    raw: Object
    kind: str
    standard: str
    parent: "StructureElement | None"
    page: int | None
    items: list["StructureElement | ContentReference | ObjectReference"] = field(
        default_factory=list
    )

    @property
    def kids(self) -> list["StructureElement"]:
        """The elements in this element."""
        return [one for one in self.items if isinstance(one, StructureElement)]

    @property
    def content(self) -> list[ContentReference]:
        """The marked content that the element owns itself."""
        return [one for one in self.items if isinstance(one, ContentReference)]

    @property
    def objects(self) -> list[Object]:
        """The annotations and XObjects that the element owns itself."""
        return [one.target for one in self.items if isinstance(one, ObjectReference)]

    def all(self) -> Iterator["StructureElement"]:
        """Yield this element and all elements in it, in reading order."""
        waiting = [self]
        while waiting:
            node = waiting.pop()
            yield node
            waiting += reversed(node.kids)

    def above(self) -> Iterator["StructureElement"]:
        """Yield this element and all elements around it, from the inside."""
        node: StructureElement | None = self
        while node is not None:
            yield node
            node = node.parent

    def string(self, key: str) -> str:
        """Return an entry that is a text string, such as `/Alt`, or an empty string."""
        return string_entry(self.raw, key)


@dataclass(frozen=True, slots=True)
class StructureTree:
    """A structure tree: its elements in reading order, and the faults of its role map.

    `circular` types are mapped to themselves, `remapped` types are standard and mapped to others.
    """

    nodes: tuple[StructureElement, ...]
    circular: tuple[str, ...] = ()
    remapped: tuple[str, ...] = ()

    def owners(self) -> dict[ContentReference, list[StructureElement]]:
        """Return the elements that own each piece of content; there should be one."""
        found: dict[ContentReference, list[StructureElement]] = {}
        for node in self.nodes:
            for piece in node.content:
                found.setdefault(piece, []).append(node)
        return found


@lru_cache(maxsize=2)
def read_tree(pdf: pikepdf.Pdf) -> StructureTree:
    """Return the structure tree of a file that does not change; the result is cached."""
    return read_structure(pdf)


def read_structure(pdf: pikepdf.Pdf) -> StructureTree:
    """Return a file's structure tree, with no elements if the file has none."""
    root = pdf.Root.get("/StructTreeRoot")
    if not isinstance(root, pikepdf.Dictionary):
        return StructureTree(())
    roles = root.get("/RoleMap")
    mapped = RoleMap(dictionary(roles))
    pages = {page.obj.objgen: count for count, page in enumerate(pdf.pages, 1)}
    nodes = tuple(_Reader(mapped, pages).read(root.get("/K")))
    return StructureTree(nodes, tuple(mapped.circular), tuple(mapped.remapped()))


class RoleMap:
    """A role map (ISO 32000-1, 14.7.3): from a file's own structure types to the standard ones."""

    def __init__(self, table: Object) -> None:
        self.table = table
        self.circular: dict[str, None] = {}

    def standard(self, kind: str, space: Object | None = None) -> str:
        """Return the standard type that a type, in a namespace, is mapped to, or an empty string."""
        seen: set[str] = set()
        while kind and not is_standard(kind):
            if kind in seen or len(seen) > _MAX_ROLES:
                self.circular[kind] = None
                return ""
            seen.add(kind)
            kind, space = self._next(kind, space)
        return kind

    def _next(self, kind: str, space: Object | None) -> tuple[str, Object | None]:
        table = space.get("/RoleMapNS") if isinstance(space, pikepdf.Dictionary) else self.table
        target = entry(table, f"/{kind}")
        if isinstance(target, pikepdf.Array) and len(target) == 2:
            return key_of(target[0])[1:], target[1]
        if isinstance(target, pikepdf.Name):
            return key_of(target)[1:], None
        return "", None

    def remapped(self) -> Iterator[str]:
        """Yield the standard types that are mapped to others."""
        for key, target in self.table.items():
            if is_standard(key[1:]) and key[1:] not in PDF_2 and target != key:
                yield key[1:]


def is_standard(kind: str) -> bool:
    """Return whether a type is a standard structure type."""
    return kind in STANDARD or bool(_HEADING.fullmatch(kind))


class _Reader:
    """A reader of structure elements, each once."""

    def __init__(self, roles: RoleMap, pages: dict[tuple[int, int], int]) -> None:
        self.roles, self.pages = roles, pages
        self.seen: set[tuple[int, int]] = set()

    def read(self, kids: object) -> list[StructureElement]:
        """Return all elements from the root's kids, in reading order."""
        nodes: list[StructureElement] = []
        waiting: list[tuple[Object, StructureElement | None, int]] = [
            (one, None, 0) for one in reversed(listed(kids))
        ]
        while waiting and len(self.seen) < _MAX_ELEMENTS:
            raw, parent, index = waiting.pop()
            if not isinstance(raw, pikepdf.Dictionary) or not self._is_new(raw):
                continue
            node = self._node(raw, parent)
            nodes.append(node)
            if parent is not None:
                parent.items[index] = node
            elements = []
            for kid in listed(raw.get("/K")):
                item = self._reference(node, kid)
                if item is None:
                    elements.append((kid, node, len(node.items)))
                    item = _PENDING
                node.items.append(item)
            waiting += reversed(elements)
        for node in nodes:
            node.items = [one for one in node.items if one is not _PENDING]
        return nodes

    def _is_new(self, raw: Object) -> bool:
        if not raw.is_indirect:
            return True
        if raw.objgen in self.seen:
            return False
        self.seen.add(raw.objgen)
        return True

    def _node(self, raw: Object, parent: StructureElement | None) -> StructureElement:
        kind = key_of(raw.get("/S")).lstrip("/")
        page = self.pages.get(_objgen(raw.get("/Pg")), parent.page if parent else None)
        return StructureElement(raw, kind, self.roles.standard(kind, raw.get("/NS")), parent, page)

    def _reference(
        self, node: StructureElement, kid: object
    ) -> ContentReference | ObjectReference | None:
        """Return the reference that a kid is, `_PENDING` for a damaged one; None for an element."""
        mcid = number(kid) if not isinstance(kid, pikepdf.Object) else None
        if mcid is not None:
            return ContentReference(tree_number(node.raw.get("/Pg")), int(mcid))
        if not isinstance(kid, pikepdf.Dictionary):
            return _PENDING
        if kid.get("/Type") == "/MCR" or ("/MCID" in kid and "/S" not in kid):
            holder = kid.get("/Stm", kid.get("/Pg", node.raw.get("/Pg")))
            if node.page is None:
                node.page = self.pages.get(_objgen(kid.get("/Pg")))
            return ContentReference(tree_number(holder), int(number(kid.get("/MCID")) or 0))
        if kid.get("/Type") == "/OBJR" or ("/Obj" in kid and "/S" not in kid):
            if not isinstance(kid.get("/Obj"), pikepdf.Dictionary | pikepdf.Stream):
                return _PENDING
            return ObjectReference(kid.Obj, self.pages.get(_objgen(kid.get("/Pg")), node.page))
        return None


_PENDING = ContentReference(None, -1)
"""The place of an element that is not read yet, or of a damaged kid."""


def listed(value: object) -> list[Object]:
    """Return the kids of a K entry: those of an array, or the one."""
    if isinstance(value, pikepdf.Array):
        return list(value)
    return [] if value is None else [value]  # type: ignore[list-item]


def tree_number(holder: object) -> int | None:
    """Return the key of a page or form in the parent tree: its StructParents."""
    if not isinstance(holder, pikepdf.Dictionary | pikepdf.Stream):
        return None
    found = number(holder.get("/StructParents"))
    return None if found is None else int(found)


def _objgen(value: object) -> tuple[int, int]:
    return value.objgen if isinstance(value, pikepdf.Dictionary) else (0, 0)


class ParentTree:
    """The parent tree (ISO 32000-1, 14.7.4.4): the owner of each piece of content."""

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self._entries: dict[int, Object] = {}
        self._arrays: dict[int, list[Object]] = {}
        root = pdf.Root.get("/StructTreeRoot")
        waiting = [root.get("/ParentTree")] if isinstance(root, pikepdf.Dictionary) else []
        left, seen = 100_000, set[tuple[int, int]]()
        while waiting and left:
            node, left = waiting.pop(), left - 1
            if not isinstance(node, pikepdf.Dictionary) or node.objgen in seen:
                continue
            if node.is_indirect:
                seen.add(node.objgen)
            nums = list(node.Nums) if isinstance(node.get("/Nums"), pikepdf.Array) else []
            for key, value in zip(nums[0::2], nums[1::2], strict=False):
                self._entries[int(number(key) or 0)] = value
            if isinstance(node.get("/Kids"), pikepdf.Array):
                waiting += list(node.Kids)

    def count(self, key: int) -> int:
        """Return the number of entries for the content of a page or form."""
        return len(self._elements(key))

    def of(self, content: ContentReference) -> tuple[int, int] | None:
        """Return the object number of the owner of a piece of content."""
        key, mcid = content
        if key is None:
            return None
        elements = self._elements(key)
        if not 0 <= mcid < len(elements) or not isinstance(elements[mcid], pikepdf.Dictionary):
            return None
        return elements[mcid].objgen

    def _elements(self, key: int) -> list[Object]:
        if key not in self._arrays:
            array = self._entries.get(key)
            self._arrays[key] = list(array) if isinstance(array, pikepdf.Array) else []
        return self._arrays[key]
