"""Style sheets: their text, what they name, and the faults in them that the layout engine silently ignores."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import tinycss2
from tinycss2.ast import Node

from printissue.core.findings import Finding, Place

GENERIC_FAMILIES = frozenset({"serif", "sans-serif", "monospace", "inherit", "initial", "unset"})
_SIZE_WORDS = re.compile(r"^(xx?-small|small|medium|large|x{1,3}-large|larger|smaller)$")
_END = "printissue-end"


@dataclass(frozen=True, slots=True)
class Stylesheet:
    """The text of a style sheet, and its name in findings."""

    name: str
    css: str


def place(stylesheet: Stylesheet, node: Node) -> Place:
    """Return the place of a node of a style sheet."""
    line, column = node.source_line, node.source_column
    lines = stylesheet.css.splitlines()
    return Place(stylesheet.name, line, column, text=lines[line - 1] if line <= len(lines) else "")


def decode(name: str, raw: bytes) -> tuple[Stylesheet, tuple[Finding, ...]]:
    """Return the style sheet in a file, or an empty one and a finding where the file is not UTF-8."""
    try:
        return Stylesheet(name, raw.decode("utf-8-sig")), ()
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode("utf-8-sig", "replace").split("\n")
        text = raw.decode("utf-8", "replace").split("\n")[len(before) - 1]
        where = Place(name, len(before), len(before[-1]) + 1, text=text)
        byte = f"byte {error.start} (0x{raw[error.start]:02X})"
        message = f"the style sheet is not UTF-8: {byte} fits no character"
        return Stylesheet(name, ""), (Finding("css-fault", where, message, "save it as UTF-8"),)


@lru_cache(maxsize=256)
def _parsed(css: str) -> list[Node]:
    """Return the nodes of a style sheet.

    Cached: every check parses the same style sheets, for each issue of a run and after each save of a proof.
    """
    *nodes, last = _parsed_with_end(css)
    return nodes if _is_end(last) else tinycss2.parse_stylesheet(css)


@lru_cache(maxsize=256)
def _parsed_with_end(css: str) -> list[Node]:
    """Return the nodes of a style sheet with a rule of ours after it."""
    nodes: list[Node] = tinycss2.parse_stylesheet(f"{css}\n@{_END};")
    return nodes


def _is_end(node: Node) -> bool:
    """Return whether a node is our rule: then every rule and comment before it is closed."""
    return node.type == "at-rule" and node.at_keyword == _END and not node.prelude


def _parsed_rules(css: str) -> list[Node]:
    """Return the rules of a style sheet, without the comments and white space between them, but not inside them."""
    return [one for one in _parsed(css) if one.type not in ("comment", "whitespace")]


def addresses(stylesheet: Stylesheet) -> Iterator[tuple[str, Node]]:
    """Yield the addresses that a style sheet names with url() or @import, each with its node."""
    yield from _found_addresses(stylesheet.css)


@lru_cache(maxsize=64)
def _found_addresses(css: str) -> tuple[tuple[str, Node], ...]:
    return tuple(_addresses(_parsed(css)))


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


def _descendants(nodes: Sequence[Node]) -> Iterator[Node]:
    for node in nodes:
        yield node
        yield from _descendants(list(_inner(node)))


@lru_cache(maxsize=64)
def _functions(css: str) -> tuple[Node, ...]:
    """Return the variables and gradients that a style sheet uses."""
    return tuple(
        node
        for node in _descendants(_parsed(css))
        if node.type == "function"
        and (node.lower_name == "var" or node.lower_name.endswith("-gradient"))
    )


def variables(stylesheet: Stylesheet) -> Iterator[str]:
    """Yield the names of the custom properties that a style sheet declares, with their hyphens."""
    yield from _variables(stylesheet.css)


@lru_cache(maxsize=64)
def _variables(css: str) -> tuple[str, ...]:
    declarations = _declarations(_parsed_rules(css))
    return tuple(one.name for one in declarations if one.name.startswith("--"))


def _declarations(rules: Sequence[Node]) -> Iterator[Node]:
    for rule in rules:
        content = getattr(rule, "content", None) or []
        inner = tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True)
        yield from (one for one in inner if one.type == "declaration")
        yield from _declarations([one for one in inner if one.type != "declaration"])


def own_families(stylesheet: Stylesheet) -> Iterator[str]:
    """Yield the families that a style sheet declares with @font-face, in lower case."""
    for declaration in _declarations(_rules(stylesheet.css, faces=True)):
        if declaration.lower_name == "font-family":
            yield from (name.lower() for name, _ in _family_names(declaration.value))


def _rules(css: str, *, faces: bool) -> list[Node]:
    return [
        rule
        for rule in _parsed_rules(css)
        if faces == (rule.type == "at-rule" and rule.lower_at_keyword == "font-face")
    ]


def faults(
    stylesheet: Stylesheet,
    *,
    families: Collection[str],
    known: Collection[str],
    inks: Collection[str],
) -> Iterator[Finding]:
    """Yield the faults that the layout engine does not report.

    `families` are the names of all font families, in lower case; `known` are those of all custom properties with their
    hyphens, including those of `inks`.
    """
    yield from _unclosed(stylesheet)
    yield from _unknown_families(stylesheet, families)
    for node in _functions(stylesheet.css):
        if node.lower_name == "var":
            yield from _unknown_variable(stylesheet, node, known)
        else:
            yield from _gradient(stylesheet, node, inks)


def web_faults(stylesheet: Stylesheet, *, known: Collection[str]) -> Iterator[Finding]:
    """Yield the faults of a style sheet for web pages: a rule that is not closed, a variable that nothing declares.

    `known` are the names of all custom properties, with their hyphens.
    """
    yield from _unclosed(stylesheet)
    for node in _functions(stylesheet.css):
        if node.lower_name == "var":
            yield from _unknown_variable(stylesheet, node, known)


def font_faces(stylesheet: Stylesheet) -> Iterator[tuple[Mapping[str, str], Node]]:
    """Yield the descriptors of each `@font-face` without `src`, and its node; the build adds a file to such a rule."""
    for rule in _rules(stylesheet.css, faces=True):
        if rule.content is None:
            continue
        descriptors = {
            one.lower_name: tinycss2.serialize(
                [node for node in one.value if node.type != "comment"]
            ).strip()
            for one in _declarations([rule])
        }
        if "src" not in descriptors:
            yield descriptors, rule


def _unclosed(stylesheet: Stylesheet) -> Iterator[Finding]:
    """Yield the rule or comment that is not closed: with a rule of ours appended, ours is not the last."""
    rules = _parsed_with_end(stylesheet.css)
    last = next(rule for rule in reversed(rules) if rule.type != "whitespace")
    if last.type == "at-rule" and last.content is None:  # ours, or an @import without a block
        return
    what = "comment" if last.type == "comment" else "rule"
    message = f"the {what} that starts here is never closed"
    hint = "close it with */" if what == "comment" else "close it with }"
    yield Finding("css-fault", place(stylesheet, last), message, hint)


def _unknown_families(stylesheet: Stylesheet, families: Collection[str]) -> Iterator[Finding]:
    for name, node in _named_families(stylesheet.css):
        if name.lower() not in families and name.lower() not in GENERIC_FAMILIES:
            hint = "put its files into styles/fonts/, or name a family of docs/themes.md"
            message = f"there is no font of the family {name!r}"
            yield Finding("font-missing", place(stylesheet, node), message, hint)


@lru_cache(maxsize=64)
def _named_families(css: str) -> tuple[tuple[str, Node], ...]:
    """Return the font families that the rules of a style sheet name, but not those of @font-face."""
    found: list[tuple[str, Node]] = []
    for declaration in _declarations(_rules(css, faces=False)):
        if declaration.lower_name == "font-family":
            found += _family_names(declaration.value)
        elif declaration.lower_name == "font":
            found += _family_names(_after_size(declaration.value))
    return tuple(found)


def _family_names(value: Sequence[Node]) -> Iterator[tuple[str, Node]]:
    """Yield the family names in a list, each with its node; a name may be several words without quotes."""
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
    """Return the families of a `font` shorthand: what follows its size and line height."""
    last = 0
    for number, node in enumerate(value, 1):
        size = node.type == "ident" and _SIZE_WORDS.match(node.value.lower())
        if node.type in ("dimension", "percentage", "number", "function") or size:
            last = number
    return value[last:] if last else []


def _unknown_variable(
    stylesheet: Stylesheet, node: Node, known: Collection[str]
) -> Iterator[Finding]:
    words = [one for one in node.arguments if one.type not in ("whitespace", "comment")]
    name = words[0].value if words and words[0].type == "ident" else ""
    if name in known or len(words) > 1:  # with a fallback value
        return
    message = f"no ink and no style sheet declares {name}" if name else "var() names no property"
    hint = f"declared are {', '.join(sorted(known))}"
    yield Finding("css-fault", place(stylesheet, node), message, hint)


def _gradient(stylesheet: Stylesheet, node: Node, inks: Collection[str]) -> Iterator[Finding]:
    inside = list(_descendants(node.arguments))
    names = {one.value for one in inside if one.type == "ident"}
    if names & set(inks) or any(
        one.type == "function" and one.lower_name == "device-cmyk" for one in inside
    ):
        message = "a gradient cannot mix inks"
        hint = "use a flat ink, a gradient of RGB colours or a picture"
        yield Finding("css-fault", place(stylesheet, node), message, hint)
