"""Imposing: a finished file's pages onto sheets, or around a spine, in a process that can be killed."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from printissue import imposition, manuscript
from printissue.findings import Finding, has_errors
from printissue.imposition import Covered, CoverOrder, Imposed, ImpositionOrder
from printissue.limits import LIMITS, Limit
from printissue.pressroom import Pressroom
from printissue.pressrun.reporting import Reporter
from printissue.pressrun.unlocking import passwords_for
from printissue.workspace import Workspace, write_file

__all__ = [
    "CoverOrder",
    "Covered",
    "Imposed",
    "ImpositionOrder",
    "cover",
    "impose",
    "limit_for",
    "name_of",
    "passwords_for",
]

Order = TypeVar("Order", ImpositionOrder, CoverOrder)
Made = TypeVar("Made", Imposed, Covered)


def impose(
    source: Path,
    target: Path,
    order: ImpositionOrder,
    *,
    reporter: Reporter,
    strict: bool,
    limit: Limit = LIMITS.imposition,
) -> Imposed | None:
    """Impose a file's pages and write the sheets; None where there are errors."""
    reporter.stage(order.name, "imposing")
    made, findings = _done(imposition.impose, source, order, limit=limit)
    return _put_out(made, findings, target, reporter=reporter, strict=strict)


def cover(
    source: Path,
    target: Path,
    order: CoverOrder,
    *,
    reporter: Reporter,
    strict: bool,
    limit: Limit = LIMITS.imposition,
) -> Covered | None:
    """Make a cover's spread of a file and write it; None where there are errors."""
    reporter.stage(order.name, "making the cover")
    made, findings = _done(imposition.cover, source, order, limit=limit)
    return _put_out(made, findings, target, reporter=reporter, strict=strict)


def limit_for(workspace: Workspace, reporter: Reporter) -> Limit:
    """Return what an imposition may take in a workspace."""
    limits, findings = manuscript.read_limits(workspace)
    reporter.found(findings)
    return limits.imposition


def name_of(workspace: Workspace, path: Path) -> str:
    """Name a file as findings do: from the workspace where it lies inside, else as it was given."""
    full = path.resolve()
    return workspace.relative(full) if full.is_relative_to(workspace.root) else str(path)


def _done(
    work: Callable[[Path, Order], tuple[Made | None, tuple[Finding, ...]]],
    source: Path,
    order: Order,
    *,
    limit: Limit,
) -> tuple[Made | None, tuple[Finding, ...]]:
    with Pressroom(1, limit=limit) as room:
        return room.receive(room.send(work, source, order), order.name)


def _put_out(
    made: Made | None,
    findings: tuple[Finding, ...],
    target: Path,
    *,
    reporter: Reporter,
    strict: bool,
) -> Made | None:
    reporter.found(findings)
    if made is None or has_errors(findings, strict=strict):
        return None
    write_file(target, made.content)
    return made
