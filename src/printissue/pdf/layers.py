"""Optional content (ISO 32000-1, 8.11): the layers that are initially off, and those that are processing steps."""

from dataclasses import dataclass

import pikepdf

from printissue.pdf.objects import Raw, dictionary, text


@dataclass(frozen=True, slots=True)
class Layer:
    """A layer: its name, whether it is initially off, and whether it is a processing step (ISO 19593-1)."""

    name: str = ""
    hidden: bool = False
    step: bool = False


NO_LAYER = Layer()
"""The layer of content that is in none."""


class Layers:
    """The default configuration of a file's optional content."""

    def __init__(self, root: Raw) -> None:
        default = dictionary(dictionary(root.get("/OCProperties")).get("/D"))
        self._base_off = default.get("/BaseState") == "/OFF"
        self._on = _numbers(default.get("/ON"))
        self._off = _numbers(default.get("/OFF"))

    def of(self, content: Raw) -> Layer:
        """Return the layer of an OC entry: an optional content group, or a membership dictionary."""
        if not isinstance(content, pikepdf.Dictionary):
            return NO_LAYER
        if content.get("/Type") != "/OCMD":
            return self._group(content)
        groups = content.get("/OCGs")
        listed = list(groups) if isinstance(groups, pikepdf.Array) else [groups]
        known = [self._group(one) for one in listed if isinstance(one, pikepdf.Dictionary)]
        if not known:
            return NO_LAYER
        shown = [not one.hidden for one in known]
        visible = {
            "/AllOn": all(shown),
            "/AnyOff": not all(shown),
            "/AllOff": not any(shown),
        }.get(text(content.get("/P")), any(shown))
        return Layer(known[0].name, not visible, all(one.step for one in known))

    def _group(self, group: Raw) -> Layer:
        key = group.objgen
        hidden = key in self._off or (self._base_off and key not in self._on)
        metadata = dictionary(group.get("/GTS_Metadata"))
        return Layer(text(group.get("/Name")), hidden, "/GTS_ProcStepsGroup" in metadata)


def _numbers(groups: Raw) -> set[tuple[int, int]]:
    listed = groups if isinstance(groups, pikepdf.Array) else ()
    return {one.objgen for one in listed if isinstance(one, pikepdf.Dictionary)}
