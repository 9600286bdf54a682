"""What the reading of a file keeps: programs, fonts, spaces and paints that come up again."""

import zlib
from collections.abc import Callable, Iterable

import pikepdf

from printissue.preflight.colours import Space, space_of
from printissue.preflight.marks import Paint
from printissue.preflight.objects import Raw
from printissue.preflight.operators import Operation, operations
from printissue.preflight.tints import Values
from printissue.preflight.typefaces import Typeface, typeface_of
from printissue.preflight.visibility import Layers

MAX_STREAM = 64 * 1024 * 1024
"""Bytes of a content stream; what is longer is not read."""
KEPT_PROGRAM = 1024 * 1024
"""Bytes of a form up to which its operators are kept for the next use."""
BROKEN = (
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    ArithmeticError,
    NotImplementedError,
    RecursionError,
    pikepdf.PdfError,
)
"""What reading a damaged object may raise."""


class Shelf:
    """One file's memory."""

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self.layers = Layers(pdf.Root)
        self._programs: dict[tuple[int, int], list[Operation]] = {}
        self._typefaces: dict[tuple[int, int], Typeface] = {}
        self._spaces: dict[tuple[int, int], Space] = {}
        self._paints: dict[tuple[int, Values], Paint] = {}

    def program(self, stream: Raw) -> Iterable[Operation]:
        """Cut a stream into operators, to be gone through once. ValueError if it cannot be decoded or is too long."""
        key = stream.objgen
        if key in self._programs:
            return self._programs[key]
        data = decoded(stream)
        if not key[0] or len(data) >= KEPT_PROGRAM:
            return operations(data)
        program = self._programs[key] = list(operations(data))
        return program

    def typeface(self, font: Raw) -> Typeface:
        """Read a font. ValueError, TypeError and more if it is broken."""
        key = font.objgen
        if key not in self._typefaces:
            found = typeface_of(font)
            if not key[0]:
                return found
            self._typefaces[key] = found
        return self._typefaces[key]

    def space(self, value: Raw, resources: Raw = None) -> Space:
        """Read a colour space. ValueError, TypeError and more if it is broken."""
        key = value.objgen if isinstance(value, pikepdf.Array) else (0, 0)
        if not key[0]:
            return space_of(value, resources)
        if key not in self._spaces:
            self._spaces[key] = space_of(value, resources)
        return self._spaces[key]

    def paint(self, space: Space, values: Values) -> Paint:
        """Give a colour. ValueError if it has not as many components as its space."""
        key = (id(space), values)
        if key not in self._paints:
            if len(values) != space.size:
                raise ValueError(
                    f"a colour of {len(values)} components in {space}, which has {space.size}"
                )
            kept = space.family in ("Lab", "ICCBased", "Indexed")
            used = values if kept else tuple(min(max(one, 0.0), 1.0) for one in values)
            self._paints[key] = Paint(space, used, space.inks(used), space.white(used))
        return self._paints[key]


def decoded(stream: Raw) -> bytes:
    """Give a stream's content. ValueError if it is broken or grows beyond bounds."""
    if not isinstance(stream, pikepdf.Stream):
        raise ValueError("a content stream is none")
    coding = stream.get("/Filter")
    first = coding[0] if isinstance(coding, pikepdf.Array) and len(coding) else coding
    if str(first) == "/FlateDecode":
        raw = stream.read_raw_bytes()
        if len(raw) * 1032 > MAX_STREAM and len(_inflated(raw)) > MAX_STREAM:
            raise ValueError(f"a content stream is longer than {MAX_STREAM // 2**20} MB")
    try:
        data = bytes(stream.read_bytes())
    except pikepdf.PdfError as error:
        raise ValueError(f"a content stream cannot be decoded: {error}") from None
    if len(data) > MAX_STREAM:
        raise ValueError(f"a content stream is longer than {MAX_STREAM // 2**20} MB")
    return data


def joined(contents: Raw, told: Callable[[str], None]) -> bytes:
    """Join a page's content streams; one that is broken is left out, and told."""
    parts = contents if isinstance(contents, pikepdf.Array) else [contents]
    read, size = list[bytes](), 0
    for part in parts:
        if part is None:
            continue
        try:
            data = decoded(part)
        except BROKEN as error:
            told(str(error))
            continue
        size += len(data)
        if size <= MAX_STREAM:
            read.append(data)
    return b"\n".join(read)


def _inflated(raw: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(raw, MAX_STREAM + 1)
    except zlib.error:
        return b""
