"""The parts of a volume: each piece's objects in the stock, with its catalogue and its pages in order."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from printissue.core.findings import Finding, Place
from printissue.volume.orders import Piece
from printissue.volume.reading import UnreadableError, read
from printissue.volume.stock import Stock
from printissue.volume.values import items, made, raw

_PAGE = re.compile(rb"/Type /Page\b")


@dataclass(frozen=True, slots=True)
class Part:
    """A piece in the stock.

    `keys` are its keys in the tree of parents; `pages` and `node` are object numbers, `node` that of its page tree.
    """

    piece: Piece
    numbers: range
    keys: range
    catalogue: DictionaryObject
    node: int
    pages: tuple[int, ...]
    version: str
    by_weasyprint: bool

    @property
    def place(self) -> Place:
        """Tell where a finding about the whole piece is."""
        return _place(self.piece)


def _place(piece: Piece) -> Place:
    return Place(piece.source or piece.file or piece.key)


def take(stock: Stock, pieces: Sequence[Piece]) -> tuple[list[Part], tuple[Finding, ...]]:
    """Take all pieces into the stock; a finding for each that cannot be read."""
    parts, findings = [], []
    for piece in pieces:
        try:
            parts.append(_take(stock, piece))
        except UnreadableError as error:
            hint = "mend the file, or leave it out"
            findings.append(Finding("volume-part", _place(piece), f"this part: {error}", hint))
    return parts, tuple(findings)


def _take(stock: Stock, piece: Piece) -> Part:
    leaves = read(piece.content)
    first_key = stock.next_key
    offset = stock.take(leaves)
    catalogue = stock.value(leaves.root + offset)
    node = raw(catalogue, "/Pages")
    if not isinstance(catalogue, DictionaryObject) or not isinstance(node, IndirectObject):
        raise UnreadableError("it has no page tree")
    pages = _pages(stock, node.idnum)
    if not pages:
        raise UnreadableError("it has no pages")
    numbers = range(offset + 1, len(stock.heads))
    keys = range(first_key, stock.next_key)
    return Part(
        piece,
        numbers,
        keys,
        catalogue,
        node=node.idnum,
        pages=pages,
        version=leaves.version,
        by_weasyprint=leaves.producer.startswith(b"WeasyPrint "),
    )


def _pages(stock: Stock, node: int) -> tuple[int, ...]:
    """Give the numbers of the pages below a node of the page tree, each once."""
    pages: dict[int, None] = {}
    waiting, seen = [node], set[int]()
    while waiting:
        number = waiting.pop()
        head = stock.heads[number] if number < len(stock.heads) else b"null"
        if b"/Kids" in head and not _PAGE.search(head):
            kids = items(raw(stock.value(number), "/Kids")) if number not in seen else []
            waiting += [kid.idnum for kid in reversed(kids) if isinstance(kid, IndirectObject)]
            seen.add(number)
        elif head.startswith(b"<<"):
            pages.setdefault(number)
    return tuple(pages)


def join_pages(stock: Stock, parts: Sequence[Part]) -> IndirectObject:
    """Hang the parts' page trees under one; what they hand down to their pages stays with them."""
    total = sum(len(part.pages) for part in parts)
    kids = ArrayObject([stock.reference(part.node) for part in parts])
    top = stock.add(made(Type="/Pages", Kids=kids, Count=total))
    for part in parts:
        node = stock.value(part.node)
        assert isinstance(node, DictionaryObject)
        node.update(made(Parent=top, Count=len(part.pages)))
        stock.put(part.node, node)
    return top
