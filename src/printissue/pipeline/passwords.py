"""The passwords of encrypted files: from the workspace's list, the environment and the terminal."""

import os
from pathlib import Path

from printissue import manuscript
from printissue.core.findings import Finding
from printissue.core.workspace import Workspace
from printissue.pdf.passwords import LIST_VARIABLE, VARIABLE, Passwords
from printissue.pipeline.reporting import Reporter


def passwords_of(
    workspace: Workspace, asked: str | None = None
) -> tuple[Passwords, tuple[Finding, ...]]:
    """Return the passwords of a workspace, and findings about their list; `asked` was typed for all files."""
    named = os.environ.get(LIST_VARIABLE)
    entries, findings = manuscript.read_passwords(
        workspace, Path(named).absolute() if named else None
    )
    common = tuple(one for one in (asked, os.environ.get(VARIABLE)) if one)
    return Passwords(workspace.root, entries, common), findings


def passwords_for(
    workspace: Workspace, file: Path, asked: str | None, reporter: Reporter
) -> tuple[str, ...]:
    """Return the passwords to try on one file, and report findings about their list."""
    passwords, findings = passwords_of(workspace, asked)
    reporter.found(findings)
    return passwords.of(file)
