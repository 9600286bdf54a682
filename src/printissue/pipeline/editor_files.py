"""Files for VS Code: snippets of the parts of an issue, and which schema belongs to which file."""

import json
from pathlib import Path

from printissue.core.files import write_files
from printissue.core.workspace import Workspace

_STORY = [
    "- heading: ${1:The heading}",
    "  standfirst: ${2:One sentence that says why to read on.}",
    "  body: |",
    "    ${3:The text of the story, in *Markdown*.}",
    "  links:",
    "    - label: ${4:Read the full article}",
    "      url: ${5:https://www.example.org/}",
]
_SNIPPETS: dict[str, tuple[str, str, list[str]]] = {
    "Issue": (
        "issue",
        "A new issue with a section",
        [
            "title: ${1:The title}",
            "date: ${2:$CURRENT_YEAR-$CURRENT_MONTH}",
            'number: "${3:1}"',
            "",
            "sections:",
            "  - title: ${4:News}",
            "    articles:",
            "      - heading: ${5:The heading}",
            "        body: |",
            "          ${6:The text of the story, in *Markdown*.}",
        ],
    ),
    "Section": (
        "section",
        "A section with a story, below 'sections'",
        [
            "- title: ${1:News}",
            "  articles:",
            "    - heading: ${2:The heading}",
            "      body: |",
            "        ${3:Its text.}",
        ],
    ),
    "Story": ("story", "A story, below 'articles'", _STORY),
    "Event": (
        "event",
        "An event, below 'events'",
        [
            "- title: ${1:The event}",
            "  start: ${2:$CURRENT_YEAR-$CURRENT_MONTH-$CURRENT_DATE}",
            "  place: ${3:The place}",
            "  url: ${4:https://www.example.org/}",
        ],
    ),
    "Notice": (
        "notice",
        "A notice, below 'notices'",
        ["- heading: ${1:The heading}", "  body: |", "    ${2:A few lines, in *Markdown*.}"],
    ),
    "Picture": (
        "picture",
        "A picture of a story",
        [
            "image:",
            "  file: ${1:$TM_FILENAME_BASE/picture.jpg}",
            "  alt: ${2:What the picture shows, for readers who do not see it}",
            "  caption: ${3:The caption}",
            '  credit: "${4:Photo: the photographer}"',
        ],
    ),
}
"""The snippets by name: what to type, a description, and the lines, with the places to fill in."""

_SCHEMAS = {
    "schema/issue.json": ["issues/*/*.yaml", "!issues/*/publication.yaml"],
    "schema/publication.json": ["issues/*/publication.yaml"],
    "schema/printers.json": ["printers.yaml"],
    "schema/site.json": ["site.yaml"],
    "schema/theme.json": ["styles/*/theme.yaml"],
}
"""The files of each schema. A comment at the head of a file wins over this."""


def write_editor_files(workspace: Workspace) -> list[Path]:
    """Write the settings, snippets and recommended extensions for VS Code, and return their files."""
    snippets = {
        name: {"prefix": prefix, "scope": "yaml", "description": description, "body": body}
        for name, (prefix, description, body) in _SNIPPETS.items()
    }
    settings = {"yaml.schemas": _SCHEMAS, "[yaml]": {"editor.tabSize": 2, "editor.wordWrap": "on"}}
    folder = workspace.root / ".vscode"
    files = {
        folder / "printissue.code-snippets": snippets,
        folder / "settings.json": settings,
        folder / "extensions.json": {"recommendations": ["redhat.vscode-yaml"]},
    }
    write_files(
        {
            path: f"{json.dumps(content, indent=2, ensure_ascii=False)}\n".encode()
            for path, content in files.items()
        }
    )
    return list(files)
