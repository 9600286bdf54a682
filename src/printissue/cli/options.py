"""Options that several commands share."""

import sys

import click

from printissue.core.errors import UsageError

strict_option = click.option("--strict", is_flag=True, help="Let warnings count as errors.")
format_option = click.option(
    "--format", "shape", type=click.Choice(["text", "json"]), default="text", show_default=True,
    help="Print for people, or everything as one JSON value.",
)  # fmt: skip


def _prompted(_context: click.Context, _option: click.Parameter, wanted: bool) -> str | None:
    """Ask for a password on the terminal. Raise UsageError where there is none: a pipe would keep it."""
    if not wanted:
        return None
    if not sys.stdin.isatty():
        hint = "write it into passwords.yaml, or into the environment variable PRINTISSUE_PASSWORD"
        raise UsageError("--ask-password needs a terminal", hint)
    answer: str = click.prompt("Password", hide_input=True, err=True)
    return answer


password_option = click.option(
    "--ask-password", "password", is_flag=True, callback=_prompted, expose_value=True,
    help="Ask for a password for encrypted PDFs that passwords.yaml does not open.",
)  # fmt: skip
