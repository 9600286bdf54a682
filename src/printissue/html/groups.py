"""Groups of an issue's sections and items that templates set together."""

from dataclasses import dataclass

from printissue.html.anchors import Item, items
from printissue.model.issue import Issue, Section
from printissue.model.parts import Article

MIN_STORIES_FOR_WIDE = 3
"""A section with fewer stories than this is set in columns throughout, unless the manuscript asks for more."""


@dataclass(frozen=True, slots=True)
class ItemGroup:
    """Neighbouring items of a section that are set alike: across the page where `wide`, else in columns."""

    wide: bool
    items: tuple[Item, ...]


def item_groups(issue: Issue, section: Section) -> list[ItemGroup]:
    """Return the items of a section in groups: each story across the page, and the items in columns between them."""
    groups: list[ItemGroup] = []
    wide_stories = _wide_stories(issue, section)
    for number, item in enumerate(items(section)):
        wide = number in wide_stories
        if groups and not wide and not groups[-1].wide:
            groups[-1] = ItemGroup(wide=False, items=(*groups[-1].items, item))
        else:
            groups.append(ItemGroup(wide=wide, items=(item,)))
    return groups or [ItemGroup(wide=False, items=())]


def _wide_stories(issue: Issue, section: Section) -> set[int]:
    """Return the numbers of the stories that are set across the page.

    They are those that the manuscript calls lead stories or whose picture is wide. Where an issue has none of these,
    it is its first story, or in a long section the first one with a picture.
    """
    stories = section.articles or []
    requested = {number for number, story in enumerate(stories) if _asks_for_width(story)}
    if requested or any(
        _asks_for_width(story) for one in issue.sections for story in one.articles or ()
    ):
        return requested
    pictured = [number for number, story in enumerate(stories) if story.image and story.body]
    if not pictured or len(stories) < MIN_STORIES_FOR_WIDE:
        return set()
    first = next(one for one in issue.sections if one.articles) is section
    return {pictured[0]} if not first or pictured[0] == 0 else set()


def _asks_for_width(story: Article) -> bool:
    return story.form == "lead" or bool(story.image and story.image.size in ("wide", "full-bleed"))


@dataclass(frozen=True, slots=True)
class SectionGroup:
    """Neighbouring sections that are set together: one with `stories`, or several of `lookup` items."""

    kind: str
    sections: tuple[Section, ...]


def section_groups(issue: Issue) -> list[SectionGroup]:
    """Return the sections in groups: each one with stories by itself, neighbours of lookup items together."""
    groups: list[SectionGroup] = []
    for section in issue.sections:
        kind = "stories" if section.kind == "articles" else "lookup"
        if groups and kind == "lookup" == groups[-1].kind:
            groups[-1] = SectionGroup(kind, (*groups[-1].sections, section))
        else:
            groups.append(SectionGroup(kind, (section,)))
    return groups
