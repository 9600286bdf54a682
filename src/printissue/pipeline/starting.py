"""Start a workspace, or an issue that continues the series of its publication, with the schemas for editors."""

import json
import re
from pathlib import Path

from printissue import html, manuscript
from printissue.core.errors import UsageError
from printissue.core.keys import key_fault
from printissue.core.workspace import IssueRef, Workspace
from printissue.pipeline import new_files
from printissue.pipeline.editor_files import write_editor_files
from printissue.pipeline.new_files import Outline
from printissue.pipeline.series import Next, Stated, following, frequency_of, series

SCHEMAS = ("issue", "old-issue", "publication", "printers", "theme", "site")
"""The kinds of YAML files that have a schema."""

_SCHEMA_LINE = re.compile(r"^# yaml-language-server: \$schema=.*\n")
_DATE = r"(?!0000)[0-9]{4}-(0[1-9]|1[0-2])"


def start_workspace(folder: Path) -> list[Path]:
    """Make a workspace with a first publication and issue, and return the files made.

    Raise UsageError if the folder is not empty.
    """
    made = new_files.init_workspace(folder, schema_files())
    return [*made, *write_editor_files(Workspace(folder.resolve()))]


def start_issue(workspace: Workspace, name: str) -> list[Path]:
    """Start the issue `publication/key` and return the files made.

    Its date, number, volume and sections continue those of the issue before it. The key may be omitted if the keys of
    the publication are dates or numbers. Raise UsageError if the name is not valid or already exists.
    """
    publication, _, key = name.strip("/").partition("/")
    issues = [] if key_fault(publication) else series(workspace, publication)
    if not issues:
        return new_files.new_issue(workspace, name, schemas=schema_files())
    frequency = frequency_of(workspace, publication)
    key = key.removesuffix(".yaml")
    match = re.match(rf"{_DATE}(-[0-9]{{2}})?(?![0-9])", key)
    date = match[0] if match else None
    if date and not (len(date) == 10 == len(issues[-1].date)):
        date = date[:7]
    before, new = following(issues, frequency, date=date)
    key = key or _next_key(before, new)
    if not key:
        hint = f"for example {publication}/{new.date}"
        raise UsageError(f"the next key of {publication} is unknown: name the issue", hint)
    ref = new_files.issue_ref(workspace, f"{publication}/{key}")
    outline = _outline(workspace, ref, before, new)
    ours = "/schema/" in outline.schema_line and "/docs/" not in outline.schema_line
    return new_files.new_issue(
        workspace, str(ref), outline=outline, schemas=schema_files() if ours else {}
    )


def refresh_schemas(workspace: Workspace) -> list[Path]:
    """Write the schemas of this version into the workspace's `schema/`, and return the files written."""
    return new_files.write_schemas(workspace, schema_files())


def schema_files() -> dict[str, bytes]:
    """Return the schemas as files, by kind."""
    return {
        kind: f"{json.dumps(manuscript.schema(kind), indent=2, ensure_ascii=False)}\n".encode()
        for kind in SCHEMAS
    }


def _next_key(before: Stated, new: Next) -> str:
    """Return the key after another one, by the date or number in it; empty if it has neither."""
    for was, now in ((before.date, new.date), (before.date[:7], new.date[:7])):
        if was in before.key:
            return before.key.replace(was, now)
    last = str(before.span[1]) if before.span else ""
    if last and new.number and re.search(rf"(?<![0-9]){last}(?![0-9])", before.key):
        return re.sub(rf"(?<![0-9]){last}(?![0-9])", new.number, before.key)
    return ""


def _outline(workspace: Workspace, ref: IssueRef, before: Stated, new: Next) -> Outline:
    """Return the contents of a new issue, after those of the issue before it."""
    found, _ = manuscript.read_valid(workspace, IssueRef(ref.publication, before.key))
    found = manuscript.without_faults(found)
    language = found.issue.language or found.publication.language
    fallback = f"{found.publication.title} {ref.key}"
    plain = Outline(
        _next_title(found.issue.title, before.date, new.date, language) or fallback,
        new.date,
        new.number,
        new.volume,
        before.language,
    )
    if before.key in workspace.back_issue_keys(ref.publication):
        return plain
    line = _SCHEMA_LINE.match(found.source.decode("utf-8", "replace").replace("\r\n", "\n"))
    return Outline(
        plain.title,
        plain.date,
        plain.number,
        plain.volume,
        plain.language,
        tuple((one.title, one.kind) for one in found.issue.sections),
        line[0] if line else plain.schema_line,
    )


def _next_title(title: str, before: str, date: str, language: str) -> str:
    """Return a title with its date replaced by the new one; empty if the title has no date."""
    for was, now in (
        (html.issue_date(before, language), html.issue_date(date, language)),
        (html.issue_date(before[:7], language), html.issue_date(date[:7], language)),
        (before, date),
        (before[:7], date[:7]),
    ):
        if was in title:
            return title.replace(was, now)
    return ""
