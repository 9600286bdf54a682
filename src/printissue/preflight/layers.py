"""Rules over layers (optional content): a press prints what the file shows at its start."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import pikepdf
from pikepdf import Object

from printissue.findings import Finding
from printissue.preflight.boundaries import Rect, seen_on
from printissue.preflight.found import Mark
from printissue.preflight.subject import Check, Subject
from printissue.preflight.walk import walk
from printissue.preflight.worded import worded
from printissue.rules import Severity

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
    known = _Layers(_names(subject.pdf), frozenset(hidden_layers(subject.pdf)))
    if not known.names:
        return
    held: Counter[tuple[int, str]] = Counter()
    first: dict[tuple[int, str], Rect] = {}
    for shown in walk(subject.pdf).shown:
        for name in {name for mark in shown.marks for name in known.hiding(mark)}:
            held[shown.page, name] += 1
            first.setdefault((shown.page, name), shown.box)
    for (page, name), count in held.items():
        place = subject.place(page, seen_on(subject, page, first[page, name]))
        what = "a thing" if count == 1 else f"{count} things"
        message = f"{what} on this page will not print: the layer {name!r} hides it"
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


@dataclass(frozen=True, slots=True)
class _Layers:
    """The layers of a file: the name of each by its object, and those that are off."""

    names: dict[object, str]
    off: frozenset[object]

    def hiding(self, mark: Mark) -> Iterator[str]:
        """Name the layers that a mark's content is hidden by (ISO 32000-1, 8.11.2)."""
        if mark.tag != "/OC" or mark.properties is None:
            return
        members, policy = [mark.properties], "/AnyOn"
        if mark.properties.get("/Type") == "/OCMD":
            given = mark.properties.get("/OCGs")
            members = _list(given) or ([given] if isinstance(given, pikepdf.Dictionary) else [])
            policy = worded(mark.properties.get("/P")) or "/AnyOn"
        states = [one.objgen in self.off for one in members]
        shows = {
            "/AnyOn": not all(states),
            "/AllOn": not any(states),
            "/AnyOff": any(states),
            "/AllOff": all(states),
        }
        if states and not shows.get(policy, True):
            yield from (self.names.get(one.objgen, "without a name") for one in members)


def _names(pdf: pikepdf.Pdf) -> dict[object, str]:
    groups = _list(_properties(pdf).get("/OCGs"))
    return {
        one.objgen: worded(one.get("/Name"))
        for one in groups
        if isinstance(one, pikepdf.Dictionary)
    }


def _properties(pdf: pikepdf.Pdf) -> Object:
    found = pdf.Root.get("/OCProperties")
    return found if isinstance(found, pikepdf.Dictionary) else pikepdf.Dictionary()


def _list(value: object) -> list[Object]:
    return list(value) if isinstance(value, pikepdf.Array) else []


CHECKS: tuple[Check, ...] = (check_configs, check_start, check_hidden, check_automatic)
"""The rules of this module."""
