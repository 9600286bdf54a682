"""Groups of an issue's sections and items that templates set together."""

from dataclasses import dataclass
from typing import Literal

from printissue.html.grades import StoryGrades
from printissue.model.issue import Issue, Item, Section
from printissue.model.parts import Advertisement, Article

GroupKind = Literal["wide", "columns", "briefs"]


LOOKUP_KINDS = ("notices", "readings", "events")
"""The kinds of items that are looked up rather than read."""


@dataclass(frozen=True, slots=True)
class PlacedItem:
    """An item of a section and its kind: the name that a list of such items has."""

    kind: str
    item: Item


@dataclass(frozen=True, slots=True)
class ItemGroup:
    """Neighbouring items of a section that are set alike: one item across the page, items in columns, or briefs.

    `item_kind` is the kind of the items; small advertisements belong to the group of their neighbours.
    """

    kind: GroupKind
    item_kind: str
    members: tuple[PlacedItem, ...]

    @property
    def items(self) -> tuple[Item, ...]:
        """The items, in the order in which they are read."""
        return tuple(member.item for member in self.members)

    @property
    def wide(self) -> bool:
        """True for an item across the page."""
        return self.kind == "wide"


def item_groups(section: Section, grades: StoryGrades) -> list[ItemGroup]:
    """Return the items of a section in groups: each story across the page, and the items in columns between them."""
    groups: list[ItemGroup] = []
    for item_kind, _, item in section.placed_items():
        kind, member = _kind(item, grades), PlacedItem(item_kind, item)
        last = groups[-1] if groups else None
        joint = _joint_kind(last.item_kind, item_kind) if last and not last.wide else ""
        alike = last is not None and (kind == last.kind or item_kind == "advertisements")
        if last and joint and alike and kind != "wide":
            groups[-1] = ItemGroup(last.kind, joint, (*last.members, member))
        else:
            groups.append(ItemGroup(kind, item_kind, (member,)))
    return groups or [ItemGroup("columns", section.kind, ())]


def _joint_kind(first: str, second: str) -> str:
    """Return the kind of a group that has items of two kinds, or an empty text if they are set apart."""
    if second in (first, "advertisements"):
        return first
    return second if first == "advertisements" else ""


def _kind(item: Item, grades: StoryGrades) -> GroupKind:
    if isinstance(item, Advertisement):
        return "wide" if item.size in ("page", "half") else "columns"
    if not isinstance(item, Article):
        return "columns"
    if grades.spans_page(item):
        return "wide"
    return "briefs" if grades.of(item) == "brief" else "columns"


@dataclass(frozen=True, slots=True)
class SectionGroup:
    """Neighbouring sections that are set together: one with `stories`, or several of `lookup` items."""

    kind: str
    sections: tuple[Section, ...]


def section_groups(issue: Issue) -> list[SectionGroup]:
    """Return the sections in groups: each one with stories by itself, neighbours of lookup items together."""
    groups: list[SectionGroup] = []
    for section in issue.sections:
        kind = "lookup" if section.kind in LOOKUP_KINDS else "stories"
        if groups and kind == "lookup" == groups[-1].kind:
            groups[-1] = SectionGroup(kind, (*groups[-1].sections, section))
        else:
            groups.append(SectionGroup(kind, (section,)))
    return groups
