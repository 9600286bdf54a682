"""The document around the pages: what stays of the raw file's catalogue, and the output intent."""

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from printissue.prepress.order import PrintOrder
from printissue.prepress.spaces import Raw

_KEPT = {"/Type", "/Pages", "/Lang", "/Outlines", "/Names", "/Dests"}


def strip_catalogue(pdf: pikepdf.Pdf) -> None:
    """Leave of the catalogue the pages, the language and the bookmarks with what they lead to.

    Forms, scripts, attachments, actions and the tag tree have no place in a press file.
    """
    root = pdf.Root
    for key in set(root.keys()) - _KEPT:
        del root[key]
    named = set[bytes]()
    if "/Outlines" in root:
        _strip_outline(root.Outlines, named)
    dests = root.get("/Names", Dictionary()).get("/Dests")
    for place in ("/Names", "/Dests"):
        if place in root and not named:
            del root[place]
    if "/Names" in root:
        root.Names = Dictionary(Dests=dests) if dests is not None else Dictionary()


def _strip_outline(outlines: Raw, named: set[bytes]) -> None:
    """Take actions from the bookmarks; gather the names of the places that they lead to."""
    waiting = [outlines.get("/First")]
    while waiting:
        item = waiting.pop()
        if item is None:
            continue
        for key in ("/A", "/AA", "/SE"):
            if key in item:
                del item[key]
        if isinstance(item.get("/Dest"), (pikepdf.String, pikepdf.Name)):
            named.add(bytes(str(item.Dest), "utf-8"))
        waiting += [item.get("/Next"), item.get("/First")]


def add_intent(pdf: pikepdf.Pdf, order: PrintOrder, *, info: str) -> None:
    """Set the one output intent: the printer's condition and its profile."""
    profile = pdf.make_stream(order.profile)
    profile.N = 4
    intent = Dictionary(
        Type=Name.OutputIntent,
        S=Name.GTS_PDFX,
        OutputConditionIdentifier=String(order.printer.condition),
        RegistryName=String(order.printer.registry),
        Info=String(info),
        DestOutputProfile=profile,
    )
    pdf.Root.OutputIntents = Array([pdf.make_indirect(intent)])
