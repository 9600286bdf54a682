"""The reference pages: every key, type and command is described, and the model accepts each example."""

import importlib.util
import sys
from typing import Annotated, get_type_hints

import pytest
import yaml
from pydantic import Field, TypeAdapter

from checkout import ROOT
from printissue.cli import cli
from printissue.cli.examples import EXAMPLES
from printissue.model import (
    issue as model,
)
from printissue.model import (
    text_types,
)
from printissue.model.parts import Part
from printissue.model.text_types import Day, Inline, Text


def load(name):
    """Load a script of docs/, which is not a package."""
    spec = importlib.util.spec_from_file_location(f"docs_{name}", ROOT / "docs" / f"{name}.py")
    module = sys.modules[spec.name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


make = load("make")
KEYS = [(part, key) for part in make.parts() for key in part.model_fields]
every_key = pytest.mark.parametrize(
    ("part", "key"), KEYS, ids=[f"{part.__name__}.{key}" for part, key in KEYS]
)


@every_key
def test_every_key_has_a_valid_example(part, key):
    hint = get_type_hints(part, include_extras=True)[key]
    if list(make._parts_in(hint)):
        return
    shown = make.examples(part, key)
    assert shown, f"give one in Field(examples=[...]) or in docs/words.yaml: {part.__name__}.{key}"
    for example in shown:
        written = yaml.load(f"{key}: {example}", yaml.BaseLoader)
        TypeAdapter(Annotated[hint, part.model_fields[key]]).validate_python(written[key])


@every_key
def test_every_key_has_a_row(part, key):
    cells = make._row(part, key, part.model_fields[key])
    assert cells[0] == f"`{key}`"
    assert cells[1]
    assert cells[3], f"{part.__name__}.{key} has no description"


def test_every_type_is_described():
    assert set(make._NAMED) - set(make.WORDS["types"]) == set()
    assert set(make.WORDS["types"]) - set(make._NAMED) == set()


def test_every_word_is_used():
    names = {f"{part.__name__}.{key}" for part, key in KEYS}
    bare = {key for _, key in KEYS}
    assert set(make.WORDS["own_types"]) - names == set()
    assert set(make.WORDS["examples"]) - names - bare == set()


def test_every_command_has_an_example():
    groups = {f"theme {name}" for name in cli.commands["theme"].commands}
    assert set(EXAMPLES) == set(cli.commands) | groups
    for name, calls in EXAMPLES.items():
        assert any(f" {name}" in call for call in calls), name


def test_files_come_first_and_each_part_once():
    parts = make.parts()
    assert parts[0] is model.Issue
    assert len(set(parts)) == len(parts)
    assert {model.Link, model.Contact} <= set(parts)
    assert Part not in parts


@pytest.mark.parametrize(
    ("hint", "name"),
    [
        (Text, "text"),
        (Inline | None, "inline text"),
        (list[Text], "list of text"),
        (dict[str, model.Link], "[link](#link) by name"),
        (list[model.Link], "list of [link](#link)"),
        (Annotated[Text, Field(pattern="x")], "text"),
        (Day | model.Link, "day or [link](#link)"),
        (text_types.YesNo, "yes or no"),
        (str, "text"),
    ],
)
def test_types_have_names(hint, name):
    assert make._type_name(hint) == name


@pytest.mark.parametrize(
    ("part", "key", "required"),
    [
        (model.Link, "url", "**yes**"),
        (model.Article, "kicker", "no"),
        (model.Article, "links", "no"),
        (model.Publication, "language", "default `en`"),
        (model.Image, "decorative", "default `no`"),
        (make.printers.Bleed, "top", "default `3mm`"),
        (make.printers.Printer, "ink_limit", "default `320 %`"),
        (make.printers.Printer, "image_ppi_warn", "default `224 ppi`"),
    ],
)
def test_a_key_is_required_or_has_a_default(part, key, required):
    assert make._row(part, key, part.model_fields[key])[2] == required


def test_bars_in_cells_are_escaped():
    assert list(make._table(("a",), [("x | y",)])) == ["| a |", "| --- |", "| x \\| y |", ""]


def test_files_are_written_and_stale_text_is_replaced(tmp_path, monkeypatch):
    for name in ("yaml.md", "findings.md", "commands.md"):
        (tmp_path / name).write_text(f"# By hand\n\n{make.MARKER}\nstale words\n", "utf-8")
    monkeypatch.setattr(make, "DOCS", tmp_path)
    make.main()
    for path, text in make.files().items():
        assert path.read_text("utf-8") == text
        assert path.is_relative_to(tmp_path)
    assert "stale words" not in (tmp_path / "yaml.md").read_text("utf-8")
    assert (tmp_path / "yaml.md").read_text("utf-8").startswith("# By hand\n\n<!--")
