"""The volume's structure tree: one Document, a Part for each part that is tagged, and below it the part's own tree."""

from collections.abc import Sequence
from dataclasses import dataclass

from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    NumberObject,
    PdfObject,
    TextStringObject,
)

from printissue.volume.element_ids import rename_ids
from printissue.volume.headings import level_headings
from printissue.volume.objects import (
    dictionary,
    entry,
    items,
    made,
    numbers_of,
    raw,
    reference_to,
    resolved,
    text,
)
from printissue.volume.parts import Part
from printissue.volume.roles import Roles
from printissue.volume.writer import VolumeWriter


@dataclass(frozen=True, slots=True)
class StructureTree:
    """The volume's structure tree: its root, the number of its elements, and the keys of the parts that are tagged."""

    root: IndirectObject | None
    elements: int
    tagged: frozenset[str]


def unite_structure(writer: VolumeWriter, parts: Sequence[Part], language: str) -> StructureTree:
    """Unite the structure trees of all parts; `language` is that of the volume."""
    tagged = [part for part in parts if _tops(part)]
    if not tagged:
        return StructureTree(None, 0, frozenset())
    level_headings(tagged)
    roles = Roles(writer)
    for part in tagged:
        roles.add(part)
    ids = rename_ids(writer, tagged)
    trees = [DictionaryObject(part.structure) for part in tagged]
    branches = [_parent_tree(writer, *own) for own in zip(tagged, trees, strict=True)]
    document = made(Type="/StructElem", S="/Document", Lang=TextStringObject(language))
    top = writer.add(document)
    kids = ArrayObject([_part_element(writer, part, top) for part in tagged])
    parents = [one for one in branches if one is not None]
    root = writer.add(
        made(
            Type="/StructTreeRoot",
            K=[top],
            ParentTree=writer.add(made(Kids=parents) if parents else made(Nums=[])),
            ParentTreeNextKey=writer.next_key,
            RoleMap=roles.role_map() or None,
            ClassMap=roles.class_map() or None,
            Namespaces=roles.namespaces() or None,
            IDTree=ids,
            AF=_united(trees, "/AF"),
            PronunciationLexicon=_united(trees, "/PronunciationLexicon"),
        )
    )
    document.update(made(P=root, K=kids))
    count = sum(
        entry(one, "/Type") == "/StructElem" for part in tagged for one in part.dictionaries
    )
    return StructureTree(root, count, frozenset(part.key for part in tagged))


def _tops(part: Part) -> list[PdfObject]:
    """Return the topmost elements of a part: `/K` is one, an array, or absent."""
    top = raw(part.structure, "/K")
    known = resolved(top)
    tops = items(known) if isinstance(known, ArrayObject) else [top] if top is not None else []
    return [one for one in tops if isinstance(resolved(one), DictionaryObject)]


def _part_element(writer: VolumeWriter, part: Part, document: IndirectObject) -> IndirectObject:
    """Return the Part of a file: its Document renamed if it has exactly one, otherwise a new element around its tree.

    A new element takes the place of the root of the tree, which the topmost elements name as their parent.
    """
    tops = _tops(part)
    entries = made(
        Type="/StructElem",
        S="/Part",
        P=document,
        T=TextStringObject(part.source.title),
        Lang=TextStringObject(text(raw(part.catalogue, "/Lang")) or part.source.language),
    )
    only = tops[0]
    if len(tops) == 1 and isinstance(only, IndirectObject) and _is_document(only, part):
        element = dictionary(only)
        if entry(element, "/Lang") is not None:
            del entries["/Lang"]
        element.update(entries)
        return only
    around = part.structure
    reference = reference_to(around) or writer.add(around)
    around.clear()
    around.update(entries)
    around[NameObject("/K")] = ArrayObject([_moved(writer, top, reference) for top in tops])
    return reference


def _is_document(element: PdfObject, part: Part) -> bool:
    """Return whether an element is a standard Document, of any namespace."""
    mapped = entry(part.structure, "/RoleMap")
    return entry(element, "/S") == "/Document" and entry(mapped, "/Document") is None


def _moved(writer: VolumeWriter, top: PdfObject, parent: IndirectObject) -> IndirectObject:
    """Write the new parent into a topmost element, and return a reference to the element."""
    element = dictionary(top)
    element[NameObject("/P")] = parent
    return top if isinstance(top, IndirectObject) else writer.add(element)


def _united(trees: Sequence[DictionaryObject], key: str) -> list[PdfObject] | None:
    return [one for tree in trees for one in items(raw(tree, key))] or None


def _parent_tree(writer: VolumeWriter, part: Part, tree: DictionaryObject) -> IndirectObject | None:
    """Return the part's branch of the parent tree, without keys that no page or annotation has; None if it is empty."""
    moved = {key + part.keys.start: value for key, value in numbers_of(entry(tree, "/ParentTree"))}
    keys = sorted(key for key in moved if key in part.keys)
    if not keys:
        return None
    flat = [item for key in keys for item in (NumberObject(key), moved[key])]
    return writer.add(made(Limits=[flat[0], flat[-2]], Nums=flat))
