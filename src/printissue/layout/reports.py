"""Findings from WeasyPrint's log and from the addresses that were refused."""

import re
from collections.abc import Iterable

from printissue.assets.stylesheets import Stylesheet
from printissue.core.findings import Finding, Place
from printissue.layout.engine import REFUSED, is_missing_anchor, read_stylesheet_message


def stylesheet_finding(message: str, stylesheet: Stylesheet) -> Finding:
    """Return a message that was logged while a style sheet was read as a finding at its line."""
    found = read_stylesheet_message(message)
    if found is None:
        return _unplaced_finding(message, stylesheet)
    lines = stylesheet.css.splitlines()
    text = lines[found.line - 1] if found.line <= len(lines) else ""
    hint = "docs/themes.md lists what the layout engine supports"
    return Finding(
        "css-fault", Place(stylesheet.name, found.line, found.column, text=text), found.what, hint
    )


def _unplaced_finding(message: str, stylesheet: Stylesheet) -> Finding:
    """Return the finding of a message without a place, at the selector that it quotes."""
    quoted = re.search(r"'([^']+)'", message)
    words = quoted[1].split() if quoted else []
    if not words:
        return Finding("css-fault", Place(stylesheet.name), message)
    pattern = re.compile(r"\s*".join(map(re.escape, words)))
    lines = stylesheet.css.splitlines()
    for number, (text, css) in enumerate(
        zip(lines, _without_comments(stylesheet).splitlines(), strict=True), 1
    ):
        if found := pattern.search(css):
            place = Place(stylesheet.name, number, found.start() + 1, text=text)
            return Finding("css-fault", place, message)
    return Finding("css-fault", Place(stylesheet.name), message)


def _without_comments(stylesheet: Stylesheet) -> str:
    """Return the text of a style sheet with spaces in place of its comments."""
    return re.sub(
        r"/\*.*?(\*/|\Z)",
        lambda comment: re.sub(r"[^\n]", " ", comment[0]),
        stylesheet.css,
        flags=re.DOTALL,
    )


def page_findings(messages: Iterable[str], refused: Iterable[str], place: str) -> list[Finding]:
    """Return what was logged and refused during a layout or while it was written, as findings of the manuscript.

    A message about a refused address is not reported twice.
    """
    logged = [one for one in dict.fromkeys(messages) if REFUSED not in one]
    return [_page_finding(one, place) for one in logged] + [
        _refusal(url, place) for url in dict.fromkeys(refused)
    ]


def _page_finding(message: str, place: str) -> Finding:
    rule = "press-anchor" if is_missing_anchor(message) else "press-log"
    return Finding(rule, Place(place), message)


def _refusal(url: str, place: str) -> Finding:
    hint = "name pictures in the manuscript, and put a theme's files into its own folder"
    return Finding("press-refused", Place(place), f"{url} was requested and not fetched", hint)
