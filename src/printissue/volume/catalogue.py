"""The volume's catalogue: its own entries, and those that it takes over from its parts."""

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
from printissue.model.editions import Standard
from printissue.model.records import BibliographicRecord
from printissue.pdf.metadata import info_entries, xmp_packet
from printissue.volume.attachments import Attachments
from printissue.volume.claims import intents
from printissue.volume.forms import remove_signatures, unite_forms
from printissue.volume.layers import unite_layers
from printissue.volume.objects import (
    dictionary,
    entry,
    is_true,
    items,
    made,
    name,
    raw,
    resolved,
)
from printissue.volume.options import BindingOptions
from printissue.volume.parts import Part
from printissue.volume.structure import StructureTree
from printissue.volume.writer import VolumeWriter

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
"""Entries of a part's catalogue that the volume takes over or has its own of."""

_KEPT_NAMES = frozenset({"Dests", "EmbeddedFiles"})
_KEPT_FORM = frozenset(["Fields", "DR", "DA", "Q", "NeedAppearances", "SigFlags"])

_LAYOUTS = frozenset(
    [
        "/SinglePage",
        "/OneColumn",
        "/TwoColumnLeft",
        "/TwoColumnRight",
        "/TwoPageLeft",
        "/TwoPageRight",
    ]
)
"""The page layouts that `PdfWriter.page_layout` accepts (ISO 32000-1, table 28)."""


def write_catalogue(
    writer: VolumeWriter,
    parts: Sequence[Part],
    options: BindingOptions,
    *,
    structure: StructureTree,
    destinations: PdfObject | None,
    attachments: Attachments,
) -> None:
    """Write the entries of the catalogue, except bookmarks, page labels and metadata."""
    writer.page_mode = "/UseOutlines"
    layout = _layout(parts)
    if layout in _LAYOUTS:
        writer.page_layout = layout  # type: ignore[assignment]
    directions = {
        str(entry(entry(part.catalogue, "/ViewerPreferences"), "/Direction")) for part in parts
    }
    direction = "/R2L" if directions == {"/R2L"} else None
    writer.create_viewer_preferences().update(
        made(DisplayDocTitle=BooleanObject(True), Direction=direction)
    )
    for part in parts:
        if threads := items(raw(part.catalogue, "/Threads")):
            writer.threads.extend(threads)
    names = made(Dests=destinations, EmbeddedFiles=attachments.tree)
    writer.root_object.update(
        made(
            Lang=TextStringObject(options.record.language),
            Names=names or None,
            AF=attachments.associated or None,
            StructTreeRoot=structure.root,
            MarkInfo=_mark_information(parts, structure),
            OutputIntents=intents(parts) or None,
            OCProperties=unite_layers(parts),
            AcroForm=unite_forms(writer, parts),
            Extensions=_extensions(parts),
        )
    )


def write_metadata(
    writer: VolumeWriter, record: BibliographicRecord, claims: frozenset[Standard]
) -> None:
    """Describe the volume in an XMP packet and in the Info dictionary, which agree."""
    writer.xmp_metadata = xmp_packet(record, claims)
    dictionary(writer.root_object.raw_get("/Metadata")).update(
        made(Type="/Metadata", Subtype="/XML")
    )
    writer.metadata = info_entries(record)


def not_kept(parts: Sequence[Part]) -> tuple[Finding, ...]:
    """Return a finding for each part of which the volume does not keep everything; signatures are removed."""
    signed = {part.key for part in remove_signatures(parts)}
    findings = []
    for part in parts:
        lost = [*_lost(part), *(["a signature"] if part.key in signed else [])]
        if lost:
            message = f"the volume does not keep {', '.join(lost)} of this part"
            findings.append(Finding("volume-not-kept", part.place, message))
    return tuple(findings)


def _lost(part: Part) -> Iterator[str]:
    """Yield what is not kept; a view to open the file with has no meaning in a volume."""
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


def _mark_information(parts: Sequence[Part], structure: StructureTree) -> DictionaryObject | None:
    """Return the flags of a tagged file: it is marked if every part is tagged and marked."""
    if structure.root is None:
        return None
    own = [dictionary(raw(part.catalogue, "/MarkInfo")) for part in parts]
    tagged = all(part.key in structure.tagged for part in parts)
    marked = tagged and all(is_true(raw(one, "/Marked")) for one in own)
    flags = {
        key: BooleanObject(True)
        for key in ("UserProperties", "Suspects")
        if any(is_true(raw(one, f"/{key}")) for one in own)
    }
    return made(Marked=BooleanObject(marked), **flags)


def _layout(parts: Sequence[Part]) -> str | None:
    """Return the page layout of the first issue."""
    issues = [part for part in parts if part.source.kind == "issue"] or list(parts)
    layout = entry(issues[0].catalogue, "/PageLayout")
    return str(layout) if isinstance(layout, NameObject) else None


def _extensions(parts: Sequence[Part]) -> DictionaryObject | None:
    united = DictionaryObject()
    for part in parts:
        own = dictionary(raw(part.catalogue, "/Extensions"))
        united.update({name(key): own.raw_get(key) for key in own if key not in united})
    return united or None
