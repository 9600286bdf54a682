"""Rules over layers (optional content): a press prints what the file shows at its start."""

from collections import Counter
from collections.abc import Iterator

import pikepdf
from pikepdf import Object

from printissue.core.findings import Finding
from printissue.core.rules import Severity
from printissue.pdf.objects import text
from printissue.preflight.painted import PaintedObject
from printissue.preflight.reader import content_of
from printissue.preflight.subject import Check, Subject

_ADVERTISEMENTS = frozenset({"magazine", "newspaper"})


def check_configs(subject: Subject) -> Iterator[Finding]:
    """GWG 2022 R0034: the layers have one configuration."""
    asked = _asked(subject)
    if asked and "/Configs" in _properties(subject.pdf):
        message = "the file holds several configurations of its layers (Configs)"
        yield Finding("R0034", subject.place(), message, "keep the default one", asked)


def _asked(subject: Subject) -> Severity | None:
    """Tell how gravely layers are asked: of advertisements, and lightly where no printer is named."""
    if subject.presswork in _ADVERTISEMENTS:
        return "error"
    return "warning" if subject.printer is None else None


def check_start(subject: Subject) -> Iterator[Finding]:
    """GWG 2022 R0036: all layers are on at the start."""
    off = hidden_layers(subject.pdf)
    asked = _asked(subject)
    if asked and off:
        named = ", ".join(repr(name) for name in off.values())
        message = f"layers are off at the start: {named}"
        yield Finding("R0036", subject.place(), message, "switch them on, or take them away", asked)


def check_hidden(subject: Subject) -> Iterator[Finding]:
    """Find content that is on a page but on a layer that is off, and would not print."""
    held: Counter[tuple[int, str]] = Counter()
    first: dict[tuple[int, str], PaintedObject] = {}
    for obj in content_of(subject).objects:
        if obj.hidden:
            key = obj.page, obj.layer or "without a name"
            held[key] += 1
            first.setdefault(key, obj)
    for (page, name), count in held.items():
        what = "a thing" if count == 1 else f"{count} things"
        message = f"{what} on this page will not print: the layer {name!r} hides it"
        place = subject.at(page, first[page, name].area)
        yield Finding("layer-hidden", place, message, "switch it on, or take it away")


def check_automatic(subject: Subject) -> Iterator[Finding]:
    """Find layers that switch themselves between screen and print."""
    default = _properties(subject.pdf).get("/D")
    if isinstance(default, pikepdf.Dictionary) and len(_list(default.get("/AS"))):
        message = "layers switch themselves on and off for screen and print (AS)"
        yield Finding("layer-automatic", subject.place(), message, "set each layer to on or off")


def hidden_layers(pdf: pikepdf.Pdf) -> dict[object, str]:
    """Give the layers that are off at the start: the name of each by its object."""
    properties = _properties(pdf)
    default = properties.get("/D")
    if not isinstance(default, pikepdf.Dictionary):
        return {}
    names = _names(pdf)
    off: set[object] = {one.objgen for one in _list(default.get("/OFF"))}
    if default.get("/BaseState") == "/OFF":
        off = names.keys() - {one.objgen for one in _list(default.get("/ON"))}
    return {key: name for key, name in names.items() if key in off}


def _names(pdf: pikepdf.Pdf) -> dict[object, str]:
    groups = _list(_properties(pdf).get("/OCGs"))
    return {
        one.objgen: text(one.get("/Name")) for one in groups if isinstance(one, pikepdf.Dictionary)
    }


def _properties(pdf: pikepdf.Pdf) -> Object:
    found = pdf.Root.get("/OCProperties")
    return found if isinstance(found, pikepdf.Dictionary) else pikepdf.Dictionary()


def _list(value: object) -> list[Object]:
    return list(value) if isinstance(value, pikepdf.Array) else []


CHECKS: tuple[Check, ...] = (check_configs, check_start, check_hidden, check_automatic)
"""The rules of this module."""
