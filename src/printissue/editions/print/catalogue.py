"""The document around the pages: what stays of the raw file's catalogue, and the output intent."""

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from printissue.editions.print.order import PrintOptions
from printissue.pdf.objects import Raw

_KEPT = {"/Type", "/Pages", "/Lang", "/Outlines", "/Names"}


def strip_catalogue(pdf: pikepdf.Pdf) -> None:
    """Leave of the catalogue the pages, the language and the bookmarks with what they lead to.

    Forms, scripts, attachments, actions and the tag tree have no place in a press file.
    """
    root = pdf.Root
    for key in set(root.keys()) - _KEPT:
        del root[key]
    needed = "/Outlines" in root and _strip_outline(root.Outlines)
    dests = root.get("/Names", Dictionary()).get("/Dests")
    if "/Names" in root:
        del root["/Names"]
    if needed and dests is not None:
        root.Names = Dictionary(Dests=dests)


def _strip_outline(outlines: Raw) -> bool:
    """Take all actions but plain jumps from the bookmarks; tell whether any leads to a name."""
    waiting, named = [outlines.get("/First")], False
    while waiting:
        item = waiting.pop()
        if item is None:
            continue
        action = item.get("/A", Dictionary())
        if action.get("/S") == Name.GoTo and "/D" in action:
            item.Dest = action.D
        for key in ("/A", "/AA", "/SE"):
            if key in item:
                del item[key]
        named |= isinstance(item.get("/Dest"), pikepdf.String)
        waiting += [item.get("/Next"), item.get("/First")]
    return named


def add_intent(pdf: pikepdf.Pdf, order: PrintOptions, *, info: str) -> None:
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
