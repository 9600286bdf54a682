"""Opening PDFs, labelling their pages, and writing them deterministically."""

import io
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name


def opened(content: bytes | Path) -> pikepdf.Pdf:
    """Open a PDF by its path or from its bytes."""
    return pikepdf.open(io.BytesIO(content) if isinstance(content, bytes) else content)


def label_pages(pdf: pikepdf.Pdf, first: int) -> None:
    """Label the pages in decimal from `first`, so that viewers show the folio as the page number."""
    style = Dictionary(S=Name.D) if first == 1 else Dictionary(S=Name.D, St=first)
    pdf.Root.PageLabels = Dictionary(Nums=Array([0, style]))


def save(pdf: pikepdf.Pdf, *, version: str, object_streams: bool) -> bytes:
    """Return the bytes of a file, compressed and without unreferenced resources; equal content has equal bytes.

    `version` is the PDF version of the header. With `object_streams` the file is smaller: objects are in object
    streams, and Flate streams are compressed again.
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
