"""Makes the pages of docs/ that say what the program itself knows: YAML, findings, commands, JSON Schemas.

What is written by hand opens such a page and ends at `BELOW`; what follows that line comes from the models, the
table of rules and the commands, with the words and examples of docs/words.yaml. `make docs` writes the files;
tests/docs/test_manual.py fails where they are out of date.
"""

import inspect
import json
import re
import types
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

import click
import yaml
from pydantic.fields import FieldInfo

from printissue.cli import cli
from printissue.cli.examples import EXAMPLES
from printissue.core.rules import RULES, Rule
from printissue.model import (
    back_issues,
    printers,
    settings,
    text_types,
    theme,
)
from printissue.model import (
    issue as model,
)
from printissue.model.parts import Part
from printissue.pipeline import schema

DOCS = Path(__file__).resolve().parent
BELOW = "<!-- From here on `make docs` writes this page. -->"

SCHEMAS = ("issue", "old-issue", "publication", "printers", "theme", "workspace", "results")
ROOTS = (
    model.Issue,
    model.Publication,
    printers.Printer,
    theme.Theme,
    back_issues.BackIssue,
    settings.WorkspaceSettings,
)
"""The parts of whole files; the parts within them follow in the order of their keys."""

WORDS = yaml.load((DOCS / "words.yaml").read_text(encoding="utf-8"), yaml.BaseLoader)
"""Texts that are neither in the models nor in the commands: types of values, examples."""
UNITS = {"length": "mm", "percentage": " %", "resolution": " ppi"}
"""The units of numbers, by the word for their type."""

_NAMED = {
    name: alias
    for module in (text_types, printers, back_issues, settings)
    for name, alias in vars(module).items()
    if get_origin(alias) is Annotated
}


def main() -> None:
    """Write all generated files."""
    for path, text in files().items():
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")


def files() -> dict[Path, str]:
    """Return the text of every generated file; pages include their handwritten part."""
    made = {
        DOCS / "yaml.md": _page("yaml.md", _yaml()),
        DOCS / "findings.md": _page("findings.md", _findings()),
        DOCS / "commands.md": _page("commands.md", _commands()),
    }
    for kind in SCHEMAS:
        text = json.dumps(schema(kind), indent=2, ensure_ascii=False)
        made[DOCS / "schema" / f"{kind}.json"] = f"{text}\n"
    return made


def parts() -> list[type[Part]]:
    """Return every part with keys: those of the files first, then all parts within them."""
    found: dict[type[Part], None] = {}
    for root in ROOTS:
        _collect(root, found)
    for part in Part.__subclasses__():
        if part.model_fields:
            _collect(part, found)
    return list(found)


def _collect(part: type[Part], found: dict[type[Part], None]) -> None:
    if part in found:
        return
    found[part] = None
    for hint in get_type_hints(part, include_extras=True).values():
        for inner in _parts_in(hint):
            _collect(inner, found)


def _parts_in(hint: Any) -> Iterator[type[Part]]:  # noqa: ANN401 - a type as it is written
    if isinstance(hint, type) and issubclass(hint, Part):
        yield hint
    for argument in get_args(hint):
        yield from _parts_in(argument)


def _page(name: str, lines: Iterable[str]) -> str:
    """Return a page: its handwritten part, and the generated lines below it."""
    by_hand = (DOCS / name).read_text(encoding="utf-8").partition(BELOW)[0].rstrip()
    return "\n".join([by_hand, "", BELOW, "", *lines]).rstrip() + "\n"


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    for row in (head, ("---",) * len(head), *rows):
        yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |"
    yield ""


# yaml.md


def _yaml() -> Iterator[str]:
    yield from ("## Kinds of value", "")
    yield from _table(("type", "allowed values"), WORDS["kinds"].values())
    for part in parts():
        yield from (f"## {part.words().capitalize()}", "", inspect.getdoc(part) or "", "")
        rows = (_row(part, key, field) for key, field in part.model_fields.items())
        yield from _table(("key", "type", "required", "description", "example"), rows)


def _row(part: type[Part], key: str, field: FieldInfo) -> tuple[str, ...]:
    kind = WORDS["own_kinds"].get(f"{part.__name__}.{key}") or _kind(_hint(part, key))
    shown = ", ".join(f"`{one}`" for one in examples(part, key))
    return f"`{key}`", kind, _needed(field, kind), field.description or "", shown


def examples(part: type[Part], key: str) -> list[str]:
    """Return examples of a key's value in YAML, from the model or docs/words.yaml; none for parts."""
    hint = _hint(part, key)
    if list(_parts_in(hint)):
        return []
    if given := part.model_fields[key].examples:
        return [f"[{one}]" if get_origin(hint) is list else str(one) for one in given]
    table = WORDS["examples"]
    return [table[name] for name in (f"{part.__name__}.{key}", key) if name in table][:1]


def _hint(part: type[Part], key: str) -> Any:  # noqa: ANN401 - a type as it is written
    return get_type_hints(part, include_extras=True)[key]


def _needed(field: FieldInfo, kind: str) -> str:
    """Return whether a key is required, with its default."""
    if field.is_required():
        return "**yes**"
    value = field.get_default()
    if value is None or field.default_factory is not None or isinstance(value, (Part, tuple)):
        return "no"
    if isinstance(value, bool):
        return f"no: `{'yes' if value else 'no'}`"
    if isinstance(value, float):  # 0 stands for none
        return f"no: `{value:g}{UNITS[kind]}`" if value else "no"
    return f"no: `{value}`"


def _kind(hint: Any) -> str:  # noqa: ANN401 - a type as it is written
    """Return the type of a value in words; parts with a link to their table."""
    if isinstance(hint, type) and issubclass(hint, Part):
        name = hint.words()
        return f"[{name}](#{name.replace(' ', '-')})"
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Literal:
        return "one of " + ", ".join(f"`{one}`" for one in arguments)
    if origin in (Union, types.UnionType):
        return " or ".join(_kind(one) for one in arguments if one is not type(None))
    if origin is list:
        return f"list of {_kind(arguments[0])}"
    if origin is dict:
        return f"{_kind(arguments[1])} by name"
    return _scalar(hint) if origin is Annotated else "text"


def _scalar(hint: Any) -> str:  # noqa: ANN401 - an Annotated type
    """Return the name of the type of a scalar: the one with the longest common start of its metadata."""
    checks = hint.__metadata__
    fits = [
        name
        for name, alias in _NAMED.items()
        if alias.__metadata__ == checks[: len(alias.__metadata__)]
    ]
    if not fits:
        return "text" if get_origin(get_args(hint)[0]) is not list else _kind(get_args(hint)[0])
    name = max(fits, key=lambda name: len(_NAMED[name].__metadata__))
    return str(WORDS["kinds"].get(name, [name.lower()])[0])


# findings.md


def _findings() -> Iterator[str]:
    """Yield the rules in groups with the same exit code."""
    for code in sorted({rule.code for rule in RULES.values()}):
        name = code.name.capitalize()
        yield from (f"## {name}: exit code {int(code)}", "")
        for rule_id, rule in RULES.items():
            if rule.code == code:
                yield from _rule(rule_id, rule)


def _rule(rule_id: str, rule: Rule) -> Iterator[str]:
    yield from (f"### `{rule_id}`", "", f"*{rule.severity}, exit code {int(rule.code)}.*")
    yield from (rule.meaning, "")


# commands.md


def _commands() -> Iterator[str]:
    context = click.Context(cli, info_name="printissue", **cli.context_settings)
    yield from ("## Options of every command", "")
    yield from (
        "They stand before the command: `printissue -C press build`; `--help` behind it too.",
        "",
    )
    yield from _options(cli.get_params(context), context)
    for name, command in cli.commands.items():
        yield from _command(name, command, click.Context(command, info_name=name, parent=context))


def _command(name: str, command: click.Command, context: click.Context) -> Iterator[str]:
    usage = " ".join(command.collect_usage_pieces(context))
    yield from (f"## `{name}`", "", inspect.cleandoc(command.help or ""), "")
    yield from ("```sh", f"printissue {name} {usage}", "```", "")
    yield from _options(command.params, context)
    yield from ("For example:", "", "```sh", *EXAMPLES[name], "```", "")
    for inner, one in command.commands.items() if isinstance(command, click.Group) else ():
        yield from _command(
            f"{name} {inner}", one, click.Context(one, info_name=inner, parent=context)
        )


def _options(params: Iterable[click.Parameter], context: click.Context) -> Iterator[str]:
    rows = [
        (f"`{record[0]}`", re.sub(r" +", " ", record[1]))
        for option in params
        if isinstance(option, click.Option) and (record := option.get_help_record(context))
    ]
    if rows:
        yield from _table(("option", "what it does"), rows)


if __name__ == "__main__":
    main()
