"""Annotations: links, form fields and notes stay; media and attached files are reduced to their appearance.

The structure tree forgets the annotations that are removed: their references, elements and parent tree entries.
"""

from collections.abc import Iterator

from pikepdf import Array, Dictionary, Name, Stream

from printissue.pdf.objects import Raw, dictionary, key_of
from printissue.pdf.structure import RoleMap, listed
from printissue.volume.back_issues.actions import ActionFilter, file_name, with_name
from printissue.volume.back_issues.objects import (
    Objgen,
    array_at,
    dictionary_at,
    is_dictionary,
    name_at,
    usable_keys,
)
from printissue.volume.back_issues.options import Changes

_MEDIA = {
    "/FileAttachment": "an attached file",
    "/Sound": "a sound",
    "/Movie": "a film",
    "/Screen": "a film or sound",
    "/RichMedia": "rich media",
    "/3D": "a 3D model",
}
_APPEARANCE = (
    "/Type",
    "/Rect",
    "/AP",
    "/AS",
    "/F",
    "/P",
    "/NM",
    "/Contents",
    "/StructParent",
    "/OC",
    "/BS",
)
"""The entries that stay of an annotation that is reduced to its appearance."""


def clean_page(page: Raw, folio: int, changes: Changes, *, actions: ActionFilter) -> list[Raw]:
    """Remove actions and media from a page and its annotations; return the annotations that were removed."""
    for key in ("/AA", "/PresSteps"):
        if key in page:
            del page[key]
            changes.removed("actions of the page", folio, forbidden=True)
    if "/Thumb" in page:
        del page["/Thumb"]
        changes.removed("a thumbnail", folio)
    if "/Annots" not in page:
        return []
    found = array_at(page, "/Annots")
    judged = [
        (one, is_dictionary(one) and clean_annotation(one, folio, changes, actions=actions))
        for one in found
    ]
    removed = [one for one, stays in judged if is_dictionary(one) and not stays]
    places = {one.objgen for one in removed if one.is_indirect}
    popups = [one for one, stays in judged if stays and _is_popup_of(one, places)]
    kept = [one for one, stays in judged if stays and not _is_popup_of(one, places)]
    if not all(map(is_dictionary, found)) or not isinstance(page.Annots, Array):
        changes.repaired(f"page {folio} named annotations that do not exist")
    if len(kept) != len(found) or not isinstance(page.Annots, Array):
        page.Annots = Array(kept)
    return removed + popups


def _is_popup_of(annotation: Raw, removed: set[Objgen]) -> bool:
    """Return whether an annotation is the pop-up window of a removed one."""
    parent = dictionary_at(annotation, "/Parent")
    if name_at(annotation, "/Subtype") != "/Popup" or parent is None:
        return False
    return parent.is_indirect and parent.objgen in removed


def clean_annotation(
    annotation: Raw, folio: int | None, changes: Changes, *, actions: ActionFilter
) -> bool:
    """Remove actions and media from an annotation; return whether it may stay: it has an appearance, or a target."""
    emptied = False
    for key in ("/A", "/PA"):
        for what, forbidden in actions.clean(annotation, key):
            changes.removed(what, folio, forbidden=forbidden)
            emptied = True
    kind = name_at(annotation, "/Subtype")
    if kind == "/Link":
        return not emptied or any(key in annotation for key in ("/A", "/Dest"))
    if kind not in _MEDIA:
        return True
    forbidden = kind != "/FileAttachment"
    changes.removed(with_name(_MEDIA[kind], file_name(annotation)), folio, forbidden=forbidden)
    for key in set(usable_keys(annotation)) - set(_APPEARANCE):
        del annotation[key]
    annotation.Subtype = Name.Stamp
    appearance = dictionary_at(annotation, "/AP")
    return appearance is not None and isinstance(appearance.get("/N"), Stream | Dictionary)


# the structure tree

_FOR_ANNOTATIONS = frozenset({"Link", "Annot", "Form"})
"""Structure types for annotations; without its annotation, an element's content is plain text."""
_REFERENCES = frozenset({"/MCR", "/OBJR"})


def remove_from_structure(root: Raw, removed: list[Raw]) -> None:
    """Remove annotations from the structure tree of a file, in which there are no cycles."""
    tree = dictionary_at(root, "/StructTreeRoot")
    if tree is None or not removed:
        return
    numbers = {
        int(number) for one in removed if isinstance(number := one.get("/StructParent"), int)
    }
    _remove_elements(tree, {one.objgen for one in removed if one.is_indirect})
    parent_tree = dictionary_at(tree, "/ParentTree")
    if parent_tree is not None:
        _remove_entries(parent_tree, numbers)


def _remove_elements(tree: Raw, removed: set[Objgen]) -> None:
    """Drop the references to annotations; an element for an annotation is removed if it is empty, or becomes a Span."""
    roles = RoleMap(dictionary(tree.get("/RoleMap")))
    emptied, direct = set[Objgen](), False
    for element in list(_elements(tree)):
        kids = listed(element.get("/K"))
        kept = [kid for kid in kids if not _refers(kid, removed)]
        if len(kept) == len(kids):
            continue
        _set_kids(element, kept)
        left = any(is_dictionary(kid) and name_at(kid, "/Type") == "/OBJR" for kid in kept)
        if left or not _is_for_annotation(element, roles):
            continue
        if kept:
            element.S = Name.Span
        elif element.is_indirect:
            emptied.add(element.objgen)
        else:
            direct = True
    if emptied or direct:
        for element in (tree, *_elements(tree)):
            kids = listed(element.get("/K"))
            kept = [kid for kid in kids if not _is_emptied(kid, emptied, roles)]
            if len(kept) != len(kids):
                _set_kids(element, kept)
        _remove_ids(tree, emptied)


def _is_emptied(kid: Raw, emptied: set[Objgen], roles: RoleMap) -> bool:
    """Return whether a kid is an element left empty; a direct one is known by its type."""
    if not is_dictionary(kid) or name_at(kid, "/Type") in _REFERENCES:
        return False
    if kid.is_indirect:
        return kid.objgen in emptied
    return "/K" not in kid and _is_for_annotation(kid, roles)


def _elements(tree: Raw) -> Iterator[Raw]:
    stack = [kid for kid in reversed(listed(tree.get("/K"))) if is_dictionary(kid)]
    while stack:
        element = stack.pop()
        yield element
        stack += [
            kid
            for kid in reversed(listed(element.get("/K")))
            if is_dictionary(kid) and name_at(kid, "/Type") not in _REFERENCES
        ]


def _set_kids(element: Raw, kids: list[Raw]) -> None:
    if kids:
        element.K = Array(kids)
    elif "/K" in element:
        del element["/K"]


def _refers(kid: Raw, removed: set[Objgen]) -> bool:
    """Return whether a kid is a reference to a removed annotation."""
    if not is_dictionary(kid) or name_at(kid, "/Type") != "/OBJR":
        return False
    target = kid.get("/Obj")
    return is_dictionary(target) and _is_one_of(target, removed)


def _is_one_of(value: Raw, known: set[Objgen]) -> bool:
    return value.is_indirect and value.objgen in known


def _is_for_annotation(element: Raw, roles: RoleMap) -> bool:
    kind = key_of(element.get("/S"))[1:]
    return roles.standard(kind, element.get("/NS")) in _FOR_ANNOTATIONS


def _remove_entries(tree: Raw, numbers: set[int]) -> None:
    """Drop the annotations' entries from the parent tree, and the nodes left empty."""
    for node in _bottom_up(tree):
        if "/Nums" in node:
            pairs = array_at(node, "/Nums")
            kept = [
                (key, value)
                for key, value in zip(pairs[::2], pairs[1::2], strict=False)
                if key not in numbers or isinstance(value, Array)  # a page's entry
            ]
            if 2 * len(kept) < len(pairs):
                node.Nums = Array([one for pair in kept for one in pair])
                if kept and "/Limits" in node:
                    node.Limits = Array([kept[0][0], kept[-1][0]])
        if "/Kids" in node:
            kids = array_at(node, "/Kids")
            kept_kids = [kid for kid in kids if array_at(kid, "/Nums") or array_at(kid, "/Kids")]
            if len(kept_kids) != len(kids):
                node.Kids = Array(kept_kids)
            if kept_kids and "/Limits" in node:
                ends = [array_at(kid, "/Limits") for kid in (kept_kids[0], kept_kids[-1])]
                if all(len(end) == 2 for end in ends):
                    node.Limits = Array([ends[0][0], ends[1][1]])


def _bottom_up(tree: Raw) -> list[Raw]:
    """Return the nodes of a tree without cycles, each after those below it."""
    found, stack = [], [tree]
    while stack:
        node = stack.pop()
        found.append(node)
        stack += [kid for kid in array_at(node, "/Kids") if isinstance(kid, Dictionary)]
    return found[::-1]


def _remove_ids(tree: Raw, emptied: set[Objgen]) -> None:
    """Drop the IDs of removed elements."""
    id_tree = dictionary_at(tree, "/IDTree")
    for node in _bottom_up(id_tree) if id_tree is not None else ():
        if "/Names" not in node:
            continue
        pairs = array_at(node, "/Names")
        kept = [
            (key, value)
            for key, value in zip(pairs[::2], pairs[1::2], strict=False)
            if not (is_dictionary(value) and _is_one_of(value, emptied))
        ]
        if 2 * len(kept) < len(pairs):
            node.Names = Array([one for pair in kept for one in pair])
