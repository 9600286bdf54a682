"""The steps from the layout engine's raw PDF to the PDF/X-4 file of a print shop (ISO 15930-7)."""

import io

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from printissue.core.findings import Finding, Place
from printissue.editions import EditionSource
from printissue.editions.print.boxes import PrintBoxes, edges, print_boxes
from printissue.editions.print.colour import CmykConversion, UnconvertibleError
from printissue.editions.print.converter import Converter
from printissue.editions.print.marks import draw_marks
from printissue.editions.print.rewriter import OVERPRINT
from printissue.model.printers import SMALLEST_TYPE, Printer
from printissue.pdf.metadata import stamp
from printissue.pdf.objects import Raw
from printissue.pdf.save import label_pages, save

PDF_VERSION = "1.6"
"""The version of PDF that PDF/X-4 is based on (ISO 15930-7)."""
HINT = "use a plain colour, a PNG, JPEG or SVG picture, or a linear or radial gradient"
_KEPT = {"/Type", "/Pages", "/Lang", "/Outlines", "/Names"}
"""Entries of the raw file's catalogue that stay."""


def finish(source: EditionSource) -> tuple[bytes, tuple[Finding, ...]]:
    """Return a PDF/X-4 file for the printer of the source, and the findings.

    The raw file's MediaBox covers trim and bleed; its TrimBox is right. What an error names is missing from the result.
    If the output profile cannot be used, the raw file is returned unchanged. Raise ValueError without a printer.
    """
    printer = source.printer
    if printer is None:
        raise ValueError("a print edition needs a printer")
    try:
        inks = CmykConversion(source.profile, rendering=printer.rendering, limit=printer.ink_limit)
    except UnconvertibleError as error:
        hint = f"{printer.profile} must be the ICC profile of a CMYK output condition"
        return source.raw, (Finding("press-colour", Place(source.name), str(error), hint),)
    with pikepdf.open(io.BytesIO(source.raw)) as pdf:
        converter = Converter(pdf, inks, smallest=SMALLEST_TYPE[printer.presswork])
        findings: list[Finding] = []
        for number in range(1, len(pdf.pages) + 1):
            place, faults = (
                Place(source.name, page=number),
                _finish_page(converter, source, printer, number),
            )
            findings += [Finding("press-colour", place, one, HINT) for one in faults]
            findings += [Finding("image-flattened", place, one) for one in converter.notes]
        _strip_catalogue(pdf)
        if source.right_to_left:  # readers take the side of the gutter from it
            pdf.Root.ViewerPreferences = Dictionary(Direction=Name.R2L)
        _add_output_intent(pdf, source.profile, printer, info=inks.title or printer.title)
        label_pages(pdf, source.first_folio)
        stamp(pdf, source.record, frozenset({"pdfx-4"}))
        return save(pdf, version=PDF_VERSION, object_streams=False), tuple(findings)


def _finish_page(
    converter: Converter, source: EditionSource, printer: Printer, number: int
) -> list[str]:
    """Replace a page by its print form, and return what could not be converted."""
    page = converter.pdf.pages[number - 1]
    known = len(converter.faults)
    inner_left = (number % 2 == 1) != source.right_to_left
    boxes = print_boxes(map(float, page.trimbox), printer, inner_left=inner_left)
    content, resources, transparent = converter.page(page)
    content = _clipped(content, boxes)
    if printer.marks or printer.has_slug:
        slug = f"{source.slug} · page {number} of {len(converter.pdf.pages)}"
        content += b"\n" + draw_marks(boxes, slug, printer=printer)
        if "/ExtGState" not in resources:
            resources.ExtGState = Dictionary()
        resources.ExtGState[OVERPRINT[True, True]] = Dictionary(OP=True, op=True, OPM=1)
    for key in set(page.obj.keys()) - {"/Type", "/Parent"}:
        del page.obj[key]
    page.obj.MediaBox = Array(edges(boxes.media))
    page.obj.BleedBox = Array(edges(boxes.bleed))
    page.obj.TrimBox = Array(edges(boxes.trim))
    page.obj.Resources = resources
    page.obj.Contents = converter.pdf.make_stream(content)
    if transparent:
        page.obj.Group = Dictionary(
            Type=Name.Group, S=Name.Transparency, CS=Name.DeviceCMYK, I=True
        )
    return converter.faults[known:]


def _clipped(content: bytes, boxes: PrintBoxes) -> bytes:
    """Return a page's content, clipped to the bleed box."""
    left, bottom, right, top = edges(boxes.bleed)
    clip = f"q\n{left:.4f} {bottom:.4f} {right - left:.4f} {top - bottom:.4f} re W n\n"
    return clip.encode() + content + b"\nQ"


def _strip_catalogue(pdf: pikepdf.Pdf) -> None:
    """Reduce the catalogue to the pages, the language, and the bookmarks with their destinations.

    Forms, scripts, attachments, actions and the structure tree have no use in print.
    """
    root = pdf.Root
    for key in set(root.keys()) - _KEPT:
        del root[key]
    needed = "/Outlines" in root and _strip_outline(root.Outlines)
    dests = root.get("/Names", Dictionary()).get("/Dests")
    if "/Names" in root:
        del root["/Names"]
    if needed and dests is not None:
        root.Names = Dictionary(Dests=dests)


def _strip_outline(outlines: Raw) -> bool:
    """Remove all actions but plain jumps from the bookmarks; return whether any has a named destination."""
    waiting, named = [outlines.get("/First")], False
    while waiting:
        item = waiting.pop()
        if item is None:
            continue
        action = item.get("/A", Dictionary())
        if action.get("/S") == Name.GoTo and "/D" in action:
            item.Dest = action.D
        for key in ("/A", "/AA", "/SE"):
            if key in item:
                del item[key]
        named |= isinstance(item.get("/Dest"), pikepdf.String)
        waiting += [item.get("/Next"), item.get("/First")]
    return named


def _add_output_intent(pdf: pikepdf.Pdf, icc: bytes, printer: Printer, *, info: str) -> None:
    """Set the one output intent: the printer's condition and its profile."""
    profile = pdf.make_stream(icc)
    profile.N = 4
    intent = Dictionary(
        Type=Name.OutputIntent,
        S=Name.GTS_PDFX,
        OutputConditionIdentifier=String(printer.condition),
        RegistryName=String(printer.registry),
        Info=String(info),
        DestOutputProfile=profile,
    )
    pdf.Root.OutputIntents = Array([pdf.make_indirect(intent)])
