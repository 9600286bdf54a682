"""How a run ends: its exit code, what stopped it, and the results for programs."""

import json
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

import click

from printissue import __version__
from printissue.cli.signals import interruption
from printissue.core.errors import ExitCode, PrintissueError
from printissue.core.files import FULL


@dataclass(frozen=True, slots=True)
class Failure:
    """What stopped an issue or the run. A `final` one decides the exit code, whatever else was found."""

    code: int
    message: str
    hint: str = ""
    final: bool = False


@dataclass(slots=True)
class Outcome:
    """What the command has said of its end, before the error that ends it reaches `main`."""

    command: str = ""
    code: int | None = None
    printed: bool = False


state = Outcome()


def start() -> None:
    """Forget an earlier run in the same process."""
    state.command, state.code, state.printed = "", None, False


def failure_of(error: BaseException) -> Failure:
    """Return what an error tells the user."""
    if isinstance(error, PrintissueError):
        return Failure(error.code, error.message, error.hint)
    if isinstance(error, KeyboardInterrupt | click.exceptions.Abort):
        word, code = interruption()
        return Failure(code, word, final=True)
    if isinstance(error, click.ClickException):
        return Failure(ExitCode.USAGE, error.format_message())
    if isinstance(error, OSError) and error.errno in FULL:
        return Failure(ExitCode.WRITE, f"cannot write {_place(error)}: {error.strerror}")
    if isinstance(error, OSError) and error.filename is not None:
        return Failure(ExitCode.USAGE, f"cannot open {_place(error)}: {error.strerror}")
    message = f"a bug in printissue: {type(error).__name__}: {error}"
    return Failure(ExitCode.BUG, message, "run it again with -v and report it")


def _place(error: OSError) -> str:
    return "a file" if error.filename is None else str(error.filename)


def wants_json() -> bool:
    """Return whether the command line asks for JSON, also where it cannot be parsed."""
    words = sys.argv[1:]
    return "--format=json" in words or ("--format", "json") in pairwise(words)


def print_results(code: int, failures: Iterable[Failure], values: Mapping[str, object]) -> None:
    """Print the results of the run as `printissue.core.results` describes them."""
    from printissue.core.results import FORMAT

    results = {
        "format": FORMAT,
        "printissue": __version__,
        "command": state.command,
        "exit_code": int(code),
        "files": [],
        "findings": [],
        "failures": [
            {"exit_code": int(one.code), "message": one.message, "hint": one.hint}
            for one in failures
        ],
        "notes": [],
        "checks": [],
        "reports": [],
    } | dict(values)
    text = json.dumps(results, ensure_ascii=False)
    # a file name that is not UTF-8 stays readable, and the JSON valid
    click.echo(text.encode("utf-8", "backslashreplace").decode())
    state.printed = True
