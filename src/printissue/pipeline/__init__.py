"""The press run: the order of the stages. Read it and you have read the program.

desk: manuscript -> darkroom -> theme_files
work: galley -> press -> prepress | access      once per layout, in a process that can be killed
here: output, all of an issue's files or none
"""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from printissue import manuscript
from printissue.assets.resources import Resources
from printissue.core import results
from printissue.core.errors import LayoutError, MissingError, PrintissueError
from printissue.core.findings import Finding, has_errors
from printissue.core.workspace import IssueRef, Workspace
from printissue.model.editions import Edition
from printissue.pipeline.binding import Binder
from printissue.pipeline.binding import VolumeOptions as VolumeOptions
from printissue.pipeline.binding import parse_year as parse_year
from printissue.pipeline.cache import Ledger
from printissue.pipeline.finished_files import FinishedFiles
from printissue.pipeline.folios import Folios
from printissue.pipeline.gathering import YearRef as YearRef
from printissue.pipeline.indexing import Indexer
from printissue.pipeline.inspecting import PreflightOptions as PreflightOptions
from printissue.pipeline.inspecting import inspect as inspect
from printissue.pipeline.inspecting import report_values as report_values
from printissue.pipeline.job import Job, LayoutResult
from printissue.pipeline.load import NO_CHOICE, read, read_valid
from printissue.pipeline.load import Choice as Choice
from printissue.pipeline.output import put_out
from printissue.pipeline.reporting import Made as Made
from printissue.pipeline.reporting import Reporter as Reporter
from printissue.pipeline.series import check_numbers
from printissue.pipeline.starting import refresh_schemas as refresh_schemas
from printissue.pipeline.starting import start_issue as start_issue
from printissue.pipeline.starting import start_workspace as start_workspace
from printissue.pipeline.temporary import temporary_workspace as temporary_workspace
from printissue.pipeline.unlocking import passwords_of
from printissue.pipeline.work import make, proof
from printissue.pipeline.workers import Sent, WorkerPool
from printissue.volume.verifying import Verified
from printissue.volume.verifying import verify as verify_folder


@dataclass(frozen=True, slots=True)
class BuildOptions:
    """What is wanted: issues, editions, choices; `strict` counts warnings as errors."""

    refs: tuple[IssueRef, ...]
    editions: tuple[Edition, ...]
    choice: Choice = NO_CHOICE
    strict: bool = False


def check(workspace: Workspace, refs: Sequence[IssueRef], reporter: Reporter) -> None:
    """Read issues with all that they name, and report what is wrong; no pages are set.

    Raises LayoutError, once all others are read, where the templates or sheets of an issue take more than they may.
    """
    resources = Resources.of(workspace.root)
    fontconfig = resources.fontconfig()
    failures: list[PrintissueError] = []
    with WorkerPool(1) as room:
        for ref in refs:
            with _held(failures):
                reporter.stage(ref, "reading")
                job, findings = read_valid(workspace, ref, resources, choice=NO_CHOICE)
                reporter.found(findings)
                if job is not None:
                    reporter.found(_proofed(room, job, fontconfig))
    for publication in dict.fromkeys(ref.publication for ref in refs):
        keys = {ref.key for ref in refs if ref.publication == publication}
        reporter.found(check_numbers(workspace, publication, keys))
    _raise(failures, reporter)


def _proofed(room: WorkerPool, job: Job, fontconfig: Path) -> tuple[Finding, ...]:
    """Return what is wrong with the templates and sheets that an issue is made with."""
    sent = room.send(proof, job, fontconfig, limit=job.layout_limit)
    return room.receive(sent, str(job.ref))


def select(workspace: Workspace, names: Sequence[str], reporter: Reporter) -> list[IssueRef]:
    """Return the issues that `PUBLICATION` or `PUBLICATION/KEY` name; no names mean all.

    Files that look like issues of these publications, but are not read, are reported. Raise UsageError where a name
    is not that of an issue, or where there is none at all.
    """
    publications = {name.strip("/").partition("/")[0] for name in names}
    findings = manuscript.find_misplaced(workspace, publications)
    reporter.found(findings)
    return workspace.select(tuple(names), may_be_none=has_errors(findings))


def schema(kind: str) -> dict[str, object]:
    """Return the JSON Schema of a kind of YAML file, or of what `--format json` prints (`results`)."""
    return results.schema() if kind == "results" else manuscript.schema(kind)


def printers(workspace: Workspace) -> list[str]:
    """List the printers that can be named: the built-in ones and the workspace's."""
    return sorted(manuscript.read_printers(workspace)[0])


def build(workspace: Workspace, order: BuildOptions, reporter: Reporter) -> list[Made]:
    """Make editions of issues. An issue with errors leaves no file behind and harms no other one.

    Files are put out in the order of the issues, each as soon as those before it are, while further issues are read.
    What stops an issue for a reason outside its manuscript, a press that broke down or a profile that is not there, is
    raised once all others are made; where several are stopped, the reporter is told of the others.
    """
    resources = Resources.of(workspace.root)
    fontconfig = resources.fontconfig()
    made: list[Made] = []
    failures: list[PrintissueError] = []
    with workspace.locked(), WorkerPool() as room:
        ledger = Ledger.of(workspace)
        folios = Folios(workspace, ledger, room, fontconfig, _reader(workspace, resources))
        waiting: deque[tuple[Job, list[Sent[LayoutResult]]]] = deque()

        def put_out_first() -> None:
            job, sent = waiting.popleft()
            with _held(failures):
                reporter.stage(job.ref, _stage(job))
                pressed = [room.receive(one, str(job.ref)) for one in sent]
                made.extend(
                    put_out(workspace, job, pressed, strict=order.strict, reporter=reporter)
                )
                _record(ledger, job, pressed)

        for ref in order.refs:
            while waiting and all(one.future.done() for one in waiting[0][1]):
                put_out_first()
            with _held(failures):
                reporter.stage(ref, "reading")
                job, findings = read_valid(workspace, ref, resources, choice=order.choice)
                if job is not None and has_errors(findings):
                    reporter.found(findings)
                    reporter.found(_proofed(room, job, fontconfig))
                    continue
                if job is not None and not has_errors(findings, strict=order.strict):
                    job, more = folios.begin(job)
                    findings += more
                reporter.found(findings)
                if job is not None and not has_errors(findings, strict=order.strict):
                    parts = _layouts(order.editions)
                    limit = job.layout_limit
                    sent = [room.send(make, job, part, fontconfig, limit=limit) for part in parts]
                    waiting.append((job, sent))
        while waiting:
            put_out_first()
        ledger.save()
    _raise(failures, reporter)
    return made


@contextmanager
def _held(failures: list[PrintissueError]) -> Iterator[None]:
    """Hold back what stops one issue, so that it does not stop the others."""
    try:
        yield
    except (LayoutError, MissingError) as error:
        failures.append(error)


def _raise(failures: list[PrintissueError], reporter: Reporter) -> None:
    """Raise the first of what stopped single issues, and report the others."""
    unlike = list({error.message: error for error in failures}.values())
    for error in unlike[1:]:
        reporter.failed(error)
    if unlike:
        raise unlike[0]


def _stage(job: Job) -> str:
    """Say what happens to an issue while it is set: a search for a number of pages takes its time."""
    wish = job.issue.fit
    if wish is None:
        return "setting pages"
    return f"fitting to {wish.pages or f'a multiple of {wish.multiple}'} pages"


def _layouts(editions: Sequence[Edition]) -> list[tuple[Edition, ...]]:
    """Group editions that share a layout."""
    names = dict.fromkeys(edition.layout for edition in editions)
    return [tuple(one for one in editions if one.layout == name) for name in names]


def bind(
    workspace: Workspace,
    orders: Sequence[VolumeOptions],
    reporter: Reporter,
    *,
    password: str | None = None,
) -> list[Made]:
    """Bind the volumes of years, one after the other; `password` is one to try on every encrypted old issue."""
    passwords, findings = passwords_of(workspace, password)
    reporter.found(findings)
    if has_errors(findings):
        return []
    with _supplied(workspace, reporter, strict=any(one.strict for one in orders)) as supply:
        return [made for order in orders for made in Binder(supply, order, passwords).bind()]


def index(
    workspace: Workspace, publication: str, reporter: Reporter, *, strict: bool
) -> list[Made]:
    """Make the index of all volumes of a publication that are bound."""
    passwords, findings = passwords_of(workspace)
    reporter.found(findings)
    if has_errors(findings):
        return []
    with _supplied(workspace, reporter, strict=strict) as supply:
        return Indexer(supply, publication, passwords).make()


def verify(workspace: Workspace, refs: Sequence[YearRef], reporter: Reporter) -> list[Verified]:
    """Hold volumes against their manifests, and report what has changed."""
    seen = []
    for ref in refs:
        folder = workspace.volume_folder(ref.publication, ref.year)
        verified, findings = verify_folder(folder, root=workspace.root)
        reporter.found(findings)
        seen.append(verified)
    return seen


@contextmanager
def _supplied(workspace: Workspace, reporter: Reporter, *, strict: bool) -> Iterator[FinishedFiles]:
    resources = Resources.of(workspace.root)
    read_one = _reader(workspace, resources)
    limits, findings = manuscript.read_limits(workspace)
    reporter.found(findings)
    fontconfig = resources.fontconfig()
    with workspace.locked(), WorkerPool(limit=limits.layout) as room:
        yield FinishedFiles(
            workspace, reporter, room, resources, fontconfig, read_one, limits, strict
        )


def _record(ledger: Ledger, job: Job, pressed: Sequence[LayoutResult]) -> None:
    """Note what was put out."""
    for part in pressed:
        ledger.record(job, files=part.files, pages=part.pages if "print" in part.files else 0)


def _reader(workspace: Workspace, resources: Resources) -> Callable[[IssueRef], Job | None]:
    """Give what reads an issue as its publication wants it; none where it has errors."""

    def reading(ref: IssueRef) -> Job | None:
        job, findings = read(workspace, ref, resources, choice=NO_CHOICE)
        return None if has_errors(findings) else job

    return reading
