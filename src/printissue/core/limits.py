"""Limits: what the work of one process may take, and how the process is held to it.

Four means work together, because each has a gap:

- the processor time that the system counts (RLIMIT_CPU) ends a loop, in C too, but not a process that sleeps;
- the address space (RLIMIT_AS) refuses memory, but macOS does not keep to it;
- a thread that watches the memory in use ends what the address space does not stop;
- the wall time, which whoever waits for the process keeps, ends a process that sleeps.
"""

import math
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import FrameType

MEMORY_EXIT = 86
"""The exit code of a process that has watched itself take too much memory."""

_WATCH = 0.1
"""Seconds between two looks at the memory in use."""

_SLACK = 256 << 20
"""Bytes of address space beyond a limit, so that the watching thread, which can say so, comes first."""


_inherited: dict[int, int] = {}
"""The bytes of memory in use when a process began its first task, by its number."""


@dataclass(frozen=True, slots=True)
class Limit:
    """What one task may take: `seconds` of processor time, times a `factor` for large work, and `memory` in bytes.

    `name` is the key of `workspace.yaml` under `limits` that sets it.
    """

    name: str
    seconds: float
    memory: int
    factor: float = 1.0

    @property
    def time(self) -> float:
        """The seconds of processor time that the task may take."""
        return self.seconds * self.factor

    @property
    def wall_time(self) -> float:
        """The seconds of wall time after which whoever waits gives up: other work may hold the processor."""
        return 3 * self.time + 30

    def scaled(self, factor: float) -> "Limit":
        """Return the limit for work that is so many times as large as usual; it is never less than the usual."""
        return replace(self, factor=max(1.0, factor))

    def more_time(self) -> str:
        """Return the hint that says how to allow twice the time."""
        return self._more(f"seconds: {math.ceil(2 * self.seconds)}")

    def more_memory(self) -> str:
        """Return the hint that says how to allow twice the memory."""
        return self._more(f"memory: {memory_text(2 * self.memory)}")

    def _more(self, setting: str) -> str:
        return f"allow more in workspace.yaml, limits: {{{self.name}: {{{setting}}}}}"


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of a workspace, by the kind of work; the names are the keys of `workspace.yaml`."""

    layout: Limit = field(default=Limit("layout", 120.0, 2 << 30))
    template: Limit = field(default=Limit("template", 20.0, 512 << 20))
    preflight: Limit = field(default=Limit("preflight", 600.0, 2 << 30))
    imposition: Limit = field(default=Limit("imposition", 300.0, 2 << 30))
    old_issue: Limit = field(default=Limit("old_issue", 20.0, 512 << 20))


LIMITS = Limits()
"""The usual limits."""


class TimeLimitError(Exception):
    """Work within this process has taken more processor time than it may."""


@contextmanager
def raise_beyond(limit: Limit) -> Iterator[None]:
    """Run a block that may take so much. Raises TimeLimitError or MemoryError inside it, where the work is.

    Only the main thread of a process on a POSIX system can be held so; elsewhere the block runs without limits.
    """
    with _address_space(limit.memory), processor_time(limit.time):
        yield


@contextmanager
def exit_beyond(limit: Limit) -> Iterator[None]:
    """Run one task of a worker process that may take so much; the system ends the process where it takes more."""
    done = threading.Event()
    # a forked process has the memory of the one that started it, which is not the task's
    inherited = _inherited.setdefault(os.getpid(), memory_in_use())
    watch = threading.Thread(target=_watch, args=(limit.memory + inherited, done), daemon=True)
    with _address_space(limit.memory + _SLACK), _processor_time(limit.time):
        watch.start()
        try:
            yield
        finally:
            done.set()
            watch.join()


def limit_process(*, seconds: float, memory: int, file_size: int) -> None:
    """Bind this process for good, as far as its system can: what it takes, what it writes; it dumps no core."""
    if sys.platform == "win32":
        return
    import resource

    hard = (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, file_size),
        (resource.RLIMIT_AS, _address_space_held() + memory),
    )
    for kind, most in hard:
        bound = _least(most, resource.getrlimit(kind)[1])
        with suppress(ValueError, OSError):  # macOS takes no bound on address space
            resource.setrlimit(kind, (bound, bound))
    # the soft bound alone: at the hard one the system kills without saying why
    signal.signal(signal.SIGXCPU, signal.SIG_DFL)
    end = math.ceil(time.process_time() + seconds)
    upper = resource.getrlimit(resource.RLIMIT_CPU)[1]
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CPU, (_least(end, upper), upper))


@contextmanager
def children_allowed() -> Iterator[None]:
    """Let this process start others in the block, also where it is daemonic itself, as a task queue's workers are.

    multiprocessing forbids it, because nobody ends the children of a daemonic process that is killed. Ours end by
    themselves: a worker stops when its pipe closes, and a limit ends it before.
    """
    process = multiprocessing.current_process()
    if not process.daemon:
        yield
        return
    process.daemon = False
    try:
        yield
    finally:
        process.daemon = True


def memory_text(memory: int) -> str:
    """Return an amount of memory as `workspace.yaml` takes it: `2 GB`, `512 MB`."""
    return f"{memory >> 30} GB" if memory % (1 << 30) == 0 else f"{memory >> 20} MB"


def _watch(memory: int, done: threading.Event) -> None:
    """End this process once it has more memory in use than it may."""
    while not done.wait(_WATCH):
        if memory_in_use() > memory:
            os._exit(MEMORY_EXIT)


def memory_in_use() -> int:
    """Return the bytes of memory that this process has in use; 0 where its system does not tell."""
    pages = _statm(1)
    if pages is not None:
        return pages
    if sys.platform == "win32":
        return 0
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak << 10


def _address_space_held() -> int:
    """Return the bytes of address space that this process has already; 0 where its system does not tell."""
    return _statm(0) or 0


def _statm(number: int) -> int | None:
    """Return a figure of Linux's `/proc/self/statm` in bytes: 0 is the address space, 1 the memory in use."""
    try:
        figures = Path("/proc/self/statm").read_text(encoding="ascii").split()
    except OSError:
        return None
    return int(figures[number]) * os.sysconf("SC_PAGE_SIZE")


@contextmanager
def _address_space(memory: int) -> Iterator[None]:
    """Refuse address space beyond what is held and so much more."""
    if sys.platform == "win32":
        yield
        return
    import resource

    with _lowered(resource.RLIMIT_AS, _address_space_held() + memory):
        yield


@contextmanager
def _processor_time(seconds: float) -> Iterator[None]:
    """End this process after so many seconds more of processor time."""
    if sys.platform == "win32":
        yield
        return
    import resource

    signal.signal(signal.SIGXCPU, signal.SIG_DFL)
    with _lowered(resource.RLIMIT_CPU, math.ceil(time.process_time() + seconds)):
        yield


@contextmanager
def _lowered(kind: int, most: int) -> Iterator[None]:
    """Lower a soft limit for a block, where the system lets it."""
    if sys.platform == "win32":
        yield
        return
    import resource

    soft, hard = resource.getrlimit(kind)
    with suppress(ValueError, OSError):  # macOS takes no bound on address space
        resource.setrlimit(kind, (_least(most, soft, hard), hard))
    try:
        yield
    finally:
        with suppress(ValueError, OSError):
            resource.setrlimit(kind, (soft, hard))


@contextmanager
def address_space_for_programs() -> Iterator[None]:
    """Lift the limit of address space in a block that starts another program.

    A program inherits the limit, and Java reserves far more address space than it uses: it does not start.
    """
    if sys.platform == "win32":
        yield
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (hard, hard))
    try:
        yield
    finally:
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def _least(*bounds: int) -> int:
    """Return the lowest bound; RLIM_INFINITY is none."""
    import resource

    return min(one for one in bounds if one != resource.RLIM_INFINITY)


@contextmanager
def processor_time(seconds: float) -> Iterator[None]:
    """Raise TimeLimitError in a block once it has used so many seconds of processor time.

    Libraries may swallow an exception: it is raised again every half second.
    """
    if sys.platform == "win32" or threading.current_thread() is not threading.main_thread():
        yield
        return
    former = signal.signal(signal.SIGPROF, _out_of_time)
    signal.setitimer(signal.ITIMER_PROF, seconds, 0.5)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, former)


def _out_of_time(_number: int, frame: FrameType | None) -> None:
    """Raise TimeLimitError, but not within a `__del__`: Python only prints what is raised there."""
    while frame is not None:
        if frame.f_code.co_name == "__del__":
            return
        frame = frame.f_back
    raise TimeLimitError
