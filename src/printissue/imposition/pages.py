"""The pages to impose, of any file: how large each is once trimmed, how far it bleeds, how it is to be turned.

What a page is cut to is its TrimBox, else its ArtBox, else its CropBox; what of it prints is its BleedBox. Where
a page has a TrimBox alone, what lies beyond it may be crop marks: so much as `ASSUMED_BLEED` is taken.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pikepdf

from printissue.core.findings import Finding, Place
from printissue.imposition.geometry import Box, Edges, after, moved, scaled, turned
from printissue.model.printers import MM
from printissue.pdf.matrix import Matrix
from printissue.pdf.objects import Raw, inherited
from printissue.pdf.passwords import FILE, unlock
from printissue.pdf.save import opened

ASSUMED_BLEED = 3.0
"""Bleed of a page that says where it is trimmed and not where its bleed ends, in mm."""
TOLERANCE = 1.0
"""How much the trimmed sizes of pages may differ, in pt."""


@dataclass(frozen=True, slots=True)
class SourcePage:
    """A page as it is seen: width and height of what is trimmed, its bleed, in pt.

    `box` is what prints, in the page's own space; `matrix` leads from there to the page as it is seen, with the lower
    left corner of the trim at the origin.
    """

    number: int
    width: float
    height: float
    bleed: Edges
    box: Box
    matrix: Matrix


def open_source(
    content: bytes | Path, name: str, passwords: Sequence[str] = ()
) -> tuple[pikepdf.Pdf | None, tuple[Finding, ...]]:
    """Open the file to impose; what cannot be opened, or has no page, is a finding."""
    try:
        pdf = opened(content) if isinstance(content, bytes) else unlock(content, passwords)
        count = len(pdf.pages)
    except OSError as error:
        message = f"the file cannot be read: {error.strerror}"
        return None, (Finding("pdf-missing", Place(name), message),)
    except pikepdf.PasswordError:
        hint = f"save it without a password, or give its password in {FILE}"
        message = (
            "the file is encrypted, and no password for it opens it"
            if passwords
            else "the file is encrypted, and opens only with a password"
        )
        return None, (Finding("pdf-locked", Place(name), message, hint),)
    except (pikepdf.PdfError, RuntimeError):  # the latter for a tree of pages that has no end
        hint = "export it once more"
        return None, (Finding("pdf-damaged", Place(name), "the file is no readable PDF", hint),)
    if not count:
        return None, (Finding("pdf-empty", Place(name), "the file has no pages"),)
    return pdf, ()


def reads_right_to_left(pdf: pikepdf.Pdf) -> bool:
    """Tell whether the file says that it is read from right to left."""
    preferences = pdf.Root.get("/ViewerPreferences")
    return isinstance(preferences, pikepdf.Dictionary) and preferences.get("/Direction") == "/R2L"


def read_pages(pdf: pikepdf.Pdf, name: str) -> tuple[list[SourcePage], tuple[Finding, ...]]:
    """Measure all pages; one whose boxes are no boxes is a finding."""
    pages: list[SourcePage] = []
    findings: list[Finding] = []
    for number, page in enumerate(pdf.pages, 1):
        try:
            pages.append(_measured(page.obj, number))
        except (TypeError, ValueError, ArithmeticError):
            hint = "export it once more"
            message = "the page's MediaBox is missing, or one of its boxes is no rectangle"
            findings.append(Finding("box-damaged", Place(name, page=number), message, hint))
    return pages, tuple(findings)


def uneven(pages: list[SourcePage], name: str) -> tuple[Finding, ...]:
    """Find the pages that are not of the first one's trimmed size."""
    first = pages[0]
    return tuple(
        Finding(
            "imposition-size",
            Place(name, page=page.number),
            f"the trimmed page is {_said(page)}, page 1 is {_said(first)}",
            "pages that are bound together are of one size; a proof (2-up, 4-up) takes any",
        )
        for page in pages
        if max(abs(page.width - first.width), abs(page.height - first.height)) > TOLERANCE
    )


def _measured(page: Raw, number: int) -> SourcePage:
    media = Box.of(map(float, inherited(page, "/MediaBox")))
    if min(media.width, media.height) <= 0:
        raise ValueError
    crop = _box(inherited(page, "/CropBox"), media) or media
    said = _box(page.get("/TrimBox"), media) or _box(page.get("/ArtBox"), media)
    trim = said or crop
    bleed = _box(page.get("/BleedBox"), media) or crop
    unit = float(page.get("/UserUnit") or 1)
    if said and "/BleedBox" not in page:
        most = ASSUMED_BLEED * MM / unit
        bleed = bleed.within(trim.grown(Edges(most, most, most, most)))
    bleed = _around(bleed, trim)
    quarters = int(inherited(page, "/Rotate") or 0) // 90 % 4
    width, height = trim.width * unit, trim.height * unit
    seen = turned(quarters, width, height)
    matrix = after(moved(-trim.left, -trim.bottom), scaled(unit), seen)
    edges = trim.margins(bleed).scaled(unit).turned(quarters)
    if quarters % 2:
        width, height = height, width
    return SourcePage(number, width, height, edges, bleed, matrix)


def _box(value: Raw, media: Box) -> Box | None:
    """Read a box, cut to the MediaBox (ISO 32000-1, 14.11.2); None where there is none, or nothing of it is left."""
    if value is None:
        return None
    box = Box.of(map(float, value)).within(media)
    return box if min(box.width, box.height) > 0 else None


def _around(bleed: Box, trim: Box) -> Box:
    """Give the bleed with at least the trim in it."""
    return Box(
        min(bleed.left, trim.left),
        min(bleed.bottom, trim.bottom),
        max(bleed.right, trim.right),
        max(bleed.top, trim.top),
    )


def _said(page: SourcePage) -> str:
    return f"{page.width / MM:.1f} x {page.height / MM:.1f} mm"
