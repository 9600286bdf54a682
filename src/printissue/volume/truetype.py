"""TrueType programs of subset fonts: taken apart into glyphs that can be compared, and put together again.

A subset keeps the numbers of the glyphs that a page shows; parts that only other glyphs are composed of stand under any
number. So a glyph is compared by its outline, with its parts' outlines in the place of their numbers.
"""

import struct
from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from sys import byteorder
from typing import NamedTuple

_KEPT = (b"cvt ", b"fpgm", b"glyf", b"head", b"hhea", b"hmtx", b"loca", b"maxp", b"prep")
"""Tables that a PDF's CIDFontType2 needs (ISO 32000-1, 9.9)."""

_HINTS = (b"cvt ", b"fpgm", b"prep")
_WORDS, _SCALE, _MORE, _SCALES, _MATRIX = 0x0001, 0x0008, 0x0020, 0x0040, 0x0080
"""Flags of a part of a composite glyph (OpenType, glyf)."""

_DEEPEST = 8


class Glyph(NamedTuple):
    """A glyph: its outline with the numbers of its parts blanked out, its parts, and its width and bearing."""

    outline: bytes
    metrics: bytes
    places: tuple[int, ...] = ()
    parts: tuple["Glyph", ...] = ()


@dataclass(frozen=True, slots=True)
class Program:
    """A font's tables and its glyphs by number; `composed` are numbers that only other glyphs refer to."""

    tables: Mapping[bytes, bytes]
    glyphs: Mapping[int, Glyph]

    @property
    def face(self) -> tuple[bytes, ...]:
        """Give what fonts must have in common: units, styles and hints."""
        head, hhea = self.tables[b"head"], self.tables[b"hhea"]
        return (
            head[16:20],
            head[44:50],
            hhea[4:10],
            *(self.tables.get(tag, b"") for tag in _HINTS),
        )


def read(content: bytes, shown: Iterable[int]) -> Program:
    """Take a program apart: the glyphs `shown`, and with them what they are composed of.

    Raises ValueError, IndexError, KeyError or struct.error where it is damaged.
    """
    count = int.from_bytes(content[4:6], "big")
    tables: dict[bytes, bytes] = {}
    for tag, _, start, length in struct.iter_unpack(">4sIII", content[12 : 12 + 16 * count]):
        tables[tag] = content[start : start + length]
    source = _Source(tables)
    return Program(tables, {number: source.glyph(number) for number in shown})


class _Source:
    """The glyphs of one program."""

    def __init__(self, tables: Mapping[bytes, bytes]) -> None:
        wide = tables[b"head"][50:52] != b"\0\0"
        self._places = _numbers("I" if wide else "H", tables[b"loca"])
        self._unit = 1 if wide else 2
        self._outlines = tables[b"glyf"]
        self._metrics = tables[b"hmtx"]
        self._long = int.from_bytes(tables[b"hhea"][34:36], "big")
        self._known: dict[int, Glyph] = {}

    def glyph(self, number: int, depth: int = 0) -> Glyph:
        if number not in self._known:
            start, end = self._places[number : number + 2]
            outline = self._outlines[start * self._unit : end * self._unit]
            metrics = self._metric(number)
            glyph = Glyph(outline, metrics)
            if outline[:1] >= b"\x80":  # a negative count of contours: composed of others
                glyph = self._composite(outline, metrics, depth)
            self._known[number] = glyph
        return self._known[number]

    def _metric(self, number: int) -> bytes:
        if number < self._long:
            return self._metrics[4 * number : 4 * number + 4]
        rest = 4 * self._long + 2 * (number - self._long)
        return (
            self._metrics[4 * self._long - 4 : 4 * self._long - 2] + self._metrics[rest : rest + 2]
        )

    def _composite(self, outline: bytes, metrics: bytes, depth: int) -> Glyph:
        if depth > _DEEPEST:
            raise ValueError("glyphs are composed of each other")
        places = tuple(part_places(outline))
        parts = [
            self.glyph(int.from_bytes(outline[at : at + 2], "big"), depth + 1) for at in places
        ]
        return Glyph(renumbered(outline, places, [0] * len(places)), metrics, places, tuple(parts))


def part_places(outline: bytes) -> Iterable[int]:
    """Yield where a composite outline names its parts."""
    at, flags = 10, _MORE
    while flags & _MORE:
        flags = int.from_bytes(outline[at : at + 2], "big")
        yield at + 2
        scales = 2 if flags & _SCALE else 4 if flags & _SCALES else 8 if flags & _MATRIX else 0
        at += 4 + (4 if flags & _WORDS else 2) + scales


def renumbered(outline: bytes, places: Sequence[int], numbers: Sequence[int]) -> bytes:
    """Write other numbers of its parts into a composite outline."""
    row = bytearray(outline)
    for at, number in zip(places, numbers, strict=True):
        row[at : at + 2] = number.to_bytes(2, "big")
    return bytes(row)


@dataclass(slots=True)
class _Layout:
    """Glyphs as they get their numbers: those shown keep theirs, parts that are not shown follow."""

    shown: Mapping[int, Glyph]
    rows: dict[int, Glyph] = field(default_factory=dict)
    numbers: dict[Glyph, int] = field(default_factory=dict)

    def place(self) -> None:
        self.rows = dict(self.shown)
        for number in sorted(self.shown, reverse=True):
            self.numbers[self.shown[number]] = number
        free = max(self.shown, default=0) + 1
        waiting = [part for number in sorted(self.shown) for part in self.shown[number].parts]
        while waiting:
            glyph = waiting.pop(0)
            if glyph not in self.numbers:
                self.numbers[glyph], self.rows[free] = free, glyph
                free += 1
                waiting += glyph.parts

    def outline(self, number: int) -> bytes:
        glyph = self.rows.get(number)
        if glyph is None:
            return b""
        return renumbered(glyph.outline, glyph.places, [self.numbers[part] for part in glyph.parts])


def write(programs: Sequence[Mapping[bytes, bytes]], shown: Mapping[int, Glyph]) -> bytes:
    """Put glyphs together as one program, with the tables of those that they come from."""
    layout = _Layout(shown)
    layout.place()
    count = max(layout.rows) + 1
    outlines = [_padded(layout.outline(number)) for number in range(count)]
    metrics = [layout.rows[n].metrics if n in layout.rows else bytes(4) for n in range(count)]
    places = array("I", [0])
    for outline in outlines:
        places.append(places[-1] + len(outline))
    own = dict(programs[0])
    own[b"glyf"], own[b"hmtx"] = b"".join(outlines), b"".join(metrics)
    own[b"loca"] = _octets(places)
    own[b"head"] = _head([one[b"head"] for one in programs])
    own[b"hhea"] = _hhea([one[b"hhea"] for one in programs], count)
    own[b"maxp"] = _maxp([one[b"maxp"] for one in programs], count)
    return _assembled({tag: own[tag] for tag in _KEPT if tag in own})


def _padded(outline: bytes) -> bytes:
    return outline + bytes(-len(outline) % 4)


def _head(tables: Sequence[bytes]) -> bytes:
    """Unite `head`: the box around all glyphs, long places; the sum is set at the end."""
    boxes = [struct.unpack(">4h", table[36:44]) for table in tables]
    box = (
        *(min(one[at] for one in boxes) for at in (0, 1)),
        *(max(one[at] for one in boxes) for at in (2, 3)),
    )
    first = tables[0]
    return (
        first[:8]
        + bytes(4)
        + first[12:36]
        + struct.pack(">4h", *box)
        + first[44:50]
        + b"\0\1"
        + first[52:]
    )


def _hhea(tables: Sequence[bytes], count: int) -> bytes:
    """Unite `hhea`: the widest advance, the smallest bearings, the widest extent; a width for each glyph."""
    rows = [struct.unpack(">H3h", table[10:18]) for table in tables]
    ends = [
        max(r[0] for r in rows),
        min(r[1] for r in rows),
        min(r[2] for r in rows),
        max(r[3] for r in rows),
    ]
    return tables[0][:10] + struct.pack(">H3h", *ends) + tables[0][18:34] + count.to_bytes(2, "big")


def _maxp(tables: Sequence[bytes], count: int) -> bytes:
    """Unite `maxp`: the most of everything that a reader sets memory apart for."""
    rows = [_numbers("H", table[6:]) for table in tables]
    most = array("H", [max(column) for column in zip(*rows, strict=True)])
    return tables[0][:4] + count.to_bytes(2, "big") + _octets(most)


def _assembled(tables: Mapping[bytes, bytes]) -> bytes:
    """Write tables as a font file, in order, with their sums (OpenType, table directory)."""
    count = len(tables)
    power = count.bit_length() - 1
    header = struct.pack(">I4H", 0x00010000, count, 16 << power, power, 16 * count - (16 << power))
    at = len(header) + 16 * count
    rows, bodies = [header], []
    for tag, table in sorted(tables.items()):
        body = _padded(table)
        rows.append(struct.pack(">4sIII", tag, _sum(body), at, len(table)))
        bodies.append(body)
        at += len(body)
    content = bytearray(b"".join([*rows, *bodies]))
    adjust = (0xB1B0AFBA - _sum(bytes(content))) & 0xFFFFFFFF
    head = int.from_bytes(content[content.index(b"head") + 8 :][:4], "big")
    content[head + 8 : head + 12] = adjust.to_bytes(4, "big")
    return bytes(content)


def _sum(table: bytes) -> int:
    return sum(_numbers("I", table)) & 0xFFFFFFFF


def _numbers(kind: str, content: bytes) -> "array[int]":
    """Read big-endian numbers."""
    row = array(kind, content[: len(content) - len(content) % array(kind).itemsize])
    if byteorder == "little":
        row.byteswap()
    return row


def _octets(row: "array[int]") -> bytes:
    """Write numbers big-endian."""
    if byteorder == "little":
        row.byteswap()
    return row.tobytes()
