"""The standard streams: a run goes on and ends normally even if nobody reads its output."""

import codecs
import errno
import io
import os
import sys
from typing import TextIO

_CLOSED = frozenset({errno.EPIPE, errno.EBADF, errno.EIO})
"""The errors of a pipe whose reader has ended, a closed stream and a terminal that is gone."""


class _Raw(io.FileIO):
    """A file descriptor that accepts all data: it keeps the first write error and discards what follows."""

    fault: OSError | None = None

    def write(self, data: object, /) -> int:
        """Write the data if no write has failed yet. Return its length."""
        count = memoryview(data).nbytes  # type: ignore[arg-type]
        if self.fault is not None:
            return count
        try:
            return super().write(data)  # type: ignore[arg-type]
        except OSError as error:
            self.fault = error
            return count


def _escape(error: UnicodeError) -> tuple[str | bytes, int]:
    """Encode what the stream's encoding lacks: bytes of file names unchanged, other characters as their codes."""
    if isinstance(error, UnicodeEncodeError) and "\udc80" <= error.object[error.start] <= "\udcff":
        return bytes([ord(error.object[error.start]) - 0xDC00]), error.start + 1
    return codecs.backslashreplace_errors(error)


codecs.register_error("printissue", _escape)

_raw: dict[int, _Raw] = {}


def prepare() -> None:
    """Open the streams that the caller closed, and make stdout and stderr raise no errors when written to."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            # otherwise the next file that is opened gets this number, and everything that is printed
            os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)
    if os.name == "nt":
        return
    if sys.stdout is sys.__stdout__:
        sys.stdout = _stream(1, sys.stdout)
    if sys.stderr is sys.__stderr__:
        sys.stderr = _stream(2, sys.stderr)


def _stream(number: int, replaced: TextIO | None) -> TextIO:
    raw = _raw[number] = _Raw(number, "w", closefd=False)
    return io.TextIOWrapper(
        io.BufferedWriter(raw),
        encoding=replaced.encoding if replaced else "utf-8",
        errors="printissue",
        line_buffering=raw.isatty() or number == 2,
    )


def fault() -> str:
    """Return why stdout could not be written. Return an empty text if it was, or if its reader ended early."""
    sys.stdout.flush()
    error = _raw[1].fault if 1 in _raw else None
    return "" if error is None or error.errno in _CLOSED else error.strerror or str(error)
