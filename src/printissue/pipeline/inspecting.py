"""Inspecting: finished files go through the preflight, each in a process that can be killed."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from printissue import manuscript
from printissue.assets.resources import Resources
from printissue.core.errors import LayoutError, UsageError
from printissue.core.files import check_named, write_named
from printissue.core.findings import Finding, Place
from printissue.core.limits import Limit
from printissue.core.workspace import Workspace
from printissue.model.printers import Printer
from printissue.pdf.passwords import Passwords
from printissue.pipeline.reporting import Made, Reporter
from printissue.pipeline.unlocking import passwords_of
from printissue.pipeline.workers import WorkerPool
from printissue.preflight import Family, Report, examine, report_html, report_json


@dataclass(frozen=True, slots=True)
class PreflightOptions:
    """What is to be examined: files, for which printer, by which rules; and where a report goes.

    A family of None: the file's own claims decide. `password` was typed for them, and is tried before those of lists.
    """

    files: tuple[Path, ...]
    printer: str | None = None
    family: Family | None = None
    report: Path | None = None
    password: str | None = field(default=None, repr=False)


def inspect(workspace: Workspace, order: PreflightOptions, reporter: Reporter) -> list[Report]:
    """Examine files, tell what was found, and write the report that is ordered."""
    if order.report is not None:
        check_named(order.report, suffix=".html", inputs=order.files)
    printer = _printer(workspace, order.printer, reporter)
    passwords, findings = passwords_of(workspace, order.password)
    reporter.found(findings)
    reports: list[Report] = []
    limits, findings = manuscript.read_limits(workspace)
    reporter.found(findings)
    with WorkerPool(limit=limits.preflight) as room:
        names = [_name(workspace, path) for path in order.files]
        futures = [
            room.send(_examined, path, name, (printer, order.family), passwords.of(path))
            for path, name in zip(order.files, names, strict=True)
        ]
        for name, future in zip(names, futures, strict=True):
            reporter.stage(name, "preflight")
            try:
                report = room.receive(future, name)
            except LayoutError as error:
                stopped = Finding("preflight-stopped", Place(name), error.message, error.hint)
                reporter.found([stopped])
                continue
            reporter.found(report.findings)
            reports.append(report)
        if order.report is not None:
            resources = Resources.of(workspace.root)
            limit = limits.preflight.scaled(len(reports))
            sent = room.send(_written, reports, resources, passwords, limits.template, limit=limit)
            page, findings = room.receive(sent, str(order.report))
            reporter.found(findings)
            if page is not None:
                content = page.encode()
                write_named(order.report, content, suffix=".html", inputs=order.files)
                name = ", ".join(report.name for report in reports)
                reporter.made(Made(name, "report", order.report, None, len(content)))
    return reports


def report_values(reports: list[Report]) -> dict[str, Any]:
    """Give the reports as values for JSON."""
    return report_json(reports)


def _name(workspace: Workspace, path: Path) -> str:
    """Name a file as findings do: from the workspace where it lies inside, else as it was given."""
    full = path.resolve()
    return workspace.relative(full) if full.is_relative_to(workspace.root) else str(path)


def _examined(
    path: Path,
    name: str,
    demands: tuple[Printer | None, Family | None],
    passwords: Sequence[str],
) -> Report:
    printer, family = demands
    return examine(path, name=name, printer=printer, family=family, passwords=passwords)


def _written(
    reports: list[Report], resources: Resources, passwords: Passwords, limit: Limit
) -> tuple[str | None, tuple[Finding, ...]]:
    return report_html(reports, resources, passwords=passwords, limit=limit)


def _printer(workspace: Workspace, name: str | None, reporter: Reporter) -> Printer | None:
    if name is None:
        return None
    printers, findings = manuscript.read_printers(workspace)
    reporter.found(findings)
    if name not in printers:
        known = ", ".join(sorted(printers))
        raise UsageError(f"there is no printer {name!r}", f"printers here: {known}")
    return printers[name]
