"""The ids of an issue's parts in its HTML, and the names by which stories refer to each other."""

import re
import unicodedata
from collections.abc import Iterator

from printissue.html.markdown import plain
from printissue.model.issue import Issue, Section
from printissue.model.parts import Advertisement, Article, Event, Notice, Part, Path, Reading

NamedItem = Article | Notice | Reading | Event

_MAX_SLUG_LENGTH = 40


def items(section: Section) -> list[NamedItem]:
    """Return the items of a section except its advertisements, which no list names."""
    return [item for _, item in _placed(section)]


def _placed(section: Section) -> Iterator[tuple[Path, NamedItem]]:
    """Yield the items of a section with their paths in it."""
    for _, path, item in section.placed_items():
        if not isinstance(item, Advertisement):
            yield path, item


def title_of(part: Section | NamedItem) -> str:
    """Return the heading or title of a section or item."""
    return part.heading if isinstance(part, (Article, Notice)) else part.title


class Anchors:
    """The ids of an issue's parts: the issue's key, two hyphens, a name (`2015-10--events`).

    The key makes an id unique in a volume. The name is the part's `id`, or else is made from its title.
    """

    def __init__(self, issue: Issue, key: str, language: str) -> None:
        self._key = key
        self._by_part: dict[int, str] = {}
        used: set[str] = set()
        for part in _parts(issue):
            name = (
                part.id or _slug(plain(title_of(part), language)) or part.__class__.__name__.lower()
            )
            number, candidate = 1, name
            while candidate in used:
                number += 1
                candidate = f"{name}-{number}"
            used.add(candidate)
            self._by_part[id(part)] = candidate

    def of(self, part: Part) -> str:
        """Return the id of a section or item. Raise LookupError where it is not part of the issue."""
        name = self._by_part.get(id(part))
        if name is None:
            raise LookupError("it is not a section or item of this issue")
        return f"{self._key}--{name}"

    def named(self, name: str) -> str:
        """Return the id of a part that every issue has: cover, contents, links, back.

        A third hyphen keeps it distinct from the ids of sections and items.
        """
        return f"{self._key}---{name}"


def story_anchors(issue: Issue, key: str, language: str) -> tuple[str, ...]:
    """Return the ids of an issue's sections and items in reading order."""
    anchors = Anchors(issue, key, language)
    return tuple(
        anchors.of(part) for section in issue.sections for part in (section, *items(section))
    )


def anchored_parts(issue: Issue, key: str, language: str) -> dict[str, Path]:
    """Return the paths of an issue's sections and items by their ids, such as `("sections", 0, "articles", 1)`."""
    anchors = Anchors(issue, key, language)
    paths: dict[str, Path] = {}
    for number, section in enumerate(issue.sections):
        path: Path = ("sections", number)
        paths[anchors.of(section)] = path
        for steps, item in _placed(section):
            paths[anchors.of(item)] = (*path, *steps)
    return paths


def story_names(issue: Issue, key: str, language: str) -> dict[str, Article]:
    """Return the stories of an issue by the names that other stories refer to them by."""
    anchors = Anchors(issue, key, language)
    stories = (story for section in issue.sections for story in section.stories)
    return {anchors.of(story).partition("--")[2]: story for story in stories}


def _parts(issue: Issue) -> Iterator[Section | NamedItem]:
    """Yield sections and items, first those with an `id` of their own, which must keep it."""
    parts = [part for section in issue.sections for part in (section, *items(section))]
    yield from sorted(parts, key=lambda part: part.id is None)


def _slug(text: str) -> str:
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", ascii_text)
    slug = ""
    for word in words:
        if len(slug) + len(word) > _MAX_SLUG_LENGTH:
            break
        slug = f"{slug}-{word}".strip("-")
    return slug
