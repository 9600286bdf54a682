"""The tagged editions, archive (PDF/A-3a, PDF/UA-1) and screen (PDF/UA-1): from the layout engine's raw PDF.

The structure tree of the raw file is read as plain values, normalized and written again. Content without an element
becomes an artifact. Then come links, attachments, catalogue and metadata.
"""

from printissue.core.findings import Finding
from printissue.editions import Attachment, EditionSource
from printissue.editions.tagged.finish import finish
from printissue.editions.tagged.options import TaggedOptions

__all__ = ["WRITER", "Attachment", "TaggedOptions", "TaggedWriter", "finish"]


class TaggedWriter:
    """Makes the archive and screen editions."""

    def finish(self, source: EditionSource) -> tuple[bytes, tuple[Finding, ...]]:
        """Return a tagged PDF with the claims of the source's edition."""
        options = TaggedOptions(
            source.edition,
            source.record,
            source.attachments,
            source.first_folio,
            source.name,
            source.right_to_left,
            cross_references=source.cross_references,
            blank_first=source.blank_first,
        )
        return finish(source.raw, options)


WRITER = TaggedWriter()
