"""A bound on what a stream may unpack to, so that a small hostile file takes no large memory."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from pikepdf.settings import set_qpdf_limits

MOST = 64 * 1024 * 1024
"""Bytes that a stream is unpacked to, if it is no picture."""


@contextmanager
def unpacking(most: int = MOST) -> Iterator[None]:
    """Let no stream unpack to more than this many bytes; reading one that does raises PdfError."""
    kept: dict[str, Any] = set_qpdf_limits(flate_max_memory=most, run_length_max_memory=most)
    try:
        yield
    finally:
        set_qpdf_limits(**kept)
