"""Contents: the names of an issue's parts, what the cover lists, and which sections stand side by side."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from printissue.html.words import plain
from printissue.model.issue import Issue, Section
from printissue.model.parts import Article, Event, Notice, Part, Reading

COVER_LINES = 28
"""So many lines the list on the cover may have before it names the sections alone."""

COVER_STORY_LINES = 17
"""So many lines of text, counting a headline's line as two, the cover holds beside its list."""

_ROOM = {"A5": (14, 13)}
"""The same two numbers for a smaller paper: the cover's list, its text."""

LEAST_FOR_WIDE = 3
"""A section with fewer stories than this is set in columns throughout."""

_LIST_WIDTH, _LEAD_WIDTH, _HEADLINE_WIDTH = (
    44,
    60,
    25,
)  # characters in a line, a little below the measured mean

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
        taken: set[str] = set()
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
        """Return the id of a section or item. LookupError where it is none of the issue's."""
        name = self._by_part.get(id(part))
        if name is None:
            raise LookupError("it is no section or item of this issue")
        return f"{self._key}--{name}"

    def named(self, name: str) -> str:
        """Give the id of a part that every issue has: cover, contents, links, back.

        A third hyphen keeps it apart from the names of the issue's own parts.
        """
        return f"{self._key}---{name}"


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


def _room(paper: str) -> tuple[int, int]:
    """Give the lines that a paper's cover has for its list, and for its text."""
    return _ROOM.get(paper, (COVER_LINES, COVER_STORY_LINES))


def inside(issue: Issue, paper: str = "A4") -> list[Entry]:
    """List what the cover announces: sections with their stories, or sections alone where that is too long."""
    full = [Entry(section, tuple(section.articles or ())) for section in issue.sections]
    if sum(_list_lines(entry) for entry in full) <= _room(paper)[0]:
        return full
    return [Entry(entry.section, ()) for entry in full]


def _list_lines(entry: Entry) -> int:
    lines = [entry.section.title, *(story.heading for story in entry.stories)]
    return sum(-(-len(line) // _LIST_WIDTH) for line in lines)


def lead_on_cover(issue: Issue, paper: str = "A4") -> bool:
    """Tell whether the spotlight's lead fits on the cover; a longer one opens the inside."""
    if issue.spotlight is None:
        return False
    headline = -(-len(issue.spotlight.heading) // _HEADLINE_WIDTH)
    paragraphs = issue.spotlight.lead.split("\n\n")
    lead = sum(-(-len(text) // _LEAD_WIDTH) for text in paragraphs)
    return 2 * headline + lead <= _room(paper)[1]


@dataclass(frozen=True, slots=True)
class Run:
    """Neighbouring items that are set alike: `wide` across the page, or in columns."""

    wide: bool
    items: tuple[Item, ...]


def runs(issue: Issue, section: Section) -> list[Run]:
    """Divide a section into runs: stories across the page, and what stands in columns between them."""
    made: list[Run] = []
    for number, item in enumerate(items(section)):
        wide = number in _wide_stories(issue, section)
        if made and not wide and not made[-1].wide:
            made[-1] = Run(wide=False, items=(*made[-1].items, item))
        else:
            made.append(Run(wide=wide, items=(item,)))
    return made or [Run(wide=False, items=())]


def _wide_stories(issue: Issue, section: Section) -> set[int]:
    """Choose the stories that are set across the page.

    They are those that the manuscript calls lead stories or whose picture is wide; where it calls
    none, the issue's first story, or the first with a picture of a long section.
    """
    stories = section.articles or []
    asked = {number for number, story in enumerate(stories) if _asks_for_width(story)}
    if asked or any(
        _asks_for_width(story) for one in issue.sections for story in one.articles or ()
    ):
        return asked
    pictured = [number for number, story in enumerate(stories) if story.image and story.body]
    if not pictured or len(stories) < LEAST_FOR_WIDE:
        return set()
    first = next(one for one in issue.sections if one.articles) is section
    return {pictured[0]} if not first or pictured[0] == 0 else set()


def _asks_for_width(story: Article) -> bool:
    return story.form == "lead" or bool(story.image and story.image.size in ("wide", "full-bleed"))


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


def story_names(issue: Issue, key: str, language: str) -> dict[str, Article]:
    """Give the stories of an issue by the names that other stories refer to them by."""
    anchors = Anchors(issue, key, language)
    stories = (story for section in issue.sections for story in section.articles or ())
    return {anchors.of(story).partition("--")[2]: story for story in stories}
