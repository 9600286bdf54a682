"""The volume's bookmarks and page labels: one item for the volume, one a piece, and below it the piece's own."""

from collections.abc import Sequence

from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    PdfObject,
    TextStringObject,
)

from printissue.volume.orders import PageLabel
from printissue.volume.parts import Part
from printissue.volume.stock import Stock
from printissue.volume.values import (
    dictionary,
    entry,
    integer,
    made,
    number_tree,
    numbers_of,
    raw,
    text,
)

_STYLES = {"/D": "D", "/R": "R", "/r": "r", "/A": "A", "/a": "a"}


def outline(stock: Stock, parts: Sequence[Part], title: str) -> IndirectObject:
    """Make the bookmarks: volume, pieces, and closed below each its own.

    A piece's item takes the number of its old root of bookmarks, so that what hangs below it stays as it is.
    """
    top = stock.add(made(Type="/Outlines"))
    words = TextStringObject(title)
    volume = stock.add(made(Title=words))
    rows = [_piece(stock, part, volume) for part in parts]
    _chain(stock, rows)
    first, last = stock.reference(rows[0][0]), stock.reference(rows[-1][0])
    where = _top_of(stock, parts[0], 0)
    item = made(Title=words, Parent=top, First=first, Last=last, Count=len(rows), Dest=where)
    stock.put(volume.idnum, item)
    stock.put(top.idnum, made(Type="/Outlines", First=volume, Last=volume, Count=1 + len(rows)))
    return top


def _top_of(stock: Stock, part: Part, index: int) -> ArrayObject:
    return ArrayObject([stock.reference(part.pages[index]), NameObject("/Fit")])


def _piece(stock: Stock, part: Part, volume: IndirectObject) -> tuple[int, DictionaryObject]:
    """Make a piece's item: its number and itself, closed over what it has below."""
    item = made(
        Title=TextStringObject(part.piece.title), Parent=volume, Dest=_top_of(stock, part, 0)
    )
    root = raw(part.catalogue, "/Outlines")
    first, last = raw(root, "/First"), raw(root, "/Last")
    if isinstance(root, IndirectObject) and isinstance(first, IndirectObject):
        count = abs(integer(raw(root, "/Count")) or 0) or _count(first)
        item.update(made(First=first, Last=last or first, Count=-count))
        return root.idnum, item
    number = stock.add(item).idnum
    rows = [
        (stock.add(heading).idnum, heading)
        for heading in _own_contents(stock, part, stock.reference(number))
    ]
    if rows:
        _chain(stock, rows)
        ends = [stock.reference(rows[at][0]) for at in (0, -1)]
        item.update(made(First=ends[0], Last=ends[1], Count=-len(rows)))
    return number, item


def _own_contents(stock: Stock, part: Part, parent: IndirectObject) -> list[DictionaryObject]:
    return [
        made(Title=TextStringObject(title), Parent=parent, Dest=_top_of(stock, part, page - 1))
        for title, page in part.piece.own_contents
        if 1 <= page <= len(part.pages)
    ]


def _count(first: IndirectObject) -> int:
    """Count the items of a level that does not say it."""
    item: PdfObject | None = first
    seen: set[int] = set()
    while isinstance(item, IndirectObject) and item.idnum not in seen:
        seen.add(item.idnum)
        item = raw(item, "/Next")
    return len(seen)


def _chain(stock: Stock, rows: Sequence[tuple[int, DictionaryObject]]) -> None:
    """Write the items of a level, each knowing its neighbours."""
    for at, (number, item) in enumerate(rows):
        before = stock.reference(rows[at - 1][0]) if at else None
        after = stock.reference(rows[at + 1][0]) if at + 1 < len(rows) else None
        item.update(made(Prev=before, Next=after))
        stock.put(number, item)


def labels(stock: Stock, parts: Sequence[Part]) -> IndirectObject:
    """Make the volume's page labels of those of its parts."""
    rows: list[tuple[int, PdfObject]] = []
    start = 0
    for part in parts:
        inside = [one for one in _labels(part) if 0 <= one.page < len(part.pages)]
        if not inside or min(one.page for one in inside) > 0:
            inside = [PageLabel(0), *inside]
        rows += [(start + one.page, _label(one)) for one in inside]
        start += len(part.pages)
    return number_tree(stock, dict(rows).items())


def _label(one: PageLabel) -> DictionaryObject:
    style = f"/{one.style}" if one.style else None
    start = one.first if one.style and one.first != 1 else None
    return made(S=style, P=TextStringObject(one.prefix) if one.prefix else None, St=start)


def _labels(part: Part) -> list[PageLabel]:
    """Give a part's labels: those that are ordered, or its own."""
    if part.piece.labels is not None:
        return list(part.piece.labels)
    result = []
    for page, value in numbers_of(entry(part.catalogue, "/PageLabels")):
        rule = dictionary(value)
        style = _STYLES.get(str(entry(rule, "/S")), "")
        first = integer(raw(rule, "/St")) or 1
        result.append(PageLabel(page, style, first, text(raw(rule, "/P"))))  # type: ignore[arg-type]
    return result
