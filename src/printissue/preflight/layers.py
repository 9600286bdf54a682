"""Rules about layers (optional content): a press prints what is visible when the file opens."""

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


def check_configurations(subject: Subject) -> Iterator[Finding]:
    """GWG 2022 R0034: the layers have one configuration."""
    severity = _severity(subject)
    if severity and "/Configs" in _properties(subject.pdf):
        message = "the layers have several configurations (Configs)"
        hint = "keep only the default one"
        yield Finding("R0034", subject.place(), message, hint, severity)


def _severity(subject: Subject) -> Severity | None:
    """Return the severity of rules about layers: an error for advertisements, a warning without a printer."""
    if subject.presswork in _ADVERTISEMENTS:
        return "error"
    return "warning" if subject.printer is None else None


def check_initial_state(subject: Subject) -> Iterator[Finding]:
    """GWG 2022 R0036: all layers are on when the file opens."""
    hidden = hidden_layers(subject.pdf)
    severity = _severity(subject)
    if severity and hidden:
        names = ", ".join(repr(name) for name in hidden.values())
        message = f"layers are off when the file opens: {names}"
        yield Finding("R0036", subject.place(), message, "turn them on, or delete them", severity)


def check_hidden_content(subject: Subject) -> Iterator[Finding]:
    """layer-hidden: no content is on a layer that is off, because it would not be printed."""
    counts: Counter[tuple[int, str]] = Counter()
    first: dict[tuple[int, str], PaintedObject] = {}
    for obj in content_of(subject).objects:
        if obj.hidden:
            key = obj.page, obj.layer or "without a name"
            counts[key] += 1
            first.setdefault(key, obj)
    for (page, name), count in counts.items():
        what = "an object on this page is" if count == 1 else f"{count} objects on this page are"
        message = f"{what} not printed, because the layer {name!r} is off"
        place = subject.at(page, first[page, name].area)
        yield Finding("layer-hidden", place, message, "turn the layer on, or delete it")


def check_automatic_state(subject: Subject) -> Iterator[Finding]:
    """layer-automatic: no layers that turn on or off for screen or print."""
    default = _properties(subject.pdf).get("/D")
    if isinstance(default, pikepdf.Dictionary) and len(_list(default.get("/AS"))):
        message = "layers turn on and off automatically for screen and print (AS)"
        hint = "turn each layer on or off permanently"
        yield Finding("layer-automatic", subject.place(), message, hint)


def hidden_layers(pdf: pikepdf.Pdf) -> dict[object, str]:
    """Return the layers that are off when the file opens: object number and generation, and name."""
    default = _properties(pdf).get("/D")
    if not isinstance(default, pikepdf.Dictionary):
        return {}
    names = _layer_names(pdf)
    off: set[object] = {one.objgen for one in _list(default.get("/OFF"))}
    if default.get("/BaseState") == "/OFF":
        off = names.keys() - {one.objgen for one in _list(default.get("/ON"))}
    return {key: name for key, name in names.items() if key in off}


def _layer_names(pdf: pikepdf.Pdf) -> dict[object, str]:
    groups = _list(_properties(pdf).get("/OCGs"))
    return {
        one.objgen: text(one.get("/Name")) for one in groups if isinstance(one, pikepdf.Dictionary)
    }


def _properties(pdf: pikepdf.Pdf) -> Object:
    properties = pdf.Root.get("/OCProperties")
    return properties if isinstance(properties, pikepdf.Dictionary) else pikepdf.Dictionary()


def _list(value: object) -> list[Object]:
    return list(value) if isinstance(value, pikepdf.Array) else []


CHECKS: tuple[Check, ...] = (
    check_configurations,
    check_initial_state,
    check_hidden_content,
    check_automatic_state,
)
"""The checks of this module."""
