"""The IDs of structure elements: unique in the volume, listed in one tree; table cells refer to the new IDs."""

from collections.abc import Mapping, Sequence

from pypdf.generic import ArrayObject, ByteStringObject, NameObject, PdfObject

from printissue.volume.objects import distinct, entry, items, name_tree, octets, raw, reference_to
from printissue.volume.parts import Part
from printissue.volume.writer import VolumeWriter


def rename_ids(writer: VolumeWriter, parts: Sequence[Part]) -> PdfObject | None:
    """Make the ID of every element unique, and return the tree of all IDs; None if there are none."""
    found = [
        (part, element, own)
        for part in parts
        for element in part.elements()
        if "/ID" in element
        and (own := octets(raw(element, "/ID"))) is not None
        and entry(element, "/P") is not None
        and reference_to(element) is not None
    ]
    names = distinct([(part.key, own) for part, _, own in found])
    renamed: dict[str, dict[bytes, bytes]] = {part.key: {} for part in parts}
    pairs = []
    for (part, element, old), new in zip(found, names, strict=True):
        reference = reference_to(element)
        assert reference is not None
        pairs.append((new, reference))
        if new != old:
            renamed[part.key].setdefault(old, new)
            element[NameObject("/ID")] = ByteStringObject(new)
    for part in parts:
        if renamed[part.key]:
            _rename_headers(part, renamed[part.key])
    return name_tree(writer, pairs) if pairs else None


def _rename_headers(part: Part, renamed: Mapping[bytes, bytes]) -> None:
    """Write the new IDs of header cells into the table cells that refer to them (ISO 32000-1, table 349)."""
    for attributes in part.dictionaries:
        if "/Headers" in attributes:
            headers = [(one, octets(one)) for one in items(raw(attributes, "/Headers"))]
            attributes[NameObject("/Headers")] = ArrayObject(
                one if old is None else ByteStringObject(renamed.get(old, old))
                for one, old in headers
            )
