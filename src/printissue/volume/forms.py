"""The volume's form fields: those of all parts, each under a unique name. Signatures do not survive binding."""

from collections.abc import Sequence

from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    ByteStringObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    PdfObject,
)

from printissue.volume.objects import (
    dictionary,
    distinct,
    entry,
    is_true,
    items,
    made,
    name,
    octets,
    raw,
)
from printissue.volume.parts import Part
from printissue.volume.writer import VolumeWriter


def unite_forms(writer: VolumeWriter, parts: Sequence[Part]) -> DictionaryObject | None:
    """Return one form with the fields of all parts; None if no part has any."""
    forms = [(part, dictionary(raw(part.catalogue, "/AcroForm"))) for part in parts]
    forms = [(part, form) for part, form in forms if items(raw(form, "/Fields"))]
    if not forms:
        return None
    fields = [
        (part, form, field if isinstance(field, IndirectObject) else writer.add(field))
        for part, form in forms
        for field in items(raw(form, "/Fields"))
    ]
    names = distinct([(part.key, _name(field)) for part, _, field in fields])
    for (_, form, field), new in zip(fields, names, strict=True):
        _adapt(dictionary(field), new, form=form)
    return made(
        Fields=[field for _, _, field in fields],
        DR=_resources([form for _, form in forms]),
        NeedAppearances=BooleanObject(True)
        if any(is_true(raw(form, "/NeedAppearances")) for _, form in forms)
        else None,
    )


def remove_signatures(parts: Sequence[Part]) -> list[Part]:
    """Empty every signature field and return the parts that had a signature: what it signed is not this file."""
    signed = {}
    for part in parts:
        for field in part.dictionaries:
            if (
                "/FT" in field
                and entry(field, "/FT") == "/Sig"
                and field.pop("/V", None) is not None
            ):
                signed[part.key] = part
    return list(signed.values())


def _name(field: PdfObject) -> bytes:
    return octets(entry(field, "/T")) or b""


def _adapt(field: DictionaryObject, new: bytes, *, form: DictionaryObject) -> None:
    """Write the name of a field into it, and the defaults that its form states for all fields."""
    if new != _name(field):
        field[NameObject("/T")] = ByteStringObject(new)
    for key in ("/DA", "/Q"):
        default = raw(form, key)
        if default is not None and key not in field:
            field[NameObject(key)] = default


def _resources(forms: Sequence[DictionaryObject]) -> DictionaryObject | None:
    """Return the resources with which readers draw changed fields; of two with one name, the first is kept."""
    united = DictionaryObject()
    for form in forms:
        own = dictionary(raw(form, "/DR"))
        for family in own:
            members = own.raw_get(family)
            if isinstance(entry(own, family), DictionaryObject):
                kept = united.setdefault(name(family), DictionaryObject())
                kept.update({**dictionary(members), **dictionary(kept)})
            elif family not in united:
                united[name(family)] = ArrayObject(items(members))
    return united or None
