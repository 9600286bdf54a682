"""Volumes: bind the issues of a year, make the index of all years, and verify volumes."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from printissue import manuscript
from printissue.assets.resources import Resources
from printissue.core.findings import has_errors
from printissue.core.workspace import Workspace
from printissue.pipeline.binding import Binder, VolumeOptions
from printissue.pipeline.finished_files import FinishedFiles
from printissue.pipeline.gathering import YearRef
from printissue.pipeline.indexing import Indexer
from printissue.pipeline.making import issue_reader
from printissue.pipeline.passwords import passwords_of
from printissue.pipeline.reporting import Made, Reporter
from printissue.pipeline.workers import WorkerPool
from printissue.volume.verifying import Verified
from printissue.volume.verifying import verify as verify_folder


def bind(
    workspace: Workspace,
    options: Sequence[VolumeOptions],
    reporter: Reporter,
    *,
    password: str | None = None,
    jobs: int | None = None,
) -> list[Made]:
    """Bind the volumes of years, one after the other.

    `password` is tried on every encrypted back issue. `jobs` is the number of worker processes.
    """
    passwords, findings = passwords_of(workspace, password)
    reporter.found(findings)
    if has_errors(findings):
        return []
    strict = any(one.strict for one in options)
    with _finished_files(workspace, reporter, strict=strict, jobs=jobs) as files:
        return [made for one in options for made in Binder(files, one, passwords).bind()]


def index(
    workspace: Workspace, publication: str, reporter: Reporter, *, strict: bool
) -> list[Made]:
    """Make the index of all bound volumes of a publication."""
    passwords, findings = passwords_of(workspace)
    reporter.found(findings)
    if has_errors(findings):
        return []
    with _finished_files(workspace, reporter, strict=strict) as files:
        return Indexer(files, publication, passwords).make()


def verify(workspace: Workspace, refs: Sequence[YearRef], reporter: Reporter) -> list[Verified]:
    """Compare volumes with their manifests, and report what has changed."""
    seen = []
    for ref in refs:
        folder = workspace.volume_folder(ref.publication, ref.year)
        verified, findings = verify_folder(folder, root=workspace.root)
        reporter.found(findings)
        seen.append(verified)
    return seen


@contextmanager
def _finished_files(
    workspace: Workspace, reporter: Reporter, *, strict: bool, jobs: int | None = None
) -> Iterator[FinishedFiles]:
    """Lock the workspace, and yield the finished files of its issues."""
    resources = Resources.of(workspace.root)
    read_issue = issue_reader(workspace, resources)
    limits, findings = manuscript.read_limits(workspace)
    reporter.found(findings)
    fontconfig = resources.fontconfig()
    with workspace.locked(), WorkerPool(jobs, limit=limits.layout) as workers:
        yield FinishedFiles(
            workspace, reporter, workers, resources, fontconfig, read_issue, limits, strict
        )
