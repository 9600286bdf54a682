"""The command `diff`: two states of an issue, page by page and story by story."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from printissue.cli.options import format_option
from printissue.core.counting import ranges
from printissue.core.errors import ExitCode
from printissue.model.editions import EDITIONS

if TYPE_CHECKING:
    from printissue.core.workspace import Workspace
    from printissue.proof.comparing import Comparison

_PAGED = [one.name for one in EDITIONS.values() if one.paged]
_COLOURS = {"removed": "red", "added": "green"}
_SIGNS = {"removed": "-", "added": "+"}
DIFFERENT = 1
"""The exit code for states that differ, as of `diff`."""


@click.command()
@click.argument("before", metavar="A")
@click.argument("after", metavar="[B]", default="")
@click.option("--issue", metavar="PUBLICATION/KEY", help="The issue, if A and B do not name it.")
@click.option("--edition", type=click.Choice(_PAGED), default="print", show_default=True,
              help="Compare the pages of this edition.")  # fmt: skip
@click.option("--report", metavar="FILE.html", type=click.Path(dir_okay=False, path_type=Path),
              help="Write an HTML page with the changed pages side by side.")  # fmt: skip
@format_option
@click.pass_obj
def diff(
    workspace: "Workspace",
    before: str,
    after: str,
    *,
    issue: str | None,
    edition: str,
    report: Path | None,
    output_format: str,
) -> int:
    """Compare two states of an issue, page by page and story by story.

    A and B are revisions of git, YAML files, workspaces, or issues of this workspace. Without B, A is compared with
    this workspace as it is now. The exit code is 0 if nothing differs, and 1 if something does.
    """
    from printissue import pipeline
    from printissue.cli.terminal import Terminal

    ref = workspace.select((issue,))[0] if issue else None
    with Terminal(workspace, output_format) as terminal:
        options = pipeline.DiffOptions(before, after, ref, edition, report)
        comparison = pipeline.compare(workspace, options, terminal)
        if comparison is None:
            return terminal.close("compared", otherwise=ExitCode.LAYOUT)
        if output_format == "json":
            terminal.add_results({"differences": [asdict(comparison.as_value(options.edition))]})
        else:
            _show(comparison)
        return terminal.close("compared", otherwise=ExitCode.OK if comparison.same else DIFFERENT)


def _show(comparison: "Comparison") -> None:
    """Print the pages, and the changes of each story."""
    unchanged = [page.after for page in comparison.pages if page.same]
    if unchanged:
        click.echo(
            f"unchanged: {'page' if len(unchanged) == 1 else 'pages'} {', '.join(ranges(unchanged))}"
        )
    for page in comparison.pages:
        if page.same:
            continue
        if not page.before or not page.after:
            state = "is new" if page.after else "is gone"
            click.echo(f"page {page.after or page.before} {state}")
            continue
        now = f", now page {page.after}" if page.after != page.before else ""
        click.echo(f"page {page.before}{now} differs")
    for change in comparison.stories:
        click.secho(f"\n{change.story}", bold=True)
        for one in change.words:
            sign = _SIGNS.get(one.kind, " ")
            click.secho(f"  {sign} {one.text}", fg=_COLOURS.get(one.kind))
