"""The volume's layers: those of all parts; what was hidden stays hidden."""

from collections.abc import Sequence
from dataclasses import dataclass

from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, PdfObject, TextStringObject

from printissue.volume.parts import Part
from printissue.volume.values import dictionary, entry, items, made, raw


@dataclass(frozen=True, slots=True)
class _Layers:
    """The layers of a part and how it shows them at first (ISO 32000-1, tables 100 and 101)."""

    title: str
    groups: list[PdfObject]
    first: DictionaryObject

    def hidden(self) -> list[PdfObject]:
        """Give the layers that are off at first."""
        if entry(self.first, "/BaseState") != "/OFF":
            return items(raw(self.first, "/OFF"))
        shown = {_number(one) for one in items(raw(self.first, "/ON"))}
        return [one for one in self.groups if _number(one) not in shown]

    def order(self) -> PdfObject:
        """Give the list of layers that a reader shows, under the part's title."""
        shown = items(raw(self.first, "/Order")) or self.groups
        return ArrayObject([TextStringObject(self.title), *shown])


def layers(parts: Sequence[Part]) -> DictionaryObject | None:
    """Unite the layers; None where no part has any."""
    all_layers = []
    for part in parts:
        own = dictionary(raw(part.catalogue, "/OCProperties"))
        if groups := items(raw(own, "/OCGs")):
            all_layers.append(_Layers(part.piece.title, groups, dictionary(raw(own, "/D"))))
    if not all_layers:
        return None
    first = made(
        Name=TextStringObject("Layers"),
        Order=[one.order() for one in all_layers],
        OFF=[group for one in all_layers for group in one.hidden()] or None,
        **{key: _joined(all_layers, key) for key in ("Locked", "RBGroups", "AS")},
    )
    return made(OCGs=[group for one in all_layers for group in one.groups], D=first)


def _joined(all_layers: Sequence[_Layers], key: str) -> list[PdfObject] | None:
    return [item for one in all_layers for item in items(raw(one.first, f"/{key}"))] or None


def _number(value: PdfObject) -> int | None:
    return value.idnum if isinstance(value, IndirectObject) else None
