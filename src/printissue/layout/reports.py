"""Reports: what WeasyPrint logs, kept off the terminal and turned into findings."""

import re
from collections.abc import Iterable

from printissue.assets.stylesheets import Stylesheet
from printissue.core.findings import Finding, Place
from printissue.layout.engine import REFUSED, is_missing_anchor, read_stylesheet_message


def stylesheet_finding(message: str, sheet: Stylesheet) -> Finding:
    """Turn what was logged while a sheet was read into a finding at its line."""
    found = read_stylesheet_message(message)
    if found is None:
        return _unplaced_finding(message, sheet)
    lines = sheet.css.splitlines()
    text = lines[found.line - 1] if found.line <= len(lines) else ""
    hint = "docs/themes.md lists what the press has and lacks"
    return Finding(
        "css-fault", Place(sheet.name, found.line, found.column, text=text), found.what, hint
    )


def _unplaced_finding(message: str, sheet: Stylesheet) -> Finding:
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


def _bare(sheet: Stylesheet) -> str:
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
    rule = "press-anchor" if is_missing_anchor(message) else "press-log"
    return Finding(rule, Place(place), message)


def _refusal(url: str, place: str) -> Finding:
    hint = "give pictures in the manuscript; a theme's files lie in its own folder"
    return Finding("press-refused", Place(place), f"{url} was asked for and not fetched", hint)
