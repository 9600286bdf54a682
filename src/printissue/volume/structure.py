"""The volume's tags: one Document, a Part for each piece that is tagged, and below it the piece's tree as it was.

Only elements that must change are looked into: the topmost, and those whose role, class or ID two pieces share.
A piece's part takes the number of its old root, so that what hangs from it stays as it is.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    NullObject,
    NumberObject,
    PdfObject,
    TextStringObject,
)

from printissue.volume.headings import level_headings
from printissue.volume.idents import rename_idents
from printissue.volume.parts import Part
from printissue.volume.roles import Vocabulary
from printissue.volume.stock import Stock
from printissue.volume.values import (
    dictionary,
    entry,
    items,
    made,
    numbers_of,
    raw,
    resolved,
    text,
)


@dataclass(frozen=True, slots=True)
class Tagging:
    """The volume's tags: its root, how many elements there are, and which parts have any."""

    root: IndirectObject | None
    tags: int
    tagged: frozenset[str]


def sew(stock: Stock, parts: Sequence[Part], language: str) -> Tagging:
    """Sew the parts' trees together."""
    tagged = [part for part in parts if _tops(part)]
    if not tagged:
        return Tagging(None, 0, frozenset())
    level_headings(stock, tagged)
    words = Vocabulary()
    for part in tagged:
        words.take(stock, part)
    idents = rename_idents(stock, tagged)
    trees = [dictionary(raw(part.catalogue, "/StructTreeRoot")) for part in tagged]
    branches = [_parents(stock, *own) for own in zip(tagged, trees, strict=True)]
    parents = [one for one in branches if one is not None]
    root = stock.add(NullObject())
    document = stock.add(NullObject())
    kids = ArrayObject([_part(stock, part, document) for part in tagged])
    stock.put(
        document.idnum,
        made(Type="/StructElem", S="/Document", P=root, Lang=TextStringObject(language), K=kids),
    )
    stock.put(
        root.idnum,
        made(
            Type="/StructTreeRoot",
            K=[document],
            ParentTree=stock.add(made(Kids=parents) if parents else made(Nums=[])),
            ParentTreeNextKey=stock.next_key,
            RoleMap=words.roles() or None,
            ClassMap=words.classes() or None,
            Namespaces=words.namespaces() or None,
            IDTree=idents,
            AF=_joined(trees, "/AF"),
            PronunciationLexicon=_joined(trees, "/PronunciationLexicon"),
        ),
    )
    count = sum(b"/StructElem" in stock.heads[number] for part in tagged for number in part.numbers)
    return Tagging(root, count, frozenset(part.piece.key for part in tagged))


def _tops(part: Part) -> list[PdfObject]:
    """Give a part's topmost elements: K is one, a list, or absent."""
    top = raw(entry(part.catalogue, "/StructTreeRoot"), "/K")
    known = resolved(top)
    tops = items(known) if isinstance(known, ArrayObject) else [top] if top is not None else []
    return [one for one in tops if isinstance(resolved(one), DictionaryObject)]


def _part(stock: Stock, part: Part, document: IndirectObject) -> IndirectObject:
    """Make a piece's tree one Part: its Document renamed where it is one, a new element around it where not."""
    tops = _tops(part)
    named = made(
        Type="/StructElem",
        S="/Part",
        P=document,
        T=TextStringObject(part.piece.title),
        Lang=_language(part),
    )
    only = tops[0]
    if len(tops) == 1 and isinstance(only, IndirectObject) and _is_document(only, part):
        element = dictionary(only)
        if entry(element, "/Lang") is not None:
            del named["/Lang"]
        element.update(named)
        stock.put(only.idnum, element)
        return only
    root = raw(part.catalogue, "/StructTreeRoot")
    around = root if isinstance(root, IndirectObject) else stock.add(NullObject())
    kids = [_hung(stock, top, around) for top in tops]
    named.update(made(K=kids))
    stock.put(around.idnum, named)
    return around


def _is_document(element: PdfObject, part: Part) -> bool:
    """Tell whether an element is a Document of the standard's, whatever its namespace."""
    mapped = entry(entry(part.catalogue, "/StructTreeRoot"), "/RoleMap")
    return entry(element, "/S") == "/Document" and entry(mapped, "/Document") is None


def _hung(stock: Stock, top: PdfObject, parent: IndirectObject) -> IndirectObject:
    """Hang a topmost element from its part."""
    element = dictionary(top)
    element[NameObject("/P")] = parent
    if not isinstance(top, IndirectObject):
        return stock.add(element)
    stock.put(top.idnum, element)
    return top


def _language(part: Part) -> TextStringObject:
    return TextStringObject(text(raw(part.catalogue, "/Lang")) or part.piece.language)


def _joined(trees: Sequence[DictionaryObject], key: str) -> list[PdfObject] | None:
    return [one for tree in trees for one in items(raw(tree, key))] or None


def _parents(stock: Stock, part: Part, tree: DictionaryObject) -> IndirectObject | None:
    """Give a part's branch of the tree of parents; keys that no page or annotation has are dropped."""
    moved = {key + part.keys.start: value for key, value in numbers_of(entry(tree, "/ParentTree"))}
    rows = sorted(key for key in moved if key in part.keys)
    if not rows:
        return None
    flat = [item for key in rows for item in (NumberObject(key), moved[key])]
    return stock.add(made(Limits=[flat[0], flat[-2]], Nums=flat))
