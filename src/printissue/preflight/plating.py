"""Making plates: a PDF's pages, redrawn so that red, green and blue of what a viewer shows are three of its inks.

Where an ink is laid down in full its channel is 0, where there is none it is 1. Blending is done channel by channel
(ISO 32000-1, 11.3.5), so that transparency stays what it was. Forms, patterns, glyphs and pictures are remade with the
page that uses them; soft masks, which are no ink, stay as they are.
"""

from collections.abc import Callable
from math import hypot

import pikepdf
from pikepdf import Dictionary, Name
from PIL import Image

from printissue.preflight.bands import keyed, separated
from printissue.preflight.etching import Etching, State
from printissue.preflight.etching_steps import etch
from printissue.preflight.gradients import redrawn
from printissue.preflight.inkwell import CMYK, GREY, Inks, Inkwell, InseparableError, Raw, Space
from printissue.preflight.samples import coded_components, filters_of

DEPTH = 16
"""How deep forms, patterns and glyphs may stand in each other."""
TILED = 1
"""How deep tiles may stand in each other: each draws the one within it many times over."""
CLOSEST = 0.05
"""The least distance (pt) from tile to tile."""
_FORM = ("/Type", "/Subtype", "/BBox", "/Matrix", "/OC", "/Group")
_TILING = (
    *("/Type", "/PatternType", "/PaintType", "/TilingType"),
    *("/BBox", "/XStep", "/YStep", "/Matrix"),
)
_KEPT = ("/SMask", "/Mask", "/OC")


def _apart(tile: Raw) -> bool:
    """Tell whether a pattern's tiles stand so far apart that drawing them comes to an end."""
    matrix = [float(one) for one in tile.get("/Matrix", (1, 0, 0, 1, 0, 0))]
    across = abs(float(tile.XStep)) * hypot(matrix[0], matrix[1])
    up = abs(float(tile.YStep)) * hypot(matrix[2], matrix[3])
    return min(across, up) >= CLOSEST


class Plating:
    """Redraws the pages of `pdf` for up to three inks; `faults` gathers what cannot be separated."""

    def __init__(self, pdf: pikepdf.Pdf, inkwell: Inkwell, inks: tuple[str, ...]) -> None:
        self.pdf = pdf
        self.inkwell = inkwell
        self.inks = inks
        self.faults: dict[str, None] = {}
        self._made: dict[object, Raw] = {}
        self._open: list[object] = []
        self._tiles: list[object] = []

    def fault(self, what: str) -> None:
        """Note what cannot be separated."""
        self.faults[what] = None

    def page(self, page: pikepdf.Page) -> None:
        """Redraw one page in its place."""
        etching = Etching(self, page.obj.get("/Resources") or page.resources, State())
        etching.start()
        content = etch(etching, page)
        page.obj.Contents = self.pdf.make_stream(content)
        page.obj.Resources = etching.resources()
        _regrouped(page.obj)

    def form(self, source: Raw, outer: Etching) -> Raw:
        """Redraw a form; it takes over the colours that are set where it is drawn."""
        return self._once(source, outer, lambda: self._stream(source, outer, keys=_FORM))

    def pattern(self, source: Raw, outer: Etching) -> Raw:
        """Redraw a pattern, tiled or shaded."""
        if int(source.get("/PatternType", 1)) == 2:
            made = Dictionary(source)
            made.Shading = self.shading(source.Shading, outer.source)
            return self.pdf.make_indirect(made)
        if len(self._tiles) >= TILED or not _apart(source):
            raise InseparableError("tiles stand in each other, or closer than 0.05 pt")
        fresh = Etching(self, outer.source, State())
        self._tiles.append(source.objgen)
        try:
            return self._once(source, fresh, lambda: self._stream(source, fresh, keys=_TILING))
        finally:
            self._tiles.pop()

    def shading(self, source: Raw, resources: Raw) -> Raw:
        """Redraw a shading."""
        space = self.inkwell.space(source.ColorSpace, resources)
        return redrawn(self.pdf, source, space=space, channels=self.channels)

    def font(self, source: Raw, outer: Etching) -> Raw:
        """Redraw a Type 3 font, whose glyphs are drawings."""
        return self._once(source, outer, lambda: self._drawn_font(source, outer))

    def space_of(self, source: Raw, resources: Raw) -> Space:
        """Read a picture's colour space."""
        named = source.get("/ColorSpace")
        if named is None and filters_of(source)[-1:] == ["/JPXDecode"]:
            count = coded_components(source)
            return {1: GREY, 3: self.inkwell.rgb(), 4: CMYK}.get(count, GREY)
        return self.inkwell.space(named, resources)

    def picture(self, source: Raw, space: Space) -> Raw:
        """Redraw a picture."""
        key = ("picture", source.objgen)
        if source.objgen == (0, 0):
            return self._picture(source, space)
        if key not in self._made:
            self._made[key] = self._picture(source, space)
        return self._made[key]

    def channels(self, inks: Inks) -> list[float]:
        """Give the three channels of a colour, 0 to 1."""
        wanted = [inks.get(name, 0.0) for name in self.inks]
        return [round(1 - max(0.0, min(1.0, much)), 4) for much in [*wanted, 0.0, 0.0][:3]]

    def _once(self, source: Raw, outer: Etching, make: Callable[[], Raw]) -> Raw:
        """Redraw a thing once for each state that it can inherit; nothing where it draws itself."""
        if source.objgen in self._open or len(self._open) > DEPTH:
            raise InseparableError(
                "a form or pattern draws itself, or they stand too deep in each other"
            )
        key = (source.objgen, outer.state.key())
        if source.objgen == (0, 0):
            return make()
        if key not in self._made:
            self._open.append(source.objgen)
            try:
                self._made[key] = make()
            finally:
                self._open.pop()
        return self._made[key]

    def _stream(self, source: Raw, outer: Etching, *, keys: tuple[str, ...]) -> Raw:
        inner = Etching(self, source.get("/Resources") or outer.source, outer.inherited())
        if keys is _TILING:
            inner.start()
        made = self.pdf.make_stream(etch(inner, source))
        for key in keys:
            if key in source:
                made[key] = source[key]
        made.Resources = inner.resources()
        _regrouped(made)
        return made

    def _drawn_font(self, source: Raw, outer: Etching) -> Raw:
        resources = source.get("/Resources") or outer.source
        made, inner = Dictionary(source), Etching(self, resources, outer.inherited())
        glyphs = Dictionary()
        for name, glyph in source.CharProcs.items():
            inner.begin(outer.inherited())
            glyphs[name] = self.pdf.make_stream(etch(inner, glyph))
        made.CharProcs = glyphs
        made.Resources = inner.resources()
        return self.pdf.make_indirect(made)

    def _picture(self, source: Raw, space: Space) -> Raw:
        plates = separated(source, space, self.inkwell)
        size = next(iter(plates.values())).size if plates else (1, 1)
        bare = Image.new("L", size, 255)
        bands = [plates[n].point(_INVERSE) if n in plates else bare for n in self.inks]
        picture = Image.merge("RGB", [*bands, bare, bare][:3])
        made = self._image(picture.tobytes(), size, Name.DeviceRGB)
        for key in _KEPT:
            if key in source and not isinstance(source[key], pikepdf.Array):
                made[key] = source[key]
        if mask := keyed(source, space):
            made.SMask = self._image(mask.tobytes(), mask.size, Name.DeviceGray)
        return made

    def _image(self, content: bytes, size: tuple[int, int], space: Name) -> Raw:
        return self.pdf.make_stream(
            content,
            Type=Name.XObject,
            Subtype=Name.Image,
            Width=size[0],
            Height=size[1],
            ColorSpace=space,
            BitsPerComponent=8,
        )


_INVERSE = [255 - value for value in range(256)]


def _regrouped(owner: Raw) -> None:
    """Let a transparency group blend in RGB, as its colours now are."""
    group = owner.get("/Group")
    if isinstance(group, Dictionary):
        owner.Group = Dictionary({**dict(group.items()), "/CS": Name.DeviceRGB})
