"""The rewriting of content streams: interpreting one stream, and writing another in its place."""

from collections.abc import Iterable
from typing import ClassVar

from pikepdf import Dictionary

from printissue.pdf.cache import FileCache
from printissue.pdf.content import Operand, Operation, operations, write_operation
from printissue.pdf.interpreter import DAMAGED, HANDLERS, Interpreter
from printissue.pdf.matrix import IDENTITY, Matrix
from printissue.pdf.objects import BROKEN, Raw, name_object, reason
from printissue.pdf.state import GraphicsState

_BALANCE = frozenset({"q", "Q"})
"""Operators that are left out without a report if they do not balance."""


class StreamRewriter(Interpreter):
    """An interpreter of one stream that writes another: it copies operations as it carries them out.

    Operators in `REWRITTEN` are not copied: the methods that they call write their own operations. Streams that the
    stream names are not followed: a subclass converts them. `out` is the rewritten stream, `path_start` the index in it
    of the current path's first operation.
    """

    REWRITTEN: ClassVar[frozenset[str]] = frozenset()

    def __init__(
        self, cache: FileCache, state: GraphicsState, resources: Raw = None, base: Matrix = IDENTITY
    ) -> None:
        super().__init__(cache, state, resources, base)
        self.out: list[bytes] = []
        self.operation = Operation("", [])
        self.named: dict[str, dict[str, Raw]] = {}
        self.path_start = 0

    def rewrite(self, data: bytes) -> bytes:
        """Return the rewritten stream."""
        self.run(self.parsed(data))
        self.out += [b"Q"] * len(self.saved)
        return b"\n".join(self.out)

    def parsed(self, data: bytes) -> Iterable[Operation]:
        """Return the operations of a stream."""
        return operations(data)

    def run(self, program: Iterable[Operation]) -> None:
        """Carry out operations and copy them; report those that fail, and leave them out."""
        for operation in program:
            name, operands, _, _ = self.operation = operation
            self.operators_left -= 1
            if self.operators_left < 0:
                self.fault("a content stream is too long")
                return
            handler = HANDLERS.get(name)
            if handler is None:
                self.unknown(name)
                continue
            if not self.path.points:
                self.path_start = len(self.out)
            try:
                handler(self, operands)
            except BROKEN as error:
                if name not in _BALANCE:
                    self.fault(reason(error, f"an operator {name} {DAMAGED}"))
                continue
            if name not in self.REWRITTEN:
                self.out.append(
                    write_operation(operands, name) if operands else name.encode("latin-1")
                )

    def unknown(self, name: str) -> None:
        """Leave out an operator that does not exist."""

    def set_extended(self, gstate: Raw) -> None:
        """Ignore the soft mask of an extended graphics state."""

    def write(self, operator: str, *operands: Operand) -> None:
        """Write an operation."""
        self.out.append(write_operation(operands, operator))

    def copy_operation(self) -> None:
        """Write the current operation unchanged."""
        self.write(self.operation.name, *self.operation.operands)

    def name(self, category: str, wanted: str, thing: Raw) -> str:
        """Add an object to the resources of the rewritten stream, and return its name.

        This is `wanted`, unless another object has that name already.
        """
        entries = self.named.setdefault(category, {})
        own, number = wanted, 1
        while entries.setdefault(own, thing) is not thing:
            number += 1
            own = f"{wanted}-{number}"
        return own

    def named_resources(self) -> Dictionary:
        """Return the resources that the rewritten stream uses."""
        made = Dictionary()
        for category, entries in sorted(self.named.items()):
            made[category] = Dictionary()
            for name in sorted(entries):
                made[category][name_object(name)] = entries[name]
        return made
