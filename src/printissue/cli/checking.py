"""The command `check`: once, or again after each save."""

import click

from printissue import pipeline
from printissue.cli.signals import interruption
from printissue.cli.terminal import Terminal
from printissue.core.counting import counted
from printissue.core.errors import ExitCode, PrintissueError, UsageError
from printissue.core.workspace import Workspace


def check_once(
    workspace: Workspace, names: tuple[str, ...], output_format: str, *, strict: bool
) -> int:
    """Check issues and print the findings. Return the exit code."""
    with Terminal(workspace, output_format, strict=strict) as terminal:
        refs = pipeline.select(workspace, names, terminal, back_issues=True)
        pipeline.check(workspace, refs, terminal)
        return terminal.close(f"{counted(len(refs), 'issue')} checked")


def check_again(
    workspace: Workspace, names: tuple[str, ...], output_format: str, *, strict: bool, poll: bool
) -> int:
    """Check issues now and after each save. Return the exit code when Ctrl-C ends it: that of the last check.

    Raise UsageError if the issues do not exist at the start.
    """
    if output_format == "json":
        raise UsageError("--watch prints text only", "leave out --format json")
    code: int = ExitCode.OK
    try:
        for files in pipeline.saves(workspace, poll=poll):
            if files:
                click.echo(f"\n{', '.join(files)}: saved", err=True)
            try:
                code = check_once(workspace, names, output_format, strict=strict)
            except PrintissueError as error:
                if not files:
                    raise
                click.echo(f"printissue: error: {error.message}", err=True)
                code = error.code  # the next save may correct it
    except KeyboardInterrupt:
        if interruption()[1] != ExitCode.INTERRUPTED:
            raise
    return code
