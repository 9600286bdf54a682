"""What lies beneath: areas of a page, found by where they are."""

from collections import defaultdict

from printissue.pdf.matrix import Area, intersection

CELL = 36.0
"""The side of a cell in pt."""
MANY = 64
"""An area over more cells stands in a list of its own."""


class Backdrop:
    """Areas of a page in a grid."""

    def __init__(self) -> None:
        self._cells: defaultdict[tuple[int, int], list[Area]] = defaultdict(list)
        self._wide: list[Area] = []

    def add(self, area: Area) -> None:
        """Put an area in."""
        cells = _cells(area)
        if cells is None:
            self._wide.append(area)
        else:
            for cell in cells:
                self._cells[cell].append(area)

    def under(self, area: Area) -> bool:
        """Tell whether any of the areas meets this one."""
        if any(intersection(area, one) is not None for one in reversed(self._wide)):
            return True
        cells = self._cells if (found := _cells(area)) is None else found
        near = (one for cell in cells for one in self._cells.get(cell, ()))
        return any(intersection(area, one) is not None for one in near)


def _cells(area: Area) -> list[tuple[int, int]] | None:
    """Name the cells that an area touches; None where they are many."""
    left, bottom, right, top = (int(max(-1e6, min(one, 1e6)) // CELL) for one in area)
    if (right - left + 1) * (top - bottom + 1) > MANY:
        return None
    return [(x, y) for x in range(left, right + 1) for y in range(bottom, top + 1)]
