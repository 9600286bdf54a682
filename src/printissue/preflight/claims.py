"""The standards that a file claims in its metadata. A claim alone proves nothing."""

from dataclasses import dataclass
from typing import Literal

import pikepdf

from printissue.core.rules import Severity
from printissue.pdf.boxes import all_boxes
from printissue.pdf.metadata import XmpPacket, read_xmp_packet
from printissue.pdf.objects import text as decoded
from printissue.preflight.subject import Subject

Family = Literal["print", "access"]


@dataclass(frozen=True, slots=True)
class Claims:
    """The standards that a file claims, such as `PDF/X-4`, `PDF/A-3a` and `PDF/UA-1`; empty where it claims none."""

    pdfx: str
    pdfa: str
    pdfua: str

    @property
    def listed(self) -> tuple[str, ...]:
        """The claims that are not empty."""
        return tuple(one for one in (self.pdfx, self.pdfa, self.pdfua) if one)

    @property
    def is_x4(self) -> bool:
        """True if the file claims PDF/X-4, or PDF/X-4p, whose profile is outside the file."""
        return self.pdfx in ("PDF/X-4", "PDF/X-4p")

    @property
    def is_opaque(self) -> bool:
        """True if the file claims a PDF/X without transparency: X-1a or X-3."""
        return self.pdfx.startswith(("PDF/X-1", "PDF/X-3"))

    @property
    def is_plain_archive(self) -> bool:
        """True if the file claims PDF/A without tags: level b or u."""
        return bool(self.pdfa) and not self.pdfua and not self.pdfa.endswith("a")


def read_claims(pdf: pikepdf.Pdf, packet: XmpPacket | None = None) -> Claims:
    """Return what a file claims in its XMP packet and its Info dictionary."""
    packet = packet or read_xmp_packet(pdf)
    part, level = packet.get("pdfaid:part"), packet.get("pdfaid:conformance").lower()
    ua = packet.get("pdfuaid:part")
    return Claims(
        pdfx=_claimed_pdfx(pdf, packet),
        pdfa=f"PDF/A-{part}{level}" if part else "",
        pdfua=f"PDF/UA-{ua}" if ua else "",
    )


def info_text(pdf: pikepdf.Pdf, key: str) -> str:
    """Return an entry of the Info dictionary as text, a name with its slash; an empty string where it is missing."""
    info = pdf.trailer.get("/Info")
    value = info.get(key) if isinstance(info, pikepdf.Dictionary) else None
    return decoded(value).strip()


def _claimed_pdfx(pdf: pikepdf.Pdf, packet: XmpPacket) -> str:
    """Return the PDF/X version; that of X-1a is the conformance in Info."""
    claimed = packet.get("pdfxid:GTS_PDFXVersion") or packet.get("pdfx:GTS_PDFXVersion")
    conformance = info_text(pdf, "/GTS_PDFXConformance")
    return claimed or conformance or info_text(pdf, "/GTS_PDFXVersion")


def is_tagged(pdf: pikepdf.Pdf) -> bool:
    """Return whether a file has a structure tree."""
    return isinstance(pdf.Root.get("/StructTreeRoot"), pikepdf.Dictionary)


def severity_of_missing_tags(pdf: pikepdf.Pdf) -> Severity:
    """Return the severity of missing tags, language or title: a warning for an untagged PDF/A, which promises none."""
    plain = read_claims(pdf).is_plain_archive and not is_tagged(pdf)
    return "warning" if plain else "error"


def families(subject: Subject) -> tuple[Family, ...]:
    """Return the families of rules to check for a file: print, access, or both."""
    pdf, claims = subject.pdf, read_claims(subject.pdf)
    for_print = bool(subject.printer or claims.pdfx or _has_trim(pdf))
    for_access = bool(claims.pdfua or claims.pdfa or (is_tagged(pdf) and not for_print))
    if for_print and for_access:
        return ("print", "access")
    return ("access",) if for_access else ("print",)


def _has_trim(pdf: pikepdf.Pdf) -> bool:
    """Return whether a page has a TrimBox that is smaller than its MediaBox."""
    return any(boxes.trim and not boxes.trim.equals(boxes.media, 1.0) for boxes in all_boxes(pdf))
