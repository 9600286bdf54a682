"""Previews of pages for a report: small JPEGs as data URIs."""

import base64
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

from PIL import Image

from printissue.pdf.rendering import drawable, page_picture

QUALITY = 82
"""The quality of the JPEGs, at which text is still readable."""


def page_previews(
    path: Path, widths: Mapping[int, int], *, passwords: Sequence[str] = ()
) -> dict[int, str]:
    """Return data URIs by page for the pages in `widths`, from 1, each with its width in px.

    A page that cannot be rendered is left out.
    """
    previews: dict[int, str] = {}
    with drawable(path, passwords) as document:
        for number, width in widths.items() if document else ():
            if document and (picture := page_picture(document, number, width)):
                previews[number] = _data_uri(picture)
    return previews


def _data_uri(picture: Image.Image) -> str:
    target = io.BytesIO()
    picture.save(target, "JPEG", quality=QUALITY, optimize=True)
    return f"data:image/jpeg;base64,{base64.b64encode(target.getvalue()).decode('ascii')}"
