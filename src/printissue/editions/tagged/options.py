"""The options of the archive and screen editions."""

from dataclasses import dataclass

from printissue.editions import Attachment
from printissue.model.editions import Edition
from printissue.pdf.metadata import BibliographicRecord


@dataclass(frozen=True, slots=True)
class TaggedOptions:
    """How a raw file becomes an edition.

    `first_folio` labels the first page. `name` is the file's name in findings. With `cross_references`, links to other
    issues lead to their archive files; otherwise they are hidden until a volume shows them. With `blank_first`, a blank
    page comes before the first.
    """

    edition: Edition
    record: BibliographicRecord
    attachments: tuple[Attachment, ...]
    first_folio: int
    name: str
    right_to_left: bool
    cross_references: bool = False
    blank_first: bool = False
