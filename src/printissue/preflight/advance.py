"""How far text moves: the widths of a font's glyphs (ISO 32000-1, 9.2.4 and 9.7.4.3)."""

import pikepdf
from pikepdf import Object

from printissue.preflight.boundaries import number

_USUAL = 0.5
"""The width of a glyph, in parts of the size, where the font does not say."""


class Widths:
    """The widths of a font's codes, in parts of the font's size."""

    def __init__(self, font: Object) -> None:
        self.wide = font.get("/Subtype") == "/Type0"
        self._known: dict[int, float] = {}
        self._other = _USUAL
        if self.wide:
            self._read_composite(font)
        else:
            self._read_simple(font)

    def of(self, text: bytes) -> tuple[float, int, int]:
        """Give the width of a string, the number of its glyphs and the number of its one-byte spaces."""
        if self.wide:
            codes = [int.from_bytes(text[at : at + 2]) for at in range(0, len(text), 2)]
            return sum(self._known.get(code, self._other) for code in codes), len(codes), 0
        width = sum(self._known.get(code, self._other) for code in text)
        return width, len(text), text.count(b" ")

    def _read_simple(self, font: Object) -> None:
        first, widths = number(font.get("/FirstChar")), font.get("/Widths")
        scale = 0.001
        if font.get("/Subtype") == "/Type3" and isinstance(font.get("/FontMatrix"), pikepdf.Array):
            scale = abs(number(font.FontMatrix[0]) or scale) if len(font.FontMatrix) else scale
        if first is not None and isinstance(widths, pikepdf.Array):
            for place, width in enumerate(widths):
                self._known[int(first) + place] = (number(width) or 0) * scale

    def _read_composite(self, font: Object) -> None:
        below = font.get("/DescendantFonts")
        if not isinstance(below, pikepdf.Array) or not len(below):
            return
        inner = below[0]
        if not isinstance(inner, pikepdf.Dictionary):
            return
        self._other = (number(inner.get("/DW")) or 1000.0) / 1000
        if isinstance(inner.get("/W"), pikepdf.Array):
            self._read_runs(list(inner.W))

    def _read_runs(self, runs: list[object]) -> None:
        """Read `first [w w ...]` and `first last w` (as CIDs, which Identity-H makes equal to the codes)."""
        at = 0
        while at + 1 < len(runs):
            first = int(number(runs[at]) or 0)
            second = runs[at + 1]
            if isinstance(second, pikepdf.Array):
                for place, one in enumerate(list(second)):
                    self._known[first + place] = (number(one) or 0) / 1000
                at += 2
            else:
                width = (number(runs[at + 2]) or 0) / 1000 if at + 2 < len(runs) else 0
                last = min(int(number(second) or 0), 0xFFFF)
                self._known.update(dict.fromkeys(range(first, last + 1), width))
                at += 3
