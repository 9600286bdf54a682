"""The catalogue: how a reader opens the file, and what the file says of itself."""

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from printissue.editions.tagged.orders import TaggedOptions
from printissue.pdf.metadata import stamp
from printissue.pdf.save import label_pages

SRGB = "sRGB IEC61966-2.1"
"""The registered name of the output condition that the archive edition's colours are meant for."""

_NOT_OURS = ("/OpenAction", "/AA", "/AcroForm", "/Version", "/AF")


def write_catalogue(pdf: pikepdf.Pdf, order: TaggedOptions) -> None:
    """Set the catalogue's entries for an edition, and stamp its record."""
    root = pdf.Root
    for key in _NOT_OURS:
        if key in root:
            del root[key]
    root.Lang = String(order.record.language)
    root.MarkInfo = Dictionary(Marked=True)
    root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    if order.right_to_left:
        root.ViewerPreferences.Direction = Name.R2L
    root.PageMode = Name.UseOutlines if "/Outlines" in root else Name.UseNone
    archived = "pdfa-3a" in order.edition.claims
    root.PageLayout = Name.TwoPageRight if archived else Name.SinglePage
    _output_intent(pdf, archived=archived)
    label_pages(pdf, order.first_folio)
    stamp(pdf, order.record, order.edition.claims)


def _output_intent(pdf: pikepdf.Pdf, *, archived: bool) -> None:
    """Name sRGB as PDF/A's output intent, with the profile that is in the file; other editions need none."""
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
