"""The content of one issue on the site, from its manuscript, its finished files and its web edition."""

import hashlib
import io
import re
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from mimetypes import guess_type
from pathlib import Path
from typing import Self
from urllib.parse import unquote

import pikepdf
from lxml.etree import ParserError
from markupsafe import Markup
from PIL import Image
from pydantic import TypeAdapter

from printissue import html, manuscript
from printissue.assets.labels import catalogue, day_range, issue_date, language_name
from printissue.assets.resources import Resources
from printissue.assets.template_faults import LabelError
from printissue.core.findings import Finding, has_errors
from printissue.core.workspace import IssueRef, Workspace
from printissue.html.anchors import Anchors, items
from printissue.html.markdown import inline, plain, prose
from printissue.html.markdown_renderer import TEASER
from printissue.manuscript import BackIssueDescription, Manuscript
from printissue.model.editions import EDITIONS, Edition
from printissue.model.issue import Section
from printissue.model.parts import Article, Event
from printissue.model.volumes import BoundStory, PageRange
from printissue.pdf.passwords import unlock
from printissue.pdf.rendering import drawable, page_picture
from printissue.pipeline.issue_manifest import EditionRecord, IssueManifest, read_manifest
from printissue.site import addresses
from printissue.site.content import StoryContent, WebPage, read_web_page
from printissue.site.library import (
    AuthorEntry,
    Cover,
    Download,
    EventEntry,
    IssueEntry,
    Picture,
    ReadingPages,
    SectionEntry,
    StoryEntry,
    TranslationEntry,
)
from printissue.volume.manifest import sha256_of
from printissue.volume.places import folios, places

COVER_WIDTHS = (320, 800)
"""The widths of covers in px: for lists of issues, and for the page of an issue."""
_QUALITY = 82
"""The quality of their JPEGs."""
_MAX_SUMMARY = 300
"""The most characters of a summary."""
ORIGINAL = "original"
"""The edition of the PDF of a back issue."""
_PDF = "application/pdf"


@dataclass(frozen=True, slots=True)
class GatheredIssue:
    """An issue of the site, its covers by address, and the editions that are older than its manuscript."""

    entry: IssueEntry
    covers: Mapping[str, bytes] = field(default_factory=dict)
    outdated: tuple[str, ...] = ()

    def as_bytes(self) -> bytes:
        """Return the issue for a cache: the length of its JSON in 8 bytes, the JSON, and the covers."""
        sizes = {address: len(content) for address, content in self.covers.items()}
        about = _STORED.dump_json((self.entry, sizes, self.outdated))
        return b"".join((len(about).to_bytes(_LENGTH, "big"), about, *self.covers.values()))

    @classmethod
    def of_bytes(cls, content: bytes) -> Self:
        """Return the issue that `as_bytes` has written, with its digest. Raise ValueError if it is another format."""
        start = _LENGTH + int.from_bytes(content[:_LENGTH], "big")
        about = content[_LENGTH:start]
        entry, sizes, outdated = _STORED.validate_json(about)
        covers = {}
        for address, size in sizes.items():
            covers[address] = content[start : start + size]
            start += size
        digest = hashlib.sha256(about).hexdigest()  # pages name covers, but do not contain them
        return cls(replace(entry, digest=digest), covers, outdated)


_STORED = TypeAdapter(tuple[IssueEntry, dict[str, int], tuple[str, ...]])
_LENGTH = 8


def finished_files(workspace: Workspace, ref: IssueRef) -> list[tuple[Edition, Path]]:
    """Return the editions of an issue that readers can download, those for archives last, with their files."""
    offered = [one for one in EDITIONS.values() if one.download]
    files = [
        (edition, workspace.output_folder(ref) / edition.file_name(ref))
        for edition in sorted(offered, key=lambda one: "pdfa-3a" in one.claims)
    ]
    return [(edition, path) for edition, path in files if path.is_file()]


def web_page(workspace: Workspace, ref: IssueRef) -> Path:
    """Return the path of the page of an issue's web edition."""
    return workspace.output_folder(ref) / EDITIONS["web"].file_name(ref)


def gather_issue(
    workspace: Workspace, resources: Resources, ref: IssueRef
) -> tuple[bytes | None, Sequence[Finding]]:
    """Return what the site shows of an issue, as the bytes of a `GatheredIssue`, and the findings in its manuscript.

    With an error, there are no bytes. This runs in a worker.
    """
    found, findings = manuscript.read(workspace, ref)
    if found is None or has_errors(findings):
        return None, findings
    return _Gathering.of(workspace, resources, found).issue().as_bytes(), findings


@dataclass(frozen=True, slots=True)
class _Gathering:
    """An issue, its manifest, and its finished files with their SHA-256."""

    workspace: Workspace
    resources: Resources
    found: Manuscript
    manifest: IssueManifest | None
    files: Sequence[tuple[Edition, Path, str]]

    @classmethod
    def of(cls, workspace: Workspace, resources: Resources, found: Manuscript) -> Self:
        files = [
            (edition, path, sha256_of(path))
            for edition, path in finished_files(workspace, found.ref)
        ]
        return cls(workspace, resources, found, read_manifest(workspace, found.ref), files)

    def issue(self) -> GatheredIssue:
        """Return all that the site shows of the issue."""
        ref, issue, publication = self.found.ref, self.found.issue, self.found.publication
        language = issue.language or publication.language
        words = html.describe(issue, publication)
        folder = addresses.issue_address(*_names(ref))
        paged = next((path for edition, path, _ in self.files if edition.paged), None)
        printed = read_folios(paged) if paged else []
        downloads = tuple(self._downloads(language, folder, {paged: len(printed)}))
        anchors = Anchors(issue, ref.key, language)
        stories = {anchors.of(one) for section in issue.sections for one in section.stories}
        web = _web_page(web_page(self.workspace, ref), ref, stories)
        spans = self._spans() if printed else {}
        page = web or WebPage({}, {}, ())
        reader = _Reader(self.found, language, anchors, spans, page, _first_pdf(downloads))
        alt = f"{words.title}, {words.date}" if words.date not in words.title else words.title
        cover, covers = cover_of(cover_jpegs(paged) if paged else {}, folder, alt)
        reading = addresses.reading_address(*_names(ref))
        lead = issue.spotlight.lead if issue.spotlight else ""
        entry = IssueEntry(
            publication=ref.publication,
            key=ref.key,
            kind="issue",
            title=words.issue,
            full_title=words.title,
            date=issue.date,
            date_words=words.date,
            language=language,
            number=issue.number or "",
            volume=issue.volume or "",
            headline=words.description,
            summary=_cut(_text(lead, language)),
            lead_html=str(prose(lead, language, heading_level=2, context=TEASER)) if lead else "",
            cover=cover,
            sections=tuple(reader.section(one) for one in issue.sections),
            events=tuple(reader.events()),
            translations=tuple(_translations(self.found)),
            downloads=downloads,
            reading=ReadingPages(reading, web.stylesheets) if web else None,
            pages=len(printed) or None,
            first_folio=printed[0] if printed else "",
            last_folio=printed[-1] if printed else "",
        )
        return GatheredIssue(entry, covers, self._outdated(["web"] if web else []))

    def _downloads(
        self, language: str, folder: str, known: Mapping[Path | None, int]
    ) -> Iterator[Download]:
        """Yield the files to download; `known` are the numbers of pages of some of them."""
        label = labels_of(self.resources, language)
        for edition, path, sha256 in self.files:
            pages = known.get(path)
            if pages is None and edition.paged:
                record = self._record(edition, path, sha256)
                pages = record.pages if record else len(read_folios(path))
            address = f"{folder}{path.name}"
            yield download(
                label, path, edition.name, language, address=address, sha256=sha256, pages=pages
            )

    def _record(self, edition: Edition, path: Path, sha256: str) -> EditionRecord | None:
        """Return what the manifest says about an edition; None if its file is another one."""
        record = self.manifest.editions.get(edition.name) if self.manifest else None
        file = record.files.get(path.name) if record else None
        return record if file and file.sha256 == sha256 else None

    def _spans(self) -> Mapping[str, PageRange]:
        """Return the pages of the parts of the issue by their ids: those of its manifest, or else of its first PDF."""
        first = next(one for one in self.files if one[0].paged)
        if self.manifest and self._record(*first) and "pages" in self.manifest.contents:
            pages = self.manifest.contents["pages"]
            return {anchor: PageRange(**values) for anchor, values in pages.items()}
        ref, issue = self.found.ref, self.found.issue
        language = issue.language or self.found.publication.language
        return places(first[1], order=html.story_anchors(issue, ref.key, language))

    def _outdated(self, others: Sequence[str]) -> tuple[str, ...]:
        """Return the editions that were made from another manuscript; none if the issue has no manifest."""
        if self.manifest is None:
            return ()
        name = self.workspace.relative(self.workspace.issue_file(self.found.ref))
        digest = sha256_of(self.found.source)
        editions = [*(edition.name for edition, _, _ in self.files), *others]
        return tuple(one for one in editions if self.manifest.inputs_of(one).get(name) != digest)


def gather_back_issue(
    resources: Resources,
    found: BackIssueDescription,
    passwords: Sequence[str] = (),
    *,
    readable: bool = True,
) -> GatheredIssue:
    """Return what the site shows of a back issue. This runs in a worker, unless its PDF is not `readable`."""
    ref, issue, publication = found.ref, found.issue, found.publication
    language = issue.language or publication.language
    title, date = plain(issue.title, language), issue_date(issue.date, language)
    folder = addresses.issue_address(*_names(ref))
    printed = read_folios(found.file, passwords) if readable else []
    original = download(
        labels_of(resources, language),
        found.file,
        ORIGINAL,
        language,
        address=f"{folder}{ref.publication}-{ref.key}.pdf",
        sha256=sha256_of(found.file),
        pages=len(printed) or None,
    )
    bound = html.bound_old_issue(issue, publication, printed, key=ref.key) if printed else None
    stories = (
        tuple(_old_story(ref, one, original.address) for one in bound.stories()) if bound else ()
    )
    full_title = (
        title if publication.title.lower() in title.lower() else f"{publication.title}: {title}"
    )
    alt = full_title if date in full_title else f"{full_title}, {date}"
    cover, covers = cover_of(cover_jpegs(found.file) if readable else {}, folder, alt)
    return GatheredIssue(
        IssueEntry(
            publication=ref.publication,
            key=ref.key,
            kind="back-issue",
            title=title,
            full_title=full_title,
            date=issue.date,
            date_words=date,
            language=language,
            number=issue.number or "",
            volume=issue.volume or "",
            cover=cover,
            sections=(SectionEntry("", "", "articles", stories),) if stories else (),
            downloads=(original,),
            pages=len(printed) or None,
            first_folio=printed[0] if printed else "",
            last_folio=printed[-1] if printed else "",
        ),
        covers,
    )


def download(
    label: Callable[[str, str], str],
    path: Path,
    edition: str,
    language: str,
    *,
    address: str,
    sha256: str,
    pages: int | None,
) -> Download:
    """Return a file as a download, with its words in a language; see `labels_of` for `label`."""
    known = EDITIONS.get(edition)
    return Download(
        address=address,
        edition=edition,
        title=label(f"download_{edition}", known.title if known else ""),
        purpose=label(f"purpose_{edition}", ""),
        media_type=guess_type(path.name)[0] or "application/octet-stream",
        size=path.stat().st_size,
        sha256=sha256,
        language=language,
        pages=pages or None,
        claims=tuple(sorted(known.claims)) if known else (),
    )


def labels_of(resources: Resources, language: str) -> Callable[[str, str], str]:
    """Return the function that returns a label by its name, or a default.

    The default is for an edition that somebody else has added, and that no label names.
    """
    label = catalogue(resources, language)

    def words(name: str, default: str) -> str:
        try:
            return label(name)
        except LabelError:
            return default

    return words


def read_folios(path: Path, passwords: Sequence[str] = ()) -> list[str]:
    """Return the folio of each page of a PDF; none if it cannot be read."""
    try:
        with unlock(path, passwords) as pdf:
            return folios(pdf)
    except (pikepdf.PdfError, pikepdf.PasswordError, OSError, ValueError):
        return []


def cover_jpegs(path: Path) -> dict[int, bytes]:
    """Return the first page of a PDF as JPEGs by their widths in px; none if it cannot be rendered."""
    with drawable(path) as document:
        page = page_picture(document, 1, COVER_WIDTHS[-1]) if document else None
    return {width: _jpeg(page, width) for width in COVER_WIDTHS} if page else {}


def _jpeg(page: Image.Image, width: int) -> bytes:
    size = (width, max(round(page.height * width / page.width), 1))
    if size != page.size:
        page = page.resize(size, Image.Resampling.LANCZOS, reducing_gap=1.0)
    target = io.BytesIO()
    page.save(target, "JPEG", quality=_QUALITY, optimize=True)
    return target.getvalue()


def cover_of(
    jpegs: Mapping[int, bytes], folder: str, alt: str
) -> tuple[Cover | None, dict[str, bytes]]:
    """Return the JPEGs of a first page as a cover below the address `folder`, with its files; None without any."""
    files = {f"{folder}cover-{width}.jpg": content for width, content in jpegs.items()}
    pictures = [Picture(name, *_size(content), "image/jpeg") for name, content in files.items()]
    return (Cover(tuple(pictures), alt) if pictures else None), files


def _size(content: bytes) -> tuple[int, int]:
    with Image.open(io.BytesIO(content)) as picture:
        return picture.size


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads the parts of an issue. `pdf` is the address of the PDF that a story without a page leads to."""

    found: Manuscript
    language: str
    anchors: Anchors
    spans: Mapping[str, PageRange]
    web: WebPage
    pdf: str

    def section(self, section: Section) -> SectionEntry:
        """Return a section with its stories."""
        anchor = self.anchors.of(section)
        span = self.spans.get(anchor)
        stories = tuple(self._story(section, one) for one in section.stories)
        content = self.web.sections.get(anchor)
        return SectionEntry(
            anchor,
            section.title,
            section.kind,
            stories,
            folios=span.folios if span else "",
            lead_html=content.lead if content else "",
            content_html=content.html if content else "",
        )

    def _story(self, section: Section, story: Article) -> StoryEntry:
        ref, anchor = self.found.ref, self.anchors.of(story)
        language = story.language or self.language
        span, content = self.spans.get(anchor), self.web.stories.get(anchor)
        name = anchor.partition("--")[2] if content else ""
        standfirst = plain(story.standfirst, language) if story.standfirst else ""
        opening = content.opening if content else _text(story.body or "", language)
        return StoryEntry(
            publication=ref.publication,
            key=ref.key,
            address=(
                addresses.story_address(*_names(ref), name) if name else _page(ref, self.pdf, span)
            ),
            anchor=anchor,
            name=name,
            title=plain(story.heading, language),
            title_html=str(inline(story.heading, language)),
            section=section.title,
            language=language,
            kicker=story.kicker or "",
            standfirst=standfirst,
            summary=standfirst or _cut(opening),
            authors=tuple(one.name for one in story.authors),
            persons=tuple(
                AuthorEntry(
                    one.name, one.role or "", _text(one.about or "", language), one.url or ""
                )
                for one in story.authors
            ),
            content_html=content.html if content else "",
            digest=sha256_of(content.html.encode()) if content else "",
            folios=span.folios if span else "",
            first_folio=span.first_folio if span else "",
            last_folio=span.last_folio if span else "",
            page=span.first + 1 if span else None,
            topics=tuple(story.topics),
            people=tuple(story.people),
            places=tuple(story.places),
            picture=_picture(content),
        )

    def events(self) -> Iterator[EventEntry]:
        """Yield the events, in reading order."""
        for section in self.found.issue.sections:
            for event in items(section):
                if not isinstance(event, Event):
                    continue
                language = event.language or self.language
                yield EventEntry(
                    publication=self.found.ref.publication,
                    key=self.found.ref.key,
                    anchor=self.anchors.of(event),
                    title=plain(event.title, language),
                    start=event.start,
                    end=event.end or event.start,
                    days=day_range(event.start, event.end, language),
                    language=language,
                    place=event.place or "",
                    organiser=event.organiser or "",
                    description=_text(event.body or "", language),
                    url=event.url or "",
                    start_time=event.start_time or "",
                    end_time=event.end_time or "",
                    zone=event.timezone or self.found.publication.timezone or "",
                    price=event.price or "",
                    links=tuple(one.url for one in event.links),
                )


def _translations(found: Manuscript) -> Iterator[TranslationEntry]:
    """Yield the same issue in other languages."""
    for one in found.issue.translations:
        publication = found.ref.publication
        place = one.url or addresses.issue_address(publication, one.issue or "")
        name = language_name(one.language, in_language=one.language)
        yield TranslationEntry(one.language, name, place)


def _names(ref: IssueRef) -> tuple[str, str]:
    return ref.publication, ref.key


def _web_page(page: Path, ref: IssueRef, stories: Container[str]) -> WebPage | None:
    """Return the page of a web edition, with addresses from the root of the site; None if there is none to read."""
    start = addresses.reading_address(*_names(ref))

    def target(address: str) -> str:
        path, _, anchor = address.partition("#")
        anchor = unquote(anchor)
        if other := re.fullmatch(r"\.\./\.\./([^/]+)/web/index\.html", path):
            return addresses.story_address(ref.publication, other[1], anchor.partition("--")[2])
        if not path and anchor in stories:
            return addresses.story_address(*_names(ref), anchor.partition("--")[2])
        return f"{start}{address}"

    try:
        return read_web_page(page.read_bytes(), target)
    except (OSError, ParserError):  # an empty file has no document
        return None


def _first_pdf(downloads: Sequence[Download]) -> str:
    return next((one.address for one in downloads if one.media_type == _PDF), "")


def _page(ref: IssueRef, pdf: str, span: PageRange | None) -> str:
    """Return the address of a page of a PDF; that of the issue if the page is not known."""
    return f"{pdf}#page={span.first + 1}" if pdf and span else addresses.issue_address(*_names(ref))


def _old_story(ref: IssueRef, story: BoundStory, pdf: str) -> StoryEntry:
    return StoryEntry(
        publication=ref.publication,
        key=ref.key,
        address=_page(ref, pdf, story.span),
        anchor="",
        name="",
        title=plain(story.heading, story.language),
        title_html=str(inline(story.heading, story.language)),
        section="",
        language=story.language,
        authors=story.authors,
        folios=story.span.folios,
        first_folio=story.span.first_folio,
        last_folio=story.span.last_folio,
        page=story.span.first + 1,
        topics=story.topics,
        people=story.people,
        places=story.places,
    )


def _picture(content: StoryContent | None) -> Picture | None:
    if content is None or content.picture is None:
        return None
    address, width, height = content.picture
    return Picture(address, width, height, guess_type(address)[0] or "image/jpeg")


def _text(markdown: str, language: str) -> str:
    """Return the text of Markdown, in one line."""
    return (
        Markup(prose(markdown, language, heading_level=2, context=TEASER)).striptags()
        if markdown
        else ""
    )


def _cut(text: str) -> str:
    """Cut a text at the end of a word, to the length of a summary."""
    if len(text) <= _MAX_SUMMARY:
        return text
    return re.sub(r"\s+\S*$", "", text[:_MAX_SUMMARY]) + "…"
