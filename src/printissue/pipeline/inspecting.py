"""Preflight finished files, each in a worker process with a limit."""

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
from printissue.pipeline.imposing import name_of
from printissue.pipeline.passwords import passwords_of
from printissue.pipeline.reporting import Made, Reporter
from printissue.pipeline.workers import WorkerPool
from printissue.preflight import Family, Report, examine, report_html, report_json


@dataclass(frozen=True, slots=True)
class PreflightOptions:
    """The files to examine, for which printer and by which rules, and the path of a report.

    If `family` is None, the claims of each file decide. `password` is tried before those of the list.
    """

    files: tuple[Path, ...]
    printer: str | None = None
    family: Family | None = None
    report: Path | None = None
    password: str | None = field(default=None, repr=False)


def inspect(workspace: Workspace, options: PreflightOptions, reporter: Reporter) -> list[Report]:
    """Examine files, report the findings, and write a report if one is asked for."""
    if options.report is not None:
        check_named(options.report, suffix=".html", inputs=options.files)
    printer = _printer(workspace, options.printer, reporter)
    passwords, findings = passwords_of(workspace, options.password)
    reporter.found(findings)
    reports: list[Report] = []
    limits, findings = manuscript.read_limits(workspace)
    reporter.found(findings)
    with WorkerPool(limit=limits.preflight) as workers:
        names = [name_of(workspace, path) for path in options.files]
        futures = [
            workers.send(_examined, path, name, (printer, options.family), passwords.of(path))
            for path, name in zip(options.files, names, strict=True)
        ]
        for name, future in zip(names, futures, strict=True):
            reporter.stage(name, "preflight")
            try:
                report = workers.receive(future, name)
            except LayoutError as error:
                stopped = Finding("preflight-stopped", Place(name), error.message, error.hint)
                reporter.found([stopped])
                continue
            reporter.found(report.findings)
            reports.append(report)
        if options.report is not None:
            resources = Resources.of(workspace.root)
            limit = limits.preflight.scaled(len(reports))
            sent = workers.send(
                _written, reports, resources, passwords, limits.template, limit=limit
            )
            page, findings = workers.receive(sent, str(options.report))
            reporter.found(findings)
            if page is not None:
                content = page.encode()
                write_named(options.report, content, suffix=".html", inputs=options.files)
                name = ", ".join(report.name for report in reports)
                reporter.made(Made(name, "report", options.report, None, len(content)))
    return reports


def report_values(reports: list[Report]) -> dict[str, Any]:
    """Return reports as values for JSON."""
    return report_json(reports)


def _examined(
    path: Path,
    name: str,
    required: tuple[Printer | None, Family | None],
    passwords: Sequence[str],
) -> Report:
    printer, family = required
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
