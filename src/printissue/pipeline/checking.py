"""Check issues: read them and all that they name, without laying out pages."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import cache
from typing import TYPE_CHECKING

from printissue import manuscript
from printissue.assets.resources import Resources
from printissue.core.errors import PrintissueError
from printissue.core.findings import Finding
from printissue.core.inputs import Snapshots
from printissue.core.workspace import IssueRef, Workspace
from printissue.pipeline.building import raise_first
from printissue.pipeline.cache import BuildCache
from printissue.pipeline.edition_store import check_key, load_findings, store_findings
from printissue.pipeline.job import Job
from printissue.pipeline.load import read_valid
from printissue.pipeline.options import NO_CHOICE
from printissue.pipeline.reporting import Reporter, collected
from printissue.pipeline.series import check_numbers

if TYPE_CHECKING:
    from printissue.pipeline.workers import WorkerPool


def check(workspace: Workspace, refs: Sequence[IssueRef], reporter: Reporter) -> None:
    """Read issues and all that they name, and report what is wrong, without laying out pages.

    Of back issues, only the descriptions are read, not the PDFs.

    Raise LayoutError, after all issues are read, if the templates or style sheets of one exceed their limits.
    """
    resources = Resources.of(workspace.root)
    resources.fontconfig()  # raises MissingError for all issues at once
    build_cache = BuildCache.of(workspace)  # is not saved: a build may be writing it
    failures: list[PrintissueError] = []
    with _one_worker() as workers:
        for ref in refs:
            with collected(failures):
                reporter.stage(ref, "reading")
                if ref.key in workspace.back_issue_keys(ref.publication):
                    reporter.found(manuscript.read_back_issue(workspace, ref)[1])
                    continue
                job, findings = read_valid(workspace, ref, resources, choice=NO_CHOICE)
                reporter.found(findings)
                if job is not None:
                    reporter.found(_checked(job, build_cache, workers))
    for publication in dict.fromkeys(ref.publication for ref in refs):
        keys = {ref.key for ref in refs if ref.publication == publication}
        reporter.found(check_numbers(workspace, publication, keys))
    raise_first(failures, reporter)


@contextmanager
def _one_worker() -> Iterator[Callable[[], "WorkerPool"]]:
    """Yield a function that returns a pool of one worker, which is started when it is first needed."""
    with ExitStack() as stack:

        @cache
        def workers() -> "WorkerPool":
            from printissue.pipeline.workers import WorkerPool

            return stack.enter_context(WorkerPool(1))

        yield workers


def _checked(
    job: Job, build_cache: BuildCache, workers: Callable[[], "WorkerPool"]
) -> tuple[Finding, ...]:
    """Return the findings of an issue's templates, style sheets and pictures; kept ones if nothing has changed."""
    key = check_key(job, build_cache)
    kept = load_findings(key)
    if kept is not None:
        return kept
    from printissue.pipeline.making import checked  # loads all stages

    findings = checked(workers(), job, job.resources.fontconfig())
    if key and _templates(job) == build_cache.templates:  # they did not change in the meantime
        store_findings(key, findings)
    return findings


def _templates(job: Job) -> str:
    from printissue.pipeline.toolchain import templates_digest

    return templates_digest(job.resources, Snapshots())
