"""The text of marked content, extracted from its glyphs for the descriptions of links."""

import re
import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

import pikepdf

from printissue.editions.tagged.content import ShownString

_HYPHEN = "\u2010"
_LINE = 0.6
"""The distance between baselines, in ems, from which text is on another line: less is a superscript or subscript."""


def map_glyphs_without_text(pdf: pikepdf.Pdf) -> None:
    """Map each glyph without text to a word joiner (U+2060), which is neither visible nor audible.

    If several glyphs draw a cluster of letters, as in Devanagari, WeasyPrint maps one of them to the text and the
    others to nothing. ISO 14289-1, 7.21.7 asks for a Unicode value of each.
    """
    for font in pdf.objects:
        if not isinstance(font, pikepdf.Dictionary) or font.get("/Type") != "/Font":
            continue
        if "/ToUnicode" in font:
            content = font.ToUnicode.read_bytes()
            if b"> <>" in content:
                font.ToUnicode.write(content.replace(b"> <>", b"> <2060>"))


class TextPiece(NamedTuple):
    """A piece of text, with the `y` of its baseline and its size in units of the content stream.

    A `size` of 0 means that it has no position.
    """

    text: str
    y: float = 0.0
    size: float = 0.0


def extract_text(strings: Iterable[ShownString]) -> TextPiece:
    """Return the text of strings, in reading order, at the position of the first glyph."""
    glyphs: list[str] = []
    y = size = 0.0
    for shown in strings:
        size = size or shown.size
        if not glyphs:
            y = shown.y
        if shown.font is not None:
            unicode = shown.font.unicode
            glyphs += (unicode.get(code, "") for code in shown.font.codes(shown.string))
    return TextPiece(_logical(glyphs), y, size)


def join_pieces(pieces: Iterable[TextPiece]) -> str:
    """Join pieces of text: as lines if a piece is lower or higher than the one before, else directly."""
    lines = [""]
    before = TextPiece("")
    for piece in pieces:
        if before.size and piece.size and abs(piece.y - before.y) > before.size * _LINE:
            lines.append("")
        lines[-1] += piece.text
        before = piece if piece.size else before
    return join_lines(lines)


def join_lines(texts: Iterable[str]) -> str:
    """Join the texts of lines with a space, or without one after a hyphen; strip white space at both ends."""
    joined = ""
    for text in texts:
        if joined.endswith(_HYPHEN):  # added by hyphenation
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
"""The parts of turned text that run from left to right: words of other scripts, with a number after them."""


def _logical(glyphs: list[str]) -> str:
    """Return glyphs in logical order: right-to-left text is drawn from its end, numbers and other scripts in it not."""
    if not any(
        unicodedata.bidirectional(char) in ("R", "AL") for glyph in glyphs for char in glyph
    ):
        return "".join(glyphs)
    backwards = "".join(reversed(glyphs))
    return _FORWARD.sub(lambda run: run.group()[::-1], backwards)
