"""Attachments: what the issue was made from, as associated files of the document (ISO 19005-3, 6.8)."""

from hashlib import md5

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, String

from printissue.editions.tagged.orders import Attachment
from printissue.pdf.metadata import BibliographicRecord, pdf_date


def attach(
    pdf: pikepdf.Pdf, attachments: tuple[Attachment, ...], record: BibliographicRecord
) -> None:
    """Embed the files, each listed once in the name tree (sorted) and once in the catalogue's /AF."""
    names = pdf.Root.get("/Names", Dictionary())
    if "/EmbeddedFiles" in names:
        del names.EmbeddedFiles
    specs = [(String(one.name), _filespec(pdf, one, record)) for one in attachments]
    specs.sort(key=lambda spec: bytes(spec[0]))
    if specs:
        entries = [entry for spec in specs for entry in spec]
        names.EmbeddedFiles = pdf.make_indirect(Dictionary(Names=Array(entries)))
        pdf.Root.Names = names
        pdf.Root.AF = Array([spec for _, spec in specs])


def _filespec(pdf: pikepdf.Pdf, attachment: Attachment, record: BibliographicRecord) -> Object:
    stream = pdf.make_stream(attachment.content)
    stream.Type = Name.EmbeddedFile
    stream.Subtype = Name("/" + attachment.media_type)
    digest = md5(attachment.content, usedforsecurity=False).digest()
    stream.Params = Dictionary(
        Size=len(attachment.content), CheckSum=String(digest), ModDate=String(pdf_date(record))
    )
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Filespec,
            F=String(attachment.name),
            UF=String(attachment.name),
            Desc=String(attachment.description),
            AFRelationship=Name("/" + attachment.relationship),
            EF=Dictionary(F=stream, UF=stream),
        )
    )
