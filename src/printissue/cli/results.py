"""The end of a run: its exit code, the failures that stopped it, and the JSON results."""

import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

import click

from printissue.cli.signals import interruption
from printissue.core.errors import ExitCode, PrintissueError
from printissue.core.version import VERSION


@dataclass(frozen=True, slots=True)
class Failure:
    """An error that stopped an issue or the run. A `final` one decides the exit code, whatever the findings are."""

    code: int
    message: str
    hint: str = ""
    final: bool = False


@dataclass(slots=True)
class RunState:
    """The facts about the command that `main` needs when an error ends it.

    `code` is the exit code that the command has decided on, `printed` is true once the JSON results are printed.
    """

    command: str = ""
    code: int | None = None
    printed: bool = False


state = RunState()


def start() -> None:
    """Reset the state; an earlier run in the same process may have set it."""
    state.command, state.code, state.printed = "", None, False


def failure_of(error: BaseException) -> Failure:
    """Return the exit code, message and hint for an exception."""
    if isinstance(error, PrintissueError):
        return Failure(error.code, error.message, error.hint)
    if isinstance(error, KeyboardInterrupt | click.exceptions.Abort):
        message, code = interruption()
        return Failure(code, message, final=True)
    if isinstance(error, click.ClickException):
        return Failure(ExitCode.USAGE, error.format_message())
    if isinstance(error, OSError) and _is_full(error):
        return Failure(ExitCode.WRITE, f"cannot write {_file_of(error)}: {error.strerror}")
    if isinstance(error, OSError) and error.filename is not None:
        return Failure(ExitCode.USAGE, f"cannot open {_file_of(error)}: {error.strerror}")
    message = f"a bug in printissue: {type(error).__name__}: {error}"
    return Failure(ExitCode.BUG, message, "run the command again with -v and report the output")


def _is_full(error: OSError) -> bool:
    from printissue.core.files import FULL

    return error.errno in FULL


def _file_of(error: OSError) -> str:
    return "a file" if error.filename is None else str(error.filename)


def wants_json() -> bool:
    """Return whether the command line asks for JSON, even if it cannot be parsed."""
    words = sys.argv[1:]
    return "--format=json" in words or ("--format", "json") in pairwise(words)


def print_results(code: int, failures: Iterable[Failure], values: Mapping[str, object]) -> None:
    """Print the results of the run as `printissue.core.results` describes them."""
    import json

    from printissue.core.results import FORMAT

    results = {
        "format": FORMAT,
        "printissue": VERSION,
        "command": state.command,
        "exit_code": int(code),
        "files": [],
        "findings": [],
        "failures": [
            {"exit_code": int(one.code), "message": one.message, "hint": one.hint}
            for one in failures
        ],
        "notes": [],
        "issues": [],
        "checks": [],
        "reports": [],
        "drafts": [],
        "differences": [],
    } | dict(values)
    text = json.dumps(results, ensure_ascii=False)
    # escapes file names that are not UTF-8; the JSON stays valid
    click.echo(text.encode("utf-8", "backslashreplace").decode())
    state.printed = True
