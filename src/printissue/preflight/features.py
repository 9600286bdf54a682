"""Rules over what PDF/X keeps out of a file: PostScript, stand-ins, transfer curves, and under X-1a transparency."""

from collections.abc import Iterator

import pikepdf
from pikepdf import Object

from printissue.core.findings import Finding, Place
from printissue.pdf.boxes import Rect
from printissue.pdf.objects import number
from printissue.pdf.objects import text as decoded
from printissue.preflight.claims import read_claims
from printissue.preflight.painted import UsedResource
from printissue.preflight.reader import used_resources
from printissue.preflight.subject import Check, Subject

_OPAQUE_BLENDS = frozenset({"/Normal", "/Compatible"})
_LATER = {"/JPXDecode": "JPEG 2000", "/JBIG2Decode": "JBIG2", "/LZWDecode": "LZW"}
"""Filters that PDF/X-1a and X-3 do not take."""
_PROCESS = ("/Default", "/Cyan", "/Magenta", "/Yellow", "/Black")
"""The parts of a halftone of type 5 that need no transfer function."""


def check_stand_ins(subject: Subject) -> Iterator[Finding]:
    """Find PostScript, references to other files, OPI stand-ins and alternate pictures."""
    for used in used_resources(subject, "form", "image"):
        thing, place = used.resource, _place(subject, used)
        if "/PS" in (thing.get("/Subtype"), thing.get("/Subtype2")) or "/PS" in thing:
            yield Finding("postscript", place, "PostScript stands in the page", "redraw it as PDF")
        if "/OPI" in thing:
            message = "a stand-in (OPI) waits for a picture that is not in the file"
            yield Finding("opi", place, message, "put the picture itself in")
        if "/Ref" in thing:
            message = "the page shows a page of another file"
            yield Finding("reference-xobject", place, message, "put the page itself in")
        if any(bool(one.get("/DefaultForPrinting", False)) for one in _alternates(thing)):
            message = "another picture than the one on the screen is to be printed"
            yield Finding("alternate-image", place, message, "keep one picture")


def _alternates(thing: Object) -> list[Object]:
    listed = thing.get("/Alternates")
    if not isinstance(listed, pikepdf.Array):
        return []
    return [one for one in listed if isinstance(one, pikepdf.Dictionary)]


def check_curves(subject: Subject) -> Iterator[Finding]:
    """Find transfer curves and halftones that change what the press does."""
    for used in used_resources(subject, "gstate"):
        state, place = used.resource, _place(subject, used)
        if _curves(state) or _bends(state):
            message = "a transfer curve changes the tones on the way to the press"
            yield Finding("transfer-curve", place, message, "apply it to the artwork itself")
        screen = state.get("/HT", pikepdf.Name.Default)
        kind = number(screen.get("/HalftoneType")) if isinstance(screen, pikepdf.Dictionary) else 1
        if "/HTP" in state or kind not in (1, 5):
            message = "the file sets a halftone that PDF/X does not take"
            yield Finding("halftone", place, message, "leave the screening to the press")


def _curves(state: Object) -> bool:
    """Return whether a graphics state sets a transfer function that changes anything (ISO 32000-1, table 58)."""
    given = state.get("/TR2", state.get("/TR"))
    functions = list(given) if isinstance(given, pikepdf.Array) else [given]
    return any(one is not None and one not in ("/Identity", "/Default") for one in functions)


def _bends(state: Object) -> bool:
    """Tell whether a halftone has a transfer function where the ink needs none (ISO 32000-1, 10.6.5)."""
    screen = state.get("/HT")
    if not isinstance(screen, pikepdf.Dictionary):
        return False
    parts = [screen, *(screen.get(key) for key in _PROCESS)]
    given = (one.get("/TransferFunction") for one in parts if isinstance(one, pikepdf.Dictionary))
    return any(one is not None and one != "/Identity" for one in given)


def check_transparency(subject: Subject) -> Iterator[Finding]:
    """Find transparency, and compressions of a later day, in a file that claims PDF/X-1a or PDF/X-3."""
    claims = read_claims(subject.pdf)
    if claims.is_x4:
        yield from _old_codings(subject)
    if not claims.is_opaque:
        return
    hint = f"flatten it, or make PDF/X-4 instead of {claims.pdfx}"
    said: set[tuple[int, str]] = set()
    for page, what, box in transparent(subject):
        if (page, what) not in said:
            said.add((page, what))
            place = subject.at(page, box)
            yield Finding("transparency", place, f"the page uses transparency: {what}", hint)
    for used in used_resources(subject, "image"):
        for name in _filters(used.resource) & _LATER.keys():
            message = f"a picture is compressed as {_LATER[name]}"
            yield Finding("compression", _place(subject, used), message, "use JPEG or Flate")


def _old_codings(subject: Subject) -> Iterator[Finding]:
    """Find LZW in a PDF/X-4: all that takes PDF/X takes Flate, and some of it no LZW."""
    for used in used_resources(subject, "image", "form"):
        if "/LZWDecode" in _filters(used.resource):
            what = "a picture" if used.kind == "image" else "a part of the page"
            message = f"{what} is compressed as LZW, which shops refuse at times"
            place = _place(subject, used)
            yield Finding("compression", place, message, "use Flate", "warning")


def transparent(subject: Subject) -> Iterator[tuple[int, str, Rect | None]]:
    """Give each page's kinds of transparency, and where they are first used."""
    for count, page in enumerate(subject.pdf.pages, 1):
        if _is_group(page.obj):
            yield count, "a group", None
    for used in used_resources(subject, "gstate", "image", "form"):
        thing = used.resource
        if used.kind == "form" and _is_group(thing):
            yield used.page, "a group", used.box
        if used.kind == "image" and ("/SMask" in thing or number(thing.get("/SMaskInData", 0))):
            yield used.page, "a picture with a soft mask", used.box
        if used.kind == "gstate":
            yield from ((used.page, what, used.box) for what in _of_state(thing))


def _is_group(thing: Object) -> bool:
    group = thing.get("/Group")
    return isinstance(group, pikepdf.Dictionary) and group.get("/S") == "/Transparency"


def _of_state(state: Object) -> Iterator[str]:
    for key in ("/ca", "/CA"):
        alpha = number(state.get(key, 1))
        if alpha is not None and alpha < 1:
            yield f"an opacity of {alpha:.0%}"
    if isinstance(state.get("/SMask"), pikepdf.Dictionary):
        yield "a soft mask"
    blend = state.get("/BM")
    first = blend[0] if isinstance(blend, pikepdf.Array) and len(blend) else blend
    if isinstance(first, pikepdf.Name) and decoded(first) not in _OPAQUE_BLENDS:
        yield f"the blend mode {decoded(first)[1:]}"


def _filters(stream: Object) -> set[str]:
    given = stream.get("/Filter")
    listed = list(given) if isinstance(given, pikepdf.Array) else [given]
    return {decoded(one) for one in listed if isinstance(one, pikepdf.Name)}


def _place(subject: Subject, used: UsedResource) -> Place:
    return subject.at(used.page, used.box)


CHECKS: tuple[Check, ...] = (check_stand_ins, check_curves, check_transparency)
"""The rules of this module."""
