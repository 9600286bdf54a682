"""Tables (ISO 14289-1, 7.5): header cells with their scope, data cells with their headers, every row complete.

An empty cell is no header. If the corner of a table is an empty header cell, the first column has the row headers.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from printissue.editions.tagged.elements import Element, Kid

_SCOPES = {"row": "Row", "rowgroup": "Row", "col": "Column", "colgroup": "Column"}


@dataclass(frozen=True, slots=True)
class _PlacedCell:
    """A cell with the row and column (from 0) of its first corner."""

    cell: Element
    row: int
    column: int


def normalize_tables(document: Element) -> None:
    """Bring all tables into this form; the IDs of header cells are `t<table>-r<row>-c<column>`, from 1."""
    tables = [element for element in document.elements() if element.role == "Table"]
    for number, table in enumerate(tables, start=1):
        _remove_groups(table)
        rows = list(_rows(table))
        placed = _place(rows)
        _complete_rows(rows, placed)
        _mark_row_headers(rows, placed)
        scopes = [_scope(one.cell, rows[one.row]) for one in placed]
        for one, scope in zip(placed, scopes, strict=True):
            if one.cell.role == "TH" and _is_empty(one.cell):
                one.cell.role, one.cell.scope = "TD", ""
            elif one.cell.role == "TH":
                one.cell.scope = scope
                one.cell.id = f"t{number}-r{one.row + 1}-c{one.column + 1}"
        for one in placed:
            if one.cell.role == "TD":
                one.cell.headers = tuple(_headers(one, placed))


def _remove_groups(table: Element) -> None:
    """Remove THead and TFoot, but not their rows, from a table without TBody (ISO 32000-1, table 337)."""
    roles = {kid.role for kid in table.kids if isinstance(kid, Element)}
    if roles & {"THead", "TFoot"} and "TBody" not in roles:
        table.kids = [part for kid in table.kids for part in _parts(kid)]


def _parts(kid: Kid) -> list[Kid]:
    """Return the rows of a head or foot; return any other kid itself."""
    if isinstance(kid, Element) and kid.role in ("THead", "TFoot"):
        return [*_rows(kid)]
    return [kid]


def _rows(element: Element) -> Iterator[Element]:
    """Yield the rows of a table, not those of tables in it."""
    for kid in element.kids:
        if isinstance(kid, Element):
            if kid.role == "TR":
                yield kid
            elif kid.role in ("THead", "TBody", "TFoot"):
                yield from _rows(kid)


def _cells(row: Element) -> list[Element]:
    return [kid for kid in row.kids if isinstance(kid, Element) and kid.role in ("TH", "TD")]


def _place(rows: list[Element]) -> list[_PlacedCell]:
    """Return the cells with their positions in the grid; cut row spans at the end of the table."""
    taken: set[tuple[int, int]] = set()
    placed = []
    for row, element in enumerate(rows):
        column = 0
        for cell in _cells(element):
            while (row, column) in taken:
                column += 1
            cell.rows = min(cell.rows, len(rows) - row)
            placed.append(_PlacedCell(cell, row, column))
            taken |= {
                (row + down, column + right)
                for down in range(cell.rows)
                for right in range(cell.columns)
            }
    return placed


def _complete_rows(rows: list[Element], placed: list[_PlacedCell]) -> None:
    """Add empty cells at the end of rows that have too few: tables must be regular (ISO 14289-1, 7.2)."""
    width = max((one.column + one.cell.columns for one in placed), default=0)
    for row, element in enumerate(rows):
        covered = sum(
            one.cell.columns for one in placed if one.row <= row < one.row + one.cell.rows
        )
        element.kids += [Element("TD", element.page) for _ in range(width - covered)]


def _mark_row_headers(rows: list[Element], placed: list[_PlacedCell]) -> None:
    """Make the first column header cells if the first row is a header row with an empty corner."""
    if not rows or any(cell.role != "TH" for cell in _cells(rows[0])):
        return
    corner = next((one for one in placed if (one.row, one.column) == (0, 0)), None)
    if corner is None or len(_cells(rows[0])) < 2 or not _is_empty(corner.cell):
        return
    for one in placed:
        if one.row and one.column == 0 and one.cell.role == "TD" and not _is_empty(one.cell):
            one.cell.role, one.cell.scope = "TH", "row"


def _is_empty(cell: Element) -> bool:
    """Return whether a cell has no content; content that is not drawn has been dropped before."""
    return not any(one.alt or one.actual for one in cell.elements()) and not any(cell.content())


def _scope(cell: Element, row: Element) -> str:
    """Return a header cell's scope: the author's, else Row if its row has data cells, else Column."""
    if cell.scope in _SCOPES:
        return _SCOPES[cell.scope]
    return "Row" if any(other.role == "TD" for other in _cells(row)) else "Column"


def _headers(data: _PlacedCell, placed: list[_PlacedCell]) -> Iterator[str]:
    """Yield the IDs of the header cells of a data cell: those of its rows, then those above it."""
    for one in placed:
        if one.cell.scope == "Row" and _overlap(
            (one.row, one.cell.rows), (data.row, data.cell.rows)
        ):
            yield one.cell.id
    for one in placed:
        if (
            one.cell.scope == "Column"
            and one.row < data.row
            and _overlap((one.column, one.cell.columns), (data.column, data.cell.columns))
        ):
            yield one.cell.id


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Return whether two ranges, each a start and a length, overlap."""
    return one[0] < other[0] + other[1] and other[0] < one[0] + one[1]
