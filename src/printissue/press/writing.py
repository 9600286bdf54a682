"""Writing: a set issue becomes the raw PDF of an edition."""

import copy
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from printissue import tagmarks
from printissue.editions import Edition
from printissue.findings import Finding
from printissue.press.reports import logged, page_findings
from printissue.press.setting import Layout


def write(layout: Layout, edition: Edition, place: str) -> tuple[bytes, tuple[Finding, ...]]:
    """Write a layout as the raw PDF of an edition, uncompressed, for the stage that finishes it."""
    from weasyprint.document import Document

    given = layout.document
    tagged = not edition.in_ink
    if tagged:
        tagmarks.leave(given.pages)
    document = Document(
        given.pages,
        copy.copy(given.metadata),
        given.url_fetcher,
        given.font_config,
        dict(given.color_profiles),
        "srgb" if tagged else None,
    )
    options: dict[str, object] = {"pdf_tags": tagged, "uncompressed_pdf": True}
    if tagged:
        options["output_intent"] = "srgb"
    refused = given.url_fetcher.refused
    before = len(refused)
    with logged() as log, _reduced(given.pages, edition.ppi):
        raw = bytes(document.write_pdf(**options))
    # a decorative picture has no alternative text, and the access stage makes it an artifact
    kept = [message for message in log if "alt description" not in message]
    # the pictures within drawings are asked for only now
    return raw, tuple(page_findings(kept, refused[before:], place))


@contextmanager
def _reduced(pages: Sequence[Any], ppi: int | None) -> Iterator[None]:
    """Have pictures written with at most `ppi` pixels to the inch of their largest place.

    WeasyPrint takes that limit before the layout, where the editions of a layout still share it.
    """
    pictures = [one for page in pages for one in _pictures(page._page_box)] if ppi else []
    each = {id(picture): picture for picture in pictures}.values()
    saved = [(picture, picture._dpi, picture.image_data) for picture in each]
    for picture, _, _ in saved:
        picture._dpi = ppi
    try:
        yield
    finally:
        for picture, dpi, data in saved:
            picture._dpi, picture.image_data = dpi, data


def _pictures(box: Any) -> Iterator[Any]:  # noqa: ANN401 - a box of the layout engine
    """Find the pictures of pixels below a box: contents and backgrounds."""
    from weasyprint.images import RasterImage

    box = getattr(box, "_box", box)  # an absolutely placed box stands behind a placeholder
    background = getattr(box, "background", None)
    layers = [layer.image for layer in background.layers] if background else []
    for image in (getattr(box, "replacement", None), *layers):
        if isinstance(image, RasterImage):
            yield image
    for child in getattr(box, "children", ()):
        yield from _pictures(child)
