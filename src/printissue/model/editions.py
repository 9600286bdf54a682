"""The editions: what each rendering of an issue is, as a table. A new edition is a new row."""

from dataclasses import dataclass
from typing import Literal

Claim = Literal["pdfx-4", "pdfa-3a", "pdfua-1"]
LayoutName = Literal["print", "screen"]


PAPERS: dict[str, tuple[float, float]] = {
    "A4": (210.0, 297.0),
    "A5": (148.0, 210.0),
    "Letter": (215.9, 279.4),
}
"""Trim sizes by name: width and height in mm (ISO 216; ANSI A for Letter)."""


@dataclass(frozen=True, slots=True)
class Edition:
    """One rendering of an issue.

    `layout` names the layout it is made from: editions of the same layout are set once and written several times.
    `claims` are the standards that the file's metadata names. `ppi` is the resolution above which pictures are
    reduced (None: never). `object_streams` packs objects (smaller; slower to read back when a volume is bound).
    """

    name: str
    title: str
    layout: LayoutName
    claims: frozenset[Claim]
    ppi: int | None
    attachments: bool
    object_streams: bool
    pdf_version: str

    @property
    def in_ink(self) -> bool:
        """Tell whether the edition is made of printing inks: CMYK, bleed, no links."""
        return self.layout == "print"


EDITIONS: dict[str, Edition] = {
    edition.name: edition
    for edition in (
        Edition(
            name="print",
            title="PDF/X-4 for the print shop",
            layout="print",
            claims=frozenset({"pdfx-4"}),
            ppi=None,
            attachments=False,
            object_streams=False,
            pdf_version="1.6",
        ),
        Edition(
            name="archive",
            title="PDF/A-3a and PDF/UA-1 for the archive",
            layout="screen",
            claims=frozenset({"pdfa-3a", "pdfua-1"}),
            ppi=None,
            attachments=True,
            object_streams=False,
            pdf_version="1.7",
        ),
        Edition(
            name="screen",
            title="tagged and small, for download",
            layout="screen",
            claims=frozenset({"pdfua-1"}),
            ppi=150,
            attachments=False,
            object_streams=True,
            pdf_version="1.7",
        ),
    )
}
