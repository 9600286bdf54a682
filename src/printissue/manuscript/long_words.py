"""Words and addresses that are too long: the layout looks for a place to break them for minutes, and finds none."""

import re
from collections.abc import Iterator
from functools import cache
from unicodedata import category

from printissue.core.findings import Finding
from printissue.manuscript.nodes import Path, Scalar, walk
from printissue.manuscript.places import SourceMap

MOST_LETTERS = 200
"""Letters of a word: ten of 250 take the layout eight seconds, one of 1,000 seventeen."""

MOST_SIGNS = 1000
"""Characters of any other stretch without a place to break, for example a line of dots."""

MOST_URL = 2000
"""Characters of an address: browsers and mail programs take no more (sitemaps.org: 2,048)."""

MOST_FINDINGS = 20
"""Findings of one text."""

_EAST_ASIAN = (
    r"\u2e80-\u9fff\ua000-\ua4cf\uac00-\ud7ff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef"
    r"\U0001f000-\U0001faff\U00020000-\U0003ffff"  # emoji, rare ideographs
)
"""Scripts in which a line may break after each sign."""

_BREAKING = r"\s\u00ad\u200b\-\u2010-\u2015/\\|" + _EAST_ASIAN
"""Where a line may break without a hyphen (UAX #14), as far as it takes to see what is a word."""

_COMPLEX = (
    r"\u0e00-\u0eff\u0f00-\u0fff\u1000-\u109f\u1780-\u17ff\u1950-\u19df\u1a20-\u1aaf\uaa60-\uaadf"
)
"""Thai, Lao, Tibetan, Burmese, Khmer and their neighbours, which write words without spaces."""

_SIGN = rf"[^\s<>()\"{_EAST_ASIAN}{_COMPLEX}]"
_URL = re.compile(rf"(?:https?://|mailto:|tel:)(?:{_SIGN}|\({_SIGN}*\))+", re.IGNORECASE)
_TARGET = re.compile(rf"(?<=\]\(){_URL.pattern}|(?<=\]: ){_URL.pattern}", re.IGNORECASE)
"""An address that Markdown does not print; the print edition has it in a note, where it can break."""

_ADDRESSES = frozenset({"url", "online", "web", "base_url"})
"""The keys whose values are addresses."""

_RUN = re.compile(rf"\S{{{MOST_LETTERS + 1},}}")
_STRETCH = re.compile(rf"[^{_BREAKING}{_COMPLEX}]{{{MOST_SIGNS + 1},}}")


@cache
def _word() -> re.Pattern[str]:
    """Return what finds words: letters and digits with their combining marks (UAX #29)."""
    marks = "".join(filter(lambda one: category(one)[0] == "M", map(chr, range(0x300, 0xFB1F))))
    letter = rf"(?![{_BREAKING}{_COMPLEX}])[^\W_]|[{marks}]"
    return re.compile(rf"(?:{letter}){{{MOST_LETTERS + 1},}}")


def long_words(places: SourceMap) -> Iterator[Finding]:
    """Find words and addresses that are too long, in every text of a file; each at its place."""
    for path, node in walk(places.tree):
        if isinstance(node, Scalar) and _RUN.search(node.text):
            yield from _in_text(places, path, node.text.strip())


def _in_text(places: SourceMap, path: Path, text: str) -> Iterator[Finding]:
    found = [
        (match, "the address", MOST_URL)
        for match in _URL.finditer(text)
        if len(match[0].rstrip(".,;:!?'")) > MOST_URL
    ]
    unprinted = _URL if path[-1:] and path[-1] in _ADDRESSES else _TARGET
    without = unprinted.sub(lambda match: " " * len(match[0]), text)
    found += [(match, "the word", MOST_LETTERS) for match in _word().finditer(without)]
    words = [match.span() for match, *_ in found]
    found += [
        (match, "the stretch without a space", MOST_SIGNS)
        for match in _STRETCH.finditer(without)
        if not any(start < match.end() and match.start() < end for start, end in words)
    ]
    shown = sorted(found, key=lambda one: one[0].start())[:MOST_FINDINGS]
    where = places.characters(path, [match.start() for match, *_ in shown])
    for (match, what, most), place in zip(shown, where, strict=True):
        begins = match[0][:30]
        message = f"{what} that begins with {begins!r} has {len(match[0]):,} characters, more than {most:,}"
        hint = (
            "give a shorter address"
            if what == "the address"
            else "put a space, a hyphen or a soft hyphen (U+00AD) where it may break"
        )
        yield Finding("long-word", place, message, hint)
