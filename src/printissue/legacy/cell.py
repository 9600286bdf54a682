"""The cell: work on a foreign file in a process of its own that is killed when it takes too much.

On Linux it is forked, so that it starts at once with every library loaded.
"""

import faulthandler
import logging
import math
import multiprocessing
import os
import signal
import sys
import time
import warnings
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeVar

from printissue.legacy.limits import Limits

if TYPE_CHECKING:  # not every system has both
    from multiprocessing.context import ForkContext, SpawnContext

T = TypeVar("T")
_OUT_OF_TIME = getattr(signal, "SIGXCPU", 0) or 256
"""The signal that ends a process whose CPU time is used up; on Windows none does."""


@dataclass(frozen=True, slots=True)
class Breakdown:
    """How work ended that did not come to its end: `said` is the error's own word.

    `time` is CPU time used up, `patience` is wall time.
    """

    cause: Literal["time", "patience", "memory", "crash", "error"]
    said: str = ""


def confined(work: Callable[..., T], *values: object, limits: Limits) -> T | Breakdown:
    """Do the work in a process with these limits; give what it returned, or how it broke down."""
    context = _context()
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(
        target=_serve, args=(sender, work, values), kwargs={"limits": limits}, daemon=True
    )
    with receiver:
        with sender:
            process.start()
        try:
            if not wait([receiver, process.sentinel], limits.patience):
                return Breakdown("patience")
            with suppress(EOFError, OSError):
                if receiver.poll():
                    answer: T | Breakdown = receiver.recv()
                    return answer
            process.join()
            if process.exitcode == -_OUT_OF_TIME:
                return Breakdown("time")
            return Breakdown("crash", f"exit {process.exitcode}")
        finally:
            process.kill()
            process.join()
            process.close()


def _context() -> "ForkContext | SpawnContext":
    if sys.platform == "linux":
        return multiprocessing.get_context("fork")
    return multiprocessing.get_context("spawn")


def _serve(
    sender: Connection, work: Callable[..., T], values: tuple[object, ...], *, limits: Limits
) -> None:
    _silence()
    _bind(limits)
    answer: T | Breakdown
    try:
        answer = work(*values)
    except MemoryError:
        answer = Breakdown("memory")
    except Exception as error:  # whatever a library raises on a foreign file
        answer = Breakdown("error", " ".join(f"{type(error).__name__}: {error}".split())[:300])
    sender.send(answer)


def _silence() -> None:
    """Keep what libraries say, and how they die, off the terminal of the run."""
    faulthandler.disable()
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)


def _bind(limits: Limits) -> None:
    """Bound the memory, processor time and files of this process, as far as its system can."""
    if sys.platform == "win32":
        return
    import resource

    used = time.process_time()  # of a forked process: since it was forked
    cpu = math.ceil(used + limits.seconds)
    signal.signal(signal.SIGXCPU, signal.SIG_DFL)
    bounds = {
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_FSIZE: 2 * limits.size,
        resource.RLIMIT_AS: _held() + limits.memory,
    }
    for kind, most in bounds.items():
        hard = resource.getrlimit(kind)[1]
        bound = most if hard == resource.RLIM_INFINITY else min(most, hard)
        with suppress(ValueError, OSError):  # macOS takes no bound on address space
            resource.setrlimit(kind, (bound, bound))
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    soft = cpu if hard == resource.RLIM_INFINITY else min(cpu, hard)
    with suppress(
        ValueError, OSError
    ):  # the hard bound stays: at that one the kernel kills without a word
        resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))


def _held() -> int:
    """Give the bytes of address space that this process has already; 0 where the system does not tell."""
    try:
        pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[0]
    except OSError:
        return 0
    return int(pages) * os.sysconf("SC_PAGE_SIZE")
