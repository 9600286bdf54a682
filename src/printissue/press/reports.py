"""Reports: what WeasyPrint logs, kept off the terminal and turned into findings."""

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager

from printissue.findings import Finding, Place
from printissue.sheets import Sheet

_DROPPED = re.compile(
    r"^(?P<what>.*?) at (?P<line>\d+):(?P<column>\d+)[,.:]? ?(?P<why>.*)$", re.DOTALL
)


class _Log(logging.Handler):
    """Keeps the messages that WeasyPrint logs while something is set."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())


@contextmanager
def logged() -> Iterator[list[str]]:
    """Catch what WeasyPrint logs, and keep it off the terminal."""
    logger = logging.getLogger("weasyprint")
    handler = _Log()
    kept = logger.propagate
    logger.propagate = False
    logger.addHandler(handler)
    try:
        yield handler.messages
    finally:
        logger.removeHandler(handler)
        logger.propagate = kept


def sheet_finding(message: str, sheet: Sheet) -> Finding:
    """Turn what was logged while a sheet was read into a finding at its line."""
    match = _DROPPED.match(message)
    if not match:
        return _unplaced_finding(message, sheet)
    line, column = int(match["line"]), int(match["column"])
    lines = sheet.css.splitlines()
    text = lines[line - 1] if line <= len(lines) else ""
    what = " ".join(f"{match['what']}: {match['why'].rstrip('.')}".rstrip(": ").split())
    hint = "docs/themes.md lists what the press has and lacks"
    return Finding("css-fault", Place(sheet.name, line, column, text=text), what, hint)


def _unplaced_finding(message: str, sheet: Sheet) -> Finding:
    """Find the line of a selector that WeasyPrint quotes without its place."""
    quoted = re.search(r"'([^']+)'", message)
    words = quoted[1].split() if quoted else []
    pattern = re.compile(r"\s*".join(map(re.escape, words)))
    for number, text in enumerate(sheet.css.splitlines() if words else [], 1):
        if found := pattern.search(text):
            place = Place(sheet.name, number, found.start() + 1, text=text)
            return Finding("css-fault", place, message)
    return Finding("css-fault", Place(sheet.name), message)


def page_finding(message: str, place: str) -> Finding:
    """Turn what was logged while pages were set or written into a finding of the manuscript."""
    rule = "press-anchor" if message.startswith("No anchor") else "press-log"
    return Finding(rule, Place(place), message)
