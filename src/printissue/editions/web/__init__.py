"""The web edition: the composed HTML as a folder of responsive pages with their pictures, fonts and style sheets.

Nothing is loaded from elsewhere, and nothing needs a script. Pictures come in several widths, fonts with the characters
of the pages only, and colours are the theme's inks, light and dark.
"""

from collections.abc import Mapping

from printissue.core.findings import Finding
from printissue.core.folders import Contents
from printissue.editions import EditionSource
from printissue.editions.web.downloads import complete
from printissue.editions.web.finish import finish

__all__ = ["WRITER", "WebWriter", "complete", "finish"]


class WebWriter:
    """Makes the web edition."""

    def finish(self, source: EditionSource) -> tuple[Contents, tuple[Finding, ...]]:
        """Return the pages of an issue with all files that they need."""
        return finish(source)

    def complete(self, files: Contents, sizes: Mapping[str, int]) -> Contents:
        """Return the files with the sizes of the PDFs that the issue's page offers."""
        return complete(files, sizes)


WRITER = WebWriter()
