"""The settings of a workspace: the values that `workspace.yaml` allows, and the defaults."""

import jsonschema
import pytest
import yaml

from printissue import manuscript
from printissue.core.limits import LIMITS, Limits
from printissue.core.workspace import Workspace

SCHEMA = jsonschema.Draft202012Validator(manuscript.schema("workspace"))
GB = 1 << 30


def read(folder, text: str):
    (folder / "workspace.yaml").write_text(text, encoding="utf-8")
    limits, findings = manuscript.read_limits(Workspace(folder))
    return limits, [f"{one.place}: {one.rule}" for one in findings]


def test_without_the_file_the_default_limits_apply(tmp_path):
    assert manuscript.read_limits(Workspace(tmp_path)) == (LIMITS, ())


@pytest.mark.parametrize("name", Limits.__dataclass_fields__)
def test_each_limit_can_be_set_alone(tmp_path, name):
    limits, words = read(tmp_path, f"limits:\n  {name}: {{seconds: 7.5, memory: 3 GB}}\n")
    assert words == []
    assert getattr(limits, name).name == name
    assert (getattr(limits, name).seconds, getattr(limits, name).memory) == (7.5, 3 * GB)
    others = set(Limits.__dataclass_fields__) - {name}
    assert all(getattr(limits, one) == getattr(LIMITS, one) for one in others)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("limits: {layout: {seconds: 0}}", ["workspace.yaml:1:28: wrong-value"]),
        ("limits: {layout: {seconds: 86401}}", ["workspace.yaml:1:28: wrong-value"]),
        ("limits: {layout: {seconds: -1}}", ["workspace.yaml:1:28: wrong-value"]),
        ("limits: {layout: {seconds: 2 minutes}}", ["workspace.yaml:1:28: wrong-value"]),
        ("limits: {layout: {seconds: nan}}", ["workspace.yaml:1:28: wrong-value"]),
        ("limits: {layout: {memory: 4}}", ["workspace.yaml:1:27: wrong-value"]),
        ("limits: {layout: {memory: 64 MB}}", ["workspace.yaml:1:27: wrong-value"]),
        ("limits: {layout: {memory: 2000 GB}}", ["workspace.yaml:1:27: wrong-value"]),
        ("limits: {layout: {memory: 4 gb}}", ["workspace.yaml:1:27: wrong-value"]),
        ("limits: {pages: {seconds: 4}}", ["workspace.yaml:1:10: unknown-key"]),
        ("limit: {layout: {seconds: 4}}", ["workspace.yaml:1:1: unknown-key"]),
        ("limits: {layout: 4}", ["workspace.yaml:1:18: wrong-kind"]),
        ("limits: [4]", ["workspace.yaml:1:9: wrong-kind"]),
        (
            "limits: {layout: {seconds: x}, template: {memory: x}}",
            ["workspace.yaml:1:28: wrong-value", "workspace.yaml:1:51: wrong-value"],
        ),
    ],
)
def test_an_error_is_found_at_its_place_and_the_default_limits_apply(tmp_path, text, words):
    assert read(tmp_path, text) == (LIMITS, words)


@pytest.mark.parametrize(
    "text",
    [
        "limits: {layout: {seconds: 240, memory: 4 GB}}",
        "limits: {old_issue: {memory: 512MB}, preflight: {}}",
    ],
)
def test_the_schema_allows_what_the_program_allows(tmp_path, text):
    assert read(tmp_path, text)[1] == []
    assert list(SCHEMA.iter_errors(yaml.safe_load(text))) == []


@pytest.mark.parametrize("text", ["limits: {pages: {}}", "limits: {layout: {memory: 4 gb}}"])
def test_the_schema_rejects_what_the_program_rejects(text):
    assert list(SCHEMA.iter_errors(yaml.safe_load(text))) != []
