"""What the access stage is asked for: which edition, with which record, attachments and first folio."""

from dataclasses import dataclass

from printissue.model.editions import Edition
from printissue.pdf.metadata import BibliographicRecord


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file to embed. `relationship` is an AFRelationship of ISO 19005-3: Source, Data, Supplement ..."""

    name: str
    content: bytes
    media_type: str
    description: str
    relationship: str = "Source"


@dataclass(frozen=True, slots=True)
class TaggedOptions:
    """How a raw file becomes an edition; `name` is how findings call it, `first_folio` labels its first page.

    With `cross_references`, links to other issues lead to their archive files; otherwise they stay hidden until a
    volume shows them.
    With `blank_first`, a blank page comes before the first.
    """

    edition: Edition
    record: BibliographicRecord
    attachments: tuple[Attachment, ...]
    first_folio: int
    name: str
    right_to_left: bool
    cross_references: bool = False
    blank_first: bool = False
