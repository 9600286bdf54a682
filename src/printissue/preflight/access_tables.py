"""Rules over tagged tables: their headers, and that their rows have the same columns (ISO 14289-1, 7.5)."""

from collections.abc import Iterator

import pikepdf

from printissue.core.findings import Finding
from printissue.pdf.objects import number
from printissue.pdf.structure import StructureElement, listed, read_tree
from printissue.preflight.access_structure import place_of
from printissue.preflight.subject import Check, Subject

_WIDEST = 1000


def check_tables(subject: Subject) -> Iterator[Finding]:
    """Find tables without headers, with headers of no scope, and with rows of unlike length."""
    for node in read_tree(subject.pdf).nodes:
        if node.standard != "Table":
            continue
        cells = [one for row in _rows(node) for one in row]
        if not cells:
            continue
        heads = [cell for cell in cells if cell.standard == "TH"]
        if not heads:
            message = "a table has no header cells"
            hint = "tag the cells of its head as TH"
            yield Finding("table-header", place_of(subject, node), message, hint)
        without = [cell for cell in heads if not attribute(cell, "/Scope")]
        if without and not any(attribute(cell, "/Headers") for cell in cells):
            more = f", and {len(without) - 1} more in its table" if len(without) > 1 else ""
            message = f"a header cell does not say whether it heads a row or a column{more}"
            yield Finding("table-scope", place_of(subject, without[0]), message, "give it a Scope")
        if uneven := _uneven(_rows(node)):
            message = f"a row of a table is {uneven[0]} columns wide, the first {uneven[1]}"
            hint = "add cells, or set ColSpan and RowSpan"
            yield Finding("table-regular", place_of(subject, node), message, hint)


def _rows(table: StructureElement) -> list[list[StructureElement]]:
    """Give the cells of each row of a table; those of a table within it are not its own."""
    rows, waiting = [], list(reversed(table.kids))
    while waiting:
        node = waiting.pop()
        if node.standard == "TR":
            rows.append([cell for cell in node.kids if cell.standard in ("TH", "TD")])
        elif node.standard in ("THead", "TBody", "TFoot", "NonStruct"):
            waiting += reversed(node.kids)
    return rows


def _uneven(rows: list[list[StructureElement]]) -> tuple[int, int] | None:
    """Give the width of the first row that is not as wide as the first, and the first's."""
    from_above: dict[int, int] = {}
    wide = 0
    for place, row in enumerate(rows):
        width = sum(_span(cell, "/ColSpan") for cell in row)
        total = width + sum(count for end, count in from_above.items() if end >= place)
        if place and total != wide:
            return total, wide
        wide = wide or total
        for cell in row:
            down = _span(cell, "/RowSpan")
            if down > 1:
                end = place + down - 1
                from_above[end] = from_above.get(end, 0) + _span(cell, "/ColSpan")
    return None


def _span(cell: StructureElement, key: str) -> int:
    value = number(attribute(cell, key))
    return min(max(int(value or 1), 1), _WIDEST)


def attribute(node: StructureElement, key: str) -> object:
    """Give an attribute of an element, its own or its class's; None where it has none."""
    for one in listed(node.raw.get("/A")):
        if isinstance(one, pikepdf.Dictionary) and key in one:
            return one.get(key)
    return None


CHECKS: tuple[Check, ...] = (check_tables,)
"""The rules of this module."""
