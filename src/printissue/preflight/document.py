"""All rules over a document for print, in the order that a report gives them; and those over its number of pages."""

from collections.abc import Iterator

from printissue.core.findings import Finding
from printissue.core.rules import Severity
from printissue.model.printers import Printer
from printissue.pdf.imposed import is_imposed
from printissue.preflight import (
    boxes,
    conformance,
    features,
    fonts,
    intent,
    interactive,
    layers,
)
from printissue.preflight.claims import Family, families, kind_of
from printissue.preflight.subject import Check, Subject

_ADVERTISEMENTS = frozenset({"magazine", "newspaper"})
SHEET = 2
"""So many pages are a single sheet, which nothing binds."""


def check_single(subject: Subject) -> Iterator[Finding]:
    """GWG 2022 R0006: an advertisement is one page; an issue is what the printer's multiple makes one."""
    count, printer = len(subject.pdf.pages), subject.printer
    if subject.presswork not in _ADVERTISEMENTS or count == 1 or is_imposed(subject.pdf):
        return
    if printer is None or printer.pages_max == 1 or _faults(printer, count):
        message = f"the file has {count} pages; an advertisement has one"
        multiple = printer.page_multiple if printer else 1
        hint = f"an issue has a multiple of {multiple}" if multiple > 1 else "send each by itself"
        yield Finding("R0006", subject.place(), message, hint)


def check_count(subject: Subject) -> Iterator[Finding]:
    """Find a number of pages that the printer does not bind; of a single sheet that is no more than a warning."""
    count, printer = len(subject.pdf.pages), subject.printer
    if printer is None or subject.presswork in _ADVERTISEMENTS or is_imposed(subject.pdf):
        return
    for message, hint in _faults(printer, count):
        severity: Severity = "warning" if count <= SHEET else "error"
        yield Finding("page-count", subject.place(), message, hint, severity)


def _faults(printer: Printer, count: int) -> list[tuple[str, str]]:
    """Give what is wrong with a number of pages, and what to do."""
    found = []
    said = f"the file has {count} page{'' if count == 1 else 's'}"
    if count % printer.page_multiple:
        lacks = printer.page_multiple - count % printer.page_multiple
        message = f"{said}, not a multiple of {printer.page_multiple}"
        found.append((message, f"add {lacks}, or take {count % printer.page_multiple} away"))
    if count < printer.pages_min:
        message = f"{said}; the printer binds {printer.pages_min} or more"
        found.append((message, "add pages, or take another printer"))
    if count > printer.pages_max:
        message = f"{said}; the printer binds {printer.pages_max} or fewer"
        found.append((message, "take pages away, or take another printer"))
    return found


CHECKS: tuple[Check, ...] = (check_single, check_count)
"""The rules of this module."""

DOCUMENT_CHECKS: tuple[Check, ...] = (
    *conformance.CHECKS,
    *boxes.CHECKS,
    *CHECKS,
    *intent.CHECKS,
    *fonts.CHECKS,
    *features.CHECKS,
    *interactive.CHECKS,
    *layers.CHECKS,
)
"""The rules over a document for print; those over what its pages show are `content.CONTENT_CHECKS`."""

__all__ = ["CHECKS", "DOCUMENT_CHECKS", "Family", "families", "kind_of"]
