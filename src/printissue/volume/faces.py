"""Merges subsets of one face: each issue embeds the glyphs that it shows, the volume embeds each glyph once.

Two subsets are merged where every glyph number that both show means the same: outline, width, text. Names play no part
but to guess what is worth comparing. Only fonts as WeasyPrint writes them are looked at, whose widths name every glyph
that is shown.
"""

import re
import struct
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from printissue.volume.parts import Part
from printissue.volume.stock import Stock
from printissue.volume.truetype import Glyph, Program, read, write

_FONT = re.compile(
    rb"<< /BaseFont /[A-Z]{6}\+(\S+) /DescendantFonts \[ (\d+) 0 R \] /Encoding /Identity-H "
    rb"/Subtype /Type0 /ToUnicode (\d+) 0 R /Type /Font >>"
)
_DESCENDANT = re.compile(
    rb"<< /BaseFont /\S+ (/CIDSystemInfo << [^<>]* >> /CIDToGIDMap /Identity) /FontDescriptor (\d+) 0 R "
    rb"/Subtype /CIDFontType2 /Type /Font /W \[((?: \d+ \[ [\d. ]+ \])+) \] >>"
)
_DESCRIPTOR = re.compile(
    rb"(<< [^<>\[\]]*/FontBBox) \[ ([-\d. ]+) \]( [^<>\[\]]*)/FontFile2 (\d+) 0 R /FontName /\S+( [^<>\[\]]*>>)"
)
_RUN = re.compile(rb"(\d+) \[ ([\d. ]+) \]")
_CHAR = re.compile(rb"<([0-9A-Fa-f]{4})> <([0-9A-Fa-f]+)>\n")
_CHARS = re.compile(rb"\d+ beginbfchar\n(?:<[0-9A-Fa-f]{4}> <[0-9A-Fa-f]+>\n)+endbfchar\n")
_BLOCK = 100
"""Entries that a block of a character map may hold (ISO 32000-1, 9.10.3)."""


@dataclass(frozen=True, slots=True)
class _Subset:
    """A font of a part: its number, what other subsets must share, and what they may add to."""

    number: int
    face: tuple[object, ...]
    program: Program
    widths: Mapping[int, bytes]
    texts: Mapping[bytes, bytes]
    box: tuple[float, ...]


@dataclass(slots=True)
class _Face:
    """Subsets that go together, and what all of them show."""

    subsets: list[_Subset]
    glyphs: dict[int, Glyph] = field(default_factory=dict)
    widths: dict[int, bytes] = field(default_factory=dict)
    texts: dict[bytes, bytes] = field(default_factory=dict)

    def takes(self, one: _Subset) -> bool:
        """Tell whether a subset means the same by every number and text that it shares."""
        pairs = (
            (self.glyphs, one.program.glyphs),
            (self.widths, one.widths),
            (self.texts, one.texts),
        )
        return all(_agree(mine, other) for mine, other in pairs)

    def add(self, one: _Subset) -> None:
        self.subsets.append(one)
        self.glyphs.update(one.program.glyphs)
        self.widths.update(one.widths)
        self.texts.update(one.texts)


def _agree(mine: Mapping[Any, object], other: Mapping[Any, object]) -> bool:
    return all(mine.get(key, value) == value for key, value in other.items())


def merge_faces(stock: Stock, parts: Sequence[Part]) -> int:
    """Merge what can be merged; give how many fonts another one stands for."""
    faces: dict[tuple[object, ...], list[_Face]] = {}
    for part in parts:
        for number in part.numbers if part.by_weasyprint else ():
            match = _FONT.fullmatch(stock.heads[number])
            one = _subset(stock, number, match) if match else None
            if one is not None:
                own = faces.setdefault(one.face, [])
                fitting = next((face for face in own if face.takes(one)), None)
                if fitting is None:
                    own.append(fitting := _Face([]))
                fitting.add(one)
    merged = [face for own in faces.values() for face in own if len(face.subsets) > 1]
    for face in merged:
        _write(stock, face)
    return sum(len(face.subsets) - 1 for face in merged)


def _subset(stock: Stock, number: int, font: re.Match[bytes]) -> _Subset | None:
    """Read a font and what it refers to; None where anything of it is written otherwise."""
    descendant = _DESCENDANT.fullmatch(stock.heads[int(font[2])])
    descriptor = _DESCRIPTOR.fullmatch(stock.heads[int(descendant[2])]) if descendant else None
    if descendant is None or descriptor is None:
        return None
    widths = _widths(descendant[3])
    try:
        texts = stock.decoded(int(font[3]))
        if b"beginbfrange" in texts or not _CHARS.search(texts):
            return None
        program = read(stock.decoded(int(descriptor[4])), sorted({0, *widths}))
        face = (font[1], descendant[1], descriptor[1], descriptor[3], descriptor[5], *program.face)
    except (ValueError, IndexError, KeyError, struct.error):
        return None
    box = tuple(map(float, descriptor[2].split()))
    return _Subset(number, (*face, _CHARS.sub(b"", texts)), program, widths, _letters(texts), box)


def _letters(character_map: bytes) -> dict[bytes, bytes]:
    """Read which texts glyphs stand for; the range of codes above them looks the same and is none."""
    return dict(_CHAR.findall(b"".join(_CHARS.findall(character_map))))


def _widths(runs: bytes) -> dict[int, bytes]:
    return {
        int(first) + at: width
        for first, row in _RUN.findall(runs)
        for at, width in enumerate(row.split())
    }


def _write(stock: Stock, face: _Face) -> None:
    """Write the merged font in the place of the first subset, and let it stand for the others."""
    first = face.subsets[0]
    program = write([one.program.tables for one in face.subsets], face.glyphs)
    tag = "".join(chr(65 + octet % 26) for octet in sha256(program).digest()[:6]).encode()
    font = _FONT.fullmatch(stock.heads[first.number])
    assert font is not None
    descendant = _DESCENDANT.fullmatch(stock.heads[int(font[2])])
    assert descendant is not None
    descriptor = _DESCRIPTOR.fullmatch(stock.heads[int(descendant[2])])
    assert descriptor is not None
    name = b"/%s+%s" % (tag, font[1])
    _put_stream(stock, int(descriptor[4]), program, entries=b"/Length1 %d " % len(program))
    _put_stream(stock, int(font[3]), _character_map(stock.decoded(int(font[3])), face.texts))
    stock.replace(
        int(descendant[2]),
        b"%s [ %s ]%s/FontFile2 %s 0 R /FontName %s%s"
        % (descriptor[1], _box(face), descriptor[3], descriptor[4], name, descriptor[5]),
    )
    stock.replace(
        int(font[2]),
        b"<< /BaseFont %s %s /FontDescriptor %s 0 R /Subtype /CIDFontType2 /Type /Font /W [%s ] >>"
        % (name, descendant[1], descendant[2], _runs(face.widths)),
    )
    stock.replace(first.number, re.sub(rb"/BaseFont /\S+", b"/BaseFont " + name, font[0]))
    stock.same.update((one.number, first.number) for one in face.subsets[1:])


def _put_stream(stock: Stock, number: int, content: bytes, *, entries: bytes = b"") -> None:
    data = zlib.compress(content, 9)
    stock.replace(number, b"<< /Filter /FlateDecode /Length %d %s>>" % (len(data), entries))
    stock.data[number] = data


def _box(face: _Face) -> bytes:
    boxes = [one.box for one in face.subsets]
    low = [min(box[at] for box in boxes) for at in (0, 1)]
    high = [max(box[at] for box in boxes) for at in (2, 3)]
    return b" ".join(b"%g" % edge for edge in (*low, *high))


def _runs(widths: Mapping[int, bytes]) -> bytes:
    """Write widths: consecutive glyphs in one array."""
    runs: list[tuple[int, list[bytes]]] = []
    for number in sorted(widths):
        if not runs or number != runs[-1][0] + len(runs[-1][1]):
            runs.append((number, []))
        runs[-1][1].append(widths[number])
    return b"".join(b" %d [ %s ]" % (first, b" ".join(row)) for first, row in runs)


def _character_map(old: bytes, texts: Mapping[bytes, bytes]) -> bytes:
    """Write which texts the glyphs stand for into a character map, in the place of its own."""
    rows = [b"<%s> <%s>\n" % pair for pair in sorted(texts.items())]
    blocks = [rows[at : at + _BLOCK] for at in range(0, len(rows), _BLOCK)]
    new = b"".join(b"%d beginbfchar\n%sendbfchar\n" % (len(b), b"".join(b)) for b in blocks)
    start = _CHARS.search(old)
    assert start is not None
    before, after = old[: start.start()], _CHARS.sub(b"", old[start.start() :])
    return before + new + after
