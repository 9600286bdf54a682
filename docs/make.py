"""Write the reference pages of docs/ from the program: YAML keys, findings, commands and JSON Schemas.

A page starts with text written by hand, up to the line `MARKER`. What follows comes from the models, the table of
rules and the commands, with types and examples from docs/words.yaml. `make docs` runs this script;
tests/docs/test_manual.py fails if a page is out of date.
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
    site,
    text_types,
    theme,
)
from printissue.model import (
    issue as model,
)
from printissue.model.parts import Part
from printissue.pipeline import schema

DOCS = Path(__file__).resolve().parent
MARKER = "<!-- Written by `make docs` from here on. -->"

SCHEMAS = (
    "issue",
    "old-issue",
    "publication",
    "printers",
    "theme",
    "workspace",
    "site",
    "results",
)
ROOTS = (
    model.Issue,
    model.Publication,
    printers.Printer,
    theme.Theme,
    back_issues.BackIssue,
    settings.WorkspaceSettings,
    site.Site,
)
"""The parts that are whole files; the parts in them follow in the order of their keys."""

WORDS = yaml.load((DOCS / "words.yaml").read_text(encoding="utf-8"), yaml.BaseLoader)
"""Names of value types and examples of keys that are not in the models."""
UNITS = {"length": "mm", "percentage": " %", "resolution": " ppi"}
"""The units of numbers, by the name of their type."""

_NAMED = {
    name: alias
    for module in (text_types, printers, back_issues, settings)
    for name, alias in vars(module).items()
    if get_origin(alias) is Annotated
}


def main() -> None:
    """Write all files."""
    for path, text in files().items():
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")


def files() -> dict[Path, str]:
    """Return the text of each file, with the parts that are written by hand."""
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
    """Return every part with keys: first the files with the parts in them, then all others."""
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


def _parts_in(hint: Any) -> Iterator[type[Part]]:  # noqa: ANN401 - a type annotation
    if isinstance(hint, type) and issubclass(hint, Part):
        yield hint
    for argument in get_args(hint):
        yield from _parts_in(argument)


def _page(name: str, lines: Iterable[str]) -> str:
    """Return a page: the text written by hand, then the lines."""
    by_hand = (DOCS / name).read_text(encoding="utf-8").partition(MARKER)[0].rstrip()
    return "\n".join([by_hand, "", MARKER, "", *lines]).rstrip() + "\n"


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    for row in (head, ("---",) * len(head), *rows):
        yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |"
    yield ""


# yaml.md


def _yaml() -> Iterator[str]:
    yield from ("## Value types", "")
    yield from _table(("type", "allowed values"), WORDS["types"].values())
    for part in parts():
        yield from (f"## {part.words().capitalize()}", "", inspect.getdoc(part) or "", "")
        rows = (_row(part, key, field) for key, field in part.model_fields.items())
        yield from _table(("key", "type", "required", "description", "example"), rows)


def _row(part: type[Part], key: str, field: FieldInfo) -> tuple[str, ...]:
    type_name = WORDS["own_types"].get(f"{part.__name__}.{key}") or _type_name(_hint(part, key))
    shown = ", ".join(f"`{one}`" for one in examples(part, key))
    return f"`{key}`", type_name, _required(field, type_name), field.description or "", shown


def examples(part: type[Part], key: str) -> list[str]:
    """Return examples of a key as YAML, from the model or from docs/words.yaml. A key with parts has none."""
    hint = _hint(part, key)
    if not all(part.text_key for part in _parts_in(hint)):
        return []
    if given := part.model_fields[key].examples:
        return [f"[{one}]" if get_origin(hint) is list else str(one) for one in given]
    table = WORDS["examples"]
    return [table[name] for name in (f"{part.__name__}.{key}", key) if name in table][:1]


def _hint(part: type[Part], key: str) -> Any:  # noqa: ANN401 - a type annotation
    return get_type_hints(part, include_extras=True)[key]


def _required(field: FieldInfo, type_name: str) -> str:
    """Return whether a key is required, or its default."""
    if field.is_required():
        return "**yes**"
    value = field.get_default()
    if value is None or field.default_factory is not None or isinstance(value, (Part, tuple)):
        return "no"
    if isinstance(value, bool):
        return f"default `{'yes' if value else 'no'}`"
    if isinstance(value, float):  # 0 means no value
        return f"default `{value:g}{UNITS[type_name]}`" if value else "no"
    return f"default `{value}`"


def _type_name(hint: Any) -> str:  # noqa: ANN401 - a type annotation
    """Return the name of a type, for a part with a link to its table."""
    if isinstance(hint, type) and issubclass(hint, Part):
        name = hint.words()
        link = f"[{name}](#{name.replace(' ', '-')})"
        return f"text or {link}" if hint.text_key else link
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Literal:
        return "one of " + ", ".join(f"`{one}`" for one in arguments)
    if origin in (Union, types.UnionType):
        return " or ".join(_type_name(one) for one in arguments if one is not type(None))
    if origin is list:
        return f"list of {_type_name(arguments[0])}"
    if origin is dict:
        return f"{_type_name(arguments[1])} by name"
    return _scalar(hint) if origin is Annotated else "text"


def _scalar(hint: Any) -> str:  # noqa: ANN401 - an Annotated type
    """Return the name of a scalar type: the named type whose checks it starts with, the longest of several."""
    checks = hint.__metadata__
    fits = [
        name
        for name, alias in _NAMED.items()
        if alias.__metadata__ == checks[: len(alias.__metadata__)]
    ]
    if not fits:
        return (
            "text" if get_origin(get_args(hint)[0]) is not list else _type_name(get_args(hint)[0])
        )
    name = max(fits, key=lambda name: len(_NAMED[name].__metadata__))
    return str(WORDS["types"].get(name, [name.lower()])[0])


# findings.md


def _findings() -> Iterator[str]:
    """Yield the rules, grouped by exit code."""
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
        "Write them before the command: `printissue -C press build`. `--help` also works after it.",
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
        yield from _table(("option", "meaning"), rows)


if __name__ == "__main__":
    main()
