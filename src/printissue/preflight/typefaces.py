"""Fonts as far as a mark needs them: names, widths, heights, and the glyph procedures of Type 3."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pikepdf

from printissue.preflight.matrices import Matrix
from printissue.preflight.objects import Raw

_TAG = re.compile(r"^/?(?:[A-Z]{6}\+)?")
_RANGE = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")
_SPACES = re.compile(rb"begincodespacerange(.*?)endcodespacerange", re.DOTALL)
MISSING_WIDTH = 500.0
"""Of a glyph whose width the file does not give: a mean of text faces, in thousandths of the em."""

USUAL_HEIGHT = (0.3, 2.5)
"""From top to foot, in parts of the em; a Type 3 font beyond this has another em."""


@dataclass(frozen=True, slots=True, eq=False)
class Typeface:
    """A font: `name` without a subset's tag, widths in thousandths of the em (of Type 3: in its own units).

    `rise` and `fall` are how far letters reach above and below the line, in parts of the em. For
    Type 3, `glyphs` gives the procedure of each code, and `em` is what counts as one: such a font
    may have units of its own.
    """

    name: str
    widths: dict[int, float] = field(repr=False)
    width: float
    lengths: tuple[int, ...] = (1,)
    rise: float = 0.75
    fall: float = -0.2
    vertical: bool = False
    matrix: Matrix | None = None
    em: float = 1.0
    glyphs: dict[int, Any] = field(default_factory=dict, repr=False)
    resources: Raw = field(default=None, repr=False)

    def codes(self, text: bytes) -> Iterator[tuple[int, int]]:
        """Cut a string into codes, each with its number of bytes."""
        if self.lengths == (1,):
            yield from ((code, 1) for code in text)
            return
        step = self.lengths[-1]
        for at in range(0, len(text), step):
            yield int.from_bytes(text[at : at + step], "big"), step

    def advance(self, code: int) -> float:
        """Give how far a glyph moves the next one, in parts of the em."""
        units = self.widths.get(code, self.width)
        return units * (self.matrix[0] if self.matrix else 0.001)


def typeface_of(font: Raw) -> Typeface:
    """Read a font dictionary; what is missing gets a usual value. ValueError if it is no font."""
    if not isinstance(font, pikepdf.Dictionary):
        raise ValueError("a font is no dictionary")
    name = _TAG.sub("", str(font.get("/BaseFont", font.get("/Name", "")) or ""))
    kind = str(font.get("/Subtype", ""))
    if kind == "/Type0":
        return _composite(font, name)
    widths = _simple_widths(font)
    if kind == "/Type3":
        matrix = tuple(float(one) for one in font.get("/FontMatrix", (0.001, 0, 0, 0.001, 0, 0)))
        rise, fall = _type3_heights(font, matrix)
        return Typeface(
            name,
            widths,
            0.0,
            rise=rise,
            fall=fall,
            matrix=matrix,  # type: ignore[arg-type]  # six numbers, else it fails where it is used
            em=1.0 if USUAL_HEIGHT[0] < rise - fall < USUAL_HEIGHT[1] else rise - fall,
            glyphs=_procedures(font),
            resources=font.get("/Resources"),
        )
    descriptor = font.get("/FontDescriptor", pikepdf.Dictionary())
    missing = 600.0 if name.startswith("Courier") else MISSING_WIDTH
    rise, fall = _heights(descriptor)
    width = float(descriptor.get("/MissingWidth", 0) or missing)
    return Typeface(name, widths, width, rise=rise, fall=fall)


def _simple_widths(font: Raw) -> dict[int, float]:
    first = int(font.get("/FirstChar", 0))
    return {first + n: float(one) for n, one in enumerate(font.get("/Widths", ()))}


def _composite(font: Raw, name: str) -> Typeface:
    descendant = font.DescendantFonts[0]
    rise, fall = _heights(descendant.get("/FontDescriptor", pikepdf.Dictionary()))
    encoding = font.get("/Encoding")
    label = str(encoding) if isinstance(encoding, pikepdf.Name) else ""
    identity = label.startswith("/Identity")
    return Typeface(
        name,
        _cid_widths(descendant.get("/W", ())) if identity else {},
        float(descendant.get("/DW", 1000)),
        lengths=(_code_length(encoding),),
        rise=rise,
        fall=fall,
        vertical=label.endswith("-V"),
    )


def _code_length(encoding: Raw) -> int:
    """Tell how many bytes a code has; nearly all composite fonts have two."""
    if isinstance(encoding, pikepdf.Stream):
        spaces = b"".join(_SPACES.findall(encoding.read_bytes()))
        return max((len(high) // 2 for _, high in _RANGE.findall(spaces)), default=2)
    return 2


def _cid_widths(table: Raw) -> dict[int, float]:
    """Read the two forms of a W array: `first [widths]` and `first last width`."""
    widths: dict[int, float] = {}
    values = list(table)
    at = 0
    while at + 1 < len(values):
        first = int(values[at])
        if isinstance(values[at + 1], pikepdf.Array):
            widths |= {first + n: float(one) for n, one in enumerate(values[at + 1])}
            at += 2
        elif at + 2 < len(values):
            last = min(int(values[at + 1]), first + 0xFFFF)
            widths |= dict.fromkeys(range(first, last + 1), float(values[at + 2]))
            at += 3
        else:
            break
    return widths


def _heights(descriptor: Raw) -> tuple[float, float]:
    """Give how far letters reach: a descriptor's own numbers where they are believable."""
    rise = float(descriptor.get("/CapHeight", 0) or descriptor.get("/Ascent", 0) or 0) / 1000
    fall = float(descriptor.get("/Descent", 0) or 0) / 1000
    return rise if 0.4 < rise < 1.1 else 0.75, max(fall, -0.25) if -0.6 < fall < 0 else -0.2


def _type3_heights(font: Raw, matrix: tuple[float, ...]) -> tuple[float, float]:
    box = [float(one) for one in font.get("/FontBBox", ())]
    if len(box) != 4 or box[1] >= box[3]:
        return 0.75, -0.2
    return box[3] * matrix[3], box[1] * matrix[3]


def _procedures(font: Raw) -> dict[int, Any]:
    """Give a Type 3 font's glyph procedures by code, through its Differences."""
    procedures = font.get("/CharProcs", pikepdf.Dictionary())
    encoding = font.get("/Encoding", pikepdf.Dictionary())
    found: dict[int, Any] = {}
    code = 0
    for one in encoding.get("/Differences", ()) if isinstance(encoding, pikepdf.Dictionary) else ():
        if isinstance(one, pikepdf.Name):
            if isinstance(procedures.get(str(one)), pikepdf.Stream):
                found[code] = procedures[str(one)]
            code += 1
        else:
            code = int(one)
    return found
