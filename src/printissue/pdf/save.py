"""What every edition's PDF needs at its end: page labels, and a deterministic way to write it."""

import io
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name


def opened(content: bytes | Path) -> pikepdf.Pdf:
    """Open a file, or one that is in memory."""
    return pikepdf.open(io.BytesIO(content) if isinstance(content, bytes) else content)


def label_pages(pdf: pikepdf.Pdf, first: int) -> None:
    """Label the pages in decimal from `first`, so that a reader's page box shows the folio."""
    style = Dictionary(S=Name.D) if first == 1 else Dictionary(S=Name.D, St=first)
    pdf.Root.PageLabels = Dictionary(Nums=Array([0, style]))


def save(pdf: pikepdf.Pdf, *, version: str, object_streams: bool) -> bytes:
    """Write the file as bytes: equal bytes for equal content, compressed, nothing unreferenced.

    `version` is the PDF version of the header. With `object_streams` the file is small: objects
    are packed and every Flate stream anew; without it each object can be read on its own.
    """
    pdf.remove_unreferenced_resources()
    target = io.BytesIO()
    mode = pikepdf.ObjectStreamMode.generate if object_streams else pikepdf.ObjectStreamMode.disable
    pdf.save(
        target,
        force_version=version,
        fix_metadata_version=False,
        deterministic_id=True,
        linearize=False,
        compress_streams=True,
        recompress_flate=object_streams,
        object_stream_mode=mode,
    )
    return target.getvalue()
