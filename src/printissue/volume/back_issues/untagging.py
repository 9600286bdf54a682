"""Annotations that are left out, with what the tags say of them: their references, elements and parent tree entries."""

from collections.abc import Iterator

from pikepdf import Array, Dictionary, Name

from printissue.volume.back_issues.objects import (
    Ref,
    Value,
    dictionary,
    is_dictionary,
    items,
    name,
    ref,
)

_OF_ANNOTATIONS = frozenset({"/Link", "/Annot", "/Form"})
"""Elements that exist for an annotation; without one, content of theirs is plain text."""
_LEAVES = frozenset({"/MCR", "/OBJR"})


def untag(root: Value, gone: list[Value]) -> None:
    """Take annotations that no page has any more out of the tag tree of a file without circles."""
    tags = dictionary(root, "/StructTreeRoot")
    if tags is None or not gone:
        return
    numbers = {int(number) for one in gone if isinstance(number := one.get("/StructParent"), int)}
    _take_out(tags, {ref(one) for one in gone if one.is_indirect})
    tree = dictionary(tags, "/ParentTree")
    if tree is not None:
        _forget(tree, numbers)


def _take_out(tags: Value, gone: set[Ref]) -> None:
    """Drop the references to annotations; an element of one goes where it is empty then, else it becomes a Span."""
    roles = dictionary(tags, "/RoleMap")
    emptied, direct = set[Ref](), False
    for element in list(_elements(tags)):
        kids = _kids(element)
        kept = [kid for kid in kids if not _refers(kid, gone)]
        if len(kept) == len(kids):
            continue
        _set_kids(element, kept)
        left = any(is_dictionary(kid) and name(kid, "/Type") == "/OBJR" for kid in kept)
        if left or _standard(name(element, "/S"), roles) not in _OF_ANNOTATIONS:
            continue
        if kept:
            element.S = Name.Span
        elif element.is_indirect:
            emptied.add(ref(element))
        else:
            direct = True
    if emptied or direct:
        for element in (tags, *_elements(tags)):
            kids = _kids(element)
            kept = [kid for kid in kids if not _is_emptied(kid, emptied, roles)]
            if len(kept) != len(kids):
                _set_kids(element, kept)
        _forget_names(tags, emptied)


def _is_emptied(kid: Value, emptied: set[Ref], roles: Value) -> bool:
    """Return whether an element held an annotation only; a direct one is known by its type."""
    if not is_dictionary(kid) or name(kid, "/Type") in _LEAVES:
        return False
    if kid.is_indirect:
        return ref(kid) in emptied
    return "/K" not in kid and _standard(name(kid, "/S"), roles) in _OF_ANNOTATIONS


def _elements(tags: Value) -> Iterator[Value]:
    stack = [kid for kid in reversed(_kids(tags)) if is_dictionary(kid)]
    while stack:
        element = stack.pop()
        yield element
        stack += [
            kid
            for kid in reversed(_kids(element))
            if is_dictionary(kid) and name(kid, "/Type") not in _LEAVES
        ]


def _kids(element: Value) -> list[Value]:
    kids = element.get("/K")
    return list(kids) if isinstance(kids, Array) else [] if kids is None else [kids]


def _set_kids(element: Value, kids: list[Value]) -> None:
    if kids:
        element.K = Array(kids)
    elif "/K" in element:
        del element["/K"]


def _refers(kid: Value, gone: set[Ref]) -> bool:
    """Return whether a kid is the reference to an annotation that is gone."""
    if not is_dictionary(kid) or name(kid, "/Type") != "/OBJR":
        return False
    target = kid.get("/Obj")
    return is_dictionary(target) and _is_of(target, gone)


def _is_of(value: Value, known: set[Ref]) -> bool:
    return value.is_indirect and ref(value) in known


def _standard(kind: str, roles: Value) -> str:
    """Return the standard type that a type of the file's own is mapped to."""
    for _ in range(32):
        mapped = name(roles, kind) if roles is not None and kind else ""
        if not mapped or mapped == kind:
            break
        kind = mapped
    return kind


def _forget(tree: Value, numbers: set[int]) -> None:
    """Drop entries of a number tree; nodes that held no others go too."""
    for node in _bottom_up(tree):
        if "/Nums" in node:
            pairs = items(node, "/Nums")
            kept = [
                (key, value)
                for key, value in zip(pairs[::2], pairs[1::2], strict=False)
                if key not in numbers or isinstance(value, Array)  # that of a page
            ]
            if 2 * len(kept) < len(pairs):
                node.Nums = Array([one for pair in kept for one in pair])
                if kept and "/Limits" in node:
                    node.Limits = Array([kept[0][0], kept[-1][0]])
        if "/Kids" in node:
            kids = items(node, "/Kids")
            kept_kids = [kid for kid in kids if items(kid, "/Nums") or items(kid, "/Kids")]
            if len(kept_kids) != len(kids):
                node.Kids = Array(kept_kids)
            if kept_kids and "/Limits" in node:
                ends = [items(kid, "/Limits") for kid in (kept_kids[0], kept_kids[-1])]
                if all(len(end) == 2 for end in ends):
                    node.Limits = Array([ends[0][0], ends[1][1]])


def _bottom_up(tree: Value) -> list[Value]:
    """Return the nodes of a tree without circles, each after those below it."""
    found, stack = [], [tree]
    while stack:
        node = stack.pop()
        found.append(node)
        stack += [kid for kid in items(node, "/Kids") if isinstance(kid, Dictionary)]
    return found[::-1]


def _forget_names(tags: Value, emptied: set[Ref]) -> None:
    """Drop the IDs of elements that are gone."""
    tree = dictionary(tags, "/IDTree")
    for node in _bottom_up(tree) if tree is not None else ():
        if "/Names" not in node:
            continue
        pairs = items(node, "/Names")
        kept = [
            (key, value)
            for key, value in zip(pairs[::2], pairs[1::2], strict=False)
            if not (is_dictionary(value) and _is_of(value, emptied))
        ]
        if 2 * len(kept) < len(pairs):
            node.Names = Array([one for pair in kept for one in pair])
