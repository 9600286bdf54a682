"""The repair of trees: bookmarks, name and number trees, form fields, structure elements, named destinations.

No node may be in a tree twice, and every list is linked both ways, so that walking a tree always ends.
"""

import pikepdf
from pikepdf import Array

from printissue.pdf.objects import Raw
from printissue.volume.back_issues.objects import (
    Objgen,
    array_at,
    dictionary_at,
    is_dictionary,
    name_at,
    usable_keys,
)
from printissue.volume.back_issues.options import Changes

_REFERENCES = ("/MCR", "/OBJR")


def repair_trees(pdf: pikepdf.Pdf, changes: Changes) -> None:
    """Repair every tree and list that starts in the catalogue."""
    root = pdf.Root
    if (outlines := dictionary_at(root, "/Outlines")) is not None:
        if _Outlines(pdf).repair(outlines):
            changes.repaired("the bookmarks ran in a circle or led to nothing")
    elif "/Outlines" in root:
        del root["/Outlines"]
    for holder, key, what in _trees(root):
        if (top := dictionary_at(holder, key)) is not None:
            if _repair_tree(top, "/Kids"):
                changes.repaired(f"the {what} ran in a circle or led to nothing")
        elif key in holder:
            del holder[key]
            changes.repaired(f"the {what} led to nothing")
    form = dictionary_at(root, "/AcroForm")
    if form is not None and _repair_fields(form):
        changes.repaired("the form's fields ran in a circle or led to nothing")
    tags = dictionary_at(root, "/StructTreeRoot")
    if tags is not None and _repair_structure(tags):
        changes.repaired("the tags ran in a circle or had wrong parents")


def _trees(root: Raw) -> list[tuple[Raw, str, str]]:
    found = [(root, "/PageLabels", "page labels")]
    if (names := dictionary_at(root, "/Names")) is not None:
        found += [(names, key, "names") for key in usable_keys(names)]
    if (tags := dictionary_at(root, "/StructTreeRoot")) is not None:
        found += [(tags, key, "tags") for key in ("/ParentTree", "/IDTree")]
    return found


def _repair_fields(form: Raw) -> bool:
    repaired = _repair_tree(form, "/Fields")
    for field in array_at(form, "/Fields"):
        repaired |= _repair_tree(field, "/Kids")
    return repaired


def _repair_tree(top: Raw, key: str) -> bool:
    """Drop the nodes of a tree that are not dictionaries or occur before; return whether there were any."""
    seen: set[Objgen] = {top.objgen} if top.is_indirect else set()
    stack, repaired = [top], False
    while stack:
        node = stack.pop()
        if key not in node:
            continue
        kids = node.get(key)
        kept = [kid for kid in kids if _is_new(kid, seen)] if isinstance(kids, Array) else []
        if not isinstance(kids, Array):
            del node[key]
            repaired = True
        elif len(kept) != len(kids):
            node[key] = Array(kept)
            repaired = True
        stack.extend(kept)
    return repaired


def _is_new(kid: Raw, seen: set[Objgen]) -> bool:
    if not is_dictionary(kid):
        return False
    if not kid.is_indirect:
        return True
    new = kid.objgen not in seen
    seen.add(kid.objgen)
    return new


def _repair_structure(top: Raw) -> bool:
    """Drop the same structure elements, which have MCIDs and references between them, and correct their parents."""
    seen: set[Objgen] = {top.objgen} if top.is_indirect else set()
    stack, repaired = [top], False
    while stack:
        node = stack.pop()
        kids = node.get("/K")
        listed = list(kids) if isinstance(kids, Array) else [kids]
        kept = [kid for kid in listed if _may_stay(kid, seen)]
        if len(kept) != len(listed):
            if isinstance(kids, Array):
                node["/K"] = Array(kept)
            elif "/K" in node:
                del node["/K"]
            repaired |= kids is not None
        elements = [
            kid for kid in kept if is_dictionary(kid) and name_at(kid, "/Type") not in _REFERENCES
        ]
        corrected = [_set_parent(kid, node) for kid in elements]
        repaired |= any(corrected)
        stack.extend(elements)
    return repaired


def _may_stay(kid: Raw, seen: set[Objgen]) -> bool:
    if isinstance(kid, int) and not isinstance(kid, bool):
        return True
    if is_dictionary(kid) and name_at(kid, "/Type") in _REFERENCES:
        return True
    return _is_new(kid, seen)


def _set_parent(kid: Raw, node: Raw) -> bool:
    """Make `node` an element's parent; return whether it was not."""
    if not node.is_indirect:
        return False
    above = dictionary_at(kid, "/P")
    if above is not None and above.objgen == node.objgen:
        return False
    kid.P = node
    return True


class _Outlines:
    """The repair of bookmarks: each level is a list linked both ways, and no item occurs twice."""

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self._pdf = pdf
        self._seen: set[Objgen] = set()
        self._repaired = False

    def repair(self, top: Raw) -> bool:
        """Repair the bookmarks below their root; return whether anything was wrong."""
        stack = [top]
        while stack:
            node = stack.pop()
            level = self._level(node)
            self._link(node, level)
            stack.extend(one for one in level if "/First" in one)
        return self._repaired

    def _level(self, node: Raw) -> list[Raw]:
        """Return the items of the level below a node, up to the first that is no dictionary or occurs before."""
        level: list[Raw] = []
        item = node.get("/First")
        while is_dictionary(item):
            if not item.is_indirect:
                item = self._pdf.make_indirect(item)
            elif item.objgen in self._seen:
                break
            self._seen.add(item.objgen)
            level.append(item)
            item = item.get("/Next")
        return level

    def _link(self, node: Raw, level: list[Raw]) -> None:
        self._set(node, "/First", level[0] if level else None)
        self._set(node, "/Last", level[-1] if level else None)
        around = zip(level, [None, *level], [*level[1:], None], strict=False)
        for item, before, after in around:
            self._set(item, "/Prev", before)
            self._set(item, "/Next", after)
            if node.is_indirect:
                self._set(item, "/Parent", node)

    def _set(self, item: Raw, key: str, value: Raw) -> None:
        now = item.get(key)
        if value is None:
            if key in item:
                del item[key]
                self._repaired = True
        elif not is_dictionary(now) or now.objgen != value.objgen:
            item[key] = value
            self._repaired = True


def repair_destinations(root: Raw, pages: list[Raw], changes: Changes) -> None:
    """Drop named destinations without a page, and replace page numbers in the others by page objects."""
    repaired = False
    if (old := dictionary_at(root, "/Dests")) is not None:
        for key in usable_keys(old):
            if not _is_on_page(old.get(key), pages):
                del old[key]
                repaired = True
    names = dictionary_at(root, "/Names")
    top = dictionary_at(names, "/Dests") if names is not None else None
    if top is not None:
        repaired |= _repair_destination_tree(top, pages)
        if "/Kids" not in top and "/Names" not in top:
            del names["/Dests"]
    if repaired:
        changes.repaired("some named destinations led to no page")


def _repair_destination_tree(top: Raw, pages: list[Raw]) -> bool:
    """Repair a name tree without cycles; return whether anything was wrong."""
    stack, repaired = [top], False
    while stack:
        node = stack.pop()
        kids = array_at(node, "/Kids")
        kept = [kid for kid in kids if "/Kids" in kid or "/Names" in kid]
        if len(kept) != len(kids):
            node.Kids = Array(kept)
            repaired = True
        stack.extend(kept)
        if "/Names" in node:
            repaired |= _repair_names(node, pages)
    return repaired


def _repair_names(node: Raw, pages: list[Raw]) -> bool:
    entries = array_at(node, "/Names")
    pairs = zip(entries[::2], entries[1::2], strict=False)
    kept = [
        one
        for name, destination in pairs
        if isinstance(name, pikepdf.String) and _is_on_page(destination, pages)
        for one in (name, destination)
    ]
    if isinstance(node.Names, Array) and len(kept) == len(node.Names):
        return False
    node.Names = Array(kept)
    return True


def _is_on_page(destination: Raw, pages: list[Raw]) -> bool:
    """Return whether a destination, or that in its dictionary, is on a page."""
    inner = destination.get("/D") if is_dictionary(destination) else destination
    if not isinstance(inner, Array) or len(inner) < 2:
        return False
    if isinstance(inner[0], int) and 0 <= inner[0] < len(pages):
        inner[0] = pages[inner[0]]
    return is_dictionary(inner[0])
