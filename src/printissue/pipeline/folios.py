"""Continuous folios: with `pagination: continuous`, an issue begins where the one before it in its year ended."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from printissue.core.findings import Finding, Place
from printissue.core.inputs import Inputs, note_file, note_folder, recorded
from printissue.core.workspace import IssueRef, Workspace
from printissue.pipeline.cache import BuildCache
from printissue.pipeline.edition_store import load_page_count, store_page_count
from printissue.pipeline.fingerprint import count_key
from printissue.pipeline.issue import count_pages
from printissue.pipeline.job import Job
from printissue.pipeline.toolchain import template_files
from printissue.pipeline.workers import WorkerPool

Read = Callable[[IssueRef], Job | None]
"""Reads an issue; None if it has errors."""


@dataclass(slots=True)
class Folios:
    """Finds the first folio of each issue, by the page counts of the issues before it."""

    workspace: Workspace
    cache: BuildCache
    workers: WorkerPool
    fontconfig: Path
    read: Read
    _jobs: dict[str, Mapping[IssueRef, Job | None]] = field(default_factory=dict)
    _inputs: dict[str, Inputs] = field(default_factory=dict)
    _pages: dict[IssueRef, int] = field(default_factory=dict)

    def with_first_folio(self, job: Job) -> tuple[Job | None, tuple[Finding, ...]]:
        """Return the job with its first folio; None and a finding if an earlier issue has errors."""
        if job.publication.pagination != "continuous":
            return job, ()
        jobs = self._publication(job)
        broken = [ref for ref, one in jobs.items() if one is None and ref.key < job.ref.key]
        if broken:
            return None, _unknown(job, broken[0])
        whole = {job.ref: job} | {ref: one for ref, one in jobs.items() if one}
        year = refs_of_year(whole, ref_year(job))
        earlier = [whole[ref] for ref in year[: year.index(job.ref)]]
        *before, printed = self._count([*earlier, whole[job.ref]])
        if 0 in before:
            return None, _unknown(job, earlier[before.index(0)].ref)
        # an issue begins on a right-hand page
        first = 1 + sum(pages + pages % 2 for pages in before)
        if len(jobs) == len(whole):
            self.cache.keep_folio(job.ref, first, self._inputs[job.ref.publication])
        return replace(job, first_folio=first, printed=printed), ()

    def _publication(self, job: Job) -> Mapping[IssueRef, Job | None]:
        name = job.ref.publication
        if name not in self._jobs:
            refs = [IssueRef(name, key) for key in self.workspace.issue_keys(name)]
            with recorded(self.cache.snapshots) as inputs:
                note_folder(self.workspace.publication_file(name).parent)
                for path in template_files(job.resources):
                    note_file(path)
            self._jobs[name] = {ref: self.read(ref) for ref in refs}
            for one in self._jobs[name].values():
                inputs |= one.inputs if one else {}
            self._inputs[name] = inputs
        return self._jobs[name]

    def _count(self, jobs: list[Job]) -> list[int]:
        """Return the page counts of issues; those that the cache does not know are laid out at the same time."""
        asked = {}
        keys = {job.ref: self._key(job) for job in jobs if job.ref not in self._pages}
        for job in jobs:
            if job.ref in keys:
                key = keys[job.ref]
                self._pages[job.ref] = self.cache.page_count(job.ref, key) or load_page_count(key)
                self.cache.keep_page_count(job.ref, key, self._pages[job.ref])
            if not self._pages[job.ref] and job.issue.fit and job.issue.fit.pages:
                self._pages[job.ref] = job.issue.fit.pages  # or it is not made
            elif not self._pages[job.ref]:
                asked[job.ref] = self.workers.send(
                    count_pages, job, self.fontconfig, limit=job.layout_limit
                )
        for job in jobs:
            if job.ref in asked:
                self._pages[job.ref] = self.workers.receive(asked[job.ref], str(job.ref))
                self.cache.keep_page_count(job.ref, keys[job.ref], self._pages[job.ref])
                store_page_count(keys[job.ref], self._pages[job.ref])
        return [self._pages[job.ref] for job in jobs]

    def _key(self, job: Job) -> str:
        return count_key(job, self.cache.toolchain, self.cache.templates)


def ref_year(job: Job) -> str:
    """Return the year of an issue's cover date, by which volumes are bound."""
    return f"{job.issue.day.year:04}"


def refs_of_year(jobs: Mapping[IssueRef, Job], year: str) -> list[IssueRef]:
    """Return the issues of a year in the order of their dates."""
    chosen = [ref for ref, job in jobs.items() if ref_year(job) == year]
    return sorted(chosen, key=lambda ref: (jobs[ref].issue.day, ref.key))


def _unknown(job: Job, broken: IssueRef) -> tuple[Finding, ...]:
    message = f"the first folio is not known, because {broken} has errors"
    hint = "correct that issue: folios continue from one issue to the next (pagination: continuous)"
    return (Finding("folio-unknown", Place(job.place), message, hint),)
