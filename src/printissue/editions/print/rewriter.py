"""The rewriting of content streams for print, operation by operation.

Every colour is converted. Black text and black rules overprint, everything else knocks out. Text and lines that are too
small for the press to keep several inks in register take one ink. Marked content is left out.

Colours and overprint are written only when something is painted with them, and before the path that they paint: the
graphics state must not change within a path (ISO 32000-1, 8.2).
"""

from collections.abc import Iterator
from typing import Any, NamedTuple, Protocol

from pikepdf import Array, Dictionary, Name

from printissue.editions.print.backdrop import UNIT, Backdrop, overlap
from printissue.editions.print.colour import INK_BLACK, ColourConversion
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
"""The largest difference, in pt, between sizes that count as equal."""
RULE = 2.0
"""The largest width, in pt, of a path that is a rule: black ones overprint (GWG 2022, R0010)."""
_HAIR = THINNEST_LINE - SAME
_TINY = 1e-6
FALL, RISE = -0.5, 1.2
"""The descent and ascent, in em, of a font that does not state them: more than those of common fonts."""
FillStroke = tuple[bool, bool]
"""A flag for filling and one for stroking."""
OVERPRINT = {
    (False, False): "/KnockOut",
    (True, False): "/OverprintFill",
    (False, True): "/OverprintStroke",
    (True, True): "/Overprint",
}
"""The names of the graphics states that set overprint for filling and stroking."""


class PrintColour(NamedTuple):
    """A colour in the rewritten stream: components in the conversion's space, a pattern's name, both, or neither.

    Neither means the inherited colour: the one that is set where the form, glyph or uncoloured pattern is drawn.
    """

    values: Values = ()
    pattern: str = ""


INHERITED = PrintColour()


class WrittenState(NamedTuple):
    """The colours and overprint of the graphics state, each for filling and stroking.

    `source` are the colours that the source stream has set, `colours` and `overprint` what the rewritten stream has set
    so far. They differ until something is painted.
    """

    source: tuple[PrintColour, PrintColour]
    colours: tuple[PrintColour | None, PrintColour | None]
    overprint: FillStroke = (False, False)


class ConvertedObject(NamedTuple):
    """A converted object, and whether it uses transparency, blend modes, and the colour set where it is drawn."""

    object: Raw
    transparent: bool = False
    blends: bool = False
    inherits: bool = False


class ResourceConverter(Protocol):
    """A converter of the resources that a content stream names; `user` is the rewriter of that stream."""

    cache: FileCache

    def form(self, source: Raw, user: "PrintRewriter") -> ConvertedObject:
        """Convert a form XObject."""

    def image(self, source: Raw, user: "PrintRewriter") -> ConvertedObject:
        """Convert an image."""

    def pattern(self, source: Raw, user: "PrintRewriter") -> ConvertedObject:
        """Convert a tiling or shading pattern."""

    def shading(self, source: Raw, user: "PrintRewriter") -> ConvertedObject:
        """Convert a shading."""

    def state(self, source: Raw, user: "PrintRewriter") -> ConvertedObject:
        """Convert an extended graphics state."""

    def font(self, source: Raw, user: "PrintRewriter") -> ConvertedObject:
        """Convert a Type 3 font; return any other font unchanged."""

    def fault(self, message: str) -> None:
        """Record what could not be converted."""

    @property
    def smallest(self) -> float:
        """The smallest type size, in pt, at which the press keeps several inks in register."""


class PrintRewriter(StreamRewriter):
    """A rewriter of one content stream for print.

    `solid` allows overprint: it is True if the form or page of the stream is drawn opaque. `matrix` is the current
    transformation matrix at its start. `inherits` is True if it starts with the colours set where it is drawn, not with
    black. `backdrop`, on a page with soft masks, is what has been painted so far. `transparent`, `blended` and
    `inherited` record whether the stream uses transparency, blend modes, and inherited colours.
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
        converter: ResourceConverter,
        resources: Raw,
        conversion: ColourConversion,
        *,
        solid: bool,
        matrix: Matrix,
        inherits: bool,
    ) -> None:
        colour = INHERITED if inherits else PrintColour(conversion.black)
        set_already = colour if inherits else None
        state = GraphicsState(matrix)
        state.rewriter_state = WrittenState((colour, colour), (set_already, set_already))
        super().__init__(converter.cache, state, resources, matrix)
        self.converter, self.conversion, self.solid = converter, conversion, solid
        self.transparent = self.blended = self.inherited = False

    def fault(self, message: str) -> None:
        """Record what could not be converted."""
        self.converter.fault(message)

    def unknown(self, name: str) -> None:
        """Record an operator that does not exist."""
        self.fault(f"{name[:24]!r} is not a PDF operator")

    @property
    def opaque(self) -> bool:
        """True if anything drawn now covers what lies below it."""
        return self.solid and not self.state.blends and min(self.state.alpha) == 1

    def use(self, category: str, wanted: str, made: ConvertedObject) -> str:
        """Add a converted object to the resources, and return its name."""
        self.transparent |= made.transparent
        self.blended |= made.blends
        return self.name(category, wanted, made.object)

    def is_named(self, category: str, name: str) -> bool:
        """Return whether the resources of the rewritten stream have this name."""
        return name in self.named.get(category, {})

    # colours and overprint

    def colour_set(self, side: int, colour: Colour) -> None:
        """Convert a colour, and keep it until something is painted with it."""
        space, values = colour.space, colour.values
        if colour.pattern:
            converted = () if space.base is None else self.conversion.colour(space.base, values)
            pattern = self.converter.pattern(self.resource("/Pattern", colour.pattern), self)
            wanted = PrintColour(converted, self.use("/Pattern", colour.pattern, pattern))
        elif space.family == "Pattern":
            wanted = PrintColour()
        else:
            wanted = PrintColour(self.conversion.colour(space, values))
        state = self.state
        both = list(state.rewriter_state.source)
        both[side] = wanted
        state.rewriter_state = state.rewriter_state._replace(source=tuple(both))
        super().colour_set(side, colour)

    def paint(
        self,
        uses: FillStroke,
        *,
        black: FillStroke = (False, False),
        small: FillStroke = (False, False),
        at: int | None = None,
    ) -> None:
        """Write the colours and overprint that filling and stroking (`uses`) need.

        Where `black`, black ink overprints; where `small`, the colour takes one ink. `at` is the index in the rewritten
        stream of the path's first operation.
        """
        known = self.state.rewriter_state
        before, colours, flags = list[bytes](), list(known.colours), list(known.overprint)
        for side in (FILL, STROKE):
            if not uses[side]:
                continue
            wanted = known.source[side]
            self.inherited |= not wanted.values and not wanted.pattern
            if small[side] and wanted.values and not wanted.pattern:
                wanted = PrintColour(self.conversion.single_ink(wanted.values))
            if wanted != colours[side]:
                before += self._select(side, wanted)
                colours[side] = wanted
            flags[side] = black[side] and self._overprints(side, wanted)
        self.state.rewriter_state = known._replace(colours=(colours[0], colours[1]))
        before += self._flags((flags[0], flags[1]))
        at = len(self.out) if at is None else at
        self.out[at:at] = before

    def knock_out(self) -> None:
        """Switch overprint off, for an object that sets its colours itself."""
        self.out += self._flags((False, False))

    def _select(self, side: int, colour: PrintColour) -> list[bytes]:
        """Return the operations that set a colour."""
        if not colour.pattern:
            return [
                write_operation(
                    colour.values,
                    (self.conversion.fill_operator, self.conversion.stroke_operator)[side],
                )
            ]
        select, special = (("cs", "scn"), ("CS", "SCN"))[side]
        space = "/Pattern"
        if colour.values:
            space = "/InkPattern"
            if not self.is_named("/ColorSpace", space):
                base = Array([Name.Pattern, Name(self.conversion.space)])
                self.use("/ColorSpace", space, ConvertedObject(base))
        return [
            write_operation([space], select),
            write_operation([*colour.values, colour.pattern], special),
        ]

    def _overprints(self, side: int, colour: PrintColour) -> bool:
        """Return whether a colour is solid black ink that is painted opaque, and not by a Type 3 font."""
        state = self.state
        type3 = state.font is not None and state.font.matrix is not None
        black = colour == (INK_BLACK, "") and not type3
        return black and self.solid and not state.blends and state.alpha[side] == 1

    def _flags(self, flags: FillStroke) -> list[bytes]:
        """Return the operation that sets overprint; none if it is set already."""
        known = self.state.rewriter_state
        if flags == known.overprint:
            return []
        self.state.rewriter_state = known._replace(overprint=flags)
        name, (fill, stroke) = OVERPRINT[flags], flags
        if not self.is_named("/ExtGState", name):
            entries = Dictionary(OP=stroke, op=fill, OPM=1)
            self.use("/ExtGState", name, ConvertedObject(entries))
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
        """Write the colours and overprint of a path; its operations are copied."""
        if not (fill or stroke):
            return
        state, figures = self.state, SubpathExtents(path)
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
        """Write the colours and overprint of text, and the text."""
        state = self.state
        mode = state.rendering_mode % 4
        uses: FillStroke = (mode in (0, 2), mode in (1, 2))
        size = abs(state.font_size) * lengths(multiply(start, state.ctm))[1]
        small = size < self.converter.smallest - SAME
        self.paint(uses, black=(True, True), small=(small, small))
        if state.font is not None and state.font.matrix is not None:
            self.knock_out()
        self._cover_text(start, step)
        self.copy_operation()

    def interpret_glyphs(self, font: Font, string: bytes, *, start: float) -> None:
        """Ignore the glyphs of a Type 3 font, which is converted as a whole."""

    def font_set(self, font: Font, name: str) -> None:
        """Set a font."""
        super().font_set(font, name)
        if not self.is_named("/Font", name):
            self.use("/Font", name, self.converter.font(font.raw, self))
        self.write("Tf", name, self.state.font_size)

    def draw_form(self, form: Raw, name: str) -> None:
        """Write that a converted form is drawn."""
        made = self.converter.form(form, self)
        own = self.use("/XObject", f"/{name}", made)
        self.knock_out()
        left, bottom, right, top = (float(value) for value in form.BBox)
        self._cover((left, bottom, right, top), read_matrix(form.get("/Matrix")))
        if made.inherits:
            self.paint((True, True))
        self.write("Do", own)

    def draw_image(self, image: Raw, name: str) -> None:
        """Write that a converted image is drawn, a stencil mask in the current colour."""
        made = self.converter.image(image, self)
        own = self.use("/XObject", name or "/Inline", made)
        self.knock_out()
        self._cover(UNIT)
        if made.inherits:
            self.paint((True, False))
        self.write("Do", own)

    def paint_shading(self, shading: Raw, name: str) -> None:
        """Write that a converted shading is painted."""
        self.knock_out()
        if self.backdrop is not None:
            self.backdrop.paint(self.state.clip)
        if not self.is_named("/Shading", name):
            self.use("/Shading", name, self.converter.shading(shading, self))
        self.write("sh", name)

    # the backdrop

    def backdrop_of_image(self) -> Values | None:
        """Return the one colour below an image that is drawn now, or None."""
        if self.backdrop is None or not self.opaque:
            return None
        area = transformed_area(self.state.ctm, UNIT)
        return self.backdrop.colour_of(overlap(area, self.state.clip))

    def _cover(self, box: Area, matrix: Matrix | None = None) -> None:
        """Cover the backdrop with an image, or with a form and its matrix."""
        if self.backdrop is not None:
            placed = multiply(matrix, self.state.ctm) if matrix else self.state.ctm
            self.backdrop.paint(overlap(transformed_area(placed, box), self.state.clip))

    def _cover_text(self, start: Matrix, step: Point) -> None:
        state, font = self.state, self.state.font
        if self.backdrop is None or font is None:
            return
        if not font.widths:  # the text may be anywhere
            self.backdrop.paint(state.clip)
            return
        fall, rise = font.descent or 0.0, font.ascent or 0.0
        fall, rise = (fall, rise) if fall < 0 < rise else (FALL, RISE)
        low, high = (state.rise + em * state.font_size for em in (fall, rise))
        box = (min(0.0, step[0]), low, max(0.0, step[0]), high)
        area = transformed_area(multiply(start, state.ctm), box)
        self.backdrop.paint(overlap(area, state.clip))

    def _cover_path(
        self, path: GraphicsPath, figures: "SubpathExtents", uses: FillStroke, *, even_odd: bool
    ) -> None:
        """Cover the backdrop with a path: a rectangle in its colour if that is opaque, a frame without its inside."""
        state, backdrop = self.state, self.backdrop
        assert backdrop is not None
        area = bounds(self.placed(path))
        if uses[FILL] and even_odd and path.only_rectangles and figures.is_frame():
            for bar in figures.bars():
                backdrop.paint(overlap(transformed_area(state.ctm, bar), state.clip))
        elif uses[FILL]:
            known = is_rectangle(path, state.ctm) and state.clip_is_plain
            backdrop.paint(overlap(area, state.clip), self._opaque_fill() if known else None)
        if uses[STROKE]:
            width = state.line_width * max(lengths(state.ctm))
            left, bottom, right, top = area
            wide = (left - width, bottom - width, right + width, top + width)
            backdrop.paint(overlap(wide, state.clip))

    def _opaque_fill(self) -> Values | None:
        """Return the current fill colour if it covers what lies below, else None."""
        known = self.state.rewriter_state
        wanted = known.source[FILL]
        covers = self.opaque and not wanted.pattern and not known.overprint[FILL]
        return wanted.values if covers and len(wanted.values) == 4 else None


class SubpathExtents:
    """The bounds of each subpath of a path, in user space."""

    def __init__(self, path: GraphicsPath) -> None:
        self.extents = [bounds(path.points[start:end]) for start, end in path.subpaths()]

    def is_rule(self, scale: tuple[float, float], *, even_odd: bool, widest: float = RULE) -> bool:
        """Return whether a filled path is a rule: each subpath a bar, or two a frame, of at most `widest` pt.

        `scale` are the lengths of the unit vectors of user space, in pt.
        """
        if even_odd and self.is_frame(scale, widest):
            return True
        return bool(self.extents) and all(
            min((right - left) * scale[0], (top - bottom) * scale[1]) <= widest + _TINY
            for left, bottom, right, top in self.extents
        )

    def is_frame(self, scale: tuple[float, float] = (1.0, 1.0), widest: float = 1e9) -> bool:
        """Return whether there are two subpaths, one within the other, at most `widest` pt apart.

        The layout engine draws borders this way: the outer and the inner box, filled by the even-odd rule.
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
        """Yield the four bars of a frame."""
        (l0, b0, r0, t0), (l1, b1, r1, t1) = sorted(self.extents, key=lambda box: box[0] - box[2])
        yield from ((l0, b0, l1, t0), (r1, b0, r0, t0), (l0, b0, r0, b1), (l0, t1, r0, t0))
