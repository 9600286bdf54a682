"""The model as JSON Schema, for editors that complete and check while one writes.

An editor reads YAML by its own rules: an unquoted `12` is a number to it and an unquoted `yes` may be a truth value,
where printissue takes both as text. The schema allows what printissue reads either way.
"""

import re
from typing import Any

from pydantic import TypeAdapter

from printissue.kinds import KEY_PATTERN
from printissue.model import SECTION_KINDS, Issue, Publication
from printissue.oldissues import OldIssue
from printissue.printers import Printer
from printissue.settings import WorkspaceSettings
from printissue.theme import Theme

_TITLES: dict[str, tuple[str, str]] = {
    "issue": ("Issue", "One number of a publication: issues/<publication>/<key>.yaml."),
    "old-issue": (
        "Old issue",
        "An issue that is there as a PDF only: issues/<publication>/<key>.yaml beside <key>.pdf.",
    ),
    "publication": (
        "Publication",
        "The serial that issues are numbers of: issues/<publication>/publication.yaml.",
    ),
    "printers": ("Printers", "What print shops demand, by name: printers.yaml."),
    "theme": ("Theme", "A theme's sheets, inks and paper: styles/<name>/theme.yaml."),
    "workspace": ("Workspace", "What holds for a whole workspace: workspace.yaml."),
}
_MODELS: dict[str, Any] = {
    "issue": Issue,
    "old-issue": OldIssue,
    "publication": Publication,
    "printers": dict[str, Printer],
    "theme": Theme,
    "workspace": WorkspaceSettings,
}
_DROPPED = ("anyOf", "title")
_NUMBERS = ("0", "7", "2015")


def schema(kind: str) -> dict[str, Any]:
    """Give the JSON Schema (draft 2020-12) of a kind of file."""
    title, description = _TITLES[kind]
    made = _plain(TypeAdapter(_MODELS[kind]).json_schema())
    if kind == "issue":
        made["$defs"]["Section"]["oneOf"] = [{"required": [one]} for one in SECTION_KINDS]
    if kind == "printers":
        made["propertyNames"] = {"pattern": KEY_PATTERN}
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": title,
        "description": description,
    }
    return head | {key: value for key, value in made.items() if key not in head}


def _plain(schema: dict[str, Any]) -> dict[str, Any]:
    """Simplify what the model library makes of a value: no titles made of names, no nulls."""
    kept = {
        key: value for key, value in schema.items() if key not in _DROPPED and value is not None
    }
    for key in ("properties", "$defs"):
        if key in schema:
            kept[key] = {name: _plain(one) for name, one in schema[key].items()}
    for key in ("items", "additionalProperties"):
        if isinstance(schema.get(key), dict):
            kept[key] = _plain(schema[key])
    for one in schema.get("anyOf", ()):  # an absent value is a key left out, never a null
        if one != {"type": "null"}:
            kept = _plain(one) | kept
    return kept | _tolerant(kept)


def _tolerant(made: dict[str, Any]) -> dict[str, Any]:
    """Allow the other kinds of value that an editor may take an unquoted text for."""
    if made.get("type") == "boolean":
        return {"type": ["boolean", "string"], "enum": [True, False, "yes", "no", "true", "false"]}
    pattern = made.get("pattern")
    if (
        made.get("type") == "string"
        and pattern
        and any(re.search(pattern, number) for number in _NUMBERS)
    ):
        return {"type": ["string", "integer"]}
    return {}
