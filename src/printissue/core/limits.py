"""Limits on the processor time and memory of a task, and how they are enforced.

Four mechanisms work together, because each of them has a gap:

- the limit of processor time (RLIMIT_CPU) ends a loop, also in C code, but not a process that sleeps;
- the limit of address space (RLIMIT_AS) lets allocations fail, but macOS ignores it;
- a thread that watches the memory in use ends the process where the address space does not;
- the wall time, which the waiting process checks, ends a process that sleeps.
"""

import gc
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
"""The exit code of a process whose watching thread found that it uses too much memory."""

_WATCH_INTERVAL = 0.1
"""Seconds between two checks of the memory in use."""

_EXTRA_ADDRESS_SPACE = 256 << 20
"""Bytes of address space beyond the limit, so that the watching thread, which can report it, is first."""


_MEMORY_WITHOUT_COLLECTION = 384 << 20
"""The bytes of memory that a task uses before garbage is collected.

A layout makes millions of objects that live until it ends, and looking through them takes a tenth of its time.
"""

_inherited: dict[int, int] = {}
"""The bytes of memory in use when a process started its first task, by process id."""


@dataclass(frozen=True, slots=True)
class Limit:
    """The limit of one task: `seconds` of processor time, times a `factor` for large tasks, and `memory` in bytes.

    `name` is its key in `workspace.yaml`, under `limits`.
    """

    name: str
    seconds: float
    memory: int
    factor: float = 1.0

    @property
    def cpu_time(self) -> float:
        """The processor time that the task can use, in seconds."""
        return self.seconds * self.factor

    @property
    def wall_time(self) -> float:
        """The wall time in seconds after which the waiting process gives up. Other tasks can share the processor."""
        return 3 * self.cpu_time + 30

    def scaled(self, factor: float) -> "Limit":
        """Return the limit for a task that is `factor` times as large as usual; never a lower limit."""
        return replace(self, factor=max(1.0, factor))

    def more_time(self) -> str:
        """Return the hint for doubling the time."""
        return self._hint(f"seconds: {math.ceil(2 * self.seconds)}")

    def more_memory(self) -> str:
        """Return the hint for doubling the memory."""
        return self._hint(f"memory: {memory_text(2 * self.memory)}")

    def _hint(self, setting: str) -> str:
        return f"allow more in workspace.yaml, limits: {{{self.name}: {{{setting}}}}}"


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of a workspace, by kind of task; the names are the keys of `workspace.yaml`."""

    layout: Limit = field(default=Limit("layout", 120.0, 2 << 30))
    template: Limit = field(default=Limit("template", 20.0, 512 << 20))
    preflight: Limit = field(default=Limit("preflight", 600.0, 2 << 30))
    imposition: Limit = field(default=Limit("imposition", 300.0, 2 << 30))
    old_issue: Limit = field(default=Limit("old_issue", 20.0, 512 << 20))


LIMITS = Limits()
"""The default limits."""


class TimeLimitError(Exception):
    """A task in this process has used more processor time than its limit."""


@contextmanager
def raise_beyond(limit: Limit) -> Iterator[None]:
    """Raise TimeLimitError or MemoryError inside the block once it exceeds a limit.

    This works only in the main thread of a process on a POSIX system; elsewhere the block has no limits.
    """
    with _address_space(limit.memory), raise_beyond_cpu_time(limit.cpu_time):
        yield


@contextmanager
def exit_beyond(limit: Limit) -> Iterator[None]:
    """End this worker process once the task in the block exceeds a limit.

    Until the task uses more memory than most do, garbage is not collected.
    """
    done = threading.Event()
    # a forked process starts with the memory of its parent, which is not the task's
    inherited = _inherited.setdefault(os.getpid(), memory_in_use())
    watch = threading.Thread(target=_watch, args=(limit.memory, inherited, done), daemon=True)
    with (
        _address_space(limit.memory + _EXTRA_ADDRESS_SPACE),
        _exit_beyond_cpu_time(limit.cpu_time),
    ):
        if inherited:
            gc.disable()
        watch.start()
        try:
            yield
        finally:
            done.set()
            watch.join()
            gc.enable()


def limit_process(*, seconds: float, memory: int, file_size: int) -> None:
    """Limit this process for the rest of its life: processor time, memory, size of files; it writes no core dump.

    Systems without a limit ignore it.
    """
    if sys.platform == "win32":
        return
    import resource

    hard_limits = (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, file_size),
        (resource.RLIMIT_AS, _address_space_in_use() + memory),
    )
    for kind, value in hard_limits:
        limit = _minimum(value, resource.getrlimit(kind)[1])
        with suppress(ValueError, OSError):  # macOS has no limit of address space
            resource.setrlimit(kind, (limit, limit))
    # only the soft limit: at the hard one the system kills the process without a reason
    signal.signal(signal.SIGXCPU, signal.SIG_DFL)
    end = math.ceil(time.process_time() + seconds)
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CPU, (_minimum(end, hard), hard))


@contextmanager
def children_allowed() -> Iterator[None]:
    """Let this process start other processes in the block, even if it is daemonic, as the workers of task queues are.

    multiprocessing forbids it, because the children of a killed daemonic process go on. Ours end: a worker stops when
    its pipe closes, or when it exceeds a limit.
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
    """Return an amount of memory in bytes as text for `workspace.yaml`: `2 GB`, `512 MB`."""
    return f"{memory >> 30} GB" if memory % (1 << 30) == 0 else f"{memory >> 20} MB"


def _watch(memory: int, inherited: int, done: threading.Event) -> None:
    """End this process once the task uses more than `memory` bytes; collect garbage from half of it on, or earlier."""
    collected = min(memory // 2, _MEMORY_WITHOUT_COLLECTION)
    while not done.wait(_WATCH_INTERVAL):
        used = memory_in_use() - inherited
        if used > memory:
            os._exit(MEMORY_EXIT)
        if used > collected:
            gc.enable()


def memory_in_use() -> int:
    """Return the memory in use by this process, in bytes; 0 if the system does not report it."""
    pages = _statm(1)
    if pages is not None:
        return pages
    if sys.platform == "win32":
        return 0
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak << 10


def _address_space_in_use() -> int:
    """Return the address space of this process, in bytes; 0 if the system does not report it."""
    return _statm(0) or 0


def _statm(number: int) -> int | None:
    """Return a number of Linux's `/proc/self/statm` in bytes: 0 is the address space, 1 the memory in use."""
    try:
        figures = Path("/proc/self/statm").read_text(encoding="ascii").split()
    except OSError:
        return None
    return int(figures[number]) * os.sysconf("SC_PAGE_SIZE")


@contextmanager
def _address_space(memory: int) -> Iterator[None]:
    """Let allocations fail in the block beyond the current address space plus `memory` bytes."""
    if sys.platform == "win32":
        yield
        return
    import resource

    with _lowered(resource.RLIMIT_AS, _address_space_in_use() + memory):
        yield


@contextmanager
def _exit_beyond_cpu_time(seconds: float) -> Iterator[None]:
    """End this process once the block has used `seconds` of processor time."""
    if sys.platform == "win32":
        yield
        return
    import resource

    signal.signal(signal.SIGXCPU, signal.SIG_DFL)
    with _lowered(resource.RLIMIT_CPU, math.ceil(time.process_time() + seconds)):
        yield


@contextmanager
def _lowered(kind: int, value: int) -> Iterator[None]:
    """Lower a soft limit in the block, if the system allows it."""
    if sys.platform == "win32":
        yield
        return
    import resource

    soft, hard = resource.getrlimit(kind)
    with suppress(ValueError, OSError):  # macOS has no limit of address space
        resource.setrlimit(kind, (_minimum(value, soft, hard), hard))
    try:
        yield
    finally:
        with suppress(ValueError, OSError):
            resource.setrlimit(kind, (soft, hard))


@contextmanager
def address_space_for_programs() -> Iterator[None]:
    """Remove the limit of address space in a block that starts another program.

    The program would inherit the limit. Java reserves far more address space than it uses, and would not start.
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


def _minimum(*limits: int) -> int:
    """Return the lowest limit; RLIM_INFINITY means no limit."""
    import resource

    return min(limit for limit in limits if limit != resource.RLIM_INFINITY)


@contextmanager
def raise_beyond_cpu_time(seconds: float) -> Iterator[None]:
    """Raise TimeLimitError in the block once it has used `seconds` of processor time.

    It is raised again every half second, because libraries can swallow an exception.
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
    """Raise TimeLimitError, but not in a `__del__`, where Python would only print it."""
    while frame is not None:
        if frame.f_code.co_name == "__del__":
            return
        frame = frame.f_back
    raise TimeLimitError
