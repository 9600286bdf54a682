"""Faces: how wide and high the letters of a file's fonts are (ISO 32000-1, 9.7.4.3 and 9.8.1)."""

import pikepdf

from printissue.prepress.spaces import Raw

WIDE = 1.0
"""The width (em) of a letter of which none is told."""
FALL, RISE = -0.5, 1.2
"""How far letters reach below and above their line (em) where that is not told."""


class Faces:
    """The sizes of letters, read once a font."""

    def __init__(self) -> None:
        self._read: dict[tuple[int, int], tuple[dict[int, float], float]] = {}

    def width(self, font: Raw, content: bytes) -> float:
        """Give the width of a string, in em; fonts without a table of widths are taken as wide."""
        if font is None or font.get("/Subtype") != "/Type0":
            return WIDE * len(content)
        widths, other = self._widths(font)
        codes = (int.from_bytes(content[at : at + 2], "big") for at in range(0, len(content), 2))
        return sum(widths.get(code, other) for code in codes)

    def heights(self, font: Raw) -> tuple[float, float]:
        """Give how far letters reach below and above their line, in em."""
        if font is None or font.get("/Subtype") != "/Type0":
            return FALL, RISE
        told = font.DescendantFonts[0].get("/FontDescriptor", {})
        fall, rise = (float(told.get(key, 0)) / 1000 for key in ("/Descent", "/Ascent"))
        return (fall, rise) if fall < 0 < rise else (FALL, RISE)

    def _widths(self, font: Raw) -> tuple[dict[int, float], float]:
        if not font.is_indirect:
            return _widths(font.DescendantFonts[0])
        if font.objgen not in self._read:
            self._read[font.objgen] = _widths(font.DescendantFonts[0])
        return self._read[font.objgen]


def _widths(face: Raw) -> tuple[dict[int, float], float]:
    """Read the widths of a CID font, in em, and that of all others."""
    widths: dict[int, float] = {}
    rest = list(face.get("/W", []))
    while len(rest) >= 2:
        first, second = int(rest[0]), rest[1]
        if isinstance(second, pikepdf.Array):
            widths |= {first + at: float(value) / 1000 for at, value in enumerate(second)}
            rest = rest[2:]
        else:
            widths |= dict.fromkeys(range(first, int(second) + 1), float(rest[2]) / 1000)
            rest = rest[3:]
    return widths, float(face.get("/DW", 1000)) / 1000
