"""Pages redrawn for up to three inks, so that red, green and blue of the rendered page are the amounts of ink.

A channel is 0 for solid ink and 1 for none. Blending works by channel (ISO 32000-1, 11.3.5), so transparency gives the
same result. Forms, patterns, glyphs and images are redrawn with the page that uses them; soft masks, which are not ink,
do not change.

An object that overprints does not change the inks that it does not affect (8.6.7): an operator that affects none of the
inks is left out. Where it affects only some of them, the page is `partial`: it must be redrawn for each ink separately.
"""

from collections.abc import Callable, Iterable
from math import hypot

import pikepdf
from pikepdf import Array, Dictionary, Name
from PIL import Image

from printissue.pdf.cache import KEPT_PROGRAM, FileCache
from printissue.pdf.colour import CMYK, GRAY, RGB, Colour, ColourSpace, Inks
from printissue.pdf.content import Operation, decode_stream, join_streams, operations
from printissue.pdf.fonts import Font
from printissue.pdf.functions import Values
from printissue.pdf.images import coded_components, colour_key_mask, filters_of
from printissue.pdf.matrix import Matrix, Point
from printissue.pdf.objects import ContentError, Raw, inherited, name_object
from printissue.pdf.rewriter import StreamRewriter
from printissue.pdf.state import (
    CLOSE,
    CURVE,
    FILL,
    MOVE,
    STROKE,
    GraphicsPath,
    GraphicsState,
    TransparencyGroup,
)
from printissue.preflight.separations.images import Plates, separate_image
from printissue.preflight.separations.inks import InkModel
from printissue.preflight.separations.shadings import redraw_shading

MAX_DEPTH = 16
"""The maximum nesting of forms, patterns and glyphs."""
MAX_TILES = 1
"""The maximum nesting of tiling patterns, because each draws the inner one many times."""
CLOSEST = 0.05
"""The least distance (pt) between tiles."""
BEND = 2e-5
"""The bend of a path's first line, as a share of its length. It is invisible, and keeps PDFium from aligning
rectangles to whole pixels, which would falsify thin rules."""
_DARKEN, _NORMAL = "/PlateDarken", "/PlateNormal"
_FORM = ("/Type", "/Subtype", "/BBox", "/Matrix", "/OC", "/Group")
_TILING = (
    *("/Type", "/PatternType", "/PaintType", "/TilingType"),
    *("/BBox", "/XStep", "/YStep", "/Matrix"),
)
_IMAGE = ("/SMask", "/Mask", "/OC")
_PAINTS = {
    (True, False): {False: "f", True: "f*"},
    (False, True): {False: "S", True: "S"},
    (True, True): {False: "B", True: "B*"},
}
"""The painting operator by what it paints and whether it fills by the even-odd rule."""


class PlateRewriter(StreamRewriter):
    """Redraws one content stream for the inks of a plate."""

    REWRITTEN = frozenset(
        {
            *("g", "G", "rg", "RG", "k", "K", "cs", "CS", "sc", "SC", "scn", "SCN", "ri"),
            *("m", "l", "c", "v", "y", "re", "h", "W", "W*", "n"),
            *("f", "F", "f*", "S", "s", "B", "B*", "b", "b*"),
            *("Tj", "TJ", "'", '"', "Tf", "Do", "BI", "sh"),
        }
    )

    def __init__(self, plates: "PageRedrawer", resources: Raw, state: GraphicsState) -> None:
        super().__init__(plates.cache, state, resources)
        self.plates = plates
        self._made: dict[tuple[str, str], Raw] = {}

    def fault(self, message: str) -> None:
        """Record what cannot be separated."""
        self.plates.fault(message)

    def parsed(self, data: bytes) -> Iterable[Operation]:
        """Return the operations of a stream, which all plates of a page share."""
        return self.plates.decoded.operations(data)

    def resources(self) -> Dictionary:
        """Return the resources of the redrawn stream: those of the source, and their redrawn versions."""
        source = self.context.resources
        made = Dictionary()
        for key, value in source.items() if isinstance(source, Dictionary) else ():
            if key != "/XObject":
                made[name_object(key)] = value
        for category, entries in self.named.items():
            known = made.get(category)
            made[category] = known.copy() if isinstance(known, Dictionary) else Dictionary()
            for name, entry in entries.items():
                made[category][name_object(name)] = entry
        known = made.get("/ExtGState")
        states = known.copy() if isinstance(known, Dictionary) else Dictionary()
        states[_DARKEN], states[_NORMAL] = Dictionary(BM=Name.Darken), Dictionary(BM=Name.Normal)
        made.ExtGState = states
        return made

    # colours

    def start(self) -> None:
        """Write the initial colour of a page or a pattern, which is black."""
        for side in (FILL, STROKE):
            self._write_colour(side, self.state.colour(side))

    def colour_set(self, side: int, colour: Colour) -> None:
        """Set a colour, and write it as amounts of the inks."""
        if colour.pattern:
            self._write_pattern(side, colour)
        elif colour.space.family != "Pattern":
            self._write_colour(side, colour)
        super().colour_set(side, colour)

    def _write_colour(self, side: int, colour: Colour) -> None:
        self.write(("rg", "RG")[side], *self.plates.channels(colour.space, colour.values))

    def _write_pattern(self, side: int, colour: Colour) -> None:
        pattern = self.resource("/Pattern", colour.pattern)
        made = self._once("/Pattern", colour.pattern, lambda: self.plates.pattern(pattern, self))
        name = self.name("/Pattern", f"/Plate{colour.pattern[1:]}", made)
        select, paint = (("cs", "scn"), ("CS", "SCN"))[side]
        if colour.space.base is None or not colour.values:
            self.write(select, "/Pattern")
            self.write(paint, name)
            return
        space = self.plates.uncoloured
        self.write(select, self.name("/ColorSpace", "/PlatePattern", space))
        channels = self.plates.channels(colour.space.base, colour.values)
        self.write(paint, *channels, name)

    def _once(self, category: str, name: str, make: Callable[[], Raw]) -> Raw:
        key = (category, name)
        if key not in self._made:
            self._made[key] = make()
        return self._made[key]

    # overprint

    def affected_inks(self, side: int) -> frozenset[str] | None:
        """Return the inks that painting affects; None for all, where it does not overprint."""
        state = self.state
        if not state.overprint[side]:
            return None
        colour, model = state.colour(side), self.plates.model
        if colour.pattern:
            space = self._gradient(colour.pattern)
            return None if space is None else model.affected_inks(space)
        if colour.space.family == "DeviceCMYK" and state.overprint_mode == 1:
            return frozenset(name for name, much in model.inks(CMYK, colour.values).items() if much)
        return model.affected_inks(colour.space)

    def _gradient(self, name: str) -> ColourSpace | None:
        """Return the space of a shading pattern; None for a tiling pattern, whose content has its own state."""
        pattern = self.resource("/Pattern", name)
        return self.space(pattern.Shading.ColorSpace) if "/Shading" in pattern else None

    def affected_by(self, space: ColourSpace) -> frozenset[str] | None:
        """Return the inks that an image or shading affects; None for all."""
        return self.plates.model.affected_inks(space) if self.state.overprint[FILL] else None

    def shows(self, affected: frozenset[str] | None) -> bool:
        """Return whether an object that affects some inks is visible on these plates."""
        group = self.state.group
        if group is not None and group.knockout:
            affected = self._knocked_out(group, affected)
        mine = self.plates.inks
        if affected is None or mine <= affected:
            return True
        if mine & affected:
            self.plates.partial = True
        return not mine.isdisjoint(affected)

    def _knocked_out(
        self, group: TransparencyGroup, affected: frozenset[str] | None
    ) -> frozenset[str] | None:
        """Return the inks that an object of a knockout group affects: it replaces all that the group has drawn.

        Raise ContentError where the result depends on what is below the group (11.4.6).
        """
        state = self.state
        clear = min(state.alpha) < 1 or state.masked or state.blend_mode != "Normal"
        if clear or (affected is not None and not group.isolated):
            raise ContentError("a knockout group shows what is below it")
        return None

    def paint(self, operator: str, *operands: object, affected: frozenset[str] | None) -> None:
        """Write a painting operator, if it is visible.

        In an isolated group, the inks that it does not affect are covered too: there, only what the group itself has
        drawn is visible, and nothing that is below the group.
        """
        if self.shows(affected):
            self.write(operator, *operands)
        elif self._covers():
            self.write("gs", _DARKEN)
            self.write(operator, *operands)
            self.write("gs", _NORMAL)

    def _covers(self) -> bool:
        group = self.state.group
        return group is not None and group.isolating is not None and not self.state.blends

    # what is painted

    def paint_path(self, path: GraphicsPath, *, fill: bool, stroke: bool, even_odd: bool) -> None:
        """Write a path, and the operator for its fill and stroke, as far as these are visible."""
        if not path.points:
            return
        uses = {FILL: fill, STROKE: stroke}
        shown, covers = [False, False], self._covers()
        darken = False
        for side in (FILL, STROKE):
            if uses[side]:
                shown[side] = self.shows(self.affected_inks(side))
                darken |= covers and not shown[side]
        if darken:
            self.write("gs", _DARKEN)
            shown = [fill, stroke]
        if shown[FILL] or shown[STROKE] or path.clip:
            self._write_path(path)
            if path.clip:
                self.write(path.clip)
            paints = _PAINTS.get((shown[FILL], shown[STROKE]))
            self.write(paints[even_odd] if paints else "n")
        if darken:
            self.write("gs", _NORMAL)

    def _write_path(self, path: GraphicsPath) -> None:
        """Write a path with the first line of each subpath bent."""
        points, kinds, at = path.points, path.kinds, 0
        while at < len(points):
            kind, point = kinds[at], points[at]
            if kind == MOVE:
                self.write("m", *point)
            elif kind == CURVE:
                self.write("c", *(one for place in points[at : at + 3] for one in place))
                at += 2
            elif kind == CLOSE:
                self.write("h")
            else:
                if at and kinds[at - 1] == MOVE:
                    self.write("l", *_bent(points[at - 1], point))
                self.write("l", *point)
            at += 1

    def show_text(self, pieces: list[object], start: Matrix, step: Point) -> None:
        """Write a string in a rendering mode for its fill and stroke, as far as these are visible."""
        mode, (name, operands, _, _) = self.state.rendering_mode, self.operation
        shown, covers, darken = [False, False], self._covers(), False
        for side, modes in ((FILL, (0, 2)), (STROKE, (1, 2))):
            if mode % 4 in modes:
                shown[side] = self.shows(self.affected_inks(side))
                darken |= covers and not shown[side]
        wanted = {(True, False): 0, (False, True): 1, (True, True): 2, (False, False): 3}[
            (shown[FILL], shown[STROKE])
        ]
        wanted = mode if darken else wanted + (4 if mode >= 4 else 0)
        if darken:
            self.write("gs", _DARKEN)
        if wanted != mode:
            self.write("Tr", wanted)
        self.write(name, *operands)
        if wanted != mode:
            self.write("Tr", mode)
        if darken:
            self.write("gs", _NORMAL)

    def interpret_glyphs(self, font: Font, string: bytes, *, start: float) -> None:
        """Do nothing for Type 3 glyphs, because their font is redrawn."""

    def font_set(self, font: Font, name: str) -> None:
        """Set a font; a Type 3 font is redrawn."""
        super().font_set(font, name)
        own = name
        if font.matrix is not None:
            made = self._once("/Font", name, lambda: self.plates.font(font.raw, self))
            own = self.name("/Font", f"/Plate{name[1:]}", made)
        self.write("Tf", own, self.state.font_size)

    def draw_form(self, form: Raw, name: str) -> None:
        """Draw a redrawn form."""
        made = self.plates.form(form, self)
        self.write("Do", self.name("/XObject", f"/Plate{name}", made))

    def draw_image(self, image: Raw, name: str) -> None:
        """Draw a redrawn image, or a stencil mask in the current colour."""
        if image.get("/ImageMask", False):
            made, affected = image, self.affected_inks(FILL)
        else:
            space = self._space_of(image)
            made, affected = self.plates.image(image, space), self.affected_by(space)
        own = self.name("/XObject", f"/Plate{name[1:] or 'Inline'}", made)
        self.paint("Do", own, affected=affected)

    def _space_of(self, image: Raw) -> ColourSpace:
        named = image.get("/ColorSpace")
        if named is None and filters_of(image)[-1:] == ["/JPXDecode"]:
            return {1: GRAY, 3: RGB, 4: CMYK}.get(coded_components(image), GRAY)
        return self.space(named)

    def paint_shading(self, shading: Raw, name: str) -> None:
        """Paint a redrawn shading."""
        made = self._once("/Shading", name, lambda: self.plates.shading(shading, self))
        own = self.name("/Shading", f"/Plate{name[1:]}", made)
        self.paint("sh", own, affected=self.affected_by(self.space(shading.ColorSpace)))


def _bent(begin: Point, end: Point) -> Point:
    """Return the middle of a line, moved aside invisibly."""
    across, up = end[0] - begin[0], end[1] - begin[1]
    return begin[0] + across / 2 + up * BEND, begin[1] + up / 2 - across * BEND


def _tiles_apart(tile: Raw) -> bool:
    """Return whether the tiles of a pattern are far enough apart to draw them."""
    matrix = [float(one) for one in tile.get("/Matrix", (1, 0, 0, 1, 0, 0))]
    across = abs(float(tile.XStep)) * hypot(matrix[0], matrix[1])
    up = abs(float(tile.YStep)) * hypot(matrix[2], matrix[3])
    return min(across, up) >= CLOSEST


class DecodedContent:
    """The operations of the streams of a page and the inks of its images, read once for all its plates."""

    def __init__(self, model: InkModel) -> None:
        self.model = model
        self._programs: dict[bytes, list[Operation]] = {}
        self._images: dict[tuple[int, int], Plates] = {}

    def clear(self) -> None:
        """Forget the content of a page."""
        self._programs.clear()
        self._images.clear()

    def operations(self, data: bytes) -> Iterable[Operation]:
        """Return the operations of a content stream."""
        if len(data) > KEPT_PROGRAM:
            return operations(data)
        if data not in self._programs:
            self._programs[data] = list(operations(data))
        return self._programs[data]

    def image(self, source: Raw, space: ColourSpace) -> Plates:
        """Return the plates of an image. Raise ContentError where it cannot be read."""
        key = source.objgen
        if not key[0]:
            return separate_image(source, space, self.model)
        if key not in self._images:
            self._images[key] = separate_image(source, space, self.model)
        return self._images[key]


class PageRedrawer:
    """Redraws the pages of a file in place for up to three inks.

    `decoded` is shared with the redrawers of the other inks. `faults` say what cannot be separated on the current page,
    `partial` says that the page must be redrawn for each ink separately.
    """

    def __init__(self, pdf: pikepdf.Pdf, decoded: DecodedContent, inks: tuple[str, ...]) -> None:
        self.pdf, self.decoded, self.order = pdf, decoded, inks
        self.model = decoded.model
        self.inks = frozenset(inks)
        self.cache = FileCache(pdf)
        self.faults: dict[str, None] = {}
        self.partial = False
        self.uncoloured = Array([Name.Pattern, Name.DeviceRGB])
        self._made: dict[object, tuple[Raw, bool]] = {}
        self._open: list[object] = []
        self._tiles = 0

    def fault(self, message: str) -> None:
        """Record what cannot be separated."""
        self.faults[message] = None

    def page(self, page: pikepdf.Page) -> None:
        """Redraw one page in place."""
        self.faults.clear()
        self.partial = False
        rewriter = PlateRewriter(self, inherited(page.obj, "/Resources"), GraphicsState())
        rewriter.start()
        content = rewriter.rewrite(join_streams(page.obj.get("/Contents"), self.fault))
        page.obj.Contents = self.pdf.make_stream(content)
        page.obj.Resources = rewriter.resources()
        _blends_in_rgb(page.obj)

    def channels(self, space: ColourSpace, values: Values) -> list[float]:
        """Return the three channels of a colour, 0 to 1."""
        return self._channels(self.model.inks(space, values))

    def _channels(self, inks: Inks) -> list[float]:
        wanted = [inks.get(name, 0.0) for name in self.order]
        return [round(1 - max(0.0, min(1.0, much)), 4) for much in [*wanted, 0.0, 0.0][:3]]

    def form(self, source: Raw, outer: PlateRewriter) -> Raw:
        """Redraw a form, which inherits the colours of the stream that draws it."""
        state = outer.state.copy()
        if (group := outer._group(source)) is not None:
            state.group, state.alpha = group, (1.0, 1.0)
            state.blend_mode, state.soft_mask = "Normal", False
        return self._once(
            source, outer, state, lambda: self._stream(source, outer, state, keys=_FORM)
        )

    def pattern(self, source: Raw, outer: PlateRewriter) -> Raw:
        """Redraw a tiling or shading pattern."""
        if int(source.get("/PatternType", 1)) == 2:
            made = Dictionary(source)
            made.Shading = self.shading(source.Shading, outer)
            return self.pdf.make_indirect(made)
        if self._tiles >= MAX_TILES or not _tiles_apart(source):
            raise ContentError("tiling patterns are nested, or have steps under 0.05 pt")
        self._tiles += 1
        try:
            fresh = GraphicsState()
            return self._once(
                source, outer, fresh, lambda: self._stream(source, outer, fresh, keys=_TILING)
            )
        finally:
            self._tiles -= 1

    def shading(self, source: Raw, outer: PlateRewriter) -> Raw:
        """Redraw a shading."""
        space = outer.space(source.ColorSpace)
        return redraw_shading(self.pdf, source, lambda values: self.channels(space, values))

    def font(self, source: Raw, outer: PlateRewriter) -> Raw:
        """Redraw a Type 3 font, whose glyphs are drawings."""
        state = outer.state.copy()
        return self._once(source, outer, state, lambda: self._drawn_font(source, outer, state))

    def image(self, source: Raw, space: ColourSpace) -> Raw:
        """Redraw an image."""
        key = ("image", source.objgen)
        if source.objgen == (0, 0):
            return self._image(source, space)
        if key not in self._made:
            self._made[key] = self._image(source, space), False
        return self._made[key][0]

    def _once(
        self, source: Raw, outer: PlateRewriter, state: GraphicsState, make: Callable[[], Raw]
    ) -> Raw:
        """Redraw an object once for each state that it can inherit. Raise ContentError where it draws itself."""
        if source.objgen in self._open or len(self._open) > MAX_DEPTH:
            raise ContentError("a form or pattern draws itself, or they are nested too deep")
        inherits: tuple[object, object] = (None, None)
        if state.overprint != (False, False):
            inherits = outer.affected_inks(FILL), outer.affected_inks(STROKE)
        group = state.group
        kind = group and (group.isolating is not None, group.knockout, group.isolated)
        key = (source.objgen, inherits, state.overprint, state.overprint_mode, state.blends, kind)
        if source.objgen != (0, 0) and key in self._made:
            made, partial = self._made[key]
            self.partial |= partial
            return made
        before, self.partial = self.partial, False
        self._open.append(source.objgen)
        try:
            made = make()
            self._made[key] = made, self.partial
        finally:
            self._open.pop()
            self.partial |= before
        return made

    def _stream(
        self, source: Raw, outer: PlateRewriter, state: GraphicsState, *, keys: tuple[str, ...]
    ) -> Raw:
        resources = source.get("/Resources") or outer.context.resources
        inner = PlateRewriter(self, resources, state)
        if keys is _TILING:
            inner.start()
        made = self.pdf.make_stream(inner.rewrite(decode_stream(source)))
        for key in keys:
            if key in source:
                made[key] = source[key]
        made.Resources = inner.resources()
        _blends_in_rgb(made)
        return made

    def _drawn_font(self, source: Raw, outer: PlateRewriter, state: GraphicsState) -> Raw:
        resources = source.get("/Resources") or outer.context.resources
        made, inner = Dictionary(source), PlateRewriter(self, resources, state)
        glyphs = Dictionary()
        for name, glyph in source.CharProcs.items():
            inner.state, inner.saved, inner.out = state.copy(), [], []
            glyphs[name_object(name)] = self.pdf.make_stream(inner.rewrite(decode_stream(glyph)))
        made.CharProcs = glyphs
        made.Resources = inner.resources()
        return self.pdf.make_indirect(made)

    def _image(self, source: Raw, space: ColourSpace) -> Raw:
        plates = self.decoded.image(source, space)
        size = next(iter(plates.values())).size if plates else (1, 1)
        bare = Image.new("L", size, 255)
        bands = [plates[n].point(_INVERSE) if n in plates else bare for n in self.order]
        picture = Image.merge("RGB", [*bands, bare, bare][:3])
        made = self._samples(picture.tobytes(), size, Name.DeviceRGB)
        for key in _IMAGE:
            if key in source and not isinstance(source[key], pikepdf.Array):
                made[key] = source[key]
        if mask := colour_key_mask(source, space):
            made.SMask = self._samples(mask.tobytes(), mask.size, Name.DeviceGray)
        return made

    def _samples(self, content: bytes, size: tuple[int, int], space: Name) -> Raw:
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


def _blends_in_rgb(owner: Raw) -> None:
    """Set the colour space of a transparency group to RGB, in which its colours are now."""
    group = owner.get("/Group")
    if isinstance(group, Dictionary):
        owner.Group = Dictionary({**dict(group.items()), "/CS": Name.DeviceRGB})
