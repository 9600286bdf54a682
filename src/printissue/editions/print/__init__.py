"""The print edition: from the layout engine's raw PDF to PDF/X-4, with inks, boxes, overprint and marks."""

from printissue.core.findings import Finding
from printissue.editions import EditionSource
from printissue.editions.print.finish import PrintOptions, finish

__all__ = ["WRITER", "PrintOptions", "PrintWriter", "finish"]


class PrintWriter:
    """Makes the print edition."""

    def finish(self, source: EditionSource) -> tuple[bytes, tuple[Finding, ...]]:
        """Return a PDF/X-4 file for the printer of the source."""
        if source.printer is None:
            raise ValueError("a print edition needs a printer")
        options = PrintOptions(
            source.printer,
            source.profile,
            source.record,
            source.slug,
            source.first_folio,
            source.right_to_left,
            source.name,
        )
        return finish(source.raw, options)


WRITER = PrintWriter()
