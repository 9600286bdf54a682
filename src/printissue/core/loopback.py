"""Web servers for programs of this machine only: their sockets, and a server that leaves signals to the command."""

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

from printissue.core.errors import UsageError

ADDRESS = "127.0.0.1"


def bound_socket(port: int) -> socket.socket:
    """Return a socket that listens on a port of this machine; 0 is any free port.

    Raise UsageError if the port cannot be used.
    """
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    if os.name == "posix":  # or the port of a server that has just ended is refused
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((ADDRESS, port))
        listening.listen()
    except (OSError, OverflowError) as error:
        listening.close()
        message = f"cannot listen on port {port}: {getattr(error, 'strerror', None) or error}"
        raise UsageError(message, f"choose another port, for example --port {port + 1}") from None
    return listening


class Server(uvicorn.Server):
    """A server that leaves the signals to the command."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Do not handle signals."""
        yield
