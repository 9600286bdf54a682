"""The cell: work on a foreign file in a process of its own that is killed when it takes too much.

On Linux it is forked, so that it starts at once with every library loaded.
"""

import faulthandler
import logging
import multiprocessing
import os
import signal
import sys
import warnings
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from typing import TYPE_CHECKING, Literal, TypeVar

from printissue.core.limits import children_allowed, limit_process
from printissue.volume.back_issues.limits import Limits

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
        with sender, children_allowed():
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
    limit_process(seconds=limits.seconds, memory=limits.memory, file_size=2 * limits.size)
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
