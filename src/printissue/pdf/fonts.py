"""Fonts for content streams (ISO 32000-1, 9): names, codes, widths, heights, text, and Type 3 glyphs."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import pikepdf

from printissue.pdf.content import operations
from printissue.pdf.matrix import Matrix, read_matrix
from printissue.pdf.objects import (
    ContentError,
    Raw,
    dictionary,
    entry,
    font_name,
    key_of,
    number,
)

MISSING_WIDTH = 500.0
"""The width of a glyph that has none in the file, in thousandths of an em: a mean of text typefaces."""
USUAL_HEIGHT = (0.3, 2.5)
"""The usual height from descent to ascent, in em; a Type 3 font outside of it has another unit."""
MAX_CMAP_OPERANDS = 3 * 0x10000
"""The largest number of operands of a section of a CMap: a range for each code of two bytes."""
KEPT_STRINGS = 4096
"""The number of a font's strings whose metrics are kept."""


class StringMetrics(NamedTuple):
    """The width of a string in em, and its numbers of codes and of one-byte spaces."""

    width: float
    codes: int
    spaces: int


@dataclass(slots=True, eq=False)
class Font:
    """A font: its `name` without the subset tag, widths in thousandths of an em (of Type 3: in its own units).

    `rise` and `fall` are the heights of letters above and below the baseline, in em. `ascent` and `descent` are those
    of the font descriptor, None if it has none. For Type 3, `glyphs` are the procedures by code, and `em` is the
    length of an em, because such a font may have other units.
    """

    raw: Raw
    name: str
    widths: dict[int, float] = field(repr=False)
    width: float
    code_length: int = 1
    rise: float = 0.75
    fall: float = -0.2
    ascent: float | None = None
    descent: float | None = None
    vertical: bool = False
    matrix: Matrix | None = None
    em: float = 1.0
    glyphs: dict[int, Any] = field(default_factory=dict, repr=False)
    resources: Raw = field(default=None, repr=False)
    _known: dict[bytes, StringMetrics] = field(default_factory=dict, repr=False)
    _unicode: dict[int, str] | None = field(default=None, repr=False)

    @property
    def unicode(self) -> dict[int, str]:
        """The text of each code, by the font's ToUnicode map (9.10.3)."""
        if self._unicode is None:
            self._unicode = read_unicode(self.raw.get("/ToUnicode"))
        return self._unicode

    def codes(self, text: bytes) -> Iterator[int]:
        """Yield the codes of a string."""
        step = self.code_length
        if step == 1:
            yield from text
            return
        for at in range(0, len(text), step):
            yield int.from_bytes(text[at : at + step], "big")

    def measure(self, text: bytes) -> StringMetrics:
        """Return the metrics of a string."""
        known = self._known.get(text)
        if known is None:
            scale = self.matrix[0] if self.matrix else 0.001
            codes = list(self.codes(text))
            width = sum(self.widths.get(code, self.width) for code in codes) * scale
            known = StringMetrics(
                width, len(codes), codes.count(32) if self.code_length == 1 else 0
            )
            if len(self._known) < KEPT_STRINGS:
                self._known[text] = known
        return known


def read_font(font: Raw) -> Font:
    """Return a font, with usual values for missing entries. Raise ContentError if it is not a dictionary."""
    if not isinstance(font, pikepdf.Dictionary):
        raise ContentError("a font is not a dictionary")
    name, kind = font_name(font), font.get("/Subtype")
    if kind == "/Type0":
        return _composite(font, name)
    widths = _simple_widths(font)
    if kind == "/Type3":
        return _type3(font, name, widths)
    descriptor = dictionary(font.get("/FontDescriptor"))
    missing = 600.0 if name.startswith("Courier") else MISSING_WIDTH
    width = (number(descriptor.get("/MissingWidth")) or 0.0) or missing
    return Font(font, name, widths, width, **_heights(descriptor))


def _type3(font: Raw, name: str, widths: dict[int, float]) -> Font:
    matrix = read_matrix(font.get("/FontMatrix", (0.001, 0, 0, 0.001, 0, 0)))
    box = [number(one) or 0.0 for one in font.get("/FontBBox", ())]
    rise, fall = 0.75, -0.2
    if len(box) == 4 and box[1] < box[3]:
        rise, fall = box[3] * matrix[3], box[1] * matrix[3]
    return Font(
        font,
        name,
        widths,
        0.0,
        rise=rise,
        fall=fall,
        matrix=matrix,
        em=1.0 if USUAL_HEIGHT[0] < rise - fall < USUAL_HEIGHT[1] else rise - fall,
        glyphs=_procedures(font),
        resources=font.get("/Resources"),
    )


MAX_RANGE = 0xFFFF
"""The largest range in a ToUnicode map, in codes."""


def read_unicode(stream: Raw) -> dict[int, str]:
    """Return the text of each code in a ToUnicode map (9.10.3); an empty dictionary if it is not a stream."""
    found: dict[int, str] = {}
    for code, text in _cmap_entries(stream, "endbfchar", 2):
        if isinstance(text, bytes):
            found[int.from_bytes(code)] = _utf16(text)
    for low, high, to in _cmap_entries(stream, "endbfrange", 3):
        if not isinstance(high, bytes):
            continue
        first = int.from_bytes(low)
        codes = range(first, min(int.from_bytes(high), first + MAX_RANGE) + 1)
        if isinstance(to, list):
            texts = [_utf16(one) for one in to if isinstance(one, bytes)]
            found.update(zip(codes, texts, strict=False))
        elif isinstance(to, bytes):
            start = _utf16(to)
            found.update((code, _following(start, code - first)) for code in codes)
    return found


def _cmap_entries(stream: Raw, operator: str, length: int) -> Iterator[list[Any]]:
    """Yield the entries of the sections of a CMap that an operator ends; each begins with a code as bytes (9.7.5.4)."""
    if not isinstance(stream, pikepdf.Stream):
        return
    for name, operands, _, _ in operations(stream.read_bytes(), most=MAX_CMAP_OPERANDS):
        if name == operator:
            for at in range(0, len(operands) - length + 1, length):
                if isinstance(operands[at], bytes):
                    yield operands[at : at + length]


def _utf16(text: bytes) -> str:
    return text.decode("utf-16-be", "ignore")


def _following(text: str, count: int) -> str:
    """Return a text whose last character is `count` code points further on."""
    return text[:-1] + chr(min(ord(text[-1]) + count, sys.maxunicode)) if text else ""


def _simple_widths(font: Raw) -> dict[int, float]:
    first, widths = number(font.get("/FirstChar")) or 0.0, font.get("/Widths")
    listed = widths if isinstance(widths, pikepdf.Array) else ()
    return {int(first) + n: number(one) or 0.0 for n, one in enumerate(listed)}


def _composite(font: Raw, name: str) -> Font:
    below = font.get("/DescendantFonts")
    inner = below[0] if isinstance(below, pikepdf.Array) and len(below) else None
    inner = dictionary(inner)
    encoding = font.get("/Encoding")
    label = key_of(encoding) if isinstance(encoding, pikepdf.Name) else ""
    usual = number(inner.get("/DW"))
    return Font(
        font,
        name,
        _cid_widths(inner.get("/W")) if label.startswith("/Identity") else {},
        1000.0 if usual is None else usual,
        code_length=_code_length(encoding),
        vertical=label.endswith("-V"),
        **_heights(dictionary(inner.get("/FontDescriptor"))),
    )


def _code_length(encoding: Raw) -> int:
    """Return the length of a composite font's codes in bytes: nearly always two."""
    ranges = _cmap_entries(encoding, "endcodespacerange", 2)
    return max((len(low) for low, _ in ranges), default=2) or 2


def _cid_widths(table: Raw) -> dict[int, float]:
    """Return the widths of a W array: `first [widths]` and `first last width`."""
    widths: dict[int, float] = {}
    values = list(table) if isinstance(table, pikepdf.Array) else []
    at = 0
    while at + 1 < len(values):
        first = int(number(values[at]) or 0)
        if isinstance(values[at + 1], pikepdf.Array):
            for n, one in enumerate(values[at + 1]):
                widths[first + n] = number(one) or 0.0
            at += 2
        elif at + 2 < len(values):
            last = min(int(number(values[at + 1]) or 0), first + 0xFFFF)
            widths |= dict.fromkeys(range(first, last + 1), number(values[at + 2]) or 0.0)
            at += 3
        else:
            break
    return widths


def _heights(descriptor: Raw) -> dict[str, Any]:
    """Return the heights of letters: the descriptor's own if they are plausible."""
    ascent, descent = number(descriptor.get("/Ascent")), number(descriptor.get("/Descent"))
    rise = (number(descriptor.get("/CapHeight")) or ascent or 0.0) / 1000
    fall = (descent or 0.0) / 1000
    return {
        "rise": rise if 0.4 < rise < 1.1 else 0.75,
        "fall": max(fall, -0.25) if -0.6 < fall < 0 else -0.2,
        "ascent": None if ascent is None else ascent / 1000,
        "descent": None if descent is None else descent / 1000,
    }


def _procedures(font: Raw) -> dict[int, Any]:
    """Return a Type 3 font's glyph procedures by code, from its Differences."""
    procedures, encoding = font.get("/CharProcs"), dictionary(font.get("/Encoding"))
    found: dict[int, Any] = {}
    code = 0
    listed = encoding.get("/Differences")
    for one in listed if isinstance(listed, pikepdf.Array) else ():
        if isinstance(one, pikepdf.Name):
            glyph = entry(procedures, one)
            if isinstance(glyph, pikepdf.Stream):
                found[code] = glyph
            code += 1
        else:
            code = int(number(one) or 0)
    return found
