"""The signals that end a run: SIGTERM and SIGHUP do what Ctrl-C does."""

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from printissue.core.errors import ExitCode

_NAMES = ("SIGTERM", "SIGHUP")  # Windows does not have both

_received: list[int] = []


class SignalledError(KeyboardInterrupt):
    """A signal other than SIGINT ends the run.

    It is a class of its own because Python exits with 130 after a KeyboardInterrupt that passed through `exec`, for
    example while a module is loaded, whatever code the program asks for.
    """


@contextmanager
def handled() -> Iterator[None]:
    """Raise SignalledError in this process on a signal; its child processes keep the default behaviour.

    A signal that is ignored already, as under nohup, stays ignored.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    _received.clear()
    process = os.getpid()

    def end(number: int, _: FrameType | None) -> None:
        if os.getpid() != process:  # a worker process that has not reset its signals yet
            signal.signal(number, signal.SIG_DFL)
            os.kill(os.getpid(), number)
            return
        for one in before:  # a second signal must not interrupt the cleanup
            signal.signal(one, signal.SIG_IGN)
        _received.append(number)
        raise SignalledError

    numbers = [number for name in _NAMES if (number := getattr(signal, name, None)) is not None]
    before = {
        number: handler
        for number in numbers
        if (handler := signal.getsignal(number)) not in (signal.SIG_IGN, None)
    }
    for number in before:
        signal.signal(number, end)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def interruption() -> tuple[str, int]:
    """Return a message that says what ended the run, and the exit code: 128 plus the number of the signal."""
    if not _received:
        return "interrupted", ExitCode.INTERRUPTED
    return f"ended by {signal.Signals(_received[0]).name}", 128 + _received[0]
