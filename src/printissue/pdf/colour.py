"""Colour spaces (ISO 32000-1, 8.6) with their colorants and base spaces, and colours in them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

import pikepdf

from printissue.pdf.functions import Function, Values, compile_function
from printissue.pdf.objects import (
    BROKEN,
    ContentError,
    Raw,
    entry,
    key_of,
    readable,
    text,
)

PROCESS = ("Cyan", "Magenta", "Yellow", "Black")
"""The process colorants."""
MAX_DEPTH = 6
"""The deepest nesting of colour spaces that is read."""
Inks = Mapping[str, float]
"""The amount of each ink, 0 to 1, by name; inks that are not named are not printed."""
Model = Literal["gray", "rgb", "cmyk", "lab", "indexed", "pattern", "colorants"]
"""The meaning of a colour's components, whatever defines them exactly."""
_SHORT = {"/G": "/DeviceGray", "/RGB": "/DeviceRGB", "/CMYK": "/DeviceCMYK", "/I": "/Indexed"}
_PROFILES = {"RGB ": 3, "CMYK": 4, "GRAY": 1, "Lab ": 3}
_MODELS: dict[str, Model] = {
    **dict.fromkeys(("DeviceGray", "CalGray"), "gray"),
    **dict.fromkeys(("DeviceRGB", "CalRGB"), "rgb"),
    **dict.fromkeys(("Separation", "DeviceN"), "colorants"),
    **{"DeviceCMYK": "cmyk", "Lab": "lab", "Indexed": "indexed", "Pattern": "pattern"},
}


@dataclass(frozen=True, slots=True, eq=False)
class ColourSpace:
    """A colour space: its family and its number of components.

    `names` are the colorants of a Separation or DeviceN space. `base` is the alternate space, or that of an Indexed
    space's entries, or that of an uncoloured pattern's colour. `profile` is the colour model of an ICC profile, such as
    `RGB`, and `icc` the profile. `ranges` are the limits of the components if they are not 0 and 1. `colorants` are the
    spaces that a DeviceN space has for its colorants. `damage` says why the tint transform cannot be used.
    """

    family: str
    size: int
    names: tuple[str, ...] = ()
    base: "ColourSpace | None" = None
    profile: str = ""
    entries: bytes = field(default=b"", repr=False)
    ranges: Values = ()
    tint: Function | None = field(default=None, repr=False)
    colorants: tuple["ColourSpace", ...] = field(default=(), repr=False)
    icc: bytes = field(default=b"", repr=False)
    damage: str = ""

    @property
    def model(self) -> Model:
        """The meaning of the components; an ICCBased space has that of its number of components."""
        if self.family == "ICCBased":
            return {1: "gray", 4: "cmyk"}.get(self.size, "rgb")  # type: ignore[return-value]
        return _MODELS.get(self.family, "rgb")

    @property
    def spots(self) -> tuple[str, ...]:
        """The spot colours that the space itself names."""
        return tuple(one for one in self.names if one not in (*PROCESS, "None", "All"))

    @property
    def initial(self) -> Values:
        """The colour that selecting the space sets (ISO 32000-1, 8.6.8)."""
        if self.names:
            return (1.0,) * self.size
        if self.model == "cmyk":
            return (0.0, 0.0, 0.0, 1.0)
        return (0.0,) * self.size

    @property
    def limits(self) -> Values:
        """The smallest and the largest value of each component."""
        return self.ranges or (0.0, 1.0) * self.size

    def chain(self, *, alternates: bool = True) -> Iterator["ColourSpace"]:
        """Yield the space and the spaces it is based on; alternate spaces only if `alternates`."""
        yield self
        if self.base is not None and (alternates or not self.names):
            yield from self.base.chain(alternates=alternates)
        for one in self.colorants if alternates else ():
            yield from one.chain()

    def inks(self, values: Values) -> Inks | None:
        """Return the inks of a colour; None if they depend on an ICC profile."""
        if self.family == "Indexed" and self.base is not None:
            return self.base.inks(self.entry(values))
        if self.names:
            return _named(self.names, values)
        if self.size == 4 and self.model == "cmyk":
            return dict(zip(PROCESS, values, strict=True))
        if self.size == 1 and self.model == "gray":
            return {"Black": 1.0 - values[0]}
        return None

    def is_white(self, values: Values) -> bool:
        """Return whether a colour is white: no ink is printed."""
        if (inks := self.inks(values)) is not None:
            return max(inks.values(), default=0.0) < 0.001
        if self.family == "Indexed" and self.base is not None:
            return self.base.is_white(self.entry(values))
        if self.family == "Lab":
            return values[0] > 99.9 and max(map(abs, values[1:])) < 0.5
        return self.size == 3 and self.family != "Pattern" and min(values) > 0.999

    def scaled(self, row: bytes) -> Values:
        """Return a colour from components of 8 bits, as images and tables have them."""
        limits = self.limits
        pairs = zip(row, limits[::2], limits[1::2], strict=True)
        return tuple(low + value / 255 * (high - low) for value, low, high in pairs)

    def entry(self, values: Values) -> Values:
        """Return the colour of an index in an Indexed space; an index beyond the table is that of the last colour."""
        base = self.base or GRAY
        last = max(0, len(self.entries) // base.size - 1) if base.size else 0
        at = min(max(0, int(values[0])), last) * base.size
        return base.scaled(self.entries[at : at + base.size].ljust(base.size, b"\0"))

    def table(self) -> list[Values]:
        """Return the colours of an Indexed space."""
        base = self.base or GRAY
        rows = (self.entries[at : at + base.size] for at in range(0, len(self.entries), base.size))
        return [base.scaled(row) for row in rows if len(row) == base.size]

    def __str__(self) -> str:
        """Return the name of the space for findings."""
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


GRAY = ColourSpace("DeviceGray", 1)
RGB = ColourSpace("DeviceRGB", 3)
CMYK = ColourSpace("DeviceCMYK", 4)
LAB = ColourSpace("Lab", 3, ranges=(0.0, 100.0, -100.0, 100.0, -100.0, 100.0))
PATTERN = ColourSpace("Pattern", 0)
DEVICES = {"/DeviceGray": GRAY, "/DeviceRGB": RGB, "/DeviceCMYK": CMYK}
"""By their names in a file."""


@dataclass(frozen=True, slots=True, eq=False)
class Colour:
    """A colour: its space, its components, and its inks if they are known.

    `pattern` is the name of a pattern. A shading has the inks of its darkest place.
    """

    space: ColourSpace
    values: Values
    inks: Inks | None
    white: bool
    pattern: str = ""

    @property
    def total(self) -> float | None:
        """The sum of all inks, 1 for one solid ink; None if they are unknown."""
        return sum(self.inks.values()) if self.inks is not None else None

    @property
    def count(self) -> int:
        """The number of inks of the colour; 0 if they are unknown."""
        return sum(1 for one in (self.inks or {}).values() if one > 0.001)

    @property
    def black(self) -> bool:
        """True if the colour is solid black ink only."""
        inks = self.inks or {}
        return inks.get("Black", 0.0) > 0.999 and self.count == 1


BLACK = Colour(GRAY, (0.0,), {"Black": 1.0}, False)
"""The colour that pages and patterns start with."""


def make_colour(space: ColourSpace, values: Values) -> Colour:
    """Return a colour with clamped components. Raise ContentError if their number is not that of the space."""
    if len(values) != space.size:
        raise ContentError(
            f"a colour of {len(values)} components in {space}, which has {space.size}"
        )
    kept = space.family in ("Lab", "ICCBased", "Indexed")
    used = values if kept else tuple(min(max(one, 0.0), 1.0) for one in values)
    return Colour(space, used, space.inks(used), space.is_white(used))


def read_space(value: Raw, resources: Raw = None, depth: int = 0) -> ColourSpace:
    """Return the colour space of a name or an array. Raise ContentError for anything else.

    `resources` define names, and default spaces for the device spaces (8.6.5.6).
    """
    if depth > MAX_DEPTH:
        raise ContentError("colour spaces are nested too deeply")
    if isinstance(value, str | pikepdf.Name):
        name = key_of(value)
        return _of_name(_SHORT.get(name, name), resources, depth)
    if not isinstance(value, list | pikepdf.Array) or not len(value):
        raise ContentError("a colour space is neither a name nor an array")
    family = key_of(value[0])
    family = _SHORT.get(family, family)
    if family not in _READERS:
        return _of_name(family, resources, depth)
    try:
        return _READERS[family](value, resources, depth)
    except ContentError:
        raise
    except BROKEN:
        raise ContentError(f"the colour space {family[1:]} is damaged") from None


def _of_name(name: str, resources: Raw, depth: int) -> ColourSpace:
    """Return a space by its name; a default space in the resources takes precedence (8.6.5.6)."""
    spaces = entry(resources, "/ColorSpace")
    if name in DEVICES:
        default = entry(spaces, name.replace("Device", "Default"))
        if default is None or depth:
            return DEVICES[name]
        found = read_space(default, None, depth + 1)
        return found if found.size == DEVICES[name].size else DEVICES[name]
    if name == "/Pattern":
        return PATTERN
    if name in ("/CalGray", "/CalRGB", "/Lab"):  # these should be arrays
        return {"/CalGray": ColourSpace("CalGray", 1), "/CalRGB": ColourSpace("CalRGB", 3)}.get(
            name, LAB
        )
    known = entry(spaces, name) if len(name) > 1 else None
    if known is None or key_of(known) == name:
        raise ContentError(f"the colour space {readable(name)} is missing from the resources")
    return read_space(known, resources, depth + 1)


def _icc(value: Raw, _resources: Raw, _depth: int) -> ColourSpace:
    stream = value[1]
    profile = stream.read_bytes()
    head = profile[16:20].decode("latin-1")
    size = int(stream.get("/N", _PROFILES.get(head, 3)))
    kind = head if head in _PROFILES else {1: "GRAY", 4: "CMYK"}.get(size, "RGB ")
    ranges = (0.0, 100.0, -128.0, 127.0, -128.0, 127.0) if kind == "Lab " else ()
    return ColourSpace("ICCBased", size, profile=kind.strip(), ranges=ranges, icc=profile)


def _lab(value: Raw, _resources: Raw, _depth: int) -> ColourSpace:
    limits = value[1].get("/Range", (-100, 100, -100, 100))
    return ColourSpace("Lab", 3, ranges=(0.0, 100.0, *(float(one) for one in limits)))


def _indexed(value: Raw, resources: Raw, depth: int) -> ColourSpace:
    base = read_space(value[1], resources, depth + 1)
    table = value[3]
    entries = table.read_bytes() if isinstance(table, pikepdf.Stream) else bytes(table)
    return ColourSpace("Indexed", 1, base=base, entries=entries)


def _separation(value: Raw, resources: Raw, depth: int) -> ColourSpace:
    names = value[1] if isinstance(value[1], list | pikepdf.Array) else [value[1]]
    base = read_space(value[2], resources, depth + 1)
    tint, damage = None, ""
    try:
        tint = compile_function(value[3])
    except BROKEN as error:
        damage = str(error) if isinstance(error, ContentError) else "a tint transform is missing"
    named = tuple(text(one).removeprefix("/") for one in names)
    return ColourSpace(
        key_of(value[0])[1:],
        len(named),
        names=named,
        base=base,
        tint=tint,
        colorants=_colorants(value, resources, depth, named=[key_of(one) for one in names]),
        damage=damage,
    )


def _colorants(
    value: Raw, resources: Raw, depth: int, *, named: list[str]
) -> tuple[ColourSpace, ...]:
    """Return the spaces in the attributes of a DeviceN space; skip damaged ones."""
    attributes = value[4] if len(value) > 4 else None
    known = entry(attributes, "/Colorants")
    found = [entry(known, name) for name in named if len(name) > 1]
    found.append(entry(entry(attributes, "/Process"), "/ColorSpace"))
    spaces = list[ColourSpace]()
    for one in found:
        try:
            spaces += [read_space(one, resources, depth + 1)] if one is not None else []
        except BROKEN:
            continue
    return tuple(spaces)


def _pattern(value: Raw, resources: Raw, depth: int) -> ColourSpace:
    if len(value) < 2:
        return PATTERN
    base = read_space(value[1], resources, depth + 1)
    return ColourSpace("Pattern", base.size, base=base)


_READERS = {
    "/ICCBased": _icc,
    "/CalRGB": lambda *_: ColourSpace("CalRGB", 3),
    "/CalGray": lambda *_: ColourSpace("CalGray", 1),
    "/Lab": _lab,
    "/Indexed": _indexed,
    "/Separation": _separation,
    "/DeviceN": _separation,
    "/Pattern": _pattern,
}
