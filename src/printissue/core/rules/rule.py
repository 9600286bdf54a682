"""Rules: kinds of problems, each with its severity and the exit code of its errors."""

from dataclasses import dataclass
from typing import Literal

from printissue.core.errors import ExitCode

Severity = Literal["error", "warning", "note"]
"""An error stops the work. A warning needs a look. A note reports what was done, and needs nothing."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A kind of problem: its severity, the exit code of its errors, and its meaning for docs/findings.md.

    `source` names the clause of the standard that requires it, if there is one.
    """

    severity: Severity
    code: ExitCode
    meaning: str
    source: str = ""


def error(code: ExitCode, meaning: str, source: str = "") -> Rule:
    """Return a rule whose findings are errors."""
    return Rule("error", code, meaning, source)


def warning(code: ExitCode, meaning: str, source: str = "") -> Rule:
    """Return a rule whose findings are warnings."""
    return Rule("warning", code, meaning, source)


def note(code: ExitCode, meaning: str, source: str = "") -> Rule:
    """Return a rule whose findings are notes, which `--strict` ignores."""
    return Rule("note", code, meaning, source)
