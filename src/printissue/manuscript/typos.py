"""Typos in YAML: characters that only look like those of YAML, and hyphens and colons without a space after them.

Word processors and phones write dashes, no-break spaces and curly quotes where YAML needs hyphens, spaces and straight
quotes. The parser reports these far from where they are, or reads them as text. To find them, the possible typos near
a problem are repaired one at a time, and the file is parsed again: if the parser gets further, the typo was the cause.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache

from printissue.core.findings import Finding, Place
from printissue.manuscript.model_paths import all_keys
from printissue.manuscript.nodes import Mapping, Scalar, Sequence, walk
from printissue.manuscript.source import Source
from printissue.manuscript.syntax_errors import colon_in_text

Parsed = tuple[Mapping | None, list[Finding]]

_SPACES = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_INVISIBLE = "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufffd"
_DASHES = "\u2010-\u2015\u2212\ufe58\uff0d\u2022\u2023\u25aa\u25cf\u25e6\u00b7*"
_COLONS = "\uff1a\ufe55\u2236\ua789"
_QUOTES = "\u201c-\u201f\u2018-\u201b\u00ab\u00bb\u2039\u203a\u300c-\u300f"
_LOOKALIKE_IN_KEY = re.compile(f"[{_SPACES}{_INVISIBLE}{_COLONS}{_QUOTES}]")
_CANDIDATE = re.compile(f"[{_SPACES}{_INVISIBLE}{_DASHES}{_COLONS}{_QUOTES}=<>-]|:")
_BLOCK_TEXT = re.compile(r"(?P<before>(?: |- )*)(?:[^#'\"]*?:|-)? *[|>][-+0-9]*(?: +#.*)? *$")

_COLON = re.compile(":(?= |$)")
_MAX_TYPOS, _MAX_TRIALS = 60, 8
_MAX_LENGTH = 300_000
"""The characters of the longest file that is searched for typos: each trial parses it again."""


@dataclass(frozen=True, slots=True)
class _Typo:
    """A possible typo: a range of the source, and the `text` that was probably meant.

    `offset` is the index of the wrong character within the range. Without a message, it has been reported before.
    """

    start: int
    end: int
    text: str
    message: str
    hint: str
    offset: int = 0


@dataclass(frozen=True, slots=True)
class _Problems:
    """The problems of a source: how bad it is (lower is better), the lines with problems, where the parser stopped."""

    badness: tuple[int, int, int]
    lines: frozenset[int]
    stopped: int | None


def repair(
    source: Source, parsed: Parsed, parse: Callable[[Source], Parsed]
) -> tuple[Source, Parsed]:
    """Repair the typos that cause problems. Return the repaired source, its tree and all findings.

    The findings are those of the typos, then those of the parser. Without such typos, the arguments are returned.
    """
    current, typos = source, list[_Typo]()
    while len(source.text) <= _MAX_LENGTH and len(typos) < _MAX_TYPOS:
        problems = _problems(current, parsed)
        better = problems and _repair_once(current, problems, parse)
        if not better:
            break
        repaired, current, parsed = better
        typos += repaired
    findings = [
        Finding("yaml-syntax", _place(source, typos, number), typo.message, typo.hint)
        for number, typo in enumerate(typos)
        if typo.message
    ]
    return current, (parsed[0], [*findings, *parsed[1]])


def cut_texts(source: Source, tree: Mapping) -> list[Finding]:
    """Return a warning for each text that a # cuts off, as in `Number #1 of 2`. Comments have a space after the #."""
    findings = []
    for _, node in walk(tree):
        if isinstance(node, Scalar) and node.style is None:
            end = node.index + len(node.text)
            rest = re.match(r" +#[^\s#].*", source.text[end:].partition("\n")[0])
            if rest and source.text[node.index : end] == node.text:
                place = source.place(source.text.index("#", end))
                hint = "put the whole text in quotes; if this is a comment, put a space after the #"
                message = "the text ends here: in YAML, # starts a comment"
                findings.append(Finding("yaml-comment", place, message, hint))
    return findings


def _place(source: Source, typos: list[_Typo], number: int) -> Place:
    """Return the place of a typo in the original source; earlier repairs may have moved it."""
    start = typos[number].start + typos[number].offset
    for earlier in reversed(typos[:number]):
        if earlier.start < start:
            start -= len(earlier.text) - (earlier.end - earlier.start)
    return source.place(start)


def _repair_once(
    source: Source, problems: _Problems, parse: Callable[[Source], Parsed]
) -> tuple[tuple[_Typo, ...], Source, Parsed] | None:
    """Repair the typo nearest to a problem that makes a source better; None if there is none.

    If no single repair helps, all typos of one kind are repaired together. Return the typos, the repaired source
    and the result of parsing it.
    """
    for typos in _candidates(source, problems):
        text = source.text
        for typo in typos:
            text = text[: typo.start] + typo.text + text[typo.end :]
        repaired = replace(Source.of(source.file, text), lines=source.lines)
        parsed = parse(repaired)
        after = _problems(repaired, parsed)
        if after is None or after.badness < problems.badness:
            return typos, repaired, parsed
    return None


def _candidates(source: Source, problems: _Problems) -> Iterator[tuple[_Typo, ...]]:
    """Yield the typos to repair in each trial. Several are in reverse order, so that a repair moves no other typo."""
    typos, stopped = list(_find_typos(source)), problems.stopped
    near = [typo for typo in typos if source.place(typo.start).line in problems.lines]
    if stopped is not None:
        before = [typo for typo in typos if typo.start <= stopped]
        near += [*before[::-1][:_MAX_TRIALS], *before[:_MAX_TRIALS]]
        typos = before
    yield from ((typo,) for typo in dict.fromkeys(near))
    for message in dict.fromkeys(typo.message for typo in near):
        alike = [typo for typo in typos if typo.message == message]
        if 1 < len(alike) <= _MAX_TYPOS:
            yield tuple(alike[::-1])


def _problems(source: Source, parsed: Parsed) -> _Problems | None:
    """Return the problems of a source that typos may explain, or None."""
    tree, findings = parsed
    stop = next((one for one in findings[::-1] if one.rule.startswith("yaml-")), None)
    stopped = None
    if tree is None:
        stopped = len(source.text)
    elif not tree.complete and stop:
        line, column = stop.place.line or 1, stop.place.column or 1
        stopped = source.starts[line - 1] + column - 1
    suspicious = list(_suspicious_indices(tree)) if tree else []
    if stopped is None and not suspicious:
        return None
    lines = {source.place(index).line or 0 for index in suspicious}
    if stop and stopped is not None:
        lines.add(stop.place.line or 0)
    badness = (stopped is not None, -(stopped or 0), len(suspicious))
    return _Problems(badness, frozenset(lines), stopped)


def _suspicious_indices(tree: Mapping) -> Iterator[int]:
    """Yield the indices of keys with characters that no key has, and of list items that were meant as keys."""
    for _, node in walk(tree):
        if isinstance(node, Mapping):
            for key, entry in node.entries.items():
                if _LOOKALIKE_IN_KEY.search(key):
                    yield entry.key_index
        elif isinstance(node, Sequence):
            for item in node.items:
                if (
                    isinstance(item, Scalar)
                    and item.style is None
                    and _text_like_key().match(item.text)
                ):
                    yield item.index


def _find_typos(source: Source) -> Iterator[_Typo]:
    """Yield everything that may be a typo, except in the texts under a `|` or `>`."""
    inside = -1  # the indentation of the line with the `|` or `>`, or -1 outside such a text
    for start, line in zip(source.starts, source.text.split("\n"), strict=True):
        width = len(line) - len(line.lstrip(" "))
        if inside >= 0 and (not line.strip(" ") or width > inside):
            continue
        inside = -1
        if match := _BLOCK_TEXT.match(line):
            inside = len(match["before"]) if line[match.end("before") :][:1] not in "|>" else width
        if _CANDIDATE.search(line):
            yield from _typos_in_line(line, start)


def _typos_in_line(line: str, start: int) -> Iterator[_Typo]:
    if re.match(r"(<{7}|={7}|>{7})( |$)", line):
        message = "two versions of the file were merged here, but none was chosen"
        hint = "keep one of the two versions and delete the lines with <<<<<<<, ======= and >>>>>>>"
        yield _Typo(start, start + len(line), "", message, hint)
        return
    for pattern, repaired in _patterns():
        for match in pattern.finditer(line):
            text, message, hint = repaired(match)
            offset = _COLON.search(match[1]) if repaired is _unquoted else None
            yield _Typo(
                start + match.start(1),
                start + match.end(1),
                text,
                message,
                hint,
                offset.start() if offset else 0,
            )


_Repaired = Callable[[re.Match[str]], tuple[str, str, str]]
"""Returns the text that was meant, the message and the hint for a match."""


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], _Repaired], ...]:
    """Return the patterns of typos in a line; the first group of each is what has to be replaced."""
    mark = rf"^[ {_SPACES}{_INVISIBLE}]*(?:- +)*"
    key = rf"(?:{'|'.join(sorted(all_keys(), key=len, reverse=True))})"
    blank = rf"[ {_SPACES}]"
    return (
        (re.compile(rf"^ *([{_SPACES}]{blank}*)"), _indent),
        (re.compile(rf"^ *([\u2001\u2003\u3000]{blank}*)"), _wide_indent),
        (re.compile(rf"{mark}([{_INVISIBLE}]+)"), _invisible),
        (re.compile(rf"{mark}([{_DASHES}](?:{blank}+|(?=\w)))"), _dash),
        (re.compile(rf"{mark}(-)(?={key}:)", re.IGNORECASE), _bare_dash),
        (re.compile(rf"{mark}(-[{_SPACES}]{blank}*)"), _space),
        (re.compile(rf"{mark}{key}( *[{_SPACES}]+)(?=:)", re.IGNORECASE), _space),
        (re.compile(rf"{mark}{key} ?:( *[{_SPACES}]+)", re.IGNORECASE), _space),
        (re.compile(rf"{mark}{key}{blank}*([{_COLONS}]{blank}*)", re.IGNORECASE), _colon),
        (re.compile(rf"{mark}{key}( *=+ *)(?=\S)", re.IGNORECASE), _equals),
        (re.compile(rf"{mark}{key}(:)(?=[^\s:/])", re.IGNORECASE), _bare_colon),
        (re.compile(rf"{mark}([{_QUOTES}]{key}[{_QUOTES}])(?={blank}*:)", re.IGNORECASE), _quotes),
        (
            re.compile(
                rf"{mark}(?:[{_DASHES}]{blank}+)?{key}: +"
                rf"([^\s\"'|>&*!%@`#\[\]{{}}{_QUOTES}].*?:(?: .*)?)$",
                re.IGNORECASE,
            ),
            _unquoted,
        ),
        (re.compile(rf"(?:{mark}|^.*?: +)([{_QUOTES}][^\"]*[{_QUOTES}]) *$"), _quotes),
    )


@cache
def _text_like_key() -> re.Pattern[str]:
    """Return the pattern of a text that was meant as a key with a value."""
    keys = "|".join(sorted(all_keys(), key=len, reverse=True))
    return re.compile(rf"(?:{keys})[ {_SPACES}]*(?:[{_COLONS}]|=|:[{_SPACES}\w])", re.IGNORECASE)


def _wide_indent(match: re.Match[str]) -> tuple[str, str, str]:
    """Return what `_indent` does, but with two spaces for a wide one."""
    return (re.sub("[\u2001\u2003\u3000]", "  ", match[1]), *_indent(match)[1:])


def _indent(match: re.Match[str]) -> tuple[str, str, str]:
    return (
        " " * len(match[1]),
        f"the line is indented with {_describe(match[1])}",
        "indent with the space bar only; in a word processor, search for this space and replace it",
    )


def _invisible(match: re.Match[str]) -> tuple[str, str, str]:
    if "\ufffd" in match[1]:
        return "", "", ""
    return "", f"there is an invisible character here: {_describe(match[1])}", "delete it"


def _dash(match: re.Match[str]) -> tuple[str, str, str]:
    return (
        "- " if match[1][-1:].isalnum() or len(match[1]) == 1 else f"-{' ' * (len(match[1]) - 1)}",
        f"a list item must start with a hyphen, but this is {_describe(match[1][0])}",
        "write '- ', a hyphen and a space",
    )


def _bare_dash(_: re.Match[str]) -> tuple[str, str, str]:
    return (
        "- ",
        "the hyphen of a list item has no space after it",
        "write '- ', a hyphen and a space",
    )


def _space(match: re.Match[str]) -> tuple[str, str, str]:
    text = re.sub(rf"[{_SPACES}]", " ", match[1])
    message = f"this must be a plain space, but it is {_describe(match[1])}"
    return text, message, "use the space bar"


def _colon(match: re.Match[str]) -> tuple[str, str, str]:
    return (
        f":{' ' * max(1, len(match[1]) - 1)}",
        f"a key must end with a colon, but this is {_describe(match[1])}",
        "write ': ', a colon and a space",
    )


def _equals(match: re.Match[str]) -> tuple[str, str, str]:
    return (
        f":{' ' * max(1, len(match[1]) - 1)}",
        "a key must end with a colon, not an equals sign",
        "write ': ', a colon and a space",
    )


def _bare_colon(_: re.Match[str]) -> tuple[str, str, str]:
    return ": ", "the colon after the key has no space after it", "write ': ', a colon and a space"


def _quotes(match: re.Match[str]) -> tuple[str, str, str]:
    return (
        f'"{match[1][1:-1]}"',
        f"this text is quoted with {_describe(match[1])}, which YAML reads as part of the text",
        "put straight quotes around it: \"…\" or '…'",
    )


def _unquoted(match: re.Match[str]) -> tuple[str, str, str]:
    key = match[0].partition(":")[0].strip(" -")
    at_end = _COLON.search(match[1], len(match[1].rstrip()) - 1) is not None
    quoted = match[1].replace("'", "''")
    return (f"'{quoted}'", *colon_in_text(key, at_end=at_end))


def _describe(text: str) -> str:
    """Name the first non-ASCII character of a text, or its first one: `an en dash (U+2013)`."""
    character = next((one for one in text if not one.isascii()), text[0])
    name = unicodedata.name(character, "a character").lower()
    article = "an" if name[0] in "aeiou" else "a"
    return f"{article} {name} (U+{ord(character):04X})"
