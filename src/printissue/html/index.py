"""The index of volumes: terms in the order of their language, each with the pages it is on."""

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from printissue.html.collation import initial, last_name_first, sort_key
from printissue.model.volumes import BoundIssue, BoundStory, PageRange, Volume

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
class _Term:
    """A term as it is collected: its spellings, and its references by volume and issue."""

    spellings: Counter[str] = field(default_factory=Counter)
    places: dict[tuple[str, str, str], tuple[Volume, BoundIssue, list[PageReference]]] = field(
        default_factory=dict
    )


def _entries(volumes: Sequence[Volume], kind: str, language: str) -> Iterator[IndexEntry]:
    collected: dict[str, _Term] = defaultdict(_Term)
    for volume, issue, story in _stories(volumes):
        for spelling in dict.fromkeys(" ".join(one.split()) for one in getattr(story, kind)):
            term = collected[unicodedata.normalize("NFC", spelling).casefold()]
            term.spellings[spelling] += 1
            place = (volume.publication, volume.year, issue.key)
            references = term.places.setdefault(place, (volume, issue, []))[2]
            references.append(PageReference(story.span, story))
    skip_articles = kind != "people"
    terms = {one.spellings.most_common(1)[0][0]: one for one in collected.values()}
    names = sorted(terms, key=lambda name: sort_key(name, language, skip_articles=skip_articles))
    initials = _initials([initial(name, language, skip_articles=skip_articles) for name in names])
    for name, (first, last) in zip(names, initials, strict=True):
        places = terms[name].places.values()
        locators = tuple(
            Locator(volume, issue, merge_references(references))
            for volume, issue, references in places
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
