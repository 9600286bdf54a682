"""Rules over what PDF/X asks of the document itself, and GWG 2022 R0001, which sums up all of them.

There is no free validator of PDF/X: these rules are what can be read from the file, no proof of conformance.
"""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterator

import pikepdf

from printissue.core.counting import ranges
from printissue.core.findings import Finding
from printissue.core.rules import Severity
from printissue.pdf.metadata import XmpPacket, read_xmp_packet
from printissue.pdf.objects import text as decoded
from printissue.preflight import boxes, features, fonts, intent, interactive
from printissue.preflight.claims import Claims, info_text, read_claims
from printissue.preflight.reader import content_of
from printissue.preflight.subject import Check, Subject

_NEEDED = (
    *("dc:title", "xmp:CreateDate", "xmp:ModifyDate", "xmp:MetadataDate"),
    *("xmpMM:DocumentID", "xmpMM:VersionID", "xmpMM:RenditionClass"),
)
"""What the XMP packet of PDF/X-4 holds besides the claim (ISO 15930-7)."""
_OLD_NEEDED = ("/Title", "/CreationDate", "/ModDate")
"""What the Info dictionary of PDF/X-1a and X-3 holds."""
_SAME = {
    "/Title": "dc:title",
    "/CreationDate": "xmp:CreateDate",
    "/ModDate": "xmp:ModifyDate",
    "/Trapped": "pdf:Trapped",
}
_DATE = re.compile(
    r"(?:D:)?(\d{4})-?(\d\d)?-?(\d\d)?T?(\d\d)?:?(\d\d)?:?(\d\d)?(?:\.\d+)?(?:Z|([+-])(\d\d)[':]?(\d\d)?'?)?"
)
BREACHES = frozenset(
    {
        *("box-damaged", "box-outside", "trim-missing", "trim-and-art", "encrypted", "annotation"),
        *("form-field", "form-xfa", "script", "postscript", "opi", "reference-xobject"),
        *("alternate-image", "transfer-curve", "halftone", "font-not-embedded", "intent-missing"),
        *("intent-several", "intent-profile", "pdfx-version", "pdfx-metadata", "pdfx-trapped"),
        "pdfx-id",
    }
)
"""The rules whose breach is one of PDF/X-4."""


def check_version(subject: Subject) -> Iterator[Finding]:
    """Find a file whose version is later than the PDF that its PDF/X is made of."""
    claims = read_claims(subject.pdf)
    newest = "1.6" if claims.is_x4 else "1.4" if claims.is_opaque else ""
    if newest and _version(subject.pdf) > newest:
        message = f"the file is PDF {_version(subject.pdf)}; {claims.pdfx} is made of PDF {newest}"
        severity: Severity = "warning" if _version(subject.pdf) == "1.7" else "error"
        hint = f"save it as PDF {newest}"
        yield Finding("pdfx-version", subject.place(), message, hint, severity)


def _version(pdf: pikepdf.Pdf) -> str:
    said = pdf.Root.get("/Version")
    return max(pdf.pdf_version, decoded(said).lstrip("/") if isinstance(said, pikepdf.Name) else "")


def check_metadata(subject: Subject) -> Iterator[Finding]:
    """Find a PDF/X whose metadata lacks what it must hold, or says two things."""
    packet = read_xmp_packet(subject.pdf)
    claims = read_claims(subject.pdf, packet)
    if not claims.pdfx:
        return
    where = subject.place()
    if claims.is_x4 and packet.fault:
        yield Finding("pdfx-metadata", where, packet.fault, "write the metadata anew")
    elif missing := _missing(subject.pdf, claims, packet):
        message = f"the metadata lacks {', '.join(missing)}"
        yield Finding("pdfx-metadata", where, message, "write the metadata anew")
    for key, name in _SAME.items():
        said, also = info_text(subject.pdf, key).lstrip("/"), packet.get(name)
        if said and also and not _agree(said, also, dated="Date" in name):
            message = f"Info's {key[1:]} is {said!r}, XMP's {name} {also!r}"
            yield Finding("pdfx-metadata", where, message, "write the metadata anew")


def _missing(pdf: pikepdf.Pdf, claims: Claims, packet: XmpPacket) -> list[str]:
    if claims.is_x4:
        return [name for name in _NEEDED if not packet.get(name)]
    return [key[1:] for key in _OLD_NEEDED if claims.is_opaque and not info_text(pdf, key)]


def _agree(said: str, also: str, *, dated: bool) -> bool:
    if dated:
        first, second = _moment(said), _moment(also)
        return first is None or second is None or abs((first - second).total_seconds()) < 2
    return " ".join(said.split()) == " ".join(also.split())


def _moment(text: str) -> dt.datetime | None:
    """Read a date of Info or XMP; one without a zone is in UTC."""
    match = _DATE.fullmatch(text.strip())
    if match is None:
        return None
    year, month, day, hour, minute, second = (
        int(part or least)
        for part, least in zip(match.groups()[:6], (1, 1, 1, 0, 0, 0), strict=True)
    )
    sign, hours, minutes = match.groups()[6:]
    shift = dt.timedelta(hours=int(hours or 0), minutes=int(minutes or 0))
    try:
        moment = dt.datetime(year, month, day, hour, minute, second, tzinfo=dt.UTC)
        return moment + shift if sign == "-" else moment - shift
    except (ValueError, OverflowError):
        return None


def check_trapped(subject: Subject) -> Iterator[Finding]:
    """Find a PDF/X that does not say whether it is trapped."""
    if not read_claims(subject.pdf).pdfx:
        return
    said = info_text(subject.pdf, "/Trapped") or read_xmp_packet(subject.pdf).get("pdf:Trapped")
    if said.lstrip("/") not in ("True", "False"):
        there = f"says {said.lstrip('/')}" if said else "is not there"
        message = f"Trapped {there}; the shop must know whether it has to trap"
        yield Finding("pdfx-trapped", subject.place(), message, "set it to False or True")


def check_id(subject: Subject) -> Iterator[Finding]:
    """Find a PDF/X without the identifier of its trailer."""
    given = subject.pdf.trailer.get("/ID")
    whole = isinstance(given, pikepdf.Array) and len(given) == 2
    if read_claims(subject.pdf).pdfx and not whole:
        yield Finding("pdfx-id", subject.place(), "the trailer has no ID", "save the file anew")


_OWN: tuple[Check, ...] = (check_version, check_metadata, check_trapped, check_id)


def check_conforms(subject: Subject) -> Iterator[Finding]:
    """GWG 2022 R0001: a file claims PDF/X-4, and breaks none of its rules that can be read from a file."""
    claims = read_claims(subject.pdf)
    pages: dict[str, set[int]] = defaultdict(set)
    first: Finding | None = None
    modules = (boxes, intent, interactive, features, fonts)
    for check in [*_OWN, *(one for module in modules for one in module.CHECKS)]:
        for finding in check(subject):
            if finding.rule in BREACHES and finding.severity == "error":
                pages[finding.rule] |= {finding.place.page} - {None}
                first = first or finding
    said = f"claims {', '.join(claims.listed)}" if claims.listed else "claims no standard"
    wrong = [] if claims.is_x4 else [f"it {said}"]
    wrong += [f"{rule}{_on(where)}" for rule, where in pages.items()]
    if foreign := _foreign(subject):
        wrong.append(f"DeviceRGB on a CMYK output intent{_on(foreign)}")
    if wrong:
        place = first.place if first and claims.is_x4 else subject.place()
        message = f"the file does not conform to PDF/X-4: {', '.join(wrong)}"
        yield Finding("R0001", place, message, "make it anew as PDF/X-4")


def _foreign(subject: Subject) -> set[int]:
    """Name the pages that paint in DeviceRGB, although the output intent is one of inks."""
    if intent.space_of(subject.pdf) != "CMYK":
        return set()
    return {
        obj.page
        for obj in content_of(subject).objects
        if any(space.family == "DeviceRGB" for space in obj.paint.space.chain())
    }


def _on(pages: set[int]) -> str:
    if not pages:
        return ""
    shown = ranges(pages)
    return f" (page{'s' if len(pages) > 1 else ''} {', '.join(shown[:8])}{' …' if len(shown) > 8 else ''})"


CHECKS: tuple[Check, ...] = (check_conforms, *_OWN)
"""The rules of this module."""
