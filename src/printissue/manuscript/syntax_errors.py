"""What the YAML parser complains of, in the words of those who write manuscripts."""

import re
from typing import NamedTuple

import yaml

from printissue.core.findings import Finding
from printissue.manuscript.source import Source


class _Reading(NamedTuple):
    """How a complaint is put: the pattern it is known by, whether the fault is where its context began, the words."""

    pattern: str
    at_context: bool
    message: str
    hint: str
    rule: str = "yaml-syntax"


_QUOTE = "put the text in quotes, or on the lines after a '|'"

_READINGS = (
    _Reading(
        "scanning an alias",
        True,
        "a text cannot start with *: in YAML that is an alias",
        _QUOTE,
        "yaml-anchor",
    ),
    _Reading(
        "scanning an anchor",
        True,
        "a text cannot start with &: in YAML that is an anchor",
        _QUOTE,
        "yaml-anchor",
    ),
    _Reading(
        "(scanning|parsing) a (tag|%TAG)|tag handle",
        True,
        "a text cannot start with !: in YAML that is a tag",
        _QUOTE,
        "yaml-tag",
    ),
    _Reading(
        "scanning a directive|found duplicate YAML|incompatible YAML",
        True,
        "a line cannot start with %",
        _QUOTE,
    ),
    _Reading(
        "mapping values are not allowed",
        False,
        "a ':' cannot stand here",
        "quote a text that has ': ' in it; if this is a key, line it up with the keys it belongs to",
    ),
    _Reading(
        "found character '(.)' that cannot start", False, "a text cannot start with {0}", _QUOTE
    ),
    _Reading(
        "quoted scalar.*unexpected (end of stream|document separator)",
        True,
        "the quotation mark that opens here is never closed",
        'close it; inside \'…\' an apostrophe is written twice, inside "…" a quotation mark is \\"',
    ),
    _Reading(
        "unknown escape character '(.)'",
        False,
        "\\{0} means nothing inside double quotes",
        "write \\\\ for a backslash, or put the text in single quotes",
    ),
    _Reading(
        "escape sequence of (\\d+)",
        False,
        "{0} hexadecimal digits are wanted here",
        "inside double quotes \\ starts an escape",
    ),
    _Reading(
        "could not find expected ':'",
        True,
        "this line is neither 'key: value' nor part of a text",
        "indent a text further than its key, or put ': ' behind a key",
    ),
    _Reading(
        "sequence entries are not allowed",
        False,
        "a list cannot start here",
        "start each '- ' on a line of its own, under the key",
    ),
    _Reading("mapping keys are not allowed", False, "a '? ' cannot start here", _QUOTE),
    _Reading(
        "expected <block end>, but found '(.+)'",
        False,
        "{0} does not belong here",
        "line it up with the keys or items it belongs to",
    ),
    _Reading(
        "flow (sequence|mapping).*(stream end|document)",
        True,
        "the bracket that opens here is never closed",
        "quote a text that starts with [ or {{",
    ),
    _Reading(
        "expected ',' or '(.)'",
        False,
        "a ',' or {0} is missing before this",
        "quote a text that starts with [ or {{",
    ),
    _Reading(
        "flow node.*(stream end|document)",
        False,
        "the file ends inside a bracket that is never closed",
        "quote a text that starts with [ or {{",
    ),
    _Reading(
        "expected the node content, but found '(.+)'",
        False,
        "a value is wanted here, not {0}",
        _QUOTE,
    ),
    _Reading(
        "block scalar",
        False,
        "behind | or > nothing may follow on the line but a '-' or '+'",
        "start the text on the next line, indented",
    ),
    _Reading(
        "expected '<document start>', but found '(.+)'",
        False,
        "{0} does not belong here",
        "line it up with the keys it belongs to",
    ),
)

_TOKENS = {
    "<scalar>": "this text",
    "<block mapping start>": "this key",
    "<block sequence start>": "this list",
    "<block sequence entry>": "this item",
    "<stream end>": "the end of the file",
    "<block end>": "the end of the block",
    "?": "this key",
    "-": "this item",
    "]": "a ']'",
    "}": "a '}'",
    ",": "a ','",
    ":": "a ':'",
    "[": "this '['",
    "{": "this '{'",
}


def syntax_finding(source: Source, error: Exception, index: int) -> Finding:
    """Turn whatever the parser raised into a finding; `index` is how far it had come."""
    if not isinstance(error, yaml.MarkedYAMLError):
        hint = "inside double quotes \\ starts an escape; a backslash is written twice"
        return Finding("yaml-syntax", source.place(index), "this cannot be read as YAML", hint)
    complaint = f"{error.context or ''}: {error.problem or ''}"
    if closer := _plainer(source, error):
        return closer
    for reading in _READINGS:
        if match := re.search(reading.pattern, complaint):
            mark = (reading.at_context and error.context_mark) or error.problem_mark
            words = [_TOKENS.get(group, group) for group in match.groups() if group]
            place = source.place(mark.index if mark else index)
            return Finding(
                reading.rule, place, reading.message.format(*words), reading.hint.format()
            )
    mark = error.problem_mark or error.context_mark
    return Finding(
        "yaml-syntax",
        source.place(mark.index if mark else index),
        error.problem or "this is not YAML",
    )


def _plainer(source: Source, error: yaml.MarkedYAMLError) -> Finding | None:
    """Return a finding for what the line itself tells more of than the parser does."""
    mark, problem = error.problem_mark, error.problem or ""
    if mark is None:
        return None
    before = source.lines[mark.line][: mark.column].rstrip()
    found: tuple[str, str] | None = None
    if "mapping values are not allowed" in problem:
        if match := re.match(r" *(?:- +)*([\w-]+): +\S", before):
            ends = mark.column + 1 == len(source.lines[mark.line].rstrip())
            found = (
                "the text ends with a ':', which makes a key of it in YAML"
                if ends
                else "the text has a ': ' in it, which starts a value in YAML",
                f'put the text in quotes, as in {match[1]}: "…"; a further key stands on a line of its own',
            )
        elif re.fullmatch(r" *[\w-]+", before):
            found = (
                "this key is not in line with a key above it, so that it is a part of that one's text",
                "line it up with the keys it belongs to; quote a text of several lines that has ': ' in it",
            )
    elif "but found '<scalar>'" in problem and before[-1:] in ("'", '"'):
        quote = before[-1]
        inner = "an apostrophe is written twice" if quote == "'" else 'a quotation mark is \\"'
        found = (
            f"the text ends with the {quote} before this, and nothing may follow it",
            f"put all of the text in quotes; inside {quote}…{quote} {inner}",
        )
    elif "but found '<scalar>'" in problem and before[-1:] in ("]", "}"):
        found = (
            f"the text started with a bracket, and YAML takes it to end with the {before[-1]} before this",
            "put all of the text in quotes",
        )
    return Finding("yaml-syntax", source.place(mark.index), *found) if found else None
