"""Preflight reports of blank pages with findings at chosen places."""

from pathlib import Path

import pikepdf

from checkout import ROOT
from printissue.assets.resources import Resources
from printissue.core.findings import Finding, Place
from printissue.preflight import Report
from printissue.preflight.facts import PageFacts

RESOURCES = Resources.of(ROOT)
SHEET = (90.0, 120.0)


def finding(
    page: int | None = None,
    box: tuple[float, float, float, float] | None = None,
    *,
    message: str = "what is",
    rule: str = "R0026",
) -> Finding:
    return Finding(rule, Place("x.pdf", page=page, box=box), message, "what to do")


def made(folder: Path, *findings: Finding, pages: int = 3) -> Report:
    pdf = pikepdf.new()
    for _ in range(pages):
        pdf.add_blank_page(page_size=(255, 340))
    pdf.save(folder / "x.pdf")
    facts = [PageFacts(n, SHEET, trim=(3, 3, 84, 114)) for n in range(1, pages + 1)]
    ordered = tuple(sorted(findings, key=lambda one: one.place.page or 0))
    return Report("x.pdf", folder / "x.pdf", "0" * 64, pages=tuple(facts), findings=ordered)
