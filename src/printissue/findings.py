"""Findings: every problem that a user can mend, as a value with its place.

All stages make the same kind, whatever they read. `RULES` is the table of all rule ids: what each
means, how grave it is and which exit code an error of it leads to. docs/findings.md is made from it.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, Literal

from printissue.errors import ExitCode

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a finding is: a line and column of a file (both from 1), or a page (from 1) of a PDF.

    `file` is relative to the workspace where it lies inside; `text` is the line itself, for the caret.
    """

    file: str
    line: int | None = None
    column: int | None = None
    page: int | None = None
    text: str = ""

    def __str__(self) -> str:
        """Give `file:line:column`, or `file, page n`, as far as known."""
        parts = [self.file, *(str(n) for n in (self.line, self.column) if n is not None)]
        where = ":".join(parts)
        return f"{where}, page {self.page}" if self.page is not None else where


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of problem: its gravity, the exit code of an error of it, and what docs/findings.md says of it."""

    severity: Severity
    code: ExitCode
    meaning: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem: which rule, where, what is wrong (`message`) and what to do (`hint`)."""

    rule: str
    place: Place
    message: str
    hint: str = ""

    @property
    def severity(self) -> Severity:
        """Tell the gravity, as the table of rules has it."""
        return RULES[self.rule].severity

    def as_text(self) -> str:
        """Give the message as the terminal shows it: place, severity, message, rule; line and caret; hint."""
        lines = [f"{self.place}: {self.severity}: {self.message} [{self.rule}]"]
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
    return any(strict or finding.severity == "error" for finding in findings)


def exit_code(findings: Iterable[Finding], *, strict: bool = False) -> ExitCode:
    """Give the exit code of the gravest stage among the findings: the earliest stage that failed."""
    codes = [RULES[f.rule].code for f in findings if strict or f.severity == "error"]
    return min(codes, default=ExitCode.OK)


def _error(code: ExitCode, meaning: str) -> Rule:
    return Rule("error", code, meaning)


def _warning(code: ExitCode, meaning: str) -> Rule:
    return Rule("warning", code, meaning)


_M, _T, _P = ExitCode.MANUSCRIPT, ExitCode.THEME, ExitCode.PRESS

RULES: dict[str, Rule] = {
    # the manuscript: YAML
    "yaml-file": _error(
        _M,
        "The file is not there, cannot be read, is no regular file or lies outside the workspace.",
    ),
    "yaml-encoding": _error(
        _M, "The file is not UTF-8. The message names the first byte that is not."
    ),
    "yaml-size": _error(
        _M,
        "The file is larger than 2 MiB, nested deeper than 32 levels or has more than 50,000 nodes.",
    ),
    "yaml-syntax": _error(
        _M,
        "The file is not YAML. The place is where the parser gave up, often just after the fault.",
    ),
    "yaml-duplicate-key": _error(
        _M, "A key stands twice in one mapping; YAML would silently keep only the last."
    ),
    "yaml-anchor": _error(
        _M, "Anchors (&) and aliases (*) are not taken: an issue is read by people, top to bottom."
    ),
    "yaml-tag": _error(
        _M, "Tags (!) are not taken: every value is text, and the model says what kind it is."
    ),
    "yaml-character": _error(_M, "The text holds a control character that no page can show."),
    # the manuscript: the model
    "unknown-key": _error(
        _M, "The key is none that this place knows. The hint names the nearest that it does."
    ),
    "missing-key": _error(
        _M, "A key that must be there is not. The place is the mapping that lacks it."
    ),
    "wrong-kind": _error(_M, "A text where a list or mapping is wanted, or the other way round."),
    "wrong-value": _error(_M, "The value is of the right kind, but not one that this key takes."),
    "wrong-date": _error(
        _M,
        "Not a date, or one that the calendar does not have. Dates are YYYY-MM-DD, months YYYY-MM.",
    ),
    "wrong-link": _error(_M, "An address that is no absolute http, https, mailto or tel URL."),
    "wrong-name": _error(
        _M,
        "A file or folder name that cannot be a key: a-z, 0-9 and hyphens, at most 64, no device name.",
    ),
    "duplicate-id": _error(_M, "Two parts of an issue carry the same `id`."),
    "unknown-story": _error(
        _M, "A story refers to another one that is in no issue of the publication."
    ),
    "key-date": _warning(_M, "The file's name reads as another month than the issue's `date`."),
    # the manuscript: what it names
    "image-missing": _error(
        _M,
        "The image that the manuscript names is not there, is no regular file or is outside the workspace.",
    ),
    "image-damaged": _error(
        _M, "The image cannot be read to its end, or is of a kind that the press does not take."
    ),
    "image-too-large": _error(_M, "The image has more pixels than the press takes (100 million)."),
    "image-coarse": _warning(
        _M, "The image has too few pixels for its place: below 150 ppi it looks coarse in print."
    ),
    "unknown-glyph": _error(
        _M, "A character that none of the fonts has: it would be a hole on the page."
    ),
    # templates and themes
    "template-syntax": _error(
        _T, "A template is not Jinja2. The place is the line that Jinja2 names."
    ),
    "template-undefined": _error(_T, "A template uses a name that does not exist."),
    "template-fault": _error(
        _T, "A template asks for what cannot be done, or a file of labels is at fault."
    ),
    "template-missing": _error(
        _T, "A template that another one names is in neither the workspace nor the product."
    ),
    "theme-missing": _error(
        _T, "The theme is in neither the workspace's `styles/` nor the product."
    ),
    "theme-file": _error(
        _T, "The theme's `theme.yaml` is at fault. The message says where and how."
    ),
    "theme-contrast": _warning(
        _T, "Text in an ink of the theme is hard to read on the ink that it stands on."
    ),
    "sheet-missing": _error(_T, "A sheet that the theme lists is not there."),
    "css-fault": _error(
        _T, "A rule or declaration that the press does not know; it would be dropped silently."
    ),
    "css-url": _error(_T, "A sheet names a file that is not there or lies outside the theme."),
    "font-missing": _error(_T, "A sheet names a font family that no font package has."),
    # the press
    "press-log": _error(_P, "The layout engine reported a problem. The message is its own."),
    "press-refused": _error(
        _P,
        "The page asked for something that the manuscript and theme do not name; nothing is fetched.",
    ),
    "press-anchor": _error(_P, "A cross-reference points to a part that is not in this edition."),
    "press-colour": _error(_P, "A colour or picture could not be brought into the printing inks."),
    "layout-stranded-heading": _warning(
        _P, "A heading has fewer than two lines of its text below it before the column ends."
    ),
    "layout-widow": _warning(
        _P, "A single line of a paragraph stands at the head or the foot of a column."
    ),
    "layout-runt": _warning(_P, "The last line of a headline is a single word."),
    "layout-hyphens": _warning(_P, "More than two lines in a row end with a hyphen."),
    "layout-overfull": _warning(_P, "A line reaches beyond its column."),
    "layout-empty": _warning(
        _P, "A page of stories is less than 60 % full, and it is not the last of them."
    ),
    "press-structure": _error(_P, "The finished file's tag tree is not whole."),
}
