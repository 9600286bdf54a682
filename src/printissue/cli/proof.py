"""The command `proof`: the pages of an issue in the browser."""

import os
import sys
import threading
from typing import TYPE_CHECKING

import click

from printissue.cli import completion
from printissue.core.errors import ExitCode, UsageError
from printissue.model.editions import EDITIONS, PAPERS

if TYPE_CHECKING:
    from printissue.core.workspace import IssueRef, Workspace
    from printissue.proof import Editor, ProofServer

_SHOWN = [one.name for one in EDITIONS.values() if one.paged or one.index]
"""The editions that a browser can show."""


@click.command()
@click.argument(
    "name", required=False, metavar="[PUBLICATION/KEY]", shell_complete=completion.issues
)
@click.option("--edition", type=click.Choice(_SHOWN), default="print", show_default=True,
              help="Show this edition first. You can change it in the browser.")  # fmt: skip
@click.option("--theme", metavar="NAME", shell_complete=completion.themes,
              help="Use this theme, with its paper size, instead of the publication's.")  # fmt: skip
@click.option(
    "--paper",
    type=click.Choice(PAPERS),
    help="Use this trimmed page size instead of the publication's.",
)
@click.option("--printer", metavar="NAME", shell_complete=completion.printers,
              help="Make the print edition for this printer instead of the publication's.")  # fmt: skip
@click.option("--port", type=click.IntRange(0, 65535), default=0, metavar="NUMBER",
              help="Listen on this port. Without it: one that is free.")  # fmt: skip
@click.option("--editor", metavar="COMMAND",
              help="Open lines with this command; {file}, {line} and {column} are replaced. Without it: $VISUAL or "
              "$EDITOR if it has a window, else VS Code.")  # fmt: skip
@click.option("--poll", is_flag=True,
              help="Look at the files again and again. Use it on network drives.")  # fmt: skip
@click.option("--no-open", is_flag=True, help="Do not open the browser.")
@click.pass_obj
def proof(
    workspace: "Workspace",
    name: str | None,
    *,
    edition: str,
    theme: str | None,
    paper: str | None,
    printer: str | None,
    port: int,
    editor: str | None,
    poll: bool,
    no_open: bool,
) -> int:
    """Show the pages of an issue in the browser, and show them again after each save.

    Without PUBLICATION/KEY, it is the issue that was saved last. Click on a page to find the line of the manuscript.
    Nothing is written. Only the browser of this machine can read the pages. Ctrl-C ends the command.
    """
    from printissue import pipeline

    options = pipeline.ProofOptions(
        _issue(workspace, name),
        pipeline.Choice(printer, theme, paper),
        port,
        _editor(editor),
        poll,
    )

    def show(server: "ProofServer") -> None:
        address = f"{server.address}#edition={edition}"
        click.echo(address)
        click.echo(f"The proof of {options.ref} is at this address. Ctrl-C ends it.", err=True)
        if not no_open and _has_display():
            import webbrowser

            threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()

    pipeline.proof(workspace, options, show)
    return ExitCode.OK


def _issue(workspace: "Workspace", name: str | None) -> "IssueRef":
    """Return the issue of a name, or the one that was saved last. Raise UsageError if it does not exist."""
    refs = workspace.select((name,) if name else ())
    if name and "/" not in name.strip("/") and len(refs) > 1:
        known = ", ".join(ref.key for ref in refs)
        raise UsageError(f"{name} has several issues", f"name one of them: {known}")
    return max(refs, key=lambda ref: workspace.issue_file(ref).stat().st_mtime)


def _editor(command: str | None) -> "Editor":
    """Return the editor of a command. Raise UsageError if its program does not exist."""
    from printissue.proof.editors import Editor

    try:
        editor = Editor.of(command)
    except ValueError as error:
        raise UsageError(f"the command of --editor cannot be read: {error}") from None
    import shutil

    if command and not (editor.command and shutil.which(editor.command[0])):
        raise UsageError(f"there is no program {command.split()[0]!r}", "check --editor")
    return editor


def _has_display() -> bool:
    """Return whether there is a screen; a browser in the terminal would take the place of this command's output."""
    if sys.platform in ("win32", "darwin"):
        return True
    return any(os.environ.get(one) for one in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"))
