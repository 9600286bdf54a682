"""Commands on the site: make it, and serve it on this machine."""

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from printissue.cli.options import format_option, jobs_option, quiet_option, strict_option
from printissue.core.errors import ExitCode

if TYPE_CHECKING:
    from printissue.core.workspace import Workspace

folder_option = click.option(
    "-o", "--output", metavar="FOLDER", type=click.Path(file_okay=False, path_type=Path),
    help="Use this folder for the site instead of output/site/.",
)  # fmt: skip


@click.command()
@click.option("--base-url", metavar="URL",
              help="Use this address of the home page instead of that of site.yaml.")  # fmt: skip
@folder_option
@jobs_option
@quiet_option
@strict_option
@format_option
@click.pass_obj
def site(
    workspace: "Workspace",
    *,
    base_url: str | None,
    output: Path | None,
    jobs: int | None,
    quiet: bool,
    strict: bool,
    output_format: str,
) -> int:
    """Make the site of all publications from their finished files: pages for readers, feeds and data.

    Build the issues first. Only files that differ are written; files that printissue did not write stay.
    """
    from printissue import pipeline
    from printissue.cli.terminal import Terminal

    with Terminal(workspace, output_format, strict=strict, quiet=quiet) as terminal:
        options = pipeline.SiteOptions(base_url, output, strict, jobs)
        pipeline.make_site(workspace, options, terminal)
        return terminal.close()


@click.command()
@folder_option
@click.option("--port", metavar="NUMBER", type=click.IntRange(1, 65535), default=8000, show_default=True,
              help="Listen on this port.")  # fmt: skip
@click.pass_obj
def serve(workspace: "Workspace", *, output: Path | None, port: int) -> int:
    """Serve the site on this machine, to look at it. Ctrl-C ends the command.

    Only programs of this machine can reach it. Make the site first: printissue site.
    """
    from printissue import pipeline

    site = pipeline.SiteServer.of(workspace, output, port)
    click.echo(site.address)
    click.echo("The site is at this address. Ctrl-C ends the server.", err=True)
    with suppress(KeyboardInterrupt):
        site.serve()
    return ExitCode.OK
