"""The sandbox: work on a foreign file in a process of its own, which is killed when it exceeds its limits.

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

from printissue.core.files import FULL
from printissue.core.limits import children_allowed, limit_process
from printissue.volume.back_issues.options import RepairLimits

if TYPE_CHECKING:  # not every system has both
    from multiprocessing.context import ForkContext, SpawnContext

T = TypeVar("T")
_OUT_OF_TIME = getattr(signal, "SIGXCPU", 0) or 256
"""The signal that ends a process that has used up its processor time; Windows has none."""


@dataclass(frozen=True, slots=True)
class SandboxFailure:
    """Why work in the sandbox did not finish; `detail` is the message of the error.

    A full disk (`disk`) also has the system's error number.
    """

    cause: Literal["processor time", "wall time", "memory", "disk", "crash", "error"]
    detail: str = ""
    errno: int = 0


def run_sandboxed(
    work: Callable[..., T], *values: object, limits: RepairLimits
) -> T | SandboxFailure:
    """Return the result of work that runs in a process with these limits, or why it failed."""
    context = _context()
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(
        target=_serve, args=(sender, work, values), kwargs={"limits": limits}, daemon=True
    )
    with receiver:
        with sender, children_allowed():
            process.start()
        try:
            if not wait([receiver, process.sentinel], limits.wall_time):
                return SandboxFailure("wall time")
            with suppress(EOFError, OSError):
                if receiver.poll():
                    answer: T | SandboxFailure = receiver.recv()
                    return answer
            process.join()
            if process.exitcode == -_OUT_OF_TIME:
                return SandboxFailure("processor time")
            return SandboxFailure("crash", f"exit {process.exitcode}")
        finally:
            process.kill()
            process.join()
            process.close()


def _context() -> "ForkContext | SpawnContext":
    if sys.platform == "linux":
        return multiprocessing.get_context("fork")
    return multiprocessing.get_context("spawn")


def _serve(
    sender: Connection, work: Callable[..., T], values: tuple[object, ...], *, limits: RepairLimits
) -> None:
    _silence()
    limit_process(seconds=limits.seconds, memory=limits.memory, file_size=2 * limits.size)
    answer: T | SandboxFailure
    try:
        answer = work(*values)
    except MemoryError:
        answer = SandboxFailure("memory")
    except Exception as error:  # a library may raise anything for a foreign file
        number = error.errno if isinstance(error, OSError) and error.errno in FULL else 0
        if number:
            answer = SandboxFailure("disk", os.strerror(number), number)
        else:
            message = " ".join(f"{type(error).__name__}: {error}".split())[:300]
            answer = SandboxFailure("error", message)
    sender.send(answer)


def _silence() -> None:
    """Keep the output of libraries, also when they crash, off the terminal of the run."""
    faulthandler.disable()
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
