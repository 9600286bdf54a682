"""Rules over fonts: embedded, whole, and of a kind that presses print as it is."""

from collections.abc import Iterator

import pikepdf
from pikepdf import Object

from printissue.core.findings import Finding
from printissue.pdf.objects import font_name, number
from printissue.preflight.glyphs import missing_codes
from printissue.preflight.painted import UsedResource
from printissue.preflight.reader import used_resources
from printissue.preflight.subject import Check, Subject
from printissue.preflight.tagged_content import tagged_content

_PROGRAMS = ("/FontFile", "/FontFile2", "/FontFile3")
_STARTS = (
    *(b"\0\1\0\0", b"true", b"ttcf", b"OTTO", b"typ1"),
    *(b"%!", b"\x80\x01", b"\1\0"),
)
"""How TrueType, OpenType, Type 1 and CFF programs begin."""


def _named(used: UsedResource) -> str:
    return font_name(used.resource) or "without a name"


def fonts_used(subject: Subject) -> list[UsedResource]:
    """Return the fonts that pages use, each once a page, those of invisible text too."""
    if subject.families == ("access",):  # which need no more of the pages than their text
        return [one for one in tagged_content(subject.pdf).resources if one.kind == "font"]
    return list(used_resources(subject, "font"))


def program_fault(font: Object) -> str:
    """Tell what is wrong with a font's program; an empty text where it is there and whole."""
    if font.get("/Subtype") == "/Type0":
        below = font.get("/DescendantFonts")
        inner = below[0] if isinstance(below, pikepdf.Array) and len(below) else None
        if not isinstance(inner, pikepdf.Dictionary):
            return "has no font below it"
        font = inner
    described = font.get("/FontDescriptor")
    if not isinstance(described, pikepdf.Dictionary):
        return "is not embedded"
    program = next((described.get(key) for key in _PROGRAMS if key in described), None)
    if not isinstance(program, pikepdf.Stream):
        return "is not embedded"
    try:
        start = program.read_bytes()[:4]
    except pikepdf.PdfError:
        return "is embedded, but its program cannot be read"
    return "" if start.startswith(_STARTS) else "is embedded, but its program is none"


def widths_fault(font: Object) -> str:
    """Tell what is wrong with a font's table of widths; composite fonts have a usual one."""
    if font.get("/Subtype") == "/Type0":
        return ""
    widths, first = font.get("/Widths"), number(font.get("/FirstChar"))
    if not isinstance(widths, pikepdf.Array) or first is None:
        return "does not say how wide its letters are"
    last = number(font.get("/LastChar"))
    asked = 0 if last is None else int(last - first) + 1
    return f"has {len(widths)} widths for {asked} letters" if len(widths) < asked else ""


def check_embedded(subject: Subject) -> Iterator[Finding]:
    """Find fonts that are used and not embedded; the fourteen that every reader has are no exception."""
    wrong = {
        (used.page, f"the font {_named(used)} {fault}"): used
        for used in reversed(fonts_used(subject))
        if used.rendered
        and used.resource.get("/Subtype") != "/Type3"
        and (fault := program_fault(used.resource))
    }
    yield from _each(subject, wrong, ("font-not-embedded", "embed it when making the PDF"))


def check_widths(subject: Subject) -> Iterator[Finding]:
    """Find fonts whose letters have no width: each reader spaces them in its own way."""
    wrong = {
        (used.page, f"the font {_named(used)} {fault}"): used
        for used in reversed(fonts_used(subject))
        if used.rendered
        and (used.resource.get("/Subtype") == "/Type3" or not program_fault(used.resource))
        and (fault := widths_fault(used.resource))
    }
    yield from _each(subject, wrong, ("font-widths", "make the PDF anew: its fonts are damaged"))


def check_type3(subject: Subject) -> Iterator[Finding]:
    """Find fonts of Type 3, whose glyphs are drawings or pictures that no hinting helps."""
    drawn = {
        (
            used.page,
            f"the font {_named(used)} is of Type 3: its letters are drawings",
        ): used
        for used in reversed(fonts_used(subject))
        if used.rendered and used.resource.get("/Subtype") == "/Type3"
    }
    yield from _each(subject, drawn, ("font-type3", "use the font's outlines"))


def check_glyphs(subject: Subject) -> Iterator[Finding]:
    """Find text whose font has no glyph for it: a box or nothing is shown in its place."""
    for used in fonts_used(subject):
        if not used.strings or used.resource.get("/Subtype") == "/Type3":
            continue
        missing = missing_codes(used.resource, used.strings)
        if not missing:
            continue
        code, string = next(iter(missing.items()))
        more = f", and {len(missing) - 1} more codes" if len(missing) > 1 else ""
        message = f"the font {_named(used)} has no glyph for the code {code:#x} that is shown{more}"
        hint = "set the text in a font that has these letters"
        yield Finding("glyph-missing", subject.at(used.page, used.strings[string]), message, hint)


def _each(
    subject: Subject, said: dict[tuple[int, str], UsedResource], rule: tuple[str, str]
) -> Iterator[Finding]:
    """Give a finding for each message of a page, with the rule and its hint: subsets of one font are one fault."""
    for (page, message), used in reversed(said.items()):
        place = subject.at(page, used.box)
        yield Finding(rule[0], place, message, rule[1])


CHECKS: tuple[Check, ...] = (check_embedded, check_widths, check_type3, check_glyphs)
"""The rules of this module."""
