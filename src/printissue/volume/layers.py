"""The volume's layers: those of all parts; a layer that was hidden stays hidden."""

from collections.abc import Sequence
from dataclasses import dataclass

from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, PdfObject, TextStringObject

from printissue.volume.objects import dictionary, entry, items, made, raw
from printissue.volume.parts import Part


@dataclass(frozen=True, slots=True)
class _Layers:
    """The layers of a part and their default configuration (ISO 32000-1, tables 100 and 101)."""

    title: str
    groups: list[PdfObject]
    default: DictionaryObject

    def hidden(self) -> list[PdfObject]:
        """Return the layers that are off by default."""
        if entry(self.default, "/BaseState") != "/OFF":
            return items(raw(self.default, "/OFF"))
        shown = {_number(one) for one in items(raw(self.default, "/ON"))}
        return [one for one in self.groups if _number(one) not in shown]

    def order(self) -> PdfObject:
        """Return the list of layers that a PDF reader shows, under the title of the part."""
        shown = items(raw(self.default, "/Order")) or self.groups
        return ArrayObject([TextStringObject(self.title), *shown])


def unite_layers(parts: Sequence[Part]) -> DictionaryObject | None:
    """Return the layers of all parts; None if no part has any."""
    layers = []
    for part in parts:
        own = dictionary(raw(part.catalogue, "/OCProperties"))
        if groups := items(raw(own, "/OCGs")):
            layers.append(_Layers(part.source.title, groups, dictionary(raw(own, "/D"))))
    if not layers:
        return None
    default = made(
        Name=TextStringObject("Layers"),
        Order=[one.order() for one in layers],
        OFF=[group for one in layers for group in one.hidden()] or None,
        **{key: _united(layers, key) for key in ("Locked", "RBGroups", "AS")},
    )
    return made(OCGs=[group for one in layers for group in one.groups], D=default)


def _united(layers: Sequence[_Layers], key: str) -> list[PdfObject] | None:
    return [item for one in layers for item in items(raw(one.default, f"/{key}"))] or None


def _number(value: PdfObject) -> int | None:
    return value.idnum if isinstance(value, IndirectObject) else None
