"""The files for VS Code: each snippet is a valid part of an issue, and each schema is one that is written."""

import json
import re
from textwrap import indent

import pytest

from printissue import manuscript
from printissue.core.workspace import Workspace
from printissue.pipeline import start_workspace
from workbench import REF, lay_out


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    folder = tmp_path_factory.mktemp("editor") / "new"
    assert {path.name for path in start_workspace(folder)} >= {
        "printissue.code-snippets",
        "settings.json",
        "extensions.json",
    }
    return Workspace(folder)


def snippet(workspace: Workspace, name: str) -> str:
    """Return a snippet with its placeholders filled in, as VS Code does it."""
    snippets = json.loads((workspace.root / ".vscode/printissue.code-snippets").read_text("utf-8"))
    text = "\n".join(snippets[name]["body"])
    values = {"$CURRENT_YEAR": "2015", "$CURRENT_MONTH": "10", "$CURRENT_DATE": "16"}
    for variable, value in (values | {"$TM_FILENAME_BASE": "2015-10"}).items():
        text = text.replace(variable, value)
    return re.sub(r"\$\{\d+:([^}]*)\}", r"\1", text) + "\n"


def test_the_snippets_are_parts_of_an_issue(workspace, tmp_path) -> None:
    story = snippet(workspace, "Story") + indent(snippet(workspace, "Picture"), "  ")
    event, notice = snippet(workspace, "Event"), snippet(workspace, "Notice")
    parts = {"articles": story, "events": event, "notices": notice}
    text = snippet(workspace, "Issue") + indent(snippet(workspace, "Section"), "  ")
    for kind, part in parts.items():
        text += f"  - title: {kind}\n    {kind}:\n{indent(part, ' ' * 6)}"
    other = lay_out(tmp_path, {"issues/update/2015-10.yaml": text})
    found, findings = manuscript.read(other, REF)
    assert found is not None, findings
    assert [one.message for one in findings] == []
    _, _, stories, events, _ = found.issue.sections
    assert stories.articles[0].image.file == "2015-10/picture.jpg"
    assert events.events[0].start.isoformat() == "2015-10-16"


def test_the_settings_name_schemas_of_the_workspace(workspace) -> None:
    settings = json.loads((workspace.root / ".vscode/settings.json").read_text("utf-8"))
    for schema, files in settings["yaml.schemas"].items():
        assert (workspace.root / schema).is_file()
        assert files
