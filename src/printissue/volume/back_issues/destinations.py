"""Named places in a foreign file: those that lead to a page stay, in a tree that every reader can read."""

import pikepdf
from pikepdf import Array

from printissue.volume.back_issues.objects import (
    Value,
    dictionary,
    is_dictionary,
    items,
    keys,
)
from printissue.volume.back_issues.report import Notes


def mend_destinations(root: Value, pages: list[Value], notes: Notes) -> None:
    """Drop the names that lead to no page; a page that is given by its number is named instead."""
    mended = False
    if (old := dictionary(root, "/Dests")) is not None:
        for key in keys(old):
            if not _leads(old.get(key), pages):
                del old[key]
                mended = True
    names = dictionary(root, "/Names")
    top = dictionary(names, "/Dests") if names is not None else None
    if top is not None:
        mended |= _mend_tree(top, pages)
        if "/Kids" not in top and "/Names" not in top:
            del names["/Dests"]
    if mended:
        notes.repaired("some names of places led to no page")


def _mend_tree(top: Value, pages: list[Value]) -> bool:
    """Mend a name tree that has no circles; tell whether anything was wrong."""
    stack, mended = [top], False
    while stack:
        node = stack.pop()
        kids = items(node, "/Kids")
        kept = [kid for kid in kids if "/Kids" in kid or "/Names" in kid]
        if len(kept) != len(kids):
            node.Kids = Array(kept)
            mended = True
        stack.extend(kept)
        if "/Names" in node:
            mended |= _mend_names(node, pages)
    return mended


def _mend_names(node: Value, pages: list[Value]) -> bool:
    entries = items(node, "/Names")
    pairs = zip(entries[::2], entries[1::2], strict=False)
    kept = [
        one
        for name, place in pairs
        if isinstance(name, pikepdf.String) and _leads(place, pages)
        for one in (name, place)
    ]
    if isinstance(node.Names, Array) and len(kept) == len(node.Names):
        return False
    node.Names = Array(kept)
    return True


def _leads(place: Value, pages: list[Value]) -> bool:
    """Tell whether a place, or the one that it holds, is on a page."""
    inner = place.get("/D") if is_dictionary(place) else place
    if not isinstance(inner, Array) or len(inner) < 2:
        return False
    if isinstance(inner[0], int) and 0 <= inner[0] < len(pages):
        inner[0] = pages[inner[0]]
    return is_dictionary(inner[0])
