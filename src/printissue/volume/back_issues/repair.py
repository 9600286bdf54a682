"""Repair one PDF: the sandbox examines it, and its answer becomes a back issue and findings."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path

from printissue.core.files import temporary_folder
from printissue.core.findings import Finding, Place
from printissue.core.limits import Limit
from printissue.volume.back_issues.options import (
    REPAIR_LIMITS,
    RefusedError,
    RepairLimits,
    RepairOptions,
    RepairReport,
)
from printissue.volume.back_issues.sandbox import SandboxFailure, run_sandboxed

_SHOWN = 5
"""The repairs or removals that a finding lists."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RepairedPdf(RepairReport):
    """The PDF of a back issue as a volume binds it: `content` is repaired, sanitized and not encrypted."""

    content: bytes


def repair_back_issue(
    file: Path,
    *,
    name: str,
    passwords: Sequence[str] = (),
    limits: RepairLimits = REPAIR_LIMITS,
    cross_references: frozenset[str] = frozenset(),
) -> tuple[RepairedPdf | None, tuple[Finding, ...]]:
    """Return a PDF, repaired and sanitized, and the findings; None with an error if it cannot be bound.

    `name` is its name in findings. The empty password is tried first, then each of `passwords`. Links to the archive
    files in `cross_references` stay. Raise WriteError if the disk is full.
    """
    # loads three PDF libraries, once, before the process of the sandbox is forked
    from printissue.volume.back_issues.examine import examine

    place = Place(name)
    try:
        if not file.is_file():
            return None, (Finding("old-unreadable", place, "the PDF is not a regular file"),)
        with temporary_folder() as folder:
            options = RepairOptions(file, folder, tuple(passwords), limits, cross_references)
            answer = run_sandboxed(examine, options, limits=limits)
            if isinstance(answer, RepairReport):
                values = {one.name: getattr(answer, one.name) for one in fields(answer)}
                issue = RepairedPdf(content=options.sanitized.read_bytes(), **values)
                return issue, _remarks(answer, place)
            if isinstance(answer, SandboxFailure) and answer.cause == "disk":
                raise OSError(answer.errno, answer.detail, str(folder))
    except OSError as error:
        message = f"the PDF cannot be read: {error.strerror or error}"
        return None, (Finding("old-unreadable", place, message),)
    if isinstance(answer, RefusedError):
        return None, (Finding(answer.rule, place, answer.message, answer.hint),)
    return None, (_failed(answer, place, limits),)


def _remarks(report: RepairReport, place: Place) -> tuple[Finding, ...]:
    """Return one warning for all repairs, and one for all removals."""
    return tuple(
        Finding(
            rule, place, f"{what}: {_listed(entries)}", "the manifest of the volume lists them all"
        )
        for rule, what, entries in (
            ("old-repaired", "repaired for the volume", report.repairs),
            ("old-removed", "left out of the volume", report.removals),
        )
        if entries
    )


def _listed(entries: tuple[str, ...]) -> str:
    more = len(entries) - _SHOWN
    return "; ".join(entries[:_SHOWN]) + (f"; and {more} more" if more > 0 else "")


def _failed(failure: SandboxFailure, place: Place, limits: RepairLimits) -> Finding:
    """Return the finding for a failure in the sandbox."""
    memory = f"{limits.memory >> 20} MiB of memory"
    message = {
        "processor time": f"the PDF takes more than {limits.seconds:g} seconds of processor time",
        "wall time": f"the work on the PDF did not end within {limits.wall_time:g} seconds",
        "memory": f"the PDF takes more than {memory}",
        "crash": f"a PDF library crashed on the PDF, which is damaged or takes more than {memory}",
    }.get(failure.cause, f"the PDF cannot be read ({failure.detail})")
    hint = "print it into a new PDF with a viewer, and check the result"
    limit = Limit("old_issue", limits.seconds, limits.memory)
    if failure.cause == "processor time":
        hint = f"{limit.more_time()}; or {hint}"
    elif failure.cause == "memory":
        hint = f"{limit.more_memory()}; or {hint}"
    exceeded = failure.cause in ("processor time", "wall time", "memory")
    return Finding("old-limits" if exceeded else "old-unreadable", place, message, hint)
