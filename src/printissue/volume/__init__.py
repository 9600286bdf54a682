"""The bindery: issues become a volume, which keeps their tags, links, attachments and claims.

It stands on pypdf's objects, but parses few of them: most go from the parts into the volume as bytes, renumbered.
"""

from printissue.volume.binding import bind
from printissue.volume.orders import (
    BindingOptions,
    Bound,
    PageLabel,
    Piece,
    PieceRange,
    Shown,
)

__all__ = ["BindingOptions", "Bound", "PageLabel", "Piece", "PieceRange", "Shown", "bind"]
