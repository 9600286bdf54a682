"""Findings for the errors of the YAML parser, in the words of people who write manuscripts."""

import re
from typing import NamedTuple

import yaml

from printissue.core.findings import Finding
from printissue.manuscript.source import Source


class _Translation(NamedTuple):
    """The message and hint for one error of the parser.

    `pattern` matches the parser's own words; groups fill the placeholders of `message`. With `at_context` the place
    is where the parser's context starts, otherwise where it stopped.
    """

    pattern: str
    at_context: bool
    message: str
    hint: str
    rule: str = "yaml-syntax"


_QUOTE = "put the text in quotes, or on the lines after a '|'"
_BRACKET = "put a text that starts with [ or {{ in quotes"

_TRANSLATIONS = (
    _Translation(
        "scanning an alias",
        True,
        "a text cannot start with *: in YAML that is an alias",
        _QUOTE,
        "yaml-anchor",
    ),
    _Translation(
        "scanning an anchor",
        True,
        "a text cannot start with &: in YAML that is an anchor",
        _QUOTE,
        "yaml-anchor",
    ),
    _Translation(
        "(scanning|parsing) a (tag|%TAG)|tag handle",
        True,
        "a text cannot start with !: in YAML that is a tag",
        _QUOTE,
        "yaml-tag",
    ),
    _Translation(
        "scanning a directive|found duplicate YAML|incompatible YAML",
        True,
        "a line cannot start with %",
        _QUOTE,
    ),
    _Translation(
        "mapping values are not allowed",
        False,
        "a ':' is not allowed here",
        "put a text with ': ' in quotes; indent a key like the other keys of its group",
    ),
    _Translation(
        "found character '(.)' that cannot start", False, "a text cannot start with {0}", _QUOTE
    ),
    _Translation(
        "quoted scalar.*unexpected (end of stream|document separator)",
        True,
        "the quotation mark that opens here is never closed",
        'close it; in \'…\' write an apostrophe twice, in "…" write a quotation mark as \\"',
    ),
    _Translation(
        "unknown escape character '(.)'",
        False,
        "\\{0} is not an escape that double quotes allow",
        "write \\\\ for a backslash, or put the text in single quotes",
    ),
    _Translation(
        "escape sequence of (\\d+)",
        False,
        "{0} hexadecimal digits are expected here",
        "in double quotes, \\ starts an escape: write \\\\ for a backslash",
    ),
    _Translation(
        "could not find expected ':'",
        True,
        "this line is neither 'key: value' nor part of a text",
        "indent a text further than its key, or write ': ' after a key",
    ),
    _Translation(
        "sequence entries are not allowed",
        False,
        "a list cannot start here",
        "start each '- ' on a line of its own, under the key",
    ),
    _Translation("mapping keys are not allowed", False, "a '? ' cannot start here", _QUOTE),
    _Translation(
        "expected <block end>, but found '(.+)'",
        False,
        "{0} does not belong here",
        "indent it like the other keys or items of its group",
    ),
    _Translation(
        "flow (sequence|mapping).*(stream end|document)",
        True,
        "the bracket that opens here is never closed",
        _BRACKET,
    ),
    _Translation(
        "expected ',' or '(.)'",
        False,
        "a ',' or {0} is missing before this",
        _BRACKET,
    ),
    _Translation(
        "flow node.*(stream end|document)",
        False,
        "the file ends inside a bracket that is never closed",
        _BRACKET,
    ),
    _Translation(
        "expected the node content, but found '(.+)'",
        False,
        "a value is expected here, not {0}",
        _QUOTE,
    ),
    _Translation(
        "block scalar",
        False,
        "only '-' or '+' can follow | or > on the same line",
        "start the text on the next line, indented",
    ),
    _Translation(
        "expected '<document start>', but found '(.+)'",
        False,
        "{0} does not belong here",
        "indent it like the other keys of its group",
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
    """Return the finding for an exception of the parser; `index` is where the parser stopped."""
    if not isinstance(error, yaml.MarkedYAMLError):
        hint = "in double quotes, \\ starts an escape: write \\\\ for a backslash"
        return Finding("yaml-syntax", source.place(index), "this cannot be read as YAML", hint)
    description = f"{error.context or ''}: {error.problem or ''}"
    if finding := _finding_from_line(source, error):
        return finding
    for translation in _TRANSLATIONS:
        if match := re.search(translation.pattern, description):
            mark = (translation.at_context and error.context_mark) or error.problem_mark
            tokens = [_TOKENS.get(group, group) for group in match.groups() if group]
            place = source.place(mark.index if mark else index)
            message = translation.message.format(*tokens)
            return Finding(translation.rule, place, message, translation.hint.format())
    mark = error.problem_mark or error.context_mark
    return Finding(
        "yaml-syntax",
        source.place(mark.index if mark else index),
        error.problem or "this cannot be read as YAML",
    )


def _finding_from_line(source: Source, error: yaml.MarkedYAMLError) -> Finding | None:
    """Return a finding for an error that the line itself explains better than the parser, or None."""
    mark, problem = error.problem_mark, error.problem or ""
    if mark is None:
        return None
    before = source.lines[mark.line][: mark.column].rstrip()
    message_and_hint: tuple[str, str] | None = None
    if "mapping values are not allowed" in problem:
        if match := re.match(r" *(?:- +)*([\w-]+): +\S", before):
            at_end = mark.column + 1 == len(source.lines[mark.line].rstrip())
            message_and_hint = colon_in_text(match[1], at_end=at_end)
        elif re.fullmatch(r" *[\w-]+", before):
            message_and_hint = (
                "this key is indented further than the key above, so YAML reads it as part of that key's text",
                "indent it like the other keys of its group; put a text of several lines with ': ' in quotes",
            )
    elif "but found '<scalar>'" in problem and before[-1:] in ("'", '"'):
        quote = before[-1]
        inner = "an apostrophe twice" if quote == "'" else 'a quotation mark as \\"'
        message_and_hint = (
            f"the text ends with the {quote} before this, and nothing can follow it",
            f"put the whole text in quotes; in {quote}…{quote} write {inner}",
        )
    elif "but found '<scalar>'" in problem and before[-1:] in ("]", "}"):
        message_and_hint = (
            f"the text starts with a bracket, so YAML ends it at the {before[-1]} before this",
            "put the whole text in quotes",
        )
    return (
        Finding("yaml-syntax", source.place(mark.index), *message_and_hint)
        if message_and_hint
        else None
    )


def colon_in_text(key: str, *, at_end: bool) -> tuple[str, str]:
    """Return the message and hint for the text of `key` with a ': ' in it, or with a ':' at its end."""
    message = (
        "the text ends with a ':', so YAML reads it as a key"
        if at_end
        else "the text has a ': ' in it, so YAML reads what follows as a value"
    )
    hint = f'put the text in quotes, as in {key}: "…"; put another key on a line of its own'
    return message, hint
