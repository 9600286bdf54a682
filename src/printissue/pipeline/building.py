"""Build issues: the order of the stages, from the manuscript to the files in output/.

    find the editions that are up to date           here: cache.py
    for all others:                                 making.py:
        read the manuscript and all that it names       load.py: manuscript, assets
        number its pages                                folios.py, for folios that continue
        for each layout of the editions, in a worker    issue.py:
            compose HTML, lay it out, fit its pages         html, layout
            write the raw PDF and finish each edition       layout, editions
            check the pages, the pictures and the files     layout, preflight
        write all files of the issue, or none           core.folders
        write the manifest of the issue                 issue_manifest.py

The stages are loaded only if an edition is outdated. `checking.py` reads issues without laying out their pages.
"""

from collections.abc import Sequence

from printissue.core.errors import PrintissueError
from printissue.core.findings import has_errors
from printissue.core.garbage import no_collection
from printissue.core.workspace import IssueRef, Workspace
from printissue.model.editions import Edition
from printissue.pipeline.cache import BuildCache
from printissue.pipeline.options import BuildOptions
from printissue.pipeline.reporting import Finished, Made, Reporter

Reasons = dict[str, list[str]]
"""The reasons why editions of an issue may be outdated, by the names of the editions."""


def build(workspace: Workspace, options: BuildOptions, reporter: Reporter) -> list[Made]:
    """Make the editions of issues that are outdated, and return all files. An issue with errors does not affect others.

    Files are written in the order of the issues, while later issues are being read and laid out. If an issue cannot be
    built for a reason outside its manuscript, such as a worker that broke down or a missing profile, the first such
    error is raised after all other issues are built; the others are passed to `Reporter.failed`.
    """
    made: list[Made] = []
    failures: list[PrintissueError] = []
    with workspace.locked(), BuildCache.of(workspace).saved() as cache:
        with no_collection():
            outdated = {ref: _reasons(cache, ref, options) for ref in options.refs}
        for file in cache.damaged:
            reporter.noted(file, "it is damaged and will be replaced")
        for ref in options.refs:
            if not outdated[ref]:
                del outdated[ref]
                made += report_current(cache, ref, options.editions, options, reporter)
        if outdated:
            from printissue.pipeline.making import make  # loads all stages

            files, failures = make(workspace, options, outdated, cache, reporter)
            made += files
    raise_first(failures, reporter)
    return made


def _reasons(cache: BuildCache, ref: IssueRef, options: BuildOptions) -> Reasons:
    """Return why editions of an issue may be outdated; an edition that is up to date has no reasons."""
    if options.force:
        return {edition.name: ["--force"] for edition in options.editions}
    found = {one.name: cache.outdated(ref, one, options.choice) for one in options.editions}
    return {name: reasons for name, reasons in found.items() if reasons}


def report_current(
    cache: BuildCache,
    ref: IssueRef,
    editions: Sequence[Edition],
    options: BuildOptions,
    reporter: Reporter,
) -> list[Made]:
    """Report an issue that is up to date with the findings of its editions, and return its files."""
    records = {one: record for one in editions if (record := cache.record(ref, one.name))}
    findings = [one for record in records.values() for one in (*record.reading, *record.findings)]
    reporter.found(list(dict.fromkeys(findings)))
    if has_errors(findings, strict=options.strict):
        reporter.finished(Finished(ref, "failed"))
        return []
    made = [cache.made(ref, edition, record, "up to date") for edition, record in records.items()]
    for note in dict.fromkeys(note for record in records.values() for note in record.notes):
        reporter.noted(ref, note)
    for one in made:
        reporter.made(one)
    reporter.finished(Finished(ref, "up to date", {one.edition: "up to date" for one in made}))
    return made


def raise_first(failures: list[PrintissueError], reporter: Reporter) -> None:
    """Raise the first of the errors that stopped issues, and report the others."""
    different = list({error.message: error for error in failures}.values())
    for error in different[1:]:
        reporter.failed(error)
    if different:
        raise different[0]
