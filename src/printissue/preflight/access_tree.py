"""The tag tree of any file, read into plain nodes: what each element is after role mapping, what it holds, and where.

ISO 32000-1, 14.7 and 14.8; the namespaces of ISO 32000-2, 14.7.4.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

import pikepdf
from pikepdf import Object

from printissue.preflight.boundaries import Rect, number
from printissue.preflight.walk import walk
from printissue.preflight.worded import worded

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
_HEADING = re.compile(r"H[1-9]\d?")
_LONGEST = 32
_MOST = 500_000
"""A tree of more elements is not read to its end."""
Content = tuple[int | None, int]
"""What an element holds of a stream: the number of the stream in the parent tree, and the MCID."""


@dataclass(eq=False, slots=True)
class Node:
    """An element: its type as the file has it, its standard type (empty: none), what is in it, and its page."""

    raw: Object
    kind: str
    standard: str
    parent: "Node | None"
    page: int | None
    kids: list["Node"] = field(default_factory=list)
    content: list[Content] = field(default_factory=list)
    objects: list[Object] = field(default_factory=list)

    def all(self) -> Iterator["Node"]:
        """Give this element and all in it, in the order of reading."""
        waiting = [self]
        while waiting:
            node = waiting.pop()
            yield node
            waiting += reversed(node.kids)

    def above(self) -> Iterator["Node"]:
        """Give this element and all that it is in, from the inside."""
        node: Node | None = self
        while node is not None:
            yield node
            node = node.parent

    def text(self, key: str) -> str:
        """Give an entry that is text, such as `/Alt`; empty where it is not there."""
        value = self.raw.get(key)
        return worded(value).strip() if isinstance(value, pikepdf.String) else ""


@dataclass(frozen=True, slots=True)
class Tree:
    """A tag tree: its elements in the order of reading, and what its role map does wrong.

    `circular` types lead to themselves; `remapped` ones are standard and lead elsewhere.
    """

    nodes: tuple[Node, ...]
    circular: tuple[str, ...] = ()
    remapped: tuple[str, ...] = ()

    def owners(self) -> dict[Content, list[Node]]:
        """Give the elements that hold each piece of content; there is to be one."""
        found: dict[Content, list[Node]] = {}
        for node in self.nodes:
            for piece in node.content:
                found.setdefault(piece, []).append(node)
        return found


@lru_cache(maxsize=2)
def read_tree(pdf: pikepdf.Pdf) -> Tree:
    """Read a file's tag tree; one that is not there has no elements."""
    root = pdf.Root.get("/StructTreeRoot")
    if not isinstance(root, pikepdf.Dictionary):
        return Tree(())
    roles = root.get("/RoleMap")
    mapped = _Roles(roles if isinstance(roles, pikepdf.Dictionary) else pikepdf.Dictionary())
    pages = {page.obj.objgen: count for count, page in enumerate(pdf.pages, 1)}
    nodes = tuple(_Reader(mapped, pages).read(root.get("/K")))
    return Tree(nodes, tuple(mapped.circular), tuple(mapped.remapped()))


class _Roles:
    """The role map: from a file's own types to the standard ones."""

    def __init__(self, table: Object) -> None:
        self.table = table
        self.circular: dict[str, None] = {}

    def standard(self, kind: str, space: Object | None) -> str:
        """Give the standard type that a type leads to; empty where it leads to none."""
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
        target = table.get(f"/{kind}") if isinstance(table, pikepdf.Dictionary) else None
        if isinstance(target, pikepdf.Array) and len(target) == 2:
            return worded(target[0])[1:], target[1]
        if isinstance(target, pikepdf.Name):
            return worded(target)[1:], None
        return "", None

    def remapped(self) -> Iterator[str]:
        """Name the standard types that the map leads elsewhere."""
        for key, target in self.table.items():
            if is_standard(key[1:]) and target != key:
                yield key[1:]


def is_standard(kind: str) -> bool:
    """Tell whether a type is one of the standard's."""
    return kind in STANDARD or bool(_HEADING.fullmatch(kind))


class _Reader:
    """Reads elements one after the other, each once."""

    def __init__(self, roles: _Roles, pages: dict[tuple[int, int], int]) -> None:
        self.roles, self.pages = roles, pages
        self.seen: set[tuple[int, int]] = set()

    def read(self, kids: object) -> Iterator[Node]:
        """Give all elements from the root's kids on, in the order of reading."""
        waiting: list[tuple[Object, Node | None]] = [(one, None) for one in reversed(listed(kids))]
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

    def _node(self, raw: Object, parent: Node | None) -> Node:
        kind = worded(raw.get("/S")).lstrip("/")
        page = self.pages.get(_objgen(raw.get("/Pg")), parent.page if parent else None)
        return Node(raw, kind, self.roles.standard(kind, raw.get("/NS")), parent, page)

    def _hold(self, node: Node, kid: object) -> bool:
        """Note a kid that is content or an object; tell whether it was one."""
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
    """Give a kid or an array of kids as a list."""
    if isinstance(value, pikepdf.Array):
        return list(value)
    return [] if value is None else [value]  # type: ignore[list-item]


def tree_number(holder: object) -> int | None:
    """Give the number that a page or form is known by in the parent tree."""
    if not isinstance(holder, pikepdf.Dictionary | pikepdf.Stream):
        return None
    found = number(holder.get("/StructParents"))
    return None if found is None else int(found)


def _objgen(value: object) -> tuple[int, int]:
    return value.objgen if isinstance(value, pikepdf.Dictionary) else (0, 0)


@lru_cache(maxsize=2)
def content_places(pdf: pikepdf.Pdf) -> dict[Content, tuple[int, Rect]]:
    """Give the page and the box of each piece of content that has an MCID."""
    found: dict[Content, tuple[int, Rect]] = {}
    for shown in walk(pdf).shown:
        for mark in shown.marks:
            if mark.mcid is None:
                continue
            key = (mark.parents, mark.mcid)
            box = shown.box
            if key in found:
                old = found[key][1]
                box = Rect(
                    min(old.left, box.left),
                    min(old.bottom, box.bottom),
                    max(old.right, box.right),
                    max(old.top, box.top),
                )
            found[key] = (shown.page, box)
    return found
