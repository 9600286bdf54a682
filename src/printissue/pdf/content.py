"""Content streams: parsing them into operators and operands (ISO 32000-1, 7.8.2), and writing operations.

Names are strings with their slash, strings are bytes, numbers are floats, arrays are lists and dictionaries are dicts.
Anything that is not PDF syntax is skipped, so that the rest of a damaged stream can be read. Names keep bytes that are
not UTF-8 as surrogates (`objects.readable`).
"""

import re
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import pikepdf
from pikepdf.settings import set_qpdf_limits

from printissue.pdf.objects import BROKEN, ContentError, Raw, name_object, reason

Operand = Any
"""float, str (a name), bytes (a string), bool, None, list or dict."""
MAX_OPERANDS = 4096
"""The largest number of operands of an operator; of more, the last ones count."""
LOSSLESS = pikepdf.StreamDecodeLevel.specialized
"""The decoding of all lossless filters, RunLengthDecode too, which is rare outside of images."""
MAX_STREAM = 64 * 1024 * 1024
"""The largest content stream that is read, in decoded bytes."""


class Operation(NamedTuple):
    """An operator and its operands; for an inline image, `BI` with its dictionary and its data.

    `start` and `end` are its position in the stream, in bytes, including the white space and comments before it.
    """

    name: str
    operands: list[Operand]
    start: int = 0
    end: int = 0


_TOKEN = re.compile(
    rb"[\0\t\n\f\r ]*+(?:%[^\r\n]*+[\0\t\n\f\r ]*+)*+(?:"
    rb"(?P<number>[+-]*(?:\d+\.?\d*|\.\d+)(?:-\d*)?)(?=[\0\t\n\f\r ()<>\[\]{}/%]|\Z|[A-Za-z'\"*])"
    rb"|(?P<word>[A-Za-z'\"][^\0\t\n\f\r ()<>\[\]{}/%]*)"
    rb"|(?P<name>/[^\0\t\n\f\r ()<>\[\]{}/%]*)"
    rb"|(?P<string>\((?:[^()\\]|\\.)*\))"
    rb"|(?P<hex><[0-9A-Fa-f\0\t\n\f\r ]*>)"
    rb"|(?P<nested>\()"
    rb"|(?P<open>\[|<<)"
    rb"|(?P<close>\]|>>)"
    rb"|(?P<other>.))",
    re.DOTALL,
)
_ESCAPE = re.compile(rb"\\([0-7]{1,3}|\r\n|.)", re.DOTALL)
_ESCAPED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
_CONSTANTS: dict[str, Operand] = {"true": True, "false": False, "null": None}
_IMAGE_END = re.compile(rb"[\0\t\n\f\r ]EI(?=[\0\t\n\f\r /\[(<]|\Z)")
_BINARY = re.compile(rb"[^\t\n\f\r -~]")


def operations(data: bytes, most: int = MAX_OPERANDS) -> Iterator[Operation]:
    """Yield the operations of a content stream, or of a CMap; of more than `most` operands, the last ones count."""
    operands: list[Operand] = []
    nests: list[tuple[bytes, list[Operand]]] = []
    at, start, scan = 0, 0, _TOKEN.match
    while (found := scan(data, at)) is not None:
        at, kind = found.end(), found.lastgroup
        if kind == "word":
            word = found["word"].decode("latin-1")
            if word in _CONSTANTS:
                operands.append(_CONSTANTS[word])
                continue
            if nests:  # an operator ends unclosed arrays and dictionaries
                operands, nests = nests[0][1], []
            if word == "BI":
                keys, at = _inline_keys(data, at)
                image, at = _inline_data(data, at, keys)
                yield Operation("BI", [keys, image], start, at)
            else:
                if len(operands) > most:
                    operands = operands[-most:]
                yield Operation(word, operands, start, at)
            operands, start = [], at
        elif kind == "open":
            nests.append((found["open"], operands))
            operands = []
        elif kind == "close":
            operands = _closed(found["close"], nests, operands)
        elif kind == "nested":
            text, at = _nested(data, at)
            operands.append(text)
        elif kind is not None and kind != "other":
            operands.append(_value(kind, found[kind]))


def _value(kind: str, token: bytes) -> Operand:
    """Return a number, a name or a string."""
    if kind == "number":
        try:
            return float(token)
        except ValueError:  # such as --5 or 12-3, which readers read as 5 and 12
            return float(token.lstrip(b"+-").partition(b"-")[0])
    if kind == "name":
        return _name(token)
    if kind == "hex":
        digits = token[1:-1].translate(None, b"\0\t\n\f\r ").decode()
        return bytes.fromhex(digits + "0" * (len(digits) % 2))
    return _unescaped(token[1:-1])


def _name(token: bytes) -> str:
    if b"#" in token:
        pattern = rb"#([0-9A-Fa-f]{2})"
        token = re.sub(pattern, lambda found: bytes.fromhex(found[1].decode()), token)
    return token.decode("utf-8", errors="surrogateescape")


def _unescaped(text: bytes) -> bytes:
    if b"\\" not in text:
        return text
    return _ESCAPE.sub(_escape, text)


def _escape(found: re.Match[bytes]) -> bytes:
    code = found[1]
    if code[:1] in b"01234567":
        return bytes([int(code, 8) & 255])
    return b"" if code in (b"\n", b"\r", b"\r\n") else _ESCAPED.get(code, code)


def _nested(data: bytes, start: int) -> tuple[bytes, int]:
    """Return a string that contains parentheses, and where it ends; `start` is after its first parenthesis."""
    depth, at = 1, start
    part = re.compile(rb"\\.|[()]", re.DOTALL)
    while (found := part.search(data, at)) is not None:
        at = found.end()
        depth += {b"(": 1, b")": -1}.get(found[0], 0)
        if depth == 0:
            return _unescaped(data[start : at - 1]), at
    return _unescaped(data[start:]), len(data)


def _closed(
    bracket: bytes, nests: list[tuple[bytes, list[Operand]]], inner: list[Operand]
) -> list[Operand]:
    """Close an array or a dictionary, and return the operands that it is part of."""
    if not nests:
        return inner
    opened, outer = nests.pop()
    if opened == b"<<" and bracket == b">>":
        outer.append({key: one for key, one in _pairs(inner) if isinstance(key, str)})
    else:
        outer.append(inner)
    return outer


def _pairs(values: list[Operand]) -> Iterator[tuple[Operand, Operand]]:
    return zip(values[::2], values[1::2], strict=False)


_INLINE_KEYS = {
    **{"/BPC": "/BitsPerComponent", "/CS": "/ColorSpace", "/D": "/Decode", "/F": "/Filter"},
    **{"/DP": "/DecodeParms", "/H": "/Height", "/IM": "/ImageMask", "/W": "/Width"},
    "/L": "/Length",
}


def _inline_keys(data: bytes, at: int) -> tuple[dict[str, Operand], int]:
    """Return an inline image's dictionary, and where its `ID` ends."""
    values: list[Operand] = []
    nests: list[tuple[bytes, list[Operand]]] = []
    while (found := _TOKEN.match(data, at)) is not None:
        at, kind = found.end(), found.lastgroup
        if kind == "word":
            word = found["word"].decode("latin-1")
            if word not in _CONSTANTS:
                break
            values.append(_CONSTANTS[word])
        elif kind == "open":
            nests.append((found["open"], values))
            values = []
        elif kind == "close":
            values = _closed(found["close"], nests, values)
        elif kind in ("number", "name", "hex", "string"):
            values.append(_value(kind, found[kind]))
    pairs = {key: one for key, one in _pairs(values) if isinstance(key, str)}
    return {_INLINE_KEYS.get(key, key): one for key, one in pairs.items()}, at


def _inline_data(data: bytes, at: int, keys: dict[str, Operand]) -> tuple[bytes, int]:
    """Return an inline image's data, by its length or its `EI`, and where the stream continues."""
    start = at + 1
    length = keys.get("/Length")
    least = int(length) if isinstance(length, float) and length > 0 else _raw_length(keys)
    at = min(start + max(0, least - 1), len(data))
    while (found := _IMAGE_END.search(data, at)) is not None:
        if not _BINARY.search(data, found.end(), found.end() + 12):
            return data[start : found.start()], found.end()
        at = found.start() + 1
    return data[start:], len(data)


def _raw_length(keys: dict[str, Operand]) -> int:
    """Return the length in bytes of an inline image without a filter; 0 if it has one."""
    sizes = {"/G": 1, "/DeviceGray": 1, "/RGB": 3, "/DeviceRGB": 3, "/CMYK": 4, "/DeviceCMYK": 4}
    width, height = keys.get("/Width"), keys.get("/Height")
    if keys.get("/Filter") or not isinstance(width, float) or not isinstance(height, float):
        return 0
    space = keys.get("/ColorSpace")
    bits = keys.get("/BitsPerComponent", 1.0)
    parts = sizes.get(space, 1) if isinstance(space, str) else 1
    return int(-(-width * parts * (bits if isinstance(bits, float) else 1.0) // 8) * height)


# from operands to bytes and objects

_IRREGULAR = re.compile(rb"[^!-~]|[#()<>\[\]{}/%]")


def write_operation(operands: Iterable[Operand], operator: str) -> bytes:
    """Return an operator with its operands as a line of a content stream."""
    return b" ".join([*map(_written, operands), operator.encode("latin-1")])


def _written(value: Operand) -> bytes:
    write = _WRITERS.get(type(value))
    return b"null" if write is None else write(value)


def _number(value: float) -> bytes:
    if not value % 1:
        return b"%d" % value
    written = f"{value:.9g}"
    return (f"{value:.12f}".rstrip("0") if "e" in written else written).encode()


def _name_of(value: str) -> bytes:
    raw = value[1:].encode("utf-8", "surrogateescape")
    return b"/" + _IRREGULAR.sub(lambda found: b"#%02x" % found[0][0], raw)


def _pairs_of(value: dict[str, Operand]) -> bytes:
    return b"<<" + b" ".join(_written(part) for pair in value.items() for part in pair) + b">>"


_WRITERS: dict[type, Callable[[Operand], bytes]] = {
    bool: lambda value: b"true" if value else b"false",
    int: lambda value: b"%d" % value,
    float: _number,
    str: _name_of,
    bytes: lambda value: b"<" + value.hex().encode() + b">",
    list: lambda value: b"[" + b" ".join(map(_written, value)) + b"]",
    dict: _pairs_of,
}


def to_object(operand: Operand) -> Raw:
    """Return an operand as a pikepdf object. Raise ContentError for an empty name."""
    if isinstance(operand, str):
        return name_object(operand)
    if isinstance(operand, bytes):
        return pikepdf.String(operand)
    if isinstance(operand, list):
        return pikepdf.Array([to_object(one) for one in operand])
    if isinstance(operand, dict):
        made = pikepdf.Dictionary()
        for key, one in operand.items():
            made[name_object(key)] = to_object(one)
        return made
    return int(operand) if isinstance(operand, float) and operand.is_integer() else operand


FILTERS = {
    **{"/AHx": "/ASCIIHexDecode", "/A85": "/ASCII85Decode", "/LZW": "/LZWDecode"},
    **{"/Fl": "/FlateDecode", "/RL": "/RunLengthDecode", "/CCF": "/CCITTFaxDecode"},
    "/DCT": "/DCTDecode",
}
"""The full names of the filters that inline images abbreviate (ISO 32000-1, table 94)."""
_SPACES = {"/G": "/DeviceGray", "/RGB": "/DeviceRGB", "/CMYK": "/DeviceCMYK", "/I": "/Indexed"}


def inline_image(pdf: pikepdf.Pdf, operands: list[Operand]) -> pikepdf.Stream:
    """Return the image of a `BI` operation as an image XObject."""
    keys, data = operands
    made = dict(keys)
    for key, names in (("/Filter", FILTERS), ("/ColorSpace", _SPACES)):
        value = made.get(key)
        if isinstance(value, list):
            made[key] = [names.get(one, one) if isinstance(one, str) else one for one in value]
        elif isinstance(value, str):
            made[key] = names.get(value, value)
    made.pop("/Length", None)
    stream = pdf.make_stream(data, to_object(made))
    stream.Type, stream.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
    return stream


# from streams to bytes


def decode_stream(stream: Raw) -> bytes:
    """Return a content stream's decoded bytes. Raise ContentError if it is damaged or too long."""
    if not isinstance(stream, pikepdf.Stream):
        raise ContentError("a content stream is not a stream")
    coding = stream.get("/Filter")
    first = coding[0] if isinstance(coding, pikepdf.Array) and len(coding) else coding
    try:
        if first == "/FlateDecode":
            raw = stream.read_raw_bytes()
            if len(raw) * 1032 > MAX_STREAM and len(_inflated(raw)) > MAX_STREAM:
                raise ContentError(f"a content stream is longer than {MAX_STREAM // 2**20} MB")
        data = bytes(stream.read_bytes(LOSSLESS))
    except BROKEN as error:
        raise ContentError(reason(error, "a content stream cannot be decoded")) from None
    if len(data) > MAX_STREAM:
        raise ContentError(f"a content stream is longer than {MAX_STREAM // 2**20} MB")
    return data


def join_streams(contents: Raw, report: Callable[[str], None]) -> bytes:
    """Return a page's content streams as one; leave damaged ones out and report them."""
    parts = contents if isinstance(contents, pikepdf.Array) else [contents]
    read, size = list[bytes](), 0
    for part in parts:
        if part is None:
            continue
        try:
            data = decode_stream(part)
        except ContentError as error:
            report(str(error))
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


@contextmanager
def decoding_limit(most: int = MAX_STREAM) -> Iterator[None]:
    """Limit what a stream may decode to, in bytes: reading a longer one raises PdfError.

    So a small hostile file cannot take a large memory.
    """
    kept: dict[str, Any] = set_qpdf_limits(flate_max_memory=most, run_length_max_memory=most)
    try:
        yield
    finally:
        set_qpdf_limits(**kept)
