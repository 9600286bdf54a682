"""The structure tree of any file: what each element is after role mapping, what it holds, and on which page.

ISO 32000-1, 14.7 and 14.8; the namespaces of ISO 32000-2, 14.7.4.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

import pikepdf
from pikepdf import Object

from printissue.pdf.objects import entry, key_of, number, text

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
"""The standard structure types of PDF 1.7 and 2.0, but for the numbered headings."""
PDF_2 = frozenset(
    {"DocumentFragment", "Aside", "Artifact", "Title", "FENote", "Sub", "Em", "Strong"}
)
"""The types that are standard in PDF 2.0 only (ISO 32000-2, 14.8.4): a file of PDF 1.7 may map them."""
_HEADING = re.compile(r"H[1-9]\d?")
_LONGEST = 32
_MOST = 500_000
"""Elements of a tree that are read."""
Content = tuple[int | None, int]
"""What an element holds of a stream: the number of the stream in the parent tree, and the MCID."""


@dataclass(eq=False, slots=True)
class StructureElement:
    """A structure element: its type in the file, its standard type (empty: none), what is in it, and its page."""

    raw: Object
    kind: str
    standard: str
    parent: "StructureElement | None"
    page: int | None
    kids: list["StructureElement"] = field(default_factory=list)
    content: list[Content] = field(default_factory=list)
    objects: list[Object] = field(default_factory=list)

    def all(self) -> Iterator["StructureElement"]:
        """Yield this element and all in it, in reading order."""
        waiting = [self]
        while waiting:
            node = waiting.pop()
            yield node
            waiting += reversed(node.kids)

    def above(self) -> Iterator["StructureElement"]:
        """Yield this element and all that it is in, from the inside."""
        node: StructureElement | None = self
        while node is not None:
            yield node
            node = node.parent

    def string(self, key: str) -> str:
        """Return an entry that is a text string, such as `/Alt`, or an empty string."""
        value = self.raw.get(key)
        return text(value).strip() if isinstance(value, pikepdf.String) else ""


@dataclass(frozen=True, slots=True)
class StructureTree:
    """A structure tree: its elements in reading order, and what its role map does wrong.

    `circular` types lead to themselves; `remapped` ones are standard and lead elsewhere.
    """

    nodes: tuple[StructureElement, ...]
    circular: tuple[str, ...] = ()
    remapped: tuple[str, ...] = ()

    def owners(self) -> dict[Content, list[StructureElement]]:
        """Return the elements that hold each piece of content; there should be one."""
        found: dict[Content, list[StructureElement]] = {}
        for node in self.nodes:
            for piece in node.content:
                found.setdefault(piece, []).append(node)
        return found


@lru_cache(maxsize=2)
def read_tree(pdf: pikepdf.Pdf) -> StructureTree:
    """Return a file's structure tree; without one there are no elements."""
    root = pdf.Root.get("/StructTreeRoot")
    if not isinstance(root, pikepdf.Dictionary):
        return StructureTree(())
    roles = root.get("/RoleMap")
    mapped = _Roles(roles if isinstance(roles, pikepdf.Dictionary) else pikepdf.Dictionary())
    pages = {page.obj.objgen: count for count, page in enumerate(pdf.pages, 1)}
    nodes = tuple(_Reader(mapped, pages).read(root.get("/K")))
    return StructureTree(nodes, tuple(mapped.circular), tuple(mapped.remapped()))


class _Roles:
    """The role map: from a file's own types to the standard ones."""

    def __init__(self, table: Object) -> None:
        self.table = table
        self.circular: dict[str, None] = {}

    def standard(self, kind: str, space: Object | None) -> str:
        """Return the standard type that a type is mapped to, or an empty string."""
        seen: set[str] = set()
        while kind and not is_standard(kind):
            if kind in seen or len(seen) > _LONGEST:
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
        """Yield the standard types that the map maps to others."""
        for key, target in self.table.items():
            if is_standard(key[1:]) and key[1:] not in PDF_2 and target != key:
                yield key[1:]


def is_standard(kind: str) -> bool:
    """Return whether a type is a standard structure type."""
    return kind in STANDARD or bool(_HEADING.fullmatch(kind))


class _Reader:
    """Reads elements one after the other, each once."""

    def __init__(self, roles: _Roles, pages: dict[tuple[int, int], int]) -> None:
        self.roles, self.pages = roles, pages
        self.seen: set[tuple[int, int]] = set()

    def read(self, kids: object) -> Iterator[StructureElement]:
        """Yield all elements from the root's kids on, in reading order."""
        waiting: list[tuple[Object, StructureElement | None]] = [
            (one, None) for one in reversed(listed(kids))
        ]
        while waiting and len(self.seen) < _MOST:
            raw, parent = waiting.pop()
            if not isinstance(raw, pikepdf.Dictionary) or not self._is_new(raw):
                continue
            node = self._node(raw, parent)
            if parent is not None:
                parent.kids.append(node)
            yield node
            elements = []
            for kid in listed(raw.get("/K")):
                if not self._hold(node, kid):
                    elements.append(kid)
            waiting += [(kid, node) for kid in reversed(elements)]

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

    def _hold(self, node: StructureElement, kid: object) -> bool:
        """Note a kid that is content or an object; return whether it was one."""
        count = number(kid) if not isinstance(kid, pikepdf.Object) else None
        if count is not None:
            node.content.append((tree_number(node.raw.get("/Pg")), int(count)))
            return True
        if not isinstance(kid, pikepdf.Dictionary):
            return True
        if kid.get("/Type") == "/MCR" or ("/MCID" in kid and "/S" not in kid):
            where = kid.get("/Stm", kid.get("/Pg", node.raw.get("/Pg")))
            node.content.append((tree_number(where), int(number(kid.get("/MCID")) or 0)))
            if node.page is None:
                node.page = self.pages.get(_objgen(kid.get("/Pg")))
            return True
        if kid.get("/Type") == "/OBJR" or ("/Obj" in kid and "/S" not in kid):
            if isinstance(kid.get("/Obj"), pikepdf.Dictionary | pikepdf.Stream):
                node.objects.append(kid.Obj)
            return True
        return False


def listed(value: object) -> list[Object]:
    """Return a kid or an array of kids as a list."""
    if isinstance(value, pikepdf.Array):
        return list(value)
    return [] if value is None else [value]  # type: ignore[list-item]


def tree_number(holder: object) -> int | None:
    """Return the number that the parent tree knows a page or form by."""
    if not isinstance(holder, pikepdf.Dictionary | pikepdf.Stream):
        return None
    found = number(holder.get("/StructParents"))
    return None if found is None else int(found)


def _objgen(value: object) -> tuple[int, int]:
    return value.objgen if isinstance(value, pikepdf.Dictionary) else (0, 0)


class ParentTree:
    """The parent tree: which element each piece of content and each annotation belongs to."""

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

    def of(self, piece: Content) -> tuple[int, int] | None:
        """Return the object number of the element that a piece of content belongs to."""
        key, mcid = piece
        if key is None:
            return None
        if key not in self._arrays:
            listed = self._entries.get(key)
            self._arrays[key] = list(listed) if isinstance(listed, pikepdf.Array) else []
        elements = self._arrays[key]
        if not 0 <= mcid < len(elements) or not isinstance(elements[mcid], pikepdf.Dictionary):
            return None
        return elements[mcid].objgen
