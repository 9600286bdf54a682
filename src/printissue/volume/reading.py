"""Reads a file into its leaves: every object as bytes, its dictionary apart from its stream, nothing decoded.

qpdf writes an object the same way whatever it was read from: generation 0, one object after the other, strings escaped,
the length beside the stream. A file that it wrote last and without object streams (as archive editions are) is cut
at its cross-reference table; any other file is written so first.
"""

import io
import re
from dataclasses import dataclass
from pathlib import Path

import pikepdf

_HEAD = re.compile(rb"%PDF-(\d\.\d)\n%\xbf\xf7\xa2\xfe\n")
_TAIL = re.compile(
    rb"trailer (<< .* >>)\nstartxref\n(\d+)\n%%EOF\n\Z",
    re.DOTALL,
)
_ROOT = re.compile(rb"/Root (\d+) 0 R")
_INFO = re.compile(rb"/Info (\d+) 0 R")
_PRODUCER = re.compile(rb"/Producer \(([^()\\]*)\)")
_LENGTH = re.compile(rb"/Length (\d+)\b")
_STREAM = b"\nstream\n"
_ENTRY = 20
"""Bytes of an entry of a cross-reference table (ISO 32000-1, 7.5.4)."""


class UnreadableError(Exception):
    """A file cannot be bound; the message says why."""


@dataclass(frozen=True, slots=True)
class Leaves:
    """A file's objects.

    `heads` are by number (0 is unused): whole objects, or the dictionaries of streams; `data` are the streams as they
    stand in the file. `producer` is what the file says it was made with.
    """

    heads: list[bytes]
    data: dict[int, bytes]
    root: int
    version: str
    producer: bytes


def read(content: bytes | Path) -> Leaves:
    """Cut a file into its leaves. Raises UnreadableError."""
    try:
        whole = content if isinstance(content, bytes) else content.read_bytes()
        return _cut(whole) or _cut(_rewritten(whole)) or _refuse()
    except pikepdf.PasswordError:
        raise UnreadableError("it is encrypted, and opens only with a password") from None
    except (pikepdf.PdfError, OSError, ValueError, RuntimeError) as error:
        raise UnreadableError(f"it cannot be read: {error}") from None


def _refuse() -> Leaves:
    raise UnreadableError("its objects cannot be told apart")


def _rewritten(content: bytes) -> bytes:
    """Write a file as qpdf writes it; pages that stand twice in the page tree get an object each."""
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as pdf:
        if pdf.is_encrypted:
            raise UnreadableError("it is encrypted")
        if len(pdf.pages) == 0:
            raise UnreadableError("it has no pages")
        pdf.save(
            target,
            fix_metadata_version=False,
            static_id=True,
            compress_streams=False,
            stream_decode_level=pikepdf.StreamDecodeLevel.none,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
        )
    return target.getvalue()


def _cut(content: bytes) -> Leaves | None:
    """Cut a file at its cross-reference table; None where it is not what qpdf writes."""
    head, tail = _HEAD.match(content), _TAIL.search(content, max(0, content.rfind(b"\ntrailer ")))
    root = _ROOT.search(tail[1]) if tail else None
    if not (head and tail and root) or b"/Encrypt " in tail[1] or b"/Prev " in tail[1]:
        return None
    table = int(tail[2])
    starts = _starts(content[table : tail.start()])
    if not starts:
        return None
    heads, data = [b"null"] * (len(starts) + 1), {}
    for number, (start, end) in enumerate(zip(starts, [*starts[1:], table], strict=True), 1):
        cut = _leaf(content[start:end], b"%d 0 obj\n" % number)
        if cut is None:
            return None
        heads[number] = cut[0]
        if cut[1] is not None:
            data[number] = cut[1]
    return Leaves(heads, data, int(root[1]), head[1].decode(), _producer(heads, tail[1]))


def _producer(heads: list[bytes], trailer: bytes) -> bytes:
    """Give the Info dictionary's producer, as far as it is plain text."""
    info = _INFO.search(trailer)
    at = int(info[1]) if info else 0
    words = _PRODUCER.search(heads[at]) if at < len(heads) else None
    return words[1] if words else b""


def _starts(table: bytes) -> list[int]:
    """Read where objects 1, 2, 3... begin; empty where the table is not one unbroken run of them."""
    first, _, rest = table.partition(b"\n")[2].partition(b"\n")
    count = int(first.split()[1]) if re.fullmatch(rb"0 \d+", first) else 0
    rows = [rest[at : at + _ENTRY] for at in range(_ENTRY, count * _ENTRY, _ENTRY)]
    if len(rest) != count * _ENTRY or any(row[10:] != b" 00000 n \n" for row in rows):
        return []
    starts = [int(row[:10]) for row in rows]
    return starts if starts == sorted(starts) else []


def _leaf(span: bytes, opening: bytes) -> tuple[bytes, bytes | None] | None:
    """Take an object out of its frame; None where it is not framed as qpdf does it."""
    if not span.startswith(opening):
        return None
    if span.endswith(b"endstream\nendobj\n"):
        head, _, rest = span[len(opening) :].partition(_STREAM)
        for length in map(int, _LENGTH.findall(head)):
            if rest[length:] in (b"\nendstream\nendobj\n", b"endstream\nendobj\n"):
                return head, rest[:length]
        return None
    body = span[len(opening) : -len(b"\nendobj\n")]
    if body[:1].isdigit() and body.endswith(b" R"):  # an object that is a reference to another
        body = b" " + body
    return (body, None) if span.endswith(b"\nendobj\n") and b"endobj" not in body else None
