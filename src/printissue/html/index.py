"""The index of volumes: terms in the order of their language, each with the pages it is on."""

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from printissue.html.collation import initial, last_name_first, sort_key
from printissue.model.volumes import BoundIssue, BoundStory, PageRange, Volume

T = TypeVar("T")

KINDS = ("topics", "people", "places")
"""The parts of an index, in order; each is also a field of stories."""


@dataclass(frozen=True, slots=True)
class PageReference:
    """Pages of one issue that a term is on: their span, and the story that they begin with."""

    span: PageRange
    story: BoundStory


@dataclass(frozen=True, slots=True)
class Locator:
    """The pages of one issue that a term is on."""

    volume: Volume
    issue: BoundIssue
    references: tuple[PageReference, ...]


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """A term with its pages.

    `initial` is its letter if it is the first term with it, else empty; `last` is true if the next term begins with
    another letter.
    """

    term: str
    locators: tuple[Locator, ...]
    initial: str = ""
    last: bool = False

    def years(self) -> Iterator[tuple[Volume, tuple[Locator, ...]]]:
        """Yield the locators by volume."""
        for volume in dict.fromkeys(one.volume for one in self.locators):
            yield volume, tuple(one for one in self.locators if one.volume is volume)


@dataclass(frozen=True, slots=True)
class Author:
    """An author with the stories whose byline has the name; `initial` and `last` as in an `IndexEntry`."""

    name: str
    works: tuple[tuple[Volume, BoundIssue, BoundStory], ...]
    initial: str = ""
    last: bool = False


def index(volumes: Sequence[Volume], language: str) -> dict[str, tuple[IndexEntry, ...]]:
    """Return the entries of each kind that has any, in the order of the language."""
    parts = {kind: tuple(_entries(volumes, kind, language)) for kind in KINDS}
    return {kind: entries for kind, entries in parts.items() if entries}


def authors(volumes: Sequence[Volume], language: str) -> tuple[Author, ...]:
    """Return the authors by their last names, each with the stories in reading order."""
    works: dict[str, list[tuple[Volume, BoundIssue, BoundStory]]] = defaultdict(list)
    for volume, issue, story in _stories(volumes):
        for name in dict.fromkeys(story.authors):
            works[name].append((volume, issue, story))
    names = sorted(works, key=lambda name: sort_key(last_name_first(name), language))
    initials = [initial(last_name_first(name), language) for name in names]
    return tuple(
        Author(name, tuple(works[name]), first, last)
        for name, (first, last) in zip(names, _initials(initials), strict=True)
    )


def _stories(volumes: Sequence[Volume]) -> Iterator[tuple[Volume, BoundIssue, BoundStory]]:
    for volume in volumes:
        for issue in volume.issues:
            yield from ((volume, issue, story) for story in issue.stories())


@dataclass(slots=True)
class _Term(Generic[T]):
    """A term as it is collected: its spellings, and what it is used in."""

    spellings: Counter[str] = field(default_factory=Counter)
    uses: list[T] = field(default_factory=list)


def collect_terms(
    uses: Iterable[tuple[Sequence[str], T]], language: str, *, skip_articles: bool
) -> Iterator[tuple[str, str, Sequence[T]]]:
    """Yield each term in the order of the language, with its letter and all that it is used in.

    `uses` are the terms of each story. Terms that differ only in their case are one, in the most common spelling.
    """
    collected: dict[str, _Term[T]] = defaultdict(_Term)
    for terms, use in uses:
        for spelling in dict.fromkeys(" ".join(one.split()) for one in terms):
            term = collected[unicodedata.normalize("NFC", spelling).casefold()]
            term.spellings[spelling] += 1
            term.uses.append(use)
    named = {one.spellings.most_common(1)[0][0]: one.uses for one in collected.values()}
    for name in sorted(named, key=lambda one: sort_key(one, language, skip_articles=skip_articles)):
        yield name, initial(name, language, skip_articles=skip_articles), named[name]


def _entries(volumes: Sequence[Volume], kind: str, language: str) -> Iterator[IndexEntry]:
    uses = (
        (getattr(story, kind), (volume, issue, story)) for volume, issue, story in _stories(volumes)
    )
    terms = list(collect_terms(uses, language, skip_articles=kind != "people"))
    initials = _initials([letter for _, letter, _ in terms])
    for (name, _, stories), (first, last) in zip(terms, initials, strict=True):
        places: dict[tuple[str, str, str], tuple[Volume, BoundIssue, list[PageReference]]] = {}
        for volume, issue, story in stories:
            place = (volume.publication, volume.year, issue.key)
            references = places.setdefault(place, (volume, issue, []))[2]
            references.append(PageReference(story.span, story))
        locators = tuple(
            Locator(volume, issue, merge_references(references))
            for volume, issue, references in places.values()
        )
        yield IndexEntry(name, locators, first, last)


def _initials(initials: Sequence[str]) -> Iterator[tuple[str, bool]]:
    """Yield the letter where a new one begins, else an empty text, and whether the next one is another."""
    for number, letter in enumerate(initials):
        begins = number == 0 or initials[number - 1] != letter
        ends = number + 1 < len(initials) and initials[number + 1] != letter
        yield letter if begins else "", ends


def merge_references(references: Iterable[PageReference]) -> tuple[PageReference, ...]:
    """Join the spans that touch or overlap: 12, 14–15, 16 become 12, 14–16."""
    merged: list[PageReference] = []
    for reference in sorted(references, key=lambda one: (one.span.first, -one.span.last)):
        if merged and reference.span.first <= merged[-1].span.last + 1:
            merged[-1] = PageReference(merged[-1].span.joined(reference.span), merged[-1].story)
        else:
            merged.append(reference)
    return tuple(merged)
