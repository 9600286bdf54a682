"""Binds pieces into a volume: read, sew, share, write. Read `bind` and you have read the bindery."""

from collections.abc import Sequence

from pypdf.errors import PyPdfError

from printissue.core.findings import Finding, Place
from printissue.volume.attached import attach
from printissue.volume.catalogue import catalogue, not_kept
from printissue.volume.claims import claims
from printissue.volume.faces import merge_faces
from printissue.volume.links import name_places, relink
from printissue.volume.orders import BindingOptions, Bound, Piece, PieceRange
from printissue.volume.parts import Part, take
from printissue.volume.sharing import lift_resources, settle, share
from printissue.volume.stock import Stock
from printissue.volume.structure import sew
from printissue.volume.writing import describe, write


def bind(
    pieces: Sequence[Piece], order: BindingOptions
) -> tuple[bytes, Bound, tuple[Finding, ...]]:
    """Bind pieces in their order into one file, and tell what stands in it.

    Where a piece cannot be bound there is no file (empty bytes), and an error says which and why.
    """
    stock = Stock()
    try:
        parts, findings = take(stock, pieces)
        if findings or not parts:
            return b"", Bound(), findings
        return _bound(stock, parts, order)
    except (PyPdfError, RecursionError) as error:
        place = Place(order.name)
        return b"", Bound(), (Finding("volume-part", place, f"an object cannot be read: {error}"),)


def _bound(
    stock: Stock, parts: Sequence[Part], order: BindingOptions
) -> tuple[bytes, Bound, tuple[Finding, ...]]:
    tagging = sew(stock, parts, order.record.language)
    signs, destinations = name_places(stock, parts)
    tally, findings = relink(stock, signs)
    attached = attach(stock, parts)
    made, unclaimed = claims(stock, parts, order, tagged=tagging.tagged)
    lost = not_kept(stock, parts)
    root = catalogue(
        stock, parts, order, tagging=tagging, destinations=destinations, attached=attached
    )
    about = describe(stock, root, order.record, claims=made)
    number = stock.add(root).idnum
    merged = merge_faces(stock, parts)
    lift_resources(stock)
    shared = share(stock)
    settle(stock)
    version = max("1.7", *(part.version for part in parts))
    content = write(stock, root=number, about=about, version=version)
    bound = Bound(
        ranges=_ranges(parts),
        claims=made,
        tags=tagging.tags,
        links=tally.links,
        joined=tally.joined,
        left=tally.left,
        attachments=attached.count,
        shared=shared,
        fonts_merged=merged,
    )
    return content, bound, (*findings, *unclaimed, *lost)


def _ranges(parts: Sequence[Part]) -> tuple[PieceRange, ...]:
    ranges, last = [], 0
    for part in parts:
        ranges.append(PieceRange(part.piece.key, last + 1, last + len(part.pages)))
        last = ranges[-1].last
    return tuple(ranges)
