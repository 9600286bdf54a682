"""The volume's catalogue: what it has of its own, and what it takes from its parts."""

from collections.abc import Iterator, Sequence

from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    DictionaryObject,
    NameObject,
    PdfObject,
    TextStringObject,
)

from printissue.core.findings import Finding
from printissue.volume.attached import Attached
from printissue.volume.claims import intents
from printissue.volume.forms import fields, unsign
from printissue.volume.layers import layers
from printissue.volume.orders import BindingOptions
from printissue.volume.outlines import labels, outline
from printissue.volume.parts import Part, join_pages
from printissue.volume.stock import Stock
from printissue.volume.structure import Tagging
from printissue.volume.values import dictionary, entry, items, made, raw, resolved

_KEPT = frozenset(
    [
        "Type",
        "Pages",
        "Version",
        "Metadata",
        "Lang",
        "MarkInfo",
        "StructTreeRoot",
        "Names",
        "Dests",
        "Outlines",
        "PageLabels",
        "PageMode",
        "PageLayout",
        "ViewerPreferences",
        "OutputIntents",
        "AF",
        "OCProperties",
        "AcroForm",
        "Extensions",
        "Threads",
        "PieceInfo",
    ]
)
"""Entries of a part's catalogue that the volume carries on, or replaces by its own."""

_KEPT_NAMES = frozenset({"Dests", "EmbeddedFiles"})
_KEPT_FORM = frozenset(["Fields", "DR", "DA", "Q", "NeedAppearances", "SigFlags"])


def catalogue(
    stock: Stock,
    parts: Sequence[Part],
    order: BindingOptions,
    *,
    tagging: Tagging,
    destinations: PdfObject | None,
    attached: Attached,
) -> DictionaryObject:
    """Make the catalogue."""
    names = made(Dests=destinations, EmbeddedFiles=attached.tree)
    return made(
        Type="/Catalog",
        Pages=join_pages(stock, parts),
        Lang=TextStringObject(order.record.language),
        Names=names or None,
        AF=attached.associated or None,
        StructTreeRoot=tagging.root,
        MarkInfo=_marks(parts, tagging),
        Outlines=outline(stock, parts, order.title),
        PageMode="/UseOutlines",
        PageLayout=_layout(parts),
        PageLabels=labels(stock, parts),
        ViewerPreferences=_preferences(parts),
        OutputIntents=intents(stock, parts) or None,
        OCProperties=layers(parts),
        AcroForm=fields(stock, parts),
        Extensions=_extensions(parts),
        Threads=[one for part in parts for one in items(raw(part.catalogue, "/Threads"))] or None,
    )


def not_kept(stock: Stock, parts: Sequence[Part]) -> tuple[Finding, ...]:
    """Tell what of the parts the volume does not carry on; signatures are taken out here."""
    signed = {part.piece.key for part in unsign(stock, parts)}
    findings = []
    for part in parts:
        lost = [*_lost(part), *(["a signature"] if part.piece.key in signed else [])]
        if lost:
            message = f"the volume does not keep {', '.join(lost)} of this part"
            findings.append(Finding("volume-not-kept", part.place, message))
    return tuple(findings)


def _lost(part: Part) -> Iterator[str]:
    """Name what is not kept; a view to open with means nothing in a volume."""
    for holder, kept, what in (
        (part.catalogue, _KEPT, ""),
        (dictionary(raw(part.catalogue, "/Names")), _KEPT_NAMES, "Names/"),
        (dictionary(raw(part.catalogue, "/AcroForm")), _KEPT_FORM, "AcroForm/"),
    ):
        for key in holder:
            view = key == "/OpenAction" and _is_view(raw(holder, key))
            if key[1:] not in kept and not view and entry(holder, key) is not None:
                yield what + key[1:]


def _is_view(action: object) -> bool:
    return isinstance(resolved(action), ArrayObject) or entry(action, "/S") == "/GoTo"


def _marks(parts: Sequence[Part], tagging: Tagging) -> DictionaryObject | None:
    """Say that the volume is tagged where every part is and says so."""
    if tagging.root is None:
        return None
    own = [dictionary(raw(part.catalogue, "/MarkInfo")) for part in parts]
    whole = all(part.piece.key in tagging.tagged for part in parts)
    marked = whole and all(_is_true(one, "/Marked") for one in own)
    flags = {
        key: True
        for key in ("UserProperties", "Suspects")
        if any(_is_true(one, f"/{key}") for one in own)
    }
    return made(
        Marked=BooleanObject(marked), **{key: BooleanObject(value) for key, value in flags.items()}
    )


def _is_true(holder: DictionaryObject, key: str) -> bool:
    return entry(holder, key) == BooleanObject(True)


def _layout(parts: Sequence[Part]) -> PdfObject | None:
    """Give how pages are laid side by side: as in the first issue."""
    issues = [part for part in parts if part.piece.kind == "issue"] or list(parts)
    layout = entry(issues[0].catalogue, "/PageLayout")
    return layout if isinstance(layout, NameObject) else None


def _preferences(parts: Sequence[Part]) -> DictionaryObject:
    """Give how the volume is shown: by its title, and from right to left where all parts are."""
    ways = {str(entry(entry(part.catalogue, "/ViewerPreferences"), "/Direction")) for part in parts}
    return made(DisplayDocTitle=BooleanObject(True), Direction="/R2L" if ways == {"/R2L"} else None)


def _extensions(parts: Sequence[Part]) -> DictionaryObject | None:
    united = DictionaryObject()
    for part in parts:
        own = dictionary(raw(part.catalogue, "/Extensions"))
        united.update({name: own.raw_get(name) for name in own if name not in united})
    return united or None
