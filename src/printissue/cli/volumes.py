"""Commands over years: bind a volume, verify it, index all volumes."""

from typing import TYPE_CHECKING

import click

from printissue.cli import places
from printissue.cli.options import format_option, password_option, strict_option

if TYPE_CHECKING:
    from printissue.core.workspace import Workspace


@click.command()
@click.argument("names", nargs=-1, required=True, metavar="PUBLICATION/YEAR...",
                shell_complete=places.years)  # fmt: skip
@click.option("--form", type=click.Choice(["archive", "screen"]), default="archive", show_default=True,
              help="Bind the archive editions, or small ones for download.")  # fmt: skip
@click.option(
    "--allow-gaps", is_flag=True, help="Bind a year that lacks issues; its title page says which."
)
@click.option(
    "--bag", is_flag=True, help="Pack the volume, its issues and old originals into a BagIt bag."
)
@password_option
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
    strict: bool,
    shape: str,
) -> int:
    """Bind the issues of a year into one PDF, with a contents, an index and true page numbers."""
    from printissue import pipeline
    from printissue.cli.terminal import Terminal

    with Terminal(workspace, shape, strict=strict) as terminal:
        orders = [
            pipeline.VolumeOptions(pipeline.parse_year(name), form, allow_gaps, bag, strict)  # type: ignore[arg-type]
            for name in dict.fromkeys(names)
        ]
        pipeline.bind(workspace, orders, terminal, password=password)
        return terminal.close()


@click.command()
@click.argument("names", nargs=-1, required=True, metavar="PUBLICATION/YEAR...",
                shell_complete=places.volumes)  # fmt: skip
@strict_option
@format_option
@click.pass_obj
def verify(workspace: "Workspace", names: tuple[str, ...], strict: bool, shape: str) -> int:
    """Hold volumes, their issues and bags against their manifests, and say what has changed."""
    from printissue import pipeline
    from printissue.cli.terminal import Terminal
    from printissue.core.counting import counted

    with Terminal(workspace, shape, strict=strict) as terminal:
        refs = [pipeline.parse_year(name) for name in dict.fromkeys(names)]
        pipeline.verify(workspace, refs, terminal)
        return terminal.close(f"{counted(len(refs), 'volume')} verified")


@click.command()
@click.argument("names", nargs=-1, required=True, metavar="PUBLICATION...",
                shell_complete=places.publications)  # fmt: skip
@strict_option
@format_option
@click.pass_obj
def index(workspace: "Workspace", names: tuple[str, ...], strict: bool, shape: str) -> int:
    """Make the index of all bound volumes of a publication, as a PDF and as a web page."""
    from printissue import pipeline
    from printissue.cli.terminal import Terminal

    with Terminal(workspace, shape, strict=strict) as terminal:
        for name in dict.fromkeys(names):
            pipeline.index(workspace, name, terminal, strict=strict)
        return terminal.close()
