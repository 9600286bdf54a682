"""Reads one content stream after the other: what it shows and which resources it takes.

It knows where things stand and who marked them, not how they print. Forms, patterns, glyphs of Type 3, masks and the
appearances of annotations are walked too; a budget of operators and a limit of depth keep a hostile file from holding
it up.
"""

from copy import copy

import pikepdf
from pikepdf import Object

from printissue.preflight.advance import Widths
from printissue.preflight.boundaries import Rect, number, rect_of
from printissue.preflight.found import Found, Used
from printissue.preflight.operators import operations
from printissue.preflight.passing import Context, Pass
from printissue.preflight.pen import Pen, box, read_matrix, times
from printissue.preflight.shelf import BROKEN, Shelf, joined
from printissue.preflight.steps import STEPS

DEEPEST = 16
"""How many streams may stand in one another."""
BUDGET = 1_500_000
"""How many operators of a page are read; a page with more is not walked to its end."""
ROOM = 300_000
"""How many things of a page are noted."""
_A_STREAM = 100
"""What beginning a stream costs, in operators."""


class Scanner:
    """Walks the streams of one page."""

    def __init__(self, page: int, found: Found, shelf: Shelf) -> None:
        self.page, self.found, self.shelf = page, found, shelf
        self.left, self.room = BUDGET, ROOM
        self._widths: dict[object, Widths] = {}

    def scan(self, page: Object, resources: object, pen: Pen, *, parents: int | None) -> None:
        """Walk a page. What of its content cannot be read, the interpreter tells."""
        context = Context(_own(resources), (), parents, frozenset([page.objgen]))
        program = operations(joined(page.get("/Contents"), lambda _: None))
        Pass(self, pen, context).run(program, STEPS)

    def appearance(self, stream: Object, pen: Pen) -> None:
        """Walk an annotation's appearance."""
        above = frozenset([stream.objgen])
        self._run(
            stream, pen, Context(_own(stream.get("/Resources")), (), None, above, annotation=True)
        )

    def form(self, stream: Object, pen: Pen, context: Context, *, quiet: bool = False) -> None:
        """Walk a stream that another one takes, with its own matrix, box and resources."""
        key = stream.objgen
        if key in context.above or len(context.above) > DEEPEST:
            return
        pen = copy(pen)
        pen.matrix = times(read_matrix(stream.get("/Matrix")), pen.matrix)
        bounds = rect_of(stream.get("/BBox"))
        if bounds:
            pen.clip = pen.clip.cut(box(pen.matrix, bounds))
        own = stream.get("/Resources")
        tree = number(stream.get("/StructParents"))
        self._run(
            stream,
            pen,
            Context(
                own if isinstance(own, pikepdf.Dictionary) else context.resources,
                context.marks,
                context.parents if tree is None else int(tree),
                context.above | {key},
                context.quiet or quiet,
                context.annotation,
            ),
        )

    def _run(self, stream: Object, pen: Pen, context: Context) -> None:
        self.left -= _A_STREAM
        if self.left < 0:
            return
        try:
            program = self.shelf.program(stream)
        except BROKEN:
            return
        Pass(self, pen, context).run(program, STEPS)

    def knows(self, kind: str, thing: Object) -> bool:
        """Tell whether a resource has been taken on this page."""
        return (self.page, kind, _key(thing)) in self.found.used

    def take(self, kind: str, thing: Object, at: Rect, *, rendered: bool = True) -> bool:
        """Note that a resource is taken; tell whether it is the first time on this page."""
        key = (self.page, kind, _key(thing))
        before = self.found.used.get(key)
        if before is None or (rendered and not before.rendered):
            self.found.used[key] = Used(self.page, kind, thing, at, rendered)
        return before is None

    def widths(self, font: Object) -> Widths:
        """Give a font's widths, read once."""
        key = _key(font)
        if key not in self._widths:
            self._widths[key] = Widths(font)
        return self._widths[key]


def _key(thing: Object) -> object:
    return thing.objgen if thing.is_indirect else thing.unparse()


def _own(resources: object) -> Object:
    return resources if isinstance(resources, pikepdf.Dictionary) else pikepdf.Dictionary()
