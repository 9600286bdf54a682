"""Previews of pages for a report: small JPEGs as data URIs."""

import base64
import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pypdfium2

from printissue.pdf.passwords import unlock_drawable

QUALITY = 82
"""The quality of the JPEGs, at which text is still readable."""
MOST_SIDE = 2400
"""The most pixels of the longer side, however long a page is."""


def page_previews(
    path: Path, widths: Mapping[int, int], *, passwords: Sequence[str] = ()
) -> dict[int, str]:
    """Return data URIs by page for the pages in `widths`, from 1, each with its width in px.

    A page that cannot be rendered is left out.
    """
    previews: dict[int, str] = {}
    with _document(path, passwords) as document:
        for number, width in widths.items() if document else ():
            if uri := _preview(document, number, width):
                previews[number] = uri
    return previews


@contextmanager
def _document(path: Path, passwords: Sequence[str]) -> Iterator[Any]:
    """Open a file for rendering; None where that is not possible."""
    try:
        document = unlock_drawable(path, passwords)
    except (pypdfium2.PdfiumError, OSError):
        yield None
        return
    try:
        yield document
    finally:
        document.close()


def _preview(document: pypdfium2.PdfDocument, number: int, width: int) -> str:
    try:
        page = document[number - 1]
        across, down = page.get_size()
        scale = min(width / max(across, 1), MOST_SIDE / max(across, down, 1))
        picture = page.render(scale=scale, may_draw_forms=False).to_pil().convert("RGB")
    except Exception:  # a size that does not fit in memory, or a box outside the page
        return ""
    target = io.BytesIO()
    picture.save(target, "JPEG", quality=QUALITY, optimize=True)
    return f"data:image/jpeg;base64,{base64.b64encode(target.getvalue()).decode('ascii')}"
