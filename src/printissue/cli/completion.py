"""Shell completion: the names of publications, issues, years, volumes, themes and printers in the workspace."""

import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from printissue.cli.options import workspace_of

if TYPE_CHECKING:
    from printissue.core.workspace import Workspace

Complete = Callable[[click.Context, click.Parameter, str], list[str]]

_DATE = re.compile(r"""^date:\s*['"]?([0-9]{4})""", re.MULTILINE)


def _completing(names: Callable[["Workspace"], Iterable[str]]) -> Complete:
    """Return a function that completes a word from the names in the workspace."""

    def complete(context: click.Context, _: click.Parameter, prefix: str) -> list[str]:
        directory = context.find_root().params.get("directory")
        try:
            workspace = workspace_of(Path(directory) if directory else None)
            return sorted(one for one in names(workspace) if one.startswith(prefix))
        except Exception:  # the shell would print it into the line that the user types
            return []

    return complete


def _publications(workspace: "Workspace") -> Iterable[str]:
    return workspace.publications()


def _issues(workspace: "Workspace") -> Iterable[str]:
    """Yield the publications and their issues."""
    for name in workspace.publications():
        yield name
        yield from (f"{name}/{key}" for key in workspace.issue_keys(name))


def _years(workspace: "Workspace") -> Iterable[str]:
    """Return the years of all issues and back issues, by the dates in their files."""
    found = set()
    for name in workspace.publications():
        for key in (*workspace.issue_keys(name), *workspace.back_issue_keys(name)):
            text = (workspace.issues / name / f"{key}.yaml").read_text("utf-8", errors="replace")
            if date := _DATE.search(text):
                found.add(f"{name}/{date[1]}")
    return found


def _volumes(workspace: "Workspace") -> Iterable[str]:
    """Return the years that have a bound volume."""
    found = (workspace.root / "output").glob("*/[0-9][0-9][0-9][0-9]/manifest.json")
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
