"""SVG on trial: a drawing is drawn once for itself, so that what the layout engine cannot draw is found with its line.

WeasyPrint catches whatever goes wrong while it draws an SVG, logs an address and leaves the picture out.
"""

import logging
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType, TracebackType
from typing import Any

from printissue.press.setting import ADDRESS, closed_fetcher

_NAME = "drawing.svg"
_PAGE = f'<!doctype html><title>T</title><img alt="T" style="width: 50mm" src="{ADDRESS}{_NAME}">'


TIME_LIMIT = 10.0
"""Seconds of CPU time that one drawing may take on trial; what has been counted before takes about as long at most."""


class TooLong(BaseException):
    """The drawing takes too long."""


def drawing_faults(content: bytes, lines: list[int]) -> list[tuple[str, int | None]]:
    """Return what the layout engine cannot draw of an SVG, each with its line of the file where it is known.

    `lines` are the lines of the elements in document order. `load` must have been called.
    """
    from weasyprint import HTML

    try:
        with _records() as records, _limited():
            table = {ADDRESS + _NAME: content}
            HTML(string=_PAGE, url_fetcher=closed_fetcher(table), base_url=ADDRESS).write_pdf()
    except TooLong as error:
        return [_fault(error, lines)]
    except Exception as error:  # sizes that the layout cannot take are caught nowhere below
        return [_fault(error, lines)]
    return list(dict.fromkeys(_told(records, lines)))


def _told(records: list[logging.LogRecord], lines: list[int]) -> Iterator[tuple[str, int | None]]:
    """Yield what was logged; an exception that was caught comes after its own summary, at a lower level."""
    for number, record in enumerate(records):
        if record.levelno < logging.WARNING:
            continue
        after = records[number + 1] if number + 1 < len(records) else None
        cause = after.exc_info if after is not None and after.levelno < logging.WARNING else None
        if cause and isinstance(cause[1], BaseException):
            yield _fault(cause[1], lines)
        else:
            yield record.getMessage().replace(ADDRESS, ""), None


class _Keeper(logging.Handler):
    """Keeps the records of a log."""

    def __init__(self, records: list[logging.LogRecord]) -> None:
        super().__init__(logging.DEBUG)
        self._records = records

    def emit(self, record: logging.LogRecord) -> None:
        self._records.append(record)


@contextmanager
def _records() -> Iterator[list[logging.LogRecord]]:
    """Catch all that WeasyPrint logs, with the exceptions that it catches, and keep it off the terminal."""
    logger = logging.getLogger("weasyprint")
    records: list[logging.LogRecord] = []
    handler = _Keeper(records)
    kept = logger.propagate, logger.level
    logger.propagate = False
    logger.setLevel(logging.DEBUG)
    logger.addHandler(handler)
    try:
        yield records
    finally:
        logger.removeHandler(handler)
        logger.propagate = kept[0]
        logger.setLevel(kept[1])


@contextmanager
def _limited() -> Iterator[None]:
    """Raise TooLong after the limit of CPU time, where the system has such an alarm."""
    if (
        not hasattr(signal, "setitimer")
        or threading.current_thread() is not threading.main_thread()
    ):
        yield
        return

    def stop(_: int, __: FrameType | None) -> None:
        raise TooLong

    kept = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, TIME_LIMIT)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, kept)


def _fault(error: BaseException, lines: list[int]) -> tuple[str, int | None]:
    """Return what an exception says of the element that was being drawn, and the line of that element."""
    element, root = _drawn(error.__traceback__)
    if isinstance(error, TooLong):
        return f"the SVG takes more than {TIME_LIMIT:g} seconds to draw", None
    said = " ".join(f"{type(error).__name__}: {error}".split())
    if element is None or root is None:
        return f"the SVG cannot be drawn ({said})", None
    number = next((place for place, one in enumerate(root.iter()) if one is element), None)
    line = lines[number] if number is not None and number < len(lines) else None
    return f"<{element.tag.rpartition('}')[2]}> cannot be drawn ({said})", line


def _drawn(trace: TracebackType | None) -> tuple[Any, Any]:
    """Return the innermost element that was being drawn, and the root of its file."""
    element = root = None
    while trace is not None:
        frame = trace.tb_frame
        if frame.f_code.co_name == "draw_node" and "node" in frame.f_locals:
            element = frame.f_locals["node"]._etree_node
            root = element if root is None else root
        trace = trace.tb_next
    return element, root
