"""Taking in a PDF: the work is done in the cell; here its answer becomes an intake and findings."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from printissue.core.files import temporary_folder
from printissue.core.findings import Finding, Place
from printissue.core.limits import Limit
from printissue.volume.back_issues.cell import Breakdown, confined
from printissue.volume.back_issues.limits import LIMITS, Limits, RefusedError
from printissue.volume.back_issues.report import Order, Report

_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Intake:
    """A PDF as a volume takes it: `content` is repaired, clean and not encrypted, `sha256` that of the original.

    `repairs` and `removals` say once each what was done, with the page where it is known; `tagged` tells
    whether the file says of itself that its tags are to be relied on; `rebuilt` that it could not be repaired, and
    was made anew of what a reader got out of it. `barred` is what the original held and no PDF/A may hold.
    """

    content: bytes
    pages: int
    sha256: str
    repairs: tuple[str, ...]
    removals: tuple[str, ...]
    tagged: bool
    rebuilt: bool
    barred: tuple[str, ...] = ()


def take_in(
    file: Path,
    *,
    name: str,
    passwords: Sequence[str] = (),
    limits: Limits = LIMITS,
    cross_references: frozenset[str] = frozenset(),
) -> tuple[Intake | None, tuple[Finding, ...]]:
    """Take in a PDF, called `name` in findings; None where it cannot be, and then an error says why.

    The empty password is tried first, then each of `passwords`. Links to the archive files in `cross_references` stay.
    """
    from printissue.volume.back_issues.examine import (
        examine,  # loads three PDF libraries, once, before the fork
    )

    place = Place(name)
    try:
        if not file.is_file():
            return None, (Finding("old-unreadable", place, "the PDF is no regular file"),)
        with temporary_folder() as folder:
            order = Order(file, folder, tuple(passwords), limits, cross_references)
            answer = confined(examine, order, limits=limits)
            if isinstance(answer, Report):
                return _taken(answer, order.kept.read_bytes()), _remarks(answer, place)
    except OSError as error:
        said = f"the PDF cannot be read: {error.strerror or error}"
        return None, (Finding("old-unreadable", place, said),)
    if isinstance(answer, RefusedError):
        return None, (Finding(answer.rule, place, answer.message, answer.hint),)
    return None, (_broken(answer, place, limits),)


def _taken(report: Report, content: bytes) -> Intake:
    return Intake(
        content,
        report.pages,
        report.sha256,
        report.repairs,
        report.removals,
        report.tagged,
        report.rebuilt,
        report.barred,
    )


def _remarks(report: Report, place: Place) -> tuple[Finding, ...]:
    """Make one warning of all repairs, and one of all removals."""
    return tuple(
        Finding(rule, place, f"{what}: {_listed(entries)}", "the manifest of the volume has all")
        for rule, what, entries in (
            ("old-repaired", "repaired for the volume", report.repairs),
            ("old-removed", "left out of the volume", report.removals),
        )
        if entries
    )


def _listed(entries: tuple[str, ...]) -> str:
    more = len(entries) - _SHOWN
    return "; ".join(entries[:_SHOWN]) + (f"; and {more} more" if more > 0 else "")


def _broken(breakdown: Breakdown, place: Place, limits: Limits) -> Finding:
    """Say how the work on a PDF broke down."""
    if breakdown.cause == "time":
        said = f"the PDF takes more than {limits.seconds:g} seconds of processor time"
    elif breakdown.cause == "patience":
        said = f"the work on the PDF did not end within {limits.patience:g} seconds"
    elif breakdown.cause == "memory":
        said = f"the PDF takes more than {limits.memory >> 20} MiB of memory"
    elif breakdown.cause == "crash":
        most = f"{limits.memory >> 20} MiB of memory"
        said = f"a reader broke down over the PDF, which is damaged or takes more than {most}"
    else:
        said = f"the PDF cannot be read ({breakdown.said})"
    rule = "old-limits" if breakdown.cause in ("time", "patience", "memory") else "old-unreadable"
    hint = "print it into a new PDF with a viewer, and look at that"
    limit = Limit("old_issue", limits.seconds, limits.memory)
    if breakdown.cause == "time":
        hint = f"{limit.more_time()}; or {hint}"
    elif breakdown.cause == "memory":
        hint = f"{limit.more_memory()}; or {hint}"
    return Finding(rule, place, said, hint)
