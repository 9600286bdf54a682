"""Find files that look like issues or publications, but are not read because of their place or name."""

import os
import re
from collections.abc import Container, Iterator
from pathlib import Path

from printissue.core.counting import counted
from printissue.core.findings import Finding, Place
from printissue.core.workspace import Workspace

_YAML = re.compile(r"\.(ya?ml)(\.(txt|yaml|yml))?$", re.IGNORECASE)
"""The suffix of a YAML file, with another one that some editors add."""

_HEAD = 64 * 1024
"""The bytes of a file that are searched for keys of an issue."""

_KEY_OF_ISSUE = re.compile(rb"^\xef?\xbb?\xbf?(sections|date|title)[ \t]*:", re.MULTILINE)
_MAX_FINDINGS = 50


def find_misplaced(workspace: Workspace, publications: Container[str] = ()) -> tuple[Finding, ...]:
    """Return a finding for each file that looks like an issue or a publication, but is not read.

    With `publications`, only the folders of these publications are searched.
    """
    findings = list(_in_workspace(workspace)) if not publications else []
    for folder in (workspace.issues / one.name for one in _entries(workspace.issues)):
        if not folder.is_dir():
            continue
        if not publications or folder.name in publications:
            findings += _in_folder(workspace, folder)
    return tuple(findings[:_MAX_FINDINGS])


def _in_workspace(workspace: Workspace) -> Iterator[Finding]:
    """Yield findings for files outside the folders of publications."""
    for path in (workspace.root / one.name for one in _entries(workspace.root)):
        if (
            path.name.lower() == "issues" != path.name
            and path.is_dir()
            and not _is_issues_folder(workspace, path)
        ):
            yield _finding(
                workspace, path, "this folder is not read", "rename it to issues, in lower case"
            )
    for folder in (workspace.root, workspace.issues):
        for path in _yaml_files(folder):
            if _looks_like_issue(path, issue_only=folder == workspace.root):
                name = "publication" if _is_publication(path) else "issue"
                yield _finding(
                    workspace,
                    path,
                    f"this {name} is not read: it is not in the folder of a publication",
                    f"move it to such a folder, for example to issues/newsletter/{_right_name(path)}",
                )


def _in_folder(workspace: Workspace, folder: Path) -> Iterator[Finding]:
    """Yield findings for the files of a folder of `issues/`."""
    described = (folder / "publication.yaml").exists()
    for path in _yaml_files(folder):
        if path.suffix != ".yaml" and (_is_publication(path) or _looks_like_issue(path)):
            described |= _is_publication(path)
            yield _misnamed(workspace, path)
        elif _is_publication(path) and path.name != "publication.yaml":
            described = True
            yield _misnamed(workspace, path)
    for path in _nested(folder):
        if _looks_like_issue(path):
            yield _in_subfolder(workspace, folder, path)
    if described:
        return
    issues = [
        path for path in _yaml_files(folder) if path.suffix == ".yaml" and _looks_like_issue(path)
    ]
    if issues:
        name = workspace.relative(folder)
        yield Finding(
            "publication-missing",
            Place(f"{name}/publication.yaml"),
            f"{name}/ has {counted(len(issues), 'issue')}, but no publication.yaml, so nothing in it is read",
            f"write {name}/publication.yaml with the lines 'title: …' and 'publisher: …'",
        )


def _misnamed(workspace: Workspace, path: Path) -> Finding:
    what = "publication" if _is_publication(path) else "issue"
    message = f"this {what} is not read: its name does not end in .yaml"
    if path.suffix == ".yaml":
        message = f"this {what} is not read: its name is not in lower case"
    return _finding(workspace, path, message, f"rename it to {_right_name(path)}")


def _in_subfolder(workspace: Workspace, folder: Path, path: Path) -> Finding:
    what, name = "issue", workspace.relative(folder / _right_name(path))
    if _is_publication(path):
        what, name = "publication", f"issues/{path.parent.name}/publication.yaml"
    message = f"this {what} is not read: it is in a subfolder of {workspace.relative(folder)}/"
    return _finding(workspace, path, message, f"move it to {name}")


def _finding(workspace: Workspace, path: Path, message: str, hint: str) -> Finding:
    return Finding("file-not-read", Place(workspace.relative(path)), message, hint)


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    """Return the files and folders in a folder, sorted, without hidden ones; none if it cannot be read."""
    try:
        with os.scandir(folder) as entries:
            found = [one for one in entries if not one.name.startswith(".")]
    except OSError:
        return []
    return sorted(found, key=lambda one: one.name)


def _yaml_files(folder: Path) -> list[Path]:
    return [
        folder / one.name for one in _entries(folder) if _YAML.search(one.name) and _is_file(one)
    ]


def _nested(folder: Path) -> Iterator[Path]:
    """Yield the YAML files in the subfolders of a folder; symbolic links are not followed."""
    for one in _entries(folder):
        if one.is_dir(follow_symlinks=False):
            yield from _yaml_files(folder / one.name)
            yield from _nested(folder / one.name)


def _is_file(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_file()
    except OSError:  # links in a circle
        return False


def _is_publication(path: Path) -> bool:
    return _YAML.sub("", path.name).lower() == "publication"


def _looks_like_issue(path: Path, *, issue_only: bool = False) -> bool:
    """Return whether a file is probably an issue, or (not with `issue_only`) a publication."""
    try:
        with path.open("rb") as stream:
            keys = {match.lower() for match in _KEY_OF_ISSUE.findall(stream.read(_HEAD))}
    except OSError:
        return False
    if issue_only:
        return {b"sections", b"date"} <= keys
    return b"sections" in keys or {b"title", b"date"} <= keys or _is_publication(path)


def _right_name(path: Path) -> str:
    return f"{_YAML.sub('', path.name).lower()}.yaml"


def _is_issues_folder(workspace: Workspace, path: Path) -> bool:
    """Return whether a folder is `issues/` itself, on a disk that ignores case."""
    return workspace.issues.exists() and path.samefile(workspace.issues)
