"""Pages of PDFs as pictures: whole pages and, at high zoom, tiles of them."""

import io
import threading
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

RESOLUTIONS = (24, 48, 72, 96, 144, 192, 288, 384, 576, 768, 1152, 1536)
"""The resolutions in ppi at which pages are rendered."""
WHOLE = 288
"""The highest resolution of whole pages: an A4 page has 2,500 × 3,500 px. Above it there are only tiles."""
TILE = 512
"""The side of a tile in px."""
QUALITY = 92
"""JPEG quality: with full chroma resolution, the mean error is a quarter of a level of 255, and it encodes fastest."""
MAX_CACHED = 96 * 2**20
"""The size in bytes of the pictures that are kept."""


@dataclass(slots=True)
class PageRenderer:
    """Renders the pages that are shown, by their digests, in one thread at a time: PDFium is not thread-safe."""

    _pages: dict[str, tuple[bytes, int]] = field(default_factory=dict)
    _opened: "OrderedDict[int, tuple[bytes, Any]]" = field(default_factory=OrderedDict)
    _cached: "OrderedDict[tuple[object, ...], bytes]" = field(default_factory=OrderedDict)
    _size: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, pdf: bytes, digests: Iterable[str]) -> None:
        """Add the pages of a PDF, in order."""
        with self._lock:
            for number, digest in enumerate(digests):
                self._pages[digest] = pdf, number

    def keep(self, digests: Iterable[str]) -> None:
        """Forget all pages but these."""
        kept = set(digests)
        with self._lock:
            self._pages = {one: page for one, page in self._pages.items() if one in kept}
            used = {id(pdf) for pdf, _ in self._pages.values()}
            for key in [key for key in self._opened if key not in used]:
                self._opened.pop(key)[1].close()

    def forget(self) -> None:
        """Forget the pictures, because pages with the same digests may look different: fonts have changed."""
        with self._lock:
            self._cached.clear()
            self._size = 0

    def page(self, digest: str, ppi: int) -> bytes | None:
        """Return a page up to its bleed as a JPEG; None if it is not shown any more, or never at this resolution."""
        return self._picture(digest, ppi, None) if ppi in RESOLUTIONS and ppi <= WHOLE else None

    def tile(self, digest: str, ppi: int, column: int, row: int) -> bytes | None:
        """Return a tile of a page, counted from its top left corner; None where the page has none."""
        return self._picture(digest, ppi, (column, row)) if ppi in RESOLUTIONS else None

    def image(self, digest: str, ppi: int) -> Any:  # noqa: ANN401 - Pillow is loaded late
        """Return a page up to its bleed as a picture of Pillow. Raise KeyError if it was not added."""
        with self._lock:
            return self._render(*self._pages[digest], ppi, None)

    def _picture(self, digest: str, ppi: int, tile: tuple[int, int] | None) -> bytes | None:
        key = digest, ppi, tile
        with self._lock:
            if key in self._cached:
                self._cached.move_to_end(key)
                return self._cached[key]
            if digest not in self._pages:
                return None
            image = self._render(*self._pages[digest], ppi, tile)
        if image is None:
            return None
        stream = io.BytesIO()
        image.convert("RGB").save(stream, "JPEG", quality=QUALITY, subsampling=0)
        self._keep(key, stream.getvalue())
        return stream.getvalue()

    def _keep(self, key: tuple[object, ...], content: bytes) -> None:
        with self._lock:
            if key in self._cached:
                return
            self._cached[key] = content
            self._size += len(content)
            while self._size > MAX_CACHED:
                self._size -= len(self._cached.popitem(last=False)[1])

    def _render(self, pdf: bytes, number: int, ppi: int, tile: tuple[int, int] | None) -> Any:  # noqa: ANN401 - Pillow is loaded late
        page = self._document(pdf)[number]
        try:
            page.set_cropbox(*page.get_bleedbox())
            width, height = page.get_size()
            scale = ppi / 72
            crop = (0.0, 0.0, 0.0, 0.0)
            if tile is not None:
                left, top = (one * TILE / scale for one in tile)
                right, bottom = left + TILE / scale, top + TILE / scale
                if min(tile) < 0 or left >= width or top >= height:
                    return None
                crop = (left, max(0.0, height - bottom), max(0.0, width - right), top)
            return page.render(scale=scale, crop=crop, rev_byteorder=True).to_pil()
        finally:
            page.close()

    def _document(self, pdf: bytes) -> Any:  # noqa: ANN401 - PDFium is loaded late
        import pypdfium2

        key = id(pdf)
        if key not in self._opened:
            self._opened[key] = pdf, pypdfium2.PdfDocument(pdf)
        return self._opened[key][1]
