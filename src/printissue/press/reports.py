"""Reports: what WeasyPrint logs, kept off the terminal and turned into findings."""

import logging
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from printissue.findings import Finding, Place
from printissue.sheets import Sheet

_DROPPED = re.compile(
    r"^(?P<what>.*?) at (?P<line>\d+):(?P<column>\d+)[,.:]? ?(?P<why>.*)$", re.DOTALL
)


REFUSED = "not named by the manuscript or the theme"
"""Why an address is not answered; in the log it tells what another finding tells better."""


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
    lines = sheet.css.splitlines() if words else []
    for number, (text, css) in enumerate(zip(lines, _bare(sheet).splitlines(), strict=True), 1):
        if found := pattern.search(css):
            place = Place(sheet.name, number, found.start() + 1, text=text)
            return Finding("css-fault", place, message)
    return Finding("css-fault", Place(sheet.name), message)


def _bare(sheet: Sheet) -> str:
    """Give a sheet's text with its comments blanked out, line by line."""
    return re.sub(
        r"/\*.*?(\*/|\Z)",
        lambda comment: re.sub(r"[^\n]", " ", comment[0]),
        sheet.css,
        flags=re.DOTALL,
    )


def page_findings(messages: Iterable[str], refused: Iterable[str], place: str) -> list[Finding]:
    """Turn what was logged and refused while pages were set or written into findings of the manuscript.

    What is logged of a refused address is not told again.
    """
    logged = [one for one in dict.fromkeys(messages) if REFUSED not in one]
    return [_page_finding(one, place) for one in logged] + [
        _refusal(url, place) for url in dict.fromkeys(refused)
    ]


def _page_finding(message: str, place: str) -> Finding:
    rule = "press-anchor" if message.startswith("No anchor") else "press-log"
    return Finding(rule, Place(place), message)


def _refusal(url: str, place: str) -> Finding:
    hint = "give pictures in the manuscript; a theme's files lie in its own folder"
    return Finding("press-refused", Place(place), f"{url} was asked for and not fetched", hint)
