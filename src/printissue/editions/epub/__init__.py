"""The e-book edition: EPUB 3.3, with the page numbers of the print edition and full accessibility metadata.

The composed HTML becomes one XHTML document for each story and section. A book needs no network and no script, and the
reader chooses its font, size and colours: the style sheet sets neither the colour nor the background of text.
"""

from printissue.core.findings import Finding
from printissue.editions import EditionSource
from printissue.editions.epub.finish import finish

__all__ = ["WRITER", "EpubWriter", "finish"]


class EpubWriter:
    """Makes the e-book edition."""

    def finish(self, source: EditionSource) -> tuple[bytes, tuple[Finding, ...]]:
        """Return the book, and the findings of its fonts."""
        return finish(source)


WRITER = EpubWriter()
