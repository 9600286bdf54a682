"""Access: from raw pages to editions that are archived, read aloud and read on screens.

The raw file is what WeasyPrint makes with tags, uncompressed. Its tag tree is read as plain values, mended and
written afresh; content that no element owns becomes decoration; then links, attachments, catalogue and metadata.
"""

from printissue.editions.tagged.finisher import finish
from printissue.editions.tagged.orders import Attachment, TaggedOptions

__all__ = ["Attachment", "TaggedOptions", "finish"]
