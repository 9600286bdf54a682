"""The print edition: from the layout engine's raw PDF to PDF/X-4, with inks, boxes, overprint and marks."""

from printissue.core.findings import Finding
from printissue.editions import EditionSource
from printissue.editions.print.finish import finish

__all__ = ["WRITER", "PrintWriter"]


class PrintWriter:
    """The writer of the print edition."""

    def finish(self, source: EditionSource) -> tuple[bytes, tuple[Finding, ...]]:
        """Return a PDF/X-4 file for the printer of the source."""
        return finish(source)


WRITER = PrintWriter()
