"""The content streams of a page: reading their marked content, and numbering it again.

WeasyPrint also tags content that no element of the structure tree owns: running heads and folios, the repeated heads
of a table, images without a description. That content, and content outside of any marked-content sequence, becomes an
artifact (ISO 32000-1, 14.8.2.2).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import pikepdf

from printissue.editions.tagged.elements import ContentId, Element
from printissue.pdf.cache import FileCache
from printissue.pdf.content import Operation, decode_stream, operations
from printissue.pdf.fonts import Font
from printissue.pdf.interpreter import HANDLERS, Interpreter
from printissue.pdf.matrix import Matrix, Point
from printissue.pdf.objects import BROKEN, Raw
from printissue.pdf.state import GraphicsPath, GraphicsState

_PAGINATION = b"/Artifact <</Type /Pagination>> BDC"
_ARTIFACT = b"/Artifact BMC"
_END = b"EMC"


class ShownString(NamedTuple):
    """A string that is shown, with its font; `y` (of the text matrix) and `size` are in units of the content stream."""

    font: Font | None
    string: bytes
    y: float
    size: float


@dataclass(slots=True)
class MarkedSequence:
    """A marked-content sequence with an MCID: the indexes of its first and last operation, and the strings it shows.

    `painted` says whether it draws anything.
    """

    first: int
    last: int = -1
    painted: bool = False
    strings: list[ShownString] = field(default_factory=list)


@dataclass(slots=True)
class TaggedStream:
    """One content stream: a page's, or that of a form XObject drawn on the page (numbered from 0).

    `holder` is the page or form, whose StructParents will be `key`. `unmarked` are the indexes of the first and last
    operation of everything that is painted outside of marked content. `nested` are the indexes of operations that begin
    or end marked content within marked content, which has no meaning here.
    """

    stream: pikepdf.Object
    holder: pikepdf.Object
    page: int
    is_form: bool
    data: bytes
    operations: list[Operation] = field(default_factory=list)
    marked: dict[int, MarkedSequence] = field(default_factory=dict)
    unmarked: list[tuple[int, int]] = field(default_factory=list)
    nested: list[int] = field(default_factory=list)
    key: int = -1

    def lines(self) -> list[bytes]:
        """Return the bytes of each operation."""
        return [self.data[one.start : one.end].strip() for one in self.operations]


def read_streams(page: pikepdf.Object, number: int, cache: FileCache) -> list[TaggedStream]:
    """Return a page's content streams: its own, then those of the forms that have marked content."""
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
            stream.unmarked.append((at, at))
    stream.unmarked.sort()
    return streams


class _Reader(Interpreter):
    """An interpreter that records the marked content of one stream.

    `drawn` are the forms that are drawn outside of marked content, each with the index of its operation.
    """

    def __init__(self, stream: TaggedStream, cache: FileCache, resources: Raw) -> None:
        super().__init__(cache, GraphicsState(), resources)
        self.stream = stream
        self.open: list[MarkedSequence | None] = []
        self.drawn: list[tuple[int, Raw]] = []
        self.at = self.path_start = 0

    def run(self, program: Iterable[Operation]) -> None:
        """Carry out operations; skip those that fail."""
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
            self.stream.nested.append(self.at)
        piece = None
        if mcid is not None and not self.open:
            piece = self.stream.marked[mcid] = MarkedSequence(self.at)
        self.open.append(piece)

    def _end(self) -> None:
        piece = self.open.pop() if self.open else None
        if self.open:
            self.stream.nested.append(self.at)
        elif piece:
            piece.last = self.at

    def _painted(self, first: int) -> MarkedSequence | None:
        """Record that something is painted, and return the marked-content sequence around it."""
        if not self.open:
            self.stream.unmarked.append((first, self.at))
            return None
        piece = self.open[0]
        if piece:
            piece.painted = True
        return piece

    def paint_path(self, path: GraphicsPath, *, fill: bool, stroke: bool, even_odd: bool) -> None:
        """Record a path."""
        if fill or stroke:
            self._painted(self.path_start)

    def show_text(self, pieces: list[Any], start: Matrix, step: Point) -> None:
        """Record a string."""
        piece = self._painted(self.at)
        if piece is not None:
            font, size = self.state.font, self.state.font_size
            strings = b"".join(one for one in pieces if isinstance(one, bytes))
            piece.strings.append(ShownString(font, strings, start[5], size))

    def interpret_glyphs(self, font: Font, string: bytes, *, start: float) -> None:
        """Ignore the glyph procedures of a Type 3 font: its codes are the text."""

    def set_extended(self, gstate: Raw) -> None:
        """Ignore a soft mask, which draws nothing."""

    def draw_image(self, image: Raw, name: str) -> None:
        """Record an image."""
        self._painted(self.at)

    def paint_shading(self, shading: Raw, name: str) -> None:
        """Record a shading."""
        self._painted(self.at)

    def draw_form(self, form: Raw, name: str) -> None:
        """Record a form."""
        if self.open:
            self._painted(self.at)
        else:
            self.drawn.append((self.at, form))


def number_content(
    stream: TaggedStream, owners: Mapping[ContentId, Element], replaced: Mapping[ContentId, str]
) -> dict[ContentId, int]:
    """Rewrite a stream: number the content that `owners` have from 0, make everything else that paints an artifact.

    Content in `replaced` gets that text as its ActualText (ISO 32000-1, 14.9.4). Return the new MCID of each
    piece of owned content. A sequence that draws nothing is no longer marked.
    """
    lines = stream.lines()
    numbers: dict[ContentId, int] = {}
    for at in stream.nested:
        lines[at] = b""
    for mcid, piece in stream.marked.items():
        content = ContentId(stream.page, mcid)
        mark = b""
        if piece.painted and content in owners:
            number = numbers[content] = len(numbers)
            text = _actual_text(replaced.get(content, ""))
            mark = b"/%s <</MCID %d%s>> BDC" % (owners[content].role.encode(), number, text)
        elif piece.painted:
            mark = _PAGINATION
        lines[piece.first] = mark
        lines[piece.last] = _END if mark else b""
    for first, last in stream.unmarked:
        lines[first] = _ARTIFACT + b"\n" + lines[first]
        lines[last] += b"\n" + _END
    stream.stream.write(b"\n".join(line for line in lines if line))
    return numbers


def _actual_text(text: str) -> bytes:
    """Return the entry of a property list for a text that replaces glyphs; empty for none."""
    return (
        b" /ActualText <%s>" % f"\ufeff{text}".encode("utf-16-be").hex().encode() if text else b""
    )
