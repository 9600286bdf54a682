"""The command line: parses arguments, calls the pipeline and prints. No other package prints."""

import gc
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from printissue.cli import completion, results, signals, streams
from printissue.cli.cluster import cluster_options, options_of, worker
from printissue.cli.diff import diff
from printissue.cli.examples import add_examples
from printissue.cli.options import (
    format_option,
    jobs_option,
    quiet_option,
    strict_option,
    workspace_of,
)
from printissue.cli.pdf_files import cover, impose, preflight
from printissue.cli.proof import proof
from printissue.cli.results import failure_of
from printissue.cli.sites import serve, site
from printissue.cli.volumes import index, verify, volume
from printissue.core.errors import ExitCode
from printissue.core.version import VERSION
from printissue.model.editions import EDITIONS, PAPERS, default_editions

if TYPE_CHECKING:
    from printissue.core.workspace import Workspace


_OBJECTS_BETWEEN_COLLECTIONS = 50_000
"""The number of new objects after which garbage is collected. With Python's 700, that takes a fifth of a short run."""


def main() -> None:
    """Run the program, and exit with a documented code and one line for each error."""
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS, 20, 20)
    streams.prepare()
    results.start()
    with signals.handled():
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
        return _finish(failure_of(error))
    except (Exception, KeyboardInterrupt) as error:
        failure = failure_of(error)
        if not failure.final and ("-v" in sys.argv[1:] or "--verbose" in sys.argv[1:]):
            import traceback

            traceback.print_exc()
        click.echo(f"printissue: error: {failure.message}", err=True)
        if failure.hint:
            click.echo(f"  hint: {failure.hint}", err=True)
        return _finish(failure)


def _finish(failure: results.Failure) -> int:
    """Print the JSON results if the command has not printed them. Return the exit code."""
    code = failure.code if results.state.code is None else results.state.code
    if results.wants_json() and not results.state.printed:
        results.print_results(code, [failure], {})
    return code


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(VERSION, prog_name="printissue")
@click.option("-C", "--directory", type=click.Path(path_type=Path, exists=True, file_okay=False),
              help="Use this workspace instead of the one around the current folder.")  # fmt: skip
@click.option("-v", "--verbose", is_flag=True, help="Show tracebacks.")
@click.pass_context
def cli(context: click.Context, directory: Path | None, verbose: bool) -> None:  # noqa: ARG001 - _run reads it
    """Make PDFs, web pages, e-books and e-mails of a newsletter from one YAML file per issue."""
    results.state.command = context.invoked_subcommand or ""
    context.obj = workspace_of(directory)


@cli.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@format_option
@click.pass_obj
def init(workspace: "Workspace", folder: Path, output_format: str) -> int:
    """Create a workspace in FOLDER, with a publication and its first issue."""
    from printissue import pipeline
    from printissue.cli.terminal import show_new

    return show_new(workspace, pipeline.start_workspace(folder), output_format)


@cli.command()
@click.argument("name", metavar="PUBLICATION[/KEY]", shell_complete=completion.publications)
@format_option
@click.pass_obj
def new(workspace: "Workspace", name: str, output_format: str) -> int:
    """Create an issue, for example monthly-update/2015-11, and its publication if that does not exist.

    Number, date and sections continue those of the previous issue. Without KEY, the new issue is the next one after
    the publication's last, by the interval between its issues.
    """
    from printissue import pipeline
    from printissue.cli.terminal import show_new

    return show_new(workspace, pipeline.start_issue(workspace, name), output_format)


@cli.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...",
                type=click.Path(exists=True, dir_okay=False, path_type=Path))  # fmt: skip
@click.option("--publication", metavar="NAME", shell_complete=completion.publications,
              help="The publication of the issue. Not needed if there is only one.")  # fmt: skip
@click.option("-o", "--output", metavar="FILE.yaml", type=click.Path(dir_okay=False, path_type=Path),
              help="Write the draft to this file instead of issues/PUBLICATION/YYYY-MM.yaml.")  # fmt: skip
@click.option("--fetch", is_flag=True,
              help="Fetch pictures on the web: https only, from public hosts. The sender can see that.")  # fmt: skip
@format_option
@click.pass_obj
def intake(
    workspace: "Workspace",
    files: tuple[Path, ...],
    *,
    publication: str | None,
    output: Path | None,
    fetch: bool,
    output_format: str,
) -> int:
    """Make the draft of an issue from an existing newsletter.

    FILE is plain text, HTML, a mail (.eml), a mailbox (.mbox), Markdown, a Word file (.docx) or an RSS or Atom
    feed. The draft passes `check`; comments in it mark each guess. What is left out is reported. An issue that exists
    is never changed.
    """
    from printissue import pipeline
    from printissue.cli.terminal import Terminal

    with Terminal(workspace, output_format) as terminal:
        options = pipeline.IntakeOptions(files, publication, output, fetch)
        terminal.add_results({"drafts": pipeline.make_drafts(workspace, options, terminal)})
        return terminal.close()


@cli.group()
@click.pass_context
def theme(context: click.Context) -> None:
    """Create themes. A theme defines what the pages look like."""
    results.state.command += f" {context.invoked_subcommand or ''}".rstrip()


@theme.command("new")
@click.argument("name")
@click.option("--from", "origin", metavar="THEME", default="bulletin", show_default=True,
              shell_complete=completion.themes, help="The theme to copy.")  # fmt: skip
@format_option
@click.pass_obj
def theme_new(workspace: "Workspace", name: str, origin: str, output_format: str) -> int:
    """Create the theme NAME in styles/ as a copy of another theme."""
    from printissue.cli.terminal import show_new
    from printissue.pipeline.new_files import new_theme

    return show_new(workspace, new_theme(workspace, name, origin=origin), output_format)


@cli.command()
@click.argument(
    "names", nargs=-1, metavar="[PUBLICATION[/KEY]]...", shell_complete=completion.issues
)
@click.option("--watch", is_flag=True, help="Check again after each save, until Ctrl-C.")
@click.option("--poll", is_flag=True,
              help="With --watch, look at the files again and again. Use it on network drives.")  # fmt: skip
@strict_option
@format_option
@click.pass_obj
def check(
    workspace: "Workspace",
    names: tuple[str, ...],
    *,
    watch: bool,
    poll: bool,
    strict: bool,
    output_format: str,
) -> int:
    """Check issues with their pictures and themes, and report all problems. Write nothing."""
    from printissue.cli.checking import check_again, check_once

    if watch:
        return check_again(workspace, names, output_format, strict=strict, poll=poll)
    return check_once(workspace, names, output_format, strict=strict)


@cli.command()
@click.argument(
    "names", nargs=-1, metavar="[PUBLICATION[/KEY]]...", shell_complete=completion.issues
)
@click.option("--edition", "editions", multiple=True, type=click.Choice(list(EDITIONS)),
              help="Make this edition. Can be given several times. Without it: print, archive, screen.")  # fmt: skip
@click.option("--printer", metavar="NAME", shell_complete=completion.printers,
              help="Make the print edition for this printer instead of the publication's.")  # fmt: skip
@click.option("--theme", metavar="NAME", shell_complete=completion.themes,
              help="Use this theme, with its paper size, instead of the publication's.")  # fmt: skip
@click.option(
    "--paper",
    type=click.Choice(PAPERS),
    help="Use this trimmed page size instead of the publication's.",
)
@click.option("--force", is_flag=True, help="Make all files, even if they are up to date.")
@click.option("--explain", is_flag=True, help="Say for each issue which of its inputs changed.")
@jobs_option
@quiet_option
@click.option("--scheduler", metavar="ADDRESS",
              help="Make the editions on the machines of a cluster: the address of its Dask scheduler.")  # fmt: skip
@cluster_options
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
    force: bool,
    explain: bool,
    jobs: int | None,
    quiet: bool,
    scheduler: str | None,
    tls_ca_file: Path | None,
    tls_cert: Path | None,
    tls_key: Path | None,
    insecure: bool,
    strict: bool,
    output_format: str,
) -> int:
    """Make the editions of all issues, or of those that you name.

    Files that are up to date are not made again: those whose manuscript, pictures, theme, templates, fonts and
    libraries are unchanged.
    """
    from printissue import pipeline
    from printissue.cli.terminal import Terminal

    chosen = (
        tuple(EDITIONS[name] for name in dict.fromkeys(editions))
        if editions
        else default_editions()
    )
    with Terminal(
        workspace, output_format, strict=strict, explain=explain, quiet=quiet
    ) as terminal:
        choice = pipeline.Choice(printer, theme, paper)
        cluster = options_of(
            scheduler, ca_file=tls_ca_file, certificate=tls_cert, key=tls_key, insecure=insecure
        )
        refs = pipeline.select(workspace, names, terminal)
        options = pipeline.BuildOptions(tuple(refs), chosen, choice, strict, force, jobs, cluster)
        pipeline.build(workspace, options, terminal)
        return terminal.close()


@cli.command()
@click.argument(
    "kind",
    type=click.Choice(
        ["issue", "old-issue", "publication", "printers", "theme", "workspace", "site", "results"]
    ),
    default="issue",
)
@click.option("--write", is_flag=True,
              help="Write all schemas into schema/ in the workspace, where editors find them.")  # fmt: skip
@click.pass_obj
def schema(workspace: "Workspace", kind: str, *, write: bool) -> None:
    """Print the JSON Schema of a kind of YAML file, or of the results that `--format json` prints."""
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
def doctor(workspace: "Workspace", output_format: str) -> int:
    """Check that everything printissue needs is installed, and say how to install what is missing."""
    from printissue.cli.diagnostics import check as run_checks
    from printissue.cli.terminal import show_checks

    return show_checks(run_checks(workspace.root), output_format)


for command in (proof, diff, preflight, volume, verify, index, impose, cover, site, serve, worker):
    cli.add_command(command)
add_examples(cli)
