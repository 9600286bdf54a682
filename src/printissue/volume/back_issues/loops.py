"""Circles in what should be trees or lists: outlines, name and number trees, form fields, tags."""

import pikepdf
from pikepdf import Array

from printissue.volume.back_issues.objects import (
    Ref,
    Value,
    dictionary,
    is_dictionary,
    items,
    keys,
    name,
    ref,
)
from printissue.volume.back_issues.report import Notes

_LEAVES = ("/MCR", "/OBJR")


def cut_loops(pdf: pikepdf.Pdf, notes: Notes) -> None:
    """Make trees and lists of everything in the catalogue that should be one."""
    root = pdf.Root
    if (outlines := dictionary(root, "/Outlines")) is not None:
        if _Outlines(pdf).mend(outlines):
            notes.repaired("the bookmarks ran in a circle or led to nothing")
    elif "/Outlines" in root:
        del root["/Outlines"]
    for holder, key, what in _trees(root):
        if (top := dictionary(holder, key)) is not None:
            if _cut(top, "/Kids"):
                notes.repaired(f"the {what} ran in a circle or led to nothing")
        elif key in holder:
            del holder[key]
            notes.repaired(f"the {what} led to nothing")
    form = dictionary(root, "/AcroForm")
    if form is not None and _cut_fields(form):
        notes.repaired("the form's fields ran in a circle or led to nothing")
    tags = dictionary(root, "/StructTreeRoot")
    if tags is not None and _cut_tags(tags):
        notes.repaired("the tags ran in a circle or had wrong parents")


def _trees(root: Value) -> list[tuple[Value, str, str]]:
    found = [(root, "/PageLabels", "page labels")]
    if (names := dictionary(root, "/Names")) is not None:
        found += [(names, key, "names") for key in keys(names)]
    if (tags := dictionary(root, "/StructTreeRoot")) is not None:
        found += [(tags, key, "tags") for key in ("/ParentTree", "/IDTree")]
    return found


def _cut_fields(form: Value) -> bool:
    cut = _cut(form, "/Fields")
    for field in items(form, "/Fields"):
        cut |= _cut(field, "/Kids")
    return cut


def _cut(top: Value, key: str) -> bool:
    """Drop from a tree whatever is no dictionary or has been there before; tell whether anything was."""
    seen: set[Ref] = {ref(top)} if top.is_indirect else set()
    stack, cut = [top], False
    while stack:
        node = stack.pop()
        if key not in node:
            continue
        kids = node.get(key)
        kept = [kid for kid in kids if _is_new(kid, seen)] if isinstance(kids, Array) else []
        if not isinstance(kids, Array):
            del node[key]
            cut = True
        elif len(kept) != len(kids):
            node[key] = Array(kept)
            cut = True
        stack.extend(kept)
    return cut


def _is_new(kid: Value, seen: set[Ref]) -> bool:
    if not is_dictionary(kid):
        return False
    if not kid.is_indirect:
        return True
    new = ref(kid) not in seen
    seen.add(ref(kid))
    return new


def _cut_tags(top: Value) -> bool:
    """Do the same along /K, where marks may stand between the elements; and set wrong parents right."""
    seen: set[Ref] = {ref(top)} if top.is_indirect else set()
    stack, cut = [top], False
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
            cut |= kids is not None
        elements = [kid for kid in kept if is_dictionary(kid) and name(kid, "/Type") not in _LEAVES]
        adopted = [_adopt(kid, node) for kid in elements]
        cut |= any(adopted)
        stack.extend(elements)
    return cut


def _may_stay(kid: Value, seen: set[Ref]) -> bool:
    if isinstance(kid, int) and not isinstance(kid, bool):
        return True
    if is_dictionary(kid) and name(kid, "/Type") in _LEAVES:
        return True
    return _is_new(kid, seen)


def _adopt(kid: Value, node: Value) -> bool:
    """Name `node` as an element's parent where another is named; tell whether it was."""
    if not node.is_indirect:
        return False
    above = dictionary(kid, "/P")
    if above is not None and ref(above) == ref(node):
        return False
    kid.P = node
    return True


class _Outlines:
    """Mends a tree of bookmarks: each level is a list linked both ways, each item is in one level once."""

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self._pdf = pdf
        self._seen: set[Ref] = set()
        self._mended = False

    def mend(self, top: Value) -> bool:
        """Mend the tree below its root; tell whether anything was wrong."""
        stack = [top]
        while stack:
            node = stack.pop()
            level = self._level(node)
            self._link(node, level)
            stack.extend(one for one in level if "/First" in one)
        return self._mended

    def _level(self, node: Value) -> list[Value]:
        """Give the items of the level below a node, up to the first that is none or has been there before."""
        level: list[Value] = []
        item = node.get("/First")
        while is_dictionary(item):
            if not item.is_indirect:
                item = self._pdf.make_indirect(item)
            elif ref(item) in self._seen:
                break
            self._seen.add(ref(item))
            level.append(item)
            item = item.get("/Next")
        return level

    def _link(self, node: Value, level: list[Value]) -> None:
        self._set(node, "/First", level[0] if level else None)
        self._set(node, "/Last", level[-1] if level else None)
        around = zip(level, [None, *level], [*level[1:], None], strict=False)
        for item, before, after in around:
            self._set(item, "/Prev", before)
            self._set(item, "/Next", after)
            if node.is_indirect:
                self._set(item, "/Parent", node)

    def _set(self, item: Value, key: str, value: Value) -> None:
        now = item.get(key)
        if value is None:
            if key in item:
                del item[key]
                self._mended = True
        elif not is_dictionary(now) or ref(now) != ref(value):
            item[key] = value
            self._mended = True
