"""The pages to impose, of any file: their trimmed size, their bleed, and the matrix that turns them upright.

A page is cut to its TrimBox, or else its ArtBox, or else its CropBox; its BleedBox limits what is printed. If a page
has a TrimBox but no BleedBox, there may be crop marks around it: only `ASSUMED_BLEED` of that area is printed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pikepdf

from printissue.core.findings import Finding, Place
from printissue.imposition.geometry import (
    Edges,
    combine,
    grow,
    margins,
    quarter_turns,
    rect_from,
    scaling,
    translation,
)
from printissue.model.printers import MM
from printissue.pdf.boxes import TRIM_TOLERANCE, Rect
from printissue.pdf.matrix import Matrix
from printissue.pdf.objects import Raw, inherited
from printissue.pdf.passwords import FILE, unlock
from printissue.pdf.save import opened

ASSUMED_BLEED = 3.0
"""The bleed, in mm, of a page with a TrimBox or ArtBox and no BleedBox."""
_EXPORT_AGAIN = "export the file again"


@dataclass(frozen=True, slots=True)
class SourcePage:
    """A page upright: the width and height of its trim, and its bleed, in pt.

    `printed` is the part of the page to print, in the page's own space; `matrix` leads from that space to the upright
    page, with the lower left corner of the trim at the origin.
    """

    number: int
    width: float
    height: float
    bleed: Edges
    printed: Rect
    matrix: Matrix


def open_source(
    content: bytes | Path, name: str, passwords: Sequence[str] = ()
) -> tuple[pikepdf.Pdf | None, tuple[Finding, ...]]:
    """Open the file to impose. Return None and a finding where it cannot be opened or has no pages."""
    try:
        pdf = opened(content) if isinstance(content, bytes) else unlock(content, passwords)
        count = len(pdf.pages)
    except OSError as error:
        message = f"the file cannot be read: {error.strerror}"
        return None, (Finding("pdf-missing", Place(name), message),)
    except pikepdf.PasswordError:
        hint = f"save it without a password, or add its password to {FILE}"
        message = (
            "the file is encrypted, and none of the known passwords opens it"
            if passwords
            else "the file is encrypted and needs a password"
        )
        return None, (Finding("pdf-locked", Place(name), message, hint),)
    except (pikepdf.PdfError, RuntimeError):  # RuntimeError: the page tree has no end
        message = "the file is damaged, or is not a PDF"
        return None, (Finding("pdf-damaged", Place(name), message, _EXPORT_AGAIN),)
    if not count:
        return None, (Finding("pdf-empty", Place(name), "the file has no pages"),)
    return pdf, ()


def reads_right_to_left(pdf: pikepdf.Pdf) -> bool:
    """Return whether the file's viewer preferences set the reading direction to right to left."""
    preferences = pdf.Root.get("/ViewerPreferences")
    return isinstance(preferences, pikepdf.Dictionary) and preferences.get("/Direction") == "/R2L"


def read_pages(pdf: pikepdf.Pdf, name: str) -> tuple[list[SourcePage], tuple[Finding, ...]]:
    """Return all pages measured, and a finding for each page whose boxes are damaged."""
    pages: list[SourcePage] = []
    findings: list[Finding] = []
    for number, page in enumerate(pdf.pages, 1):
        try:
            pages.append(_measure(page.obj, number))
        except (TypeError, ValueError, ArithmeticError):
            message = "the page has no MediaBox, or one of its boxes is not a rectangle"
            place = Place(name, page=number)
            findings.append(Finding("box-damaged", place, message, _EXPORT_AGAIN))
    return pages, tuple(findings)


def check_sizes(pages: list[SourcePage], name: str) -> tuple[Finding, ...]:
    """Return a finding for each page whose trimmed size is not that of the first page."""
    first = pages[0]
    return tuple(
        Finding(
            "imposition-size",
            Place(name, page=page.number),
            f"the trimmed page is {_size_in_mm(page)}, but page 1 is {_size_in_mm(first)}",
            "give all pages the same size; only a proof (2-up, 4-up) can have pages of several sizes",
        )
        for page in pages
        if max(abs(page.width - first.width), abs(page.height - first.height)) > TRIM_TOLERANCE * MM
    )


def _measure(page: Raw, number: int) -> SourcePage:
    media = rect_from(map(float, inherited(page, "/MediaBox")))
    if min(media.width, media.height) <= 0:
        raise ValueError
    crop = _page_box(inherited(page, "/CropBox"), media) or media
    own_trim = _page_box(page.get("/TrimBox"), media) or _page_box(page.get("/ArtBox"), media)
    trim = own_trim or crop
    bleed = _page_box(page.get("/BleedBox"), media) or crop
    unit = float(page.get("/UserUnit") or 1)
    if own_trim and "/BleedBox" not in page:
        most = ASSUMED_BLEED * MM / unit
        bleed = bleed.cut(grow(trim, Edges(most, most, most, most)))
    bleed = _around(bleed, trim)
    quarters = int(inherited(page, "/Rotate") or 0) // 90 % 4
    width, height = trim.width * unit, trim.height * unit
    upright = quarter_turns(quarters, width, height)
    matrix = combine(translation(-trim.left, -trim.bottom), scaling(unit), upright)
    edges = margins(trim, bleed).scaled(unit).turned(quarters)
    if quarters % 2:
        width, height = height, width
    return SourcePage(number, width, height, edges, bleed, matrix)


def _page_box(value: Raw, media: Rect) -> Rect | None:
    """Return a page box cut to the MediaBox (ISO 32000-1, 14.11.2); None where it is missing or empty."""
    if value is None:
        return None
    box = rect_from(map(float, value)).cut(media)
    return box if min(box.width, box.height) > 0 else None


def _around(bleed: Rect, trim: Rect) -> Rect:
    """Return the bleed, extended so that it contains the trim."""
    return Rect(
        min(bleed.left, trim.left),
        min(bleed.bottom, trim.bottom),
        max(bleed.right, trim.right),
        max(bleed.top, trim.top),
    )


def _size_in_mm(page: SourcePage) -> str:
    return f"{page.width / MM:.1f} x {page.height / MM:.1f} mm"
