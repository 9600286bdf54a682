"""Options that several commands share, and the workspace that commands work in."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from printissue.core.errors import UsageError

if TYPE_CHECKING:
    from printissue.core.workspace import Workspace

strict_option = click.option("--strict", is_flag=True, help="Treat warnings as errors.")
format_option = click.option(
    "--format", "output_format", type=click.Choice(["text", "json"]), default="text", show_default=True,
    help="Print text for people, or one JSON value for programs.",
)  # fmt: skip

jobs_option = click.option(
    "-j", "--jobs", type=click.IntRange(1, 256), metavar="N",
    help="Use N worker processes. Without it: one for each processor, at most 8.",
)  # fmt: skip
quiet_option = click.option(
    "-q", "--quiet", is_flag=True,
    help="Print only findings, errors and the paths of files: no progress, no summary.",
)  # fmt: skip


def workspace_of(directory: Path | None) -> "Workspace":
    """Return the workspace in `directory`, or the one around the current folder.

    Raise UsageError if the current folder does not exist.
    """
    from printissue.core.workspace import Workspace

    if directory is not None:
        return Workspace(directory.resolve())
    try:
        return Workspace.containing(Path.cwd())
    except FileNotFoundError:
        raise UsageError(
            "the current folder does not exist any more", "change to another one"
        ) from None


def _prompt(_context: click.Context, _option: click.Parameter, wanted: bool) -> str | None:
    """Ask for a password on the terminal. Raise UsageError without a terminal: a pipe could store the password."""
    if not wanted:
        return None
    if not sys.stdin.isatty():
        hint = "write it into passwords.yaml, or into the environment variable PRINTISSUE_PASSWORD"
        raise UsageError("--ask-password needs a terminal", hint)
    answer: str = click.prompt("Password", hide_input=True, err=True)
    return answer


password_option = click.option(
    "--ask-password", "password", is_flag=True, callback=_prompt, expose_value=True,
    help="Ask for a password for encrypted PDFs that passwords.yaml does not open.",
)  # fmt: skip
