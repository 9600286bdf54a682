"""The content streams of a page, line by line: where marked content starts and ends, and what is drawn outside of it.

WeasyPrint writes one operator a line, operands before it, `BDC` on the third line of its mark; strings are
hexadecimal. So lines are enough: a stream is cut once, never parsed into objects.
"""

import re
from dataclasses import dataclass, field

import pikepdf

_MCID = re.compile(rb"<</MCID (\d+)>>")
_PATH_STARTS = frozenset({b"m", b"re"})
_PATH_PAINTS = frozenset({b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*", b"S", b"s"})
_TEXT_PAINTS = frozenset({b"Tj", b"TJ", b"'", b'"', b"sh"})


@dataclass(slots=True)
class Marked:
    """Marked content: its first and last line (of `/Tag` and of `EMC`), and whether anything is drawn inside."""

    first: int
    last: int = -1
    painted: bool = False


@dataclass(slots=True)
class Sheet:
    """One content stream: a page's, or that of a form drawn on it.

    `holder` has its StructParents, which will be `key`. `strays` are lines that paint outside any mark;
    `inner` are lines that open or close marks within marks, which say nothing.
    """

    stream: pikepdf.Object
    holder: pikepdf.Object
    page: int
    is_form: bool
    lines: list[bytes]
    marked: dict[int, Marked] = field(default_factory=dict)
    strays: list[tuple[int, int]] = field(default_factory=list)
    inner: list[tuple[int, int]] = field(default_factory=list)
    key: int = -1

    def text_lines(self, mcid: int) -> list[bytes]:
        """Give the lines of a piece of marked content."""
        piece = self.marked[mcid]
        return self.lines[piece.first : piece.last]


def read_sheets(page: pikepdf.Object, number: int) -> list[Sheet]:
    """Cut a page's content into sheets: its own stream first, then each form that holds marked content."""
    seen: set[tuple[int, int]] = set()
    sheet = Sheet(page.Contents, page, number, False, page.Contents.read_bytes().split(b"\n"))
    return _descend(sheet, page.Resources, seen)


def _descend(sheet: Sheet, resources: pikepdf.Object, seen: set[tuple[int, int]]) -> list[Sheet]:
    sheets = [sheet]
    for line, name in _scan(sheet):
        form = resources.XObject["/" + name]
        tagged: list[Sheet] = []
        if form.get("/Subtype") == "/Form" and form.objgen not in seen:
            seen.add(form.objgen)
            inner = Sheet(form, form, sheet.page, True, form.read_bytes().split(b"\n"))
            tagged = _descend(inner, form.get("/Resources", resources), seen)
        if any(one.marked for one in tagged):
            sheets += tagged
        else:
            sheet.strays.append((line, line))
    sheet.strays.sort()
    return sheets


def _scan(sheet: Sheet) -> list[tuple[int, str]]:
    """Fill a sheet's marks and strays; give the lines outside marks that draw an XObject, with its name."""
    scan = _Scan(sheet)
    for number, line in enumerate(sheet.lines):
        operator = line[line.rfind(b" ") + 1 :]
        if operator in _OPERATORS:
            scan.take(number, operator)
    return scan.drawn


_OPERATORS = _PATH_STARTS | _PATH_PAINTS | _TEXT_PAINTS | {b"n", b"Do", b"BDC", b"BMC", b"EMC"}


class _Scan:
    """The state of one pass over a sheet: open marks, and where the current path starts."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.open: list[tuple[int, Marked | None]] = []
        self.path = -1
        self.drawn: list[tuple[int, str]] = []

    def take(self, number: int, operator: bytes) -> None:
        if operator in (b"BDC", b"BMC"):
            self.begin(number, operator)
        elif operator == b"EMC":
            self.end(number)
        elif operator in _PATH_STARTS:
            self.path = number if self.path < 0 else self.path
        elif operator == b"n":
            self.path = -1
        elif operator in _PATH_PAINTS:
            self.paint(self.path, number)
            self.path = -1
        elif operator == b"Do" and not self.open:
            self.drawn.append((number, self.sheet.lines[number][1:-3].decode()))
        else:
            self.paint(number, number)

    def begin(self, number: int, operator: bytes) -> None:
        first = number - (2 if operator == b"BDC" else 1)
        found = _MCID.fullmatch(self.sheet.lines[number - 1]) if operator == b"BDC" else None
        if self.open:
            self.sheet.inner.append((first, number))
            self.open.append((-1, None))
        elif found:
            piece = Marked(first)
            self.sheet.marked[int(found[1])] = piece
            self.open.append((first, piece))
        else:
            self.open.append((first, None))

    def end(self, number: int) -> None:
        first, piece = self.open.pop()
        if first < 0:
            self.sheet.inner.append((number, number))
        elif piece:
            piece.last = number

    def paint(self, first: int, last: int) -> None:
        if not self.open:
            self.sheet.strays.append((first, last))
        elif piece := self.open[0][1]:
            piece.painted = True
