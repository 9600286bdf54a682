"""Find words and addresses that are too long: the layout would search for minutes for a place to break them."""

import re
from collections.abc import Iterator
from functools import cache
from unicodedata import category

from printissue.core.findings import Finding
from printissue.manuscript.model_paths import url_keys
from printissue.manuscript.nodes import Path, Scalar, walk
from printissue.manuscript.source_map import SourceMap

MAX_WORD = 200
"""Letters of a word. The layout takes eight seconds for ten words of 250, and seventeen for one of 1,000."""

MAX_UNBROKEN = 1000
"""Characters of any other text without a place to break, for example a line of dots."""

MAX_URL = 2000
"""Characters of an address. Browsers and mail programs accept no longer ones (sitemaps.org: 2,048)."""

MAX_FINDINGS = 20
"""Findings for one text."""

_EAST_ASIAN = (
    r"\u2e80-\u9fff\ua000-\ua4cf\uac00-\ud7ff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef"
    r"\U0001f000-\U0001faff\U00020000-\U0003ffff"  # emoji, rare ideographs
)
"""Scripts in which a line can break after each character."""

_BREAKING = r"\s\u00ad\u200b\-\u2010-\u2015/\\|" + _EAST_ASIAN
"""Characters after which a line can break without a hyphen: those of UAX #14 that end a word."""

_COMPLEX = (
    r"\u0e00-\u0eff\u0f00-\u0fff\u1000-\u109f\u1780-\u17ff\u1950-\u19df\u1a20-\u1aaf\uaa60-\uaadf"
)
"""Thai, Lao, Tibetan, Burmese, Khmer and related scripts, which write words without spaces."""

_IN_URL = rf"[^\s<>()\"{_EAST_ASIAN}{_COMPLEX}]"
_URL = re.compile(rf"(?i:https?://|mailto:|tel:)(?:{_IN_URL}|\({_IN_URL}*\))+")
_LINK_TARGET = re.compile(rf"(?<=\]\(){_URL.pattern}|(?<=\]: ){_URL.pattern}")
"""An address that Markdown does not print; the print edition has it in a note, where it can break."""

_LONG_RUN = re.compile(rf"\S{{{MAX_WORD + 1},}}")
_UNBROKEN = re.compile(rf"[^{_BREAKING}{_COMPLEX}]{{{MAX_UNBROKEN + 1},}}")


@cache
def _long_word() -> re.Pattern[str]:
    """Return the pattern of a word that is too long: letters and digits with their combining marks (UAX #29)."""
    marks = "".join(filter(lambda one: category(one)[0] == "M", map(chr, range(0x300, 0xFB1F))))
    letter = rf"(?![{_BREAKING}{_COMPLEX}])[^\W_]|[{marks}]"
    return re.compile(rf"(?:{letter}){{{MAX_WORD + 1},}}")


def find_long_words(places: SourceMap) -> Iterator[Finding]:
    """Yield a finding for each word or address of a file that is too long, at its place."""
    for path, node in walk(places.tree):
        if isinstance(node, Scalar) and _LONG_RUN.search(node.text):
            yield from _in_text(places, path, node.text.strip())


def _in_text(places: SourceMap, path: Path, text: str) -> Iterator[Finding]:
    problems = [
        (match, "the address", MAX_URL)
        for match in _URL.finditer(text)
        if len(match[0].rstrip(".,;:!?'")) > MAX_URL
    ]
    unprinted = _URL if path[-1:] and path[-1] in url_keys() else _LINK_TARGET
    printed = unprinted.sub(lambda match: " " * len(match[0]), text)
    problems += [(match, "the word", MAX_WORD) for match in _long_word().finditer(printed)]
    spans = [match.span() for match, *_ in problems]
    problems += [
        (match, "the text without a space", MAX_UNBROKEN)
        for match in _UNBROKEN.finditer(printed)
        if not any(start < match.end() and match.start() < end for start, end in spans)
    ]
    reported = sorted(problems, key=lambda one: one[0].start())[:MAX_FINDINGS]
    where = places.characters(path, [match.start() for match, *_ in reported])
    for (match, what, limit), place in zip(reported, where, strict=True):
        start, length = match[0][:30], len(match[0])
        message = (
            f"{what} that starts with {start!r} has {length:,} characters; the limit is {limit:,}"
        )
        hint = (
            "use a shorter address"
            if what == "the address"
            else "insert a space, a hyphen or a soft hyphen (U+00AD) where it can break"
        )
        yield Finding("long-word", place, message, hint)
