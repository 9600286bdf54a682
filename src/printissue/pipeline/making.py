"""Make the editions of issues that are outdated: `building.py` has the whole order."""

import hashlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, wait
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from printissue import layout as stage
from printissue.assets.resources import Resources
from printissue.core.errors import MissingError, PrintissueError
from printissue.core.files import write_file
from printissue.core.findings import Finding, has_errors
from printissue.core.folders import Contents, write_folders
from printissue.core.inputs import Snapshots
from printissue.core.workspace import IssueRef, Workspace
from printissue.editions import folder_writer_of
from printissue.model.editions import EDITIONS, Edition
from printissue.model.volumes import PageRange
from printissue.pipeline.cache import BuildCache
from printissue.pipeline.contents import contents_of
from printissue.pipeline.edition_store import (
    limit_size,
    load_edition,
    store_edition,
    store_page_count,
)
from printissue.pipeline.fingerprint import count_key, edition_key
from printissue.pipeline.folios import Folios
from printissue.pipeline.issue import check_issue, make_editions
from printissue.pipeline.issue_manifest import EditionRecord, OutputFile, as_json, manifest_file
from printissue.pipeline.job import Job, LayoutResult
from printissue.pipeline.load import read, read_valid
from printissue.pipeline.options import NO_CHOICE, BuildOptions, Choice
from printissue.pipeline.reporting import BuildProgress, Finished, Made, Reporter, Status, collected
from printissue.pipeline.workers import LocalExecutor, Sent, WorkerPool, default_workers

Reasons = Mapping[str, Sequence[str]]
"""The reasons why editions of an issue may be outdated, by the names of the editions."""

_OVERTAKING = 16
"""The number of finished issues from which they overtake one that takes longer."""

_TICK = 1.0
"""Seconds after which the progress is reported again while layouts are running."""


def make(
    workspace: Workspace,
    options: BuildOptions,
    outdated: Mapping[IssueRef, Reasons],
    cache: BuildCache,
    reporter: Reporter,
) -> tuple[list[Made], list[PrintissueError]]:
    """Make the editions of issues that are outdated, and return all files of these issues.

    The errors are those that stop an issue for a reason outside its manuscript.
    """
    resources = Resources.of(workspace.root)
    fontconfig = resources.fontconfig()
    with _workers(options, resources, reporter, fontconfig) as workers:
        folios = Folios(
            workspace,
            cache,
            workers,
            fontconfig,
            issue_reader(workspace, resources, cache.snapshots),
        )
        run = _Run(workspace, resources, options, reporter, workers, fontconfig, cache, folios)
        run.total = len(outdated)
        for ref, reasons in outdated.items():
            run.write_finished()
            run.start(ref, reasons)
        run.write_all()
    limit_size()
    return run.made, run.failures


def _workers(
    options: BuildOptions, resources: Resources, reporter: Reporter, fontconfig: Path
) -> WorkerPool:
    """Return the workers of a run: processes of this machine, or of a cluster."""
    if options.cluster is None:
        jobs = options.jobs or default_workers()
        return WorkerPool(jobs, executor=LocalExecutor(jobs, lambda: _load_engine(fontconfig)))
    from printissue.pipeline.cluster import ClusterExecutor

    executor = ClusterExecutor(
        options.cluster, resources, lambda note: reporter.noted("cluster", note)
    )
    return WorkerPool(executor.workers, executor=executor)


def _load_engine(fontconfig: Path) -> None:
    """Load the layout engine for all workers; if that fails, each of them says so in its task."""
    with suppress(MissingError):
        stage.load(fontconfig)


@dataclass(frozen=True, slots=True)
class Issue:
    """An issue with the records of editions that are up to date, by name, and the editions that have to be made.

    `restored` are the results of editions that an earlier build made. `reading` are the findings about what it names,
    `reasons` say why editions may have been outdated.
    """

    job: Job
    choice: Choice
    reading: tuple[Finding, ...] = ()
    current: Mapping[str, EditionRecord] = field(default_factory=dict)
    restored: tuple[LayoutResult, ...] = ()
    outdated: tuple[Edition, ...] = ()
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Waiting:
    """An issue that waits for its layouts."""

    issue: Issue
    sent: Sequence[Sent[LayoutResult]]

    @property
    def is_finished(self) -> bool:
        return all(one.future.done() for one in self.sent)

    @property
    def is_running(self) -> bool:
        return any(one.future.running() for one in self.sent)


@dataclass(slots=True)
class _Run:
    """One run of `make` for a number of issues (`total`).

    Issues are written in order. But one that takes long holds up at most `_OVERTAKING` of those after it, which take
    memory until they are written; then they overtake it. An issue of which a worker died comes last.
    """

    workspace: Workspace
    resources: Resources
    options: BuildOptions
    reporter: Reporter
    workers: WorkerPool
    fontconfig: Path
    cache: BuildCache
    folios: Folios
    total: int = 0
    made: list[Made] = field(default_factory=list)
    failures: list[PrintissueError] = field(default_factory=list)
    _waiting: deque[_Waiting] = field(default_factory=deque)
    _last: list[_Waiting] = field(default_factory=list)
    _done: int = 0

    def start(self, ref: IssueRef, reasons: Reasons) -> None:
        """Read an issue and send the layouts of outdated editions to the workers; with errors, only report them."""
        why = tuple(dict.fromkeys(one for each in reasons.values() for one in each))
        with self._ending(ref, why):
            self.reporter.stage(ref, "reading")
            job, findings = read_valid(
                self.workspace,
                ref,
                self.resources,
                choice=self.options.choice,
                snapshots=self.cache.snapshots,
            )
            strict = self.options.strict
            if job is not None and has_errors(findings):
                findings += checked(self.workers, job, self.fontconfig)
            elif job is not None and not has_errors(findings, strict=strict):
                job, more = self.folios.with_first_folio(job)
                findings += more
            self.reporter.found(findings)
            if job is None or has_errors(findings, strict=strict):
                self._done += 1
                self.reporter.finished(Finished(ref, "failed", reasons=why))
                return
            issue = self._sorted(Issue(job, self.options.choice, findings, reasons=why))
            self._waiting.append(_Waiting(issue, self._sent(issue)))

    def _sorted(self, issue: Issue) -> Issue:
        """Return an issue with its editions, sorted into those that are up to date, restored and the others."""
        current: dict[str, EditionRecord] = {}
        restored: dict[Edition, LayoutResult] = {}
        outdated: list[Edition] = []
        for edition in sorted(self.options.editions, key=lambda one: bool(one.index)):
            record = self._record(issue, edition)
            names_downloads = record is not None and record.downloads is not None
            changed = [*restored, *outdated]
            if record is not None and not (
                names_downloads and any(one.download for one in changed)
            ):
                current[edition.name] = record
            elif result := self._stored(issue.job, edition):
                restored[edition] = result
            else:
                outdated.append(edition)
        in_order = tuple(one for one in self.options.editions if one in outdated)
        results = tuple(restored.values())
        return replace(issue, current=current, restored=results, outdated=in_order)

    def _stored(self, job: Job, edition: Edition) -> LayoutResult | None:
        """Return the result of an edition from the store; None if it is not there, or with `--force`."""
        if self.options.force:
            return None
        return load_edition(job, edition, self.cache, damage_noted(self.reporter))

    def _record(self, issue: Issue, edition: Edition) -> EditionRecord | None:
        """Return the record of an edition if it is up to date, with the options of this run; else None."""
        job = issue.job
        key = edition_key(job, edition, self.cache.toolchain)
        if self.options.force or not self.cache.holds(job.ref, edition, key):
            return None
        record = self.cache.record(job.ref, edition.name)
        options = issue.choice.as_options()
        return record and replace(record, options=options, reading=issue.reading)

    def _sent(self, issue: Issue) -> list[Sent[LayoutResult]]:
        """Send each layout of the outdated editions to a worker."""
        job = issue.job
        return [
            self.workers.send(make_editions, job, editions, self.fontconfig, limit=job.layout_limit)
            for editions in _by_layout(issue.outdated)
        ]

    def write_finished(self) -> None:
        """Write the first waiting issues whose layouts are finished; wait while too many are waiting."""
        while self._waiting and (self._waiting[0].is_finished or len(self._waiting) > self._limit):
            self._write(self._next())
        self._report_progress()

    def write_all(self) -> None:
        """Wait for all layouts, and write the files of all issues."""
        while self._waiting:
            self._write(self._next())
        for one in self._last:
            self._finish(one)
        self._report_progress()

    @property
    def _limit(self) -> int:
        """The number of issues that may wait: all workers are busy, even if one of them takes long."""
        return 2 * _OVERTAKING + 2 * self.workers.workers

    def _next(self) -> _Waiting:
        """Remove and return the waiting issue that is written next, when its layouts are finished."""
        while True:
            finished = [one for one in self._waiting if one.is_finished]
            if finished and (finished[0] is self._waiting[0] or len(finished) > _OVERTAKING):
                self._waiting.remove(finished[0])
                return finished[0]
            futures = [one.future for each in self._waiting for one in each.sent]
            wait([one for one in futures if not one.done()], _TICK, FIRST_COMPLETED)
            self._report_progress()

    def _report_progress(self) -> None:
        running = sum(one.is_running for one in self._waiting)
        self.reporter.progress(BuildProgress(self._done, self.total, running))

    def _write(self, waiting: _Waiting) -> None:
        if any(self.workers.died(one) for one in waiting.sent):
            self._last.append(waiting)
        else:
            self._finish(waiting)

    def _finish(self, waiting: _Waiting) -> None:
        issue, ref = waiting.issue, waiting.issue.job.ref
        with self._ending(ref, issue.reasons):
            if waiting.sent:
                self.reporter.stage(ref, _layout_stage(issue.job))
            results = [self.workers.receive(one, str(ref)) for one in waiting.sent]
            self.made += write_editions(
                self.workspace,
                issue,
                results,
                self.cache,
                strict=self.options.strict,
                reporter=self.reporter,
            )
            self._done += 1

    @contextmanager
    def _ending(self, ref: IssueRef, reasons: tuple[str, ...]) -> Iterator[None]:
        """Collect the error that stops an issue, and report that it has failed."""
        known = len(self.failures)
        with collected(self.failures):
            yield
        if len(self.failures) > known:
            self._done += 1
            self.reporter.finished(Finished(ref, "failed", reasons=reasons))


def write_editions(
    workspace: Workspace,
    issue: Issue,
    results: Sequence[LayoutResult],
    cache: BuildCache,
    *,
    strict: bool,
    reporter: Reporter,
) -> list[Made]:
    """Write the files of an issue, then its manifest, if none of its layouts has errors, and return its files.

    `results` are those of layouts; the results that are restored are added. Raise WriteError if a file cannot be
    written.
    """
    job, made_now = issue.job, results
    results = [*issue.restored, *made_now]
    findings = _without_repeated(result.findings for result in results)
    reporter.found(findings)
    reporter.found(
        list(dict.fromkeys(one for record in issue.current.values() for one in record.findings))
    )
    if has_errors(findings, strict=strict):
        reporter.finished(Finished(job.ref, "failed", reasons=issue.reasons))
        return []
    files = _files(job, results, cache)
    folder = workspace.output_folder(job.ref)
    write_folders(
        {folder / name: one for name, one in files.items() if not isinstance(one, bytes)},
        {
            folder / EDITIONS[name].file_name(job.ref): one
            for name, one in files.items()
            if isinstance(one, bytes)
        },
    )
    for note in dict.fromkeys(note for result in results for note in result.notes):
        reporter.noted(job.ref, note)
    records = {
        **issue.current,
        **{
            name: _record(issue, EDITIONS[name], files[name], result, cache)
            for result in results
            for name in (*result.files, *result.folders)
        },
    }
    records = {name: records[name] for name in EDITIONS if name in records}
    _write_manifest(workspace, issue, records, results, cache)
    for result in made_now:
        for name in (*result.files, *result.folders):
            store_edition(job, EDITIONS[name], result, cache)
    states = _states(issue, records, files)
    made = [
        cache.made(job.ref, EDITIONS[name], record, states[name])
        for name, record in records.items()
    ]
    for one in made:
        reporter.made(one)
    reporter.found([one for result in results for one in result.remarks])
    reporter.finished(Finished(job.ref, _status(states), states, issue.reasons))
    return made


def _states(issue: Issue, records: Iterable[str], files: Iterable[str]) -> dict[str, Status]:
    """Return the status of each edition by its name."""
    states: dict[str, Status] = dict.fromkeys(records, "up to date")
    states |= dict.fromkeys(files, "made")
    restored = [name for one in issue.restored for name in (*one.files, *one.folders)]
    return states | dict.fromkeys(restored, "restored")


def _status(states: Mapping[str, Status]) -> Status:
    """Return the status of an issue by those of its editions."""
    statuses: tuple[Status, ...] = ("made", "restored")
    return next((one for one in statuses if one in states.values()), "up to date")


def damage_noted(reporter: Reporter) -> Callable[[Path], None]:
    """Return a function that reports an entry of the store that is damaged."""

    def note(path: Path) -> None:
        reporter.noted(path, "it is damaged and will be replaced")

    return note


def _files(
    job: Job, results: Sequence[LayoutResult], cache: BuildCache
) -> dict[str, bytes | Contents]:
    """Return the file of each edition, or the files of its folder, as they are written."""
    files: dict[str, bytes | Contents] = {
        name: content for result in results for name, content in result.files.items()
    }
    sizes = {name: len(content) for name, content in files.items()}
    sizes = {**cache.download_sizes(job.ref), **sizes}
    for result in results:
        for name, contents in result.folders.items():
            files[name] = folder_writer_of(EDITIONS[name]).complete(contents, sizes)
    return files


def _record(
    issue: Issue,
    edition: Edition,
    made: bytes | Contents,
    result: LayoutResult,
    cache: BuildCache,
) -> EditionRecord:
    """Return the record of an edition that was made."""
    job = issue.job
    name = edition.file_name(job.ref)
    contents = (
        {name: made}
        if isinstance(made, bytes)
        else {f"{edition.name}/{inner}": one for inner, one in made.items()}
    )
    return EditionRecord(
        key=edition_key(job, edition, cache.toolchain),
        files={
            name: OutputFile(hashlib.sha256(one).hexdigest(), len(one))
            for name, one in sorted(contents.items())
        },
        pages=result.pages_of(edition.name),
        first_folio=job.first_folio,
        continuous=job.publication.pagination == "continuous",
        options=issue.choice.as_options(),
        reading=issue.reading,
        findings=tuple(dict.fromkeys((*result.findings, *result.remarks))),
        notes=result.notes,
        downloads=cache.download_sizes(job.ref) if _names_downloads(edition, result) else None,
    )


def _names_downloads(edition: Edition, result: LayoutResult) -> bool:
    """Return whether the files of an edition that is a folder name the sizes of other editions."""
    if not edition.index:
        return False
    writer, contents = folder_writer_of(edition), result.folders[edition.name]
    sizes = dict.fromkeys(EDITIONS, 1)
    return writer.complete(contents, sizes) != writer.complete(contents, {})


def _write_manifest(
    workspace: Workspace,
    issue: Issue,
    records: Mapping[str, EditionRecord],
    results: Sequence[LayoutResult],
    cache: BuildCache,
) -> None:
    """Write the manifest of an issue; an edition whose file has errors is not recorded, so that it is made again."""
    job = issue.job
    for result in results:
        if result.counted_pages:
            key = count_key(job, cache.toolchain, cache.templates)
            cache.keep_page_count(job.ref, key, result.counted_pages)
            store_page_count(key, result.counted_pages)
    manifest = cache.updated(
        job.ref,
        job.inputs,
        records={name: None if has_errors(one.findings) else one for name, one in records.items()},
        templates={
            name: result.inputs_of(EDITIONS[name])
            for result in results
            for name in (*result.files, *result.folders)
        },
        keys={name: edition_key(job, one, cache.toolchain) for name, one in EDITIONS.items()},
    )
    pages = _pages(job, manifest.editions, results, cache)
    manifest = replace(manifest, contents=contents_of(job, pages))
    write_file(manifest_file(workspace, job.ref), as_json(manifest))
    cache.keep(job.ref, manifest)


def _pages(
    job: Job,
    records: Mapping[str, EditionRecord],
    results: Sequence[LayoutResult],
    cache: BuildCache,
) -> dict[str, PageRange]:
    """Return the pages of an issue's parts in its tagged editions: those that were made, or are up to date.

    `records` are those of its manifest, so also of editions that this run was not asked for.
    """
    made = {anchor: span for result in results for anchor, span in result.places.items()}
    old = cache.manifest(job.ref)
    if made or old is None or not any(_is_tagged(EDITIONS[name]) for name in records):
        return made
    return {anchor: PageRange(**span) for anchor, span in old.contents["pages"].items()}


def _is_tagged(edition: Edition) -> bool:
    return edition.paged and edition.layout.tagged


def issue_reader(
    workspace: Workspace, resources: Resources, snapshots: Snapshots | None = None
) -> Callable[[IssueRef], Job | None]:
    """Return a function that reads an issue, without choices; it returns None if the issue has errors."""

    def read_issue(ref: IssueRef) -> Job | None:
        job, findings = read(workspace, ref, resources, choice=NO_CHOICE, snapshots=snapshots)
        return None if has_errors(findings) else job

    return read_issue


def checked(workers: WorkerPool, job: Job, fontconfig: Path) -> tuple[Finding, ...]:
    """Return the findings of an issue's templates, style sheets and pictures."""
    sent = workers.send(check_issue, job, fontconfig, limit=job.layout_limit)
    return workers.receive(sent, str(job.ref))


def _layout_stage(job: Job) -> str:
    """Return what `Reporter.stage` says about a layout: the search for a page count takes longer."""
    wish = job.issue.fit
    if wish is None:
        return "setting pages"
    return f"fitting to {wish.pages or f'a multiple of {wish.multiple}'} pages"


def _by_layout(editions: Sequence[Edition]) -> list[tuple[Edition, ...]]:
    """Group editions by the layout whose pages they have or name."""
    layouts = dict.fromkeys(edition.pages for edition in editions)
    return [tuple(one for one in editions if one.pages == layout) for layout in layouts]


def _without_repeated(layouts: Iterable[Sequence[Finding]]) -> tuple[Finding, ...]:
    """Return the findings of all layouts. Of two on the same page that differ only in their box, the first is kept."""
    kept: list[Finding] = []
    seen: set[Finding] = set()
    for findings in layouts:
        plain = {one: replace(one, place=replace(one.place, box=None)) for one in findings}
        kept += [one for one, without_box in plain.items() if without_box not in seen]
        seen |= set(plain.values())
    return tuple(kept)
