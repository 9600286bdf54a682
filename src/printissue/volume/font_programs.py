"""TrueType programs of subset fonts, taken apart into glyphs that can be compared, and put together again by fontTools.

A subset keeps the numbers of the glyphs that its pages show. Components that only composite glyphs use have any number,
so a composite is compared by its outline with the numbers blanked out, and by the outlines of its components.
"""

import io
import struct
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from fontTools.ttLib import TTFont, newTable
from fontTools.ttLib.tables._g_l_y_f import Glyph as GlyphData
from fontTools.ttLib.tables._g_l_y_f import table__g_l_y_f

_KEPT = frozenset({"cvt ", "fpgm", "glyf", "head", "hhea", "hmtx", "loca", "maxp", "prep"})
"""Tables that a PDF's CIDFontType2 needs (ISO 32000-1, 9.9)."""

_DEEPEST = 8
"""Levels of components in composite glyphs."""

_HEAD = ("unitsPerEm", "macStyle", "lowestRecPPEM", "fontDirectionHint")
_HHEA = ("ascent", "descent", "lineGap")


class Glyph(NamedTuple):
    """A glyph: its data in `glyf` with the numbers of components set to 0, its metrics, and its components."""

    outline: bytes
    advance: int
    bearing: int
    components: tuple["Glyph", ...] = ()


@dataclass(frozen=True, slots=True)
class Program:
    """A font program and the glyphs that pages show, by number."""

    font: TTFont
    glyphs: Mapping[int, Glyph]

    @property
    def face(self) -> tuple[object, ...]:
        """The properties that fonts must have in common to be merged: units, styles and hinting programs."""
        head, hhea, font = self.font["head"], self.font["hhea"], self.font
        hints = (font.getTableData(tag) if tag in font else b"" for tag in ("cvt ", "fpgm", "prep"))
        return (
            *(getattr(head, key) for key in _HEAD),
            *(getattr(hhea, key) for key in _HHEA),
            *hints,
        )


def read(content: bytes, shown: Iterable[int]) -> Program:
    """Return a program with the glyphs `shown`. fontTools raises errors of many kinds if it is damaged."""
    font = TTFont(io.BytesIO(content), lazy=True, recalcBBoxes=False, recalcTimestamp=False)
    source = _Source(font)
    return Program(font, {number: source.glyph(number) for number in shown})


class _Source:
    """The glyphs of a program.

    Tables are cut here instead of by fontTools, which would unpack all glyphs; pages show few of them.
    """

    def __init__(self, font: TTFont) -> None:
        self._locations = font["loca"].locations
        self._outlines = font.getTableData("glyf")
        self._metrics = font.getTableData("hmtx")
        self._long = font["hhea"].numberOfHMetrics
        self._known: dict[int, Glyph] = {}

    def glyph(self, number: int, depth: int = 0) -> Glyph:
        """Return a glyph. Raises ValueError if composites are nested too deep, or IndexError if it is not there."""
        if depth > _DEEPEST:
            raise ValueError("composite glyphs contain each other")
        if number not in self._known:
            outline = self._outlines[self._locations[number] : self._locations[number + 1]]
            advance, bearing = self._metric(number)
            components: list[Glyph] = []
            if outline[:1] >= b"\x80":  # a negative number of contours marks a composite
                numbers = [int(one.glyphName) for one in _expanded(outline).components]
                components = [self.glyph(one, depth + 1) for one in numbers]
                outline = _with_components(outline, [0] * len(numbers))
            self._known[number] = Glyph(outline, advance, bearing, tuple(components))
        return self._known[number]

    def _metric(self, number: int) -> tuple[int, int]:
        last = min(number, self._long - 1)
        advance, bearing = struct.unpack_from(">Hh", self._metrics, 4 * last)
        if number > last:
            at = 4 * self._long + 2 * (number - self._long)
            (bearing,) = struct.unpack_from(">h", self._metrics, at)
        return advance, bearing


class _NumberedGlyphs(table__g_l_y_f):  # type: ignore[misc]
    """A `glyf` table in which the name of a glyph is its number."""

    def getGlyphName(self, number: int) -> str:  # noqa: N802
        return str(number)

    def getGlyphID(self, name: str) -> int:  # noqa: N802
        return int(name)


def _expanded(outline: bytes) -> GlyphData:
    """Return a composite glyph with its components."""
    data = GlyphData(outline)
    data.expand(_NumberedGlyphs("glyf"))
    return data


def _with_components(outline: bytes, numbers: Sequence[int]) -> bytes:
    """Return a composite outline with other numbers of components."""
    data = _expanded(outline)
    for component, number in zip(data.components, numbers, strict=True):
        component.glyphName = str(number)
    return bytes(data.compile(_NumberedGlyphs("glyf"), recalcBBoxes=False))


def write(programs: Sequence[Program], shown: Mapping[int, Glyph]) -> bytes:
    """Return one program with the glyphs `shown` under their numbers, followed by their other components."""
    rows, numbers = _placed(shown)
    order = [f"glyph{number:05}" for number in range(max(rows) + 1)]
    font = programs[0].font
    merged = TTFont(recalcBBoxes=False, recalcTimestamp=False)
    merged.setGlyphOrder(order)
    for tag in sorted(_KEPT.intersection(font.keys())):
        merged[tag] = newTable(tag) if tag in ("glyf", "hmtx", "loca") else font[tag]
    glyf = merged["glyf"]
    glyf.glyphOrder = order
    glyf.glyphs = {name: GlyphData(b"") for name in order}
    merged["hmtx"].metrics = dict.fromkeys(order, (0, 0))
    for number, glyph in rows.items():
        outline = glyph.outline
        if glyph.components:
            outline = _with_components(outline, [numbers[one] for one in glyph.components])
        glyf.glyphs[order[number]] = GlyphData(outline)
        merged["hmtx"].metrics[order[number]] = (glyph.advance, glyph.bearing)
    _unite_headers(merged, [one.font for one in programs])
    target = io.BytesIO()
    merged.save(target)
    return target.getvalue()


def _placed(shown: Mapping[int, Glyph]) -> tuple[dict[int, Glyph], dict[Glyph, int]]:
    """Return all glyphs by number, and the number of each; components that are not shown come last."""
    rows = dict(shown)
    numbers = {shown[number]: number for number in sorted(shown, reverse=True)}
    waiting = [one for number in sorted(shown) for one in shown[number].components]
    for glyph in waiting:
        if glyph not in numbers:
            number = max(rows) + 1
            numbers[glyph], rows[number] = number, glyph
            waiting += glyph.components
    return rows, numbers


def _unite_headers(merged: TTFont, fonts: Sequence[TTFont]) -> None:
    """Unite what the headers say of all glyphs: boxes, extents, and the most that a reader needs memory for."""
    for tag, keys, unite in (
        ("head", ("xMin", "yMin"), min),
        ("head", ("xMax", "yMax"), max),
        ("hhea", ("minLeftSideBearing", "minRightSideBearing"), min),
        ("hhea", ("advanceWidthMax", "xMaxExtent"), max),
        ("maxp", [key for key in vars(merged["maxp"]) if key.startswith("max")], max),
    ):
        for key in keys:
            setattr(merged[tag], key, unite(getattr(font[tag], key) for font in fonts))
