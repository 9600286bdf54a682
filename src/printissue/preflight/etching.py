"""Etching a plate: the state of one content stream that is rewritten, and what is written so far."""

from collections.abc import Callable, Iterable
from copy import copy
from dataclasses import dataclass
from functools import cache
from typing import Protocol

import pikepdf
from pikepdf import Dictionary, Name, Operator

from printissue.preflight.inkwell import (
    GREY,
    PROCESS,
    Inks,
    Inkwell,
    InseparableError,
    Raw,
    Space,
    Values,
)

FILL, STROKE = 0, 1
KEPT = 1000
"""So many instructions are kept before they are written down."""
NORMAL = ("/Normal", "/Compatible")
_DARKEN = "/PlateDarken"
_LIGHT = "/PlateNormal"


@dataclass(frozen=True, slots=True)
class Ink:
    """A colour that is set: a space and its components.

    `pattern` where a pattern paints, `gradient` the space of one that is a gradient.
    """

    space: Space = GREY
    values: Values = (0.0,)
    pattern: bool = False
    gradient: Space | None = None

    def touched(self, *, mode: int) -> frozenset[str]:
        """Name the inks that it touches where it overprints."""
        if self.pattern:
            return frozenset((self.gradient and self.gradient.paints) or PROCESS)
        if self.space.exact and mode == 1:
            return frozenset(name for name, much in self.space.inks(self.values).items() if much)
        return frozenset(PROCESS if self.space.paints is None else self.space.paints)


@dataclass
class State:
    """The part of the graphics state that decides what a plate gets."""

    inks: tuple[Ink, Ink] = (Ink(), Ink())
    over: tuple[bool, bool] = (False, False)
    mode: int = 0
    text_mode: int = 0
    blended: bool = False

    def touched(self, side: int) -> frozenset[str] | None:
        """Name the inks that painting touches; None for all, where it does not overprint."""
        return self.inks[side].touched(mode=self.mode) if self.over[side] else None

    def key(self) -> tuple[object, ...]:
        """Tell apart what a form inherits."""
        return self.touched(FILL), self.touched(STROKE), self.blended


@cache
def _operator(name: str) -> Operator:
    return Operator(name)


class Maker(Protocol):
    """Remakes what a content stream names; None where it is to be left out."""

    pdf: pikepdf.Pdf
    inkwell: Inkwell
    inks: tuple[str, ...]

    def fault(self, what: str) -> None:
        """Note what cannot be separated."""

    def channels(self, inks: Inks) -> list[float]:
        """Give the three channels of a colour."""

    def form(self, source: Raw, outer: "Etching") -> Raw:
        """Redraw a form."""

    def pattern(self, source: Raw, outer: "Etching") -> Raw:
        """Redraw a pattern."""

    def shading(self, source: Raw, resources: Raw) -> Raw:
        """Redraw a shading."""

    def space_of(self, source: Raw, resources: Raw) -> Space:
        """Read a picture's colour space."""

    def picture(self, source: Raw, space: Space) -> Raw:
        """Redraw a picture."""

    def font(self, source: Raw, outer: "Etching") -> Raw:
        """Redraw a Type 3 font."""


class Etching:
    """Rewrites one stream; `resources` then gives what the result names."""

    def __init__(self, maker: Maker, resources: Raw, state: State) -> None:
        self.maker = maker
        self.source = resources if isinstance(resources, Dictionary) else Dictionary()
        self.state = state
        self.begun: tuple[float, float] | None = None
        self._stack: list[State] = []
        self._out: list[Raw] = []
        self._written: list[bytes] = []
        self._used: dict[str, dict[str, Raw]] = {}
        self._renamed: dict[tuple[str, str], Name | None] = {}

    def resources(self) -> Dictionary:
        """Give the resources of the rewritten stream."""
        made = Dictionary({key: value for key, value in self.source.items() if key != "/XObject"})
        states = Dictionary(self._named("/ExtGState"))
        states[_DARKEN], states[_LIGHT] = Dictionary(BM=Name.Darken), Dictionary(BM=Name.Normal)
        for kind, named in self._used.items():
            made[kind] = Dictionary({**self._named(kind), **named})
        made.ExtGState = states
        return made

    def keep(self, instruction: Raw) -> None:
        """Write an instruction as it came."""
        self._add(instruction)

    def emit(self, operands: Iterable[Raw], operator: str) -> None:
        """Write an operator of its own."""
        self._add((list(operands), _operator(operator)))

    def _add(self, instruction: Raw) -> None:
        """Take an instruction on, and write some down before they are too many to be kept as objects."""
        self._out.append(instruction)
        if len(self._out) >= KEPT:
            kept, self._out = self._out, []
            self._written.append(pikepdf.unparse_content_stream(kept))

    # what the handlers share

    def set(self, side: int, ink: Ink) -> None:
        """Set a colour, and write it as amounts of the three inks."""
        self.state.inks = (
            (ink, self.state.inks[STROKE]) if side == FILL else (self.state.inks[FILL], ink)
        )
        if not ink.pattern:
            self.emit(self.channels(ink), ("rg", "RG")[side])

    def channels(self, ink: Ink) -> list[float]:
        """Give the three channels of a colour."""
        return self.maker.channels(ink.space.inks(ink.values))

    def paints(self, side: int) -> bool | None:
        """Tell whether painting shows on this plate: True, False, or None where it spares a part of the inks."""
        return self.shows(self.state.touched(side))

    def shows(self, touched: frozenset[str] | None) -> bool | None:
        """Tell the same of inks that are touched."""
        if touched is None:
            return True
        mine = frozenset(self.maker.inks)
        if mine <= touched:
            return True
        return None if mine & touched else False

    def gradient(self, shading: Raw) -> Space:
        """Read a gradient's colour space."""
        return self.maker.inkwell.space(shading.ColorSpace, self.source)

    def inks_of(self, space: Space) -> frozenset[str] | None:
        """Name the inks that a picture or gradient touches; None for all."""
        return frozenset(space.paints) if space.paints and self.state.over[FILL] else None

    def paint(self, operands: Iterable[Raw], operator: str, *, darken: bool) -> None:
        """Write an operator that paints, darkening where asked and where no other blending is on."""
        around = darken and not self.state.blended
        if around:
            self.emit([Name(_DARKEN)], "gs")
        self.emit(operands, operator)
        if around:
            self.emit([Name(_LIGHT)], "gs")

    def found(self, kind: str, name: Raw) -> Raw:
        """Look a resource up. InseparableError where it is not there."""
        named = self.source.get(kind)
        thing = named.get(str(name)) if isinstance(named, Dictionary) else None
        if thing is None:
            raise InseparableError(f"{name} is named and not there")
        return thing

    def use(self, kind: str, name: Raw, make: Callable[[Raw], Raw]) -> Name | None:
        """Remake a resource, once, and give the name of what was made; None where it is to be left out."""
        key = (kind, str(name))
        if key not in self._renamed:
            made = make(self.found(kind, name))
            self._renamed[key] = self.add(kind, made)
        return self._renamed[key]

    def add(self, kind: str, made: Raw) -> Name | None:
        """Name a thing that was made; None where it is to be left out."""
        if made is None:
            return None
        key = (kind, str(made.objgen) if made.is_indirect else f"direct {len(self._renamed)}")
        if key not in self._renamed:
            named = self._used.setdefault(kind, {})
            name = f"/Plate{len(named)}"
            named[name], self._renamed[key] = made, Name(name)
        return self._renamed[key]

    def _named(self, kind: str) -> dict[str, Raw]:
        named = self.source.get(kind)
        return dict(named.items()) if isinstance(named, Dictionary) else {}

    def save(self) -> None:
        """Keep the state."""
        self._stack.append(copy(self.state))

    def restore(self) -> bool:
        """Take the kept state back; False where none was kept."""
        if self._stack:
            self.state = self._stack.pop()
            return True
        return False

    def start(self) -> None:
        """Write the colour that a page or a pattern starts with: black, which is one ink of four."""
        for side in (FILL, STROKE):
            self.set(side, Ink())

    def inherited(self) -> State:
        """Give the state that a form starts with."""
        return copy(self.state)

    def begin(self, state: State) -> None:
        """Start a further stream that shares the resources."""
        self.state, self._stack, self._out, self._written = state, [], [], []

    def finish(self) -> bytes:
        """Give the rewritten stream."""
        self._out += [([], Operator("Q"))] * len(self._stack)
        return b"\n".join([*self._written, pikepdf.unparse_content_stream(self._out)])
