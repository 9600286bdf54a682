"""The scribe: what one content stream has set, what the finished stream has of it, what it uses.

Colours and overprint are written only where something is painted with them, before the path that
they paint, since no state may change within a path (ISO 32000-1, 8.2).
"""

from collections.abc import Callable, Iterable
from typing import NamedTuple, Protocol

from pikepdf import Array, Dictionary, Name, Operator

from printissue.prepress.colour import INK_BLACK, Palette
from printissue.prepress.faces import Faces
from printissue.prepress.ground import Ground
from printissue.prepress.spaces import Raw, Space, UnconvertibleError, Values, read_space
from printissue.prepress.state import IDENTITY, INHERITED, Colour, Matrix, Path, State

FILL, STROKE = 0, 1
Pair = tuple[bool, bool]
Instruction = Raw
"""A pair of operands and operator, as pikepdf parses and writes it."""
NORMAL = ("/Normal", "/Compatible")
"""The blend modes that are none."""
OVERPRINT = {
    (False, False): "/KnockOut",
    (True, False): "/OverprintFill",
    (False, True): "/OverprintStroke",
    (True, True): "/Overprint",
}
"""Names of the graphics states that switch overprint, by fill and stroke."""


class Made(NamedTuple):
    """A converted object; whether it uses transparency, and whether its user's colour."""

    object: Raw
    transparent: bool = False
    inherits: bool = False


class Workshop(Protocol):
    """What converts the objects that a stream names."""

    def x_object(self, source: Raw, scribe: "Scribe") -> Made:
        """Convert a form or an image."""

    def pattern(self, source: Raw, scribe: "Scribe") -> Made:
        """Convert a tiling or shading pattern."""

    def shading(self, source: Raw, scribe: "Scribe") -> Made:
        """Convert a shading."""

    def state(self, source: Raw, scribe: "Scribe") -> Made:
        """Convert an extended graphics state."""

    def font(self, source: Raw, scribe: "Scribe") -> Made:
        """Convert a font, if its glyphs are drawn by streams."""

    def inline(self, image: Raw, scribe: "Scribe") -> Made:
        """Convert an inline image to an object."""

    def fault(self, message: str) -> None:
        """Note what could not be converted."""

    faces: Faces

    @property
    def smallest(self) -> float:
        """Give the least size of type, in pt, whose inks the press registers."""


Handler = Callable[["Scribe", Raw], bool]
"""Takes an operator's operands; tells whether the operator is to be written as it is."""


class Scribe:
    """Rewrites one content stream.

    `solid` allows overprint: what the stream belongs to is drawn opaque. `matrix` is the
    transformation that the stream starts with; `inherits` says that its first colours are its
    user's, not black. `ground`, on a page, is what has been painted.
    """

    ground: Ground | None = None

    def __init__(
        self,
        shop: Workshop,
        resources: Raw,
        palette: Palette,
        *,
        solid: bool,
        matrix: Matrix,
        inherits: bool,
    ) -> None:
        self.shop, self.source, self.palette = shop, resources, palette
        self.solid, self.start = solid, matrix
        colour = INHERITED if inherits else Colour(palette.black)
        written = colour if inherits else None
        self.state = State((colour, colour), (written, written), matrix=matrix)
        self.stack: list[State] = []
        self.path: Path | None = None
        self.text: Matrix = IDENTITY
        self.out: list[Instruction] = []
        self.used: dict[str, dict[str, Raw]] = {}
        self.spaces: dict[str, Space] = {}
        self.transparent = self.inherits = False

    def resources(self) -> Dictionary:
        """Give the resources that the rewritten stream names, and no others."""
        return Dictionary(
            {
                category: Dictionary({name: entries[name] for name in sorted(entries)})
                for category, entries in sorted(self.used.items())
            }
        )

    def find(self, category: str, name: Raw) -> Raw:
        """Look a resource up by its name. UnconvertibleError where it is not there."""
        found = self.source.get(category, {}).get(str(name)) if self.source is not None else None
        if found is None:
            raise UnconvertibleError(f"{str(name)[1:]} is named, but not there")
        return found

    def use(self, category: str, name: Raw, made: Made) -> Name:
        """Put a converted object among the resources; give its name here.

        It is the raw file's, unless another version of the object has that already.
        """
        entries = self.used.setdefault(category, {})
        own, number = str(name), 1
        while entries.setdefault(own, made.object) is not made.object:
            number += 1
            own = f"{name}-{number}"
        self.transparent |= made.transparent
        return Name(own)

    def uses(self, category: str, name: Raw) -> bool:
        """Tell whether a resource is among those of the rewritten stream by this name."""
        return str(name) in self.used.get(category, {})

    @property
    def opaque(self) -> bool:
        """Tell whether what is drawn now covers what lies beneath."""
        return self.solid and self.state.plain and min(self.state.alpha) == 1

    def paint(
        self, uses: Pair, *, black: Pair = (False, False), small: Pair = (False, False)
    ) -> None:
        """Write the colours and overprint that are pending; `black` allows black to overprint.

        What is `small` takes one ink alone. All three say it for fill and for stroke.
        """
        state, before = self.state, list[Instruction]()
        written, flags = list(state.written), list(state.overprint)
        for side in (FILL, STROKE):
            if not uses[side]:
                continue
            wanted = state.wanted[side]
            self.inherits |= not wanted.values and not wanted.pattern
            if small[side] and wanted.values and not wanted.pattern:
                wanted = Colour(self.palette.single(wanted.values))
            if wanted != state.written[side]:
                before += self._select(side, wanted)
                written[side] = wanted
            flags[side] = black[side] and self._overprints(side, wanted)
        state.written = (written[0], written[1])
        before += self._flags((flags[0], flags[1]))
        at = len(self.out) if self.path is None else self.path.start
        self.out[at:at] = before

    def knock_out(self) -> None:
        """Write that nothing overprints, for what follows without a colour of its own."""
        self.out += self._flags((False, False))

    def want(self, side: int, space: Space, values: Iterable[Raw]) -> None:
        """Note the colour that is set, converted."""
        converted = self.palette.colour(space, tuple(float(value) for value in values))
        self._set(side, space, Colour(converted))

    def want_space(self, side: int, name: Raw) -> None:
        """Note the colour space that is selected, and its first colour."""
        key = str(name)
        if key not in self.spaces:
            self.spaces[key] = read_space(name, self.source)
        space = self.spaces[key]
        initial = () if space.kind == "pattern" else self.palette.colour(space, space.initial)
        self._set(side, space, Colour(initial))

    def want_special(self, side: int, operands: list[Raw]) -> None:
        """Note the colour or pattern that is set in the selected space."""
        space = self.state.spaces[side]
        if space.kind != "pattern":
            self.want(side, space, operands)
            return
        *numbers, name = operands
        values: Values = ()
        if space.base is not None:
            values = self.palette.colour(space.base, tuple(float(value) for value in numbers))
        own = self.use("/Pattern", name, self.shop.pattern(self.find("/Pattern", name), self))
        self._set(side, space, Colour(values, str(own)))

    def _set(self, side: int, space: Space, colour: Colour) -> None:
        state = self.state
        wanted, spaces = list(state.wanted), list(state.spaces)
        wanted[side], spaces[side] = colour, space
        state.wanted, state.spaces = (wanted[0], wanted[1]), (spaces[0], spaces[1])

    def _select(self, side: int, colour: Colour) -> list[Instruction]:
        """Give the operators that set a colour."""
        operator = (self.palette.fill, self.palette.stroke)[side]
        if not colour.pattern:
            return [(list(colour.values), Operator(operator))]
        select, special = (("cs", "scn"), ("CS", "SCN"))[side]
        space = Name.Pattern
        if colour.values:
            space = Name("/InkPattern")
            if not self.uses("/ColorSpace", space):
                base = Made(Array([Name.Pattern, Name(self.palette.space)]))
                self.use("/ColorSpace", space, base)
        operands = [*colour.values, Name(colour.pattern)]
        return [([space], Operator(select)), (operands, Operator(special))]

    def _overprints(self, side: int, colour: Colour) -> bool:
        """Tell whether what is painted now is plain black ink on an opaque ground."""
        state = self.state
        black = colour == (INK_BLACK, "") and not state.drawn_font
        return black and self.solid and state.plain and state.alpha[side] == 1

    def _flags(self, flags: tuple[bool, bool]) -> list[Instruction]:
        """Give the operator that switches overprint, where it is not as wanted."""
        if flags == self.state.overprint:
            return []
        self.state.overprint = flags
        name, (fill, stroke) = Name(OVERPRINT[flags]), flags
        if not self.uses("/ExtGState", name):
            self.use("/ExtGState", name, Made(Dictionary(OP=stroke, op=fill, OPM=1)))
        return [([name], Operator("gs"))]
