"""Groups of an issue's sections and items that templates set together."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from printissue.html.anchors import Item, items
from printissue.html.grades import Grade, spans_page
from printissue.model.issue import Issue, Section
from printissue.model.parts import Article

GroupKind = Literal["wide", "columns", "briefs"]


@dataclass(frozen=True, slots=True)
class ItemGroup:
    """Neighbouring items of a section that are set alike: one story across the page, items in columns, or briefs."""

    kind: GroupKind
    items: tuple[Item, ...]

    @property
    def wide(self) -> bool:
        """True for a story across the page."""
        return self.kind == "wide"


def item_groups(issue: Issue, section: Section, grades: Mapping[int, Grade]) -> list[ItemGroup]:
    """Return the items of a section in groups: each story across the page, and the items in columns between them.

    `grades` are those of `story_grades`.
    """
    groups: list[ItemGroup] = []
    for item in items(section):
        kind = _kind(issue, section, item, grades)
        if groups and kind == groups[-1].kind != "wide":
            groups[-1] = ItemGroup(kind, (*groups[-1].items, item))
        else:
            groups.append(ItemGroup(kind, (item,)))
    return groups or [ItemGroup("columns", ())]


def _kind(issue: Issue, section: Section, item: Item, grades: Mapping[int, Grade]) -> GroupKind:
    if not isinstance(item, Article):
        return "columns"
    grade = grades[id(item)]
    if spans_page(item, grade, issue, section):
        return "wide"
    return "briefs" if grade == "brief" else "columns"


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
