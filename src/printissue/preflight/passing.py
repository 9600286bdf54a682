"""One run through a content stream: the state that it sets, and what it shows."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pikepdf
from pikepdf import Object

from printissue.preflight.boundaries import Rect
from printissue.preflight.found import Kind, Mark, Shown
from printissue.preflight.operators import Operand, Operation
from printissue.preflight.pen import IDENTITY, Colour, Pen
from printissue.preflight.shelf import BROKEN

if TYPE_CHECKING:
    from printissue.preflight.scanner import Scanner

Operands = Any
Part = tuple[list[tuple[float, float]], bool]
"""A subpath: its points, and whether it has no curves."""


@dataclass(frozen=True, slots=True)
class Context:
    """Where a stream stands: its resources, the marks around it, and what it is part of."""

    resources: Object
    marks: tuple[Mark, ...]
    parents: int | None
    above: frozenset[object]
    quiet: bool = False
    annotation: bool = False


class Pass:
    """One stream's run: the state that it sets, and what each operator does with it."""

    def __init__(self, scanner: "Scanner", pen: Pen, context: Context) -> None:
        self.scanner, self.pen, self.context = scanner, pen, context
        self.stack: list[Pen] = []
        self.marks = list(context.marks)
        self.line = self.text = IDENTITY
        self.parts: list[Part] = []
        self.clips = False
        self.deeper = 0

    def run(self, program: Iterable[Operation], steps: "dict[str, Step]") -> None:
        """Do one operator after the other; one with operands that make no sense does nothing."""
        for name, operands in program:
            self.scanner.left -= 1
            if self.scanner.left < 0:
                return
            step = steps.get(name)
            try:
                if step is not None:
                    step(self, [one if type(one) is float else given(one) for one in operands])
            except BROKEN:
                continue

    def resource(self, kind: str, name: pikepdf.Name) -> Object | None:
        """Look a resource up by its name."""
        group = self.context.resources.get(kind)
        return group.get(name) if isinstance(group, pikepdf.Dictionary) else None

    def show(
        self, kind: Kind, where: Rect, *, colour: Colour | None = None, flat: bool = False
    ) -> None:
        """Note a thing that is shown, as far as the clip lets it."""
        if self.notes():
            self.note(Shown(self.scanner.page, kind, where, tuple(self.marks), colour, flat))

    def notes(self) -> bool:
        """Tell whether things are noted: this stream is shown itself, and there is room for more."""
        return not self.context.quiet and self.scanner.room > 0

    def note(self, shown: Shown) -> None:
        """Note a thing that is shown, as far as the clip lets it."""
        inside, self.scanner.room = shown.box.cut(self.pen.clip), self.scanner.room - 1
        self.scanner.found.shown.append(
            shown._replace(box=inside, annotation=self.context.annotation)
        )

    def inner(self, stream: object, *, quiet: bool = False) -> None:
        """Walk a stream that this one takes."""
        if isinstance(stream, pikepdf.Stream):
            context = replace(self.context, marks=tuple(self.marks))
            self.scanner.form(stream, self.pen, context, quiet=quiet)


def given(operand: Operand) -> Operands:
    """Make an operand what it would be in a file: a number stays, all else becomes an object of PDF."""
    if isinstance(operand, str):
        return pikepdf.Name(operand) if len(operand) > 1 else None
    if isinstance(operand, bytes):
        return pikepdf.String(operand)
    if isinstance(operand, list):
        return pikepdf.Array([given(one) for one in operand])
    if isinstance(operand, dict):
        return pikepdf.Dictionary({key: given(one) for key, one in operand.items()})
    return operand


Step = Callable[[Pass, Operands], None]
"""What an operator does with its operands; raises what Python raises where these make no sense."""
