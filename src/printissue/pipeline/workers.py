"""Worker processes with limits, each of which can be killed.

WeasyPrint has no limit of time, memory or depth of its own. A layout that does not end, takes all memory, or takes the
whole process down, must not take the run with it: each task has a limit.
"""

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeoutError
from contextlib import ExitStack
from dataclasses import dataclass
from types import FrameType, TracebackType
from typing import Any, Generic, Self, TypeVar

from pebble import ProcessExpired, ProcessPool

from printissue.core.errors import LayoutError, PrintissueError
from printissue.core.limits import (
    LIMITS,
    MEMORY_EXIT,
    Limit,
    children_allowed,
    exit_beyond,
    memory_text,
)

_OUT_OF_TIME = -getattr(signal, "SIGXCPU", 0)
"""The exit code of a process that has used up its processor time; on Windows there is none."""

T = TypeVar("T")


Handler = Callable[[int, FrameType | None], object]
"""A handler of a signal."""


def _only_in(process: int, before: Handler) -> Handler:
    """Return what an interrupt does: what it did before, but nothing in a child that has only begun."""

    def interrupt(number: int, frame: FrameType | None) -> None:
        if os.getpid() == process:
            before(number, frame)

    return interrupt


@dataclass(frozen=True, slots=True)
class Sent(Generic[T]):
    """A task that was sent to a worker, and its limit."""

    future: "Future[T]"
    limit: Limit


def _confined(limit: Limit, work: Callable[..., T], values: tuple[object, ...]) -> T:
    """Run a task in a worker; the process ends if the task exceeds its limit."""
    os.environ.pop("HB_SHAPER_LIST", None)  # HarfBuzz would shape text in another way
    with exit_beyond(limit):
        return work(*values)


class WorkerPool:
    """A pool of worker processes: `send` sends a task to one, `receive` waits for its result.

    `limit` is the limit of tasks that are sent without one.
    """

    def __init__(self, workers: int | None = None, *, limit: Limit = LIMITS.layout) -> None:
        # fork saves each worker the start of an interpreter; it is only safe on Linux
        method = "fork" if sys.platform == "linux" else "spawn"
        self._limit = limit
        self._children = ExitStack()
        self._interrupt: Any = None
        self._pool = ProcessPool(
            max_workers=workers or min(os.cpu_count() or 1, 8),
            context=multiprocessing.get_context(method),
        )

    def __enter__(self) -> Self:
        if threading.current_thread() is threading.main_thread():
            before = signal.getsignal(signal.SIGINT)
            if callable(
                before
            ):  # else it is ignored or ends the process, which children do as well
                self._interrupt = signal.signal(signal.SIGINT, _only_in(os.getpid(), before))
        self._children.enter_context(children_allowed())  # workers that break down are replaced
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
        self._children.close()

    def send(self, work: Callable[..., T], *values: object, limit: Limit | None = None) -> Sent[T]:
        """Send a task to the next free worker; its arguments and result must be picklable."""
        bound = limit or self._limit
        future: Future[T] = self._pool.schedule(
            _confined, args=(bound, work, values), timeout=bound.wall_time
        )
        return Sent(future, bound)

    def receive(self, sent: Sent[T], what: str) -> T:
        """Return the result of a task about `what`, when it is finished.

        Raise LayoutError if the worker broke down or exceeded its limit, or the PrintissueError that the task raised.
        """
        error = sent.future.exception()
        if error is None:
            return sent.future.result()
        if isinstance(error, PrintissueError):
            raise error
        raise _breakdown(error, what, sent.limit) from error


def _breakdown(error: BaseException, what: str, limit: Limit) -> LayoutError:
    """Return the error that names the work, how it ended, and what to do."""
    expired = error.exitcode if isinstance(error, ProcessExpired) else None
    kind = limit.name.replace("_", " ")
    if expired is not None and expired == _OUT_OF_TIME:
        taken = f"the {kind} takes more than {limit.cpu_time:g} seconds of processor time"
        return LayoutError(f"{what}: {taken}", f"make it smaller, or {limit.more_time()}")
    if expired == MEMORY_EXIT or isinstance(error, MemoryError):
        taken = f"the {kind} takes more than {memory_text(limit.memory)} of memory"
        return LayoutError(f"{what}: {taken}", f"make it smaller, or {limit.more_memory()}")
    if isinstance(error, FutureTimeoutError):
        taken = f"the {kind} did not end within {limit.wall_time:g} seconds"
        return LayoutError(f"{what}: {taken}", f"make it smaller, or {limit.more_time()}")
    if expired is not None:
        hint = f"it may be short of memory: {limit.more_memory()}" if expired < 0 else ""
        return LayoutError(f"{what}: the process broke down (exit {expired})", hint)
    if isinstance(error, RecursionError):
        hint = "quotations, lists or boxes are nested too deeply"
        return LayoutError(f"{what}: nested too deeply", hint)
    said = " ".join(f"{type(error).__name__}: {error}".split())
    return LayoutError(f"{what}: the {kind} gave up ({said})")
