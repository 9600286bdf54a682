"""The check of a finished structure tree: each piece of content has one owner, in the tree and in the parent tree."""

from collections import defaultdict
from collections.abc import Iterator

import pikepdf

from printissue.core.findings import Finding, Place
from printissue.editions.tagged.content import TaggedStream
from printissue.pdf.content import operations
from printissue.pdf.structure import (
    ContentReference,
    ParentTree,
    StructureElement,
    read_structure,
)


def check_tree(pdf: pikepdf.Pdf, streams: list[TaggedStream], name: str) -> Iterator[Finding]:
    """Yield a finding for each page whose content, structure tree and parent tree do not agree."""
    parents = ParentTree(pdf)
    owners: dict[int | None, dict[ContentReference, list[StructureElement]]] = defaultdict(dict)
    for content, elements in read_structure(pdf).owners().items():
        owners[content.key][content] = elements
    broken = {stream.page for stream in streams if not _agrees(stream, owners[stream.key], parents)}
    for page in sorted(broken):
        yield Finding(
            "press-structure",
            Place(name, page=page + 1),
            "the content and the structure tree do not agree",
            "this is a bug in printissue, not a fault of the manuscript: please report it",
        )


def _agrees(
    stream: TaggedStream,
    owners: dict[ContentReference, list[StructureElement]],
    parents: ParentTree,
) -> bool:
    """Return whether a stream's content is numbered from 0, and each piece has the one owner of the parent tree."""
    drawn = sorted(_mcids(stream.stream.read_bytes()))
    expected = [ContentReference(stream.key, number) for number in range(len(drawn))]
    return (
        drawn == list(range(parents.count(stream.key)))
        and owners.keys() == set(expected)
        and all([one.raw.objgen for one in owners[each]] == [parents.of(each)] for each in expected)
    )


def _mcids(data: bytes) -> Iterator[int]:
    """Yield the MCID of each marked-content sequence in a content stream."""
    for name, operands, _, _ in operations(data):
        if name == "BDC" and isinstance(operands[-1], dict) and "/MCID" in operands[-1]:
            yield int(operands[-1]["/MCID"])
