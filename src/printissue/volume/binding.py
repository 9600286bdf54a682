"""Bind files into a volume: append them, unite what they have in common, store equal objects once, write."""

from collections.abc import Sequence

from pypdf.errors import PyPdfError

from printissue.core.findings import Finding, Place
from printissue.volume.attachments import unite_attachments
from printissue.volume.catalogue import not_kept, write_catalogue, write_metadata
from printissue.volume.claims import claims
from printissue.volume.deduplicate import deduplicate
from printissue.volume.fonts import merge_fonts
from printissue.volume.links import rewrite_links, unite_destinations
from printissue.volume.options import BindingOptions, BindingResult, PartFile, PartRange
from printissue.volume.outlines import add_bookmarks, add_page_labels
from printissue.volume.parts import Part, append_parts, join_pages
from printissue.volume.reading import pypdf_settings
from printissue.volume.structure import unite_structure
from printissue.volume.writer import VolumeWriter


def bind(
    sources: Sequence[PartFile], options: BindingOptions
) -> tuple[bytes, BindingResult, tuple[Finding, ...]]:
    """Bind files in their order into one. Return it, what it holds, and findings.

    If a file cannot be bound there is no volume (empty bytes), and an error says which file and why.
    """
    writer = VolumeWriter()
    try:
        with pypdf_settings():
            parts, findings = append_parts(writer, sources)
            if findings or not parts:
                return b"", BindingResult(), findings
            return _bind(writer, parts, options)
    except (PyPdfError, RecursionError) as error:
        place = Place(options.name)
        finding = Finding("volume-part", place, f"an object cannot be read: {error}")
        return b"", BindingResult(), (finding,)


def _bind(
    writer: VolumeWriter, parts: Sequence[Part], options: BindingOptions
) -> tuple[bytes, BindingResult, tuple[Finding, ...]]:
    join_pages(writer, parts)
    names, destinations = unite_destinations(writer, parts)
    links, findings = rewrite_links(names)
    structure = unite_structure(writer, parts, options.record.language)
    attachments = unite_attachments(writer, parts)
    claimed, unclaimed = claims(parts, options, tagged=structure.tagged)
    lost = not_kept(parts)
    add_bookmarks(writer, parts, options.title)
    add_page_labels(writer, parts)
    write_catalogue(
        writer,
        parts,
        options,
        structure=structure,
        destinations=destinations,
        attachments=attachments,
    )
    write_metadata(writer, options.record, claimed)
    merged = merge_fonts(writer, parts)
    shared = deduplicate(writer)
    content = writer.pack(max("1.7", *(part.version for part in parts)))
    result = BindingResult(
        ranges=_ranges(parts),
        claims=claimed,
        elements=structure.elements,
        links=links.links,
        links_joined=links.joined,
        links_left=links.left,
        attachments=attachments.count,
        shared=shared,
        fonts_merged=merged,
    )
    return content, result, (*findings, *unclaimed, *lost)


def _ranges(parts: Sequence[Part]) -> tuple[PartRange, ...]:
    ranges, last = [], 0
    for part in parts:
        ranges.append(PartRange(part.key, last + 1, last + len(part.pages)))
        last = ranges[-1].last
    return tuple(ranges)
