"""Pages as pictures, rendered by pdfium."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pypdfium2
from PIL import Image

from printissue.pdf.passwords import unlock_drawable

MOST_SIDE = 2400
"""The most pixels of the longer side, however long a page is."""


@contextmanager
def drawable(path: Path, passwords: Sequence[str] = ()) -> Iterator[pypdfium2.PdfDocument | None]:
    """Open a file for rendering; None if that is not possible."""
    try:
        document = unlock_drawable(path, passwords)
    except (pypdfium2.PdfiumError, OSError):
        yield None
        return
    try:
        yield document
    finally:
        document.close()


def page_picture(document: pypdfium2.PdfDocument, number: int, width: int) -> Image.Image | None:
    """Return a page, from 1, as an RGB picture with a width in px; None if it cannot be rendered."""
    try:
        page = document[number - 1]
        across, down = page.get_size()
        scale = min(width / max(across, 1), MOST_SIDE / max(across, down, 1))
        picture: Image.Image = page.render(scale=scale, may_draw_forms=False).to_pil()
        return picture.convert("RGB")
    except Exception:  # a size that does not fit in memory, or a box outside the page
        return None
