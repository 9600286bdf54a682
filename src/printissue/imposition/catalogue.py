"""The document around the sheets: what stays of the file's catalogue, and which of its claims still holds.

A sheet has no links, bookmarks, forms, scripts or tags; so PDF/A and PDF/UA are no longer claimed. PDF/X is about
boxes, inks and fonts: X-1a, X-3 and X-4 hold of the sheets as they held of the pages, with the one output intent.
"""

import re
from collections.abc import Iterator, Sequence
from hashlib import sha256
from uuid import NAMESPACE_URL, uuid5

import pikepdf
from pikepdf import Array, Dictionary, Name, String
from pikepdf.models import PdfMetadata

from printissue.core.findings import Finding, Place
from printissue.pdf.metadata import NAMESPACES
from printissue.pdf.objects import Raw

_KEPT = {"/Type", "/Pages", "/Lang", "/Metadata", "/OutputIntents", "/OCProperties"}
_CLAIM = re.compile(r"PDF/X-(1a?|3|4)(:\d{4})?")
_UNTRUE = {NAMESPACES[prefix] for prefix in ("pdfaid", "pdfuaid", "pdfaExtension")}
_UNTRUE_PREFIXES = ("pdfaid", "pdfuaid", "pdfaExtension", "pdfaSchema", "pdfaProperty", "pdfxid")
_X_KEYS = ("GTS_PDFXVersion", "GTS_PDFXConformance")


def flatten(pdf: pikepdf.Pdf) -> None:
    """Let annotations and form fields that print become part of their pages; links show nothing and go."""
    if any("/AP" in one for page in pdf.pages for one in _shown(page.obj)):
        pdf.flatten_annotations("print")


def lost_annotations(pdf: pikepdf.Pdf, name: str) -> Iterator[Finding]:
    """Find annotations that a viewer would draw from their data: without an appearance they cannot be imposed."""
    for number, page in enumerate(pdf.pages, 1):
        kinds = {str(one.get("/Subtype", "/?"))[1:] for one in _shown(page.obj) if "/AP" not in one}
        if kinds - {"Widget"}:
            message = f"annotations without an appearance are lost: {', '.join(sorted(kinds))}"
            hint = "print the file into a new one, comments included"
            yield Finding("imposition-annotation", Place(name, page=number), message, hint)


def _shown(page: Raw) -> Iterator[Raw]:
    """Give a page's annotations but for links, which show nothing of their own."""
    found = page.get("/Annots")
    for one in found if isinstance(found, Array) else ():
        if isinstance(one, pikepdf.Dictionary) and one.get("/Subtype") not in ("/Link", "/Popup"):
            yield one


def strip(pdf: pikepdf.Pdf) -> None:
    """Leave of the catalogue what is true of sheets, and take from objects what led to the tags."""
    for key in set(pdf.Root.keys()) - _KEPT:
        del pdf.Root[key]
    for thing in pdf.objects:
        if isinstance(thing, (pikepdf.Dictionary, pikepdf.Stream)):
            for key in ("/StructParent", "/StructParents"):
                if key in thing:
                    del thing[key]


def settle_claims(pdf: pikepdf.Pdf, made: str) -> bool:
    """Take back the claims that no longer hold, and tell whether PDF/X is still claimed.

    `made` says how the sheets were made: the file's new identifiers are of the old metadata and of this.
    """
    packet = _packet(pdf)
    keeps = bool(_CLAIM.fullmatch(_claimed(pdf, packet))) and _one_intent(pdf)
    if not keeps:
        _retract(pdf)
    if packet is None:
        if "/Metadata" in pdf.Root:
            del pdf.Root["/Metadata"]
        return keeps
    _rewrite(pdf, packet, made, keeps=keeps)
    return keeps


def _packet(pdf: pikepdf.Pdf) -> PdfMetadata | None:
    """Give the metadata, ready to be changed; None where there is none, or it cannot be read."""
    stream = pdf.Root.get("/Metadata")
    if not isinstance(stream, pikepdf.Stream):
        return None
    try:
        return pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False, strict=True)
    except (ValueError, TypeError, KeyError, SyntaxError, pikepdf.PdfError):
        return None


def _claimed(pdf: pikepdf.Pdf, packet: PdfMetadata | None) -> str:
    """Give the PDF/X that a file claims: in Info or, since X-4, in the metadata alone."""
    info = pdf.trailer.get("/Info", Dictionary())
    for key in reversed(_X_KEYS):
        if f"/{key}" in info:
            return str(info[f"/{key}"])
    return str(packet.get(_qualified("pdfxid:GTS_PDFXVersion"), "")) if packet is not None else ""


def _one_intent(pdf: pikepdf.Pdf) -> bool:
    """Tell whether a file has exactly one output intent for PDF/X."""
    return [intent.get("/S") for intent in _intents(pdf)].count(Name.GTS_PDFX) == 1


def _intents(pdf: pikepdf.Pdf) -> list[Raw]:
    intents = pdf.Root.get("/OutputIntents", Array())
    return [one for one in intents if isinstance(one, pikepdf.Dictionary)]


def black_is_ink(pdf: pikepdf.Pdf) -> bool:
    """Tell whether K may be used: not in a file whose device is described, and is no press of four inks."""
    profiles = [intent.get("/DestOutputProfile") for intent in _intents(pdf)]
    return all(one.get("/N") == 4 for one in profiles if isinstance(one, pikepdf.Stream))


def _retract(pdf: pikepdf.Pdf) -> None:
    info = pdf.trailer.get("/Info", Dictionary())
    for key in _X_KEYS:
        if f"/{key}" in info:
            del info[f"/{key}"]


def _rewrite(pdf: pikepdf.Pdf, packet: PdfMetadata, made: str, *, keeps: bool) -> None:
    """Take what no longer holds out of the metadata, and name the file anew."""
    old = pdf.Root.Metadata.read_bytes()
    origin = packet.get(_qualified("xmpMM:DocumentID"))
    with packet:
        for key in list(packet):
            space, _, local = key.removeprefix("{").partition("}")
            if space in _UNTRUE or (not keeps and local in _X_KEYS):
                del packet[key]
        name = f"{sha256(old).hexdigest()} {made}"
        packet[_qualified("xmpMM:DocumentID")] = f"uuid:{uuid5(NAMESPACE_URL, name)}"
        packet[_qualified("xmpMM:InstanceID")] = f"uuid:{uuid5(NAMESPACE_URL, f'{name} 1')}"
        if origin:
            packet[_qualified("xmpMM:OriginalDocumentID")] = str(origin)
    _undeclare(pdf)


def _undeclare(pdf: pikepdf.Pdf) -> None:
    """Take the names of vocabularies that are no longer used out of the metadata: some readers only look for these."""
    text = pdf.Root.Metadata.read_bytes()
    for prefix in _UNTRUE_PREFIXES:
        if f"<{prefix}:".encode() not in text:
            text = re.sub(rf'\s+xmlns:{prefix}=(["\']).*?\1'.encode(), b"", text)
    pdf.Root.Metadata.write(text)


def label_sides(pdf: pikepdf.Pdf, labels: Sequence[str]) -> None:
    """Name each side in a reader's page box."""
    nums = [part for at, text in enumerate(labels) for part in (at, Dictionary(P=String(text)))]
    pdf.Root.PageLabels = Dictionary(Nums=Array(nums))


def version_of(pdf: pikepdf.Pdf) -> str:
    """Give the version of PDF that the file is written in: its own, and at least the one that knows overprint modes."""
    own = str(pdf.Root.get("/Version", "/1.3")).removeprefix("/")
    return max(pdf.pdf_version, own, "1.3", key=lambda text: [int(n) for n in text.split(".")])


def _qualified(name: str) -> str:
    prefix, _, local = name.partition(":")
    return f"{{{NAMESPACES[prefix]}}}{local}"
