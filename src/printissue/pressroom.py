"""The pressroom: processes that set pages, each of which can be killed.

WeasyPrint has no limit of time or depth of its own; a layout that does not end, or takes the whole
process down, must not take the run with it.
"""

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeoutError
from types import FrameType, TracebackType
from typing import Any, Self, TypeVar

from pebble import ProcessExpired, ProcessPool

from printissue.errors import PressError, PrintissueError

TIME_LIMIT = 900.0
"""Seconds that one layout of one issue may take; a thousand pages take about two minutes."""

T = TypeVar("T")


def _only_in(process: int) -> Callable[[int, FrameType | None], None]:
    """Give what an interrupt does: it ends this process; one that has only begun leaves it to this one to end it."""

    def interrupt(*_: object) -> None:
        if os.getpid() == process:
            raise KeyboardInterrupt

    return interrupt


class Pressroom:
    """A pool of presses: `send` hands work to one, `receive` waits for what it made."""

    def __init__(self, presses: int | None = None, *, time_limit: float = TIME_LIMIT) -> None:
        # fork spares each press the start of an interpreter; elsewhere than on Linux it is not safe
        method = "fork" if sys.platform == "linux" else "spawn"
        self._limit = time_limit
        self._interrupt: Any = None
        self._pool = ProcessPool(
            max_workers=presses or min(os.cpu_count() or 1, 8),
            context=multiprocessing.get_context(method),
        )

    def __enter__(self) -> Self:
        if threading.current_thread() is threading.main_thread():
            self._interrupt = signal.signal(signal.SIGINT, _only_in(os.getpid()))
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._interrupt is not None:
            signal.signal(signal.SIGINT, self._interrupt)
        if kind is None:
            self._pool.close()  # type: ignore[no-untyped-call]
        else:
            self._pool.stop()  # type: ignore[no-untyped-call]
        self._pool.join()

    def send(self, work: Callable[..., T], *values: object) -> "Future[T]":
        """Hand work to the next free press."""
        future: Future[T] = self._pool.schedule(work, args=values, timeout=self._limit)
        return future

    def receive(self, future: "Future[T]", what: str) -> T:
        """Wait for what a press made of `what`. PressError where it broke down or took too long."""
        error = future.exception()
        if error is None:
            return future.result()
        if isinstance(error, PrintissueError):
            raise error
        raise self._breakdown(error, what) from error

    def _breakdown(self, error: BaseException, what: str) -> PressError:
        if isinstance(error, FutureTimeoutError):
            minutes = f"{self._limit / 60:g} minutes"
            return PressError(f"{what}: no end after {minutes}", "make the issue smaller")
        if isinstance(error, ProcessExpired):
            return PressError(f"{what}: the press broke down (exit {error.exitcode})")
        if isinstance(error, RecursionError):
            hint = "quotations, lists or boxes stand too deep in each other"
            return PressError(f"{what}: nested too deeply", hint)
        said = " ".join(f"{type(error).__name__}: {error}".split())
        return PressError(f"{what}: the press gave up ({said})")
