"""Putting out: an issue's finished files go into output/, all of them or none."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from printissue.core.files import write_files
from printissue.core.findings import Finding, has_errors
from printissue.core.workspace import Workspace
from printissue.pipeline.job import Job, LayoutResult
from printissue.pipeline.reporting import Made, Reporter


def put_out(
    workspace: Workspace,
    job: Job,
    pressed: Sequence[LayoutResult],
    *,
    strict: bool,
    reporter: Reporter,
) -> list[Made]:
    """Write an issue's files once all of its layouts are without errors."""
    findings = _merged(part.findings for part in pressed)
    reporter.found(findings)
    if has_errors(findings, strict=strict):
        return []
    contents = {edition: content for part in pressed for edition, content in part.files.items()}
    targets = {edition: workspace.output_file(job.ref, edition) for edition in contents}
    write_files({targets[edition]: content for edition, content in contents.items()})
    made = [
        Made(job.ref, edition, targets[edition], part.pages, len(content))
        for part in pressed
        for edition, content in part.files.items()
    ]
    for note in dict.fromkeys(note for part in pressed for note in part.notes):
        reporter.noted(job.ref, note)
    for one in made:
        reporter.made(one)
    reporter.found([one for part in pressed for one in part.remarks])
    return made


def _merged(layouts: Iterable[Sequence[Finding]]) -> tuple[Finding, ...]:
    """Return the findings of all layouts; what two layouts have on the same page, some mm apart, is one."""
    merged: list[Finding] = []
    seen: set[Finding] = set()
    for findings in layouts:
        own = {one: replace(one, place=replace(one.place, box=None)) for one in findings}
        merged += [one for one, plain in own.items() if plain not in seen]
        seen |= set(own.values())
    return tuple(merged)
