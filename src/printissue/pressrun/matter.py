"""A volume's own pages: what its issues hold becomes front and back matter, set like everything else."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from printissue import access, galley, press
from printissue.bindery.places import folios, places
from printissue.dress import Dress, Sheet
from printissue.editions import EDITIONS
from printissue.findings import Finding, has_errors
from printissue.job import Job, Pressed
from printissue.limits import LIMITS, Limits
from printissue.metadata import Record
from printissue.model import Publication
from printissue.pdffile import opened
from printissue.pressroom import Pressroom
from printissue.pressrun.gathering import OldPiece, Year, YearRef
from printissue.theme import paper_sheet
from printissue.typecase import Typecase
from printissue.volumes import BoundIssue, Span, Volume, go_on

Half = Literal["front", "back", "cumulative"]
"""Which of a volume's own pages: before its issues, after them, or the index of several volumes."""

_COMPOSE = {"front": galley.compose_front, "back": galley.compose_back}


@dataclass(frozen=True, slots=True)
class MatterJob:
    """Pages of a volume's own, ready for the press; `first_folio` is a number, however it is written."""

    half: Half
    volumes: tuple[Volume, ...]
    publication: Publication
    dress: Dress
    typecase: Typecase
    record: Record
    form: Literal["archive", "screen"]
    first_folio: int = 1
    spacing: Literal["normal", "tight"] = "normal"
    limits: Limits = LIMITS

    @property
    def size(self) -> float:
        """How many times the usual eight pages they may have: a page lists some twenty stories."""
        issues = [issue for volume in self.volumes for issue in volume.issues]
        return (len(issues) + sum(1 for issue in issues for _ in issue.stories()) / 20) / 8

    @property
    def roman(self) -> bool:
        """Tell whether its folios are roman numerals."""
        return self.half == "front" or not self.volumes[0].continuous


def describe_volume(ref: YearRef, year: Year, contents: Mapping[str, bytes | Path]) -> Volume:
    """Describe a volume for its own pages; `contents` are the issues' finished files by key."""
    issues: list[BoundIssue] = []
    offset = 0
    for piece in year.pieces:
        content = contents[piece.ref.key]
        issue = (
            _old(piece, year.publication) if isinstance(piece, OldPiece) else _new(piece, content)
        )
        issues.append(replace(issue, offset=offset))
        offset += issue.span.last + 1
    return Volume(
        publication=ref.publication,
        year=ref.year,
        language=year.publication.language,
        issues=tuple(issues),
        lacks=year.lacks,
        continuous=year.publication.pagination == "continuous" and go_on(issues),
    )


def _new(job: Job, content: bytes | Path) -> BoundIssue:
    anchors = galley.story_anchors(job.issue, job.ref.key, job.language)
    spans = places(content, order=anchors)
    with opened(content) as pdf:
        printed = folios(pdf)
    pages = _whole(printed)
    return galley.bound_issue(job.issue, job.publication, spans, key=job.ref.key, pages=pages)


def _whole(printed: Sequence[str]) -> Span:
    return Span(0, len(printed) - 1, printed[0], printed[-1])


def _old(piece: OldPiece, publication: Publication) -> BoundIssue:
    with opened(piece.intake.content) as pdf:
        return galley.bound_old_issue(piece.issue, publication, folios(pdf), key=piece.ref.key)


def pressed_matter(room: Pressroom, job: MatterJob, fontconfig: Path) -> Pressed:
    """Set pages in two ways at once, and take those set tighter where that spares a nearly empty last page."""
    what = f"{job.record.identifier}, {job.half} matter"
    tight = replace(job, spacing="tight")
    limit = job.limits.layout.scaled(job.size)
    sent = [room.send(set_matter, one, fontconfig, limit=limit) for one in (job, tight)]
    normal, tighter = (room.receive(one, what) for one in sent)
    return tighter if tighter.files and tighter.pages < normal.pages else normal


def set_matter(job: MatterJob, fontconfig: Path) -> Pressed:
    """Set the pages of a volume's own and finish them as an archive or screen edition. Runs in a press."""
    press.load(fontconfig)
    limit = job.limits.template.scaled(job.size)
    setting = galley.PagesSetting(paper=job.dress.paper, roman=job.roman, spacing=job.spacing)
    if job.half == "cumulative":
        composed, findings = galley.compose_cumulative(
            job.volumes, job.publication, job.typecase, setting=setting, limit=limit
        )
    else:
        composed, findings = _COMPOSE[job.half](
            job.volumes[0], job.publication, job.typecase, setting=setting, limit=limit
        )
    if composed is None:
        return Pressed(findings)
    sheets = (
        Sheet("(paper)", paper_sheet(job.dress.paper, None, first_folio=job.first_folio)),
        Sheet("(inks)", job.dress.theme.ink_sheet(in_ink=False)),
        *job.dress.sheets,
    )
    name = f"{job.record.identifier}-{job.half}.pdf"
    forme = press.Forme(composed.html, sheets, {**job.dress.files, **composed.resources}, name)
    layout = press.set_pages(forme)
    findings += layout.findings
    if has_errors(findings):
        return Pressed(findings)
    edition = EDITIONS[job.form]
    raw, logged = press.write(layout, edition, name)
    backwards = galley.direction(job.publication.language) == "rtl"
    order = access.AccessOrder(edition, job.record, (), job.first_folio, name, backwards, True)
    content, more = access.finish(raw, order)
    return Pressed((*findings, *logged, *more), {job.form: content}, layout.pages)


def web_index(job: MatterJob) -> tuple[str | None, tuple[Finding, ...]]:
    """Compose the index of several volumes as a web page. Runs in a press."""
    limit = job.limits.template.scaled(job.size)
    return galley.compose_web_index(job.volumes, job.publication, job.typecase, limit=limit)


def volume_record(volumes: Sequence[Volume], publication: Publication, *, title: str) -> Record:
    """Give the bibliographic record of a volume, or of the index of several."""
    first, last = volumes[0], volumes[-1]
    issues = [issue for volume in volumes for issue in volume.issues]
    stories = [story for issue in issues for story in issue.stories()]
    years = "-".join(dict.fromkeys((first.year, last.year)))
    return Record(
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
