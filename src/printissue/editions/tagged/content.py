"""The content streams of a page: where marked content begins and ends, and what is drawn outside of it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import pikepdf

from printissue.pdf.cache import FileCache
from printissue.pdf.content import Operation, decode_stream, operations
from printissue.pdf.fonts import Font
from printissue.pdf.interpreter import HANDLERS, Interpreter
from printissue.pdf.matrix import Matrix, Point
from printissue.pdf.objects import BROKEN, Raw
from printissue.pdf.state import GraphicsPath, GraphicsState


class Run(NamedTuple):
    """A string that is shown: its font, its place down the page and its size, both in units of the content stream."""

    font: Font | None
    string: bytes
    down: float
    size: float


@dataclass(slots=True)
class MarkedPiece:
    """A marked-content sequence with an MCID: its first and last operation, the text that it shows.

    `painted` says whether anything is drawn inside.
    """

    first: int
    last: int = -1
    painted: bool = False
    runs: list[Run] = field(default_factory=list)


@dataclass(slots=True)
class TaggedStream:
    """One content stream: a page's, or that of a form drawn on it.

    `holder` has its StructParents, which will be `key`. `strays` are operations that paint outside any marked content,
    from the first of a path to the one that paints; `inner` are those that begin or end marked content within marked
    content, which means nothing.
    """

    stream: pikepdf.Object
    holder: pikepdf.Object
    page: int
    is_form: bool
    data: bytes
    operations: list[Operation] = field(default_factory=list)
    marked: dict[int, MarkedPiece] = field(default_factory=dict)
    strays: list[tuple[int, int]] = field(default_factory=list)
    inner: list[int] = field(default_factory=list)
    key: int = -1

    def lines(self) -> list[bytes]:
        """Return the operations as they are written, one by one."""
        return [self.data[one.start : one.end].strip() for one in self.operations]


def read_streams(page: pikepdf.Object, number: int, cache: FileCache) -> list[TaggedStream]:
    """Return a page's content streams: its own first, then each form that holds marked content."""
    seen: set[tuple[int, int]] = set()
    stream = TaggedStream(page.Contents, page, number, False, decode_stream(page.Contents))
    return _descend(stream, page.Resources, seen, cache)


def _descend(
    stream: TaggedStream, resources: Raw, seen: set[tuple[int, int]], cache: FileCache
) -> list[TaggedStream]:
    stream.operations = list(operations(stream.data))
    reader = _Reader(stream, cache, resources)
    reader.run(stream.operations)
    streams = [stream]
    for at, form in reader.drawn:
        tagged: list[TaggedStream] = []
        if form.objgen not in seen:
            seen.add(form.objgen)
            inner = TaggedStream(form, form, stream.page, True, decode_stream(form))
            tagged = _descend(inner, form.get("/Resources", resources), seen, cache)
        if any(one.marked for one in tagged):
            streams += tagged
        else:
            stream.strays.append((at, at))
    stream.strays.sort()
    return streams


class _Reader(Interpreter):
    """Interprets one stream; `drawn` are the forms that are drawn outside of marked content, each where."""

    def __init__(self, stream: TaggedStream, cache: FileCache, resources: Raw) -> None:
        super().__init__(cache, GraphicsState(), resources)
        self.stream = stream
        self.open: list[MarkedPiece | None] = []
        self.drawn: list[tuple[int, Raw]] = []
        self.at = self.path_start = 0

    def run(self, program: Iterable[Operation]) -> None:
        """Carry out operations; what fails is passed over."""
        for self.at, operation in enumerate(program):
            name, operands, _, _ = operation
            handler = HANDLERS.get(name)
            if handler is None:
                continue
            if not self.path.points:
                self.path_start = self.at
            try:
                handler(self, operands)
            except BROKEN:
                continue
            if name in ("BDC", "BMC"):
                self._begin()
            elif name == "EMC":
                self._end()

    def _begin(self) -> None:
        mcid = self.marked[-1].mcid if self.marked else None
        if self.open:
            self.stream.inner.append(self.at)
        piece = None
        if mcid is not None and not self.open:
            piece = self.stream.marked[mcid] = MarkedPiece(self.at)
        self.open.append(piece)

    def _end(self) -> None:
        piece = self.open.pop() if self.open else None
        if self.open:
            self.stream.inner.append(self.at)
        elif piece:
            piece.last = self.at

    def _painted(self, first: int) -> MarkedPiece | None:
        """Note that something is painted, and return the marked content that it is in."""
        if not self.open:
            self.stream.strays.append((first, self.at))
            return None
        piece = self.open[0]
        if piece:
            piece.painted = True
        return piece

    def paint_path(self, path: GraphicsPath, *, fill: bool, stroke: bool, even_odd: bool) -> None:
        """Note a path."""
        if fill or stroke:
            self._painted(self.path_start)

    def show_text(self, pieces: list[Any], start: Matrix, step: Point) -> None:
        """Note a string."""
        piece = self._painted(self.at)
        if piece is not None:
            font, size = self.state.font, self.state.font_size
            strings = b"".join(one for one in pieces if isinstance(one, bytes))
            piece.runs.append(Run(font, strings, start[5], size))

    def interpret_glyphs(self, font: Font, string: bytes, *, start: float) -> None:
        """Leave the glyphs of Type 3 alone: the text is what they say."""

    def set_extended(self, gstate: Raw) -> None:
        """Leave a soft mask alone, which draws nothing."""

    def draw_image(self, image: Raw, name: str) -> None:
        """Note an image."""
        self._painted(self.at)

    def paint_shading(self, shading: Raw, name: str) -> None:
        """Note a shading."""
        self._painted(self.at)

    def draw_form(self, form: Raw, name: str) -> None:
        """Note a form."""
        if self.open:
            self._painted(self.at)
        else:
            self.drawn.append((self.at, form))
