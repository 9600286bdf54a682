"""The dress: a theme's sheets and the files they name, read and checked before anything is set."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from posixpath import dirname, join, normpath

import tinycss2
from tinycss2.ast import Node

from printissue.findings import Finding, Place
from printissue.theme import Theme
from printissue.typecase import BUILTIN, Typecase

GENERIC_FAMILIES = frozenset({"serif", "sans-serif", "monospace", "inherit", "initial", "unset"})


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of style: its text, and how findings name it."""

    name: str
    css: str


@dataclass(frozen=True, slots=True)
class Dress:
    """All sheets of a theme for a paper, in order, and the bytes of the files that they name.

    `files` are by their paths, which begin with `styles/`.
    """

    theme: Theme
    paper: str
    sheets: tuple[Sheet, ...]
    files: Mapping[str, bytes]


def dress(
    typecase: Typecase, name: str, theme: Theme, *, paper: str | None = None
) -> tuple[Dress, tuple[Finding, ...]]:
    """Read a theme's sheets, the sheets those import, and the files all of them name.

    Of each sheet `page.css` the variant for the paper, `page.a5.css`, follows it where there is one.
    """
    findings: list[Finding] = []
    sheets: list[Sheet] = []
    files: dict[str, bytes] = {}
    chosen = paper or theme.paper
    for sheet_name in theme.sheets:
        variant = f"{sheet_name.removesuffix('.css')}.{chosen.lower()}.css"
        for candidate in (sheet_name, variant):
            path = typecase.find("styles", f"{name}/{candidate}")
            if path is not None:
                sheet = _sheet(f"styles/{name}/{candidate}", path.read_bytes(), findings)
                sheets.append(sheet)
                findings += _gather(typecase, sheet, files)
                findings += _family_faults(typecase, sheet)
            elif candidate == sheet_name:
                place = Place(f"styles/{name}/theme.yaml")
                findings.append(
                    Finding("sheet-missing", place, f"there is no sheet {sheet_name!r}")
                )
    return Dress(theme, chosen, tuple(sheets), files), tuple(findings)


def _sheet(name: str, raw: bytes, findings: list[Finding]) -> Sheet:
    try:
        return Sheet(name, raw.decode("utf-8"))
    except UnicodeDecodeError as error:
        findings.append(Finding("css-fault", Place(name), f"not UTF-8: byte {error.start}"))
        return Sheet(name, "")


def _gather(typecase: Typecase, sheet: Sheet, files: dict[str, bytes]) -> Iterator[Finding]:
    """Read every file that a sheet names with url() or @import, and what imported sheets name."""
    for address, node in _addresses(tinycss2.parse_stylesheet(sheet.css)):
        if address.startswith(("data:image/", "#")):
            continue
        target = _target(sheet.name, address)
        path = typecase.find("styles", _in_typecase(target)) if target else None
        if path is None:
            message = f"{address!r} is not in the theme's folder"
            hint = "nothing is fetched from elsewhere"
            yield Finding("css-url", _place(sheet, node), message, hint)
        elif target not in files:
            files[target] = path.read_bytes()
            if target.endswith(".css"):
                text = files[target].decode("utf-8", "replace")
                yield from _gather(typecase, Sheet(target, text), files)


def _target(sheet: str, address: str) -> str:
    """Give the path of what a sheet names, beginning with `styles/`; empty where it leads out."""
    if re.match(r"^[A-Za-z][A-Za-z0-9+.-]*:|^/", address):
        return ""
    path = normpath(join(dirname(sheet), address))
    return path if path.startswith("styles/") else ""


def _in_typecase(target: str) -> str:
    """Give the name under which the typecase finds a target: `!builtin/` may stand anywhere in it."""
    _, builtin, name = target.partition(BUILTIN)
    return BUILTIN + name if builtin else target.removeprefix("styles/")


def _addresses(nodes: list[Node]) -> Iterator[tuple[str, Node]]:
    for node in nodes:
        if node.type == "url":
            yield node.value, node
        elif node.type == "function" and node.lower_name == "url":
            yield from ((one.value, one) for one in node.arguments if one.type == "string")
        elif node.type == "at-rule" and node.lower_at_keyword == "import":
            yield from ((one.value, one) for one in node.prelude if one.type in ("string", "url"))
        else:
            for inner in ("prelude", "content", "arguments"):
                yield from _addresses(getattr(node, inner, None) or [])


def _family_faults(typecase: Typecase, sheet: Sheet) -> Iterator[Finding]:
    """Report the families that no font has; those that the sheet brings itself with @font-face are there."""
    own = {name.lower() for name, _ in _families(sheet, within="font-face")}
    known = typecase.families() | GENERIC_FAMILIES | own
    for name, node in _families(sheet, within=""):
        if name.lower() not in known:
            hint = (
                "put its files into styles/fonts/, or name a family that `printissue doctor` lists"
            )
            yield Finding(
                "font-missing", _place(sheet, node), f"no font of the family {name!r}", hint
            )


def _families(sheet: Sheet, *, within: str) -> Iterator[tuple[str, Node]]:
    for rule in tinycss2.parse_stylesheet(sheet.css, skip_comments=True, skip_whitespace=True):
        face = rule.type == "at-rule" and rule.lower_at_keyword == "font-face"
        if face == (within == "font-face"):
            yield from _declared_families(getattr(rule, "content", None) or [])


def _declared_families(content: list[Node]) -> Iterator[tuple[str, Node]]:
    for node in tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True):
        if node.type == "declaration" and node.lower_name == "font-family":
            yield from _names(node)
        elif getattr(node, "content", None):
            yield from _declared_families(node.content)


def _names(declaration: Node) -> Iterator[tuple[str, Node]]:
    words: list[str] = []
    for node in [*declaration.value, None]:
        if node is None or node.type == "literal":
            if words:
                yield " ".join(words), declaration
            words = []
        elif node.type == "string":
            yield node.value, node
        elif node.type == "ident":
            words.append(node.value)


def _place(sheet: Sheet, node: Node) -> Place:
    line, column = node.source_line, node.source_column
    lines = sheet.css.splitlines()
    return Place(sheet.name, line, column, text=lines[line - 1] if line <= len(lines) else "")
