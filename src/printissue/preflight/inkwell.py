"""The inkwell: how much of which ink a colour of any space lays down."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import pikepdf

from printissue.preflight.tints import compiled
from printissue.preflight.toning import Toner

Raw = Any
"""An object of the file: what it is shows only when it is read."""
Values = tuple[float, ...]
Inks = Mapping[str, float]
"""By name of the ink, 0 to 1; inks that are not named lay down nothing."""

PROCESS = ("Cyan", "Magenta", "Yellow", "Black")
_DEPTH = 6
"""How deep colour spaces may stand on each other."""
_BROKEN = (IndexError, KeyError, TypeError, ValueError, AttributeError, pikepdf.PdfError)


class InseparableError(Exception):
    """A colour, picture or shading cannot be taken apart into inks."""


@dataclass(frozen=True, slots=True)
class Space:
    """A colour space: its number of components, and the inks of its colours.

    `kind` is what pictures need to know: "cmyk", "inks" (each component is an ink of `paints`),
    "rgb", "lab", "indexed", "pattern" or "other". `paints` names the inks that it touches, with
    nothing too; None stands for all. `exact` is DeviceCMYK, where overprint mode 1 spares inks of
    which a colour has none. `limits` are the least and most of each component where not 0 and 1.
    """

    kind: str
    size: int
    inks: Callable[[Values], Inks]
    initial: Values
    paints: tuple[str, ...] | None = None
    exact: bool = False
    limits: Values = ()
    profile: bytes = b""
    base: "Space | None" = None

    def scaled(self, row: bytes) -> Values:
        """Bring components of 8 bits, as a picture or a table has them, to their limits."""
        limits = self.limits or (0.0, 1.0) * self.size
        pairs = zip(row, limits[::2], limits[1::2], strict=True)
        return tuple(low + value / 255 * (high - low) for value, low, high in pairs)


class Inkwell:
    """Reads the colour spaces of one file.

    `kept` names spot colours that stay apart; all others are printed as their alternates. RGB and
    Lab pass `target`, the profile of the output, where there is one. `spots` gathers all names met.
    """

    def __init__(self, kept: tuple[str, ...] = (), target: bytes = b"") -> None:
        self.kept = kept
        self.toner = Toner(target)
        self.spots: set[str] = set()

    def space(self, named: Raw, resources: Raw = None, *, depth: int = _DEPTH) -> Space:
        """Read a colour space from its name or array. InseparableError for what is none."""
        if depth < 0:
            raise InseparableError("colour spaces stand on each other without end")
        if isinstance(named, pikepdf.Name):
            return self._named(str(named), resources, depth)
        if isinstance(named, pikepdf.Array) and len(named):
            return self._array(named, resources, depth)
        raise InseparableError("a colour space is neither a name nor an array")

    def rgb(self, profile: bytes = b"") -> Space:
        """Give an RGB space."""

        def inks(values: Values) -> Inks:
            return _process(self.toner.colour("RGB", values, profile))

        return Space("rgb", 3, inks, (0.0,) * 3, profile=profile)

    def _named(self, name: str, resources: Raw, depth: int) -> Space:
        if name in ("/DeviceRGB", "/RGB"):
            return self.rgb()
        if name in _PLAIN:
            return _PLAIN[name]
        own = resources.get("/ColorSpace") if isinstance(resources, pikepdf.Dictionary) else None
        found = own.get(name) if isinstance(own, pikepdf.Dictionary) else None
        if found is None:
            raise InseparableError(f"the colour space {name} is named and not there")
        return self.space(found, resources, depth=depth - 1)

    def _array(self, array: pikepdf.Array, resources: Raw, depth: int) -> Space:
        family = str(array[0])
        try:
            if reader := _READERS.get(family):
                return reader(
                    self, array, lambda named: self.space(named, resources, depth=depth - 1)
                )
        except _BROKEN:
            raise InseparableError(f"a colour space {family} is broken") from None
        return self._named(family, None, depth)

    def icc(self, array: Raw, inner: "Inner") -> Space:
        """Read an ICCBased space: what counts is its number of components."""
        components = int(array[1].N)
        if components == 3:
            return self.rgb(array[1].read_bytes())
        return _ICC_CMYK if components == 4 else GREY

    def calibrated(self, array: Raw, inner: "Inner") -> Space:
        """Take calibrated RGB for sRGB."""
        return self.rgb()

    def lab(self, array: Raw, inner: "Inner") -> Space:
        """Read Lab, whatever its white."""
        ranged = array[1].get("/Range", [-100, 100, -100, 100])
        limits = (0.0, 100.0, *(float(value) for value in ranged))

        def inks(values: Values) -> Inks:
            return _process(self.toner.colour("LAB", values))

        return Space("lab", 3, inks, (0.0,) * 3, limits=limits)

    def indexed(self, array: Raw, inner: "Inner") -> Space:
        """Read an indexed space: the inks of its table."""
        base, table = inner(array[1]), array[3]
        content = table.read_bytes() if isinstance(table, pikepdf.Stream) else bytes(table)
        rows = (content[at : at + base.size] for at in range(0, len(content), base.size))
        entries = [base.inks(base.scaled(row)) for row in rows if len(row) == base.size]
        if not entries:
            raise InseparableError("an indexed colour space has no colours")

        def inks(values: Values) -> Inks:
            return entries[max(0, min(int(values[0]), len(entries) - 1))]

        return Space("indexed", 1, inks, (0.0,), base.paints)

    def pattern(self, array: Raw, inner: "Inner") -> Space:
        """Read a pattern space, and the space that colours its uncoloured patterns."""
        return Space("pattern", 0, _nothing, (), base=inner(array[1]) if len(array) > 1 else None)

    def colorants(self, array: Raw, inner: "Inner") -> Space:
        """Read a Separation or DeviceN space: inks that stay apart, or else its alternate's."""
        single = isinstance(array[1], pikepdf.Name)
        names = tuple(str(one)[1:] for one in ([array[1]] if single else array[1].as_list()))
        self.spots |= set(names) - {*PROCESS, "All", "None"}
        initial = (1.0,) * len(names)
        if names == ("All",):
            every = (*PROCESS, *self.kept)
            return Space("other", 1, lambda values: dict.fromkeys(every, values[0]), initial)
        if set(names) <= {*PROCESS, *self.kept, "None"}:

            def by_name(values: Values) -> Inks:
                return dict(zip(names, values, strict=False))

            return Space("inks", len(names), by_name, initial, names)
        alternate, tint = inner(array[2]), compiled(array[3])
        inks = lru_cache(4096)(lambda values: alternate.inks(tuple(tint(values))))
        return Space("other", len(names), inks, initial, alternate.paints)


Inner = Callable[[Raw], Space]
_READERS: dict[str, Callable[[Inkwell, Raw, Inner], Space]] = {
    "/ICCBased": Inkwell.icc,
    "/CalRGB": Inkwell.calibrated,
    "/Lab": Inkwell.lab,
    "/Indexed": Inkwell.indexed,
    "/I": Inkwell.indexed,
    "/Pattern": Inkwell.pattern,
    "/Separation": Inkwell.colorants,
    "/DeviceN": Inkwell.colorants,
}


def _process(values: Values) -> Inks:
    return dict(zip(PROCESS, values, strict=False))


def _nothing(_: Values) -> Inks:
    return {}


def _black(values: Values) -> Inks:
    return {"Black": 1 - max(0.0, min(1.0, values[0]))}


GREY = Space("other", 1, _black, (0.0,))
CMYK = Space("cmyk", 4, _process, (0.0, 0.0, 0.0, 1.0), exact=True)
_ICC_CMYK = Space("cmyk", 4, _process, (0.0, 0.0, 0.0, 1.0))
_PATTERN = Space("pattern", 0, _nothing, ())
_PLAIN = {
    "/DeviceGray": GREY,
    "/CalGray": GREY,
    "/G": GREY,
    "/DeviceCMYK": CMYK,
    "/CMYK": CMYK,
    "/Pattern": _PATTERN,
}
