"""Findings: the problems that a user can fix, each with its rule and place.

All stages return the same type; `printissue.core.rules` is the table of all rules.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from printissue.core.counting import counted, ranges
from printissue.core.errors import ExitCode
from printissue.core.rules import RULES, Severity


@dataclass(frozen=True, slots=True)
class Place:
    """The place of a finding: a line and column of a file (both from 1), or a page (from 1) of a PDF and a box on it.

    `file` is relative to the workspace if it is inside; `text` is the line itself, for the caret.
    `box` is left, top, width and height in mm, from the top left corner of the page as a viewer shows it.
    """

    file: str
    line: int | None = None
    column: int | None = None
    page: int | None = None
    text: str = ""
    box: tuple[float, float, float, float] | None = None

    def __str__(self) -> str:
        """Return `file:line:column` or `file, page n, at x y mm`, without the parts that are None."""
        parts = [self.file, *(str(n) for n in (self.line, self.column) if n is not None)]
        where = ":".join(parts)
        if self.page is None:
            return where
        at = f", at {self.box[0]:.0f} {self.box[1]:.0f} mm" if self.box else ""
        return f"{where}, page {self.page}{at}"


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem: its rule and place, what is wrong (`message`) and what to do (`hint`).

    `severity_override` replaces the rule's severity, where the presswork or a threshold decides it.
    """

    rule: str
    place: Place
    message: str
    hint: str = ""
    severity_override: Severity | None = None

    @property
    def severity(self) -> Severity:
        """The severity of this finding: the override, or that of its rule."""
        return self.severity_override or RULES[self.rule].severity

    def as_text(self, more_pages: Sequence[int] = ()) -> str:
        """Return the text for the terminal: place, severity, message, rule; then the line with a caret; then the hint.

        `more_pages` are the pages of further places with the same problem, one page number per place.
        """
        lines = [f"{self.place}: {self.severity}: {self.message} [{self.rule}]"]
        if more_pages:
            count, pages = len(more_pages), "page" if len(set(more_pages)) == 1 else "pages"
            lines.append(
                f"  and in {counted(count, 'more place')}: {pages} {', '.join(ranges(more_pages))}"
            )
        if self.place.text and self.place.column is not None:
            lines += _caret(self.place.text, self.place.column)
        if self.hint:
            lines.append(f"  hint: {self.hint}")
        return "\n".join(lines)

    def as_dict(self) -> dict[str, Any]:
        """Return the finding as `--format json` prints it."""
        place = {key: value for key, value in asdict(self.place).items() if value not in (None, "")}
        return {
            "severity": self.severity,
            "rule": self.rule,
            "place": place,
            "message": self.message,
            "hint": self.hint,
        }


def _caret(text: str, column: int, width: int = 96) -> list[str]:
    """Return the line with a caret under its column, cut to `width` characters around the caret."""
    start = max(0, column - 1 - width * 2 // 3)
    shown = text[start : start + width].replace("\t", " ")
    return [f"  | {shown}", f"  | {' ' * (column - 1 - start)}^"]


def has_errors(findings: Iterable[Finding], *, strict: bool = False) -> bool:
    """Return whether any finding stops the work: errors do, and with `strict` warnings, too."""
    return any(_stops(finding, strict) for finding in findings)


def exit_code(findings: Iterable[Finding], *, strict: bool = False) -> ExitCode:
    """Return the exit code of the earliest stage with a finding that stops the work."""
    codes = [RULES[finding.rule].code for finding in findings if _stops(finding, strict)]
    return min(codes, default=ExitCode.OK)


def _stops(finding: Finding, strict: bool) -> bool:
    """Return whether a finding stops the work; notes never do."""
    return finding.severity == "error" or (strict and finding.severity == "warning")
