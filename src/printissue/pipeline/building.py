"""Build issues: the order of the stages, from the manuscript to the files in output/.

    read the manuscript and all that it names       load.py: manuscript, assets
    number its pages                                folios.py, for folios that continue
    for each layout of the editions, in a worker    issue.py:
        compose HTML, lay it out, fit its pages         html, layout
        write the raw PDF and finish each edition       layout, editions
        check the pages, the pictures and the files     layout, preflight
    write all files of the issue, or none           here

`check` stops before the pages are laid out.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from printissue.assets.resources import Resources
from printissue.core.errors import LayoutError, MissingError, PrintissueError
from printissue.core.findings import Finding, has_errors
from printissue.core.folders import Contents, write_folders
from printissue.core.workspace import IssueRef, Workspace
from printissue.editions import folder_writer_of
from printissue.model.editions import EDITIONS, Edition
from printissue.pipeline.cache import Ledger
from printissue.pipeline.folios import Folios
from printissue.pipeline.issue import check_issue, make_editions
from printissue.pipeline.job import Job, LayoutResult
from printissue.pipeline.load import NO_CHOICE, Choice, read, read_valid
from printissue.pipeline.reporting import Made, Reporter
from printissue.pipeline.series import check_numbers
from printissue.pipeline.workers import Sent, WorkerPool


@dataclass(frozen=True, slots=True)
class BuildOptions:
    """The issues and editions to build, and the choices of the run; `strict` counts warnings as errors."""

    refs: tuple[IssueRef, ...]
    editions: tuple[Edition, ...]
    choice: Choice = NO_CHOICE
    strict: bool = False


def build(workspace: Workspace, options: BuildOptions, reporter: Reporter) -> list[Made]:
    """Build editions of issues. An issue with errors leaves no file and does not affect others.

    Files are written in the order of the issues, while later issues are being read and laid out. If an issue cannot be
    built for a reason outside its manuscript, such as a worker that broke down or a missing profile, the first such
    error is raised after all other issues are built; the others are passed to `Reporter.failed`.
    """
    resources = Resources.of(workspace.root)
    fontconfig = resources.fontconfig()
    with workspace.locked(), WorkerPool() as workers, Ledger.of(workspace).saved() as ledger:
        read_one = issue_reader(workspace, resources)
        folios = Folios(workspace, ledger, workers, fontconfig, read_one)
        run = _Build(workspace, resources, options, reporter, workers, fontconfig, ledger, folios)
        for ref in options.refs:
            run.write_finished()
            run.start(ref)
        run.write_all()
    _raise_first(run.failures, reporter)
    return run.made


@dataclass(slots=True)
class _Build:
    """One run of `build`. The issues that wait for their layouts are in `_waiting`, in order."""

    workspace: Workspace
    resources: Resources
    options: BuildOptions
    reporter: Reporter
    workers: WorkerPool
    fontconfig: Path
    ledger: Ledger
    folios: Folios
    made: list[Made] = field(default_factory=list)
    failures: list[PrintissueError] = field(default_factory=list)
    _waiting: deque[tuple[Job, list[Sent[LayoutResult]]]] = field(default_factory=deque)

    def start(self, ref: IssueRef) -> None:
        """Read an issue and send its layouts to the workers; with errors, only report them."""
        with _collected(self.failures):
            self.reporter.stage(ref, "reading")
            job, findings = read_valid(
                self.workspace, ref, self.resources, choice=self.options.choice
            )
            if job is not None and has_errors(findings):
                self.reporter.found(findings)
                self.reporter.found(_checked(self.workers, job, self.fontconfig))
                return
            strict = self.options.strict
            if job is not None and not has_errors(findings, strict=strict):
                job, more = self.folios.with_first_folio(job)
                findings += more
            self.reporter.found(findings)
            if job is not None and not has_errors(findings, strict=strict):
                self._waiting.append((job, self._sent(job)))

    def _sent(self, job: Job) -> list[Sent[LayoutResult]]:
        """Send each layout of an issue to a worker."""
        return [
            self.workers.send(make_editions, job, editions, self.fontconfig, limit=job.layout_limit)
            for editions in _by_layout(self.options.editions)
        ]

    def write_finished(self) -> None:
        """Write the files of the first waiting issues whose layouts are finished."""
        while self._waiting and all(one.future.done() for one in self._waiting[0][1]):
            self._write_first()

    def write_all(self) -> None:
        """Wait for all layouts, and write the files of all issues."""
        while self._waiting:
            self._write_first()

    def _write_first(self) -> None:
        job, sent = self._waiting.popleft()
        with _collected(self.failures):
            self.reporter.stage(job.ref, _layout_stage(job))
            results = [self.workers.receive(one, str(job.ref)) for one in sent]
            self.made += write_editions(
                self.workspace, job, results, strict=self.options.strict, reporter=self.reporter
            )
            for result in results:
                self.ledger.record(job, files=result.files, pages=result.counted_pages)


def write_editions(
    workspace: Workspace,
    job: Job,
    results: Sequence[LayoutResult],
    *,
    strict: bool,
    reporter: Reporter,
) -> list[Made]:
    """Write the files of an issue if none of its layouts has errors, and return them.

    Raise WriteError if a file cannot be written.
    """
    findings = _without_repeated(result.findings for result in results)
    reporter.found(findings)
    if has_errors(findings, strict=strict):
        return []
    folder = workspace.output_folder(job.ref)
    made = []
    files: dict[Path, bytes] = {}
    for result in results:
        for name, content in result.files.items():
            target = folder / EDITIONS[name].file_name(job.ref)
            files[target] = content
            made.append(Made(job.ref, name, target, result.pages_of(name), len(content)))
    folders: dict[Path, Contents] = {}
    sizes = _sizes(workspace, job, made)
    for result in results:
        for name, contents in result.folders.items():
            completed = folder_writer_of(EDITIONS[name]).complete(contents, sizes)
            folders[folder / name] = completed
            target = folder / EDITIONS[name].file_name(job.ref)
            made.append(Made(job.ref, name, target, None, sum(map(len, completed.values()))))
    write_folders(folders, files)
    for note in dict.fromkeys(note for result in results for note in result.notes):
        reporter.noted(job.ref, note)
    for one in made:
        reporter.made(one)
    reporter.found([one for result in results for one in result.remarks])
    return made


def _sizes(workspace: Workspace, job: Job, made: Sequence[Made]) -> dict[str, int]:
    """Return the sizes in bytes of an issue's finished files: of this run, and downloads of earlier runs."""
    sizes = {}
    for edition in EDITIONS.values():
        if edition.download:
            path = workspace.output_folder(job.ref) / edition.file_name(job.ref)
            with suppress(OSError):
                sizes[edition.name] = path.stat().st_size
    return sizes | {one.edition: one.size for one in made}


def check(workspace: Workspace, refs: Sequence[IssueRef], reporter: Reporter) -> None:
    """Read issues and all that they name, and report what is wrong, without laying out pages.

    Raise LayoutError, after all issues are read, if the templates or style sheets of one exceed their limits.
    """
    resources = Resources.of(workspace.root)
    fontconfig = resources.fontconfig()
    failures: list[PrintissueError] = []
    with WorkerPool(1) as workers:
        for ref in refs:
            with _collected(failures):
                reporter.stage(ref, "reading")
                job, findings = read_valid(workspace, ref, resources, choice=NO_CHOICE)
                reporter.found(findings)
                if job is not None:
                    reporter.found(_checked(workers, job, fontconfig))
    for publication in dict.fromkeys(ref.publication for ref in refs):
        keys = {ref.key for ref in refs if ref.publication == publication}
        reporter.found(check_numbers(workspace, publication, keys))
    _raise_first(failures, reporter)


def issue_reader(workspace: Workspace, resources: Resources) -> Callable[[IssueRef], Job | None]:
    """Return a function that reads an issue, without choices; it returns None if the issue has errors."""

    def read_issue(ref: IssueRef) -> Job | None:
        job, findings = read(workspace, ref, resources, choice=NO_CHOICE)
        return None if has_errors(findings) else job

    return read_issue


def _checked(workers: WorkerPool, job: Job, fontconfig: Path) -> tuple[Finding, ...]:
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


@contextmanager
def _collected(failures: list[PrintissueError]) -> Iterator[None]:
    """Collect the error that stops one issue, so that it does not stop the others."""
    try:
        yield
    except (LayoutError, MissingError) as error:
        failures.append(error)


def _raise_first(failures: list[PrintissueError], reporter: Reporter) -> None:
    """Raise the first of the collected errors, and report the others."""
    different = list({error.message: error for error in failures}.values())
    for error in different[1:]:
        reporter.failed(error)
    if different:
        raise different[0]
