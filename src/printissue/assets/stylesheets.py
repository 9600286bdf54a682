"""Sheets of style: their text, what they name, and the faults in them that the press would pass over in silence."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import tinycss2
from tinycss2.ast import Node

from printissue.core.findings import Finding, Place

GENERIC_FAMILIES = frozenset({"serif", "sans-serif", "monospace", "inherit", "initial", "unset"})
_SIZE_WORDS = re.compile(r"^(xx?-small|small|medium|large|x{1,3}-large|larger|smaller)$")
_END = "printissue-end"


@dataclass(frozen=True, slots=True)
class Stylesheet:
    """A sheet of style: its text, and how findings name it."""

    name: str
    css: str


def place(sheet: Stylesheet, node: Node) -> Place:
    """Give the place of a node of a sheet."""
    line, column = node.source_line, node.source_column
    lines = sheet.css.splitlines()
    return Place(sheet.name, line, column, text=lines[line - 1] if line <= len(lines) else "")


def decode(name: str, raw: bytes) -> tuple[Stylesheet, tuple[Finding, ...]]:
    """Read a sheet's bytes; what is not UTF-8 is a finding, and the sheet is empty."""
    try:
        return Stylesheet(name, raw.decode("utf-8-sig")), ()
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode("utf-8-sig", "replace").split("\n")
        text = raw.decode("utf-8", "replace").split("\n")[len(before) - 1]
        where = Place(name, len(before), len(before[-1]) + 1, text=text)
        message = f"the sheet is not UTF-8: byte {error.start} (0x{raw[error.start]:02X}) fits no character"
        return Stylesheet(name, ""), (Finding("css-fault", where, message, "save it as UTF-8"),)


def addresses(sheet: Stylesheet) -> Iterator[tuple[str, Node]]:
    """Give what a sheet names with url() or @import, each with its node."""
    yield from _addresses(tinycss2.parse_stylesheet(sheet.css))


def _addresses(nodes: list[Node]) -> Iterator[tuple[str, Node]]:
    for node in nodes:
        if node.type == "url":
            yield node.value, node
        elif node.type == "function" and node.lower_name == "url":
            yield from ((one.value, one) for one in node.arguments if one.type == "string")
        elif node.type == "at-rule" and node.lower_at_keyword == "import":
            yield from ((one.value, one) for one in node.prelude if one.type in ("string", "url"))
            yield from _addresses([one for one in node.prelude if one.type == "function"])
        else:
            yield from _addresses(list(_inner(node)))


def _inner(node: Node) -> Iterator[Node]:
    for name in ("prelude", "content", "arguments"):
        yield from getattr(node, name, None) or []


def _every(nodes: Sequence[Node]) -> Iterator[Node]:
    for node in nodes:
        yield node
        yield from _every(list(_inner(node)))


def variables(sheet: Stylesheet) -> Iterator[str]:
    """Give the custom properties that a sheet declares, with their hyphens."""
    rules = tinycss2.parse_stylesheet(sheet.css, skip_comments=True, skip_whitespace=True)
    for declaration in _declarations(rules):
        if declaration.name.startswith("--"):
            yield declaration.name


def _declarations(rules: Sequence[Node]) -> Iterator[Node]:
    for rule in rules:
        content = getattr(rule, "content", None) or []
        inner = tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True)
        yield from (one for one in inner if one.type == "declaration")
        yield from _declarations([one for one in inner if one.type != "declaration"])


def own_families(sheet: Stylesheet) -> Iterator[str]:
    """Give the families that a sheet brings itself with @font-face, in lower case."""
    for declaration in _declarations(_rules(sheet, faces=True)):
        if declaration.lower_name == "font-family":
            yield from (name.lower() for name, _ in _names(declaration.value))


def _rules(sheet: Stylesheet, *, faces: bool) -> list[Node]:
    rules = tinycss2.parse_stylesheet(sheet.css, skip_comments=True, skip_whitespace=True)
    return [
        rule
        for rule in rules
        if faces == (rule.type == "at-rule" and rule.lower_at_keyword == "font-face")
    ]


def faults(
    sheet: Stylesheet, *, families: Collection[str], known: Collection[str], inks: Collection[str]
) -> Iterator[Finding]:
    """Find what the press would not report.

    `families` are the font families there are, in lower case; `known` are all custom properties, those of `inks` among
    them, with their hyphens.
    """
    yield from _unclosed(sheet)
    yield from _unknown_families(sheet, families)
    nodes = list(_every(tinycss2.parse_stylesheet(sheet.css)))
    for node in nodes:
        if node.type == "function" and node.lower_name == "var":
            yield from _unknown_variable(sheet, node, known)
        elif node.type == "function" and node.lower_name.endswith("-gradient"):
            yield from _gradient(sheet, node, inks)


def _unclosed(sheet: Stylesheet) -> Iterator[Finding]:
    """Find the rule that the sheet's end cuts off: a rule of ours after the end must be one of its rules."""
    rules = tinycss2.parse_stylesheet(f"{sheet.css}\n@{_END};", skip_whitespace=True)
    last = rules[-1]
    if last.type == "at-rule" and last.content is None:  # ours, or an @import that needs no more
        return
    what = "comment" if last.type == "comment" else "rule"
    message = f"the {what} that begins here is never closed"
    yield Finding("css-fault", place(sheet, last), message, "end it with */ or }")


def _unknown_families(sheet: Stylesheet, families: Collection[str]) -> Iterator[Finding]:
    for declaration in _declarations(_rules(sheet, faces=False)):
        named: Iterator[tuple[str, Node]] = iter(())
        if declaration.lower_name == "font-family":
            named = _names(declaration.value)
        elif declaration.lower_name == "font":
            named = _names(_after_size(declaration.value))
        for name, node in named:
            if name.lower() not in families and name.lower() not in GENERIC_FAMILIES:
                hint = "put its files into styles/fonts/, or name a family that is there"
                message = f"no font of the family {name!r}"
                yield Finding("font-missing", place(sheet, node), message, hint)


def _names(value: Sequence[Node]) -> Iterator[tuple[str, Node]]:
    """Give the family names of a list, with the node of each; a name may be several words without quotes."""
    words: list[Node] = []
    for node in [*value, None]:
        if node is None or node.type == "literal":
            if words:
                yield " ".join(word.value for word in words), words[0]
            words = []
        elif node.type == "string":
            yield node.value, node
        elif node.type == "ident":
            words.append(node)


def _after_size(value: Sequence[Node]) -> Sequence[Node]:
    """Give what follows the size and line height of the `font` shorthand: its families."""
    last = 0
    for number, node in enumerate(value, 1):
        size = node.type == "ident" and _SIZE_WORDS.match(node.value.lower())
        if node.type in ("dimension", "percentage", "number", "function") or size:
            last = number
    return value[last:] if last else []


def _unknown_variable(sheet: Stylesheet, node: Node, known: Collection[str]) -> Iterator[Finding]:
    words = [one for one in node.arguments if one.type not in ("whitespace", "comment")]
    name = words[0].value if words and words[0].type == "ident" else ""
    if name in known or len(words) > 1:  # what follows stands in where the name is not declared
        return
    there = ", ".join(sorted(known))
    message = f"no ink and no sheet declares {name}" if name else "var() names nothing"
    yield Finding("css-fault", place(sheet, node), message, f"there are {there}")


def _gradient(sheet: Stylesheet, node: Node, inks: Collection[str]) -> Iterator[Finding]:
    inside = list(_every(node.arguments))
    names = {one.value for one in inside if one.type == "ident"}
    if names & set(inks) or any(
        one.type == "function" and one.lower_name == "device-cmyk" for one in inside
    ):
        message = "the press cannot mix inks in a gradient"
        yield Finding("css-fault", place(sheet, node), message, "a flat ink, or a picture")
