"""What a file claims to be, by its metadata; a claim proves nothing."""

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
    """The standards that a file names: `PDF/X-4`, `PDF/A-3a`, `PDF/UA-1`; empty where it names none."""

    pdfx: str
    pdfa: str
    pdfua: str

    @property
    def listed(self) -> tuple[str, ...]:
        """Give those that are there."""
        return tuple(one for one in (self.pdfx, self.pdfa, self.pdfua) if one)

    @property
    def is_x4(self) -> bool:
        """Tell whether it is PDF/X-4, or PDF/X-4p, whose profile lies outside."""
        return self.pdfx in ("PDF/X-4", "PDF/X-4p")

    @property
    def is_opaque(self) -> bool:
        """Tell whether it is a PDF/X without transparency: X-1a or X-3."""
        return self.pdfx.startswith(("PDF/X-1", "PDF/X-3"))

    @property
    def is_plain_archive(self) -> bool:
        """Tell whether it is a PDF/A that promises no more than its looks: level b or u."""
        return bool(self.pdfa) and not self.pdfua and not self.pdfa.endswith("a")


def read_claims(pdf: pikepdf.Pdf, packet: XmpPacket | None = None) -> Claims:
    """Read what a file claims, from its XMP packet and its Info dictionary."""
    packet = packet or read_xmp_packet(pdf)
    part, level = packet.get("pdfaid:part"), packet.get("pdfaid:conformance").lower()
    ua = packet.get("pdfuaid:part")
    return Claims(
        pdfx=_pdfx(pdf, packet),
        pdfa=f"PDF/A-{part}{level}" if part else "",
        pdfua=f"PDF/UA-{ua}" if ua else "",
    )


def info_text(pdf: pikepdf.Pdf, key: str) -> str:
    """Give an entry of the Info dictionary as text, a name with its slash; empty where it is not there."""
    info = pdf.trailer.get("/Info")
    value = info.get(key) if isinstance(info, pikepdf.Dictionary) else None
    return decoded(value).strip()


def _pdfx(pdf: pikepdf.Pdf, packet: XmpPacket) -> str:
    """Give the PDF/X version; X-1a stands in Info as a conformance of its own."""
    said = packet.get("pdfxid:GTS_PDFXVersion") or packet.get("pdfx:GTS_PDFXVersion")
    conformance = info_text(pdf, "/GTS_PDFXConformance")
    return said or conformance or info_text(pdf, "/GTS_PDFXVersion")


def is_tagged(pdf: pikepdf.Pdf) -> bool:
    """Tell whether a file has a tag tree."""
    return isinstance(pdf.Root.get("/StructTreeRoot"), pikepdf.Dictionary)


def promised(pdf: pikepdf.Pdf) -> Severity:
    """Tell how grave a lack of tags or title is: a PDF/A of looks alone promises neither."""
    plain = read_claims(pdf).is_plain_archive and not is_tagged(pdf)
    return "warning" if plain else "error"


def families(subject: Subject) -> tuple[Family, ...]:
    """Tell which rules a file is to be asked: print, access, or both."""
    pdf, claims = subject.pdf, read_claims(subject.pdf)
    for_print = bool(subject.printer or claims.pdfx or _is_cut(pdf))
    for_access = bool(claims.pdfua or claims.pdfa or (is_tagged(pdf) and not for_print))
    if for_print and for_access:
        return ("print", "access")
    return ("access",) if for_access else ("print",)


def kind_of(pdf: pikepdf.Pdf) -> Family:
    """Tell which rules fit a file best."""
    claims = read_claims(pdf)
    if claims.pdfx or _is_cut(pdf):
        return "print"
    return "access" if claims.pdfua or claims.pdfa or is_tagged(pdf) else "print"


def _is_cut(pdf: pikepdf.Pdf) -> bool:
    """Tell whether a page is to be cut: its trim is not all of it."""
    return any(found.trim and not found.trim.equals(found.media, 1.0) for found in all_boxes(pdf))
