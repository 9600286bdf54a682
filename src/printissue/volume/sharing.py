"""Makes objects that are equal in content stand once: fonts, profiles, images, forms, whatever their names.

An object is compared when all that it refers to has been: leaves first. What stands in a circle (pages, elements,
bookmarks) or leads to one is never reached, and so never taken for another.
"""

import re
from collections import deque
from collections.abc import Iterable, Iterator

from printissue.volume.stock import TOKEN, Stock

_OWN = re.compile(
    rb"/StructParent|/Rect |/FT |/Type /(?:Page|Pages|OCG|Annot|MCR|OBJR|Catalog|StructTreeRoot)\b"
    rb"|/MCID "
)
"""What stands for itself even where another one looks the same: a layer is switched, a field is filled in."""

_PACKING = re.compile(rb" /Length \d+\b| /Filter /FlateDecode\b")
"""What qpdf writes at the end of a stream's dictionary where it packed the stream itself, elsewhere where not."""

_EMPTY = len("<<\n>>")
"""The longest head of an object that holds nothing yet: two of them may be filled differently later."""

_NAMED = re.compile(rb"/(?:Obj|Stm) (\d+) 0 R")
"""An object that the tags point at as content."""


_BRACKET = re.compile(rb"\((?:[^()\\]++|\\.)*+\)|(<<)|(>>)", re.DOTALL)


def lift_resources(stock: Stock) -> None:
    """Make the resources and the group of every form an object: there it is packed, and shared with other forms."""
    for number in list(stock.data):
        head = stock.heads[number]
        if b"/Subtype /Form" in head:
            for key in (b"/Group ", b"/Resources "):
                head = _lifted(stock, head, key)
            stock.replace(number, head)


def _lifted(stock: Stock, head: bytes, key: bytes) -> bytes:
    """Move the dictionary that stands at a key of an object into one of its own."""
    start = head.find(key + b"<<")
    if start < 0:
        return head
    start += len(key)
    depth = 0
    for bracket in _BRACKET.finditer(head, start):
        depth += bool(bracket[1]) - bool(bracket[2])
        if depth == 0:
            own = stock.append(head[start : bracket.end()])
            return b"%s%d 0 R%s" % (head[:start], own, head[bracket.end() :])
    return head


def share(stock: Stock) -> int:
    """Let one object stand for all that equal it; give how many it stands for."""
    parts = {number: _cut(head) for number, head in _candidates(stock)}
    refers = {
        number: {_standing(stock, target) for target in _references(split)}
        for number, split in parts.items()
    }
    users: dict[int, list[int]] = {}
    waits: dict[int, int] = {}
    for number, targets in refers.items():
        waits[number] = len(targets)
        for target in targets:
            users.setdefault(target, []).append(number)
    ready = deque(number for number, count in waits.items() if count == 0)
    first: dict[tuple[bytes, bytes | None], int] = {}
    before = len(stock.same)
    while ready:
        number = ready.popleft()
        head = _led(parts[number], stock.same)
        stock.heads[number] = head
        data = stock.data.get(number)
        standing = first.setdefault((head if data is None else _looks(head), data), number)
        if standing != number:
            stock.same[number] = standing
        for user in users.get(number, ()):
            waits[user] -= 1
            if waits[user] == 0:
                ready.append(user)
    return len(stock.same) - before


def _cut(head: bytes) -> list[bytes]:
    return TOKEN.split(head) if b" 0 R" in head else [head]


def _looks(head: bytes) -> bytes:
    """Give a stream's dictionary so that it can be compared."""
    return _PACKING.sub(b"", head) + b"".join(sorted(_PACKING.findall(head)))


def _candidates(stock: Stock) -> Iterator[tuple[int, bytes]]:
    """Yield what may be shared: dictionaries, arrays that hold anything, and streams."""
    pointed: set[int] = set()
    for head in stock.heads:
        if b"/Obj " in head or b"/Stm " in head:
            pointed.update(map(int, _NAMED.findall(head)))
    for number, head in enumerate(stock.heads):
        if number in stock.same or number in pointed or b"/StructElem" in head:
            continue
        if head[:1] in (b"<", b"[") and len(head) > _EMPTY and not _OWN.search(head):
            yield number, head


def _references(parts: list[bytes]) -> set[int]:
    return {int(part[:-4]) for part in parts[1::2] if part[-1:] == b"R"}


def _led(parts: Iterable[bytes], same: dict[int, int]) -> bytes:
    """Write an object with its references led to what stands for their targets."""
    row = list(parts)
    for at in range(1, len(row), 2):
        if row[at][-1:] == b"R" and (standing := same.get(int(row[at][:-4]))) is not None:
            row[at] = b" %d 0 R" % standing
    return b"".join(row)


def settle(stock: Stock) -> None:
    """Lead every reference of the volume to what stands for its target."""
    for number in stock.same:
        stock.same[number] = _standing(stock, number)
    gone = {b"%d" % number for number in stock.same}
    for number, head in enumerate(stock.heads):
        targets = {part.rpartition(b" ")[2] for part in head.split(b" 0 R")}
        if number not in stock.same and not gone.isdisjoint(targets):
            stock.heads[number] = _led(TOKEN.split(head), stock.same)


def _standing(stock: Stock, number: int) -> int:
    """Give what stands for an object, where that has itself been taken for another."""
    while number in stock.same:
        number = stock.same[number]
    return number
