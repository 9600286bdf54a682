"""Write the files of a new workspace, publication, issue or theme. Existing files are never changed."""

import datetime as dt
import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from printissue.assets.resources import Resources
from printissue.assets.theme_packages import SHARED
from printissue.core.errors import UsageError, WriteError
from printissue.core.files import write_file, write_files
from printissue.core.keys import key_fault
from printissue.core.workspace import FOLDERS, IssueRef, Workspace

_SCHEMA_LINE = "# yaml-language-server: $schema=../../schema/{kind}.json\n"
"""The comment by which an editor finds the schema of a file in `issues/<publication>/`."""

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

_SPOTLIGHT = """\
spotlight:
  heading: What this issue is about
  lead: |
    Two or three sentences that open the issue, in *Markdown*.
"""

_STORY = """\
      - heading: The first story
        standfirst: One sentence that says why to read on.
        body: |
          The text of the story. A link looks [like this](https://www.example.org/).
        links:
          - label: Read the full article
            url: https://www.example.org/
"""

_GITIGNORE = """\
# what is built, and the passwords of encrypted back issues
output/
passwords.yaml
"""

_ITEMS = {
    "articles": "      - heading: A story\n        body: |\n          Its text.\n",
    "notices": "      - heading: A notice\n        body: A few lines.\n",
    "readings": "      - title: A publication\n        body: A few lines.\n",
    "items": "      - notice:\n          heading: A notice\n          body: A few lines.\n",
    "events": "      - title: A meeting\n        start: {day}\n        place: Somewhere\n",
}
"""A placeholder item of each kind of section."""


@dataclass(frozen=True, slots=True)
class Outline:
    """The contents of a new issue: title, date and numbers, sections with their kinds, and its schema comment."""

    title: str
    date: str
    number: str | None = "1"
    volume: str | None = None
    language: str | None = None
    sections: tuple[tuple[str, str], ...] = (("News", "articles"), ("Upcoming events", "events"))
    schema_line: str = _SCHEMA_LINE.format(kind="issue")

    def as_yaml(self) -> str:
        """Return the issue's manuscript."""
        stated = {"title": self.title, "date": self.date} | {
            key: value
            for key in ("volume", "number", "language")
            if (value := getattr(self, key)) is not None
        }
        return "".join(
            [
                self.schema_line,
                "# One issue. `printissue check` says what is wrong, `printissue build` makes the PDFs.\n",
                *(f"{key}: {_scalar(value)}\n" for key, value in stated.items()),
                "\n",
                _SPOTLIGHT,
                "\nsections:\n",
                "\n".join(self._sections()),
            ]
        )

    def _sections(self) -> list[str]:
        day = self.date if len(self.date) == 10 else f"{self.date}-15"
        with_stories = [number for number, one in enumerate(self.sections) if one[1] == "articles"]
        return [
            f"  - title: {_scalar(title)}\n    {kind}:\n"
            + (_STORY if [number] == with_stories[:1] else _ITEMS[kind].format(day=day))
            for number, (title, kind) in enumerate(self.sections)
        ]


def _scalar(text: str) -> str:
    """Return a text as a YAML value, in quotes if it needs them."""
    if re.fullmatch(r"[0-9]+([-–/][0-9]+)*", text):
        return text  # every value of a manuscript is a text
    return yaml.safe_dump([text], allow_unicode=True, width=10**6)[2:].rstrip("\n")


def init_workspace(folder: Path, schemas: Mapping[str, bytes] | None = None) -> list[Path]:
    """Make a workspace with a first publication, an issue and a .gitignore; return the files made.

    Raise UsageError if the folder is not empty, and WriteError if it cannot be made.
    """
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
    made = new_issue(workspace, f"newsletter/{dt.date.today():%Y-%m}", schemas=schemas)
    return [*made, _write(workspace.root / ".gitignore", _GITIGNORE)]


def new_issue(
    workspace: Workspace,
    name: str,
    *,
    outline: Outline | None = None,
    schemas: Mapping[str, bytes] | None = None,
) -> list[Path]:
    """Write the issue `publication/key`, and its publication if it is new; return the files made.

    `outline` holds the contents of the issue. `schemas` are schema files by kind; they are written if they are missing
    or of another version.
    """
    ref = issue_ref(workspace, name)
    title = ref.publication.replace("-", " ").title()
    made = []
    if not os.path.lexists(workspace.publication_file(ref.publication)):
        text = _SCHEMA_LINE.format(kind="publication") + _PUBLICATION.format(title=title)
        made.append(_write(workspace.publication_file(ref.publication), text))
    outline = outline or Outline(f"{title} {ref.key}", month_of(ref.key))
    made.append(_write(workspace.issue_file(ref), outline.as_yaml()))
    return made + write_schemas(workspace, schemas or {})


def issue_ref(workspace: Workspace, name: str) -> IssueRef:
    """Return the name of a new issue. Raise UsageError if it is not valid or already exists."""
    publication, _, key = name.partition("/")
    key = key.removesuffix(".yaml")
    for part in (publication, key):
        if fault := key_fault(part):
            raise UsageError(
                f"{name!r} cannot be the name of an issue: {fault}",
                "for example newsletter/2025-01",
            )
    if key == "publication":
        raise UsageError(
            f"{name!r} cannot be the name of an issue: publication.yaml describes the publication"
        )
    ref = IssueRef(publication, key)
    if os.path.lexists(workspace.issue_file(ref)):
        raise UsageError(f"{workspace.relative(workspace.issue_file(ref))} exists already")
    return ref


def write_schemas(workspace: Workspace, schemas: Mapping[str, bytes]) -> list[Path]:
    """Write the schemas that are missing in `schema/` or of another version there, and return their files.

    Files that are not printissue's schemas are not changed.
    """
    targets = {
        workspace.root / "schema" / f"{kind}.json": content for kind, content in schemas.items()
    }
    stale = {path: content for path, content in targets.items() if _may_be_written(path, content)}
    write_files(stale)
    return list(stale)


def _may_be_written(path: Path, content: bytes) -> bool:
    if not path.exists():
        return not path.is_symlink()
    try:
        there, wanted = json.loads(path.read_bytes()), json.loads(content)
    except (OSError, ValueError):
        return False
    same = isinstance(there, dict) and there.get("title") == wanted["title"]
    return same and there.get("$schema") == wanted["$schema"] and there != wanted


def new_theme(workspace: Workspace, name: str, *, origin: str) -> list[Path]:
    """Copy a theme, the workspace's or a built-in one, under a new name; return the files made.

    Raise UsageError if the name is not valid or already exists, or if there is no such theme.
    """
    resources = Resources.of(workspace.root)
    folder = workspace.root / "styles" / name
    fault = key_fault(name) or ("this folder is for all themes" if name in SHARED else "")
    if fault:
        raise UsageError(f"{name!r} cannot name a theme: {fault}", "for example harbour")
    if name in resources.themes() or os.path.lexists(folder):
        raise UsageError(f"there is a theme {name!r} already", "choose another name")
    if origin not in resources.themes():
        raise UsageError(f"there is no theme {origin!r}", f"one of {', '.join(resources.themes())}")
    copied = {folder / inner: path.read_bytes() for inner, path in resources.theme_files(origin)}
    titled = folder / "theme.yaml"
    copied[titled] = _retitled(copied[titled], name.replace("-", " ").title())
    write_files(copied)
    return sorted(copied)


def _retitled(theme: bytes, title: str) -> bytes:
    return re.sub(rb"(?m)^title:.*$", f"title: {title}".encode(), theme, count=1)


def month_of(key: str) -> str:
    """Return the month that an issue's key starts with, or this month."""
    match = re.match(r"(?!0000)[0-9]{4}-(0[1-9]|1[0-2])(?![0-9])", key)
    return match[0] if match else f"{dt.date.today():%Y-%m}"


def _write(path: Path, text: str) -> Path:
    write_file(path, text.encode())
    return path
