"""Check issues: read them and all that they name, without laying out pages."""

from collections.abc import Sequence

from printissue.assets.resources import Resources
from printissue.core.errors import PrintissueError
from printissue.core.workspace import IssueRef, Workspace
from printissue.pipeline.building import raise_first
from printissue.pipeline.load import read_valid
from printissue.pipeline.making import checked, collected
from printissue.pipeline.options import NO_CHOICE
from printissue.pipeline.reporting import Reporter
from printissue.pipeline.series import check_numbers
from printissue.pipeline.workers import WorkerPool


def check(workspace: Workspace, refs: Sequence[IssueRef], reporter: Reporter) -> None:
    """Read issues and all that they name, and report what is wrong, without laying out pages.

    Raise LayoutError, after all issues are read, if the templates or style sheets of one exceed their limits.
    """
    resources = Resources.of(workspace.root)
    fontconfig = resources.fontconfig()
    failures: list[PrintissueError] = []
    with WorkerPool(1) as workers:
        for ref in refs:
            with collected(failures):
                reporter.stage(ref, "reading")
                job, findings = read_valid(workspace, ref, resources, choice=NO_CHOICE)
                reporter.found(findings)
                if job is not None:
                    reporter.found(checked(workers, job, fontconfig))
    for publication in dict.fromkeys(ref.publication for ref in refs):
        keys = {ref.key for ref in refs if ref.publication == publication}
        reporter.found(check_numbers(workspace, publication, keys))
    raise_first(failures, reporter)
