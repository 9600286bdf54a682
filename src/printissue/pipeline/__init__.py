"""The pipeline: the order of the stages. It alone connects them.

building.py   issues to files, and `check`: start here
issue.py      one issue in one layout, in a worker process
load.py       manuscript, pictures and theme of an issue
volumes.py    bound volumes and their index: gathering.py, binding.py, volume_pages.py, indexing.py
inspecting.py, imposing.py    one finished file: preflight, imposition
proofing.py   an issue in the browser, after each save: proof_pages.py, text_places.py
site.py       the site: publishing.py gathers what it shows
drafting.py   existing newsletters to drafts of issues
starting.py   new workspaces and issues
workers.py, cache.py          worker processes with limits; what the files in output/ were built from
"""

from collections.abc import Sequence

from printissue import manuscript
from printissue.core import results
from printissue.core.findings import has_errors
from printissue.core.workspace import IssueRef, Workspace
from printissue.pipeline.binding import VolumeOptions as VolumeOptions
from printissue.pipeline.binding import parse_year as parse_year
from printissue.pipeline.building import BuildOptions as BuildOptions
from printissue.pipeline.building import build as build
from printissue.pipeline.building import check as check
from printissue.pipeline.drafting import IntakeOptions as IntakeOptions
from printissue.pipeline.drafting import make_drafts as make_drafts
from printissue.pipeline.gathering import YearRef as YearRef
from printissue.pipeline.inspecting import PreflightOptions as PreflightOptions
from printissue.pipeline.inspecting import inspect as inspect
from printissue.pipeline.inspecting import report_values as report_values
from printissue.pipeline.load import NO_CHOICE as NO_CHOICE
from printissue.pipeline.load import Choice as Choice
from printissue.pipeline.proofing import ProofOptions as ProofOptions
from printissue.pipeline.proofing import proof as proof
from printissue.pipeline.reporting import Made as Made
from printissue.pipeline.reporting import Reporter as Reporter
from printissue.pipeline.serving import SiteServer as SiteServer
from printissue.pipeline.site import SiteOptions as SiteOptions
from printissue.pipeline.site import make_site as make_site
from printissue.pipeline.starting import refresh_schemas as refresh_schemas
from printissue.pipeline.starting import start_issue as start_issue
from printissue.pipeline.starting import start_workspace as start_workspace
from printissue.pipeline.temporary import temporary_workspace as temporary_workspace
from printissue.pipeline.volumes import bind as bind
from printissue.pipeline.volumes import index as index
from printissue.pipeline.volumes import verify as verify
from printissue.pipeline.workers import WorkerPool as WorkerPool


def select(workspace: Workspace, names: Sequence[str], reporter: Reporter) -> list[IssueRef]:
    """Return the issues that `PUBLICATION` or `PUBLICATION/KEY` name; no names mean all.

    Files that look like issues of these publications, but are not read, are reported. Raise UsageError where a name
    is not that of an issue, or where there is none at all.
    """
    publications = {name.strip("/").partition("/")[0] for name in names}
    findings = manuscript.find_misplaced(workspace, publications)
    reporter.found(findings)
    return workspace.select(tuple(names), may_be_none=has_errors(findings))


def schema(kind: str) -> dict[str, object]:
    """Return the JSON Schema of a kind of YAML file, or of what `--format json` prints (`results`)."""
    return results.schema() if kind == "results" else manuscript.schema(kind)


def printers(workspace: Workspace) -> list[str]:
    """Return the names of the built-in printers and of the workspace's, sorted."""
    return sorted(manuscript.read_printers(workspace)[0])
