"""Slips of the keyboard: characters that look like those of YAML but are others, and marks without their space.

Word processors and phones write dashes, no-break spaces and curly quotes where YAML wants hyphens, spaces and straight
quotes. The parser complains of these far from where they are, or takes them for text. Where it does, the slips near
the complaint are mended on trial, one by one: a slip whose mending takes the parser farther is what was wrong.
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

Parsed = tuple[Mapping | None, list[Finding]]

_SPACES = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_INVISIBLE = "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufffd"
_DASHES = "\u2010-\u2015\u2212\ufe58\uff0d\u2022\u2023\u25aa\u25cf\u25e6\u00b7*"
_COLONS = "\uff1a\ufe55\u2236\ua789"
_QUOTES = "\u201c-\u201f\u2018-\u201b\u00ab\u00bb\u2039\u203a\u300c-\u300f"
_ODD_IN_KEY = re.compile(f"[{_SPACES}{_INVISIBLE}{_COLONS}{_QUOTES}]")
_ANY = re.compile(f"[{_SPACES}{_INVISIBLE}{_DASHES}{_COLONS}{_QUOTES}=<>-]|:")
_BLOCK = re.compile(r"(?P<before>(?: |- )*)(?:[^#'\"]*?:|-)? *[|>][-+0-9]*(?: +#.*)? *$")

_COLON = re.compile(":(?= |$)")
_MOST_SLIPS, _MOST_TRIALS = 60, 8
_LONGEST = 300_000
"""Characters of a file that is searched for slips; each trial parses it again."""


@dataclass(frozen=True, slots=True)
class _Slip:
    """Where `text` may be meant in place of what is written; without a message it is reported already."""

    start: int
    end: int
    text: str
    message: str
    hint: str
    offset: int = 0  # of what is wrong, from the start


@dataclass(frozen=True, slots=True)
class _Complaint:
    """How bad a source is, lower ranks being better, and the lines that are complained of; where the parser stopped."""

    rank: tuple[int, int, int]
    lines: frozenset[int]
    stopped: int | None


def mend(
    source: Source, parsed: Parsed, parse: Callable[[Source], Parsed]
) -> tuple[Source, Parsed]:
    """Return a source without the slips that explain what is wrong with it, with what it is parsed as then.

    The findings of the slips come with those of the parser. Where no slip explains anything, all is as it was.
    """
    now, slips = source, list[_Slip]()
    while len(source.text) <= _LONGEST and len(slips) < _MOST_SLIPS:
        complaint = _complaint(now, parsed)
        better = complaint and _better(now, complaint, parse)
        if not better:
            break
        mended, now, parsed = better
        slips += mended
    told = [
        Finding("yaml-syntax", _place(source, slips, at), slip.message, slip.hint)
        for at, slip in enumerate(slips)
        if slip.message
    ]
    return now, (parsed[0], [*told, *parsed[1]])


def cut_texts(source: Source, tree: Mapping) -> list[Finding]:
    """Return a warning for each text that a # cuts off, such as `Number #1 of 2`: a comment has a space after it."""
    findings = []
    for _, node in walk(tree):
        if isinstance(node, Scalar) and node.style is None:
            end = node.index + len(node.text)
            rest = re.match(r" +#[^\s#].*", source.text[end:].partition("\n")[0])
            if rest and source.text[node.index : end] == node.text:
                place = source.place(source.text.index("#", end))
                hint = "put all of the text in quotes; a comment has a space after the #"
                message = "the text ends here: in YAML, what follows a # is a comment"
                findings.append(Finding("yaml-comment", place, message, hint))
    return findings


def _place(source: Source, slips: list[_Slip], at: int) -> Place:
    """Return where a slip is in the source as it is written: what was mended before it may have moved it."""
    start = slips[at].start + slips[at].offset
    for before in reversed(slips[:at]):
        if before.start < start:
            start -= len(before.text) - (before.end - before.start)
    return source.place(start)


def _better(
    source: Source, complaint: _Complaint, parse: Callable[[Source], Parsed]
) -> tuple[tuple[_Slip, ...], Source, Parsed] | None:
    """Return the slip nearest to a complaint whose mending takes the parser farther, with what comes of it.

    Where no single one does, it may be all of a kind.
    """
    for slips in _trials(source, complaint):
        text = source.text
        for slip in slips:
            text = text[: slip.start] + slip.text + text[slip.end :]
        mended = replace(Source.of(source.file, text), lines=source.lines)
        parsed = parse(mended)
        after = _complaint(mended, parsed)
        if after is None or after.rank < complaint.rank:
            return slips, mended, parsed
    return None


def _trials(source: Source, complaint: _Complaint) -> Iterator[tuple[_Slip, ...]]:
    """Yield what is to be mended on trial; several slips from the last to the first, so that none moves another."""
    slips, stopped = list(_slips(source)), complaint.stopped
    near = [one for one in slips if source.place(one.start).line in complaint.lines]
    if stopped is not None:
        before = [one for one in slips if one.start <= stopped]
        near += [*before[::-1][:_MOST_TRIALS], *before[:_MOST_TRIALS]]
        slips = before
    yield from ((one,) for one in dict.fromkeys(near))
    for message in dict.fromkeys(one.message for one in near):
        alike = [one for one in slips if one.message == message]
        if 1 < len(alike) <= _MOST_SLIPS:
            yield tuple(alike[::-1])


def _complaint(source: Source, parsed: Parsed) -> _Complaint | None:
    tree, findings = parsed
    stop = next((one for one in findings[::-1] if one.rule.startswith("yaml-")), None)
    stopped = None
    if tree is None:
        stopped = len(source.text)
    elif not tree.whole and stop:
        line, column = stop.place.line or 1, stop.place.column or 1
        stopped = source.starts[line - 1] + column - 1
    odd = list(_odd(tree)) if tree else []
    if stopped is None and not odd:
        return None
    lines = {source.place(index).line or 0 for index in odd}
    if stop and stopped is not None:
        lines.add(stop.place.line or 0)
    return _Complaint((stopped is not None, -(stopped or 0), len(odd)), frozenset(lines), stopped)


def _odd(tree: Mapping) -> Iterator[int]:
    """Yield the indices of keys that no one can have meant, and of list items that are meant as keys."""
    for _, node in walk(tree):
        if isinstance(node, Mapping):
            for key, entry in node.entries.items():
                if _ODD_IN_KEY.search(key):
                    yield entry.key_index
        elif isinstance(node, Sequence):
            for item in node.items:
                if isinstance(item, Scalar) and item.style is None and _as_key().match(item.text):
                    yield item.index


def _slips(source: Source) -> Iterator[_Slip]:
    """Go through all that may be a slip, outside of the texts that stand under a `|` or `>`."""
    inside = -1  # the column that a text under a key is indented beyond
    for start, line in zip(source.starts, source.text.split("\n"), strict=True):
        width = len(line) - len(line.lstrip(" "))
        if inside >= 0 and (not line.strip(" ") or width > inside):
            continue
        inside = -1
        if match := _BLOCK.match(line):
            inside = len(match["before"]) if line[match.end("before") :][:1] not in "|>" else width
        if _ANY.search(line):
            yield from _in_line(line, start)


def _in_line(line: str, start: int) -> Iterator[_Slip]:
    if re.match(r"(<{7}|={7}|>{7})( |$)", line):
        message = "two versions of the file were merged here, and one is to be chosen"
        hint = (
            "keep one of the two versions, and delete the lines with <<<<<<<, ======= and >>>>>>>"
        )
        yield _Slip(start, start + len(line), "", message, hint)
        return
    for pattern, make in _patterns():
        for match in pattern.finditer(line):
            text, message, hint = make(match)
            offset = _COLON.search(match[1]) if make is _unquoted else None
            yield _Slip(
                start + match.start(1),
                start + match.end(1),
                text,
                message,
                hint,
                offset.start() if offset else 0,
            )


_Make = Callable[[re.Match[str]], tuple[str, str, str]]


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], _Make], ...]:
    """Return the patterns of slips in a line, whose first group is what is mended, with what is meant and said."""
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
def _as_key() -> re.Pattern[str]:
    """Return the pattern of a text that is meant as a key with a value."""
    keys = "|".join(sorted(all_keys(), key=len, reverse=True))
    return re.compile(rf"(?:{keys})[ {_SPACES}]*(?:[{_COLONS}]|=|:[{_SPACES}\w])", re.IGNORECASE)


def _wide_indent(match: re.Match[str]) -> tuple[str, str, str]:
    """As `_indent`, where a wide space is meant as two."""
    return (re.sub("[\u2001\u2003\u3000]", "  ", match[1]), *_indent(match)[1:])


def _indent(match: re.Match[str]) -> tuple[str, str, str]:
    return (
        " " * len(match[1]),
        f"the line is indented with {_named(match[1])}",
        "indent with the space bar only; in a word processor, search for this space and replace it",
    )


def _invisible(match: re.Match[str]) -> tuple[str, str, str]:
    if "\ufffd" in match[1]:
        return "", "", ""
    return "", f"an invisible character is here: {_named(match[1])}", "delete it"


def _dash(match: re.Match[str]) -> tuple[str, str, str]:
    return (
        "- " if match[1][-1:].isalnum() or len(match[1]) == 1 else f"-{' ' * (len(match[1]) - 1)}",
        f"an item of a list starts with a hyphen, and this is {_named(match[1][0])}",
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
    return text, f"a plain space belongs here, and this is {_named(match[1])}", "use the space bar"


def _colon(match: re.Match[str]) -> tuple[str, str, str]:
    return (
        f":{' ' * max(1, len(match[1]) - 1)}",
        f"a colon follows a key, and this is {_named(match[1])}",
        "write ': ', a colon and a space",
    )


def _equals(match: re.Match[str]) -> tuple[str, str, str]:
    return (
        f":{' ' * max(1, len(match[1]) - 1)}",
        "a colon follows a key, not an equals sign",
        "write ': ', a colon and a space",
    )


def _bare_colon(_: re.Match[str]) -> tuple[str, str, str]:
    return ": ", "the colon after the key has no space after it", "write ': ', a colon and a space"


def _quotes(match: re.Match[str]) -> tuple[str, str, str]:
    return (
        f'"{match[1][1:-1]}"',
        f"this text is quoted with {_named(match[1])}, which YAML takes for a part of it",
        "put straight quotes around it: \"…\" or '…'",
    )


def _unquoted(match: re.Match[str]) -> tuple[str, str, str]:
    key = match[0].partition(":")[0].strip(" -")
    ends = _COLON.search(match[1], len(match[1].rstrip()) - 1) is not None
    quoted = match[1].replace("'", "''")
    return (
        f"'{quoted}'",
        "the text ends with a ':', which makes a key of it in YAML"
        if ends
        else "the text has a ': ' in it, which starts a value in YAML",
        f'put the text in quotes, as in {key}: "…"; a further key stands on a line of its own',
    )


def _named(text: str) -> str:
    """Name the first odd character of a text: `an en dash (U+2013)`."""
    odd = next((one for one in text if not one.isascii()), text[0])
    name = unicodedata.name(odd, "a character").lower()
    article = "an" if name[0] in "aeiou" else "a"
    return f"{article} {name} (U+{ord(odd):04X})"
