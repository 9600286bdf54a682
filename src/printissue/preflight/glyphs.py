"""Which codes of a font its program has no glyph for: a reader shows .notdef for them, a box or nothing.

Only what can be told for certain: fonts whose codes lead to glyphs in a way that is all in the file (ISO 32000-1, 9.6.6
and 9.7.4). Codes of white space are left out, for their glyph shows nothing anyway.
"""

import io
from collections.abc import Callable, Iterable

import pikepdf
from fontTools import agl
from fontTools.cffLib import CFFFontSet
from fontTools.encodings.MacRoman import MacRoman
from fontTools.encodings.StandardEncoding import StandardEncoding
from fontTools.ttLib import TTFont

from printissue.pdf.fonts import Font, read_font
from printissue.pdf.objects import Raw, dictionary, key_of

Has = Callable[[int], bool]
"""Whether a font has a glyph for a code."""
_NOTDEF = ".notdef"


def missing_codes(font: Raw, strings: Iterable[bytes]) -> dict[int, bytes]:
    """Return the codes of strings that a font has no glyph for, each with the first string that has it."""
    read = read_font(font)
    try:
        has = _composite(font) if font.get("/Subtype") == "/Type0" else _simple(font)
    except Exception:  # a program that fontTools cannot read is another rule's
        return {}
    if has is None:
        return {}
    found: dict[int, bytes] = {}
    known: dict[int, bool] = {}
    for string in strings:
        for code in read.codes(string):
            if code not in known:
                known[code] = has(code) or _is_space(read, code)
            if not known[code]:
                found.setdefault(code, string)
    return found


def _is_space(font: Font, code: int) -> bool:
    text = font.unicode.get(code)
    if text is None:
        return font.code_length == 1 and code in (9, 10, 13, 32, 160)
    return not text.strip("\u200b\u200c\u200d\u2060\ufeff\u00ad \t\r\n\u00a0\u2002\u2003\u2009")


def _composite(font: Raw) -> Has | None:
    """Return the test of a composite font whose codes are its CIDs; None for any other encoding."""
    inner = font.DescendantFonts[0]
    if key_of(font.get("/Encoding")) not in ("/Identity-H", "/Identity-V"):
        return None
    descriptor = dictionary(inner.get("/FontDescriptor"))
    if isinstance(program := descriptor.get("/FontFile2"), pikepdf.Stream):
        return _true_type(program, inner.get("/CIDToGIDMap"))
    if isinstance(program := descriptor.get("/FontFile3"), pikepdf.Stream):
        return _cff_by_cid(program)
    return None


def _true_type(program: Raw, mapped: Raw) -> Has:
    count: int = TTFont(io.BytesIO(program.read_bytes()), lazy=True)["maxp"].numGlyphs
    table = mapped.read_bytes() if isinstance(mapped, pikepdf.Stream) else None

    def has(code: int) -> bool:
        glyph = code if table is None else int.from_bytes(table[2 * code : 2 * code + 2], "big")
        return 0 < glyph < count

    return has


def _cff_by_cid(program: Raw) -> Has:
    top = _cff(program)
    names: list[str] = top.charset
    if hasattr(top, "ROS"):
        present: set[str] = set(names)
        return lambda code: code > 0 and f"cid{code:05d}" in present
    count = len(names)
    return lambda code: 0 < code < count


def _cff(program: Raw) -> Raw:
    data = program.read_bytes()
    if data[:4] == b"OTTO":
        return TTFont(io.BytesIO(data), lazy=True)["CFF "].cff[0]
    fonts = CFFFontSet()
    fonts.decompile(io.BytesIO(data), None)
    return fonts[0]


def _simple(font: Raw) -> Has | None:
    """Return the test of a simple font whose program is CFF or TrueType; None where its encoding is not certain."""
    descriptor = dictionary(font.get("/FontDescriptor"))
    symbolic = bool(int(descriptor.get("/Flags", 0)) & 4)
    if isinstance(program := descriptor.get("/FontFile3"), pikepdf.Stream):
        return _cff_by_name(_cff(program), font.get("/Encoding"))
    program = descriptor.get("/FontFile2")
    if isinstance(program, pikepdf.Stream) and not symbolic:
        return _true_type_by_name(TTFont(io.BytesIO(program.read_bytes()), lazy=True), font)
    return None


def _cff_by_name(top: Raw, encoding: Raw) -> Has | None:
    if hasattr(top, "ROS"):
        return None
    own = top.Encoding if isinstance(top.Encoding, list) else None
    base = own or (list(StandardEncoding) if top.Encoding == "StandardEncoding" else None)
    names = _names(encoding, base)
    present = set(top.charset) - {_NOTDEF}
    return None if names is None else lambda code: names[code] in present


def _true_type_by_name(program: TTFont, font: Raw) -> Has | None:
    names = _names(font.get("/Encoding"), None)
    table = program["cmap"].getBestCmap() if "cmap" in program else None
    if names is None or not table or not any(one.isUnicode() for one in program["cmap"].tables):
        return None
    post = set(program.getGlyphOrder()) if "post" in program else set()

    def has(code: int) -> bool:
        name = names[code]
        letters = agl.toUnicode(name)
        return name in post or (len(letters) != 1 or ord(letters) in table)

    return has


def _names(encoding: Raw, base: list[str] | None) -> list[str] | None:
    """Return the glyph names of the 256 codes; None where the file does not settle them."""
    named = encoding.get("/BaseEncoding") if isinstance(encoding, pikepdf.Dictionary) else encoding
    if isinstance(named, pikepdf.Name):
        base = {"/WinAnsiEncoding": _WIN, "/MacRomanEncoding": list(MacRoman)}.get(
            key_of(named), base
        )
    if base is None:
        return None
    names = list(base)
    if isinstance(encoding, pikepdf.Dictionary):
        code = 0
        for one in encoding.get("/Differences", ()):
            if isinstance(one, pikepdf.Name):
                if code < len(names):
                    names[code] = key_of(one)[1:]
                code += 1
            else:
                code = int(one)
    return names


def _win() -> list[str]:
    names = []
    for code in range(256):
        letter = bytes([code]).decode("cp1252", "replace")
        name = agl.UV2AGL.get(ord(letter), "bullet" if code > 126 else _NOTDEF)
        names.append({160: "space", 173: "hyphen"}.get(code, name))
    return names


_WIN = _win()
"""WinAnsiEncoding (annex D): unused codes above 126 are bullets."""
