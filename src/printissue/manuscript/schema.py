"""The model as JSON Schema, for editors that complete and check YAML while you write.

An editor reads YAML by its own rules: an unquoted `12` is a number to it, and an unquoted `yes` can be a boolean,
while printissue reads both as text. The schema allows every form of a value that printissue allows, and no other value.
"""

from typing import Any

import yaml
from pydantic import TypeAdapter

from printissue.model.back_issues import BackIssue
from printissue.model.editions import PAPERS
from printissue.model.issue import SECTION_KINDS, Issue, Publication
from printissue.model.parts import ITEM_KINDS, Author, NoticeContact, Signature
from printissue.model.printers import Printer
from printissue.model.settings import WorkspaceSettings
from printissue.model.site import Site
from printissue.model.text_types import KEY_REGEX, YES_NO
from printissue.model.theme import Theme

_TITLES: dict[str, tuple[str, str]] = {
    "issue": ("Issue", "One number of a publication: issues/<publication>/<key>.yaml."),
    "old-issue": (
        "Back issue",
        "An issue that exists only as a PDF: issues/<publication>/<key>.yaml beside <key>.pdf.",
    ),
    "publication": (
        "Publication",
        "The serial that issues belong to: issues/<publication>/publication.yaml.",
    ),
    "printers": ("Printers", "The requirements of print shops, by name: printers.yaml."),
    "theme": ("Theme", "The style sheets, inks and paper of a theme: styles/<name>/theme.yaml."),
    "workspace": ("Workspace", "Settings for all publications of a workspace: workspace.yaml."),
    "site": ("Site", "The site of all publications of a workspace: site.yaml."),
}
_MODELS: dict[str, Any] = {
    "issue": Issue,
    "old-issue": BackIssue,
    "publication": Publication,
    "printers": dict[str, Printer],
    "theme": Theme,
    "workspace": WorkspaceSettings,
    "site": Site,
}
_DROPPED = ("anyOf", "title")
_NOT_EMPTY = {"minItems": 1}
_RULES_OF_PARTS: dict[str, dict[str, Any]] = {
    "Section": {
        "oneOf": [{"required": [one]} for one in SECTION_KINDS],
        "anyOf": [
            *(
                {"required": [one], "properties": {one: _NOT_EMPTY}}
                for one in (*SECTION_KINDS, "more")
            ),
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
    "Translation": {"oneOf": [{"required": ["issue"]}, {"required": ["url"]}]},
    "Signature": {
        "anyOf": [{"required": ["text"]}, {"required": ["image"]}],
        "not": {"type": "object", "required": ["text", "image"]},
    },
    "NoticeContact": {"anyOf": [{"required": [one]} for one in ("name", "phone", "email")]},
    "MixedItem": {"oneOf": [{"required": [one]} for one in ITEM_KINDS]},
    "Advertisement": {
        "anyOf": [{"required": [one]} for one in ("heading", "body", "image")],
        "not": {"required": ["advertiser", "sponsor"]},
    },
    "Event": {"dependentRequired": {one: ["start_time"] for one in ("end_time", "timezone")}},
    "RequiredPages": {"oneOf": [{"required": ["pages"]}, {"required": ["multiple"]}]},
}
"""Rules for parts as a whole, which depend on more than one key."""
_SHORT_PARTS = (Author, NoticeContact, Signature)
"""The parts in whose place a text may be."""


def schema(kind: str) -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a kind of file.

    A schema cannot express everything that `validate` checks: the check digit of an ISSN, an end before its start,
    names that are used twice or that do not exist.
    """
    title, description = _TITLES[kind]
    result = _plain(TypeAdapter(_MODELS[kind]).json_schema())
    for name, whole in _RULES_OF_PARTS.items():
        if name in result.get("$defs", {}):
            result["$defs"][name] |= whole
    for part in _SHORT_PARTS:
        if group := result.get("$defs", {}).get(part.__name__):
            # of these keywords, those of groups say nothing about texts, and those of texts nothing about groups
            text = group["properties"][part.text_key]
            group |= {"type": ["object", *text["type"]], "pattern": text["pattern"]}
    if kind == "printers":
        result["propertyNames"] = {"pattern": f"^{KEY_REGEX}$"}
    if kind == "theme":
        result["properties"]["inks"]["propertyNames"] = {"pattern": f"^{KEY_REGEX}$"}
        result["properties"]["capacity"]["propertyNames"] = {"enum": list(PAPERS)}
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": title,
        "description": description,
    }
    return head | {key: value for key, value in result.items() if key not in head}


def _plain(schema: dict[str, Any]) -> dict[str, Any]:
    """Return a schema of pydantic without the titles that it makes from names, and without nulls."""
    kept = {
        key: value for key, value in schema.items() if key not in _DROPPED and value is not None
    }
    for key in ("properties", "$defs"):
        if key in schema:
            kept[key] = {name: _plain(one) for name, one in schema[key].items()}
    for key in ("items", "additionalProperties"):
        if isinstance(schema.get(key), dict):
            kept[key] = _plain(schema[key])
    for one in schema.get("anyOf", ()):  # an optional key can be left out, but not be null
        if one != {"type": "null"}:
            kept = _plain(one) | kept
    pattern = kept.get("pattern", "")
    if pattern.startswith("^") and not pattern.startswith(
        r"^\s*"
    ):  # white space at both ends is ignored
        kept["pattern"] = rf"^\s*{pattern[1:-1]}\s*$"
    if kept.get("type") == "array" and "examples" in kept:
        kept["examples"] = [_listed(one) for one in kept["examples"]]
    return kept | _default(kept)


def _listed(example: object) -> list[Any]:
    """Return an example of a list, or of an item of a list, as a list."""
    value = yaml.safe_load(example) if isinstance(example, str) else example
    return value if isinstance(value, list) else [value]


def _default(result: dict[str, Any]) -> dict[str, Any]:
    """Return the default of a value in the form that a manuscript has."""
    default, kinds = result.get("default"), result.get("type", ())
    if isinstance(default, float) and "number" not in kinds:
        return {"default": f"{default:g}mm" if default else 0}
    if isinstance(default, list) and kinds == "string":
        return {"default": " ".join(f"{one:g}" for one in default)}
    return {"default": {}} if isinstance(default, dict) else {}
