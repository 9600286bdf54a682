"""Looks: how many pages pdfium counts, and what the first and the last of them look like."""

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pypdfium2

from printissue.pdf.passwords import unlock_drawable
from printissue.volume.back_issues.limits import RefusedError
from printissue.volume.back_issues.report import Notes

_PIXELS = 600_000
_SIDE = 4000
"""A4 is drawn at 72 ppi; a page as large as a wall in as many pixels, and no side of more."""


@dataclass(frozen=True, slots=True)
class Look:
    """The page count, and a digest of the first and the last page's pixels; None for one that cannot be drawn."""

    pages: int
    first: bytes | None
    last: bytes | None


def look(file: Path, passwords: Sequence[str] = ()) -> Look | None:
    """Look at a file; None where pdfium cannot open it."""
    try:
        pdf = unlock_drawable(file, passwords)
    except pypdfium2.PdfiumError:
        return None
    try:
        pages = len(pdf)
        first = _drawn(pdf, 0)
        return Look(pages, first, first if pages == 1 else _drawn(pdf, pages - 1))
    finally:
        pdf.close()


def _drawn(pdf: pypdfium2.PdfDocument, index: int) -> bytes | None:
    """Draw a page and give a digest of its size and pixels."""
    if not 0 <= index < len(pdf):
        return None
    try:
        page = pdf[index]
        width, height = page.get_size()
        if not 0 < width * height < math.inf:
            return None
        scale = min(1, math.sqrt(_PIXELS / (width * height)), _SIDE / max(width, height))
        bitmap = page.render(scale=scale)
        head = f"{width:.2f} {height:.2f} {bitmap.width} {bitmap.height} {bitmap.stride}"
        return hashlib.sha256(head.encode() + bytes(bitmap.buffer)).digest()
    except pypdfium2.PdfiumError:
        return None


def compare(before: Look | None, after: Look, notes: Notes) -> None:
    """Compare two looks of which the second is of the repaired file. RefusedError where a page has changed."""
    if before is None:
        notes.repaired("pdfium could not open the file before")
        return
    for which, was, now in (
        ("first", before.first, after.first),
        ("last", before.last, after.last),
    ):
        if was is None and now is not None:
            notes.repaired(f"pdfium could not draw the {which} page before")
        elif was != now:
            raise RefusedError(
                "old-look",
                f"the {which} page looks different after the repair",
                "print the PDF into a new one with a viewer that shows it well",
            )
