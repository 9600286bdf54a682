"""Imposing: a finished file's pages onto sheets, or around a spine, in a process that can be killed."""

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
from printissue.pipeline.reporting import Made, Reporter
from printissue.pipeline.unlocking import passwords_for
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

Order = TypeVar("Order", ImpositionOptions, CoverOptions)
Result = TypeVar("Result", ImposedSheets, CoverSpread)


def impose(
    workspace: Workspace,
    source: Path,
    target: Path,
    order: ImpositionOptions,
    *,
    reporter: Reporter,
    strict: bool,
) -> ImposedSheets | None:
    """Impose a file's pages and write the sheets; None where there are errors.

    Raise UsageError where the target is a file that must stay, and WriteError where it cannot be written.
    """
    way = _Way(workspace, source, target, reporter, strict)
    reporter.stage(order.name, "imposing")
    made = way.done(imposition.impose, order)
    if made is not None:
        way.put_out(order.name, "sheets", made.content, pages=len(made.sides))
    return made


def cover(
    workspace: Workspace,
    source: Path,
    target: Path,
    order: CoverOptions,
    *,
    reporter: Reporter,
    strict: bool,
) -> CoverSpread | None:
    """Make a cover's spread of a file and write it; None where there are errors.

    Raise UsageError where the target is a file that must stay, and WriteError where it cannot be written.
    """
    way = _Way(workspace, source, target, reporter, strict)
    reporter.stage(order.name, "making the cover")
    made = way.done(imposition.cover, order)
    if made is not None:
        way.put_out(order.name, "cover", made.content, pages=len(made.sides))
    return made


def name_of(workspace: Workspace, path: Path) -> str:
    """Name a file as findings do: from the workspace where it lies inside, else as it was given."""
    full = path.resolve()
    return workspace.relative(full) if full.is_relative_to(workspace.root) else str(path)


@dataclass(frozen=True, slots=True)
class _Way:
    """The way from a finished file to one that is made of it."""

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

    def done(
        self,
        work: Callable[[Path, Order], tuple[Result | None, tuple[Finding, ...]]],
        order: Order,
    ) -> Result | None:
        """Do the work in a process of its own; None where there are errors."""
        with WorkerPool(1, limit=self._limit()) as room:
            made, findings = room.receive(room.send(work, self.source, order), order.name)
        self.reporter.found(findings)
        return None if has_errors(findings, strict=self.strict) else made

    def put_out(self, name: str, kind: str, content: bytes, *, pages: int) -> None:
        write_named(self.target, content, suffix=".pdf", inputs=self._inputs())
        self.reporter.made(Made(name, kind, self.target, pages, len(content)))
