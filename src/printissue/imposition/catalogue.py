"""The catalogue and metadata of the sheets: what is kept of the file's, and which claims remain true.

A sheet has no links, bookmarks, forms, scripts or tags, so the file no longer claims PDF/A or PDF/UA. PDF/X is about
page boxes, inks and fonts: a claim of X-1a, X-3 or X-4 that was true of the pages is true of the sheets, as long as the
file has exactly one output intent for PDF/X.
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
_PDFX = re.compile(r"PDF/X-(1a?|3|4)(:\d{4})?")
_UNTRUE = {NAMESPACES[prefix] for prefix in ("pdfaid", "pdfuaid", "pdfaExtension")}
_UNTRUE_PREFIXES = ("pdfaid", "pdfuaid", "pdfaExtension", "pdfaSchema", "pdfaProperty", "pdfxid")
_PDFX_KEYS = ("GTS_PDFXVersion", "GTS_PDFXConformance")


def flatten_annotations(pdf: pikepdf.Pdf) -> None:
    """Make annotations and form fields that print part of their pages; links, which show nothing, are removed."""
    if any("/AP" in one for page in pdf.pages for one in _visible_annotations(page.obj)):
        pdf.flatten_annotations("print")


def lost_annotations(pdf: pikepdf.Pdf, name: str) -> Iterator[Finding]:
    """Yield a finding for each page with annotations that have no appearance stream, which cannot be imposed."""
    for number, page in enumerate(pdf.pages, 1):
        kinds = {
            str(one.get("/Subtype", "/?"))[1:]
            for one in _visible_annotations(page.obj)
            if "/AP" not in one
        }
        if kinds - {"Widget"}:
            message = f"annotations without an appearance are lost: {', '.join(sorted(kinds))}"
            hint = "print the file to a new PDF with its comments, and impose that"
            yield Finding("imposition-annotation", Place(name, page=number), message, hint)


def _visible_annotations(page: Raw) -> Iterator[Raw]:
    """Yield a page's annotations except links and pop-ups, which draw nothing themselves."""
    found = page.get("/Annots")
    for one in found if isinstance(found, Array) else ():
        if isinstance(one, pikepdf.Dictionary) and one.get("/Subtype") not in ("/Link", "/Popup"):
            yield one


def remove_interactive(pdf: pikepdf.Pdf) -> None:
    """Remove from the catalogue what sheets do not have, and from all objects their links to the structure tree."""
    for key in set(pdf.Root.keys()) - _KEPT:
        del pdf.Root[key]
    for obj in pdf.objects:
        if isinstance(obj, (pikepdf.Dictionary, pikepdf.Stream)):
            for key in ("/StructParent", "/StructParents"):
                if key in obj:
                    del obj[key]


def update_claims(pdf: pikepdf.Pdf, made: str) -> bool:
    """Remove the claims that are no longer true, and return whether the file still claims PDF/X.

    `made` describes the options: the file's new identifiers are made from it and from the old metadata.
    """
    metadata = _open_metadata(pdf)
    is_pdfx = bool(_PDFX.fullmatch(_claimed_pdfx(pdf, metadata))) and _has_one_intent(pdf)
    if not is_pdfx:
        _remove_pdfx_info(pdf)
    if metadata is None:
        if "/Metadata" in pdf.Root:
            del pdf.Root["/Metadata"]
        return is_pdfx
    _rewrite_metadata(pdf, metadata, made, is_pdfx=is_pdfx)
    return is_pdfx


def _open_metadata(pdf: pikepdf.Pdf) -> PdfMetadata | None:
    """Return the XMP metadata for editing; None where there is none or it cannot be read."""
    stream = pdf.Root.get("/Metadata")
    if not isinstance(stream, pikepdf.Stream):
        return None
    try:
        return pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False, strict=True)
    except (ValueError, TypeError, KeyError, SyntaxError, pikepdf.PdfError):
        return None


def _claimed_pdfx(pdf: pikepdf.Pdf, metadata: PdfMetadata | None) -> str:
    """Return the PDF/X version that a file claims: in Info or, since X-4, only in the metadata."""
    info = pdf.trailer.get("/Info", Dictionary())
    for key in reversed(_PDFX_KEYS):
        if f"/{key}" in info:
            return str(info[f"/{key}"])
    if metadata is None:
        return ""
    return str(metadata.get(_qualified("pdfxid:GTS_PDFXVersion"), ""))


def _has_one_intent(pdf: pikepdf.Pdf) -> bool:
    """Return whether a file has exactly one output intent for PDF/X."""
    return [intent.get("/S") for intent in _output_intents(pdf)].count(Name.GTS_PDFX) == 1


def _output_intents(pdf: pikepdf.Pdf) -> list[Raw]:
    intents = pdf.Root.get("/OutputIntents", Array())
    return [one for one in intents if isinstance(one, pikepdf.Dictionary)]


def black_is_ink(pdf: pikepdf.Pdf) -> bool:
    """Return whether marks may use DeviceCMYK: not where an output intent describes a device without four inks."""
    profiles = [intent.get("/DestOutputProfile") for intent in _output_intents(pdf)]
    return all(one.get("/N") == 4 for one in profiles if isinstance(one, pikepdf.Stream))


def _remove_pdfx_info(pdf: pikepdf.Pdf) -> None:
    info = pdf.trailer.get("/Info", Dictionary())
    for key in _PDFX_KEYS:
        if f"/{key}" in info:
            del info[f"/{key}"]


def _rewrite_metadata(pdf: pikepdf.Pdf, metadata: PdfMetadata, made: str, *, is_pdfx: bool) -> None:
    """Remove untrue claims from the metadata, and give the file new identifiers."""
    old = pdf.Root.Metadata.read_bytes()
    origin = metadata.get(_qualified("xmpMM:DocumentID"))
    with metadata:
        for key in list(metadata):
            space, _, local = key.removeprefix("{").partition("}")
            if space in _UNTRUE or (not is_pdfx and local in _PDFX_KEYS):
                del metadata[key]
        name = f"{sha256(old).hexdigest()} {made}"
        metadata[_qualified("xmpMM:DocumentID")] = f"uuid:{uuid5(NAMESPACE_URL, name)}"
        metadata[_qualified("xmpMM:InstanceID")] = f"uuid:{uuid5(NAMESPACE_URL, f'{name} 1')}"
        if origin:
            metadata[_qualified("xmpMM:OriginalDocumentID")] = str(origin)
    _remove_unused_namespaces(pdf)


def _remove_unused_namespaces(pdf: pikepdf.Pdf) -> None:
    """Remove the declarations of namespaces no longer used: some readers take a declaration for a claim."""
    text = pdf.Root.Metadata.read_bytes()
    for prefix in _UNTRUE_PREFIXES:
        if f"<{prefix}:".encode() not in text:
            text = re.sub(rf'\s+xmlns:{prefix}=(["\']).*?\1'.encode(), b"", text)
    pdf.Root.Metadata.write(text)


def label_sides(pdf: pikepdf.Pdf, labels: Sequence[str]) -> None:
    """Set the page label of each side."""
    nums = [part for at, text in enumerate(labels) for part in (at, Dictionary(P=String(text)))]
    pdf.Root.PageLabels = Dictionary(Nums=Array(nums))


def version_of(pdf: pikepdf.Pdf) -> str:
    """Return the PDF version to write: the file's own, but at least 1.3, which has overprint modes."""
    own = str(pdf.Root.get("/Version", "/1.3")).removeprefix("/")
    return max(pdf.pdf_version, own, "1.3", key=lambda text: [int(n) for n in text.split(".")])


def _qualified(name: str) -> str:
    prefix, _, local = name.partition(":")
    return f"{{{NAMESPACES[prefix]}}}{local}"
