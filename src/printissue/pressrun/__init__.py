"""The press run: the order of the stages. Read it and you have read the program.

desk: manuscript -> darkroom -> dress
work: galley -> press -> prepress | access      once per layout, in a process that can be killed
here: output, all of an issue's files or none
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from printissue import manuscript
from printissue.editions import Edition
from printissue.errors import MissingError, PressError, PrintissueError
from printissue.findings import Finding, has_errors
from printissue.job import Job, Pressed
from printissue.pressroom import Pressroom
from printissue.pressrun.desk import NO_CHOICE, read
from printissue.pressrun.desk import Choice as Choice
from printissue.pressrun.folios import Folios
from printissue.pressrun.ledger import Ledger
from printissue.pressrun.work import make, proof
from printissue.typecase import Typecase
from printissue.workspace import IssueRef, Workspace, write_files


class Reporter(Protocol):
    """Who is told how a run goes on."""

    def stage(self, ref: IssueRef, what: str) -> None:
        """Be told what happens to an issue now."""

    def found(self, findings: Sequence[Finding]) -> None:
        """Be told what was found."""

    def made(self, made: "Made") -> None:
        """Be told of a finished file."""

    def failed(self, error: PrintissueError) -> None:
        """Be told that one more issue cannot be made, for a reason outside its manuscript."""


@dataclass(frozen=True, slots=True)
class Made:
    """A finished file: its place, page count and size in bytes."""

    ref: IssueRef
    edition: str
    path: Path
    pages: int
    size: int


@dataclass(frozen=True, slots=True)
class Order:
    """What is wanted: issues, editions, choices; `strict` counts warnings as errors."""

    refs: tuple[IssueRef, ...]
    editions: tuple[Edition, ...]
    choice: Choice = NO_CHOICE
    strict: bool = False


def check(workspace: Workspace, refs: Sequence[IssueRef], reporter: Reporter) -> None:
    """Read issues with all that they name, and report what is wrong; no pages are set."""
    typecase = Typecase.of(workspace.root)
    fontconfig = typecase.fontconfig()
    for ref in refs:
        reporter.stage(ref, "reading")
        job, findings = read(workspace, ref, typecase, choice=NO_CHOICE)
        reporter.found(findings)
        if job is not None:
            reporter.found(proof(job, fontconfig))


def schema(kind: str) -> dict[str, object]:
    """Give the JSON Schema of a kind of YAML file."""
    return manuscript.schema(kind)


def build(workspace: Workspace, order: Order, reporter: Reporter) -> list[Made]:
    """Make editions of issues. An issue with errors leaves no file behind and harms no other one.

    What stops an issue for a reason outside its manuscript, a press that broke down or a profile that is not there, is
    raised once all others are made; where several are stopped, the reporter is told of the others.
    """
    typecase = Typecase.of(workspace.root)
    fontconfig = typecase.fontconfig()
    made: list[Made] = []
    failures: list[PrintissueError] = []
    with workspace.locked(), Pressroom() as room:
        ledger = Ledger.of(workspace)
        folios = Folios(workspace, ledger, room, fontconfig, _reader(workspace, typecase))
        waiting = []
        for ref in order.refs:
            with _held(failures):
                reporter.stage(ref, "reading")
                job, findings = read(workspace, ref, typecase, choice=order.choice)
                if job is not None and not has_errors(findings, strict=order.strict):
                    job, more = folios.begin(job)
                    findings += more
                reporter.found(findings)
                if job is not None and not has_errors(findings, strict=order.strict):
                    parts = _layouts(order.editions)
                    waiting.append(
                        (job, [room.send(make, job, part, fontconfig) for part in parts])
                    )
        for job, futures in waiting:
            with _held(failures):
                reporter.stage(job.ref, "setting pages")
                pressed = [room.receive(future, str(job.ref)) for future in futures]
                made += _put_out(workspace, job, pressed, order=order, reporter=reporter)
                _record(ledger, job, pressed)
        ledger.save()
    for error in failures[1:]:
        reporter.failed(error)
    if failures:
        raise failures[0]
    return made


@contextmanager
def _held(failures: list[PrintissueError]) -> Iterator[None]:
    """Hold back what stops one issue, so that it does not stop the others."""
    try:
        yield
    except (PressError, MissingError) as error:
        failures.append(error)


def _layouts(editions: Sequence[Edition]) -> list[tuple[Edition, ...]]:
    """Group editions that share a layout."""
    names = dict.fromkeys(edition.layout for edition in editions)
    return [tuple(one for one in editions if one.layout == name) for name in names]


def _put_out(
    workspace: Workspace,
    job: Job,
    pressed: Sequence[Pressed],
    *,
    order: Order,
    reporter: Reporter,
) -> list[Made]:
    """Write an issue's files once all of its layouts are without errors."""
    findings = tuple(dict.fromkeys(one for part in pressed for one in part.findings))
    reporter.found(findings)
    if has_errors(findings, strict=order.strict):
        return []
    contents = {edition: content for part in pressed for edition, content in part.files.items()}
    targets = {edition: workspace.target(job.ref, edition) for edition in contents}
    write_files({targets[edition]: content for edition, content in contents.items()})
    made = [
        Made(job.ref, edition, targets[edition], part.pages, len(content))
        for part in pressed
        for edition, content in part.files.items()
    ]
    for one in made:
        reporter.made(one)
    return made


def _record(ledger: Ledger, job: Job, pressed: Sequence[Pressed]) -> None:
    """Note what was put out."""
    for part in pressed:
        ledger.record(job, files=part.files, pages=part.pages if "print" in part.files else 0)


def _reader(workspace: Workspace, typecase: Typecase) -> Callable[[IssueRef], Job | None]:
    """Give what reads an issue as its publication wants it; none where it has errors."""

    def reading(ref: IssueRef) -> Job | None:
        job, findings = read(workspace, ref, typecase, choice=NO_CHOICE)
        return None if has_errors(findings) else job

    return reading
