"""Content streams of the print edition, rewritten operation by operation.

Every colour comes out in the palette's space; black text and rules overprint, all else knocks out. What is too small
for the press to keep its inks in register takes one ink. What is of no use in print (marked content) is left out.

Colours and overprint are written only where something is painted with them, before the path that
they paint, since no state may change within a path (ISO 32000-1, 8.2).
"""

from collections.abc import Iterator
from typing import Any, NamedTuple, Protocol

from pikepdf import Array, Dictionary, Name

from printissue.editions.print.backdrop import UNIT, Backdrop, common
from printissue.editions.print.colour import INK_BLACK, Palette
from printissue.model.printers import THINNEST_LINE
from printissue.pdf.cache import FileCache
from printissue.pdf.colour import Colour
from printissue.pdf.content import write_operation
from printissue.pdf.fonts import Font
from printissue.pdf.functions import Values
from printissue.pdf.interpreter import is_rectangle
from printissue.pdf.matrix import (
    Area,
    Matrix,
    Point,
    bounds,
    lengths,
    multiply,
    read_matrix,
    transformed_area,
)
from printissue.pdf.objects import Raw
from printissue.pdf.rewriter import StreamRewriter
from printissue.pdf.state import FILL, STROKE, GraphicsPath, GraphicsState

SAME = 0.01
"""Sizes that differ by no more (pt) count as equal."""
RULE = 2.0
"""Paths up to this width (pt) are rules: black ones overprint (GWG 2022, R0010)."""
_HAIR = THINNEST_LINE - SAME
_TINY = 1e-6
FALL, RISE = -0.5, 1.2
"""How far letters reach below and above the baseline (em) where the font does not say."""
Pair = tuple[bool, bool]
OVERPRINT = {
    (False, False): "/KnockOut",
    (True, False): "/OverprintFill",
    (False, True): "/OverprintStroke",
    (True, True): "/Overprint",
}
"""Names of the graphics states that switch overprint, by fill and stroke."""


class PrintColour(NamedTuple):
    """What paints: components in the palette's space, a pattern's name, both, or neither.

    Neither is the colour that the stream which draws a form, a glyph or a stencil pattern has set.
    """

    values: Values = ()
    pattern: str = ""


INHERITED = PrintColour()


class Written(NamedTuple):
    """What of the graphics state the rewritten stream has set: pairs of fill and stroke.

    `wanted` are the colours that the source has set; they differ from `colours` until something is painted.
    """

    wanted: tuple[PrintColour, PrintColour]
    colours: tuple[PrintColour | None, PrintColour | None]
    overprint: Pair = (False, False)


class Converted(NamedTuple):
    """A converted object; whether it uses transparency, blend modes, and its user's colour."""

    object: Raw
    transparent: bool = False
    blends: bool = False
    inherits: bool = False


class Converter(Protocol):
    """What converts the objects that a stream names."""

    cache: FileCache

    def form(self, source: Raw, user: "PrintRewriter") -> Converted:
        """Convert a form XObject."""

    def image(self, source: Raw, user: "PrintRewriter") -> Converted:
        """Convert an image."""

    def pattern(self, source: Raw, user: "PrintRewriter") -> Converted:
        """Convert a tiling or shading pattern."""

    def shading(self, source: Raw, user: "PrintRewriter") -> Converted:
        """Convert a shading."""

    def state(self, source: Raw, user: "PrintRewriter") -> Converted:
        """Convert an extended graphics state."""

    def font(self, source: Raw, user: "PrintRewriter") -> Converted:
        """Convert a font, if its glyphs are drawn by streams."""

    def fault(self, message: str) -> None:
        """Note what could not be converted."""

    @property
    def smallest(self) -> float:
        """The least size of type, in pt, whose inks the press registers."""


class PrintRewriter(StreamRewriter):
    """Rewrites one content stream for print.

    `solid` allows overprint: what the stream belongs to is drawn opaque. `matrix` is the transformation that the stream
    starts with; `inherits` says that its first colours are its user's, not black. `backdrop`, on a page, is what has
    been painted. `transparent`, `blended` and `inherited` say what the stream turned out to use.
    """

    REWRITTEN = frozenset(
        {
            *("g", "G", "rg", "RG", "k", "K", "cs", "CS", "sc", "SC", "scn", "SCN"),
            *("gs", "Tf", "Do", "BI", "sh", "Tj", "TJ", "'", '"'),
            *("BMC", "BDC", "EMC", "MP", "DP", "BX", "EX"),
        }
    )
    backdrop: Backdrop | None = None

    def __init__(
        self,
        converter: Converter,
        resources: Raw,
        palette: Palette,
        *,
        solid: bool,
        matrix: Matrix,
        inherits: bool,
    ) -> None:
        colour = INHERITED if inherits else PrintColour(palette.black)
        set_already = colour if inherits else None
        state = GraphicsState(matrix)
        state.rewriter_state = Written((colour, colour), (set_already, set_already))
        super().__init__(converter.cache, state, resources, matrix)
        self.converter, self.palette, self.solid = converter, palette, solid
        self.transparent = self.blended = self.inherited = False

    def fault(self, message: str) -> None:
        """Note what could not be converted."""
        self.converter.fault(message)

    def unknown(self, name: str) -> None:
        """Note an operator that there is not."""
        self.fault(f"{name[:24]!r} is no operator")

    @property
    def opaque(self) -> bool:
        """Whether what is drawn now covers what lies below."""
        return self.solid and not self.state.blends and min(self.state.alpha) == 1

    def use(self, category: str, wanted: str, made: Converted) -> str:
        """Name a converted object in the resources, and take note of what it uses."""
        self.transparent |= made.transparent
        self.blended |= made.blends
        return self.name(category, wanted, made.object)

    def is_named(self, category: str, name: str) -> bool:
        """Return whether the resources of the rewritten stream have a name."""
        return name in self.named.get(category, {})

    # colours and overprint

    def colour_set(self, side: int, colour: Colour) -> None:
        """Take note of the colour that is set, converted."""
        space, values = colour.space, colour.values
        if colour.pattern:
            converted = () if space.base is None else self.palette.colour(space.base, values)
            pattern = self.converter.pattern(self.resource("/Pattern", colour.pattern), self)
            wanted = PrintColour(converted, self.use("/Pattern", colour.pattern, pattern))
        elif space.family == "Pattern":
            wanted = PrintColour()
        else:
            wanted = PrintColour(self.palette.colour(space, values))
        state = self.state
        both = list(state.rewriter_state.wanted)
        both[side] = wanted
        state.rewriter_state = state.rewriter_state._replace(wanted=tuple(both))
        super().colour_set(side, colour)

    def paint(
        self,
        uses: Pair,
        *,
        black: Pair = (False, False),
        small: Pair = (False, False),
        at: int | None = None,
    ) -> None:
        """Write the colours and overprint that are pending; `black` allows black to overprint.

        What is `small` takes one ink. All three say it for fill and for stroke. `at` is where in the rewritten stream
        the path begins that is painted.
        """
        known = self.state.rewriter_state
        before, colours, flags = list[bytes](), list(known.colours), list(known.overprint)
        for side in (FILL, STROKE):
            if not uses[side]:
                continue
            wanted = known.wanted[side]
            self.inherited |= not wanted.values and not wanted.pattern
            if small[side] and wanted.values and not wanted.pattern:
                wanted = PrintColour(self.palette.single(wanted.values))
            if wanted != colours[side]:
                before += self._select(side, wanted)
                colours[side] = wanted
            flags[side] = black[side] and self._overprints(side, wanted)
        self.state.rewriter_state = known._replace(colours=(colours[0], colours[1]))
        before += self._flags((flags[0], flags[1]))
        at = len(self.out) if at is None else at
        self.out[at:at] = before

    def knock_out(self) -> None:
        """Write that nothing overprints, for what follows without a colour of its own."""
        self.out += self._flags((False, False))

    def _select(self, side: int, colour: PrintColour) -> list[bytes]:
        """Return the operations that set a colour."""
        if not colour.pattern:
            return [write_operation(colour.values, (self.palette.fill, self.palette.stroke)[side])]
        select, special = (("cs", "scn"), ("CS", "SCN"))[side]
        space = "/Pattern"
        if colour.values:
            space = "/InkPattern"
            if not self.is_named("/ColorSpace", space):
                base = Array([Name.Pattern, Name(self.palette.space)])
                self.use("/ColorSpace", space, Converted(base))
        return [
            write_operation([space], select),
            write_operation([*colour.values, colour.pattern], special),
        ]

    def _overprints(self, side: int, colour: PrintColour) -> bool:
        """Return whether what is painted now is plain black ink on an opaque backdrop."""
        state = self.state
        drawn = state.font is not None and state.font.matrix is not None
        black = colour == (INK_BLACK, "") and not drawn
        return black and self.solid and not state.blends and state.alpha[side] == 1

    def _flags(self, flags: Pair) -> list[bytes]:
        """Return the operation that switches overprint, where it is not as wanted."""
        known = self.state.rewriter_state
        if flags == known.overprint:
            return []
        self.state.rewriter_state = known._replace(overprint=flags)
        name, (fill, stroke) = OVERPRINT[flags], flags
        if not self.is_named("/ExtGState", name):
            entries = Dictionary(OP=stroke, op=fill, OPM=1)
            self.use("/ExtGState", name, Converted(entries))
        return [write_operation([name], "gs")]

    def set_extended(self, gstate: Raw) -> None:
        """Set a converted graphics state."""
        name = self.operation.operands[-1]
        if "/SMask" in gstate:
            self.knock_out()
        if not self.is_named("/ExtGState", name):
            self.use("/ExtGState", name, self.converter.state(gstate, self))
        self.write("gs", name)

    # what is painted

    def paint_path(self, path: GraphicsPath, *, fill: bool, stroke: bool, even_odd: bool) -> None:
        """Write what a path is painted with; the path itself is copied."""
        if not (fill or stroke):
            return
        state, figures = self.state, Figures(path)
        scale, width = lengths(state.ctm), state.line_width
        thin = fill and figures.is_rule(scale, even_odd=even_odd)
        hair = thin and figures.is_rule(scale, even_odd=even_odd, widest=_HAIR)
        self.paint(
            (fill, stroke),
            black=(thin, width * max(scale) <= RULE),
            small=(hair, width * min(scale) <= _HAIR),
            at=self.path_start,
        )
        if self.backdrop is not None and path.points:
            self._cover_path(path, figures, (fill, stroke), even_odd=even_odd)

    def show_text(self, pieces: list[Any], start: Matrix, step: Point) -> None:
        """Write what text is painted with, and the text."""
        state = self.state
        mode = state.rendering_mode % 4
        uses: Pair = (mode in (0, 2), mode in (1, 2))
        size = abs(state.font_size) * lengths(multiply(start, state.ctm))[1]
        small = size < self.converter.smallest - SAME
        self.paint(uses, black=(True, True), small=(small, small))
        if state.font is not None and state.font.matrix is not None:
            self.knock_out()
        self._cover_text(start, step)
        self.copy_operation()

    def interpret_glyphs(self, font: Font, string: bytes, *, start: float) -> None:
        """Leave the glyphs of Type 3 to the font, which is converted."""

    def font_set(self, font: Font, name: str) -> None:
        """Set a font."""
        super().font_set(font, name)
        if not self.is_named("/Font", name):
            self.use("/Font", name, self.converter.font(font.raw, self))
        self.write("Tf", name, self.state.font_size)

    def draw_form(self, form: Raw, name: str) -> None:
        """Draw a converted form."""
        made = self.converter.form(form, self)
        own = self.use("/XObject", f"/{name}", made)
        self.knock_out()
        left, bottom, right, top = (float(value) for value in form.BBox)
        self._cover((left, bottom, right, top), read_matrix(form.get("/Matrix")))
        if made.inherits:
            self.paint((True, True))
        self.write("Do", own)

    def draw_image(self, image: Raw, name: str) -> None:
        """Draw a converted image, or a stencil in the colour that is set."""
        made = self.converter.image(image, self)
        own = self.use("/XObject", name or "/Inline", made)
        self.knock_out()
        self._cover(UNIT)
        if made.inherits:
            self.paint((True, False))
        self.write("Do", own)

    def paint_shading(self, shading: Raw, name: str) -> None:
        """Paint a converted shading."""
        self.knock_out()
        if self.backdrop is not None:
            self.backdrop.paint(self.state.clip)
        if not self.is_named("/Shading", name):
            self.use("/Shading", name, self.converter.shading(shading, self))
        self.write("sh", name)

    # the backdrop

    def backdrop_of_image(self) -> Values | None:
        """Return the one colour below a picture that is drawn now, or None."""
        if self.backdrop is None or not self.opaque:
            return None
        area = transformed_area(self.state.ctm, UNIT)
        return self.backdrop.colour_of(common(area, self.state.clip))

    def _cover(self, box: Area, matrix: Matrix | None = None) -> None:
        """Cover the backdrop with a picture, or a form with its own matrix."""
        if self.backdrop is not None:
            placed = multiply(matrix, self.state.ctm) if matrix else self.state.ctm
            self.backdrop.paint(common(transformed_area(placed, box), self.state.clip))

    def _cover_text(self, start: Matrix, step: Point) -> None:
        state, font = self.state, self.state.font
        if self.backdrop is None or font is None:
            return
        if not font.widths:  # it may lie anywhere
            self.backdrop.paint(state.clip)
            return
        fall, rise = font.descent or 0.0, font.ascent or 0.0
        fall, rise = (fall, rise) if fall < 0 < rise else (FALL, RISE)
        low, high = (state.rise + em * state.font_size for em in (fall, rise))
        box = (min(0.0, step[0]), low, max(0.0, step[0]), high)
        area = transformed_area(multiply(start, state.ctm), box)
        self.backdrop.paint(common(area, state.clip))

    def _cover_path(
        self, path: GraphicsPath, figures: "Figures", uses: Pair, *, even_odd: bool
    ) -> None:
        """Cover the backdrop with a path; a rectangle of one opaque colour has it, a frame leaves its inside free."""
        state, backdrop = self.state, self.backdrop
        assert backdrop is not None
        area = bounds(self.placed(path))
        if uses[FILL] and even_odd and path.only_rectangles and figures.is_frame():
            for bar in figures.bars():
                backdrop.paint(common(transformed_area(state.ctm, bar), state.clip))
        elif uses[FILL]:
            known = is_rectangle(path, state.ctm) and state.clip_is_plain
            backdrop.paint(common(area, state.clip), self._opaque_fill() if known else None)
        if uses[STROKE]:
            width = state.line_width * max(lengths(state.ctm))
            left, bottom, right, top = area
            wide = (left - width, bottom - width, right + width, top + width)
            backdrop.paint(common(wide, state.clip))

    def _opaque_fill(self) -> Values | None:
        """Return the colour that fills now, if it covers what lies below."""
        known = self.state.rewriter_state
        wanted = known.wanted[FILL]
        covers = self.opaque and not wanted.pattern and not known.overprint[FILL]
        return wanted.values if covers and len(wanted.values) == 4 else None


class Figures:
    """The extent of each subpath of a path, in user space."""

    def __init__(self, path: GraphicsPath) -> None:
        self.extents = [bounds(path.points[start:end]) for start, end in path.subpaths()]

    def is_rule(self, scale: tuple[float, float], *, even_odd: bool, widest: float = RULE) -> bool:
        """Return whether the filled path is a rule: each subpath a thin bar, or two a thin frame."""
        if even_odd and self.is_frame(scale, widest):
            return True
        return bool(self.extents) and all(
            min((right - left) * scale[0], (top - bottom) * scale[1]) <= widest + _TINY
            for left, bottom, right, top in self.extents
        )

    def is_frame(self, scale: tuple[float, float] = (1.0, 1.0), widest: float = 1e9) -> bool:
        """Return whether of two subpaths one lies within the other at no more than a width.

        The layout engine draws borders so: the outer box and the inner, filled even-odd.
        """
        if len(self.extents) != 2:
            return False
        one, two = self.extents
        gaps = [
            (one[0] - two[0]) * scale[0],
            (one[1] - two[1]) * scale[1],
            (two[2] - one[2]) * scale[0],
            (two[3] - one[3]) * scale[1],
        ]
        nested = min(gaps) >= -1e-6 or max(gaps) <= 1e-6
        return nested and max(map(abs, gaps)) <= widest

    def bars(self) -> Iterator[Area]:
        """Yield the four bars of a frame; what is between them is free."""
        (l0, b0, r0, t0), (l1, b1, r1, t1) = sorted(self.extents, key=lambda box: box[0] - box[2])
        yield from ((l0, b0, l1, t0), (r1, b0, r0, t0), (l0, b0, r0, b1), (l0, t1, r0, t0))
