"""The output of a run: progress and findings to stderr while it runs, results to stdout."""

import re
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

import click

from printissue.cli import results
from printissue.cli.results import Failure, failure_of, print_results
from printissue.core.counting import counted
from printissue.core.errors import ExitCode, PrintissueError
from printissue.core.findings import Finding, Place, exit_code
from printissue.core.workspace import Workspace
from printissue.pipeline.reporting import BuildProgress, Finished, Made

if TYPE_CHECKING:
    from rich.progress import Progress

    from printissue.cli.diagnostics import Check

_REPEATED = re.compile(r", and \d+ more on this page$| \(\d+ of them\)$")
"""The end of a message that says how often the finding occurs on its page."""


@dataclass(slots=True)
class _Collected:
    """The files, findings, failures and notes of a run so far."""

    files: dict[Path, Made] = field(default_factory=dict)
    findings: dict[Finding, None] = field(default_factory=dict)
    failures: list[Failure] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    issues: list[Finished] = field(default_factory=list)
    extra: Mapping[str, object] = field(default_factory=dict)


class Terminal:
    """The reporter of a run: prints the current stage, each finding once, each file and a summary line.

    With `quiet`, it prints only findings, errors and the paths of files. With the output format `json` it prints one
    JSON value to stdout at the end instead, see `printissue.core.results`. The exit code is that of the earliest stage
    that failed.
    """

    def __init__(
        self,
        workspace: Workspace,
        output_format: str,
        *,
        strict: bool = False,
        explain: bool = False,
        quiet: bool = False,
    ) -> None:
        self._workspace, self._strict, self._explain = workspace, strict, explain
        self._quiet = quiet
        self._json = output_format == "json"
        self._collected = _Collected()
        self._started = time.monotonic()
        self._progress: Progress | None = None
        # the progress of a build that was printed last, and when
        self._shown, self._shown_at = "", self._started

    def __enter__(self) -> Self:
        if sys.stderr.isatty() and not self._quiet and not self._json:
            self._progress = _progress()
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
        self._collected.failures.append(failure)
        results.state.code = failure.code if failure.final else self._code()
        if self._json:
            self._print_json(results.state.code)
        elif len(self._collected.issues) > 1:
            self._print_summary(self._summary())

    def _stop(self) -> None:
        if self._progress is not None:
            self._progress.stop()
            self._progress = None

    def _code(self) -> int:
        """Return the exit code of the earliest stage among the findings and failures."""
        codes = [int(exit_code(self._collected.findings, strict=self._strict))]
        codes += [one.code for one in self._collected.failures]
        return min((code for code in codes if code), default=ExitCode.OK)

    def stage(self, ref: object, what: str) -> None:
        """Show the current stage."""
        if self._progress is not None:
            self._progress.update(self._progress.task_ids[0], description=f"{ref}: {what}")

    def progress(self, progress: BuildProgress) -> None:
        """Show how many issues are done and the time that is left; without a terminal at most once a second."""
        now = time.monotonic()
        text = _progress_text(progress, now - self._started)
        if self._progress is not None:
            self._progress.update(self._progress.task_ids[0], counts=text)
        elif not self._json and text not in ("", self._shown) and now >= self._shown_at + 1:
            self._shown, self._shown_at = text, now
            self._inform(text)

    def found(self, findings: Sequence[Finding]) -> None:
        """Print the findings that have not been printed, those that repeat on several pages of a file as one."""
        new = [one for one in dict.fromkeys(findings) if one not in self._collected.findings]
        self._collected.findings |= dict.fromkeys(new)
        if not self._json:
            for group in _grouped(new):
                self._print(group[0].as_text([one.place.page or 0 for one in group[1:]]))

    def made(self, made: Made) -> None:
        """Print the path of a file or bag that was written to stdout, its pages and size to stderr."""
        self._collected.files[made.path] = made
        if self._json or made.status == "up to date":
            return
        path = self._workspace.relative(made.path)
        about = _size(made.size)
        if made.pages:
            about = f"{counted(made.pages, 'page')}, {about}"
        if self._progress is not None and sys.stdout.isatty():
            self._print(f"{path}  {about}")
        else:
            click.echo(path)
            self._inform(f"  {made.edition}: {about}")

    def finished(self, finished: Finished) -> None:
        """Print what was done with an issue, and with `explain` why."""
        self._collected.issues.append(finished)
        if self._json:
            return
        if self._explain and finished.reasons:
            self._print(f"{finished.ref}: {'; '.join(finished.reasons)}")
        if finished.status != "failed":
            self._inform(f"{finished.ref}: {finished.status}")

    def add_results(self, values: Mapping[str, object]) -> None:
        """Add values to the JSON results."""
        self._collected.extra = values

    def noted(self, ref: object, note: str) -> None:
        """Print a choice that the program made for an issue."""
        self._collected.notes.append((str(ref), note))
        self._inform(f"{ref}: {note}")

    def failed(self, error: PrintissueError) -> None:
        """Print why an issue cannot be made."""
        self._collected.failures.append(failure_of(error))
        hint = f"\n  hint: {error.hint}" if error.hint else ""
        self._print(f"printissue: error: {error.message}{hint}")

    def close(self, summary: str = "", *, otherwise: int = ExitCode.OK) -> int:
        """Print the summary line, and the JSON results if they are wanted. Return the exit code.

        It is `otherwise` if there are no errors.
        """
        self._stop()
        code = self._code() or otherwise
        if self._json:
            self._print_json(code)
        self._print_summary(summary or self._summary())
        return code

    def _print_summary(self, summary: str) -> None:
        severities = [one.severity for one in self._collected.findings]
        counts = ", ".join(counted(severities.count(one), one) for one in ("error", "warning"))
        self._inform(f"{summary} in {time.monotonic() - self._started:.1f} s; {counts}")

    def _summary(self) -> str:
        """Return how many files were written, and how many issues were restored, up to date or failed."""
        written = [one for one in self._collected.files.values() if one.status != "up to date"]
        statuses = [one.status for one in self._collected.issues]
        counts = [
            f"{counted(statuses.count(one), 'issue')} {one}"
            for one in ("restored", "up to date", "failed")
            if one in statuses
        ]
        return ", ".join([f"{counted(len(written), 'file')} written", *counts])

    def _print_json(self, code: int) -> None:
        collected = self._collected
        values: dict[str, object] = {
            "files": [self._file(one) for one in collected.files.values()],
            "findings": [one.as_dict() for one in collected.findings],
            "notes": [{"source": source, "note": note} for source, note in collected.notes],
            "issues": [
                {
                    "source": str(one.ref),
                    "status": one.status,
                    "editions": dict(one.editions),
                    "reasons": list(one.reasons),
                }
                for one in collected.issues
            ],
        }
        print_results(code, collected.failures, values | dict(collected.extra))

    def _file(self, made: Made) -> dict[str, object]:
        return {
            "path": self._workspace.relative(made.path),
            "source": str(made.ref),
            "edition": made.edition,
            "pages": made.pages or None,
            "size": made.size,
            "sha256": made.sha256(),
            "status": made.status,
        }

    def _inform(self, text: str) -> None:
        """Print a message that is not needed: `quiet` leaves it out."""
        if not self._quiet:
            self._print(text)

    def _print(self, text: str) -> None:
        if self._progress is None:
            click.echo(text, err=True)
        else:  # above the line with the stage
            self._progress.console.print(text, markup=False, highlight=False, soft_wrap=True)


def _progress() -> "Progress":
    """Return the line that shows the current stage on a terminal."""
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (
        SpinnerColumn(),
        TextColumn("{task.fields[counts]}"),
        TextColumn("{task.description}"),
        TimeElapsedColumn(),
    )
    progress = Progress(*columns, console=Console(stderr=True), transient=True)
    progress.add_task("starting", counts="")
    return progress


def _progress_text(progress: BuildProgress, seconds: float) -> str:
    """Return the progress of a build that has taken some seconds, in words; empty for one issue."""
    if progress.total == 1:
        return ""
    text = f"{progress.done} of {progress.total} issues done, {progress.under_way} under way"
    if not progress.done or progress.done == progress.total:
        return text
    left = seconds / progress.done * (progress.total - progress.done)
    time_left = f"{left:.0f} s" if left < 100 else f"{left / 60:.0f} min"
    return f"{text}, about {time_left} left"


def _grouped(findings: Sequence[Finding]) -> Iterable[list[Finding]]:
    """Group the findings on pages of a file that differ only in their places."""
    groups: dict[object, list[Finding]] = {}
    for one in findings:
        key = one
        if one.place.page:
            message = _REPEATED.sub("", one.message)
            key = replace(one, place=Place(one.place.file), message=message)
        groups.setdefault(key, []).append(one)
    return groups.values()


def _size(count: int) -> str:
    return f"{count / 1e6:.2f} MB" if count >= 1e6 else f"{count / 1e3:.0f} kB"


def show_checks(checks: "list[Check]", output_format: str) -> int:
    """Print the checks of `doctor`, one line each. Return the exit code."""
    from printissue.cli.diagnostics import missing

    needed = missing(checks)
    code = ExitCode.MISSING if needed else ExitCode.OK
    if output_format == "json":
        print_results(code, (), {"checks": [asdict(one) for one in checks]})
        return code
    for check in checks:
        status = "ok      " if check.ok else "missing " if check.needed else "optional"
        click.echo(f"{status}  {check.name}: {check.found}")
        if not check.ok and check.hint:
            click.echo(f"          {check.hint}")
    summary = f"missing: {', '.join(one.name for one in needed)}" if needed else ""
    click.echo(summary or "everything that printissue needs is installed", err=True)
    return code


def show_new(workspace: Workspace, paths: Sequence[Path], output_format: str) -> int:
    """Print the paths of new files. Return the exit code."""
    if output_format == "text":
        for path in paths:
            click.echo(path)
        return ExitCode.OK
    with Terminal(workspace, output_format) as terminal:
        for path in paths:
            terminal.made(Made("", "source", path, None, path.stat().st_size))
        return terminal.close()
