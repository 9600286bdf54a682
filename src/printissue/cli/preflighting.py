"""The command that examines finished files."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from printissue.cli import places
from printissue.cli.options import format_option, password_option, strict_option

if TYPE_CHECKING:
    from printissue.core.workspace import Workspace


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...",
                type=click.Path(exists=True, dir_okay=False, path_type=Path))  # fmt: skip
@click.option("--printer", metavar="NAME", shell_complete=places.printers,
              help="Hold it against the demands of this printer.")  # fmt: skip
@click.option("--family", type=click.Choice(["print", "access", "all"]),
              help="Ask a print shop's rules, a reader's, or both; else the file's claims decide.")  # fmt: skip
@click.option("--report", metavar="FILE.html", type=click.Path(dir_okay=False, path_type=Path),
              help="Write a page with a picture of each place.")  # fmt: skip
@password_option
@strict_option
@format_option
@click.pass_obj
def preflight(
    workspace: "Workspace",
    files: tuple[Path, ...],
    *,
    printer: str | None,
    family: str | None,
    report: Path | None,
    password: str | None,
    strict: bool,
    shape: str,
) -> int:
    """Examine PDFs, also those that others made, and say what a print shop or a reader would refuse."""
    from printissue import pipeline
    from printissue.cli.terminal import Terminal
    from printissue.core.counting import counted

    with Terminal(workspace, shape, strict=strict) as terminal:
        order = pipeline.PreflightOptions(files, printer, family, report, password)  # type: ignore[arg-type]
        reports = pipeline.inspect(workspace, order, terminal)
        terminal.answer(pipeline.report_values(reports))
        return terminal.close(f"{counted(len(files), 'file')} examined")
