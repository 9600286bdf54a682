"""The command line: parses, calls, prints. Only this room writes to the terminal."""

import sys
import traceback
from pathlib import Path
from typing import TYPE_CHECKING

import click

from printissue import __version__
from printissue.cli import outcome, places, signals, streams
from printissue.cli.examples import describe
from printissue.cli.imposing import cover, impose
from printissue.cli.options import format_option, strict_option
from printissue.cli.outcome import failure_of
from printissue.cli.preflighting import preflight
from printissue.cli.volumes import index, verify, volume
from printissue.core.errors import ExitCode
from printissue.model.editions import EDITIONS, PAPERS

if TYPE_CHECKING:
    from printissue.core.workspace import Workspace


def main() -> None:
    """Run the program; turn whatever ends it into one line and a documented exit code."""
    streams.prepare()
    outcome.start()
    with signals.ending():
        code = _run()
    if fault := streams.fault():
        click.echo(f"printissue: error: cannot write to stdout: {fault}", err=True)
        code = code or ExitCode.WRITE
    sys.exit(int(code))


def _run() -> int:
    try:
        return int(cli.main(standalone_mode=False) or 0)
    except click.ClickException as error:
        error.show()
        return _ended(failure_of(error))
    except (Exception, KeyboardInterrupt) as error:
        failure = failure_of(error)
        if not failure.final and ("-v" in sys.argv[1:] or "--verbose" in sys.argv[1:]):
            traceback.print_exc()
        click.echo(f"printissue: error: {failure.message}", err=True)
        if failure.hint:
            click.echo(f"  hint: {failure.hint}", err=True)
        return _ended(failure)


def _ended(failure: outcome.Failure) -> int:
    """Print the results of a run that ended before its command could, and return the exit code."""
    code = failure.code if outcome.state.code is None else outcome.state.code
    if outcome.wants_json() and not outcome.state.printed:
        outcome.print_results(code, [failure], {})
    return code


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="printissue")
@click.option("-C", "--directory", type=click.Path(path_type=Path, exists=True, file_okay=False),
              help="Work in this workspace instead of the one around the current folder.")  # fmt: skip
@click.option("-v", "--verbose", is_flag=True, help="Show tracebacks.")
@click.pass_context
def cli(context: click.Context, directory: Path | None, verbose: bool) -> None:  # noqa: ARG001 - main reads it
    """Make print, archive and screen PDFs of a newsletter: one YAML file per issue."""
    outcome.state.command = context.invoked_subcommand or ""
    context.obj = places.workspace_of(directory)


@cli.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@format_option
@click.pass_obj
def init(workspace: "Workspace", folder: Path, shape: str) -> int:
    """Make a workspace in FOLDER: its folders, and a publication with an issue to start from."""
    from printissue import pipeline
    from printissue.cli.terminal import show_new

    return show_new(workspace, pipeline.start_workspace(folder), shape)


@cli.command()
@click.argument("name", metavar="PUBLICATION[/KEY]", shell_complete=places.publications)
@format_option
@click.pass_obj
def new(workspace: "Workspace", name: str, shape: str) -> int:
    """Start an issue, for example monthly-update/2015-11; its publication too, if it is new.

    It takes number, date and sections from the issue before it. Without KEY it is the next one by their rhythm.
    """
    from printissue import pipeline
    from printissue.cli.terminal import show_new

    return show_new(workspace, pipeline.start_issue(workspace, name), shape)


@cli.group()
@click.pass_context
def theme(context: click.Context) -> None:
    """Work on themes: what the pages look like."""
    outcome.state.command += f" {context.invoked_subcommand or ''}".rstrip()


@theme.command("new")
@click.argument("name")
@click.option("--from", "origin", metavar="THEME", default="bulletin", show_default=True,
              shell_complete=places.themes, help="Copy this theme.")  # fmt: skip
@format_option
@click.pass_obj
def theme_new(workspace: "Workspace", name: str, origin: str, shape: str) -> int:
    """Start the theme NAME in styles/ as a copy of another one."""
    from printissue.cli.terminal import show_new
    from printissue.pipeline.starter import new_theme

    return show_new(workspace, new_theme(workspace, name, origin=origin), shape)


@cli.command()
@click.argument("names", nargs=-1, metavar="[PUBLICATION[/KEY]]...", shell_complete=places.issues)
@strict_option
@format_option
@click.pass_obj
def check(workspace: "Workspace", names: tuple[str, ...], strict: bool, shape: str) -> int:
    """Read issues with their pictures and themes, and say what is wrong; make nothing."""
    from printissue import pipeline
    from printissue.cli.terminal import Terminal
    from printissue.core.counting import counted

    with Terminal(workspace, shape, strict=strict) as terminal:
        refs = pipeline.select(workspace, names, terminal)
        pipeline.check(workspace, refs, terminal)
        return terminal.close(f"{counted(len(refs), 'issue')} checked")


@cli.command()
@click.argument("names", nargs=-1, metavar="[PUBLICATION[/KEY]]...", shell_complete=places.issues)
@click.option("--edition", "editions", multiple=True, type=click.Choice(list(EDITIONS)),
              help="Make only this edition; may be given several times.")  # fmt: skip
@click.option("--printer", metavar="NAME", shell_complete=places.printers,
              help="Print for this printer instead of the publication's.")  # fmt: skip
@click.option("--theme", metavar="NAME", shell_complete=places.themes,
              help="Use this theme, on the theme's own paper.")  # fmt: skip
@click.option("--paper", type=click.Choice(PAPERS), help="Use this trimmed page size.")
@strict_option
@format_option
@click.pass_obj
def build(
    workspace: "Workspace",
    names: tuple[str, ...],
    *,
    editions: tuple[str, ...],
    printer: str | None,
    theme: str | None,
    paper: str | None,
    strict: bool,
    shape: str,
) -> int:
    """Make the PDFs of issues: all of them, or those that are named."""
    from printissue import pipeline
    from printissue.cli.terminal import Terminal

    chosen = tuple(EDITIONS[name] for name in dict.fromkeys(editions or EDITIONS))
    with Terminal(workspace, shape, strict=strict) as terminal:
        choice = pipeline.Choice(printer, theme, paper)
        refs = pipeline.select(workspace, names, terminal)
        order = pipeline.BuildOptions(tuple(refs), chosen, choice, strict)
        pipeline.build(workspace, order, terminal)
        return terminal.close()


@cli.command()
@click.argument(
    "kind",
    type=click.Choice(
        ["issue", "old-issue", "publication", "printers", "theme", "workspace", "results"]
    ),
    default="issue",
)
@click.option("--write", is_flag=True,
              help="Write all schemas into schema/ of the workspace, where new issues look for them.")  # fmt: skip
@click.pass_obj
def schema(workspace: "Workspace", kind: str, *, write: bool) -> None:
    """Print the JSON Schema of a YAML file, or of what `--format json` prints."""
    import json

    from printissue import pipeline

    if write:
        for path in pipeline.refresh_schemas(workspace):
            click.echo(path)
        return
    click.echo(json.dumps(pipeline.schema(kind), indent=2, ensure_ascii=False))


@cli.command()
@format_option
@click.pass_obj
def doctor(workspace: "Workspace", shape: str) -> int:
    """Say what this machine has of what printissue needs, what is missing and how to get it."""
    from printissue.cli.diagnostics import check as examine
    from printissue.cli.terminal import show_checks

    return show_checks(examine(workspace.root), shape)


for command in (preflight, volume, verify, index, impose, cover):
    cli.add_command(command)
describe(cli)
