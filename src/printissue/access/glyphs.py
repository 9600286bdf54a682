"""From glyphs back to text: what marked content says, for the descriptions of links."""

import re
import unicodedata
from collections.abc import Iterable

import pikepdf

Fonts = dict[bytes, dict[bytes, str]]
"""By the name of a font resource: the text of each glyph, by its code in lower-case hexadecimal."""

_PAIR = re.compile(rb"<([0-9a-fA-F]+)> <([0-9a-fA-F]*)>")
_HEX = re.compile(rb"<([0-9a-fA-F]*)>")
_HYPHEN = "\u2010"


def read_fonts(resources: pikepdf.Object) -> Fonts:
    """Read the ToUnicode maps of a resource dictionary's fonts."""
    fonts: Fonts = {}
    for name, font in resources.get("/Font", pikepdf.Dictionary()).items():
        if "/ToUnicode" in font:
            data = font.ToUnicode.read_bytes().partition(b"endcodespacerange")[2]
            fonts[name[1:].encode()] = {
                code.lower(): bytes.fromhex(text.decode()).decode("utf-16-be", "ignore")
                for code, text in _PAIR.findall(data)
            }
    return fonts


def text_of(lines: Iterable[bytes], fonts: Fonts) -> str:
    """Read the text that lines of a content stream show, in the order of reading."""
    glyphs: list[str] = []
    font: dict[bytes, str] = {}
    for line in lines:
        if line.endswith(b" Tf"):
            font = fonts.get(line.split(b" ", 1)[0][1:], {})
        elif line.endswith((b" TJ", b" Tj")):
            width = max((len(code) for code in font), default=4)
            for run in _HEX.findall(line):
                glyphs += (
                    font.get(run[i : i + width].lower(), "") for i in range(0, len(run), width)
                )
    return _logical(glyphs)


def join_lines(texts: Iterable[str]) -> str:
    """Join the texts of lines: a space between them, none where a hyphen divided a word, no white space at the ends."""
    joined = ""
    for text in texts:
        joined = joined[:-1] + text if joined.endswith(_HYPHEN) else f"{joined} {text}"
    return " ".join(joined.split())


def _logical(glyphs: list[str]) -> str:
    """Turn right-to-left text, which is drawn from its end, round again; numbers in it are drawn from their start."""
    if not any(
        unicodedata.bidirectional(char) in ("R", "AL") for glyph in glyphs for char in glyph
    ):
        return "".join(glyphs)
    turned = "".join(reversed(glyphs))
    return re.sub(r"\d+(?:[.,:/]\d+)*", lambda number: number.group()[::-1], turned)
