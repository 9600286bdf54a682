"""The page tree of a foreign file: read with all its faults, and written again if it has any."""

import math
from copy import copy
from dataclasses import dataclass, field

import pikepdf
from pikepdf import Array, Dictionary, Name

from printissue.pdf.boxes import LETTER
from printissue.pdf.objects import Raw, number
from printissue.volume.back_issues.objects import (
    Objgen,
    array_at,
    dictionary_at,
    is_dictionary,
    name_at,
)
from printissue.volume.back_issues.options import Changes

INHERITED = ("/Resources", "/MediaBox", "/CropBox", "/Rotate")
"""The page attributes that nodes of the page tree pass on (ISO 32000-1, table 30)."""


@dataclass(slots=True)
class PageTree:
    """The pages of a file, in order, and the number of pages that it states.

    `missing` is the number of kids in the tree that are no dictionary; `valid` is False if the tree must be written
    again.
    """

    pages: list[Raw] = field(default_factory=list)
    count: float | None = None
    missing: int = 0
    valid: bool = True


def read_page_tree(pdf: pikepdf.Pdf) -> PageTree:
    """Read the page tree; inherited attributes become every page's own."""
    tree = PageTree()
    root = dictionary_at(pdf.trailer, "/Root")
    top = dictionary_at(root, "/Pages") if root is not None else None
    if top is None or "/Kids" not in top:
        return tree
    tree.count = _number(top.get("/Count"))
    _Reader(pdf, tree).read(top)
    tree.valid &= tree.count == len(tree.pages)
    return tree


class _Reader:
    """The reading of one page tree; a node is handled with its parent and the attributes that it inherits."""

    def __init__(self, pdf: pikepdf.Pdf, tree: PageTree) -> None:
        self._pdf, self._tree = pdf, tree
        self._seen: set[Objgen] = set()

    def read(self, top: Raw) -> None:
        """Read the tree below a node, in page order."""
        stack: list[tuple[Raw, Raw, dict[str, Raw]]] = [(top, None, {})]
        while stack:
            node, parent, inherited = stack.pop()
            if not is_dictionary(node):
                self._tree.missing += 1
                self._tree.valid = False
            elif "/Kids" in node or name_at(node, "/Type") == "/Pages":
                stack.extend(reversed(self._kids(node, parent, inherited)))
            else:
                self._page(node, parent, inherited)

    def _kids(
        self, node: Raw, parent: Raw, inherited: dict[str, Raw]
    ) -> list[tuple[Raw, Raw, dict[str, Raw]]]:
        if self._is_seen(node) or not isinstance(node.get("/Kids"), Array):
            self._tree.valid = False
            return []
        if parent is not None:
            self._check(node, parent, "/Pages")
        own = {key: node.get(key) for key in INHERITED if key in node}
        return [(kid, node, inherited | own) for kid in array_at(node, "/Kids")]

    def _page(self, page: Raw, parent: Raw, inherited: dict[str, Raw]) -> None:
        if not page.is_indirect or self._is_seen(page):  # a page that occurs twice is two pages
            page = self._pdf.make_indirect(copy(page))
            self._tree.valid = False
        self._check(page, parent, "/Page")
        for key, value in inherited.items():
            if key not in page:
                page[key] = value
        self._tree.pages.append(page)

    def _check(self, node: Raw, parent: Raw, kind: str) -> None:
        above = dictionary_at(node, "/Parent")
        same = above is not None and parent is not None and above.objgen == parent.objgen
        if not same or name_at(node, "/Type") != kind:
            self._tree.valid = False

    def _is_seen(self, node: Raw) -> bool:
        if not node.is_indirect:
            return False
        seen = node.objgen in self._seen
        self._seen.add(node.objgen)
        return seen


def write_page_tree(pdf: pikepdf.Pdf, pages: list[Raw]) -> None:
    """Write a page tree of one level with these pages."""
    root = dictionary_at(pdf.trailer, "/Root")
    if root is None:
        root = pdf.trailer.Root = pdf.make_indirect(Dictionary())
    root.Type = Name.Catalog
    top = pdf.make_indirect(Dictionary(Type=Name.Pages, Kids=Array(pages), Count=len(pages)))
    root.Pages = top
    for page in pages:
        page.Type = Name.Page
        page.Parent = top


def repair_page(page: Raw, folio: int, changes: Changes) -> None:
    """Correct a page's boxes, rotation and contents in the way that viewers interpret them anyway."""
    _repair_boxes(page, folio, changes)
    turned = _number(page.get("/Rotate", 0))
    if turned is None or turned % 90:
        page.Rotate = 0 if turned is None else math.trunc(turned / 90) % 4 * 90
        changes.repaired(
            f"page {folio} was rotated by an angle that is not a multiple of 90 degrees"
        )
    contents = page.get("/Contents")
    if isinstance(contents, Array):
        streams = [one for one in contents if isinstance(one, pikepdf.Stream)]
        if len(streams) != len(contents):
            page.Contents = Array(streams)
            changes.repaired(f"page {folio} named contents that do not exist")
    elif contents is not None and not isinstance(contents, pikepdf.Stream):
        del page["/Contents"]
        changes.repaired(f"page {folio} named contents that do not exist")


def _repair_boxes(page: Raw, folio: int, changes: Changes) -> None:
    box = _box(page.get("/MediaBox"))
    if box is None:
        page.MediaBox = Array([int(edge) for edge in LETTER])
        changes.repaired(f"page {folio} had no valid size: it is US Letter now")
    elif not _is_box(page.MediaBox):
        page.MediaBox = Array(box)
        changes.repaired(f"page {folio} had a size with values that are not numbers")
    if "/CropBox" in page and _box(page.CropBox) is None:
        del page["/CropBox"]
        changes.repaired(f"page {folio} had an empty crop box")


def _number(value: Raw) -> float | None:
    """Return a number of any size, or None for anything else."""
    return number(value, most=math.inf)


def _is_box(value: Raw) -> bool:
    return all(_number(one) is not None for one in value)


def _box(value: Raw) -> list[float] | None:
    """Return a box's four numbers, 0 for anything that is not a number; None if it has no area."""
    if not isinstance(value, Array) or len(value) != 4:
        return None
    box = [_number(one) or 0.0 for one in value]
    return box if box[0] != box[2] and box[1] != box[3] else None
