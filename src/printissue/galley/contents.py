"""Contents: the names of an issue's parts, what the cover lists, and which sections stand side by side."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from printissue.galley.words import plain
from printissue.model import Article, Event, Issue, Notice, Part, Reading, Section

MOST_ENTRIES = 16
"""The cover lists sections and their stories up to this number of lines, else the sections alone."""

LONGEST_COVER_LEAD = 900
"""A lead with more characters opens the inside instead of the cover."""

Item = Article | Notice | Reading | Event


def items(section: Section) -> list[Item]:
    """List what a section holds."""
    return list(getattr(section, section.kind))


def title_of(part: Section | Item) -> str:
    """Give the line that names a part."""
    return part.heading if isinstance(part, (Article, Notice)) else part.title


class Anchors:
    """Gives each part of an issue its id: the issue's key, two hyphens, a name (`2015-10--events`).

    The key makes an id unique in a volume; the name is the part's `id`, else made from its title.
    """

    def __init__(self, issue: Issue, key: str, language: str) -> None:
        self._key = key
        self._by_part: dict[int, str] = {}
        taken: set[str] = {"cover", "contents", "back", "links"}
        for part in _parts(issue):
            name = (
                part.id or _slug(plain(title_of(part), language)) or part.__class__.__name__.lower()
            )
            number, candidate = 1, name
            while candidate in taken:
                number += 1
                candidate = f"{name}-{number}"
            taken.add(candidate)
            self._by_part[id(part)] = candidate

    def of(self, part: Part) -> str:
        """Give the id of a section or item."""
        return f"{self._key}--{self._by_part[id(part)]}"

    def named(self, name: str) -> str:
        """Give the id of a part that every issue has: cover, contents, links, back."""
        return f"{self._key}--{name}"


def _parts(issue: Issue) -> Iterator[Section | Item]:
    """Walk sections and items, those with an `id` of their own first: theirs are not to be changed."""
    every = [part for section in issue.sections for part in (section, *items(section))]
    yield from sorted(every, key=lambda part: part.id is None)


def _slug(text: str) -> str:
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", ascii_text)
    slug = ""
    for word in words:
        if len(slug) + len(word) > 40:
            break
        slug = f"{slug}-{word}".strip("-")
    return slug


@dataclass(frozen=True, slots=True)
class Entry:
    """A section in the list on the cover, with the stories that are named under it."""

    section: Section
    stories: tuple[Article, ...]


def inside(issue: Issue) -> list[Entry]:
    """List what the cover announces: sections with their stories, or sections alone where that is too long."""
    full = [Entry(section, tuple(section.articles or ())) for section in issue.sections]
    if sum(1 + len(entry.stories) for entry in full) <= MOST_ENTRIES:
        return full
    return [Entry(entry.section, ()) for entry in full]


def lead_on_cover(issue: Issue) -> bool:
    """Tell whether the spotlight's lead fits on the cover."""
    return issue.spotlight is not None and len(issue.spotlight.lead) <= LONGEST_COVER_LEAD


@dataclass(frozen=True, slots=True)
class Block:
    """Sections that follow each other and are set together: one with stories, or several that are looked up."""

    kind: str
    sections: tuple[Section, ...]


def blocks(issue: Issue) -> list[Block]:
    """Group the sections: each with stories by itself, neighbours that are looked up side by side."""
    made: list[Block] = []
    for section in issue.sections:
        kind = "stories" if section.kind == "articles" else "lookup"
        if made and kind == "lookup" == made[-1].kind:
            made[-1] = Block(kind, (*made[-1].sections, section))
        else:
            made.append(Block(kind, (section,)))
    return made
