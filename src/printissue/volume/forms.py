"""The volume's form fields: those of all parts, no two under one name; a signature does not survive binding."""

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

from printissue.volume.parts import Part
from printissue.volume.stock import Stock
from printissue.volume.values import (
    dictionary,
    distinct,
    entry,
    indirect,
    items,
    made,
    octets,
    raw,
)


def fields(stock: Stock, parts: Sequence[Part]) -> DictionaryObject | None:
    """Unite the forms; None where no part has any."""
    forms = [(part, dictionary(raw(part.catalogue, "/AcroForm"))) for part in parts]
    forms = [(part, form) for part, form in forms if items(raw(form, "/Fields"))]
    if not forms:
        return None
    tops = [
        (part, form, indirect(stock, field))
        for part, form in forms
        for field in items(raw(form, "/Fields"))
    ]
    fresh = distinct([(part.piece.key, _name(field)) for part, _, field in tops])
    for (_, form, field), new in zip(tops, fresh, strict=True):
        _settle(stock, field, new, form=form)
    needs = any(entry(form, "/NeedAppearances") == BooleanObject(True) for _, form in forms)
    return made(
        Fields=[field for _, _, field in tops],
        DR=_resources([form for _, form in forms]),
        NeedAppearances=BooleanObject(True) if needs else None,
    )


def unsign(stock: Stock, parts: Sequence[Part]) -> list[Part]:
    """Empty every signature field, and give the parts that had signed ones: what they signed is not this file."""
    signed = {}
    for part in parts:
        for number in part.numbers:
            if b"/FT /Sig" in stock.heads[number]:
                field = dictionary(stock.value(number))
                if field.pop(NameObject("/V"), None) is not None:
                    stock.put(number, field)
                    signed[part.piece.key] = part
    return list(signed.values())


def _name(field: PdfObject) -> bytes:
    return octets(entry(field, "/T")) or b""


def _settle(stock: Stock, field: IndirectObject, name: bytes, *, form: DictionaryObject) -> None:
    """Give a field its name, and what its form said for all of its fields."""
    value = dictionary(field)
    changes: dict[NameObject, PdfObject] = {}
    if name != _name(field):
        changes[NameObject("/T")] = ByteStringObject(name)
    for key in ("/DA", "/Q"):
        given = raw(form, key)
        if given is not None and key not in value:
            changes[NameObject(key)] = given
    if changes:
        value.update(changes)
        stock.put(field.idnum, value)


def _resources(forms: Sequence[DictionaryObject]) -> DictionaryObject | None:
    """Unite the resources from which readers draw changed fields; the first of a name stays."""
    united = DictionaryObject()
    for form in forms:
        own = dictionary(raw(form, "/DR"))
        for family in own:
            members = own.raw_get(family)
            if isinstance(entry(own, family), DictionaryObject):
                kept = united.setdefault(NameObject(family), DictionaryObject())
                kept.update({**dictionary(members), **dictionary(kept)})
            elif family not in united:
                united[NameObject(family)] = ArrayObject(items(members))
    return united or None
