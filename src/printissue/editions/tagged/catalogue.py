"""The document catalogue of a tagged edition: viewer settings, output intent, metadata, and attachments."""

from hashlib import md5

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, String

from printissue.editions import Attachment, EditionSource
from printissue.model.records import BibliographicRecord
from printissue.pdf.metadata import pdf_date, stamp
from printissue.pdf.save import label_pages

SRGB = "sRGB IEC61966-2.1"
"""The registered name of the archive edition's output condition."""

_REMOVED = ("/OpenAction", "/AA", "/AcroForm", "/Version", "/AF")
"""Entries of the raw file's catalogue that the edition must not have."""


def write_catalogue(pdf: pikepdf.Pdf, source: EditionSource) -> None:
    """Set the catalogue's entries for an edition, and write its metadata and claims."""
    root = pdf.Root
    for key in _REMOVED:
        if key in root:
            del root[key]
    root.Lang = String(source.record.language)
    root.MarkInfo = Dictionary(Marked=True)
    root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    if source.right_to_left:
        root.ViewerPreferences.Direction = Name.R2L
    root.PageMode = Name.UseOutlines if "/Outlines" in root else Name.UseNone
    archived = "pdfa-3a" in source.edition.claims
    root.PageLayout = Name.TwoPageRight if archived else Name.SinglePage
    _set_output_intent(pdf, archived=archived)
    label_pages(pdf, source.first_folio)
    stamp(pdf, source.record, source.edition.claims)


def _set_output_intent(pdf: pikepdf.Pdf, *, archived: bool) -> None:
    """Make sRGB the output intent of PDF/A, with the raw file's profile; other editions have none."""
    intents = pdf.Root.get("/OutputIntents", Array())
    if archived and len(intents):
        pdf.Root.OutputIntents = Array(
            [
                Dictionary(
                    Type=Name.OutputIntent,
                    S=Name.GTS_PDFA1,
                    OutputConditionIdentifier=String(SRGB),
                    RegistryName=String("http://www.color.org"),
                    Info=String(SRGB),
                    DestOutputProfile=intents[0].DestOutputProfile,
                )
            ]
        )
    elif "/OutputIntents" in pdf.Root:
        del pdf.Root.OutputIntents


def attach(
    pdf: pikepdf.Pdf, attachments: tuple[Attachment, ...], record: BibliographicRecord
) -> None:
    """Embed files as associated files of the document (ISO 19005-3, 6.8).

    Each is listed in the name tree, which is sorted, and in the catalogue's AF array.
    """
    names = pdf.Root.get("/Names", Dictionary())
    if "/EmbeddedFiles" in names:
        del names.EmbeddedFiles
    specs = [(String(one.name), _file_specification(pdf, one, record)) for one in attachments]
    specs.sort(key=lambda spec: bytes(spec[0]))
    if specs:
        entries = [entry for spec in specs for entry in spec]
        names.EmbeddedFiles = pdf.make_indirect(Dictionary(Names=Array(entries)))
        pdf.Root.Names = names
        pdf.Root.AF = Array([spec for _, spec in specs])


def _file_specification(
    pdf: pikepdf.Pdf, attachment: Attachment, record: BibliographicRecord
) -> Object:
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
