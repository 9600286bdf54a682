"""The terminal: progress and findings to stderr while a run goes on, results to stdout."""

import re
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from types import TracebackType
from typing import Self, get_args

import click
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from printissue.cli import outcome
from printissue.cli.diagnostics import Check, lacking
from printissue.cli.outcome import Failure, failure_of, print_results
from printissue.core.counting import counted
from printissue.core.errors import ExitCode, PrintissueError
from printissue.core.findings import Finding, Place, exit_code
from printissue.core.rules import Severity
from printissue.core.workspace import Workspace
from printissue.pipeline import Made

_MORE = re.compile(r", and \d+ more on this page$| \(\d+ of them\)$")
"""What a message says of how often a page has the same."""


@dataclass(slots=True)
class _Answer:
    """What a run made, found and could not do."""

    files: dict[Path, Mapping[str, object]] = field(default_factory=dict)
    findings: dict[Finding, None] = field(default_factory=dict)
    failures: list[Failure] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    extra: Mapping[str, object] = field(default_factory=dict)


class Terminal:
    """Reports a run: who works on what now, each finding once, each finished file, a closing line.

    With the shape `json`, results and findings go to stdout as one JSON value at the end, for other programs:
    `printissue.core.results` says how it is made up. The exit code is that of the earliest stage that failed.
    """

    def __init__(self, workspace: Workspace, shape: str, *, strict: bool = False) -> None:
        self._workspace, self._shape, self._strict = workspace, shape, strict
        self._answer = _Answer()
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
        if error is None or isinstance(error, SystemExit):
            return
        failure = failure_of(error)
        self._answer.failures.append(failure)
        outcome.state.code = failure.code if failure.final else self._code()
        if self._shape == "json":
            self._print_answer(outcome.state.code)

    def _stop(self) -> None:
        if self._progress.live.is_started:  # else it would print an empty line
            self._progress.stop()

    def _code(self) -> int:
        """Return the exit code: that of the earliest stage among findings and failures."""
        codes = [int(exit_code(self._answer.findings, strict=self._strict))]
        codes += [one.code for one in self._answer.failures]
        return min((code for code in codes if code), default=ExitCode.OK)

    def stage(self, ref: object, what: str) -> None:
        """Show what happens now."""
        self._progress.update(self._task, description=f"{ref}: {what}")

    def found(self, findings: Sequence[Finding]) -> None:
        """Print each finding, unless it has been printed; what is wrong in the same way on several pages, once."""
        new = [one for one in dict.fromkeys(findings) if one not in self._answer.findings]
        self._answer.findings |= dict.fromkeys(new)
        if self._shape == "text":
            for same in _gathered(new):
                self._say(same[0].as_text([one.place.page or 0 for one in same[1:]]))

    def made(self, made: Made) -> None:
        """Print the path of a finished file or bag to stdout, its pages and size to stderr."""
        path = self._workspace.relative(made.path)
        self._answer.files[made.path] = self._file(made) if self._shape == "json" else {}
        if self._shape == "json":
            return
        about = _size(made.size)
        if made.pages:
            about = f"{counted(made.pages, 'page')}, {about}"
        if self._progress.console.is_terminal and sys.stdout.isatty():
            self._say(f"{path}  {about}")
        else:
            click.echo(path)
            self._say(f"  {made.edition}: {about}")

    def answer(self, values: Mapping[str, object]) -> None:
        """Take what programs are told besides files and findings."""
        self._answer.extra = values

    def noted(self, ref: object, note: str) -> None:
        """Print what was chosen for an issue."""
        self._answer.notes.append((str(ref), note))
        self._say(f"{ref}: {note}")

    def failed(self, error: PrintissueError) -> None:
        """Print why one more issue cannot be made."""
        self._answer.failures.append(failure_of(error))
        hint = f"\n  hint: {error.hint}" if error.hint else ""
        self._say(f"printissue: error: {error.message}{hint}")

    def close(self, what: str = "") -> int:
        """Print the closing line, or the answer for programs, and return the exit code."""
        self._stop()
        code = self._code()
        if self._shape == "json":
            self._print_answer(code)
        severities = [one.severity for one in self._answer.findings]
        counts = ", ".join(counted(severities.count(one), one) for one in get_args(Severity))
        done = what or f"{counted(len(self._answer.files), 'file')} made"
        self._say(f"{done} in {time.monotonic() - self._started:.1f} s; {counts}")
        return code

    def _print_answer(self, code: int) -> None:
        answer = self._answer
        values: dict[str, object] = {
            "files": list(answer.files.values()),
            "findings": [one.as_dict() for one in answer.findings],
            "notes": [{"source": source, "note": note} for source, note in answer.notes],
        }
        print_results(code, answer.failures, values | dict(answer.extra))

    def _file(self, made: Made) -> dict[str, object]:
        return {
            "path": self._workspace.relative(made.path),
            "source": str(made.ref),
            "edition": made.edition,
            "pages": made.pages or None,
            "size": made.size,
            "sha256": made.sha256(),
        }

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


def show_checks(checks: list[Check], shape: str) -> int:
    """Print what the doctor found, a line each, and return the exit code."""
    missing = lacking(checks)
    code = ExitCode.MISSING if missing else ExitCode.OK
    if shape == "json":
        print_results(code, (), {"checks": [asdict(one) for one in checks]})
        return code
    for check in checks:
        sign = "ok     " if check.ok else "missing" if check in missing else "absent "
        click.echo(f"{sign}  {check.name}: {check.found}")
        if not check.ok and check.hint:
            click.echo(f"         {check.hint}")
    click.echo(
        f"{len(missing)} of {len(checks)} are missing" if missing else "all is there", err=True
    )
    return code


def show_new(workspace: Workspace, paths: Sequence[Path], shape: str) -> int:
    """Print the files that were started, and return the exit code."""
    if shape == "text":
        for path in paths:
            click.echo(path)
        return ExitCode.OK
    with Terminal(workspace, shape) as terminal:
        for path in paths:
            terminal.made(Made("", "source", path, None, path.stat().st_size))
        return terminal.close()
