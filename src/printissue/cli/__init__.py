"""The command line: parses, calls, prints. Only this room writes to the terminal."""

import sys
import traceback
from pathlib import Path
from typing import TYPE_CHECKING

import click

from printissue import __version__
from printissue.cli.imposing import cover, impose
from printissue.cli.options import format_option, strict_option
from printissue.cli.preflighting import preflight
from printissue.cli.volumes import index, verify, volume
from printissue.editions import EDITIONS, PAPERS
from printissue.errors import ExitCode, PrintissueError

if TYPE_CHECKING:
    from printissue.workspace import Workspace


def main() -> None:
    """Run the program; turn whatever ends it into one line and a documented exit code."""
    verbose = "-v" in sys.argv[1:] or "--verbose" in sys.argv[1:]
    try:
        code = cli.main(standalone_mode=False)
        sys.exit(int(code or 0))
    except click.exceptions.Abort:
        _fail("interrupted", "", ExitCode.INTERRUPTED)
    except click.ClickException as error:
        error.show()
        sys.exit(ExitCode.USAGE)
    except PrintissueError as error:
        if verbose:
            traceback.print_exc()
        _fail(error.message, error.hint, error.code)
    except Exception as error:
        if verbose:
            traceback.print_exc()
        kind = type(error).__name__
        _fail(
            f"a bug in printissue: {kind}: {error}",
            "run it again with -v and report it",
            ExitCode.BUG,
        )


def _fail(message: str, hint: str, code: ExitCode) -> None:
    click.echo(f"printissue: error: {message}", err=True)
    if hint:
        click.echo(f"  hint: {hint}", err=True)
    sys.exit(code)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="printissue")
@click.option("-C", "--directory", type=click.Path(path_type=Path, file_okay=False), default=Path(),
              help="Work in this workspace instead of the current folder.")  # fmt: skip
@click.option("-v", "--verbose", is_flag=True, help="Show tracebacks.")
@click.pass_context
def cli(context: click.Context, directory: Path, verbose: bool) -> None:  # noqa: ARG001 - main reads it
    """Make print, archive and screen PDFs of a newsletter: one YAML file per issue."""
    from printissue.workspace import Workspace

    context.obj = Workspace(directory.resolve())


@cli.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
def init(folder: Path) -> None:
    """Make a workspace in FOLDER: its folders, and a publication with an issue to start from."""
    from printissue.starter import init_workspace

    for path in init_workspace(folder):
        click.echo(path)


@cli.command()
@click.argument("name", metavar="PUBLICATION/KEY")
@click.pass_obj
def new(workspace: "Workspace", name: str) -> None:
    """Start an issue, for example monthly-update/2015-11; its publication too, if it is new."""
    from printissue.starter import new_issue

    for path in new_issue(workspace, name):
        click.echo(path)


@cli.group()
def theme() -> None:
    """Work on themes: what the pages look like."""


@theme.command("new")
@click.argument("name")
@click.option("--from", "origin", metavar="THEME", default="bulletin", show_default=True,
              help="Copy this theme.")  # fmt: skip
@click.pass_obj
def theme_new(workspace: "Workspace", name: str, origin: str) -> None:
    """Start the theme NAME in styles/ as a copy of another one."""
    from printissue.starter import new_theme

    for path in new_theme(workspace, name, origin=origin):
        click.echo(path)


@cli.command()
@click.argument("names", nargs=-1, metavar="[PUBLICATION[/KEY]]...")
@strict_option
@format_option
@click.pass_obj
def check(workspace: "Workspace", names: tuple[str, ...], strict: bool, shape: str) -> int:
    """Read issues with their pictures and themes, and say what is wrong; make nothing."""
    from printissue import pressrun
    from printissue.cli.terminal import Terminal
    from printissue.counting import counted

    with Terminal(workspace, shape, strict=strict) as terminal:
        refs = workspace.select(names)
        pressrun.check(workspace, refs, terminal)
        return terminal.close(f"{counted(len(refs), 'issue')} checked")


@cli.command()
@click.argument("names", nargs=-1, metavar="[PUBLICATION[/KEY]]...")
@click.option("--edition", "editions", multiple=True, type=click.Choice(list(EDITIONS)),
              help="Make only this edition; may be given several times.")  # fmt: skip
@click.option(
    "--printer", metavar="NAME", help="Print for this printer instead of the publication's."
)
@click.option("--theme", metavar="NAME", help="Dress it in this theme, on the theme's own paper.")
@click.option("--paper", type=click.Choice(PAPERS), help="Set it for this trimmed page.")
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
    from printissue import pressrun
    from printissue.cli.terminal import Terminal

    chosen = tuple(EDITIONS[name] for name in dict.fromkeys(editions or EDITIONS))
    with Terminal(workspace, shape, strict=strict) as terminal:
        choice = pressrun.Choice(printer, theme, paper)
        order = pressrun.Order(tuple(workspace.select(names)), chosen, choice, strict)
        pressrun.build(workspace, order, terminal)
        return terminal.close()


@cli.command()
@click.argument(
    "kind",
    type=click.Choice(["issue", "old-issue", "publication", "printers", "theme", "workspace"]),
    default="issue",
)
def schema(kind: str) -> None:
    """Print the JSON Schema of a YAML file, for editors and other programs."""
    import json

    from printissue import pressrun

    click.echo(json.dumps(pressrun.schema(kind), indent=2, ensure_ascii=False))


@cli.command()
@click.pass_obj
def doctor(workspace: "Workspace") -> int:
    """Say what this machine has of what printissue needs, what is missing and how to get it."""
    from printissue.cli.terminal import show_checks
    from printissue.doctor import check as examine

    return show_checks(examine(workspace.root))


for command in (preflight, volume, verify, index, impose, cover):
    cli.add_command(command)
