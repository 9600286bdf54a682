"""The work of one press: a job is set once for a layout, and the editions of that layout are written and finished."""

import tempfile
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from printissue import access, galley, preflight, prepress, press
from printissue.dress import Sheet
from printissue.editions import EDITIONS, Edition
from printissue.findings import Finding, has_errors
from printissue.job import Job, Pressed, attachment_names, media_type, record_of
from printissue.pressrun.fitting import Way
from printissue.pressrun.laying import lay_out
from printissue.theme import paper_sheet

TRIAL = Sheet("(trial)", "* { column-fill: auto !important }")
"""What a layout is set with that is only measured."""


def make(job: Job, editions: Sequence[Edition], fontconfig: Path) -> Pressed:
    """Set an issue and write the editions of that layout."""
    press.load(fontconfig)
    layout = lay_out(job, editions[0], partial(set_for, job))
    findings = layout.findings
    files: dict[str, bytes] = {}
    remarks: tuple[Finding, ...] = ()
    if not has_errors(findings):
        findings += press.faults(layout.document.pages, job.place)
        for edition in editions:
            raw, logged = press.write(layout, edition, job.place)
            files[edition.name], more = _finish(job, edition, raw)
            findings += logged + more
            if edition.in_ink:
                remarks = _examined(job, files[edition.name], edition)
    return Pressed(findings, files, layout.pages, remarks, layout.notes)


def _examined(job: Job, content: bytes, edition: Edition) -> tuple[Finding, ...]:
    """Examine a print edition as the print shop will."""
    with tempfile.TemporaryDirectory(prefix="printissue-") as folder:
        path = Path(folder) / "print.pdf"
        path.write_bytes(content)
        name = f"{job.ref.publication}-{job.ref.key}-{edition.name}.pdf"
        return preflight.examine(path, name=name, printer=job.printer, family="print").findings


def count(job: Job, edition: Edition, fontconfig: Path) -> int:
    """Count the pages of an issue in an edition, without writing it; 0 where it cannot be set."""
    press.load(fontconfig)
    return lay_out(job, edition, partial(set_for, job)).pages


def proof(job: Job, fontconfig: Path) -> tuple[Finding, ...]:
    """Compose an issue's galleys and read its sheets, without setting pages."""
    press.load(fontconfig)
    findings: tuple[Finding, ...] = ()
    for edition in {edition.layout: edition for edition in EDITIONS.values()}.values():
        forme, more = _forme(job, edition, fillers=0)
        findings += more + (press.check_sheets(forme) if forme else ())
    return tuple(dict.fromkeys(findings))


def set_for(job: Job, edition: Edition, way: Way) -> press.Layout:
    """Compose the galley and lay it out; a faulty template leaves a layout without pages."""
    forme, findings = _forme(job, edition, fillers=way.fillers)
    if forme is None:
        return press.Layout(None, findings)
    sheets = (*forme.sheets, TRIAL) if way.trial else forme.sheets
    return press.set_pages(
        replace(forme, sheets=sheets, corrections=way.corrections, line=way.line)
    )


def _forme(
    job: Job, edition: Edition, *, fillers: int
) -> tuple[press.Forme | None, tuple[Finding, ...]]:
    """Compose the galley, and put all that it names under the press."""
    names = {file: f"pictures/{number}" for number, file in enumerate(job.photographs, 1)}
    setting = galley.Setting(
        edition.layout,
        job.ref.key,
        pictures=names,
        related=job.related,
        fillers=fillers,
        first_folio=job.first_folio,
        paper=job.dress.paper,
    )
    composed, findings = galley.compose(
        job.issue, job.publication, job.typecase, setting=setting, limit=job.template_limit
    )
    if composed is None:
        return None, findings
    pictures = {
        names[file]: one.ink if edition.in_ink else one.screen
        for file, one in job.photographs.items()
    }
    resources = {**job.dress.files, **composed.resources, **pictures}
    theme, bleed = job.dress.theme, job.printer.bleed if edition.in_ink else None
    sheets = (
        Sheet("(paper)", paper_sheet(job.dress.paper, bleed, first_folio=job.first_folio)),
        Sheet("(inks)", theme.ink_sheet(in_ink=edition.in_ink)),
        *job.dress.sheets,
    )
    return press.Forme(composed.html, sheets, resources, job.place), ()


def _finish(job: Job, edition: Edition, raw: bytes) -> tuple[bytes, tuple[Finding, ...]]:
    words = galley.describe(job.issue, job.publication)
    record = record_of(job, title=words.title, description=words.description)
    name = f"{job.ref.publication}-{job.ref.key}-{edition.name}.pdf"
    backwards = galley.direction(job.language) == "rtl"
    if edition.in_ink:
        slug = f"{job.publication.title} · {words.issue} · {words.date}"
        return prepress.finish(
            raw,
            prepress.PrintOrder(
                job.printer, job.profile, record, slug, job.first_folio, backwards, name
            ),
        )
    attached = _attachments(job) if edition.attachments else ()
    return access.finish(
        raw,
        access.AccessOrder(
            edition,
            record,
            attached,
            job.first_folio,
            name,
            backwards,
            siblings=edition.attachments or job.bound,
        ),
    )


def _attachments(job: Job) -> tuple[access.Attachment, ...]:
    """List the manuscript and its pictures as files to embed."""
    yaml = f"{job.ref.publication}-{job.ref.key}.yaml"
    files = {yaml: job.source} | {name: one.original for name, one in job.photographs.items()}
    names = attachment_names(files)
    return tuple(
        access.Attachment(
            names[file],
            content,
            media_type(file),
            "The issue's manuscript" if file == yaml else "A picture of the issue",
        )
        for file, content in files.items()
    )
