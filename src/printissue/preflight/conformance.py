"""Rules of PDF/X about the document itself, and GWG 2022 R0001, which sums up all rules of PDF/X-4.

There is no free validator of PDF/X. These rules check what can be read from the file; they do not prove conformance.
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
from printissue.preflight import features, fonts, interactive, output_intent, pages
from printissue.preflight.claims import Claims, info_text, read_claims
from printissue.preflight.reader import content_of
from printissue.preflight.subject import Check, Subject

_REQUIRED_XMP = (
    *("dc:title", "xmp:CreateDate", "xmp:ModifyDate", "xmp:MetadataDate"),
    *("xmpMM:DocumentID", "xmpMM:VersionID", "xmpMM:RenditionClass"),
)
"""The keys that the XMP packet of PDF/X-4 must have besides the claim (ISO 15930-7)."""
_REQUIRED_INFO = ("/Title", "/CreationDate", "/ModDate")
"""The keys that the Info dictionary of PDF/X-1a and X-3 must have."""
_INFO_AND_XMP = {
    "/Title": "dc:title",
    "/CreationDate": "xmp:CreateDate",
    "/ModDate": "xmp:ModifyDate",
    "/Trapped": "pdf:Trapped",
}
_DATE = re.compile(
    r"(?:D:)?(\d{4})-?(\d\d)?-?(\d\d)?T?(\d\d)?:?(\d\d)?:?(\d\d)?(?:\.\d+)?(?:Z|([+-])(\d\d)[':]?(\d\d)?'?)?"
)
PDFX4_RULES = frozenset(
    {
        *("box-damaged", "box-outside", "trim-missing", "trim-and-art", "encrypted", "annotation"),
        *("form-field", "form-xfa", "script", "postscript", "opi", "reference-xobject"),
        *("alternate-image", "transfer-curve", "halftone", "font-not-embedded", "intent-missing"),
        *("intent-several", "intent-profile", "pdfx-version", "pdfx-metadata", "pdfx-trapped"),
        "pdfx-id",
    }
)
"""The rules that PDF/X-4 has too."""
_WRITE_METADATA = "write the metadata again, with a program that makes PDF/X"


def check_pdf_version(subject: Subject) -> Iterator[Finding]:
    """pdfx-version: the PDF version is not later than the one that the claimed PDF/X is based on."""
    claims = read_claims(subject.pdf)
    latest = "1.6" if claims.is_x4 else "1.4" if claims.is_opaque else ""
    version = _pdf_version(subject.pdf)
    if latest and version > latest:
        message = f"the file is PDF {version}, but {claims.pdfx} is based on PDF {latest}"
        severity: Severity = "warning" if version == "1.7" else "error"
        yield Finding(
            "pdfx-version", subject.place(), message, f"save it as PDF {latest}", severity
        )


def _pdf_version(pdf: pikepdf.Pdf) -> str:
    own = pdf.Root.get("/Version")
    return max(pdf.pdf_version, decoded(own).lstrip("/") if isinstance(own, pikepdf.Name) else "")


def check_metadata(subject: Subject) -> Iterator[Finding]:
    """pdfx-metadata: the metadata of a PDF/X is complete, and Info and XMP agree."""
    packet = read_xmp_packet(subject.pdf)
    claims = read_claims(subject.pdf, packet)
    if not claims.pdfx:
        return
    place = subject.place()
    if claims.is_x4 and packet.fault:
        yield Finding("pdfx-metadata", place, packet.fault, _WRITE_METADATA)
    elif missing := _missing_metadata(subject.pdf, claims, packet):
        message = f"the metadata has no {', '.join(missing)}"
        yield Finding("pdfx-metadata", place, message, _WRITE_METADATA)
    for key, name in _INFO_AND_XMP.items():
        in_info, in_xmp = info_text(subject.pdf, key).lstrip("/"), packet.get(name)
        if in_info and in_xmp and not _agree(in_info, in_xmp, dated="Date" in name):
            message = f"{key[1:]} in Info is {in_info!r}, but {name} in XMP is {in_xmp!r}"
            yield Finding("pdfx-metadata", place, message, _WRITE_METADATA)


def _missing_metadata(pdf: pikepdf.Pdf, claims: Claims, packet: XmpPacket) -> list[str]:
    if claims.is_x4:
        return [name for name in _REQUIRED_XMP if not packet.get(name)]
    return [key[1:] for key in _REQUIRED_INFO if claims.is_opaque and not info_text(pdf, key)]


def _agree(in_info: str, in_xmp: str, *, dated: bool) -> bool:
    if dated:
        first, second = _read_date(in_info), _read_date(in_xmp)
        return first is None or second is None or abs((first - second).total_seconds()) < 2
    return " ".join(in_info.split()) == " ".join(in_xmp.split())


def _read_date(text: str) -> dt.datetime | None:
    """Return a date of Info or XMP, in UTC where it has no time zone; None where it is not a date."""
    match = _DATE.fullmatch(text.strip())
    if match is None:
        return None
    year, month, day, hour, minute, second = (
        int(part or least)
        for part, least in zip(match.groups()[:6], (1, 1, 1, 0, 0, 0), strict=True)
    )
    sign, hours, minutes = match.groups()[6:]
    offset = dt.timedelta(hours=int(hours or 0), minutes=int(minutes or 0))
    try:
        date = dt.datetime(year, month, day, hour, minute, second, tzinfo=dt.UTC)
        return date + offset if sign == "-" else date - offset
    except (ValueError, OverflowError):
        return None


def check_trapped(subject: Subject) -> Iterator[Finding]:
    """pdfx-trapped: a PDF/X states whether it is trapped."""
    if not read_claims(subject.pdf).pdfx:
        return
    value = info_text(subject.pdf, "/Trapped") or read_xmp_packet(subject.pdf).get("pdf:Trapped")
    value = value.lstrip("/")
    if value not in ("True", "False"):
        state = f"is {value}" if value else "is missing"
        message = f"Trapped {state}, so the print shop does not know whether to trap the file"
        yield Finding("pdfx-trapped", subject.place(), message, "set it to False or True")


def check_file_id(subject: Subject) -> Iterator[Finding]:
    """pdfx-id: the trailer of a PDF/X has a file identifier."""
    identifier = subject.pdf.trailer.get("/ID")
    complete = isinstance(identifier, pikepdf.Array) and len(identifier) == 2
    if read_claims(subject.pdf).pdfx and not complete:
        yield Finding("pdfx-id", subject.place(), "the trailer has no ID", "save the file again")


_OWN_CHECKS: tuple[Check, ...] = (check_pdf_version, check_metadata, check_trapped, check_file_id)


def check_conformance(subject: Subject) -> Iterator[Finding]:
    """GWG 2022 R0001: the file claims PDF/X-4 and violates none of its rules that can be read from a file."""
    claims = read_claims(subject.pdf)
    pages_by_rule: dict[str, set[int]] = defaultdict(set)
    first: Finding | None = None
    for check in (
        *_OWN_CHECKS,
        *pages.BOX_CHECKS,
        *output_intent.CHECKS,
        *interactive.CHECKS,
        *features.CHECKS,
        *fonts.CHECKS,
    ):
        for finding in check(subject):
            if finding.rule in PDFX4_RULES and finding.severity == "error":
                page = finding.place.page
                pages_by_rule[finding.rule] |= {page} if page else set()
                first = first or finding
    claimed = f"claims {', '.join(claims.listed)}" if claims.listed else "claims no standard"
    faults = [] if claims.is_x4 else [f"it {claimed}"]
    faults += [f"{rule}{_on_pages(found)}" for rule, found in pages_by_rule.items()]
    if rgb := _rgb_pages(subject):
        faults.append(f"DeviceRGB on a CMYK output intent{_on_pages(rgb)}")
    if faults:
        place = first.place if first and claims.is_x4 else subject.place()
        message = f"the file does not conform to PDF/X-4: {', '.join(faults)}"
        yield Finding("R0001", place, message, "export it as PDF/X-4")


def _rgb_pages(subject: Subject) -> set[int]:
    """Return the pages that paint in DeviceRGB although the output intent is CMYK."""
    if output_intent.profile_space(subject.pdf) != "CMYK":
        return set()
    return {
        obj.page
        for obj in content_of(subject).objects
        if any(space.family == "DeviceRGB" for space in obj.paint.space.chain())
    }


def _on_pages(found: set[int]) -> str:
    if not found:
        return ""
    listed = ranges(found)
    more = " …" if len(listed) > 8 else ""
    return f" (page{'s' if len(found) > 1 else ''} {', '.join(listed[:8])}{more})"


CHECKS: tuple[Check, ...] = (check_conformance, *_OWN_CHECKS)
"""The checks of this module."""
