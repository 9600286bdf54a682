"""Publish: gather all that the site shows from the manuscripts and the finished files of a workspace.

    read site.yaml                                              manuscript
    for each public issue, in a worker: its manuscript,
    downloads, stories, events and cover                        site_issues.py
    volumes, by their manifests                                 volume.manifest
    the terms of all stories                                    html.index

What an issue shows is kept in the user's cache as long as its files have the same sizes and times, so that only issues
that have changed are read again.
"""

import hashlib
import os
import time
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

from printissue import manuscript
from printissue.assets.labels import catalogue
from printissue.assets.resources import Resources
from printissue.assets.theme_files import ThemeFiles, read_site_theme_files
from printissue.assets.web_cache import cached
from printissue.core.disk_cache import DiskCache
from printissue.core.errors import LayoutError
from printissue.core.findings import Finding, Place, has_errors
from printissue.core.folders import written_files
from printissue.core.limits import Limits
from printissue.core.workspace import IssueRef, Workspace
from printissue.html.index import collect_terms
from printissue.html.markdown import prose
from printissue.html.volume_pages import missing_issues
from printissue.manuscript import BackIssueDescription
from printissue.model.editions import EDITIONS
from printissue.model.issue import Publication
from printissue.model.site import Site
from printissue.pdf.passwords import Passwords
from printissue.pipeline.issue_manifest import manifest_file
from printissue.pipeline.passwords import passwords_of
from printissue.pipeline.reporting import Reporter
from printissue.pipeline.site_issues import (
    COVER_WIDTHS,
    GatheredIssue,
    cover_jpegs,
    cover_of,
    download,
    finished_files,
    gather_back_issue,
    gather_issue,
    labels_of,
    web_page,
)
from printissue.pipeline.workers import Sent, WorkerPool, default_workers
from printissue.site import addresses
from printissue.site.addresses import TERM_KINDS
from printissue.site.content import without_unknown_stories
from printissue.site.library import (
    Cover,
    Download,
    IssueEntry,
    Library,
    PublicationEntry,
    SectionEntry,
    SiteFile,
    StoryEntry,
    TermEntry,
    TermReference,
    VolumeEntry,
)
from printissue.volume import manifest as manifests

_FORMAT = 6
"""The version of what is kept about an issue, and of covers."""
_MAX_BYTES = 256 * 2**20
_CACHE = DiskCache(
    "site", repr((_FORMAT, *map(version, ("printissue", "pillow", "pypdfium2", "pikepdf", "lxml"))))
)
_STILL = 2.0
"""The seconds for which files must not have changed: a change within one tick of the clock would not be seen."""


def gather_library(
    workspace: Workspace, reporter: Reporter, *, jobs: int | None = None
) -> Library | None:
    """Return all that the site of a workspace shows; None if there are errors, which are reported.

    An issue without finished files is left out, with a warning. `jobs` is the number of worker processes. Raise
    MissingError if a font package is not installed.
    """
    site, findings = manuscript.read_site(workspace)
    passwords, more = passwords_of(workspace)
    limits, faults = manuscript.read_limits(workspace)
    findings += more + faults
    reporter.found(findings)
    if site is None or has_errors(findings):
        return None
    resources = Resources.of(workspace.root)
    labels = sorted((workspace.root / "templates" / "labels").glob("*.yaml"))
    gatherer = _Gatherer(workspace, resources, site, passwords, limits, reporter, labels)
    gathered = gatherer.issues(jobs or default_workers())
    publications = tuple(gatherer.publications(gathered))
    reporter.found(gatherer.findings)
    if has_errors(gatherer.findings):
        return None
    return Library(
        title=site.title,
        base_url=site.base_url,
        language=site.language,
        description=site.description or "",
        about_html=prose(site.about, site.language, heading_level=2) if site.about else "",
        contact=site.contact,
        accessibility=site.accessibility,
        publications=publications,
        terms=site_terms([issue for one in publications for issue in one.issues], site.language),
        files=gatherer.files,
    )


def site_terms(issues: Sequence[IssueEntry], language: str) -> tuple[TermEntry, ...]:
    """Return the terms of issues by kind, in the order of a language, each with its stories, newest first."""
    newest_first = sorted(issues, key=lambda one: (one.day, one.key), reverse=True)
    terms: list[TermEntry] = []
    for kind in TERM_KINDS:
        uses = (
            (getattr(story, kind), TermReference(issue, story))
            for issue in newest_first
            for story in issue.stories()
        )
        names: set[str] = set()
        for term, letter, references in collect_terms(
            uses, language, skip_articles=kind != "people"
        ):
            name = addresses.term_name(term)
            name = addresses.term_name(term, exact=True) if name in names else name
            names.add(name)
            terms.append(TermEntry(kind, term, name, letter, tuple(references)))
    return tuple(terms)


_Result = tuple[bytes | None, Sequence[Finding]]
"""The bytes of a gathered issue, and the findings in its manuscript; no bytes with an error."""


class _Sent(NamedTuple):
    """An issue that a worker gathers; a back issue has already been read."""

    ref: IssueRef
    task: Sent[_Result]
    back_issue: BackIssueDescription | None = None


def _back_issue(
    resources: Resources,
    found: BackIssueDescription,
    passwords: Sequence[str] = (),
    *,
    readable: bool = True,
) -> _Result:
    return gather_back_issue(resources, found, passwords, readable=readable).as_bytes(), []


@dataclass(slots=True)
class _Gatherer:
    """One run of `gather_library`, with its findings and the files of the site by address.

    `labels` are the label files of the workspace; `started` is the time of the run, in seconds since the epoch;
    `themes` are the files of those that were read.
    """

    workspace: Workspace
    resources: Resources
    site: Site
    passwords: Passwords
    limits: Limits
    reporter: Reporter
    labels: Sequence[Path]
    started: float = field(default_factory=time.time)
    findings: list[Finding] = field(default_factory=list)
    files: dict[str, SiteFile] = field(default_factory=dict)
    themes: dict[str, ThemeFiles] = field(default_factory=dict)

    def refs(self, publication: str) -> Iterator[tuple[IssueRef, bool]]:
        """Yield the public issues of a publication, each with whether it is a back issue."""
        keys = [(key, False) for key in self.workspace.issue_keys(publication)]
        keys += [(key, True) for key in self.workspace.back_issue_keys(publication)]
        for key, old in keys:
            if self.site.shows(publication, key):
                yield IssueRef(publication, key), old

    def issues(self, jobs: int) -> dict[str, list[IssueEntry]]:
        """Return the public issues with finished files, newest first, by publication."""
        public = [
            (ref, old, self._cache_key(ref, old=old))
            for publication in self.site.publications or self.workspace.publications()
            if self.site.shows(publication)
            for ref, old in self.refs(publication)
        ]
        found = {ref: _load(key) for ref, _, key in public}
        waiting = [one for one in public if found[one[0]] is None]
        if waiting:
            with WorkerPool(min(jobs, len(waiting)), limit=self.limits.preflight) as workers:
                sent = [self._send(workers, ref, old=old) for ref, old, _ in waiting]
                for (ref, _, key), task in zip(waiting, sent, strict=True):
                    found[ref] = self._receive(workers, key, task) if task else None
        entries: dict[str, list[IssueEntry]] = {}
        for ref, gathered in found.items():
            if gathered and self._is_built(ref, gathered):
                self._add_files(ref, gathered)
                entries.setdefault(ref.publication, []).append(gathered.entry)
        return {
            name: sorted(issues, key=lambda one: (one.day, one.key), reverse=True)
            for name, issues in entries.items()
        }

    def _send(self, workers: WorkerPool, ref: IssueRef, *, old: bool) -> "_Sent | None":
        """Send an issue to a worker. A back issue is read first; None with errors, which are then in the findings."""
        self.reporter.stage(ref, "reading")
        if not old:
            limit = self.limits.layout
            return _Sent(
                ref, workers.send(gather_issue, self.workspace, self.resources, ref, limit=limit)
            )
        found, findings = manuscript.read_back_issue(self.workspace, ref)
        if found is None or has_errors(findings):
            self.findings += findings
            return None
        passwords, limit = self.passwords.of(found.file), self.limits.old_issue
        task = workers.send(_back_issue, self.resources, found, passwords, limit=limit)
        return _Sent(ref, task, found)

    def _receive(self, workers: WorkerPool, key: str, sent: "_Sent") -> GatheredIssue | None:
        """Return an issue, and add it to the cache; None with errors. Warnings in manuscripts are those of `check`.

        A back issue whose PDF breaks the worker has neither cover nor pages.
        """
        try:
            content, findings = workers.receive(sent.task, str(sent.ref))
        except LayoutError:
            if sent.back_issue is None:
                raise
            content, findings = _back_issue(self.resources, sent.back_issue, readable=False)
        if content is None:
            self.findings += findings
            return None
        if key:
            _CACHE.store(key, content, max_bytes=_MAX_BYTES)
        return GatheredIssue.of_bytes(content)

    def _is_built(self, ref: IssueRef, gathered: GatheredIssue) -> bool:
        """Return whether an issue has finished files, with a warning if any are missing or out of date."""
        place = Place(self.workspace.relative(self.workspace.issue_file(ref)))
        for message, editions in _missing_files(gathered):
            options = " ".join(f"--edition {one}" for one in editions)
            hint = f"build it: printissue build {ref} {options}"
            self.findings.append(Finding("site-unbuilt", place, message, hint))
        return bool(gathered.entry.downloads or gathered.entry.reading)

    def _add_files(self, ref: IssueRef, gathered: GatheredIssue) -> None:
        """Add the covers, downloads and web edition of an issue to the files of the site."""
        entry = gathered.entry
        self.files |= gathered.covers
        if entry.kind == "back-issue":
            self.files[entry.downloads[0].address] = self.workspace.back_issue_pdf(ref)
            return
        for _, path in finished_files(self.workspace, ref):
            self.files[f"{entry.address}{path.name}"] = path
        for edition in EDITIONS.values():
            if edition.index in edition.online and entry.reading is None:
                continue  # its page cannot be read
            folder = self.workspace.output_folder(ref) / edition.name
            for name in written_files(folder) if edition.online else ():
                file = f"{folder}/{name}"  # a string: there are thousands of files
                if name.partition("/")[0] in edition.online and os.path.isfile(file):  # noqa: PTH113
                    self.files[f"{entry.address}{edition.name}/{name}"] = Path(file)

    def _cache_key(self, ref: IssueRef, *, old: bool) -> str:
        """Return the key of an issue in the cache; empty if one of its files has only just changed."""
        pdf = self.workspace.back_issue_pdf(ref)
        files = [self.workspace.issue_file(ref), self.workspace.publication_file(ref.publication)]
        if old:
            files.append(pdf)
        else:
            files += [web_page(self.workspace, ref), manifest_file(self.workspace, ref)]
            files += [path for _, path in finished_files(self.workspace, ref)]
        passwords = self.passwords.of(pdf) if old else ()
        parts = [repr((str(self.workspace.root), str(ref), passwords)).encode()]
        for path in (*files, *self.labels):
            if path.is_file():
                about = path.stat()
                if self.started - about.st_mtime < _STILL:
                    return ""
                parts.append(repr((str(path), about.st_size, about.st_mtime_ns)).encode())
        return _CACHE.key(*parts)

    # publications

    def publications(
        self, issues: Mapping[str, Sequence[IssueEntry]]
    ) -> Iterator[PublicationEntry]:
        """Yield the publications that have issues, in the order of `site.yaml` or of their names."""
        known = {
            story.address for one in issues.values() for issue in one for story in issue.stories()
        }
        for name in self.site.publications or self.workspace.publications():
            if entries := issues.get(name):
                entries = [_with_known_links(one, known) for one in entries]
                yield self._publication(name, tuple(entries))

    def _publication(self, name: str, issues: tuple[IssueEntry, ...]) -> PublicationEntry:
        publication = manuscript.read_publication(self.workspace, name)
        theme_files = self._theme_files(name, publication)
        theme = theme_files.theme if theme_files else None
        language = publication.language
        self._check_addresses(name, publication, issues)
        return PublicationEntry(
            key=name,
            title=publication.title,
            language=language,
            publisher=publication.publisher,
            subtitle=publication.subtitle or "",
            issn=publication.issn or "",
            frequency=publication.frequency,
            rights=publication.rights or "",
            imprint_html=(
                prose(publication.imprint, language, heading_level=2) if publication.imprint else ""
            ),
            contact=publication.contact,
            connect=tuple(publication.connect),
            theme=publication.theme,
            theme_files=theme_files,
            colours=theme.screen_inks() if theme else {},
            dark_colours=theme.screen_inks(dark=True) if theme else {},
            issues=issues,
            volumes=tuple(self._volumes(name, publication, issues)),
        )

    def _theme_files(self, name: str, publication: Publication) -> ThemeFiles | None:
        if known := self.themes.get(publication.theme):
            return known
        resources = self.resources.for_theme(publication.theme)
        place = Place(self.workspace.relative(self.workspace.publication_file(name)))
        theme, findings = manuscript.read_theme(resources, publication.theme, place)
        self.findings += findings
        if theme is None:
            return None
        theme_files, findings = read_site_theme_files(resources, publication.theme, theme)
        self.findings += findings
        self.themes[publication.theme] = theme_files
        return theme_files

    def _check_addresses(
        self, name: str, publication: Publication, issues: Sequence[IssueEntry]
    ) -> None:
        """Report names that are those of other pages of the site, and printed addresses that lead to none."""
        place = Place(self.workspace.relative(self.workspace.publication_file(name)))
        if name in addresses.SITE_FOLDERS:
            message = f"the site has other pages at {name}/, so no publication can have this name"
            self.findings.append(Finding("site-address", place, message, "rename the folder"))
        for issue in issues:
            if issue.key in addresses.PUBLICATION_FOLDERS:
                file = self.workspace.issue_file(IssueRef(name, issue.key))
                message = (
                    f"the site has other pages at {issue.address}, so no issue can have this name"
                )
                own = Place(self.workspace.relative(file))
                self.findings.append(Finding("site-address", own, message, "rename the file"))
        expected = f"{self.site.base_url}{addresses.issue_address(name, '{key}')}"
        online = publication.online or expected
        if online.startswith(self.site.base_url) and online.rstrip("/") != expected.rstrip("/"):
            message = f"'online' leads to {online}, but the site has the issues at {expected}"
            hint = f"write 'online: {expected}', or remove it, and build the issues again"
            self.findings.append(Finding("site-online", place, message, hint))

    # volumes

    def _volumes(
        self, name: str, publication: Publication, issues: Sequence[IssueEntry]
    ) -> Iterator[VolumeEntry]:
        """Yield the bound volumes of a publication, newest first."""
        for year in sorted({issue.year for issue in issues}, reverse=True):
            folder = self.workspace.volume_folder(name, year)
            manifest, _ = manifests.read(folder)
            if manifest is not None and manifest.year == year:
                yield from self._volume(manifest, folder, publication, issues)

    def _volume(
        self,
        manifest: manifests.Manifest,
        folder: Path,
        publication: Publication,
        issues: Sequence[IssueEntry],
    ) -> Iterator[VolumeEntry]:
        name, year, language = manifest.publication, manifest.year, publication.language
        by_part = {f"{name}-{issue.key}": issue for issue in issues}
        entry = manifest.principal
        parts = [part for part in entry.parts if part.kind == "issue"]
        if hidden := [part.title for part in parts if part.key not in by_part]:
            place = Place(self.workspace.relative(folder / entry.file))
            message = (
                f"the volume is not on the site: it contains an issue that is not, '{hidden[0]}'"
            )
            self.findings.append(Finding("site-volume", place, message))
            return
        address, label = addresses.volume_address(name, year), catalogue(self.resources, language)
        downloads = tuple(self._volume_downloads(manifest, folder, address, language))
        if not downloads:
            return
        bound = tuple(by_part[part.key] for part in parts)
        numbers = {issue.volume for issue in bound}
        yield VolumeEntry(
            publication=name,
            year=year,
            title=manifest.title,
            language=language,
            number=numbers.pop() if len(numbers) == 1 else "",
            issues=bound,
            downloads=downloads,
            terms=site_terms(bound, language),
            first_pages={
                issue.key: part.first_page for issue, part in zip(bound, parts, strict=True)
            },
            lacks=missing_issues(entry.lacks, label, language),
            cover=self._volume_cover(manifest, folder / downloads[0].name, address),
        )

    def _volume_downloads(
        self, manifest: manifests.Manifest, folder: Path, address: str, language: str
    ) -> Iterator[Download]:
        """Yield the files of a volume that are there, and add them to the files of the site."""
        label = labels_of(self.resources, language)
        for one in sorted(manifest.volumes, key=lambda one: one.form, reverse=True):
            path, target = folder / one.file, f"{address}{one.file}"
            if path.is_file():
                self.files[target] = path
                yield download(
                    label,
                    path,
                    one.form,
                    language,
                    address=target,
                    sha256=one.sha256,
                    pages=one.pages,
                )

    def _volume_cover(self, manifest: manifests.Manifest, path: Path, address: str) -> Cover | None:
        """Return the first page of a volume's file as pictures, and add them to the files of the site."""
        digest = manifest.principal.sha256
        jpegs = {
            width: cached(partial(_cover_jpeg, path, width), "cover", _FORMAT, digest, width)
            for width in COVER_WIDTHS
        }
        known = {width: content for width, content in jpegs.items() if content}
        cover, files = cover_of(known, address, manifest.title)
        self.files |= files
        return cover


def _missing_files(gathered: GatheredIssue) -> Iterator[tuple[str, Sequence[str]]]:
    """Yield what finished files an issue does not have, with the editions to build."""
    entry = gathered.entry
    if entry.kind == "back-issue":
        return
    if not entry.downloads and not entry.reading:
        yield "the issue is not on the site: it has no finished files", ("archive", "screen", "web")
        return
    if entry.reading is None:
        yield "the issue has no web edition, so readers can only download it", ("web",)
    if gathered.outdated:
        names = ", ".join(gathered.outdated)
        yield f"the manuscript is newer than these editions: {names}", gathered.outdated
    elif entry.reading:
        missing = [one.title for one in entry.stories() if not one.has_page]
        if missing:
            message = (
                f"the web edition is older than the manuscript: it has no story '{missing[0]}'"
            )
            yield message, ("web",)


def _cover_jpeg(path: Path, width: int) -> bytes:
    return cover_jpegs(path).get(width, b"")


def _load(key: str) -> GatheredIssue | None:
    """Return an issue from the cache."""
    content = _CACHE.load(key) if key else None
    try:
        return GatheredIssue.of_bytes(content) if content else None
    except ValueError:
        return None


def _with_known_links(issue: IssueEntry, known: Container[str]) -> IssueEntry:
    """Return an issue whose stories have no links to stories that are not on the site."""
    sections = tuple(_with_known_stories(one, known) for one in issue.sections)
    if all(one is other for one, other in zip(sections, issue.sections, strict=True)):
        return issue
    total = hashlib.sha256(issue.digest.encode())
    for section in sections:
        total.update("".join(story.digest for story in section.stories).encode())
    return replace(issue, sections=sections, digest=total.hexdigest())


def _with_known_stories(section: SectionEntry, known: Container[str]) -> SectionEntry:
    stories = tuple(_story(one, known) for one in section.stories)
    same = all(one is other for one, other in zip(stories, section.stories, strict=True))
    return section if same else replace(section, stories=stories)


def _story(story: StoryEntry, known: Container[str]) -> StoryEntry:
    content = without_unknown_stories(story.content_html, known.__contains__)
    if content == story.content_html:
        return story
    return replace(story, content_html=content, digest=manifests.sha256_of(content.encode()))
