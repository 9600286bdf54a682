"""The own pages of a volume: front matter, back matter, and the index of several volumes."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from printissue import html
from printissue.assets.resources import Resources
from printissue.assets.theme_files import Stylesheet, ThemeFiles
from printissue.core.findings import Finding, has_errors
from printissue.core.limits import LIMITS, Limits
from printissue.editions import EditionSource, writer_of
from printissue.layout import LayoutInput, fit_titles, lay_out, load, write
from printissue.model.editions import EDITIONS
from printissue.model.issue import Publication
from printissue.model.records import BibliographicRecord
from printissue.model.theme import paper_sheet
from printissue.model.volumes import BoundIssue, Form, PageRange, Volume, folios_continue
from printissue.pdf.save import opened
from printissue.pipeline.gathering import BackIssueJob, Year, YearRef
from printissue.pipeline.job import Job, LayoutResult
from printissue.pipeline.workers import WorkerPool
from printissue.volume.places import folios, places


@dataclass(frozen=True, slots=True)
class VolumePagesJob:
    """Own pages of a volume, ready to be laid out.

    With `blank_first`, a blank page without a folio precedes them, so that they begin on a right-hand page.
    """

    part: html.VolumePart
    volumes: tuple[Volume, ...]
    publication: Publication
    theme_files: ThemeFiles
    resources: Resources
    record: BibliographicRecord
    form: Form
    first_folio: int = 1
    blank_first: bool = False
    spacing: Literal["normal", "tight"] = "normal"
    limits: Limits = LIMITS

    @property
    def size(self) -> float:
        """Their estimated length in units of eight pages, at twenty stories a page."""
        issues = [issue for volume in self.volumes for issue in volume.issues]
        return (len(issues) + sum(1 for issue in issues for _ in issue.stories()) / 20) / 8

    @property
    def roman(self) -> bool:
        """True if their folios are roman numerals."""
        return self.part == "front" or not self.volumes[0].continuous


def describe_volume(ref: YearRef, year: Year, contents: Mapping[str, bytes | Path]) -> Volume:
    """Return the contents of a volume for its own pages; `contents` are the issues' finished files by key."""
    issues: list[BoundIssue] = []
    offset = 0
    for piece in year.issues:
        content = contents[piece.ref.key]
        issue = (
            _old(piece, year.publication)
            if isinstance(piece, BackIssueJob)
            else _new(piece, content)
        )
        issues.append(replace(issue, offset=offset))
        offset += issue.span.last + 1
    return Volume(
        publication=ref.publication,
        year=ref.year,
        language=year.publication.language,
        issues=tuple(issues),
        lacks=year.lacks,
        continuous=year.publication.pagination == "continuous" and folios_continue(issues),
    )


def _new(job: Job, content: bytes | Path) -> BoundIssue:
    anchors = html.story_anchors(job.issue, job.ref.key, job.language)
    spans = places(content, order=anchors)
    with opened(content) as pdf:
        printed = folios(pdf)
    pages = _whole(printed)
    return html.bound_issue(job.issue, job.publication, spans, key=job.ref.key, pages=pages)


def _whole(printed: Sequence[str]) -> PageRange:
    return PageRange(0, len(printed) - 1, printed[0], printed[-1])


def _old(piece: BackIssueJob, publication: Publication) -> BoundIssue:
    with opened(piece.repaired.content) as pdf:
        return html.bound_old_issue(piece.issue, publication, folios(pdf), key=piece.ref.key)


def lay_out_pages(workers: WorkerPool, job: VolumePagesJob, fontconfig: Path) -> LayoutResult:
    """Lay out pages with normal and tight spacing, and return the tight ones if they are fewer."""
    what = f"{job.record.identifier}, {job.part} matter"
    tight = replace(job, spacing="tight")
    limit = job.limits.layout.scaled(job.size)
    sent = [workers.send(make_pages, one, fontconfig, limit=limit) for one in (job, tight)]
    normal, tighter = (workers.receive(one, what) for one in sent)
    return tighter if tighter.files and tighter.pages < normal.pages else normal


def make_pages(job: VolumePagesJob, fontconfig: Path) -> LayoutResult:
    """Lay out a volume's own pages and finish them as an edition. This runs in a worker."""
    load(fontconfig)
    edition = EDITIONS[job.form]
    limit = job.limits.template.scaled(job.size)
    options = html.VolumeHtmlOptions(
        paper=job.theme_files.paper,
        capacity=job.theme_files.capacity,
        roman=job.roman,
        spacing=job.spacing,
    )
    composed, findings = html.compose_volume(
        job.part, job.volumes, job.publication, job.resources, options=options, limit=limit
    )
    if composed is None:
        return LayoutResult(findings)
    sheets = (
        Stylesheet(
            "(paper)", paper_sheet(job.theme_files.paper, None, first_folio=job.first_folio)
        ),
        Stylesheet("(inks)", job.theme_files.theme.ink_sheet(cmyk=edition.layout.inks)),
        Stylesheet("(justified)", job.theme_files.theme.justification_sheet(job.theme_files.paper)),
        *job.theme_files.stylesheets,
    )
    name = f"{job.record.identifier}-{job.part}.pdf"
    layout_input = LayoutInput(
        composed.html, sheets, {**job.theme_files.files, **composed.files}, name
    )
    layout = lay_out(replace(layout_input, corrections=fit_titles(layout_input)))
    findings += layout.findings
    if has_errors(findings):
        return LayoutResult(findings)
    raw, logged = write(layout, name, tagged=edition.layout.tagged, ppi=edition.ppi)
    backwards = html.direction(job.publication.language) == "rtl"
    source = EditionSource(
        edition,
        name,
        job.record,
        job.publication,
        raw=raw,
        html=composed.html,
        files=composed.files,
        first_folio=job.first_folio,
        right_to_left=backwards,
        cross_references=True,
        blank_first=job.blank_first,
    )
    content, more = writer_of(edition).finish(source)
    pages = layout.pages + job.blank_first
    return LayoutResult((*findings, *logged, *more), {job.form: content}, pages)


def web_index(job: VolumePagesJob) -> tuple[str | None, tuple[Finding, ...]]:
    """Compose the index of several volumes as a web page. This runs in a worker."""
    limit = job.limits.template.scaled(job.size)
    return html.compose_web_index(job.volumes, job.publication, job.resources, limit=limit)


def volume_record(
    volumes: Sequence[Volume], publication: Publication, *, title: str
) -> BibliographicRecord:
    """Return the bibliographic record of a volume, or of the index of several volumes."""
    first, last = volumes[0], volumes[-1]
    issues = [issue for volume in volumes for issue in volume.issues]
    stories = [story for issue in issues for story in issue.stories()]
    years = "-".join(dict.fromkeys((first.year, last.year)))
    return BibliographicRecord(
        title=title,
        publication=publication.title,
        publisher=publication.publisher,
        language=publication.language,
        cover_date=years,
        created=dt.datetime.combine(max(one.day for one in issues), dt.time(), dt.UTC),
        identifier=f"{first.publication}-{years}",
        authors=tuple(dict.fromkeys(name for story in stories for name in story.authors)),
        subjects=tuple(dict.fromkeys(topic for story in stories for topic in story.topics)),
        rights=publication.rights or "",
        issn=publication.issn or "",
        volume=first.number if len(volumes) == 1 else "",
        number=first.numbers if len(volumes) == 1 else "",
        url=publication.base_url or "",
    )
