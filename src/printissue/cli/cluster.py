"""The command that lends this machine to a cluster, and the options that name one."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from printissue.cli.options import jobs_option
from printissue.core.counting import counted
from printissue.core.errors import UsageError

if TYPE_CHECKING:
    from printissue.pipeline.options import ClusterOptions

F = TypeVar("F", bound=Callable[..., Any])

_FILE = click.Path(dir_okay=False, path_type=Path)


def cluster_options(command: F) -> F:
    """Add the options for the security of a cluster."""
    for option in (
        click.option("--insecure", is_flag=True,
                     help="Allow a tcp:// address of another machine, in a network that you trust."),
        click.option("--tls-key", type=_FILE, help="The key of that certificate (PEM)."),
        click.option("--tls-cert", type=_FILE, help="The certificate of this machine (PEM)."),
        click.option("--tls-ca-file", type=_FILE,
                     help="The certificate authority of the cluster, for tls:// addresses (PEM)."),
    ):  # fmt: skip
        command = option(command)
    return command


def options_of(
    scheduler: str | None,
    *,
    ca_file: Path | None,
    certificate: Path | None,
    key: Path | None,
    insecure: bool,
) -> "ClusterOptions | None":
    """Return the options of a cluster; None without one. Raise UsageError if they are wrong or not safe."""
    if scheduler is None:
        if ca_file or certificate or key or insecure:
            raise UsageError("--tls-… and --insecure are for clusters", "add --scheduler ADDRESS")
        return None
    from printissue.pipeline.cluster import check_options
    from printissue.pipeline.options import ClusterOptions

    options = ClusterOptions(scheduler, ca_file, certificate, key, insecure)
    check_options(options)
    return options


@click.command()
@click.argument("scheduler", metavar="ADDRESS")
@jobs_option
@cluster_options
def worker(
    scheduler: str,
    *,
    jobs: int | None,
    tls_ca_file: Path | None,
    tls_cert: Path | None,
    tls_key: Path | None,
    insecure: bool,
) -> int:
    """Make editions on this machine for `printissue build --scheduler` on others.

    ADDRESS is that of a Dask scheduler, such as tls://host:8786. This command runs until the scheduler closes or until
    Ctrl-C. It needs no workspace: all files of an issue are sent to it.
    """
    options = options_of(
        scheduler, ca_file=tls_ca_file, certificate=tls_cert, key=tls_key, insecure=insecure
    )
    assert options is not None
    from printissue.pipeline import cluster, cluster_worker
    from printissue.pipeline.workers import default_workers

    cluster_worker.quiet()
    count = jobs or default_workers()
    cluster_worker.serve(
        scheduler,
        cluster.own_host(options),
        cluster.security_of(options),
        count,
        lambda name: click.echo(f"{name}: ready, {counted(count, 'layout')} at a time", err=True),
    )
    return 0
