"""The bindery: issues become a volume, which keeps their tags, links, attachments and claims.

It stands on pypdf's objects, but parses few of them: most go from the parts into the volume as bytes, renumbered.
"""

from printissue.volume.binding import bind
from printissue.volume.orders import (
    Bound,
    PageLabel,
    Piece,
    PieceRange,
    Shown,
    VolumeOrder,
)

__all__ = ["Bound", "PageLabel", "Piece", "PieceRange", "Shown", "VolumeOrder", "bind"]
