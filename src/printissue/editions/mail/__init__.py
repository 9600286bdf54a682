"""The mail edition: a message with HTML and plain text, and the HTML with its pictures for sending services.

The HTML is that of the same templates as all editions. Style sheets become `style` attributes, blocks become tables,
colours have a dark form, and pictures are JPEG or PNG: that is what mail programs show.
"""

from collections.abc import Mapping

from printissue.core.findings import Finding
from printissue.core.folders import Contents
from printissue.editions import EditionSource
from printissue.editions.mail.finish import finish

__all__ = ["WRITER", "MailWriter", "finish"]


class MailWriter:
    """Makes the mail edition."""

    def finish(self, source: EditionSource) -> tuple[Contents, tuple[Finding, ...]]:
        """Return the message, its HTML, its plain text and its pictures."""
        return finish(source)

    def complete(self, files: Contents, sizes: Mapping[str, int]) -> Contents:
        """Return the files unchanged: a message offers no downloads."""
        return files


WRITER = MailWriter()
