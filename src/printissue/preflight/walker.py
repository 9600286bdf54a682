"""The walker: goes through a page's content with its graphics state and lays down marks.

What each operator does stands in tables (settings, paths, lettering, placing); this is what they
share.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass, field
from typing import Any

import pikepdf

from printissue.preflight.colours import CMYK, GREY, PATTERN, Space
from printissue.preflight.frames import Frame
from printissue.preflight.marks import Fault, Group, Kind, Mark, Paint
from printissue.preflight.matrices import (
    IDENTITY,
    Area,
    Matrix,
    Point,
    bounds,
    left_by,
    meet,
    product,
)
from printissue.preflight.objects import Raw
from printissue.preflight.operators import Operation
from printissue.preflight.shelf import BROKEN, Shelf
from printissue.preflight.typefaces import Typeface
from printissue.preflight.visibility import SHOWN, Layer

MAX_DEPTH = 24
"""Streams within streams."""
MAX_OPERATORS = 1_000_000
"""Operators of a page; what comes after them is not looked at."""
A_STREAM = 60
"""What beginning a stream costs, in operators."""
MAX_SAVED = 512
"""Graphics states saved within each other that are kept."""
MAX_FAULTS = 20
"""Faults of a page that are told."""
INITIAL = Paint(GREY, (0.0,), {"Black": 1.0}, False)


@dataclass(slots=True)
class State:
    """The graphics state; alpha and overprint stand as fill, stroke."""

    ctm: Matrix
    clip: Area
    fill: Paint = INITIAL
    stroke: Paint = INITIAL
    alpha: tuple[float, float] = (1.0, 1.0)
    group_alpha: float = 1.0
    blend: str = "Normal"
    overprint: tuple[bool, bool] = (False, False)
    opm: int = 0
    width: float = 1.0
    typeface: Typeface | None = None
    font_size: float = 0.0
    letter_space: float = 0.0
    word_space: float = 0.0
    stretch: float = 1.0
    leading: float = 0.0
    raised: float = 0.0
    mode: int = 0


@dataclass(slots=True)
class Context:
    """The stream that is being read: its resources, its first matrix, how it was reached."""

    resources: Raw
    base: Matrix
    path: str
    stopped: bool = False


@dataclass(slots=True)
class Track:
    """The path under construction: its points on the page, its segments' directions.

    `figures` tells with which of these each figure begins.
    """

    points: list[Point] = field(default_factory=list)
    along: list[Point] = field(default_factory=list)
    start: Point = (0.0, 0.0)
    pen: Point = (0.0, 0.0)
    straight: list[tuple[Point, Point]] = field(default_factory=list)
    curved: bool = False
    figures: list[int] = field(default_factory=list)
    clips: bool = False


Fact = Any
"""What a mark or a setting is given under a name."""
Handler = Callable[["Walker", list[Any]], None]


class Walker:
    """Reads one page. `marks`, `groups` and `faults` grow while it runs."""

    def __init__(self, frame: Frame, shelf: Shelf, *, handlers: dict[str, Handler]) -> None:
        self.frame, self.shelf, self.handlers = frame, shelf, handlers
        self.marks: list[Mark] = []
        self.groups: list[Group] = []
        self.faults: list[Fault] = []
        self.state = State(IDENTITY, frame.media)
        self.saved: list[State] = []
        self.context = Context(None, IDENTITY, "page")
        self.track = Track()
        self.line: Matrix = IDENTITY
        self.text: Matrix = IDENTITY
        self.text_clip: list[Area] = []
        self.layers: list[Layer] = []
        self.mask = self.annotation = False
        self.instead: Area | None = None
        self.seen: set[Any] = set()
        self.open: list[tuple[int, int]] = []
        self.left = MAX_OPERATORS
        self.unknown_allowed = 0

    def run(self, program: Iterable[Operation]) -> None:
        """Carry out operators; what fails is noted, and the next one is read."""
        handlers, context = self.handlers, self.context
        for operation in program:
            self.left -= 1
            if self.left < 0:
                if self.left == -1:
                    self.fault(f"more than {MAX_OPERATORS} operators: the rest was not looked at")
                return
            handler = handlers.get(operation.name)
            if handler is None:
                if not self.unknown_allowed:
                    self.fault(f"{operation.name[:24]!r} is no operator")
                continue
            try:
                handler(self, operation.operands)
            except BROKEN as error:
                self.fault(f"{operation.name}: {str(error).splitlines()[0] if str(error) else ''}")
            if context.stopped:
                return

    def fault(self, message: str) -> None:
        """Note what cannot be followed, once a page."""
        box = self.frame.box(self.state.clip)
        fault = Fault(self.frame.page, self.context.path, message, box)
        if len(self.faults) < MAX_FAULTS and fault not in self.faults:
            self.faults.append(fault)

    def resource(self, kind: str, name: Raw) -> Raw:
        """Give a named resource. LookupError if it is missing."""
        table = self.context.resources
        found = table.get(kind) if isinstance(table, pikepdf.Dictionary) else None
        if not isinstance(found, pikepdf.Dictionary) or str(name) not in found:
            raise LookupError(f"{kind[1:]} {name} is missing from the resources")
        return found[str(name)]

    def space(self, value: Raw) -> Space:
        """Give a colour space by its name or as an array."""
        resources = self.context.resources
        spaces = resources.get("/ColorSpace") if isinstance(resources, pikepdf.Dictionary) else None
        if spaces is None:
            device = {"/DeviceGray": GREY, "/DeviceCMYK": CMYK, "/Pattern": PATTERN}
            if isinstance(value, str) and value in device:
                return device[value]
        elif isinstance(value, str) and isinstance(spaces, pikepdf.Dictionary):
            found = spaces.get(value)
            if isinstance(found, pikepdf.Array):
                return self.shelf.space(found, resources)
        return self.shelf.space(value, resources)

    def lay(self, kind: Kind, area: Area, paint: Paint, **facts: Fact) -> None:
        """Lay down a mark, as far as its area lies within the clip."""
        state = self.state
        shown = left_by(state.clip, area)
        if shown is None:
            return
        if self.instead is not None:
            shown = self.instead
        if shown != area:  # the clip has cut it
            facts["flat"] = True
        second = kind == "stroke" or bool(facts.get("outline"))
        layer = next((one for one in self.layers if one.hidden), None)
        layer = layer or next((one for one in reversed(self.layers) if one.name), SHOWN)
        self.marks.append(
            Mark(
                kind,
                self.frame.page,
                shown,
                self.frame.box(shown),
                paint,
                overprint=state.overprint[second],
                opm=state.opm,
                alpha=state.alpha[second] * state.group_alpha,
                blend=state.blend,
                path=self.context.path,
                mask=self.mask,
                annotation=self.annotation,
                hidden=layer.hidden,
                layer=layer.name,
                step=any(one.step for one in self.layers),
                **facts,
            )
        )

    def inside(self, stream: Raw, resources: Raw, *, name: str) -> None:
        """Read a stream within this one, in the state as it is; the state comes back after it."""
        key = stream.objgen
        if (key[0] and key in self.open) or len(self.open) >= MAX_DEPTH:
            raise ValueError(f"{name} is drawn within itself, or too deep")
        program = self.shelf.program(stream)
        self.left = max(self.left - A_STREAM, 0)  # so that `run` tells the end of it
        kept = (self.state, self.saved, self.context, self.track, self.line, self.text)
        kept_layers = list(self.layers)
        path = name if self.context.path == "page" else f"{self.context.path} > {name}"
        used = resources if isinstance(resources, pikepdf.Dictionary) else self.context.resources
        self.state, self.saved, self.track = copy(self.state), [], Track()
        self.context = Context(used, self.state.ctm, path)
        self.open.append(key)
        try:
            self.run(program)
        finally:
            self.open.pop()
            self.state, self.saved, self.context, self.track, self.line, self.text = kept
            self.layers = kept_layers

    @contextmanager
    def aside(self, **changes: Fact) -> Iterator[None]:
        """Work with other settings of the walker or of the state for a while."""
        kept, self.state = self.state, copy(self.state)
        before: dict[str, Any] = {}
        for key, value in changes.items():
            if hasattr(self.state, key):
                setattr(self.state, key, value)
            else:
                before[key] = getattr(self, key)
                setattr(self, key, value)
        try:
            yield
        finally:
            for key, value in before.items():
                setattr(self, key, value)
            self.state = kept

    def once(self, *key: Fact) -> bool:
        """Tell whether this comes up for the first time on the page, of what is seen in the same way."""
        way = (self.mask, self.annotation, tuple(self.layers))
        new = (key, way) not in self.seen
        self.seen.add((key, way))
        return new

    def clip(self, points: list[Point]) -> None:
        """Narrow the clip to what lies around points."""
        nothing = (self.state.clip[0], self.state.clip[1], *self.state.clip[:2])
        self.state.clip = meet(bounds(points), self.state.clip) or nothing if points else nothing

    def concatenate(self, matrix: Matrix) -> None:
        """Put a matrix before the current one."""
        self.state.ctm = product(matrix, self.state.ctm)
