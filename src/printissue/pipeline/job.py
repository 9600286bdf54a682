"""A job: an issue that is read and checked, with everything its editions are made from."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from printissue.assets.resources import Resources
from printissue.assets.theme_files import ThemeFiles
from printissue.core.findings import Finding, Place
from printissue.core.folders import Contents
from printissue.core.inputs import Inputs
from printissue.core.limits import LIMITS, Limit, Limits
from printissue.core.workspace import IssueRef
from printissue.model.cross_references import RelatedStory
from printissue.model.editions import COUNTED, EDITIONS, SCREEN, Edition, LayoutStyle
from printissue.model.issue import Issue, Publication
from printissue.model.pictures import PictureShape
from printissue.model.printers import Printer
from printissue.model.records import BibliographicRecord
from printissue.model.volumes import PageRange

MEDIA_TYPES = {
    ".yaml": "application/yaml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".svg": "image/svg+xml",
    ".webp": "image/webp",
    ".gif": "image/gif",
    ".tif": "image/tiff",
    ".tiff": "image/tiff",
}
"""Media types of attachments by suffix (RFC 9512 for YAML)."""


@dataclass(frozen=True, slots=True)
class IssuePicture:
    """A picture of an issue: the original file, its form in each layout, and all places of the manuscript that name it.

    `drawing` is true for an SVG, `bitonal` for pixels of one bit. `shape` is what it looks like.
    """

    original: bytes
    for_print: bytes
    for_screen: bytes
    places: tuple[Place, ...]
    drawing: bool = False
    bitonal: bool = False
    shape: PictureShape = field(default_factory=PictureShape)


@dataclass(frozen=True, slots=True)
class Job:
    """One issue, ready to be laid out. `pictures` are by the file's name in the manuscript.

    `first_folio` is the folio of page 1. With continuous folios, every edition has `printed` pages, so that a story has
    the same folio in all of them (0: each has as many as it needs). `fit_place` is where the issue asks for a page
    count. `inputs` are the files that were looked up to read it.
    """

    ref: IssueRef
    issue: Issue
    publication: Publication
    source: bytes
    pictures: Mapping[str, IssuePicture]
    related: Mapping[str, RelatedStory]
    theme_files: ThemeFiles
    printer: Printer
    profile: bytes
    resources: Resources
    place: str
    first_folio: int = 1
    printed: int = 0
    fit_place: Place | None = None
    limits: Limits = LIMITS
    inputs: Inputs = field(default_factory=dict)

    @property
    def language(self) -> str:
        """The issue's language."""
        return self.issue.language or self.publication.language

    @property
    def layout_limit(self) -> Limit:
        """The limit of one layout of the issue: the workspace's limit, scaled for long issues.

        The search for a page count needs many layouts.
        """
        return self.limits.layout.scaled(_size(self) * (2 if self.issue.fit else 1))

    @property
    def template_limit(self) -> Limit:
        """The limit of the issue's templates, scaled for long issues."""
        return self.limits.template.scaled(_size(self))


@dataclass(frozen=True, slots=True)
class LayoutResult:
    """The result of one layout: findings, finished files by edition, and the page count.

    `remarks` are findings of the preflight; the file is written nevertheless, so that it can be examined. `notes` say
    which choices were made. `folders` are the files of editions that are folders. `inputs` are the templates and labels
    that were looked up for each style. `places` are the pages of the issue's parts by their ids.
    """

    findings: tuple[Finding, ...] = ()
    files: Mapping[str, bytes] = field(default_factory=dict)
    pages: int = 0
    remarks: tuple[Finding, ...] = ()
    notes: tuple[str, ...] = ()
    folders: Mapping[str, Contents] = field(default_factory=dict)
    inputs: Mapping[LayoutStyle, Inputs] = field(default_factory=dict)
    places: Mapping[str, PageRange] = field(default_factory=dict)

    @property
    def counted_pages(self) -> int:
        """The page count of the issue; 0 if this is not the layout that counts."""
        return self.pages if any(EDITIONS[name].pages.counted for name in self.files) else 0

    def inputs_of(self, edition: Edition) -> Inputs:
        """Return the templates and labels that an edition depends on.

        Any layout may look at the counted one, and a cover is a picture of a screen layout.
        """
        styles = [edition.layout, *([edition.pages, COUNTED] if edition.laid_out else [])]
        styles += [SCREEN] if edition.cover else []
        return {path: one for style in styles for path, one in self.inputs.get(style, {}).items()}

    def pages_of(self, edition: str) -> int | None:
        """Return the page count of a file; None if its edition has no pages."""
        return self.pages if EDITIONS[edition].paged else None


def _size(job: Job) -> float:
    """Estimate the length of an issue in units of eight pages, at 2,500 letters or two pictures a page."""
    letters = len(job.source)
    return (letters / 2500 + len(job.pictures) / 2) / 8


def record_of(job: Job, *, title: str, description: str) -> BibliographicRecord:
    """Return the bibliographic record of a job; `title` and `description` are without Markdown."""
    issue, publication = job.issue, job.publication
    articles = [item for section in issue.sections for item in section.stories]
    return BibliographicRecord(
        title=title,
        publication=publication.title,
        publisher=publication.publisher,
        language=job.language,
        cover_date=issue.date,
        created=dt.datetime.combine(issue.day, dt.time(), dt.UTC),
        identifier=f"{job.ref.publication}-{job.ref.key}",
        authors=_each_once(author.name for article in articles for author in article.authors),
        subjects=_each_once(topic for article in articles for topic in article.topics),
        description=description,
        rights=publication.rights or "",
        issn=publication.issn or "",
        volume=issue.volume or "",
        number=issue.number or "",
        url=issue.online or publication.base_url or "",
    )


def _each_once(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))


def attachment_names(files: Mapping[str, bytes]) -> dict[str, str]:
    """Return a unique name for each attached file: the last part of its path, with a number if that is taken."""
    names: dict[str, str] = {}
    for file in files:
        path = PurePosixPath(file)
        number, name = 1, path.name
        while name in names.values():
            number += 1
            name = f"{path.stem}-{number}{path.suffix}"
        names[file] = name
    return names


def media_type(file: str) -> str:
    """Return the media type of a file by its name."""
    return MEDIA_TYPES.get(PurePosixPath(file).suffix.lower(), "application/octet-stream")
