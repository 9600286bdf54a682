"""Exit codes, and the few conditions that stop a run at once.

What the user can mend in a file is a `Finding`, a value; only what leaves nothing to go on with is an exception.
"""

from enum import IntEnum


class ExitCode(IntEnum):
    """What the program tells the shell; docs/exit-codes.md explains each."""

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
    """A run cannot go on: one sentence that says what is, one that says what to do."""

    code: ExitCode = ExitCode.BUG

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(PrintissueError):
    """The command names something that is not there or does not fit."""

    code = ExitCode.USAGE


class LayoutError(PrintissueError):
    """The press broke down or ran out of time on an issue."""

    code = ExitCode.LAYOUT


class MissingError(PrintissueError):
    """A tool, font or profile that the work needs is not on this machine."""

    code = ExitCode.MISSING


class WriteError(PrintissueError):
    """A file cannot be written where it belongs; what was there is untouched."""

    code = ExitCode.WRITE


class BusyError(PrintissueError):
    """Another run holds the workspace."""

    code = ExitCode.BUSY
