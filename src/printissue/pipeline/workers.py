"""Worker processes with limits, each of which can be killed.

A `WorkerPool` sends tasks through an `Executor`, which has the processes.

WeasyPrint has no limit of time, memory or depth of its own. A layout that does not end, takes all memory, or takes the
whole process down, must not take the run with it: each task has a limit.
"""

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future, wait
from concurrent.futures import TimeoutError as FutureTimeoutError
from contextlib import ExitStack
from dataclasses import dataclass
from types import FrameType, TracebackType
from typing import Any, Generic, Protocol, Self, TypeVar

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

_TASKS_OF_A_WORKER = 50
"""The number of tasks after which a worker is replaced: each leaves about 2 MB of memory in use."""

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
    """A task that was sent to a worker: its function and arguments, and its limit."""

    future: "Future[T]"
    work: Callable[..., T]
    values: tuple[object, ...]
    limit: Limit


class Executor(Protocol):
    """Runs tasks in worker processes. `WorkerPool` reports how they end, whatever executor runs them."""

    def submit(
        self, work: Callable[..., T], values: tuple[object, ...], limit: Limit
    ) -> "Future[T]":
        """Send a task to the next free worker. `Future.cancel` ends the task, even if it is running."""

    def close(self, *, at_once: bool) -> None:
        """End the workers and wait for them; `at_once` also ends the tasks that are not finished."""


class LocalExecutor:
    """Runs tasks in processes on this machine.

    `prepare` is called before the first task, if the processes are copies of this one: they have what it loads.
    """

    def __init__(self, workers: int, prepare: Callable[[], object] | None = None) -> None:
        # fork saves each worker the start of an interpreter; it is only safe on Linux
        method = "fork" if sys.platform == "linux" else "spawn"
        self._prepare = prepare if method == "fork" else None
        self._pool = ProcessPool(
            max_workers=workers,
            max_tasks=_TASKS_OF_A_WORKER,
            context=multiprocessing.get_context(method),
        )

    def submit(
        self, work: Callable[..., T], values: tuple[object, ...], limit: Limit
    ) -> "Future[T]":
        """Send a task to the next free process, which ends if the task exceeds the limit."""
        if self._prepare is not None:
            self._prepare()
            self._prepare = None
        future: Future[T] = self._pool.schedule(
            _confined, args=(limit, work, values), timeout=limit.wall_time
        )
        return future

    def close(self, *, at_once: bool) -> None:
        """End the processes and wait for them."""
        if at_once:
            self._pool.stop()  # type: ignore[no-untyped-call]
        else:
            self._pool.close()  # type: ignore[no-untyped-call]
        self._pool.join()


def _confined(limit: Limit, work: Callable[..., T], values: tuple[object, ...]) -> T:
    """Run a task in a worker; the process ends if the task exceeds its limit."""
    os.environ.pop("HB_SHAPER_LIST", None)  # HarfBuzz would shape text in another way
    try:
        with exit_beyond(limit):
            return work(*values)
    except RecursionError as error:
        message = str(error)
    # without its frames: distributed has tracebacks pickled as well, and this one is too deep for that
    raise RecursionError(message)


def default_workers() -> int:
    """Return the number of workers without `--jobs`: that of the processors that this process can use, at most 8."""
    available = len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count()
    return min(available or 1, 8)


class WorkerPool:
    """A pool of worker processes: `send` sends a task to one, `receive` waits for its result.

    `limit` is the limit of tasks that are sent without one. With `retries`, a task whose worker died runs once more,
    while no other task runs: it may have been short of memory.
    """

    def __init__(
        self,
        workers: int | None = None,
        *,
        limit: Limit = LIMITS.layout,
        retries: bool = True,
        executor: Executor | None = None,
    ) -> None:
        self.workers = workers or default_workers()
        self._limit, self._retries = limit, retries
        self._executor = executor or LocalExecutor(self.workers)
        self._unfinished: set[Future[Any]] = set()
        self._children = ExitStack()
        self._interrupt: Any = None

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
        self._executor.close(at_once=kind is not None)
        self._children.close()

    def send(self, work: Callable[..., T], *values: object, limit: Limit | None = None) -> Sent[T]:
        """Send a task to the next free worker; its arguments and result must be picklable."""
        bound = limit or self._limit
        future = self._executor.submit(work, values, bound)
        self._unfinished.add(future)
        future.add_done_callback(self._unfinished.discard)
        return Sent(future, work, values, bound)

    def died(self, sent: Sent[Any]) -> bool:
        """Return whether the worker of a task has died, so that `receive` would run the task once more."""
        return self._retries and sent.future.done() and _died(_error_of(sent))

    def receive(self, sent: Sent[T], what: str) -> T:
        """Return the result of a task about `what`, when it is finished.

        Raise LayoutError if the worker broke down or exceeded its limit, or the PrintissueError that the task raised.
        """
        error = _error_of(sent)
        if self._retries and _died(error):
            wait(tuple(self._unfinished))
            sent = self.send(sent.work, *sent.values, limit=sent.limit)
            error = _error_of(sent)
        if error is None:
            return sent.future.result()
        if isinstance(error, PrintissueError):
            raise error
        raise _breakdown(error, what, sent.limit) from error


def _error_of(sent: Sent[Any]) -> BaseException | None:
    return sent.future.exception()


def _died(error: BaseException | None) -> bool:
    """Return whether a worker ended without a result, for another reason than its processor time."""
    return isinstance(error, ProcessExpired) and error.exitcode != _OUT_OF_TIME


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
        return LayoutError(*_death(what, expired, limit))
    if isinstance(error, RecursionError):
        hint = "quotations, lists or boxes are nested too deeply"
        return LayoutError(f"{what}: nested too deeply", hint)
    said = " ".join(f"{type(error).__name__}: {error}".split())
    return LayoutError(f"{what}: the {kind} gave up ({said})")


def _death(what: str, exit_code: int, limit: Limit) -> tuple[str, str]:
    """Return the message and hint for a process that ended: by a signal if the exit code is negative."""
    if exit_code >= 0:
        return f"{what}: the process broke down (exit {exit_code})", ""
    try:
        name = signal.Signals(-exit_code).name
    except ValueError:
        name = f"signal {-exit_code}"
    cause = "it may be" if name == "SIGKILL" else "a library failed, or it was"
    hint = f"{cause} short of memory: {limit.more_memory()}"
    return f"{what}: the process broke down ({name})", hint
