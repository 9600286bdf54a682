"""Commands on volumes: bind a year, verify it, index all years."""

from typing import TYPE_CHECKING

import click

from printissue.cli import completion
from printissue.cli.options import (
    format_option,
    jobs_option,
    password_option,
    quiet_option,
    strict_option,
)

if TYPE_CHECKING:
    from printissue.core.workspace import Workspace


@click.command()
@click.argument("names", nargs=-1, required=True, metavar="PUBLICATION/YEAR...",
                shell_complete=completion.years)  # fmt: skip
@click.option("--form", type=click.Choice(["archive", "screen"]), default="archive", show_default=True,
              help="Bind the archive editions, or the smaller screen editions.")  # fmt: skip
@click.option(
    "--allow-gaps",
    is_flag=True,
    help="Bind a year even if issues are missing. Its title page lists them.",
)
@click.option(
    "--bag",
    is_flag=True,
    help="Also pack the volume, its issues and the original back issues into a BagIt bag.",
)
@password_option
@jobs_option
@quiet_option
@strict_option
@format_option
@click.pass_obj
def volume(
    workspace: "Workspace",
    names: tuple[str, ...],
    *,
    form: str,
    allow_gaps: bool,
    bag: bool,
    password: str | None,
    jobs: int | None,
    quiet: bool,
    strict: bool,
    output_format: str,
) -> int:
    """Bind the issues of a year into one PDF, with contents, index, bookmarks and page labels."""
    from printissue import pipeline
    from printissue.cli.terminal import Terminal

    with Terminal(workspace, output_format, strict=strict, quiet=quiet) as terminal:
        options = [
            pipeline.VolumeOptions(pipeline.parse_year(name), form, allow_gaps, bag, strict)  # type: ignore[arg-type]
            for name in dict.fromkeys(names)
        ]
        pipeline.bind(workspace, options, terminal, password=password, jobs=jobs)
        return terminal.close()


@click.command()
@click.argument("names", nargs=-1, required=True, metavar="PUBLICATION/YEAR...",
                shell_complete=completion.volumes)  # fmt: skip
@strict_option
@format_option
@click.pass_obj
def verify(workspace: "Workspace", names: tuple[str, ...], strict: bool, output_format: str) -> int:
    """Check that volumes, their issues and their bags are unchanged since they were bound."""
    from printissue import pipeline
    from printissue.cli.terminal import Terminal
    from printissue.core.counting import counted

    with Terminal(workspace, output_format, strict=strict) as terminal:
        refs = [pipeline.parse_year(name) for name in dict.fromkeys(names)]
        pipeline.verify(workspace, refs, terminal)
        return terminal.close(f"{counted(len(refs), 'volume')} checked")


@click.command()
@click.argument("names", nargs=-1, required=True, metavar="PUBLICATION...",
                shell_complete=completion.publications)  # fmt: skip
@strict_option
@format_option
@click.pass_obj
def index(workspace: "Workspace", names: tuple[str, ...], strict: bool, output_format: str) -> int:
    """Make one index over all bound volumes of a publication, as a PDF and as a web page."""
    from printissue import pipeline
    from printissue.cli.terminal import Terminal

    with Terminal(workspace, output_format, strict=strict) as terminal:
        for name in dict.fromkeys(names):
            pipeline.index(workspace, name, terminal, strict=strict)
        return terminal.close()
