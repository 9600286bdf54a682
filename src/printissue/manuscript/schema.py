"""The model as JSON Schema, for editors that complete and check while one writes.

An editor reads YAML by its own rules: an unquoted `12` is a number to it and an unquoted `yes` may be a truth value,
where printissue takes both as text. The schema allows what printissue reads either way, and refuses what it refuses.
"""

from typing import Any

import yaml
from pydantic import TypeAdapter

from printissue.model.back_issues import BackIssue
from printissue.model.issue import SECTION_KINDS, Issue, Publication
from printissue.model.printers import Printer
from printissue.model.settings import WorkspaceSettings
from printissue.model.text_types import KEY_REGEX, YES_NO
from printissue.model.theme import Theme

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
    "old-issue": BackIssue,
    "publication": Publication,
    "printers": dict[str, Printer],
    "theme": Theme,
    "workspace": WorkspaceSettings,
}
_DROPPED = ("anyOf", "title")
_SOME = {"minItems": 1}
_WHOLES: dict[str, dict[str, Any]] = {
    "Section": {
        "oneOf": [{"required": [one]} for one in SECTION_KINDS],
        "anyOf": [
            *({"required": [one], "properties": {one: _SOME}} for one in (*SECTION_KINDS, "more")),
            {"required": ["lead"]},
        ],
    },
    "Image": {
        "anyOf": [
            {"required": ["alt"]},
            {
                "required": ["decorative"],
                "properties": {
                    "decorative": {"enum": [True, *(one for one in YES_NO if YES_NO[one])]}
                },
            },
        ]
    },
    "RequiredPages": {"oneOf": [{"required": ["pages"]}, {"required": ["multiple"]}]},
}
"""What holds of a part as a whole: its keys, compared."""


def schema(kind: str) -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a kind of file.

    What it cannot say is left to `check`: the last digit of an ISSN, an end before its start, names that are used twice
    or that stand for nothing.
    """
    title, description = _TITLES[kind]
    made = _plain(TypeAdapter(_MODELS[kind]).json_schema())
    for name, whole in _WHOLES.items():
        if name in made.get("$defs", {}):
            made["$defs"][name] |= whole
    if kind == "printers":
        made["propertyNames"] = {"pattern": f"^{KEY_REGEX}$"}
    if kind == "theme":
        made["properties"]["inks"]["propertyNames"] = {"pattern": f"^{KEY_REGEX}$"}
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
    pattern = kept.get("pattern", "")
    if pattern.startswith("^") and not pattern.startswith(r"^\s*"):  # blanks around it are dropped
        kept["pattern"] = rf"^\s*{pattern[1:-1]}\s*$"
    if kept.get("type") == "array" and "examples" in kept:
        kept["examples"] = [_listed(one) for one in kept["examples"]]
    return kept | _default(kept)


def _listed(example: object) -> list[Any]:
    """Return an example of a list, or of an item of it, as a list."""
    value = yaml.safe_load(example) if isinstance(example, str) else example
    return value if isinstance(value, list) else [value]


def _default(made: dict[str, Any]) -> dict[str, Any]:
    """Return the default of a value as a manuscript writes it."""
    default, kinds = made.get("default"), made.get("type", ())
    if isinstance(default, float) and "number" not in kinds:
        return {"default": f"{default:g}mm" if default else 0}
    if isinstance(default, list) and kinds == "string":
        return {"default": " ".join(f"{one:g}" for one in default)}
    return {"default": {}} if isinstance(default, dict) else {}
