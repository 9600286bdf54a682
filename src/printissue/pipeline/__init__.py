"""The pipeline: the order of the stages. It alone connects them.

building.py   issues to files: start here; cache.py finds what is up to date, making.py makes the rest
issue.py      one issue in one layout, in a worker process
load.py       manuscript, pictures and theme of an issue
checking.py   `check`
volumes.py    bound volumes and their index: gathering.py, binding.py, volume_pages.py, indexing.py
inspecting.py, imposing.py    one finished file: preflight, imposition
proofing.py   an issue in the browser, after each save: proof_pages.py, text_places.py
comparing.py  two states of an issue
site.py       the site: publishing.py gathers what it shows
drafting.py   existing newsletters to drafts of issues
starting.py   new workspaces and issues
workers.py    worker processes with limits; cluster.py and cluster_worker.py: those of other machines
issue_manifest.py             what the files of an issue were made from, and what is in them

The functions of this package load their modules when they are first used: a command only loads its own stages.
"""

from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING

from printissue.core.findings import has_errors
from printissue.core.misplaced import find_misplaced
from printissue.core.workspace import IssueRef, Workspace

if TYPE_CHECKING:
    from printissue.pipeline.binding import VolumeOptions as VolumeOptions
    from printissue.pipeline.binding import parse_year as parse_year
    from printissue.pipeline.building import build as build
    from printissue.pipeline.checking import check as check
    from printissue.pipeline.comparing import DiffOptions as DiffOptions
    from printissue.pipeline.comparing import compare as compare
    from printissue.pipeline.drafting import IntakeOptions as IntakeOptions
    from printissue.pipeline.drafting import make_drafts as make_drafts
    from printissue.pipeline.gathering import YearRef as YearRef
    from printissue.pipeline.inspecting import PreflightOptions as PreflightOptions
    from printissue.pipeline.inspecting import inspect as inspect
    from printissue.pipeline.inspecting import report_values as report_values
    from printissue.pipeline.options import NO_CHOICE as NO_CHOICE
    from printissue.pipeline.options import BuildOptions as BuildOptions
    from printissue.pipeline.options import Choice as Choice
    from printissue.pipeline.proofing import ProofOptions as ProofOptions
    from printissue.pipeline.proofing import proof as proof
    from printissue.pipeline.proofing import saves as saves
    from printissue.pipeline.reporting import Finished as Finished
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

_MODULES = {
    "binding": ("VolumeOptions", "parse_year"),
    "building": ("build",),
    "checking": ("check",),
    "comparing": ("DiffOptions", "compare"),
    "drafting": ("IntakeOptions", "make_drafts"),
    "gathering": ("YearRef",),
    "inspecting": ("PreflightOptions", "inspect", "report_values"),
    "options": ("NO_CHOICE", "BuildOptions", "Choice"),
    "proofing": ("ProofOptions", "proof", "saves"),
    "reporting": ("Finished", "Made", "Reporter"),
    "serving": ("SiteServer",),
    "site": ("SiteOptions", "make_site"),
    "starting": ("refresh_schemas", "start_issue", "start_workspace"),
    "temporary": ("temporary_workspace",),
    "volumes": ("bind", "index", "verify"),
    "workers": ("WorkerPool",),
}
"""The names that this package offers, by the modules that they are in."""


def __getattr__(name: str) -> object:
    """Load a module of the pipeline when a name of it is first used."""
    for module, names in _MODULES.items():
        if name in names:
            value: object = getattr(import_module(f"printissue.pipeline.{module}"), name)
            globals()[name] = value
            return value
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def select(
    workspace: Workspace,
    names: Sequence[str],
    reporter: "Reporter",
    *,
    back_issues: bool = False,
) -> list[IssueRef]:
    """Return the issues that `PUBLICATION` or `PUBLICATION/KEY` name; no names mean all.

    Back issues are among them only with `back_issues`.

    Files that look like issues of these publications, but are not read, are reported. Raise UsageError where a name
    is not that of an issue, or where there is none at all.
    """
    publications = {name.strip("/").partition("/")[0] for name in names}
    findings = find_misplaced(workspace, publications)
    reporter.found(findings)
    return workspace.select(tuple(names), may_be_none=has_errors(findings), back_issues=back_issues)


def schema(kind: str) -> dict[str, object]:
    """Return the JSON Schema of a kind of YAML file, or of what `--format json` prints (`results`)."""
    from printissue import manuscript
    from printissue.core import results

    return results.schema() if kind == "results" else manuscript.schema(kind)


def printers(workspace: Workspace) -> list[str]:
    """Return the names of the built-in printers and of the workspace's, sorted."""
    from printissue import manuscript

    return sorted(manuscript.read_printers(workspace)[0])
