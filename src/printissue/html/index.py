"""The index of volumes: terms in the order of their language, each with the pages it is found on."""

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from printissue.html.collation import initial, last_name_first, sort_key
from printissue.model.volumes import BoundIssue, BoundStory, PageRange, Volume

KINDS = ("topics", "people", "places")
"""What an index is made of, in its order; each is a list that stories have."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """Pages of one issue on which a term is found: their span, and the story that they begin with."""

    span: PageRange
    story: BoundStory


@dataclass(frozen=True, slots=True)
class Locator:
    """Where in one issue a term is found."""

    volume: Volume
    issue: BoundIssue
    leaves: tuple[Leaf, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A term with its places; `initial` is the letter that it is the first to begin with, else nothing.

    `last` tells that the next one begins with another letter.
    """

    term: str
    locators: tuple[Locator, ...]
    initial: str = ""
    last: bool = False

    def years(self) -> Iterator[tuple[Volume, tuple[Locator, ...]]]:
        """Give the locators by volume."""
        for volume in dict.fromkeys(one.volume for one in self.locators):
            yield volume, tuple(one for one in self.locators if one.volume is volume)


@dataclass(frozen=True, slots=True)
class Author:
    """An author with the stories that have the name in their by-line."""

    name: str
    works: tuple[tuple[Volume, BoundIssue, BoundStory], ...]
    initial: str = ""
    last: bool = False


def index(volumes: Sequence[Volume], language: str) -> dict[str, tuple[Entry, ...]]:
    """Make the index of volumes: the entries of each kind that has any, in the order of a language."""
    made = {kind: tuple(_entries(volumes, kind, language)) for kind in KINDS}
    return {kind: entries for kind, entries in made.items() if entries}


def authors(volumes: Sequence[Volume], language: str) -> tuple[Author, ...]:
    """List the authors by their last names, each with the stories in the order of reading."""
    works: dict[str, list[tuple[Volume, BoundIssue, BoundStory]]] = defaultdict(list)
    for volume, issue, story in _stories(volumes):
        for name in dict.fromkeys(story.authors):
            works[name].append((volume, issue, story))
    names = sorted(works, key=lambda name: sort_key(last_name_first(name), language))
    initials = [initial(last_name_first(name), language) for name in names]
    return tuple(
        Author(name, tuple(works[name]), first, last)
        for name, (first, last) in zip(names, _marks(initials), strict=True)
    )


def _stories(volumes: Sequence[Volume]) -> Iterator[tuple[Volume, BoundIssue, BoundStory]]:
    for volume in volumes:
        for issue in volume.issues:
            yield from ((volume, issue, story) for story in issue.stories())


@dataclass(slots=True)
class _Found:
    """What is found of one term: its spellings, and leaves by volume and issue."""

    spellings: Counter[str] = field(default_factory=Counter)
    places: dict[tuple[str, str, str], tuple[Volume, BoundIssue, list[Leaf]]] = field(
        default_factory=dict
    )


def _entries(volumes: Sequence[Volume], kind: str, language: str) -> Iterator[Entry]:
    found: dict[str, _Found] = defaultdict(_Found)
    for volume, issue, story in _stories(volumes):
        for term in dict.fromkeys(" ".join(one.split()) for one in getattr(story, kind)):
            one = found[unicodedata.normalize("NFC", term).casefold()]
            one.spellings[term] += 1
            place = (volume.publication, volume.year, issue.key)
            leaves = one.places.setdefault(place, (volume, issue, []))[2]
            leaves.append(Leaf(story.span, story))
    articles = kind != "people"
    terms = {one.spellings.most_common(1)[0][0]: one for one in found.values()}
    order = sorted(terms, key=lambda term: sort_key(term, language, articles=articles))
    marks = _marks([initial(term, language, articles=articles) for term in order])
    for term, (first, last) in zip(order, marks, strict=True):
        places = terms[term].places.values()
        locators = tuple(Locator(volume, issue, merged(leaves)) for volume, issue, leaves in places)
        yield Entry(term, locators, first, last)


def _marks(initials: Sequence[str]) -> Iterator[tuple[str, bool]]:
    """Give the letter where it begins, and whether it ends."""
    for number, letter in enumerate(initials):
        begins = number == 0 or initials[number - 1] != letter
        ends = number + 1 < len(initials) and initials[number + 1] != letter
        yield letter if begins else "", ends


def merged(leaves: Iterable[Leaf]) -> tuple[Leaf, ...]:
    """Join the spans that touch or overlap: 12, 14–15, 16 are 12, 14–16."""
    made: list[Leaf] = []
    for leaf in sorted(leaves, key=lambda one: (one.span.first, -one.span.last)):
        if made and leaf.span.first <= made[-1].span.last + 1:
            made[-1] = Leaf(made[-1].span.joined(leaf.span), made[-1].story)
        else:
            made.append(leaf)
    return tuple(made)
