"""The list of passwords: a file or a pattern and its password a line, read without ever repeating what it holds."""

import os
import stat
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from printissue.core.findings import Finding, Place
from printissue.core.rules import RULES
from printissue.core.workspace import FOLDERS, Workspace
from printissue.manuscript.nodes import Mapping, Scalar
from printissue.manuscript.parsing import parse
from printissue.manuscript.source import MAX_BYTES, Source, decode
from printissue.pdf.passwords import FILE, is_pattern

_EXAMPLE = "write a line for each file: 'issues/harbour/2019-03.pdf': 'its password'"
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def read_passwords(
    workspace: Workspace, file: Path | None = None
) -> tuple[tuple[tuple[str, str], ...], tuple[Finding, ...]]:
    """Read the list at `file`, else the workspace's own where it has one; return pairs of a name and its password.

    Findings point at a line and show nothing of it.
    """
    path = file or workspace.root / FILE
    place = Place(workspace.relative(path))
    if file is None and not path.exists() and not path.is_symlink():
        return (), ()
    if within := _kept(workspace, path):
        message = f"The list of passwords lies in {within}/, whose files are archived."
        return (), (Finding("password-file", place, message, f"Move it to {FILE} at the root."),)
    try:
        if not path.is_file():
            return (), (Finding("password-file", place, "The list of passwords is not there."),)
        with path.open("rb") as stream:
            raw = stream.read(MAX_BYTES + 1)
        mode = path.stat().st_mode
    except OSError as error:
        message = f"The list of passwords cannot be read: {error.strerror}."
        return (), (Finding("password-file", place, message),)
    if len(raw) > MAX_BYTES:
        message = "The list of passwords is larger than 2 MiB."
        return (), (Finding("password-file", place, message),)
    entries, findings = _read(workspace, place.file, raw)
    if os.name == "posix" and mode & _OTHERS:
        message = "Other users of this machine can read the list of passwords."
        findings.append(Finding("password-readable", place, message, f"chmod 600 {path.name}"))
    return tuple(entries), tuple(findings)


def _kept(workspace: Workspace, path: Path) -> str:
    """Return the workspace's folder that the list lies in; what lies in one may be attached, bagged or copied."""
    for folder in FOLDERS:
        if path.resolve().is_relative_to((workspace.root / folder).resolve()):
            return folder
    return ""


def _read(
    workspace: Workspace, name: str, raw: bytes
) -> tuple[list[tuple[str, str]], list[Finding]]:
    source, findings = decode(name, raw)
    if source is None:
        findings = findings or [_finding(Place(name), "Its lines are indented with tabs.")]
        return [], list(_silenced(findings))
    if not source.text.strip():
        return [], []
    tree, more = parse(source)
    findings = list(_silenced([*findings, *more]))
    entries: list[tuple[str, str]] = []
    for key, value in _scalars(source, tree, findings):
        entries.append((key, value.text))
        bare = key.startswith("/") or "/" not in key or is_pattern(key)
        if not bare and not (workspace.root / key).is_file():
            message = "There is no such file in the workspace."
            hint = "names count from the workspace's root; a name without / is one of any folder"
            place = replace(source.place(value.index), text="")
            findings.append(Finding("password-unused", place, message, hint))
    return entries, findings


def _scalars(
    source: Source, tree: Mapping | None, findings: list[Finding]
) -> Iterator[tuple[str, Scalar]]:
    """Yield the entries that are a name and a password; add a finding for each other one."""
    for key, entry in tree.entries.items() if tree else ():
        value = entry.value
        place = replace(source.place(entry.key_index), text="")
        if not isinstance(value, Scalar) or not value.text:
            findings.append(_finding(place, "This file has no password."))
        elif value.style in ("|", ">") or "\n" in value.text:
            findings.append(_finding(place, "This password takes more than one line."))
        elif "\\" in key:
            message = "This file's name has a backslash: write / between folders."
            findings.append(_finding(place, message))
        elif not key.strip():
            findings.append(_finding(place, "This password has no file."))
        else:
            yield key.strip(), value


def _finding(place: Place, message: str) -> Finding:
    return Finding("password-file", place, message, _EXAMPLE)


def _silenced(findings: list[Finding]) -> Iterator[Finding]:
    """Yield what the parser found without its words and lines, which may show a password."""
    for one in findings:
        place = replace(one.place, text="")
        if one.rule == "wrong-kind":
            yield _finding(place, "The file holds no names with passwords.")
        else:
            yield Finding(one.rule, place, RULES[one.rule].meaning, "put each password in '…'")
