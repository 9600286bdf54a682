"""Colour spaces as a PDF names them, read into values that the palettes understand."""

from dataclasses import dataclass
from typing import Any, Literal

import pikepdf

Raw = Any
"""An object of the raw file: what it is shows only when it is read."""
Values = tuple[float, ...]
"""The components of a colour: 0 to 1, or L, a, b."""


class UnconvertibleError(Exception):
    """A colour, picture or shading is of a kind that cannot be brought into the printing inks."""


@dataclass(frozen=True, slots=True)
class Space:
    """A colour space.

    `size` is its number of components, `profile` the ICC profile of an RGB space (empty: sRGB),
    `base` what an indexed space or a pattern space stands on, `table` an indexed space's colours.
    """

    kind: Literal["grey", "rgb", "cmyk", "lab", "indexed", "pattern"]
    size: int
    profile: bytes = b""
    base: "Space | None" = None
    table: bytes = b""

    @property
    def initial(self) -> Values:
        """Give the colour that selecting the space sets: black, or the first of a table."""
        return (0.0, 0.0, 0.0, 1.0) if self.kind == "cmyk" else (0.0,) * self.size

    def entries(self) -> list[Values]:
        """List an indexed space's colours, in components of its base (0 to 1; Lab as L, a, b)."""
        base = self.base or GREY
        rows = (self.table[at : at + base.size] for at in range(0, len(self.table), base.size))
        if base.kind == "lab":
            return [(r[0] / 2.55, r[1] - 128.0, r[2] - 128.0) for r in rows if len(r) == 3]
        return [tuple(value / 255 for value in row) for row in rows if len(row) == base.size]


GREY = Space("grey", 1)
RGB = Space("rgb", 3)
CMYK = Space("cmyk", 4)
LAB = Space("lab", 3)

_NAMED = {
    "/DeviceGray": GREY,
    "/CalGray": GREY,
    "/G": GREY,
    "/DeviceRGB": RGB,
    "/CalRGB": RGB,
    "/RGB": RGB,
    "/DeviceCMYK": CMYK,
    "/CMYK": CMYK,
    "/Lab": LAB,
    "/Pattern": Space("pattern", 0),
}


def read_space(named: Raw, resources: Raw = None) -> Space:
    """Read a colour space from its name or array; names are looked up in `resources`.

    Calibrated RGB counts as sRGB, and Lab whatever its white as Lab: the layout engine means no
    more by them. Raises UnconvertibleError for spot colours and for what is no colour space.
    """
    if isinstance(named, pikepdf.Name):
        own = (resources or {}).get("/ColorSpace", {}).get(str(named))
        if own is not None and str(named) not in _NAMED:
            return read_space(own, resources)
        if str(named) in _NAMED:
            return _NAMED[str(named)]
    elif isinstance(named, pikepdf.Array) and len(named):
        return _read_array(named, resources)
    raise UnconvertibleError("a colour space is named that is not there")


def _read_array(array: pikepdf.Array, resources: Raw) -> Space:
    family = str(array[0])
    if family == "/ICCBased":
        return _read_icc(array[1])
    if family in ("/Indexed", "/I"):
        table = array[3]
        content = table.read_bytes() if isinstance(table, pikepdf.Stream) else bytes(table)
        return Space("indexed", 1, base=read_space(array[1], resources), table=content)
    if family == "/Pattern" and len(array) > 1:
        return Space("pattern", 0, base=read_space(array[1], resources))
    if family in _NAMED:
        return _NAMED[family]
    raise UnconvertibleError(f"a colour is in the space {family[1:]}, which has no place in CMYK")


def _read_icc(stream: Raw) -> Space:
    components = int(stream.N)
    if components == 3:
        return Space("rgb", 3, profile=stream.read_bytes())
    return CMYK if components == 4 else GREY
