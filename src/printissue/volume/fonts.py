"""Merge subsets of one font: each issue embeds the glyphs that it shows, the volume embeds each glyph once.

Two subsets are merged if every glyph number that both show has the same outline, width and text in both. Names are only
used to find fonts worth comparing. Only fonts as WeasyPrint writes them are merged: their widths list all glyphs shown.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
    PdfObject,
    StreamObject,
)

from printissue.volume.font_programs import Glyph, Program, read, write
from printissue.volume.objects import (
    comparable,
    decoded,
    dictionary,
    entry,
    items,
    raw,
    reference_to,
)
from printissue.volume.parts import Part
from printissue.volume.writer import VolumeWriter

_FONT_KEYS = {"/BaseFont", "/DescendantFonts", "/Encoding", "/Subtype", "/ToUnicode", "/Type"}
_DESCENDANT_KEYS = {
    "/BaseFont",
    "/CIDSystemInfo",
    "/CIDToGIDMap",
    "/FontDescriptor",
    "/Subtype",
    "/Type",
    "/W",
}
_SUBSET_NAME = re.compile(r"/[A-Z]{6}\+(\S+)")
_BLOCK = 100
"""Entries that a block of a character map may hold (ISO 32000-1, 9.10.3)."""


@dataclass(frozen=True, slots=True)
class _CharacterMap:
    """A ToUnicode map: the text of each glyph code, as both are written, and the lines before and after them."""

    texts: Mapping[bytes, bytes]
    before: bytes
    after: bytes


@dataclass(frozen=True, slots=True)
class _Subset:
    """A font of a part: its dictionaries, what other subsets must share with it, and what they may add to."""

    font: DictionaryObject
    descendant: DictionaryObject
    descriptor: DictionaryObject
    name: str
    face: tuple[object, ...]
    program: Program
    widths: Mapping[int, PdfObject]
    characters: _CharacterMap


@dataclass(slots=True)
class _Face:
    """Subsets that can be merged, and what all of them show."""

    subsets: list[_Subset]
    glyphs: dict[int, Glyph] = field(default_factory=dict)
    widths: dict[int, PdfObject] = field(default_factory=dict)
    texts: dict[bytes, bytes] = field(default_factory=dict)

    def accepts(self, one: _Subset) -> bool:
        """Return whether a subset agrees on every glyph and text that both have."""
        return (
            _agree(self.glyphs, one.program.glyphs)
            and _agree(self.widths, one.widths)
            and _agree(self.texts, one.characters.texts)
        )

    def add(self, one: _Subset) -> None:
        self.subsets.append(one)
        self.glyphs.update(one.program.glyphs)
        self.widths.update(one.widths)
        self.texts.update(one.characters.texts)


def _agree(mine: Mapping[Any, object], other: Mapping[Any, object]) -> bool:
    return all(mine.get(key, value) == value for key, value in other.items())


def merge_fonts(writer: VolumeWriter, parts: Sequence[Part]) -> int:
    """Merge the subset fonts of all parts. Return the number of fonts that are replaced by another."""
    faces: dict[tuple[object, ...], list[_Face]] = {}
    for part in parts:
        for font in part.dictionaries if part.by_weasyprint else ():
            if font.keys() == _FONT_KEYS and (one := _subset(font)):
                own = faces.setdefault(one.face, [])
                fitting = next((face for face in own if face.accepts(one)), None)
                if fitting is None:
                    own.append(fitting := _Face([]))
                fitting.add(one)
    merged = [face for own in faces.values() for face in own if len(face.subsets) > 1]
    for face in merged:
        _write(writer, face)
    return sum(len(face.subsets) - 1 for face in merged)


def _subset(font: DictionaryObject) -> _Subset | None:
    """Return a font with what it refers to; None if anything is written in another form than WeasyPrint's."""
    descendants = items(raw(font, "/DescendantFonts"))
    descendant = dictionary(descendants[0]) if len(descendants) == 1 else DictionaryObject()
    descriptor = dictionary(raw(descendant, "/FontDescriptor"))
    name = _SUBSET_NAME.fullmatch(str(entry(font, "/BaseFont")))
    if (
        name is None
        or reference_to(font) is None
        or descendant.keys() != _DESCENDANT_KEYS
        or entry(font, "/Encoding") != "/Identity-H"
        or entry(descendant, "/Subtype") != "/CIDFontType2"
        or entry(descendant, "/CIDToGIDMap") != "/Identity"
        or not {"/FontBBox", "/FontFile2", "/FontName"} <= descriptor.keys()
        or len(items(raw(descriptor, "/FontBBox"))) != 4
    ):
        return None
    try:
        widths = _widths(items(raw(descendant, "/W")))
        characters = _character_map(decoded(raw(font, "/ToUnicode")) or b"")
        program = read(decoded(raw(descriptor, "/FontFile2")) or b"", sorted({0, *widths}))
    except Exception:  # fontTools raises errors of many kinds for damaged programs
        return None
    kept = {
        key: comparable(descriptor.raw_get(key))
        for key in sorted(descriptor.keys() - {"/FontBBox", "/FontFile2", "/FontName"})
    }
    face = (
        name[1],
        comparable(raw(descendant, "/CIDSystemInfo")),
        *kept.items(),
        *program.face,
        characters.before,
        characters.after,
    )
    return _Subset(font, descendant, descriptor, name[1], face, program, widths, characters)


def _widths(runs: Sequence[PdfObject]) -> dict[int, PdfObject]:
    """Read `/W` in its form `first [width ...]`. Raises ValueError for another form."""
    widths: dict[int, PdfObject] = {}
    for first, row in zip(runs[::2], runs[1::2], strict=True):
        if not isinstance(first, NumberObject) or not isinstance(row, ArrayObject):
            raise ValueError("a range of widths")
        for number, width in enumerate(items(row), int(first)):
            if not isinstance(width, NumberObject | FloatObject):
                raise ValueError("a width that is not a number")
            widths[number] = width
    return widths


def _character_map(content: bytes) -> _CharacterMap:
    """Read a ToUnicode map that has only single entries, one a line. Raises ValueError for another form."""
    texts: dict[bytes, bytes] = {}
    around: list[list[bytes]] = [[]]
    inside = False
    for line in content.split(b"\n"):
        if line.endswith(b"beginbfrange"):
            raise ValueError("a range of texts")
        if line.endswith(b" beginbfchar"):
            inside = True
            around.append([])
        elif line == b"endbfchar":
            inside = False
        elif inside:
            code, text = line.split(b" ")
            if len(code) != 6 or not code.startswith(b"<") or not text.startswith(b"<"):
                raise ValueError("an entry in another form")
            texts[code] = text
        else:
            around[-1].append(line)
    if inside or not texts:
        raise ValueError("no entries, or entries without an end")
    before, *after = around
    return _CharacterMap(
        texts, b"\n".join(before), b"\n".join(line for lines in after for line in lines)
    )


def _write(writer: VolumeWriter, face: _Face) -> None:
    """Write the merged font in place of the first subset, and let it replace the others."""
    first = face.subsets[0]
    program = write([one.program for one in face.subsets], face.glyphs)
    tag = "".join(chr(65 + octet % 26) for octet in sha256(program).digest()[:6])
    name = NameObject(f"/{tag}+{first.name}")
    first.font[NameObject("/BaseFont")] = first.descendant[NameObject("/BaseFont")] = name
    first.font[NameObject("/ToUnicode")] = writer.add(
        _packed(_written(first.characters, face.texts))
    )
    first.descendant[NameObject("/W")] = _runs(face.widths)
    file = _packed(program)
    file[NameObject("/Length1")] = NumberObject(len(program))
    first.descriptor[NameObject("/FontFile2")] = writer.add(file)
    first.descriptor[NameObject("/FontName")] = name
    first.descriptor[NameObject("/FontBBox")] = _box([one.descriptor for one in face.subsets])
    number = _number(first.font)
    writer.substitutes.update((_number(one.font), number) for one in face.subsets[1:])


def _number(font: DictionaryObject) -> int:
    reference = reference_to(font)
    assert reference is not None
    return reference.idnum


def _packed(content: bytes) -> StreamObject:
    stream = DecodedStreamObject()
    stream.set_data(content)
    return stream.flate_encode(9)


def _box(descriptors: Sequence[DictionaryObject]) -> ArrayObject:
    boxes = [[float(str(one)) for one in items(raw(own, "/FontBBox"))] for own in descriptors]
    low = [min(box[at] for box in boxes) for at in (0, 1)]
    high = [max(box[at] for box in boxes) for at in (2, 3)]
    return ArrayObject(
        NumberObject(edge) if edge.is_integer() else FloatObject(edge) for edge in (*low, *high)
    )


def _runs(widths: Mapping[int, PdfObject]) -> ArrayObject:
    """Return widths in the form of `/W`: those of consecutive glyphs in one array."""
    runs: list[tuple[int, ArrayObject]] = []
    for number in sorted(widths):
        if not runs or number != runs[-1][0] + len(runs[-1][1]):
            runs.append((number, ArrayObject()))
        runs[-1][1].append(widths[number])
    return ArrayObject(item for first, row in runs for item in (NumberObject(first), row))


def _written(characters: _CharacterMap, texts: Mapping[bytes, bytes]) -> bytes:
    """Return a character map with these texts in place of its own."""
    rows = [b"%s %s\n" % pair for pair in sorted(texts.items())]
    blocks = [rows[at : at + _BLOCK] for at in range(0, len(rows), _BLOCK)]
    entries = b"".join(b"%d beginbfchar\n%sendbfchar\n" % (len(b), b"".join(b)) for b in blocks)
    return characters.before + b"\n" + entries + characters.after
