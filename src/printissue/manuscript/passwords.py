"""Read the list of passwords: on each line a file or a pattern and its password. No finding repeats a password."""

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
_OTHER_USERS = stat.S_IRWXG | stat.S_IRWXO


def read_passwords(
    workspace: Workspace, file: Path | None = None
) -> tuple[tuple[tuple[str, str], ...], tuple[Finding, ...]]:
    """Return the pairs of a name and its password in `file` (None: in the workspace's own list, if it has one).

    Findings name a line, but do not quote it.
    """
    path = file or workspace.root / FILE
    place = Place(workspace.relative(path))
    if file is None and not path.exists() and not path.is_symlink():
        return (), ()
    if within := _archived_folder(workspace, path):
        message = f"the list of passwords is in {within}/, whose files can be archived"
        hint = f"move it to {FILE} in the folder of the workspace"
        return (), (Finding("password-file", place, message, hint),)
    try:
        if not path.is_file():
            message = "the list of passwords does not exist"
            return (), (Finding("password-file", place, message),)
        with path.open("rb") as stream:
            raw = stream.read(MAX_BYTES + 1)
        mode = path.stat().st_mode
    except OSError as error:
        message = f"the list of passwords cannot be read: {error.strerror}"
        return (), (Finding("password-file", place, message),)
    if len(raw) > MAX_BYTES:
        message = "the list of passwords is larger than 2 MiB"
        return (), (Finding("password-file", place, message),)
    entries, findings = _read(workspace, place.file, raw)
    if os.name == "posix" and mode & _OTHER_USERS:
        message = "other users of this machine can read the list of passwords"
        hint = f"run chmod 600 {path.name}"
        findings.append(Finding("password-readable", place, message, hint))
    return tuple(entries), tuple(findings)


def _archived_folder(workspace: Workspace, path: Path) -> str:
    """Return the folder of the workspace that the list is in, or an empty text.

    The files of these folders can be attached, put into a bag or copied.
    """
    for folder in FOLDERS:
        if path.resolve().is_relative_to((workspace.root / folder).resolve()):
            return folder
    return ""


def _read(
    workspace: Workspace, name: str, raw: bytes
) -> tuple[list[tuple[str, str]], list[Finding]]:
    source, findings = decode(name, raw)
    if source is None:
        findings = findings or [_finding(Place(name), "its lines are indented with tabs")]
        return [], list(_without_quotes(findings))
    if not source.text.strip():
        return [], []
    tree, parse_findings = parse(source)
    findings = list(_without_quotes([*findings, *parse_findings]))
    entries: list[tuple[str, str]] = []
    for key, value in _scalars(source, tree, findings):
        entries.append((key, value.text))
        is_one_file = "/" in key and not key.startswith("/") and not is_pattern(key)
        if is_one_file and not (workspace.root / key).is_file():
            message = "there is no such file in the workspace"
            hint = (
                "write the path from the folder of the workspace; a name without / means any folder"
            )
            place = replace(source.place(value.index), text="")
            findings.append(Finding("password-unused", place, message, hint))
    return entries, findings


def _scalars(
    source: Source, tree: Mapping | None, findings: list[Finding]
) -> Iterator[tuple[str, Scalar]]:
    """Yield the entries that are a name and a password; add a finding for each other entry."""
    for key, entry in tree.entries.items() if tree else ():
        value = entry.value
        place = replace(source.place(entry.key_index), text="")
        if not isinstance(value, Scalar) or not value.text:
            findings.append(_finding(place, "this file has no password"))
        elif value.style in ("|", ">") or "\n" in value.text:
            findings.append(_finding(place, "this password has more than one line"))
        elif "\\" in key:
            message = "the name of this file has a backslash: write / between folders"
            findings.append(_finding(place, message))
        elif not key.strip():
            findings.append(_finding(place, "this password has no file"))
        else:
            yield key.strip(), value


def _finding(place: Place, message: str) -> Finding:
    return Finding("password-file", place, message, _EXAMPLE)


def _without_quotes(findings: list[Finding]) -> Iterator[Finding]:
    """Yield the findings of the parser without its messages and lines, which can quote a password."""
    for finding in findings:
        place = replace(finding.place, text="")
        if finding.rule == "wrong-kind":
            yield _finding(place, "the file has no names with passwords")
        else:
            meaning = RULES[finding.rule].meaning
            yield Finding(finding.rule, place, meaning, "put each password in quotes: '…'")
