"""The tagged editions, archive (PDF/A-3a, PDF/UA-1) and screen (PDF/UA-1): from the layout engine's raw PDF.

The structure tree of the raw file is read as plain values, normalized and written again. Content without an element
becomes an artifact. Then come links, attachments, catalogue and metadata.
"""

from printissue.core.findings import Finding
from printissue.editions import EditionSource
from printissue.editions.tagged.finish import finish

__all__ = ["WRITER", "TaggedWriter"]


class TaggedWriter:
    """The writer of the archive and screen editions."""

    def finish(self, source: EditionSource) -> tuple[bytes, tuple[Finding, ...]]:
        """Return a tagged PDF with the claims of the source's edition."""
        return finish(source)


WRITER = TaggedWriter()
