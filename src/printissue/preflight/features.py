"""Rules about what PDF/X excludes, such as PostScript and transfer curves, and about content that cannot be read."""

from collections.abc import Iterator

import pikepdf
from pikepdf import Object

from printissue.core.findings import Finding, Place
from printissue.pdf.boxes import Rect
from printissue.pdf.objects import number
from printissue.pdf.objects import text as decoded
from printissue.preflight.claims import read_claims
from printissue.preflight.painted import UsedResource
from printissue.preflight.reader import content_of, used_resources
from printissue.preflight.subject import Check, Subject, Violation, as_findings

_OPAQUE_BLEND_MODES = frozenset({"/Normal", "/Compatible"})
_NEW_FILTERS = {"/JPXDecode": "JPEG 2000", "/JBIG2Decode": "JBIG2", "/LZWDecode": "LZW"}
"""Filters that PDF/X-1a and X-3 do not allow."""
_PROCESS_HALFTONES = ("/Default", "/Cyan", "/Magenta", "/Yellow", "/Black")
"""The parts of a type 5 halftone that need no transfer function."""


def check_content(subject: Subject) -> Iterator[Finding]:
    """content-fault: all operators are known, and the resources that they name exist."""
    hint = (
        "export the file again from the program that made it; every reader handles this differently"
    )
    violations = (
        Violation(
            "content-fault",
            fault.page,
            fault.message if fault.path == "page" else f"in {fault.path}: {fault.message}",
            hint,
            fault.box,
        )
        for fault in content_of(subject).faults
    )
    yield from as_findings(subject, violations)


def check_external_content(subject: Subject) -> Iterator[Finding]:
    """postscript, opi, reference-xobject, alternate-image: the file itself has all that is printed."""
    for used in used_resources(subject, "form", "image"):
        xobject, place = used.resource, _place(subject, used)
        if "/PS" in (xobject.get("/Subtype"), xobject.get("/Subtype2")) or "/PS" in xobject:
            message = "the page contains PostScript"
            yield Finding("postscript", place, message, "draw it as PDF content instead")
        if "/OPI" in xobject:
            message = "a placeholder (OPI) refers to an image that is not in the file"
            yield Finding("opi", place, message, "embed the image itself")
        if "/Ref" in xobject:
            message = "the page shows a page of another file"
            yield Finding("reference-xobject", place, message, "embed that page itself")
        if any(bool(one.get("/DefaultForPrinting", False)) for one in _alternates(xobject)):
            message = "a different image is printed than the one on the screen"
            yield Finding("alternate-image", place, message, "keep only one of the images")


def _alternates(image: Object) -> list[Object]:
    alternates = image.get("/Alternates")
    if not isinstance(alternates, pikepdf.Array):
        return []
    return [one for one in alternates if isinstance(one, pikepdf.Dictionary)]


def check_transfer_and_halftones(subject: Subject) -> Iterator[Finding]:
    """transfer-curve, halftone: no transfer functions, and no halftones that PDF/X does not allow."""
    for used in used_resources(subject, "gstate"):
        state, place = used.resource, _place(subject, used)
        if _has_transfer_function(state) or _halftone_has_transfer_function(state):
            message = "a transfer curve changes the tones on the way to the press"
            yield Finding("transfer-curve", place, message, "apply it to the artwork itself")
        halftone = state.get("/HT", pikepdf.Name.Default)
        is_dictionary = isinstance(halftone, pikepdf.Dictionary)
        kind = number(halftone.get("/HalftoneType")) if is_dictionary else 1
        if "/HTP" in state or kind not in (1, 5):
            message = "the file sets a halftone that PDF/X does not allow"
            yield Finding("halftone", place, message, "remove it; the press does the screening")


def _has_transfer_function(state: Object) -> bool:
    """Return whether a graphics state sets a transfer function that changes anything (ISO 32000-1, table 58)."""
    value = state.get("/TR2", state.get("/TR"))
    functions = list(value) if isinstance(value, pikepdf.Array) else [value]
    return any(one is not None and one not in ("/Identity", "/Default") for one in functions)


def _halftone_has_transfer_function(state: Object) -> bool:
    """Return whether a halftone has a transfer function for an ink that needs none (ISO 32000-1, 10.6.5)."""
    halftone = state.get("/HT")
    if not isinstance(halftone, pikepdf.Dictionary):
        return False
    parts = [halftone, *(halftone.get(key) for key in _PROCESS_HALFTONES)]
    functions = (
        one.get("/TransferFunction") for one in parts if isinstance(one, pikepdf.Dictionary)
    )
    return any(one is not None and one != "/Identity" for one in functions)


def check_transparency(subject: Subject) -> Iterator[Finding]:
    """transparency, compression: PDF/X-1a and X-3 have neither transparency nor newer compression."""
    claims = read_claims(subject.pdf)
    if claims.is_x4:
        yield from _check_lzw(subject)
    if not claims.is_opaque:
        return
    hint = f"flatten it, or export PDF/X-4 instead of {claims.pdfx}"
    reported: set[tuple[int, str]] = set()
    for page, what, box in transparent(subject):
        if (page, what) not in reported:
            reported.add((page, what))
            place = subject.at(page, box)
            yield Finding("transparency", place, f"the page uses transparency: {what}", hint)
    for used in used_resources(subject, "image"):
        for name in _filters(used.resource) & _NEW_FILTERS.keys():
            message = f"an image is compressed as {_NEW_FILTERS[name]}"
            yield Finding("compression", _place(subject, used), message, "use JPEG or Flate")


def _check_lzw(subject: Subject) -> Iterator[Finding]:
    """Yield a warning for LZW in PDF/X-4: all programs that read PDF/X support Flate, but some do not support LZW."""
    for used in used_resources(subject, "image", "form"):
        if "/LZWDecode" in _filters(used.resource):
            what = "an image" if used.kind == "image" else "a part of the page"
            message = f"{what} is compressed as LZW, which some print shops do not accept"
            place = _place(subject, used)
            yield Finding("compression", place, message, "use Flate", "warning")


def transparent(subject: Subject) -> Iterator[tuple[int, str, Rect | None]]:
    """Yield the kinds of transparency that each page uses, with the page and the place of the first use."""
    for number_of_page, page in enumerate(subject.pdf.pages, 1):
        if _is_group(page.obj):
            yield number_of_page, "a group", None
    for used in used_resources(subject, "gstate", "image", "form"):
        resource = used.resource
        if used.kind == "form" and _is_group(resource):
            yield used.page, "a group", used.box
        has_mask = "/SMask" in resource or number(resource.get("/SMaskInData", 0))
        if used.kind == "image" and has_mask:
            yield used.page, "an image with a soft mask", used.box
        if used.kind == "gstate":
            yield from ((used.page, what, used.box) for what in _transparency_of(resource))


def _is_group(xobject: Object) -> bool:
    group = xobject.get("/Group")
    return isinstance(group, pikepdf.Dictionary) and group.get("/S") == "/Transparency"


def _transparency_of(state: Object) -> Iterator[str]:
    for key in ("/ca", "/CA"):
        alpha = number(state.get(key, 1))
        if alpha is not None and alpha < 1:
            yield f"an opacity of {alpha:.0%}"
    if isinstance(state.get("/SMask"), pikepdf.Dictionary):
        yield "a soft mask"
    blend = state.get("/BM")
    first = blend[0] if isinstance(blend, pikepdf.Array) and len(blend) else blend
    if isinstance(first, pikepdf.Name) and decoded(first) not in _OPAQUE_BLEND_MODES:
        yield f"the blend mode {decoded(first)[1:]}"


def _filters(stream: Object) -> set[str]:
    value = stream.get("/Filter")
    filters = list(value) if isinstance(value, pikepdf.Array) else [value]
    return {decoded(one) for one in filters if isinstance(one, pikepdf.Name)}


def _place(subject: Subject, used: UsedResource) -> Place:
    return subject.at(used.page, used.box)


CHECKS: tuple[Check, ...] = (
    check_external_content,
    check_transfer_and_halftones,
    check_transparency,
)
"""The checks of a document for print; `check_content` is one of what pages paint."""
