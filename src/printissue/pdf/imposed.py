"""Imposed sheets: private data in the catalogue that marks a file's pages as sides of sheets (ISO 32000-1, 14.5)."""

import pikepdf
from pikepdf import Dictionary, String

from printissue.pdf.objects import dictionary

_OURS = "/printissue"
_DATE = "D:19700101000000Z"
"""The date in a file without one, so that equal sheets are equal bytes."""


def mark_as_imposed(pdf: pikepdf.Pdf) -> None:
    """Mark a file's pages as sides of sheets."""
    changed = dictionary(pdf.trailer.get("/Info")).get("/ModDate")
    pdf.Root.PieceInfo = Dictionary()
    pdf.Root.PieceInfo[_OURS] = Dictionary(
        LastModified=changed if isinstance(changed, pikepdf.String) else String(_DATE),
        Private=Dictionary(Imposed=True),
    )


def is_imposed(pdf: pikepdf.Pdf) -> bool:
    """Return whether a file's pages are sides of sheets, so that their number is not that of the issue's pages."""
    ours = dictionary(dictionary(pdf.Root.get("/PieceInfo")).get(_OURS))
    return dictionary(ours.get("/Private")).get("/Imposed") is True
