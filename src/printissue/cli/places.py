"""Which workspace a command works in, and the names in it that the shell completes."""

import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from printissue.core.errors import UsageError

if TYPE_CHECKING:
    from printissue.core.workspace import Workspace

Complete = Callable[[click.Context, click.Parameter, str], list[str]]

_DATE = re.compile(r"""^date:\s*['"]?([0-9]{4})""", re.MULTILINE)


def workspace_of(directory: Path | None) -> "Workspace":
    """Return the workspace that is named, or the one around the current folder. Raise UsageError where that is gone."""
    from printissue.core.workspace import Workspace

    if directory is not None:
        return Workspace(directory.resolve())
    try:
        return Workspace.containing(Path.cwd())
    except FileNotFoundError:
        raise UsageError("the current folder is gone", "change to another one") from None


def _completing(names: Callable[["Workspace"], Iterable[str]]) -> Complete:
    """Return what completes a word from the names in the workspace; nothing where they cannot be read."""

    def complete(context: click.Context, _: click.Parameter, begun: str) -> list[str]:
        directory = context.find_root().params.get("directory")
        try:
            workspace = workspace_of(Path(directory) if directory else None)
            return sorted(one for one in names(workspace) if one.startswith(begun))
        except Exception:  # an error here would be printed in the middle of a line that is typed
            return []

    return complete


def _publications(workspace: "Workspace") -> Iterable[str]:
    return workspace.publications()


def _issues(workspace: "Workspace") -> Iterable[str]:
    """Yield the publications, and each issue of them."""
    for name in workspace.publications():
        yield name
        yield from (f"{name}/{key}" for key in workspace.issue_keys(name))


def _years(workspace: "Workspace") -> Iterable[str]:
    """Yield the years of a publication's issues, new and old, as their files state them."""
    found = set()
    for name in workspace.publications():
        for key in (*workspace.issue_keys(name), *workspace.back_issue_keys(name)):
            text = (workspace.issues / name / f"{key}.yaml").read_text("utf-8", errors="replace")
            if date := _DATE.search(text):
                found.add(f"{name}/{date[1]}")
    return found


def _volumes(workspace: "Workspace") -> Iterable[str]:
    """Yield the years whose volumes are bound."""
    found = (workspace.root / "output").glob("*/*/manifest.json")
    return [f"{path.parent.parent.name}/{path.parent.name}" for path in found]


def _themes(workspace: "Workspace") -> Iterable[str]:
    from printissue.assets.resources import Resources

    return Resources.of(workspace.root).themes()


def _printers(workspace: "Workspace") -> Iterable[str]:
    from printissue import pipeline

    return pipeline.printers(workspace)


publications = _completing(_publications)
issues = _completing(_issues)
years = _completing(_years)
volumes = _completing(_volumes)
themes = _completing(_themes)
printers = _completing(_printers)
