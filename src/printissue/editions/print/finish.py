"""The order of the prepress: a raw PDF becomes the press file of a print order."""

import io

import pikepdf
from pikepdf import Array, Dictionary, Name

from printissue.core.findings import Finding, Place
from printissue.editions.print.boxes import Boxes, page_boxes
from printissue.editions.print.catalogue import add_intent, strip_catalogue
from printissue.editions.print.colour import Inks, UnconvertibleError
from printissue.editions.print.converter import Converter
from printissue.editions.print.marks import draw_marks
from printissue.editions.print.order import PrintOptions
from printissue.editions.print.rewriter import OVERPRINT
from printissue.model.printers import SMALLEST_TYPE
from printissue.pdf.metadata import stamp
from printissue.pdf.save import label_pages, save

PDF_VERSION = "1.6"
"""What PDF/X-4 is based on (ISO 15930-7)."""
HINT = "use a plain colour, a PNG, JPEG or SVG picture, or a linear or radial gradient"


def finish(raw: bytes, order: PrintOptions) -> tuple[bytes, tuple[Finding, ...]]:
    """Make a PDF/X-4 press file of the layout engine's raw file.

    The raw file's MediaBox is trim and bleed, its TrimBox right. Where there are findings, what
    they name is missing from the result; where the profile is at fault, the raw file comes back.
    """
    printer = order.printer
    try:
        inks = Inks(order.profile, rendering=printer.rendering, limit=printer.ink_limit)
    except UnconvertibleError as error:
        hint = f"{printer.profile} must be the ICC profile of a CMYK output condition"
        return raw, (Finding("press-colour", Place(order.name), str(error), hint),)
    with pikepdf.open(io.BytesIO(raw)) as pdf:
        converter = Converter(pdf, inks, smallest=SMALLEST_TYPE[printer.presswork])
        findings: list[Finding] = []
        for number in range(1, len(pdf.pages) + 1):
            place, faults = Place(order.name, page=number), _finish_page(converter, order, number)
            findings += [Finding("press-colour", place, one, HINT) for one in faults]
            findings += [Finding("image-flattened", place, one) for one in converter.notes]
        strip_catalogue(pdf)
        if order.right_to_left:  # it tells readers where the gutter is
            pdf.Root.ViewerPreferences = Dictionary(Direction=Name.R2L)
        add_intent(pdf, order, info=inks.title or printer.title)
        label_pages(pdf, order.first_folio)
        stamp(pdf, order.record, frozenset({"pdfx-4"}))
        return save(pdf, version=PDF_VERSION, object_streams=False), tuple(findings)


def _finish_page(converter: Converter, order: PrintOptions, number: int) -> list[str]:
    """Remake one page with nothing but what a press reads; tell what could not be converted."""
    page = converter.pdf.pages[number - 1]
    known = len(converter.faults)
    inner_left = (number % 2 == 1) != order.right_to_left
    boxes = page_boxes(map(float, page.trimbox), order.printer, inner_left=inner_left)
    content, resources, transparent = converter.page(page)
    content = _clipped(content, boxes)
    if order.printer.marks or order.printer.has_slug:
        slug = f"{order.slug} · page {number} of {len(converter.pdf.pages)}"
        content += b"\n" + draw_marks(boxes, slug, printer=order.printer)
        if "/ExtGState" not in resources:
            resources.ExtGState = Dictionary()
        resources.ExtGState[OVERPRINT[True, True]] = Dictionary(OP=True, op=True, OPM=1)
    for key in set(page.obj.keys()) - {"/Type", "/Parent"}:
        del page.obj[key]
    page.obj.MediaBox = Array(boxes.media.corners)
    page.obj.BleedBox = Array(boxes.bleed.corners)
    page.obj.TrimBox = Array(boxes.trim.corners)
    page.obj.Resources = resources
    page.obj.Contents = converter.pdf.make_stream(content)
    if transparent:
        page.obj.Group = Dictionary(
            Type=Name.Group, S=Name.Transparency, CS=Name.DeviceCMYK, I=True
        )
    return converter.faults[known:]


def _clipped(content: bytes, boxes: Boxes) -> bytes:
    """Keep the artwork within the bleed."""
    left, bottom, right, top = boxes.bleed.corners
    clip = f"q\n{left:.4f} {bottom:.4f} {right - left:.4f} {top - bottom:.4f} re W n\n"
    return clip.encode() + content + b"\nQ"
