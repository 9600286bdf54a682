"""From glyphs back to text: what marked content says, for the descriptions of links."""

import re
import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

import pikepdf

from printissue.editions.tagged.content import Run

_HYPHEN = "\u2010"
_LINE = 0.6  # of the size: less is a raised or lowered piece of the same line


def map_silent_glyphs(pdf: pikepdf.Pdf) -> None:
    """Map each glyph without text of its own to a word joiner, which nobody sees or hears.

    Where letters are drawn by several glyphs, as in Devanagari, WeasyPrint gives their text to one of these and none
    to the others. ISO 14289-1, 7.21.7 wants a Unicode value for each.
    """
    for font in pdf.objects:
        if not isinstance(font, pikepdf.Dictionary) or font.get("/Type") != "/Font":
            continue
        if "/ToUnicode" in font:
            content = font.ToUnicode.read_bytes()
            if b"> <>" in content:
                font.ToUnicode.write(content.replace(b"> <>", b"> <2060>"))


class Said(NamedTuple):
    """What a piece of content says, how far down the page its first glyph stands, and how large it is.

    Both are in the units of the content stream; `size` 0 means that the piece has no place of its own.
    """

    text: str
    down: float = 0.0
    size: float = 0.0


def text_of(runs: Iterable[Run]) -> Said:
    """Return the text that strings show, in reading order."""
    glyphs: list[str] = []
    down = size = 0.0
    for run in runs:
        size = size or run.size
        if not glyphs:
            down = run.down
        if run.font is not None:
            known = run.font.unicode
            glyphs += (known.get(code, "") for code in run.font.codes(run.string))
    return Said(_logical(glyphs), down, size)


def join_pieces(pieces: Iterable[Said]) -> str:
    """Join pieces of text: as they are on one line, as lines where one stands lower or higher than the one before."""
    lines = [""]
    before = Said("")
    for piece in pieces:
        if before.size and piece.size and abs(piece.down - before.down) > before.size * _LINE:
            lines.append("")
        lines[-1] += piece.text
        before = piece if piece.size else before
    return join_lines(lines)


def join_lines(texts: Iterable[str]) -> str:
    """Join the texts of lines: with a space, but where a hyphen ends one; no white space stays at the ends."""
    joined = ""
    for text in texts:
        if joined.endswith(_HYPHEN):  # put there to divide a word
            joined = joined[:-1] + text
        elif joined.endswith("-") and not joined.endswith(" -"):
            joined += text
        else:
            joined = f"{joined} {text}"
    return " ".join(joined.split())


_LETTER = r"(?:(?![\u0590-\u08ff\ufb1d-\ufefc])[^\W\d_])"
_FORWARD = re.compile(
    rf"(?:\d[\d.,:/]*[ -]?)?{_LETTER}(?:[^\u0590-\u08ff\ufb1d-\ufefc]*{_LETTER})?|\d+(?:[.,:/]\d+)*"
)
"""What runs from left to right in text that was turned round: words of other scripts, with a number after them."""


def _logical(glyphs: list[str]) -> str:
    """Turn right-to-left text, which is drawn from its end, round again.

    Numbers, and words of other scripts, are drawn from their start.
    """
    if not any(
        unicodedata.bidirectional(char) in ("R", "AL") for glyph in glyphs for char in glyph
    ):
        return "".join(glyphs)
    turned = "".join(reversed(glyphs))
    return _FORWARD.sub(lambda run: run.group()[::-1], turned)
