"""Make one index of all bound volumes of a publication, as a PDF and as a web page."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from printissue.core.errors import UsageError
from printissue.core.files import write_files
from printissue.core.findings import Finding, Place, has_errors
from printissue.core.workspace import IssueRef, Workspace
from printissue.model.volumes import MAIN_FORM, Volume
from printissue.pdf.passwords import Passwords
from printissue.pipeline.finished_files import FinishedFiles
from printissue.pipeline.gathering import Year, YearRef, gather, years
from printissue.pipeline.reporting import Made
from printissue.pipeline.volume_pages import (
    VolumePagesJob,
    describe_volume,
    lay_out_pages,
    volume_record,
    web_index,
)
from printissue.volume import manifest as manifests

FOLDER = "index"
"""The folder of the index in a publication's output folder."""


@dataclass(frozen=True, slots=True)
class Indexer:
    """Makes the index of all volumes of a publication."""

    files: FinishedFiles
    publication: str
    passwords: Passwords

    def make(self) -> list[Made]:
        """Make the index as a PDF and as a web page; return nothing if there are errors."""
        found = self._volumes()
        if found is None:
            return []
        year, volumes = found
        if not any(volume.indexed for volume in volumes):
            raise UsageError(
                f"the stories of {self.publication} have no entries for an index",
                "add topics, people, places or authors to stories",
            )
        self._stage("setting the index")
        title = f"{year.publication.title}: index {_span(volumes)}"
        job = VolumePagesJob(
            "cumulative",
            tuple(volumes),
            year.publication,
            year.theme_files,
            self.files.resources.for_theme(year.publication.theme),
            volume_record(volumes, year.publication, title=title),
            MAIN_FORM,
            limits=self.files.limits,
        )
        own_pages = lay_out_pages(self.files.workers, job, self.files.fontconfig)
        limit = job.limits.layout.scaled(job.size)
        sent = self.files.workers.send(web_index, job, limit=limit)
        page, findings = self.files.workers.receive(sent, f"{self.publication}, web index")
        findings = (*own_pages.findings, *findings)
        self.files.reporter.found(findings)
        if page is None or has_errors(findings, strict=self.files.strict):
            return []
        return self._write(own_pages.files[MAIN_FORM], page, own_pages.pages)

    def _stage(self, what: str) -> None:
        self.files.reporter.stage(IssueRef(self.publication, FOLDER), what)

    def _volumes(self) -> tuple[Year, list[Volume]] | None:
        """Return the contents of each bound volume; None if one cannot be read any more."""
        volumes: list[Volume] = []
        last: Year | None = None
        for name in years(self.files.workspace, self.publication):
            ref = YearRef(self.publication, name)
            folder = self.files.workspace.volume_folder(self.publication, name)
            manifest, _ = manifests.read(folder)
            if manifest is None:
                continue
            self._stage(f"reading {name}")
            workspace, resources = self.files.workspace, self.files.resources
            year, findings = gather(
                workspace, ref, resources, allow_gaps=True, passwords=self.passwords
            )
            self.files.reporter.found(findings)
            contents = self.files.contents(year, "archive") if year else None
            if year is None or contents is None:
                return None
            entry = manifest.principal
            if stale := _stale(workspace, folder, entry, year):
                self.files.reporter.found([stale])
                return None
            front = sum(
                part.last_page - part.first_page + 1 for part in entry.parts if part.kind == "front"
            )
            volume = describe_volume(ref, year, contents)
            volumes.append(replace(volume, front_pages=front, file=f"../{name}/{entry.file}"))
            last = year
        if last is None:
            raise UsageError(
                f"no volume of {self.publication} is bound yet",
                f"printissue volume {self.publication}/YEAR binds one",
            )
        return last, volumes

    def _write(self, content: bytes, page: str, pages: int) -> list[Made]:
        folder = self.files.workspace.volume_folder(self.publication, FOLDER)
        pdf, html = (folder / f"{self.publication}-index.{ending}" for ending in ("pdf", "html"))
        encoded = page.encode()
        write_files({pdf: content, html: encoded}, inputs=self.files.workspace.back_issue_pdfs())
        ref = IssueRef(self.publication, FOLDER)
        made = [
            Made(ref, "index", pdf, pages, len(content)),
            Made(ref, "web index", html, 1, len(encoded)),
        ]
        for one in made:
            self.files.reporter.made(one)
        return made


def _stale(
    workspace: Workspace, folder: Path, entry: manifests.Entry, year: Year
) -> Finding | None:
    """Return a finding if a volume holds other issues than can be read now: the index could not name its pages."""
    held = {part.key for part in entry.parts if part.kind == "issue"}
    read = {f"{piece.ref.publication}-{piece.ref.key}" for piece in year.issues}
    if held == read:
        return None
    names = ", ".join(sorted(held ^ read))
    message = f"the volume does not hold the issues that can be read now: {names}"
    hint = "correct the issues that cannot be read, or bind the volume again"
    return Finding("volume-part", Place(workspace.relative(folder / entry.file)), message, hint)


def _span(volumes: Sequence[Volume]) -> str:
    return "\u2013".join(dict.fromkeys((volumes[0].year, volumes[-1].year)))
