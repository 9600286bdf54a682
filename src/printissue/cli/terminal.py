"""The terminal: progress and findings to stderr while a run goes on, results to stdout."""

import json
import re
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import replace
from types import TracebackType
from typing import Self, get_args

import click
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from printissue.counting import counted
from printissue.doctor import Check, lacking
from printissue.errors import ExitCode, PrintissueError
from printissue.findings import Finding, Place, exit_code
from printissue.pressrun import Made
from printissue.rules import Severity
from printissue.workspace import Workspace

_MORE = re.compile(r", and \d+ more on this page$| \(\d+ of them\)$")
"""What a message says of how often a page has the same."""


class Terminal:
    """Reports a run: who works on what now, each finding once, each finished file, a closing line.

    With the shape `json` the findings go to stdout as one JSON array at the end, for other programs.
    """

    def __init__(self, workspace: Workspace, shape: str, *, strict: bool) -> None:
        self._workspace, self._shape, self._strict = workspace, shape, strict
        self._findings: dict[Finding, None] = {}
        self._made: list[Made] = []
        self._printed = False
        self._answer: object = None
        self._started = time.monotonic()
        console = Console(stderr=True)
        columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
        self._progress = Progress(*columns, console=console, transient=True)
        self._task = self._progress.add_task("starting")

    def __enter__(self) -> Self:
        if self._progress.console.is_terminal:
            self._progress.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop()
        self._print_array()

    def _stop(self) -> None:
        if self._progress.live.is_started:  # else it would print an empty line
            self._progress.stop()

    def stage(self, ref: object, what: str) -> None:
        """Show what happens now."""
        self._progress.update(self._task, description=f"{ref}: {what}")

    def found(self, findings: Sequence[Finding]) -> None:
        """Print each finding, unless it has been printed; what is wrong in the same way on several pages, once."""
        new = [one for one in dict.fromkeys(findings) if one not in self._findings]
        self._findings |= dict.fromkeys(new)
        if self._shape == "text":
            for same in _gathered(new):
                self._say(same[0].as_text([one.place.page or 0 for one in same[1:]]))

    def made(self, made: Made) -> None:
        """Print the path of a finished file or bag to stdout, its pages and size to stderr."""
        self._made.append(made)
        path = self._workspace.relative(made.path)
        if self._shape == "json":
            return
        pages = f"{counted(made.pages, 'page')}, " if made.pages else ""
        if self._progress.console.is_terminal and sys.stdout.isatty():
            self._say(f"{path}  {pages}{_size(made.size)}")
        else:
            click.echo(path)
            self._say(f"  {made.edition}: {pages}{_size(made.size)}")

    def answer(self, values: object) -> None:
        """Take what programs are told in place of the findings alone."""
        self._answer = values

    def noted(self, ref: object, note: str) -> None:
        """Print what was chosen for an issue."""
        self._say(f"{ref}: {note}")

    def failed(self, error: PrintissueError) -> None:
        """Print why one more issue cannot be made."""
        hint = f"\n  hint: {error.hint}" if error.hint else ""
        self._say(f"printissue: error: {error.message}{hint}")

    def close(self, what: str = "") -> int:
        """Print the closing line and give the exit code."""
        self._stop()
        code = exit_code(self._findings, strict=self._strict)
        self._print_array()
        severities = [one.severity for one in self._findings]
        counts = ", ".join(counted(severities.count(one), one) for one in get_args(Severity))
        done = what or f"{counted(len(self._made), 'file')} made"
        self._say(f"{done} in {time.monotonic() - self._started:.1f} s; {counts}")
        return code

    def _print_array(self) -> None:
        """Print the findings for programs, once: at the end, or where an error ends the run."""
        if self._shape == "json" and not self._printed:
            findings = [one.as_dict() for one in self._findings]
            click.echo(json.dumps(self._answer or findings, ensure_ascii=False))
            self._printed = True

    def _say(self, text: str) -> None:
        self._progress.console.print(text, markup=False, highlight=False, soft_wrap=True)


def _gathered(findings: Sequence[Finding]) -> Iterable[list[Finding]]:
    """Put together findings on pages of a file that differ by their places alone."""
    groups: dict[object, list[Finding]] = {}
    for one in findings:
        known = one
        if one.place.page:
            known = replace(one, place=Place(one.place.file), message=_MORE.sub("", one.message))
        groups.setdefault(known, []).append(one)
    return groups.values()


def _size(count: int) -> str:
    return f"{count / 1e6:.2f} MB" if count >= 1e6 else f"{count / 1e3:.0f} kB"


def show_checks(checks: list[Check]) -> int:
    """Print what the doctor found, a line each, and give the exit code."""
    for check in checks:
        sign = "ok     " if check.ok else "missing" if check in lacking(checks) else "absent "
        click.echo(f"{sign}  {check.name}: {check.found}")
        if not check.ok and check.hint:
            click.echo(f"         {check.hint}")
    missing = lacking(checks)
    click.echo(
        f"{len(missing)} of {len(checks)} are missing" if missing else "all is there", err=True
    )
    return ExitCode.MISSING if missing else ExitCode.OK
