"""The starter: a new workspace, publication, issue or theme to begin from. Nothing that exists is touched."""

import datetime as dt
import re
from pathlib import Path

from printissue.errors import UsageError, WriteError
from printissue.kinds import key_fault
from printissue.typecase import Typecase
from printissue.workspace import FOLDERS, IssueRef, Workspace, write_file, write_files

_SHARED = ("fonts", "icc")
"""Folders of `styles/` that are no themes."""

_PUBLICATION = """\
# Who publishes what. Every key is explained in docs/yaml.md; `printissue schema publication` prints the schema.
title: {title}
publisher: Your organisation
language: en
frequency: monthly
theme: bulletin
printer: offset-eu
imprint: |
  Published by your organisation. Say here who is responsible.
"""

_ISSUE = """\
# One issue. `printissue check` says what is wrong, `printissue build` makes the PDFs.
title: {title}
date: {date}
number: 1

spotlight:
  heading: What this issue is about
  lead: |
    Two or three sentences that open the issue, in *Markdown*.

sections:
  - title: News
    articles:
      - heading: The first story
        standfirst: One sentence that says why to read on.
        body: |
          The text of the story. A link looks [like this](https://www.example.org/).
        links:
          - label: Read the full article
            url: https://www.example.org/

  - title: Upcoming events
    events:
      - title: A meeting
        start: {date}-15
        place: Somewhere
"""


def init_workspace(folder: Path) -> list[Path]:
    """Make a workspace with a first publication and issue; UsageError where the folder has content."""
    if folder.exists() and any(folder.iterdir()):
        raise UsageError(
            f"{folder} is not empty", "name a new folder, or use 'printissue new' in it"
        )
    workspace = Workspace(folder.resolve())
    try:
        for name in FOLDERS:
            (workspace.root / name).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WriteError(f"cannot make {folder}: {error.strerror or error}") from None
    return new_issue(workspace, f"newsletter/{dt.date.today():%Y-%m}")


def new_issue(workspace: Workspace, name: str) -> list[Path]:
    """Start the issue `publication/key`, and its publication where it is new; give the files made."""
    publication, _, key = name.partition("/")
    key = key.removesuffix(".yaml")
    for part in (publication, key):
        if fault := key_fault(part):
            raise UsageError(f"{name!r} names no issue: {fault}", "for example newsletter/2025-01")
    if key == "publication":
        raise UsageError(f"{name!r} names no issue: publication.yaml describes the publication")
    ref = IssueRef(publication, key)
    if workspace.issue_file(ref).exists():
        raise UsageError(f"{workspace.relative(workspace.issue_file(ref))} exists already")
    title = publication.replace("-", " ").title()
    made = []
    if not workspace.publication_file(publication).exists():
        text = _PUBLICATION.format(title=title)
        made.append(_write(workspace.publication_file(publication), text))
    date = _month(key)
    return [
        *made,
        _write(workspace.issue_file(ref), _ISSUE.format(title=f"{title} {key}", date=date)),
    ]


def new_theme(workspace: Workspace, name: str, *, origin: str) -> list[Path]:
    """Start a theme from another one, the workspace's or a built-in one; give the files made."""
    typecase = Typecase.of(workspace.root)
    folder = workspace.root / "styles" / name
    fault = key_fault(name) or ("this folder is for all themes" if name in _SHARED else "")
    if fault:
        raise UsageError(f"{name!r} cannot name a theme: {fault}", "for example harbour")
    if name in typecase.themes() or folder.exists():
        raise UsageError(f"there is a theme {name!r} already", "choose another name")
    if origin not in typecase.themes():
        raise UsageError(f"there is no theme {origin!r}", f"one of {', '.join(typecase.themes())}")
    copied = {folder / inner: path.read_bytes() for inner, path in _theme_files(typecase, origin)}
    titled = folder / "theme.yaml"
    copied[titled] = _retitled(copied[titled], name.replace("-", " ").title())
    write_files(copied)
    return sorted(copied)


def _theme_files(typecase: Typecase, name: str) -> list[tuple[str, Path]]:
    """List a theme's files by their names in its folder, the workspace's before the built-in ones."""
    roots = [root / "styles" / name for root in (typecase.workspace, typecase.builtin)]
    inner = {one.relative_to(root).as_posix() for root in roots for one in root.rglob("*")}
    found = ((one, typecase.find("styles", f"{name}/{one}")) for one in sorted(inner))
    return [(one, path) for one, path in found if path is not None]


def _retitled(theme: bytes, title: str) -> bytes:
    return re.sub(rb"(?m)^title:.*$", f"title: {title}".encode(), theme, count=1)


def _month(key: str) -> str:
    match = re.match(r"(?!0000)[0-9]{4}-(0[1-9]|1[0-2])(?![0-9])", key)
    return match[0] if match else f"{dt.date.today():%Y-%m}"


def _write(path: Path, text: str) -> Path:
    write_file(path, text.encode())
    return path
