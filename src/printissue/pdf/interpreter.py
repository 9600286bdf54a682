"""The interpreter of content streams, with every operator of ISO 32000-1, annex A.

It is tolerant (an operator that fails is reported, and the next one carried out) and bounded. Operators that draw
call a method of the interpreter; a stage that observes a page or rewrites a stream overrides these methods in a
subclass. The interpreter itself follows forms, tiling patterns, Type 3 glyphs, soft masks and appearance streams, and
draws nothing.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import pikepdf

from printissue.pdf.cache import FileCache
from printissue.pdf.colour import BLACK, DEVICES, PATTERN, Colour, ColourSpace
from printissue.pdf.content import Operation, inline_image, join_streams, operations
from printissue.pdf.fonts import Font
from printissue.pdf.functions import Values
from printissue.pdf.layers import NO_LAYER, Layer
from printissue.pdf.matrix import (
    IDENTITY,
    Area,
    Matrix,
    Point,
    bounds,
    intersection,
    inverse,
    multiply,
    read_matrix,
    transformed,
    transformed_area,
)
from printissue.pdf.objects import (
    BROKEN,
    ContentError,
    Raw,
    entry,
    inherited,
    number,
    readable,
    reason,
    text,
)
from printissue.pdf.state import (
    CLOSE,
    CURVE,
    LINE,
    MOVE,
    GraphicsPath,
    GraphicsState,
    MarkedContent,
    TransparencyGroup,
)

MAX_DEPTH = 24
"""The deepest nesting of streams."""
MAX_OPERATORS = 1_000_000
"""The operators of a page that are carried out."""
STREAM_COST = 60
"""The cost of starting a stream, in operators."""
MAX_SAVED = 512
"""The deepest nesting of `q`; ISO 32000-1, annex C, asks for 28."""
MAX_MARKED = 256
"""The deepest nesting of marked content that is recorded."""
MAX_FAULTS = 20
"""The faults of a page that are reported."""
DAMAGED = "has invalid operands"
"""The message about an operator that fails with an error of Python."""
_DEVICE_SPACES = {**DEVICES, "/Pattern": PATTERN}


Setting = Any
"""The value of an attribute, or a part of a key."""


@dataclass(slots=True)
class StreamContext:
    """The stream that is interpreted: its resources, and `base`, its current transformation matrix at the start.

    `path` names the streams that lead to it. `parents` is its StructParents, `marked` the number of marked-content
    sequences around it.
    """

    resources: Raw = None
    base: Matrix = IDENTITY
    path: str = "page"
    parents: int | None = None
    marked: int = 0


class Interpreter:
    """An interpreter of the content streams of one page, or of one other stream.

    `annotation` is True while an annotation's appearance is drawn, `mask` while a soft mask is. `painted_area` is the
    area that is painted with a tiling pattern while the pattern's cell is drawn.
    """

    def __init__(
        self, cache: FileCache, state: GraphicsState, resources: Raw = None, base: Matrix = IDENTITY
    ) -> None:
        self.cache, self.state = cache, state
        self.context = StreamContext(resources, base)
        self.saved: list[GraphicsState] = []
        self.path = GraphicsPath()
        self.line_matrix: Matrix = IDENTITY
        self.text_matrix: Matrix = IDENTITY
        self.text_clip: list[Area] = []
        self.marked: list[MarkedContent] = []
        self.unkept_marks = 0
        self.layers: list[Layer] = []
        self.annotation = self.mask = False
        self.painted_area: Area | None = None
        self.operators_left = MAX_OPERATORS
        self.unknown_allowed = 0
        self._open: list[tuple[int, int]] = []
        self._seen: set[Any] = set()

    # methods that a subclass overrides

    def fault(self, message: str) -> None:
        """Report a fault of the stream."""

    def resource_used(self, kind: str, thing: Raw) -> None:
        """Take note that the stream uses an `image`, `form` or extended graphics state (`gstate`)."""

    def colour_set(self, side: int, colour: Colour) -> None:
        """Set the colour that fills or strokes."""
        if side:
            self.state.stroke = colour
        else:
            self.state.fill = colour

    def font_set(self, font: Font, name: str) -> None:
        """Set the font."""
        self.state.font = font

    def paint_path(self, path: GraphicsPath, *, fill: bool, stroke: bool, even_odd: bool) -> None:
        """Paint the current path."""
        if fill:
            self.paint_pattern(self.state.fill, bounds(self.placed(path)))
        if stroke:
            self.paint_pattern(self.state.stroke, bounds(self.placed(path)))

    def show_text(self, pieces: list[Any], start: Matrix, step: Point) -> None:
        """Show strings and the adjustments between them; `start` is the text matrix, `step` its movement."""

    def draw_image(self, image: Raw, name: str) -> None:
        """Draw an image."""

    def draw_form(self, form: Raw, name: str) -> None:
        """Draw a form XObject."""
        self.interpret_form(form, name)

    def paint_shading(self, shading: Raw, name: str) -> None:
        """Paint a shading over the whole clip."""

    def set_extended(self, gstate: Raw) -> None:
        """Follow the soft mask of an extended graphics state; its other entries are set already."""
        mask = gstate.get("/SMask")
        if isinstance(mask, pikepdf.Dictionary):
            self.interpret_soft_mask(mask)

    def group_begins(self, group: TransparencyGroup, name: str, mask: str) -> None:
        """Begin a transparency group; `mask` is the subtype of the soft mask that it defines, if any."""

    def uncoloured_glyph(self) -> None:
        """Take note that a glyph has no colours of its own (`d1`)."""

    # interpreting

    def run(self, program: Iterable[Operation]) -> None:
        """Carry out operations; report those that fail, and continue."""
        handlers = HANDLERS
        for operation in program:
            self.operators_left -= 1
            if self.operators_left < 0:
                if self.operators_left == -1:
                    self.fault(f"more than {MAX_OPERATORS} operators: the rest is not checked")
                return
            handler = handlers.get(operation[0])
            if handler is None:
                self.unknown(operation[0])
                continue
            try:
                handler(self, operation[1])
            except BROKEN as error:
                self.fault(f"{operation[0]}: {reason(error, DAMAGED)}")

    def unknown(self, name: str) -> None:
        """Report an operator that does not exist, outside of BX and EX."""
        if not self.unknown_allowed:
            self.fault(f"{name[:24]!r} is not a PDF operator")

    def interpret_page(self, page: Raw) -> None:
        """Interpret a page's content streams."""
        parents = number(page.get("/StructParents"))
        resources = inherited(page, "/Resources")
        number_in_tree = None if parents is None else int(parents)
        self.context = StreamContext(resources, self.state.ctm, "page", number_in_tree)
        try:
            if (group := self._group(page)) is not None:
                self.state.group = replace(group, isolated=False)  # its backdrop is paper
                self.group_begins(group, "page", "")
        except BROKEN as error:
            self.fault(f"the page's group: {reason(error)}")
        self.run(operations(join_streams(page.get("/Contents"), self.fault)))
        if self.saved:
            self.fault("a graphics state is saved and never restored")

    def resource(self, category: str, name: str) -> Raw:
        """Return a named resource. Raise ContentError if it is missing."""
        found = entry(entry(self.context.resources, category), name)
        if found is None:
            raise ContentError(f"{category[1:]} {readable(name)} is missing from the resources")
        return found

    def space(self, value: Raw) -> ColourSpace:
        """Return a colour space by its name or array."""
        resources = self.context.resources
        spaces = entry(resources, "/ColorSpace")
        if isinstance(value, pikepdf.Name):
            value = text(value) if text(value).isascii() else value
        if isinstance(value, str):
            if spaces is None:
                if value in _DEVICE_SPACES:
                    return _DEVICE_SPACES[value]
            elif isinstance(found := entry(spaces, value), pikepdf.Array):
                return self.cache.space(found, resources)
        return self.cache.space(value, resources)

    def placed(self, path: GraphicsPath) -> list[Point]:
        """Return the points of a path in the page's space."""
        a, b, c, d, e, f = self.state.ctm
        return [(a * x + c * y + e, b * x + d * y + f) for x, y in path.points]

    def intersect_clip(self, points: list[Point], *, plain: bool = True) -> None:
        """Narrow the clip to the area around points."""
        state = self.state
        nothing = (state.clip[0], state.clip[1], *state.clip[:2])
        state.clip = intersection(bounds(points), state.clip) or nothing if points else nothing
        state.clip_is_plain = state.clip_is_plain and plain

    def concatenate(self, matrix: Matrix) -> None:
        """Concatenate a matrix with the current transformation matrix."""
        state = self.state
        before, state.ctm = state.ctm, multiply(matrix, state.ctm)
        if self.path.points:
            self._rebase(before)

    def _rebase(self, before: Matrix) -> None:
        """Keep the current path in place when the current transformation matrix has changed."""
        if before != self.state.ctm:
            self.path.rebase(multiply(before, inverse(self.state.ctm)))

    # streams within streams

    def interpret_stream(self, stream: Raw, resources: Raw, name: str) -> None:
        """Interpret a stream in the current graphics state, and restore the state after it."""
        key = stream.objgen
        if (key[0] and key in self._open) or len(self._open) >= MAX_DEPTH:
            raise ContentError(f"{readable(name)} is drawn within itself, or nested too deeply")
        program = self.cache.program(stream)
        self.operators_left = max(
            self.operators_left - STREAM_COST, 0
        )  # so that `run` reports the end of it
        kept = (self.state, self.saved, self.context, self.path)
        matrices = (self.line_matrix, self.text_matrix)
        marked, unkept, layers = list(self.marked), self.unkept_marks, list(self.layers)
        before = self.context
        tree = number(stream.get("/StructParents"))
        self.state, self.saved, self.path = self.state.copy(), [], GraphicsPath()
        self.context = StreamContext(
            resources if isinstance(resources, pikepdf.Dictionary) else before.resources,
            self.state.ctm,
            name if before.path == "page" else f"{before.path} > {name}",
            before.parents if tree is None else int(tree),
            len(self.marked),
        )
        self._open.append(key)
        try:
            self.run(program)
        finally:
            self._open.pop()
            self.state, self.saved, self.context, self.path = kept
            self.line_matrix, self.text_matrix = matrices
            self.marked, self.unkept_marks, self.layers = marked, unkept, layers

    @contextmanager
    def changed_state(
        self, state: GraphicsState | None = None, **changes: Setting
    ) -> Iterator[GraphicsState]:
        """Use another graphics state, or a copy of the current one, and other attributes in a block."""
        kept, self.state = self.state, state or self.state.copy()
        before = {key: getattr(self, key) for key in changes}
        for key, value in changes.items():
            setattr(self, key, value)
        try:
            yield self.state
        finally:
            for key, value in before.items():
                setattr(self, key, value)
            self.state = kept

    def is_first(self, *key: Setting) -> bool:
        """Return whether a key occurs for the first time on the page, in the same layers and kind of drawing."""
        full = (key, self.mask, self.annotation, tuple(self.layers))
        new = full not in self._seen
        self._seen.add(full)
        return new

    def _group(self, owner: Raw) -> TransparencyGroup | None:
        """Return the transparency group of a form or page; None if it has none."""
        group = owner.get("/Group")
        if not isinstance(group, pikepdf.Dictionary) or group.get("/S") != "/Transparency":
            return None
        value, state = group.get("/CS"), self.state
        return TransparencyGroup(
            isolated=bool(group.get("/I", False)),
            knockout=bool(group.get("/K", False)),
            space=None if value is None else self.space(value),
            alpha=state.group_alpha * state.alpha[0],
            masked=state.masked,
            parent=state.group,
        )

    def interpret_form(self, form: Raw, name: str, *, mask: str = "") -> None:
        """Interpret a form XObject; `mask` is the subtype of the soft mask that it defines, if any."""
        matrix = multiply(read_matrix(form.get("/Matrix")), self.state.ctm)
        with self.changed_state() as state:
            state.ctm = matrix
            if "/BBox" in form:
                left, bottom, right, top = (float(one) for one in form.BBox)
                corners = ((left, bottom), (right, bottom), (right, top), (left, top))
                self.intersect_clip([transformed(matrix, x, y) for x, y in corners])
            if (group := self._group(form)) is not None:
                self.group_begins(group, name, mask)
                state.group = group
                state.alpha, state.blend_mode, state.soft_mask = (1.0, 1.0), "Normal", False
            self.interpret_stream(form, form.get("/Resources"), name)

    def interpret_soft_mask(self, mask: Raw) -> None:
        """Interpret a soft mask's group, once a page; it prints no ink."""
        group = mask.get("/G")
        if not isinstance(group, pikepdf.Stream):
            raise ContentError("a soft mask has no group")
        kind = text(mask.get("/S")).removeprefix("/")
        if self.is_first("mask", group.objgen, kind):
            with self.changed_state(mask=True) as state:
                state.alpha, state.blend_mode, state.soft_mask = (1.0, 1.0), "Normal", False
                state.overprint, state.group = (False, False), None
                self.interpret_form(group, "soft mask", mask=kind)

    def paint_pattern(self, colour: Colour, area: Area) -> None:
        """Interpret the tiling pattern in which an area is painted, if the colour is one."""
        if colour.pattern:
            pattern = self.resource("/Pattern", colour.pattern)
            if int(pattern.get("/PatternType", 1)) == 1:
                self.interpret_tile(pattern, colour, area)

    def interpret_tile(self, pattern: Raw, colour: Colour, area: Area) -> None:
        """Interpret a tiling pattern's cell, once a page for each colour, in a new graphics state (8.7.3.1)."""
        state, name = self.state, colour.pattern
        shown = intersection(area, state.clip)
        if shown is None or not self.is_first("tile", pattern.objgen, name, colour.values):
            return
        matrix = multiply(read_matrix(pattern.get("/Matrix")), self.context.base)
        left, bottom, right, top = (float(one) for one in pattern.BBox)
        cell = transformed_area(matrix, (left, bottom, right, top))
        own = BLACK if int(pattern.get("/PaintType", 1)) == 1 else self._beneath(colour)
        alpha = state.group_alpha * state.alpha[0]
        group = TransparencyGroup(alpha=alpha, masked=state.masked, parent=state.group)
        fresh = GraphicsState(matrix, cell, fill=own, stroke=own, group=group)
        with self.changed_state(fresh, painted_area=shown):
            self.interpret_stream(pattern, pattern.get("/Resources"), name[1:])

    def _beneath(self, colour: Colour) -> Colour:
        """Return the colour in which an uncoloured pattern is painted."""
        if colour.space.base is None:
            raise ContentError("an uncoloured pattern has no colour")
        return self.cache.colour(colour.space.base, colour.values)

    def interpret_glyphs(self, font: Font, string: bytes, *, start: float) -> None:
        """Interpret the glyph procedures of a Type 3 string, each once a page and size."""
        state = self.state
        if font.matrix is None:
            return
        size = round(state.font_size, 2)
        for code in font.codes(string):
            glyph = font.glyphs.get(code)
            if glyph is not None and self.is_first("glyph", id(font), code, size):
                own = (size * state.scaling, 0.0, 0.0, size, start, state.rise)
                matrix = multiply(font.matrix, multiply(multiply(own, self.text_matrix), state.ctm))
                with self.changed_state() as inner:
                    inner.ctm, inner.rendering_mode = matrix, 0
                    name = f"{font.name or 'Type 3'} {code}"
                    self.interpret_stream(glyph, font.resources, name)
            start += self._advance(font, bytes([code]))

    def interpret_annotation(self, note: Raw) -> None:
        """Interpret an annotation's normal appearance stream in its rectangle (ISO 32000-1, 12.5.5)."""
        stream = appearance(note)
        if stream is None:
            return
        x0, y0, x1, y1 = (float(one) for one in note.Rect)
        left, bottom = min(x0, x1), min(y0, y1)
        inner = read_matrix(stream.get("/Matrix"))
        box = tuple(float(one) for one in stream.get("/BBox", (0, 0, 1, 1)))
        drawn = transformed_area(inner, (box[0], box[1], box[2], box[3]))
        across = abs(x1 - x0) / ((drawn[2] - drawn[0]) or 1.0)
        up = abs(y1 - y0) / ((drawn[3] - drawn[1]) or 1.0)
        fit = (across, 0.0, 0.0, up, left - drawn[0] * across, bottom - drawn[1] * up)
        layer = self.cache.layers.of(note.get("/OC"))
        layers = [layer] if layer is not NO_LAYER else []
        self.context = StreamContext(parents=None)
        with self.changed_state(annotation=True, layers=layers, marked=[]) as state:
            state.ctm = fit
            self.interpret_form(stream, f"annotation {text(note.get('/Subtype'))[1:]}")

    def _advance(self, font: Font | None, string: bytes) -> float:
        """Return the advance of a string in text space, without horizontal scaling; negative in vertical writing."""
        state = self.state
        if font is None:
            return 0.5 * state.font_size * len(string)
        width, codes, spaces = font.measure(string)
        if font.vertical:
            return -codes * (state.font_size - state.character_spacing)
        spacing = codes * state.character_spacing + spaces * state.word_spacing
        return width * state.font_size + spacing


def appearance(note: Raw) -> Raw:
    """Return an annotation's normal appearance stream, that of its appearance state if it has several, or None."""
    appearances = note.get("/AP")
    normal = appearances.get("/N") if isinstance(appearances, pikepdf.Dictionary) else None
    if isinstance(normal, pikepdf.Dictionary) and not isinstance(normal, pikepdf.Stream):
        state = note.get("/AS")
        normal = entry(normal, state if isinstance(state, pikepdf.Name) else "/Off")
    return normal if isinstance(normal, pikepdf.Stream) else None


Handler = Callable[[Interpreter, list[Any]], None]


# the graphics state (8.4.4) and colour (8.6.8)


def _save(it: Interpreter, _operands: list[Any]) -> None:
    if len(it.saved) >= MAX_SAVED:
        raise ContentError("graphics states are saved (q) too often")
    it.saved.append(it.state.copy())


def _restore(it: Interpreter, _operands: list[Any]) -> None:
    if not it.saved:
        raise ContentError("a graphics state is restored (Q) that was not saved")
    before, it.state = it.state.ctm, it.saved.pop()
    if it.path.points:
        it._rebase(before)


def _six(operands: list[Any]) -> Matrix:
    a, b, c, d, e, f = (float(one) for one in operands[-6:])
    return a, b, c, d, e, f


def _concatenate(it: Interpreter, operands: list[Any]) -> None:
    it.concatenate(_six(operands))


def _line_width(it: Interpreter, operands: list[Any]) -> None:
    it.state.line_width = abs(float(operands[-1]))


def _device(space: str, *, side: int) -> Handler:
    """Return the handler that sets a device space and a colour in it."""

    def handler(it: Interpreter, operands: list[Any]) -> None:
        values = tuple(map(float, operands))
        it.colour_set(side, it.cache.colour(it.space(space), values))

    return handler


def _space(*, side: int) -> Handler:
    def handler(it: Interpreter, operands: list[Any]) -> None:
        space = it.space(operands[-1])
        if space.family == "Pattern":
            it.colour_set(side, Colour(space, (), None, False))
        else:
            it.colour_set(side, it.cache.colour(space, space.initial))

    return handler


def _colour(*, side: int) -> Handler:
    def handler(it: Interpreter, operands: list[Any]) -> None:
        current = it.state.colour(side)
        if operands and isinstance(operands[-1], str):
            values = tuple(map(float, operands[:-1]))
            space = current.space if current.space.family == "Pattern" else PATTERN
            it.colour_set(side, _patterned(it, space, values, operands[-1]))
        else:
            values = tuple(map(float, operands))
            it.colour_set(side, it.cache.colour(current.space, values))

    return handler


def _patterned(it: Interpreter, space: ColourSpace, values: Values, name: str) -> Colour:
    """Return the colour of a pattern; an uncoloured one has a colour in its base space."""
    if space.base is None or not values:
        return Colour(space, (), None, False, name)
    beneath = it.cache.colour(space.base, values)
    return Colour(space, beneath.values, beneath.inks, beneath.white, name)


def _extended(it: Interpreter, operands: list[Any]) -> None:
    """Carry out `gs`."""
    wanted = it.resource("/ExtGState", operands[-1])
    state = it.state
    it.resource_used("gstate", wanted)
    fill, stroke = state.alpha
    state.alpha = float(wanted.get("/ca", fill)), float(wanted.get("/CA", stroke))
    if "/OP" in wanted:
        both = bool(wanted.OP)
        state.overprint = bool(wanted.get("/op", both)), both
    elif "/op" in wanted:
        state.overprint = bool(wanted.op), state.overprint[1]
    state.overprint_mode = int(wanted.get("/OPM", state.overprint_mode))
    state.line_width = abs(float(wanted.get("/LW", state.line_width)))
    if "/BM" in wanted:
        state.blend_mode = blend_mode(wanted.BM)
    if "/Font" in wanted:
        font, size = wanted.Font
        state.font, state.font_size = it.cache.font(font), float(size)
    mask = wanted.get("/SMask")
    if mask is not None:
        state.soft_mask = isinstance(mask, pikepdf.Dictionary)
    it.set_extended(wanted)


def blend_mode(value: Raw) -> str:
    """Return the name of a blend mode, the first of several; Compatible is Normal."""
    first = value[0] if isinstance(value, pikepdf.Array) and len(value) else value
    name = text(first).removeprefix("/")
    return "Normal" if name in ("Compatible", "") else name


# paths (8.5)


def _move(it: Interpreter, operands: list[Any]) -> None:
    x, y = operands[-2:]
    path = it.path
    path.start = float(x), float(y)
    path.only_rectangles = False
    path.add(MOVE, *path.start)


def _line(it: Interpreter, operands: list[Any]) -> None:
    x, y = operands[-2:]
    path = it.path
    path.only_rectangles = False
    path.add(LINE if path.points else MOVE, float(x), float(y))


def _curve(it: Interpreter, operands: list[Any]) -> None:
    a, b, c, d, e, f = _six(operands)
    _bend(it.path, (a, b), (c, d), (e, f))


def _curve_from_here(it: Interpreter, operands: list[Any]) -> None:
    a, b, c, d = (float(one) for one in operands[-4:])
    here = it.path.points[-1] if it.path.points else (a, b)
    _bend(it.path, here, (a, b), (c, d))


def _curve_to_end(it: Interpreter, operands: list[Any]) -> None:
    a, b, c, d = (float(one) for one in operands[-4:])
    _bend(it.path, (a, b), (c, d), (c, d))


def _bend(path: GraphicsPath, *points: Point) -> None:
    path.only_rectangles = False
    for x, y in points:
        path.add(CURVE if path.points else MOVE, x, y)


def _rectangle(it: Interpreter, operands: list[Any]) -> None:
    x, y, width, height = (float(one) for one in operands[-4:])
    path, right, top = it.path, x + width, y + height
    path.start = x, y
    path.points += ((x, y), (right, y), (right, top), (x, top), (x, y))
    path.kinds += _RECTANGLE


_RECTANGLE = bytes((MOVE, LINE, LINE, LINE, CLOSE))


def _close(it: Interpreter, _operands: list[Any]) -> None:
    path = it.path
    if path.points and path.kinds[-1] != CLOSE:
        path.add(CLOSE, *path.start)


def _clip(operator: str) -> Handler:
    def handler(it: Interpreter, _operands: list[Any]) -> None:
        it.path.clip = operator

    return handler


def _paint(
    *, fill: bool = False, stroke: bool = False, close: bool = False, even_odd: bool = False
) -> Handler:
    """Return the handler of a painting operator, which also ends the path."""

    def handler(it: Interpreter, operands: list[Any]) -> None:
        if close:
            _close(it, operands)
        path, it.path = it.path, GraphicsPath()
        try:
            if path.points and (fill or stroke or path.clip):
                it.paint_path(path, fill=fill, stroke=stroke, even_odd=even_odd)
        finally:
            if path.clip:
                it.intersect_clip(it.placed(path), plain=is_rectangle(path, it.state.ctm))

    return handler


def is_rectangle(path: GraphicsPath, ctm: Matrix) -> bool:
    """Return whether a path is one upright rectangle, constructed by `re`."""
    a, b, c, d, _, _ = ctm
    upright = max(abs(b), abs(c)) < 1e-6 or max(abs(a), abs(d)) < 1e-6
    return path.only_rectangles and len(path.points) == len(_RECTANGLE) and upright


# text (9)

CLIPPING_MODES = (4, 5, 6, 7)
"""Text rendering modes that add to the clipping path."""
INVISIBLE = 3
"""The text rendering mode that paints nothing."""


def _begin_text(it: Interpreter, _operands: list[Any]) -> None:
    it.line_matrix = it.text_matrix = IDENTITY
    it.text_clip = []


def _end_text(it: Interpreter, _operands: list[Any]) -> None:
    if it.text_clip:
        points: list[Point] = []
        for left, bottom, right, top in it.text_clip:
            points += [(left, bottom), (right, top)]
        it.intersect_clip(points, plain=False)
    it.text_clip = []


def _font(it: Interpreter, operands: list[Any]) -> None:
    name, size = operands[-2:]
    it.state.font_size = float(size)
    it.state.font = None
    it.font_set(it.cache.font(it.resource("/Font", name)), name)


def _parameter(name: str, factor: float = 1.0) -> Handler:
    def handler(it: Interpreter, operands: list[Any]) -> None:
        setattr(it.state, name, float(operands[-1]) * factor)

    return handler


def _rendering_mode(it: Interpreter, operands: list[Any]) -> None:
    it.state.rendering_mode = max(0, min(7, int(operands[-1])))


def _text_matrix(it: Interpreter, operands: list[Any]) -> None:
    it.line_matrix = it.text_matrix = _six(operands)


def _move_text(it: Interpreter, operands: list[Any]) -> None:
    x, y = operands[-2:]
    moved = multiply((1.0, 0.0, 0.0, 1.0, float(x), float(y)), it.line_matrix)
    it.line_matrix = it.text_matrix = moved


def _move_text_with_leading(it: Interpreter, operands: list[Any]) -> None:
    it.state.leading = -float(operands[-1])
    _move_text(it, operands)


def _next_line(it: Interpreter, _operands: list[Any]) -> None:
    _move_text(it, [0.0, -it.state.leading])


def _show(it: Interpreter, operands: list[Any]) -> None:
    _show_pieces(it, operands[-1:])


def _show_adjusted(it: Interpreter, operands: list[Any]) -> None:
    _show_pieces(it, operands[-1])


def _show_on_next_line(it: Interpreter, operands: list[Any]) -> None:
    _next_line(it, operands)
    _show_pieces(it, operands[-1:])


def _show_spaced(it: Interpreter, operands: list[Any]) -> None:
    word, character = operands[-3:-1]
    it.state.word_spacing, it.state.character_spacing = float(word), float(character)
    _show_on_next_line(it, operands)


def _show_pieces(it: Interpreter, pieces: list[Any]) -> None:
    """Show strings and the adjustments between them as one piece of text, and move the text matrix."""
    state = it.state
    font, size, start = state.font, state.font_size, it.text_matrix
    advance = 0.0
    for piece in pieces:
        if isinstance(piece, float):
            advance -= piece / 1000 * size
        elif isinstance(piece, bytes):
            if font is not None and font.glyphs and state.rendering_mode != INVISIBLE:
                it.interpret_glyphs(font, piece, start=advance)
            advance += it._advance(font, piece)
    vertical = font is not None and font.vertical
    step = (0.0, advance) if vertical else (advance * state.scaling, 0.0)
    it.text_matrix = multiply((1.0, 0.0, 0.0, 1.0, *step), start)
    it.show_text(pieces, start, step)
    if font is None:
        raise ContentError("text is shown without a usable font")


# XObjects, inline images, shadings (8.7 to 8.10)


def _do(it: Interpreter, operands: list[Any]) -> None:
    name = operands[-1]
    thing = it.resource("/XObject", name)
    if not isinstance(thing, pikepdf.Stream):
        raise ContentError(f"{readable(name)} is not a stream")
    kind, content = thing.get("/Subtype"), thing.get("/OC")
    grouped = isinstance(content, pikepdf.Dictionary)
    if grouped:
        _push(it, MarkedContent("/OC", content, it.cache.layers.of(content)))
    try:
        if kind == "/Image":
            it.resource_used("image", thing)
            it.draw_image(thing, name)
            return
        it.resource_used("form", thing)
        if kind == "/Form":
            it.draw_form(thing, name[1:])
        else:
            raise ContentError(f"{readable(name)} is neither an image nor a form")
    finally:
        if grouped:
            _end_marked(it, operands)


def _inline_image(it: Interpreter, operands: list[Any]) -> None:
    it.draw_image(inline_image(it.cache.pdf, operands), "")


def _shade(it: Interpreter, operands: list[Any]) -> None:
    it.paint_shading(it.resource("/Shading", operands[-1]), operands[-1])


# marked content (14.6) and compatibility (7.8.2)


def _begin_marked(it: Interpreter, operands: list[Any]) -> None:
    tag = operands[0] if operands and isinstance(operands[0], str) else ""
    properties, layer, missing = None, NO_LAYER, None
    if len(operands) > 1:
        properties = operands[1]
        if isinstance(properties, str):
            try:
                properties = it.resource("/Properties", properties)
            except ContentError as error:
                properties, missing = None, error
        if tag == "/OC" and properties is not None:
            layer = it.cache.layers.of(properties)
    _push(it, MarkedContent(readable(tag), properties, layer, it.context.parents))
    if missing and tag == "/OC":
        raise missing


def _push(it: Interpreter, marked: MarkedContent) -> None:
    if len(it.marked) >= MAX_MARKED:
        it.unkept_marks += 1
        return
    it.marked.append(marked)
    if marked.layer is not NO_LAYER:
        it.layers.append(marked.layer)


def _end_marked(it: Interpreter, _operands: list[Any]) -> None:
    if it.unkept_marks:
        it.unkept_marks -= 1
    elif len(it.marked) > it.context.marked and it.marked.pop().layer is not NO_LAYER and it.layers:
        it.layers.pop()


def _allow(by: int) -> Handler:
    def handler(it: Interpreter, _operands: list[Any]) -> None:
        it.unknown_allowed = max(0, it.unknown_allowed + by)

    return handler


def _uncoloured(it: Interpreter, _operands: list[Any]) -> None:
    it.uncoloured_glyph()


def _nothing(_it: Interpreter, _operands: list[Any]) -> None:
    """Carry out an operator that changes nothing in the graphics state."""


HANDLERS: dict[str, Handler] = {
    "q": _save,
    "Q": _restore,
    "cm": _concatenate,
    "w": _line_width,
    "gs": _extended,
    **dict.fromkeys(("J", "j", "M", "d", "ri", "i"), _nothing),
    **{"g": _device("/DeviceGray", side=0), "G": _device("/DeviceGray", side=1)},
    **{"rg": _device("/DeviceRGB", side=0), "RG": _device("/DeviceRGB", side=1)},
    **{"k": _device("/DeviceCMYK", side=0), "K": _device("/DeviceCMYK", side=1)},
    **{"cs": _space(side=0), "CS": _space(side=1)},
    **dict.fromkeys(("sc", "scn"), _colour(side=0)),
    **dict.fromkeys(("SC", "SCN"), _colour(side=1)),
    **{"m": _move, "l": _line, "c": _curve, "v": _curve_from_here, "y": _curve_to_end},
    **{"re": _rectangle, "h": _close, "W": _clip("W"), "W*": _clip("W*")},
    "n": _paint(),
    **dict.fromkeys(("f", "F"), _paint(fill=True)),
    "f*": _paint(fill=True, even_odd=True),
    **{"S": _paint(stroke=True), "s": _paint(stroke=True, close=True)},
    "B": _paint(fill=True, stroke=True),
    "B*": _paint(fill=True, stroke=True, even_odd=True),
    "b": _paint(fill=True, stroke=True, close=True),
    "b*": _paint(fill=True, stroke=True, close=True, even_odd=True),
    **{"BT": _begin_text, "ET": _end_text, "Tf": _font, "Tr": _rendering_mode},
    **{"Tc": _parameter("character_spacing"), "Tw": _parameter("word_spacing")},
    **{"Tz": _parameter("scaling", 0.01), "TL": _parameter("leading"), "Ts": _parameter("rise")},
    **{"Tm": _text_matrix, "Td": _move_text, "TD": _move_text_with_leading, "T*": _next_line},
    **{"Tj": _show, "TJ": _show_adjusted, "'": _show_on_next_line, '"': _show_spaced},
    **{"Do": _do, "BI": _inline_image, "sh": _shade},
    **dict.fromkeys(("BMC", "BDC"), _begin_marked),
    "EMC": _end_marked,
    **dict.fromkeys(("MP", "DP"), _nothing),
    **{"BX": _allow(1), "EX": _allow(-1)},
    **{"d0": _nothing, "d1": _uncoloured},
}
"""By operator; `ID` and `EI` are part of `BI`."""
