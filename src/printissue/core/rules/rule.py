"""What a rule is: one kind of problem, its severity and the exit code of an error of it."""

from dataclasses import dataclass
from typing import Literal

from printissue.core.errors import ExitCode

Severity = Literal["error", "warning", "note"]
"""An error stops the work, a warning asks for a look, a note reports what was done and asks for nothing."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of problem: its severity, the exit code of an error of it, what docs/findings.md says of it.

    `source` names the clause of a standard that asks for it, where one does.
    """

    severity: Severity
    code: ExitCode
    meaning: str
    source: str = ""


def error(code: ExitCode, meaning: str, source: str = "") -> Rule:
    """Give a rule whose findings forbid going on."""
    return Rule("error", code, meaning, source)


def warning(code: ExitCode, meaning: str, source: str = "") -> Rule:
    """Give a rule whose findings are to be looked at."""
    return Rule("warning", code, meaning, source)


def note(code: ExitCode, meaning: str, source: str = "") -> Rule:
    """Give a rule whose findings say what was done; `--strict` lets them be."""
    return Rule("note", code, meaning, source)
