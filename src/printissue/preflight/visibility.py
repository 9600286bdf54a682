"""Layers as a page meets them: which are off at the start, which are processing steps (ISO 32000-1, 8.11)."""

from dataclasses import dataclass

import pikepdf

from printissue.preflight.objects import Raw


@dataclass(frozen=True, slots=True)
class Layer:
    """What content in an optional group is subject to; `step` is a processing step (ISO 19593-1)."""

    name: str = ""
    hidden: bool = False
    step: bool = False


SHOWN = Layer()


class Layers:
    """The default configuration of a file's optional content."""

    def __init__(self, root: Raw) -> None:
        properties = root.get("/OCProperties")
        default = _dictionary(_dictionary(properties).get("/D"))
        self._base_off = str(default.get("/BaseState", "/ON")) == "/OFF"
        self._on = _numbers(default.get("/ON"))
        self._off = _numbers(default.get("/OFF"))

    def of(self, content: Raw) -> Layer:
        """Read an OC entry: a group, or a membership dictionary with its policy."""
        if not isinstance(content, pikepdf.Dictionary):
            return SHOWN
        if str(content.get("/Type", "")) != "/OCMD":
            return self._group(content)
        groups = content.get("/OCGs")
        listed = list(groups) if isinstance(groups, pikepdf.Array) else [groups]
        known = [self._group(one) for one in listed if isinstance(one, pikepdf.Dictionary)]
        if not known:
            return SHOWN
        shown = [not one.hidden for one in known]
        policy = str(content.get("/P", "/AnyOn"))
        visible = {
            "/AllOn": all(shown),
            "/AnyOff": not all(shown),
            "/AllOff": not any(shown),
        }.get(policy, any(shown))
        return Layer(known[0].name, not visible, all(one.step for one in known))

    def _group(self, group: Raw) -> Layer:
        key = group.objgen
        hidden = key in self._off or (self._base_off and key not in self._on)
        metadata = _dictionary(group.get("/GTS_Metadata"))
        return Layer(str(group.get("/Name", "")), hidden, "/GTS_ProcStepsGroup" in metadata)


def _dictionary(value: Raw) -> Raw:
    return value if isinstance(value, pikepdf.Dictionary) else pikepdf.Dictionary()


def _numbers(groups: Raw) -> set[tuple[int, int]]:
    listed = groups if isinstance(groups, pikepdf.Array) else ()
    return {one.objgen for one in listed if isinstance(one, pikepdf.Dictionary)}
