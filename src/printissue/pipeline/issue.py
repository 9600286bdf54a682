"""The work of one press: a job is set once for a layout, and the editions of that layout are written and finished."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from printissue import html
from printissue import (
    layout as stage,
)
from printissue.assets.theme_files import Stylesheet
from printissue.core.files import temporary_folder
from printissue.core.findings import Finding, Place, has_errors
from printissue.editions import tagged
from printissue.editions.print import PrintOptions, finish
from printissue.model.editions import EDITIONS, Edition
from printissue.model.theme import paper_sheet
from printissue.pipeline.job import (
    Job,
    LayoutResult,
    attachment_names,
    media_type,
    record_of,
)
from printissue.pipeline.pictures import drawing_findings, picture_findings, picture_names
from printissue.preflight import examine

TRIAL = Stylesheet("(trial)", "* { column-fill: auto !important }")
"""What a layout is set with that is only measured."""


def make_editions(job: Job, editions: Sequence[Edition], fontconfig: Path) -> LayoutResult:
    """Set an issue and write the editions of that layout."""
    stage.load(fontconfig)
    if faults := drawing_findings(job):
        return LayoutResult(faults)
    layout = fitter(job, editions[0]).lay_out()
    findings = layout.findings
    files: dict[str, bytes] = {}
    remarks: tuple[Finding, ...] = ()
    if not has_errors(findings):
        pages = layout.laid_out
        findings += stage.faults(pages, job.place)
        findings += picture_findings(job, stage.placed_pictures(pages), in_ink=editions[0].in_ink)
        for edition in editions:
            raw, logged = stage.write(layout, edition, job.place)
            files[edition.name], more = _finish(job, edition, raw)
            findings += logged + more
            if edition.in_ink:
                remarks = _examined(job, files[edition.name], edition)
    return LayoutResult(findings, files, layout.pages, remarks, layout.notes)


def _examined(job: Job, content: bytes, edition: Edition) -> tuple[Finding, ...]:
    """Examine a print edition as the print shop will."""
    with temporary_folder() as folder:
        path = folder / "print.pdf"
        path.write_bytes(content)
        name = f"{job.ref.publication}-{job.ref.key}-{edition.name}.pdf"
        return examine(path, name=name, printer=job.printer, family="print").findings


def count_pages(job: Job, edition: Edition, fontconfig: Path) -> int:
    """Count the pages of an issue in an edition, without writing it; 0 where it cannot be set."""
    stage.load(fontconfig)
    return fitter(job, edition).lay_out().pages


def check_issue(job: Job, fontconfig: Path) -> tuple[Finding, ...]:
    """Compose an issue's galleys, read its sheets and look at its pictures, without setting its text."""
    stage.load(fontconfig)
    findings = drawing_findings(job)
    drawable = not findings
    for edition in {edition.layout: edition for edition in EDITIONS.values()}.values():
        layout_input, more = _forme(job, edition, fillers=0)
        faults = stage.check_stylesheets(layout_input or _formed(job, edition, html="", files={}))
        findings += more + faults
        if layout_input and edition.in_ink and drawable and job.photographs and not faults:
            titles = stage.fit_titles(layout_input) if "data-shrink" in layout_input.html else {}
            standing = stage.measure_pictures(replace(layout_input, corrections=titles))
            findings += picture_findings(job, standing, in_ink=True)
    return tuple(dict.fromkeys(findings))


def fitter(job: Job, edition: Edition) -> stage.Fitter:
    """Return the object that lays out a job for an edition, with the page count that it should have."""
    compose = Composer(job)
    multiple, least = (job.printer.page_multiple, 0) if edition.in_ink else (1, job.printed)
    request = None
    if job.issue.fit is not None:
        place = job.fit_place or Place(job.place)
        request = stage.PageRequest(job.issue.fit, place, job.printer.page_multiple)
    return stage.Fitter(
        partial(compose, edition),
        job.theme_files.theme.fit,
        stage.PageGoal(job.place, multiple, least=least),
        request,
        lead=None if edition.in_ink else partial(compose, EDITIONS["print"]),
    )


class Composer:
    """Composes the HTML of a job and lays it out. If a template is faulty, the layout has no pages."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._titles: dict[str, Mapping[str, stage.Correction]] = {}

    def __call__(self, edition: Edition, options: stage.LayoutOptions) -> stage.Layout:
        """Return the layout of an edition."""
        layout_input, findings = _forme(self._job, edition, fillers=options.fillers)
        if layout_input is None:
            return stage.Layout(None, findings)
        if edition.layout not in self._titles:
            self._titles[edition.layout] = stage.fit_titles(layout_input)
        corrections = stage.merge_corrections(self._titles[edition.layout], options.corrections)
        sheets = (*layout_input.sheets, TRIAL) if options.trial else layout_input.sheets
        return stage.lay_out(
            replace(layout_input, sheets=sheets, corrections=corrections, line=options.line)
        )


def _forme(
    job: Job, edition: Edition, *, fillers: int
) -> tuple[stage.LayoutInput | None, tuple[Finding, ...]]:
    """Compose the html, and put all that it names under the press."""
    names = picture_names(job)
    setting = html.Setting(
        edition.layout,
        job.ref.key,
        pictures=names,
        related=job.related,
        fillers=fillers,
        first_folio=job.first_folio,
        paper=job.theme_files.paper,
    )
    composed, findings = html.compose(
        job.issue, job.publication, job.resources, setting=setting, limit=job.template_limit
    )
    if composed is None:
        return None, findings
    pictures = {
        names[file]: one.ink if edition.in_ink else one.screen
        for file, one in job.photographs.items()
    }
    files = {**composed.files, **pictures}
    return _formed(job, edition, html=composed.html, files=files), ()


def _formed(
    job: Job, edition: Edition, *, html: str, files: Mapping[str, bytes]
) -> stage.LayoutInput:
    """Put a page under the press with the sheets of the theme, and all that either names."""
    theme, bleed = job.theme_files.theme, job.printer.bleed if edition.in_ink else None
    sheets = (
        Stylesheet(
            "(paper)", paper_sheet(job.theme_files.paper, bleed, first_folio=job.first_folio)
        ),
        Stylesheet("(inks)", theme.ink_sheet(in_ink=edition.in_ink)),
        *job.theme_files.sheets,
        Stylesheet("(pictures)", stage.UNCROPPED),
    )
    return stage.LayoutInput(html, sheets, {**job.theme_files.files, **files}, job.place)


def _finish(job: Job, edition: Edition, raw: bytes) -> tuple[bytes, tuple[Finding, ...]]:
    words = html.describe(job.issue, job.publication)
    record = record_of(job, title=words.title, description=words.description)
    name = f"{job.ref.publication}-{job.ref.key}-{edition.name}.pdf"
    backwards = html.direction(job.language) == "rtl"
    if edition.in_ink:
        slug = f"{job.publication.title} · {words.issue} · {words.date}"
        return finish(
            raw,
            PrintOptions(job.printer, job.profile, record, slug, job.first_folio, backwards, name),
        )
    attached = _attachments(job) if edition.attachments else ()
    return tagged.finish(
        raw,
        tagged.TaggedOptions(
            edition,
            record,
            attached,
            job.first_folio,
            name,
            backwards,
            cross_references=edition.attachments,
        ),
    )


def _attachments(job: Job) -> tuple[tagged.Attachment, ...]:
    """List the manuscript and its pictures as files to embed."""
    yaml = f"{job.ref.publication}-{job.ref.key}.yaml"
    files = {yaml: job.source} | {name: one.original for name, one in job.photographs.items()}
    names = attachment_names(files)
    return tuple(
        tagged.Attachment(
            names[file],
            content,
            media_type(file),
            "The issue's manuscript" if file == yaml else "A picture of the issue",
        )
        for file, content in files.items()
    )
