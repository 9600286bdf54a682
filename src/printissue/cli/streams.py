"""The standard streams: a run goes on, and ends as it should, where nobody reads what it prints."""

import codecs
import errno
import io
import os
import sys
from typing import TextIO

_GONE = frozenset({errno.EPIPE, errno.EBADF, errno.EIO})
"""What the system answers where the reader of a pipe has ended, a stream is closed or a terminal is gone."""


class _Raw(io.FileIO):
    """A file descriptor that takes everything: the first error of writing is kept, and the rest goes nowhere."""

    fault: OSError | None = None

    def write(self, data: object, /) -> int:
        """Write what can be written, and return as many bytes as there are."""
        count = memoryview(data).nbytes  # type: ignore[arg-type]
        if self.fault is not None:
            return count
        try:
            return super().write(data)  # type: ignore[arg-type]
        except OSError as error:
            self.fault = error
            return count


def _shown(error: UnicodeError) -> tuple[str | bytes, int]:
    """Encode what a stream cannot: the bytes of a file name as they are, any other character as its code."""
    if isinstance(error, UnicodeEncodeError) and "\udc80" <= error.object[error.start] <= "\udcff":
        return bytes([ord(error.object[error.start]) - 0xDC00]), error.start + 1
    return codecs.backslashreplace_errors(error)


codecs.register_error("printissue", _shown)

_raw: dict[int, _Raw] = {}


def prepare() -> None:
    """Open what the caller closed, and let stdout and stderr raise no error whatever happens to their readers."""
    for number in range(3):
        try:
            os.fstat(number)
        except (
            OSError
        ):  # else the next file that is opened would get the number, and what is printed with it
            os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)
    if os.name == "nt":
        return
    if sys.stdout is sys.__stdout__:
        sys.stdout = _stream(1, sys.stdout)
    if sys.stderr is sys.__stderr__:
        sys.stderr = _stream(2, sys.stderr)


def _stream(number: int, before: TextIO | None) -> TextIO:
    raw = _raw[number] = _Raw(number, "w", closefd=False)
    return io.TextIOWrapper(
        io.BufferedWriter(raw),
        encoding=before.encoding if before else "utf-8",
        errors="printissue",
        line_buffering=raw.isatty() or number == 2,
    )


def fault() -> str:
    """Return why stdout did not take everything; nothing where it did, or its reader wanted no more."""
    sys.stdout.flush()
    error = _raw[1].fault if 1 in _raw else None
    return "" if error is None or error.errno in _GONE else error.strerror or str(error)
