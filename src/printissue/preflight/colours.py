"""Colour spaces (ISO 32000-1, 8.6), down to the inks that they name and the space beneath."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import pikepdf

from printissue.preflight.objects import Raw
from printissue.preflight.tints import Function, Values, compiled

PROCESS = ("Cyan", "Magenta", "Yellow", "Black")
"""The inks that every press has."""
MAX_DEPTH = 6
"""Spaces within spaces."""
Inks = Mapping[str, float]
"""Ink names and how much of each, 0 to 1."""
_SHORT = {"/G": "/DeviceGray", "/RGB": "/DeviceRGB", "/CMYK": "/DeviceCMYK", "/I": "/Indexed"}
_DEVICE = {"DeviceGray": 1, "DeviceRGB": 3, "DeviceCMYK": 4}
_PROFILES = {"RGB ": 3, "CMYK": 4, "GRAY": 1, "Lab ": 3}


@dataclass(frozen=True, slots=True, eq=False)
class Space:
    """A colour space: its family, the size of its colours and what stands behind it.

    `names` are the inks of Separation and DeviceN, `base` the alternate space, that of an Indexed
    space's entries or of a pattern's colour. `profile` is an ICC profile's own kind, such as
    `RGB`. `ranges` bound each component. `colorants` are the spaces that a DeviceN space gives for
    each of its inks by itself.
    """

    family: str
    size: int
    names: tuple[str, ...] = ()
    base: "Space | None" = None
    profile: str = ""
    entries: bytes = field(default=b"", repr=False)
    ranges: Values = ()
    tint: Function | None = field(default=None, repr=False)
    colorants: tuple["Space", ...] = field(default=(), repr=False)

    @property
    def spots(self) -> tuple[str, ...]:
        """Name the spot colours that the space itself asks for."""
        return tuple(one for one in self.names if one not in (*PROCESS, "None", "All"))

    @property
    def first(self) -> Values:
        """Give the colour that the space starts with (ISO 32000-1, 8.6.8)."""
        if self.family in ("Separation", "DeviceN"):
            return (1.0,) * self.size
        if self.family == "DeviceCMYK" or (self.family == "ICCBased" and self.size == 4):
            return (0.0, 0.0, 0.0, 1.0)
        return (0.0,) * self.size

    def chain(self, *, alternates: bool = True) -> Iterator["Space"]:
        """Give the space and those behind it, alternates of named inks only if wanted."""
        yield self
        named = self.family in ("Separation", "DeviceN")
        if self.base is not None and (alternates or not named):
            yield from self.base.chain(alternates=alternates)
        for one in self.colorants if alternates else ():
            yield from one.chain()

    def inks(self, values: Values) -> Inks | None:
        """Give the inks of a colour; None where an ICC profile or a screen's colour decides."""
        if self.family == "Indexed" and self.base is not None:
            return self.base.inks(self.entry(values))
        if self.names:
            return _named(self.names, values)
        if self.size == 4 and self.family in ("DeviceCMYK", "ICCBased"):
            return dict(zip(PROCESS, values, strict=True))
        if self.size == 1 and self.family in ("DeviceGray", "CalGray", "ICCBased"):
            return {"Black": 1.0 - values[0]}
        return None

    def white(self, values: Values) -> bool:
        """Tell whether a colour is that of bare paper."""
        if (inks := self.inks(values)) is not None:
            return max(inks.values(), default=0.0) < 0.001
        if self.family == "Indexed" and self.base is not None:
            return self.base.white(self.entry(values))
        if self.family == "Lab":
            return values[0] > 99.9 and max(map(abs, values[1:])) < 0.5
        return self.size == 3 and self.family != "Pattern" and min(values) > 0.999

    def entry(self, values: Values) -> Values:
        """Give the colour that an Indexed space's number stands for."""
        base = self.base or GREY
        at = max(0, int(values[0])) * base.size
        raw = self.entries[at : at + base.size].ljust(base.size, b"\0")
        ranges = base.ranges or (0.0, 1.0) * base.size
        return tuple(
            ranges[2 * n] + one / 255 * (ranges[2 * n + 1] - ranges[2 * n])
            for n, one in enumerate(raw)
        )

    def resolved(self, values: Values) -> tuple["Space", Values]:
        """Follow entries and tint transforms down to a space of no names, and the colour in it."""
        if self.family == "Indexed" and self.base is not None:
            return self.base.resolved(self.entry(values))
        if self.tint is not None and self.base is not None:
            return self.base.resolved(self.tint(values))
        return self, values

    def __str__(self) -> str:
        """Name the space as a finding does."""
        if self.profile:
            return f"ICCBased ({self.profile.strip()})"
        if self.names:
            return f"{self.family} {', '.join(self.names)}"
        return f"{self.family} of {self.base}" if self.base is not None else self.family


def _named(names: tuple[str, ...], values: Values) -> Inks:
    found: dict[str, float] = {}
    for name, value in zip(names, values, strict=True):
        inks = PROCESS if name == "All" else () if name == "None" else (name,)
        found |= {ink: max(value, found.get(ink, 0.0)) for ink in inks}
    return found


GREY = Space("DeviceGray", 1)
RGB = Space("DeviceRGB", 3)
CMYK = Space("DeviceCMYK", 4)
PATTERN = Space("Pattern", 0)
DEVICES = {"/DeviceGray": GREY, "/DeviceRGB": RGB, "/DeviceCMYK": CMYK}
"""By name in a file."""


def space_of(value: Raw, resources: Raw = None, depth: int = 0) -> Space:
    """Read a colour space, a name or an array. ValueError for what is none.

    `resources` give the meaning of a name, and what the device spaces are replaced by.
    """
    if depth > MAX_DEPTH:
        raise ValueError("colour spaces stand within colour spaces without end")
    if isinstance(value, (str, pikepdf.Name)):
        return _of_name(_SHORT.get(str(value), str(value)), resources, depth)
    if not isinstance(value, (list, pikepdf.Array)) or not len(value):
        raise ValueError("a colour space is neither a name nor an array")
    family = _SHORT.get(str(value[0]), str(value[0]))
    if family not in _READERS:
        return _of_name(family, resources, depth)
    return _READERS[family](value, resources, depth)


def _of_name(name: str, resources: Raw, depth: int) -> Space:
    """Give a space by its name; a default space of the resources comes first (8.6.5.6)."""
    spaces = _entry(resources, "/ColorSpace")
    if name in DEVICES:
        default = _entry(spaces, name.replace("Device", "Default"))
        if default is None or depth:
            return DEVICES[name]
        found = space_of(default, None, depth + 1)
        return found if found.size == DEVICES[name].size else DEVICES[name]
    if name == "/Pattern":
        return PATTERN
    found_space = _entry(spaces, name)
    if found_space is None or str(found_space) == name:
        raise ValueError(f"the colour space {name} is missing from the resources")
    return space_of(found_space, resources, depth + 1)


def _entry(table: Raw, key: str) -> Raw:
    return table.get(key) if isinstance(table, pikepdf.Dictionary) else None


def _icc(value: Raw, _resources: Raw, _depth: int) -> Space:
    stream = value[1]
    head = stream.read_bytes()[16:20].decode("latin-1")
    size = int(stream.get("/N", _PROFILES.get(head, 3)))
    kind = head if head in _PROFILES else {1: "GRAY", 4: "CMYK"}.get(size, "RGB ")
    ranges = (0.0, 100.0, -128.0, 127.0, -128.0, 127.0) if kind == "Lab " else ()
    return Space("ICCBased", size, profile=kind.strip(), ranges=ranges)


def _lab(value: Raw, _resources: Raw, _depth: int) -> Space:
    limits = value[1].get("/Range", (-100, 100, -100, 100))
    return Space("Lab", 3, ranges=(0.0, 100.0, *(float(one) for one in limits)))


def _indexed(value: Raw, resources: Raw, depth: int) -> Space:
    base = space_of(value[1], resources, depth + 1)
    table = value[3]
    entries = table.read_bytes() if isinstance(table, pikepdf.Stream) else bytes(table)
    return Space("Indexed", 1, base=base, entries=entries)


def _separation(value: Raw, resources: Raw, depth: int) -> Space:
    names = value[1] if isinstance(value[1], (list, pikepdf.Array)) else [value[1]]
    base = space_of(value[2], resources, depth + 1)
    try:
        tint: Function | None = compiled(value[3])
    except (ValueError, TypeError, KeyError, AttributeError, pikepdf.PdfError):
        tint = None
    family = str(value[0]).removeprefix("/")
    named = tuple(str(one).removeprefix("/") for one in names)
    more = _colorants(value, resources, depth, named=named)
    return Space(family, len(named), names=named, base=base, tint=tint, colorants=more)


def _colorants(
    value: Raw, resources: Raw, depth: int, *, named: tuple[str, ...]
) -> tuple[Space, ...]:
    """Read the spaces of a DeviceN space's inks from its attributes; what is broken there is left out."""
    given = value[4] if len(value) > 4 else None
    known = _entry(given, "/Colorants")
    found = [_entry(known, f"/{name}") for name in named]
    found.append(_entry(_entry(given, "/Process"), "/ColorSpace"))
    spaces = list[Space]()
    for one in found:
        try:
            spaces += [space_of(one, resources, depth + 1)] if one is not None else []
        except (ValueError, TypeError, LookupError, AttributeError, pikepdf.PdfError):
            continue
    return tuple(spaces)


def _pattern(value: Raw, resources: Raw, depth: int) -> Space:
    if len(value) < 2:
        return PATTERN
    base = space_of(value[1], resources, depth + 1)
    return Space("Pattern", base.size, base=base)


_READERS = {
    "/ICCBased": _icc,
    "/CalRGB": lambda *_: Space("CalRGB", 3),
    "/CalGray": lambda *_: Space("CalGray", 1),
    "/Lab": _lab,
    "/Indexed": _indexed,
    "/Separation": _separation,
    "/DeviceN": _separation,
    "/Pattern": _pattern,
}
