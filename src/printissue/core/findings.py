"""Findings: every problem that a user can mend, as a value with its place.

All stages make the same kind, whatever they read; `printissue.core.rules` is the table of all rule ids.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from printissue.core.counting import counted, ranges
from printissue.core.errors import ExitCode
from printissue.core.rules import RULES, Severity


@dataclass(frozen=True, slots=True)
class Place:
    """Where a finding is: a line and column of a file (both from 1), or a page (from 1) of a PDF and a box on it.

    `file` is relative to the workspace where it lies inside; `text` is the line itself, for the caret.
    `box` is left, top, width and height in mm, from the top left corner of the page as it is seen.
    """

    file: str
    line: int | None = None
    column: int | None = None
    page: int | None = None
    text: str = ""
    box: tuple[float, float, float, float] | None = None

    def __str__(self) -> str:
        """Give `file:line:column`, or `file, page n, at x y mm`, as far as known."""
        parts = [self.file, *(str(n) for n in (self.line, self.column) if n is not None)]
        where = ":".join(parts)
        if self.page is None:
            return where
        at = f", at {self.box[0]:.0f} {self.box[1]:.0f} mm" if self.box else ""
        return f"{where}, page {self.page}{at}"


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem: which rule, where, what is wrong (`message`) and what to do (`hint`).

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

    def as_text(self, more: Sequence[int] = ()) -> str:
        """Give the message as the terminal shows it: place, severity, message, rule; line and caret; hint.

        `more` are the pages of places where the same is wrong, a page as often as it has such places.
        """
        lines = [f"{self.place}: {self.severity}: {self.message} [{self.rule}]"]
        if more:
            pages = "page" if len(set(more)) == 1 else "pages"
            lines.append(
                f"  and in {counted(len(more), 'more place')}: {pages} {', '.join(ranges(more))}"
            )
        if self.place.text and self.place.column is not None:
            lines += _caret(self.place.text, self.place.column)
        if self.hint:
            lines.append(f"  hint: {self.hint}")
        return "\n".join(lines)

    def as_dict(self) -> dict[str, Any]:
        """Give the finding for `--format json`."""
        place = {key: value for key, value in asdict(self.place).items() if value not in (None, "")}
        return {
            "severity": self.severity,
            "rule": self.rule,
            "place": place,
            "message": self.message,
            "hint": self.hint,
        }


def _caret(text: str, column: int, width: int = 96) -> list[str]:
    """Show the line with a caret under its column, cut to `width` characters around the caret."""
    start = max(0, column - 1 - width * 2 // 3)
    shown = text[start : start + width].replace("\t", " ")
    return [f"  | {shown}", f"  | {' ' * (column - 1 - start)}^"]


def has_errors(findings: Iterable[Finding], *, strict: bool = False) -> bool:
    """Tell whether the findings forbid going on; `strict` counts warnings too."""
    return any(_counts(finding, strict) for finding in findings)


def exit_code(findings: Iterable[Finding], *, strict: bool = False) -> ExitCode:
    """Give the exit code of the gravest stage among the findings: the earliest stage that failed."""
    codes = [RULES[one.rule].code for one in findings if _counts(one, strict)]
    return min(codes, default=ExitCode.OK)


def _counts(finding: Finding, strict: bool) -> bool:
    """Tell whether a finding forbids going on; notes never do."""
    return finding.severity == "error" or (strict and finding.severity == "warning")
