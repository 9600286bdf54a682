"""Rules about fonts: they are embedded, complete, and have a glyph for each character that is shown."""

import io
from collections.abc import Callable, Iterable, Iterator

import pikepdf
from fontTools import agl
from fontTools.cffLib import CFFFontSet
from fontTools.encodings.MacRoman import MacRoman
from fontTools.encodings.StandardEncoding import StandardEncoding
from fontTools.ttLib import TTFont
from pikepdf import Object

from printissue.core.findings import Finding
from printissue.pdf.fonts import Font, read_font
from printissue.pdf.objects import Raw, dictionary, font_name, key_of, number
from printissue.preflight.painted import UsedResource
from printissue.preflight.reader import used_resources
from printissue.preflight.subject import Check, Subject
from printissue.preflight.tagged_content import tagged_content

_PROGRAMS = ("/FontFile", "/FontFile2", "/FontFile3")
_MAGIC = (
    *(b"\0\1\0\0", b"true", b"ttcf", b"OTTO", b"typ1"),
    *(b"%!", b"\x80\x01", b"\1\0"),
)
"""The first bytes of TrueType, OpenType, Type 1 and CFF programs."""


def fonts_used(subject: Subject) -> list[UsedResource]:
    """Return the fonts that pages use, each once a page, including those of invisible text."""
    if subject.families == ("access",):  # the content is not read for other rules
        return [one for one in tagged_content(subject.pdf).resources if one.kind == "font"]
    return list(used_resources(subject, "font"))


def program_fault(font: Object) -> str:
    """Return what is wrong with the font program; an empty string where it is embedded and readable."""
    if font.get("/Subtype") == "/Type0":
        descendants = font.get("/DescendantFonts")
        inner = (
            descendants[0] if isinstance(descendants, pikepdf.Array) and len(descendants) else None
        )
        if not isinstance(inner, pikepdf.Dictionary):
            return "has no descendant font"
        font = inner
    descriptor = font.get("/FontDescriptor")
    if not isinstance(descriptor, pikepdf.Dictionary):
        return "is not embedded"
    program = next((descriptor.get(key) for key in _PROGRAMS if key in descriptor), None)
    if not isinstance(program, pikepdf.Stream):
        return "is not embedded"
    try:
        start = program.read_bytes()[:4]
    except pikepdf.PdfError:
        return "is embedded, but its program cannot be read"
    return "" if start.startswith(_MAGIC) else "is embedded, but its program is not a font"


def widths_fault(font: Object) -> str:
    """Return what is wrong with the widths of a simple font; composite fonts have a default width."""
    if font.get("/Subtype") == "/Type0":
        return ""
    widths, first = font.get("/Widths"), number(font.get("/FirstChar"))
    if not isinstance(widths, pikepdf.Array) or first is None:
        return "has no widths for its letters"
    last = number(font.get("/LastChar"))
    count = 0 if last is None else int(last - first) + 1
    return f"has {len(widths)} widths for {count} letters" if len(widths) < count else ""


def check_embedded(subject: Subject) -> Iterator[Finding]:
    """font-not-embedded: fonts of visible text are embedded, the fourteen standard fonts too."""
    faults = {
        (used.page, f"the font {_name(used)} {fault}"): used
        for used in reversed(fonts_used(subject))
        if used.rendered
        and used.resource.get("/Subtype") != "/Type3"
        and (fault := program_fault(used.resource))
    }
    hint = "embed the font when you export the PDF"
    yield from _as_findings(subject, faults, rule="font-not-embedded", hint=hint)


def check_widths(subject: Subject) -> Iterator[Finding]:
    """font-widths: fonts have the widths of their letters; otherwise each program spaces them differently."""
    faults = {
        (used.page, f"the font {_name(used)} {fault}"): used
        for used in reversed(fonts_used(subject))
        if used.rendered
        and (used.resource.get("/Subtype") == "/Type3" or not program_fault(used.resource))
        and (fault := widths_fault(used.resource))
    }
    hint = "export the PDF again, because its fonts are damaged"
    yield from _as_findings(subject, faults, rule="font-widths", hint=hint)


def check_type3(subject: Subject) -> Iterator[Finding]:
    """font-type3: no Type 3 fonts, whose glyphs are drawings or images without hinting."""
    faults = {
        (used.page, f"the font {_name(used)} is a Type 3 font, whose letters are drawings"): used
        for used in reversed(fonts_used(subject))
        if used.rendered and used.resource.get("/Subtype") == "/Type3"
    }
    hint = "use an outline font (OpenType, TrueType or Type 1)"
    yield from _as_findings(subject, faults, rule="font-type3", hint=hint)


def check_glyphs(subject: Subject) -> Iterator[Finding]:
    """glyph-missing: the font has a glyph for all text that is shown; otherwise a box or nothing is shown."""
    for used in fonts_used(subject):
        if not used.strings or used.resource.get("/Subtype") == "/Type3":
            continue
        missing = missing_codes(used.resource, used.strings)
        if not missing:
            continue
        code, string = next(iter(missing.items()))
        more = f", and {len(missing) - 1} more codes" if len(missing) > 1 else ""
        message = f"the font {_name(used)} has no glyph for the code {code:#x} that is shown{more}"
        hint = "set the text in a font that has these letters"
        yield Finding("glyph-missing", subject.at(used.page, used.strings[string]), message, hint)


def _name(used: UsedResource) -> str:
    return font_name(used.resource) or "without a name"


def _as_findings(
    subject: Subject, faults: dict[tuple[int, str], UsedResource], *, rule: str, hint: str
) -> Iterator[Finding]:
    """Yield a finding for each page and message: subsets of one font are one fault."""
    for (page, message), used in reversed(faults.items()):
        yield Finding(rule, subject.at(page, used.box), message, hint)


CHECKS: tuple[Check, ...] = (check_embedded, check_widths, check_type3, check_glyphs)
"""The checks of this module."""


# the glyphs of a font program
#
# Only what is certain: fonts whose codes lead to glyphs by what is in the file (ISO 32000-1, 9.6.6 and 9.7.4). White
# space is left out, because its glyph shows nothing.

HasGlyph = Callable[[int], bool]
"""True if a font has a glyph for a character code."""
_NOTDEF = ".notdef"
_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad \t\r\n\u00a0\u2002\u2003\u2009"


def missing_codes(font: Raw, strings: Iterable[bytes]) -> dict[int, bytes]:
    """Return the character codes in `strings` without a glyph, each with the first string that has it."""
    read = read_font(font)
    try:
        has_glyph = _composite(font) if font.get("/Subtype") == "/Type0" else _simple(font)
    except Exception:  # another rule reports a program that fontTools cannot read
        return {}
    if has_glyph is None:
        return {}
    found: dict[int, bytes] = {}
    known: dict[int, bool] = {}
    for string in strings:
        for code in read.codes(string):
            if code not in known:
                known[code] = has_glyph(code) or _is_space(read, code)
            if not known[code]:
                found.setdefault(code, string)
    return found


def _is_space(font: Font, code: int) -> bool:
    text = font.unicode.get(code)
    if text is None:
        return font.code_length == 1 and code in (9, 10, 13, 32, 160)
    return not text.strip(_INVISIBLE)


def _composite(font: Raw) -> HasGlyph | None:
    """Return the test for a composite font whose codes are its CIDs; None for any other encoding."""
    inner = font.DescendantFonts[0]
    if key_of(font.get("/Encoding")) not in ("/Identity-H", "/Identity-V"):
        return None
    descriptor = dictionary(inner.get("/FontDescriptor"))
    if isinstance(program := descriptor.get("/FontFile2"), pikepdf.Stream):
        return _true_type(program, inner.get("/CIDToGIDMap"))
    if isinstance(program := descriptor.get("/FontFile3"), pikepdf.Stream):
        return _cff_by_cid(program)
    return None


def _true_type(program: Raw, cid_to_gid: Raw) -> HasGlyph:
    count: int = TTFont(io.BytesIO(program.read_bytes()), lazy=True)["maxp"].numGlyphs
    table = cid_to_gid.read_bytes() if isinstance(cid_to_gid, pikepdf.Stream) else None

    def has_glyph(code: int) -> bool:
        glyph = code if table is None else int.from_bytes(table[2 * code : 2 * code + 2], "big")
        return 0 < glyph < count

    return has_glyph


def _cff_by_cid(program: Raw) -> HasGlyph:
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


def _simple(font: Raw) -> HasGlyph | None:
    """Return the test for a simple CFF or TrueType font; None where its encoding is not certain."""
    descriptor = dictionary(font.get("/FontDescriptor"))
    symbolic = bool(int(descriptor.get("/Flags", 0)) & 4)
    if isinstance(program := descriptor.get("/FontFile3"), pikepdf.Stream):
        return _cff_by_name(_cff(program), font.get("/Encoding"))
    program = descriptor.get("/FontFile2")
    if isinstance(program, pikepdf.Stream) and not symbolic:
        return _true_type_by_name(TTFont(io.BytesIO(program.read_bytes()), lazy=True), font)
    return None


def _cff_by_name(top: Raw, encoding: Raw) -> HasGlyph | None:
    if hasattr(top, "ROS"):
        return None
    own = top.Encoding if isinstance(top.Encoding, list) else None
    base = own or (list(StandardEncoding) if top.Encoding == "StandardEncoding" else None)
    names = _glyph_names(encoding, base)
    present = set(top.charset) - {_NOTDEF}
    return None if names is None else lambda code: names[code] in present


def _true_type_by_name(program: TTFont, font: Raw) -> HasGlyph | None:
    names = _glyph_names(font.get("/Encoding"), None)
    table = program["cmap"].getBestCmap() if "cmap" in program else None
    if names is None or not table or not any(one.isUnicode() for one in program["cmap"].tables):
        return None
    post = set(program.getGlyphOrder()) if "post" in program else set()

    def has_glyph(code: int) -> bool:
        name = names[code]
        letters = agl.toUnicode(name)
        return name in post or (len(letters) != 1 or ord(letters) in table)

    return has_glyph


def _glyph_names(encoding: Raw, base: list[str] | None) -> list[str] | None:
    """Return the glyph names of the 256 codes; None where the file does not define them."""
    named = encoding.get("/BaseEncoding") if isinstance(encoding, pikepdf.Dictionary) else encoding
    if isinstance(named, pikepdf.Name):
        predefined = {"/WinAnsiEncoding": _WIN_ANSI, "/MacRomanEncoding": list(MacRoman)}
        base = predefined.get(key_of(named), base)
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


def _win_ansi() -> list[str]:
    names = []
    for code in range(256):
        letter = bytes([code]).decode("cp1252", "replace")
        name = agl.UV2AGL.get(ord(letter), "bullet" if code > 126 else _NOTDEF)
        names.append({160: "space", 173: "hyphen"}.get(code, name))
    return names


_WIN_ANSI = _win_ansi()
"""WinAnsiEncoding (ISO 32000-1, annex D): unused codes above 126 are bullets."""
