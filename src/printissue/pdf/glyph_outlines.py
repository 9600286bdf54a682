"""Text as outlines, for marks outside of the trim and on spines: the file needs no font for it.

Characters are set by the advance widths of Source Sans, without kerning and shaping.
"""

import io
from functools import lru_cache
from importlib.resources import files
from typing import Literal

from fontTools.pens.basePen import BasePen
from fontTools.ttLib import TTFont

Point = tuple[float, float]
Face = Literal["Regular", "Semibold"]
CAP_HEIGHT = 0.66
"""The height of capitals and figures, in em."""


def text_width(text: str, *, face: Face = "Regular") -> float:
    """Return the width of a line, in em."""
    return sum(glyph_outline(letter, face)[0] for letter in text)


def text_outlines(text: str, *, face: Face = "Regular") -> str:
    """Return the operations that fill the outlines of a line from the origin; the unit is the em."""
    lines = []
    for letter in text:
        advance, outline = glyph_outline(letter, face)
        lines += [outline, f"1 0 0 1 {advance:.4f} 0 cm"]
    return "\n".join(lines)


def missing_characters(text: str) -> str:
    """Return the characters of a line that the font does not have, each once."""
    known = _font("Regular").getBestCmap()
    return "".join(letter for letter in dict.fromkeys(text) if ord(letter) not in known)


@lru_cache(maxsize=512)
def glyph_outline(letter: str, face: Face = "Regular") -> tuple[float, str]:
    """Return a character's advance width, in em, and its outline; 0 and "" if the font does not have it."""
    font = _font(face)
    name = font.getBestCmap().get(ord(letter))
    if name is None:
        return 0.0, ""
    em = font["head"].unitsPerEm
    glyphs = font.getGlyphSet()
    pen = _OutlinePen(glyphs, em)
    glyphs[name].draw(pen)
    outline = " ".join([*pen.parts, "f"]) if pen.parts else ""
    return font["hmtx"][name][0] / em, outline


class _OutlinePen(BasePen):  # type: ignore[misc]  # fontTools has no types
    """A pen that writes an outline as path operations; the unit is the em."""

    def __init__(self, glyphs: object, em: int) -> None:
        super().__init__(glyphs)
        self.em, self.parts = em, list[str]()

    def _write(self, operator: str, *points: Point) -> None:
        numbers = (f"{value / self.em:.4f}" for point in points for value in point)
        self.parts.append(" ".join((*numbers, operator)))

    def _moveTo(self, pt: Point) -> None:  # noqa: N802 fontTools' names
        self._write("m", pt)

    def _lineTo(self, pt: Point) -> None:  # noqa: N802
        self._write("l", pt)

    def _curveToOne(self, pt1: Point, pt2: Point, pt3: Point) -> None:  # noqa: N802
        self._write("c", pt1, pt2, pt3)

    def _closePath(self) -> None:  # noqa: N802
        self.parts.append("h")


@lru_cache(maxsize=2)
def _font(face: Face) -> TTFont:
    source = files("font_source_sans_pro") / "files" / f"SourceSansPro-{face}.ttf"
    return TTFont(io.BytesIO(source.read_bytes()))
