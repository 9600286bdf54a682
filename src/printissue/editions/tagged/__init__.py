"""The tagged editions, archive (PDF/A-3a, PDF/UA-1) and screen (PDF/UA-1): from the layout engine's raw PDF.

The structure tree of the raw file is read as plain values, normalized and written again. Content without an element
becomes an artifact. Then come links, attachments, catalogue and metadata.
"""

from printissue.editions.tagged.finish import finish
from printissue.editions.tagged.options import Attachment, TaggedOptions

__all__ = ["Attachment", "TaggedOptions", "finish"]
