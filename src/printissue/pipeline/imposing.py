"""Impose the pages of a finished file on sheets, or around a spine, in a worker process with a limit."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from printissue import imposition, manuscript
from printissue.core.files import check_named, write_named
from printissue.core.findings import Finding, has_errors
from printissue.core.limits import Limit
from printissue.core.workspace import Workspace
from printissue.imposition import CoverOptions, CoverSpread, ImposedSheets, ImpositionOptions
from printissue.pipeline.passwords import passwords_for
from printissue.pipeline.reporting import Made, Reporter
from printissue.pipeline.workers import WorkerPool

__all__ = [
    "CoverOptions",
    "CoverSpread",
    "ImposedSheets",
    "ImpositionOptions",
    "cover",
    "impose",
    "name_of",
    "passwords_for",
]

Options = TypeVar("Options", ImpositionOptions, CoverOptions)
Result = TypeVar("Result", ImposedSheets, CoverSpread)


def impose(
    workspace: Workspace,
    source: Path,
    target: Path,
    options: ImpositionOptions,
    *,
    reporter: Reporter,
    strict: bool,
) -> ImposedSheets | None:
    """Impose the pages of a file and write the sheets; return None if there are errors.

    Raise UsageError if the target is a file that must be kept, and WriteError if it cannot be written.
    """
    run = _Run(workspace, source, target, reporter, strict)
    reporter.stage(options.name, "imposing")
    made = run.result(imposition.impose, options)
    if made is not None:
        run.write(options.name, "sheets", made.content, pages=len(made.sides))
    return made


def cover(
    workspace: Workspace,
    source: Path,
    target: Path,
    options: CoverOptions,
    *,
    reporter: Reporter,
    strict: bool,
) -> CoverSpread | None:
    """Make the spread of a cover from a file and write it; return None if there are errors.

    Raise UsageError if the target is a file that must be kept, and WriteError if it cannot be written.
    """
    run = _Run(workspace, source, target, reporter, strict)
    reporter.stage(options.name, "making the cover")
    made = run.result(imposition.cover, options)
    if made is not None:
        run.write(options.name, "cover", made.content, pages=len(made.sides))
    return made


def name_of(workspace: Workspace, path: Path) -> str:
    """Return the name of a file in findings: its path from the workspace if it is inside, else as it was given."""
    full = path.resolve()
    return workspace.relative(full) if full.is_relative_to(workspace.root) else str(path)


@dataclass(frozen=True, slots=True)
class _Run:
    """The source and target of a run, and who receives its findings."""

    workspace: Workspace
    source: Path
    target: Path
    reporter: Reporter
    strict: bool

    def __post_init__(self) -> None:
        check_named(self.target, suffix=".pdf", inputs=self._inputs())

    def _inputs(self) -> list[Path]:
        return [self.source, *self.workspace.back_issue_pdfs()]

    def _limit(self) -> Limit:
        limits, findings = manuscript.read_limits(self.workspace)
        self.reporter.found(findings)
        return limits.imposition

    def result(
        self,
        work: Callable[[Path, Options], tuple[Result | None, tuple[Finding, ...]]],
        options: Options,
    ) -> Result | None:
        """Run the work in a worker; return None if there are errors."""
        with WorkerPool(1, limit=self._limit()) as workers:
            made, findings = workers.receive(workers.send(work, self.source, options), options.name)
        self.reporter.found(findings)
        return None if has_errors(findings, strict=self.strict) else made

    def write(self, name: str, kind: str, content: bytes, *, pages: int) -> None:
        write_named(self.target, content, suffix=".pdf", inputs=self._inputs())
        self.reporter.made(Made(name, kind, self.target, pages, len(content)))
