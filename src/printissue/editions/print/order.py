"""What the prepress needs to know of a job besides its pages."""

from dataclasses import dataclass

from printissue.model.printers import Printer
from printissue.pdf.metadata import BibliographicRecord


@dataclass(frozen=True, slots=True)
class PrintOptions:
    """One issue for one print shop.

    `profile` is the ICC profile of the printer's output condition. `slug` opens the slug line, to
    which each page adds its number. `first_folio` is the folio of page 1, which is a right-hand
    page, or a left-hand one where the issue reads from right to left. `name` is how findings call
    the file.
    """

    printer: Printer
    profile: bytes
    record: BibliographicRecord
    slug: str
    first_folio: int
    right_to_left: bool
    name: str
