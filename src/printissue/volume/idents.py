"""The IDs of elements: unique in the volume, and listed in one tree; heads of table cells follow their new names."""

import re
from collections.abc import Iterator, Mapping, Sequence

from pypdf.generic import ArrayObject, ByteStringObject, DictionaryObject, NameObject, PdfObject

from printissue.volume.parts import Part
from printissue.volume.stock import Stock
from printissue.volume.values import distinct, entry, items, name_tree, octets, raw

_PLAIN = re.compile(rb"[\w.:-]+")
_STRING = re.compile(rb"\([\w.:-]+\)")
_HEADERS = re.compile(rb"/Headers \[(?: \([\w.:-]+\))+ \]")
"""Heads of a cell as most files write them: plain strings, in the element itself."""


def rename_idents(stock: Stock, parts: Sequence[Part]) -> PdfObject | None:
    """Give every element that has an ID one of its own, and what refers to it the same; give the tree of all IDs."""
    found = [(part, *one) for part in parts for one in _identified(stock, part)]
    fresh = distinct([(part.piece.key, ident) for part, _, ident in found])
    renamed: dict[str, dict[bytes, bytes]] = {part.piece.key: {} for part in parts}
    pairs = []
    for (part, number, ident), new in zip(found, fresh, strict=True):
        pairs.append((new, stock.reference(number)))
        if new != ident:
            renamed[part.piece.key].setdefault(ident, new)
            element = stock.value(number)
            assert isinstance(element, DictionaryObject)
            element[NameObject("/ID")] = ByteStringObject(new)
            stock.put(number, element)
    for part in parts:
        _rename_heads(stock, part, renamed[part.piece.key])
    return name_tree(stock, pairs) if pairs else None


def _identified(stock: Stock, part: Part) -> Iterator[tuple[int, bytes]]:
    for number in part.numbers:
        head = stock.heads[number]
        if b"/ID " in head and b"/S /" in head:
            element = stock.value(number)
            ident = octets(entry(element, "/ID"))
            if ident is not None and entry(element, "/P") is not None:
                yield number, ident


def _rename_heads(stock: Stock, part: Part, renamed: Mapping[bytes, bytes]) -> None:
    """Follow renamed IDs where cells name their heads, in the element or in attributes of their own."""
    plain = {b"(%s)" % old: b"(%s)" % new for old, new in renamed.items() if _PLAIN.fullmatch(old)}
    for number in part.numbers if renamed else ():
        head = stock.heads[number]
        if b"/Headers" not in head:
            continue
        lists = _HEADERS.findall(head)
        if len(lists) == head.count(b"/Headers") and len(plain) == len(renamed):
            stock.replace(
                number,
                _HEADERS.sub(
                    lambda found: _STRING.sub(lambda one: plain.get(one[0], one[0]), found[0]), head
                ),
            )
        else:
            _rename_parsed(stock, number, renamed)


def _rename_parsed(stock: Stock, number: int, renamed: Mapping[bytes, bytes]) -> None:
    value = stock.value(number)
    waiting: list[object] = [value]
    while waiting:
        node = waiting.pop()
        if isinstance(node, DictionaryObject):
            if "/Headers" in node:
                node[NameObject("/Headers")] = _heads(raw(node, "/Headers"), renamed)
            waiting += dict.values(node)
        elif isinstance(node, ArrayObject):
            waiting += items(node)
    stock.put(number, value)


def _heads(value: object, renamed: Mapping[bytes, bytes]) -> ArrayObject:
    row = ((one, octets(one)) for one in items(value))
    return ArrayObject(
        one if name is None else ByteStringObject(renamed.get(name, name)) for one, name in row
    )
