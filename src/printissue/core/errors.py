"""Exit codes, and the exceptions that stop a run.

A problem that the user can fix in a file is a `Finding`. Exceptions are only for problems that leave nothing to
continue with.
"""

from enum import IntEnum


class ExitCode(IntEnum):
    """The exit codes of the program; docs/exit-codes.md explains each of them."""

    OK = 0
    BUG = 1
    USAGE = 2
    MANUSCRIPT = 3
    THEME = 4
    LAYOUT = 5
    PREFLIGHT = 6
    MISSING = 7
    WRITE = 8
    BUSY = 75
    INTERRUPTED = 130


class PrintissueError(Exception):
    """The base of all errors that stop a run. `message` says what is wrong, `hint` what to do."""

    code: ExitCode = ExitCode.BUG

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(PrintissueError):
    """The command names something that does not exist or is not allowed here."""

    code = ExitCode.USAGE


class LayoutError(PrintissueError):
    """The layout of an issue failed or took too long."""

    code = ExitCode.LAYOUT


class MissingError(PrintissueError):
    """A tool, font or profile that the run needs is not on this machine."""

    code = ExitCode.MISSING


class WriteError(PrintissueError):
    """A file cannot be written; the file that was there before is unchanged."""

    code = ExitCode.WRITE


class BusyError(PrintissueError):
    """Another run is writing into the workspace."""

    code = ExitCode.BUSY
