"""The page tree of a foreign file: walked without trust, and laid flat where it is not as it should be."""

import math
from copy import copy
from dataclasses import dataclass, field

import pikepdf
from pikepdf import Array, Dictionary, Name

from printissue.volume.back_issues.objects import (
    Ref,
    Value,
    dictionary,
    is_dictionary,
    items,
    name,
    number,
    ref,
)
from printissue.volume.back_issues.report import Notes

INHERITED = ("/Resources", "/MediaBox", "/CropBox", "/Rotate")
LETTER = (0, 0, 612, 792)
"""What every viewer takes a page for that states no size."""


@dataclass(slots=True)
class PageTree:
    """What a walk through the tree found: the pages in order, the page count that the file states.

    `lost` counts places in the tree where a page should be and nothing is; `sound` is False where the tree must be
    written anew.
    """

    pages: list[Value] = field(default_factory=list)
    stated: float | None = None
    lost: int = 0
    sound: bool = True


def walk(pdf: pikepdf.Pdf) -> PageTree:
    """Walk through the page tree; every page gets what it inherits, as its own."""
    tree = PageTree()
    root = dictionary(pdf.trailer, "/Root")
    top = dictionary(root, "/Pages") if root is not None else None
    if top is None or "/Kids" not in top:
        return tree
    tree.stated = number(top.get("/Count"))
    _Walk(pdf, tree).node(top)
    tree.sound &= tree.stated == len(tree.pages)
    return tree


class _Walk:
    """One walk; the stack holds what is still to see, nodes with what their pages inherit."""

    def __init__(self, pdf: pikepdf.Pdf, tree: PageTree) -> None:
        self._pdf, self._tree = pdf, tree
        self._seen: set[Ref] = set()

    def node(self, top: Value) -> None:
        """Go through the tree below a node, in the order of the pages."""
        stack: list[tuple[Value, Value, dict[str, Value]]] = [(top, None, {})]
        while stack:
            node, parent, inherited = stack.pop()
            if not is_dictionary(node):
                self._tree.lost += 1
                self._tree.sound = False
            elif "/Kids" in node or name(node, "/Type") == "/Pages":
                stack.extend(reversed(self._kids(node, parent, inherited)))
            else:
                self._page(node, parent, inherited)

    def _kids(
        self, node: Value, parent: Value, inherited: dict[str, Value]
    ) -> list[tuple[Value, Value, dict[str, Value]]]:
        if self._is_seen(node) or not isinstance(node.get("/Kids"), Array):
            self._tree.sound = False
            return []
        if parent is not None:
            self._check(node, parent, "/Pages")
        own = {key: node.get(key) for key in INHERITED if key in node}
        return [(kid, node, inherited | own) for kid in items(node, "/Kids")]

    def _page(self, page: Value, parent: Value, inherited: dict[str, Value]) -> None:
        if not page.is_indirect or self._is_seen(page):  # the same page twice is two pages
            page = self._pdf.make_indirect(copy(page))
            self._tree.sound = False
        self._check(page, parent, "/Page")
        for key, value in inherited.items():
            if key not in page:
                page[key] = value
        self._tree.pages.append(page)

    def _check(self, node: Value, parent: Value, kind: str) -> None:
        above = dictionary(node, "/Parent")
        same = above is not None and parent is not None and ref(above) == ref(parent)
        if not same or name(node, "/Type") != kind:
            self._tree.sound = False

    def _is_seen(self, node: Value) -> bool:
        if not node.is_indirect:
            return False
        seen = ref(node) in self._seen
        self._seen.add(ref(node))
        return seen


def plant(pdf: pikepdf.Pdf, pages: list[Value]) -> None:
    """Write a page tree of one level that holds these pages."""
    root = dictionary(pdf.trailer, "/Root")
    if root is None:
        root = pdf.trailer.Root = pdf.make_indirect(Dictionary())
    root.Type = Name.Catalog
    top = pdf.make_indirect(Dictionary(Type=Name.Pages, Kids=Array(pages), Count=len(pages)))
    root.Pages = top
    for page in pages:
        page.Type = Name.Page
        page.Parent = top


def mend_page(page: Value, folio: int, notes: Notes) -> None:
    """Bring a page's boxes, rotation and contents into the form that viewers take them for anyway."""
    _mend_boxes(page, folio, notes)
    turned = number(page.get("/Rotate", 0))
    if turned is None or turned % 90:
        page.Rotate = 0 if turned is None else math.trunc(turned / 90) % 4 * 90
        notes.repaired(f"page {folio} was turned by no multiple of 90 degrees")
    contents = page.get("/Contents")
    if isinstance(contents, Array):
        streams = [one for one in contents if isinstance(one, pikepdf.Stream)]
        if len(streams) != len(contents):
            page.Contents = Array(streams)
            notes.repaired(f"page {folio} named contents that are not there")
    elif contents is not None and not isinstance(contents, pikepdf.Stream):
        del page["/Contents"]
        notes.repaired(f"page {folio} named contents that are not there")


def _mend_boxes(page: Value, folio: int, notes: Notes) -> None:
    box = _box(page.get("/MediaBox"))
    if box is None:
        page.MediaBox = Array(LETTER)
        notes.repaired(f"page {folio} stated no size that can be: it is taken for US Letter")
    elif not _is_box(page.MediaBox):
        page.MediaBox = Array(box)
        notes.repaired(f"page {folio} stated a size with words in it")
    if "/CropBox" in page and _box(page.CropBox) is None:
        del page["/CropBox"]
        notes.repaired(f"page {folio} was cropped to nothing")


def _is_box(value: Value) -> bool:
    return all(number(one) is not None for one in value)


def _box(value: Value) -> list[float] | None:
    """Give a box's four numbers, 0 for what is none; None where it has no area."""
    if not isinstance(value, Array) or len(value) != 4:
        return None
    box = [number(one) or 0.0 for one in value]
    return box if box[0] != box[2] and box[1] != box[3] else None
